"""The quick test of ID numbers in SQL agrees with python-stdnum."""

import datetime as dt

import duckdb
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from jiahe.facts.checks.identity import PASSES, fault_of
from tests.facts.folders import id_number

DATABASE = duckdb.connect()
DIGITS = st.text("0123456789", min_size=17, max_size=17)
DATED = st.builds(
    lambda region, day, serial: f"{region}{day:%Y%m%d}{serial:03d}",
    st.sampled_from(["420106", "110101", "330106"]),
    st.dates(dt.date(1900, 1, 1)),
    st.integers(0, 999),
)
NUMBERS = (DIGITS | DATED).map(id_number) | DATED.map(lambda first: first + "X") | st.text("0123456789X", max_size=20)


@given(st.lists(NUMBERS, min_size=1, max_size=30))
def test_what_passes_in_sql_has_no_fault_and_the_other_way_round(numbers):
    passed = DATABASE.execute(f"SELECT id_number, {PASSES} FROM (SELECT unnest(?) AS id_number)", [numbers]).fetchall()
    for number, passes in passed:
        assert passes == (fault_of(number) is None), number


def test_a_number_older_than_its_county_is_no_fault():
    """stdnum alone refuses it: the county got its code in 2018, its bearer was born in 1930."""
    number = id_number("42088219300101001")
    assert not ric.is_valid(number)
    assert fault_of(number) is None
