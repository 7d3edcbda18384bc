"""ID numbers are well-formed, agree with the person, and can be nobody's."""

import numpy as np
import pytest
from stdnum.cn import ric

from jiahe.synth.identity import PROVINCES, IdNumbers
from jiahe.synth.population import day_number


def test_every_number_is_valid_and_agrees_with_its_person(register):
    rows = register.rows(
        "SELECT id_number, birth_date, sex FROM persons WHERE id_number IS NOT NULL USING SAMPLE 5000 ROWS"
    )
    for number, born, sex in rows:
        assert ric.validate(number) == number
        assert ric.get_birth_date(number) == born
        assert (int(number[16]) % 2 == 1) == (sex == "male")


def test_no_two_people_share_a_number(register):
    assert register.one("SELECT count(id_number) - count(DISTINCT id_number) FROM persons") == 0


def test_no_number_was_issued_by_a_county(register):
    """A whole province's code issues no numbers, so no living person has one of these."""
    assert register.rows("SELECT DISTINCT substr(id_number, 1, 6) FROM persons WHERE id_number IS NOT NULL") == [
        ("420000",)
    ]


def test_a_day_with_more_births_than_numbers_goes_on_with_the_next_province():
    numbers = IdNumbers("42")
    birth, female = np.full(1200, 3000, dtype=np.int32), np.full(1200, True)
    given = [
        *numbers.issue(birth[:700], female[:700]).to_pylist(),
        *numbers.issue(birth[700:], female[700:]).to_pylist(),
    ]
    assert len(set(given)) == 1200
    assert {number[:6] for number in given} == {"420000", "430000", "410000"}


@pytest.mark.parametrize("province", PROVINCES)
def test_every_code_used_existed_for_the_oldest_and_the_youngest(province):
    import datetime as dt

    for day in (dt.date(1915, 3, 4), dt.date(2026, 1, 14)):
        (number,) = (
            IdNumbers(province).issue(np.array([day_number(day)], dtype=np.int32), np.array([False])).to_pylist()
        )
        assert ric.is_valid(number)
