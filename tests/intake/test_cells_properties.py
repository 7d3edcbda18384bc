import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiahe.intake.cells import PlaceAnswer, Reader
from jiahe.intake.cells.numerals import number_said, said
from jiahe.intake.fault import Fault
from jiahe.intake.fields import Kind
from tests.intake.columns import COUNTY, PLACES, card, column, id_number

CHOICES = {"birth": ("亲生", "1"), "adoption": ("收养", "2"), "none": ("无",)}
READERS = {
    kind: Reader(column(kind, choices=CHOICES if kind is Kind.CHOICE else {}), PLACES, county=COUNTY) for kind in Kind
}

PIECES = [
    *"0123456789０５９xX×.,-/·• 　'\"*?（）()年月日号元万角分组村镇零一二三十百千叁佰壹",
    *"男女是否无张李阿\ue123\u200b\ufeff#",
    "2023", "1990", "-05-", "00:00", "00", "农历", "民国", "清溪镇", "柳林村", "第三组", "420890100201", "62170033",
    "138", "E+17", "同上", "N/A", "无", "收养",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
CELLS = st.one_of(
    TEXTS,
    st.integers(),
    st.integers(10**14, 10**20),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.none(),
)


def as_written(kind: Kind, value: object) -> object:
    """Return a value as an office would write it."""
    if kind is Kind.MONEY:
        return f"{Decimal(str(value)) / 100:.2f}"
    if isinstance(value, PlaceAnswer):
        return value.code if value.village_group is None else f"{value.code} {value.village_group}组"
    return value


@pytest.mark.parametrize("kind", Kind)
@settings(max_examples=150, deadline=None)
@given(CELLS)
def test_any_cell_gives_a_value_that_reads_as_itself_or_unknown_or_a_fault(kind, cell):
    read = READERS[kind].one(cell)
    if read is not None and not isinstance(read, Fault):
        assert READERS[kind].one(as_written(kind, read)) == read


@pytest.mark.parametrize("kind", Kind)
@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from(["\0", "\x1f", "\x85", "\ud800", "\udfff", "\uffff", *"张三李a1男是 "]), max_size=6))
def test_what_is_read_of_any_cell_can_stand_in_the_database(kind, text):
    read = READERS[kind].one(text)
    if isinstance(read, str):
        assert b"\0" not in read.encode("utf-8")  # PostgreSQL has no such character, and no half of one


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from([Kind.ID_NUMBER, Kind.ACCOUNT, Kind.PHONE]))
def test_no_number_has_other_digits_than_the_cell(text, kind):
    read = READERS[kind].one(text)
    if isinstance(read, str):
        wide = str.maketrans("０１２３４５６７８９", "0123456789")
        said_by_cell = "".join(sign for sign in text.translate(wide) if sign in "0123456789")
        digits = "".join(sign for sign in read if sign in "0123456789")
        assert said_by_cell in (digits, "86" + digits, "0086" + digits, digits + "0")  # 13812345678.0


@settings(max_examples=100, deadline=None)
@given(st.dates(dt.date(1850, 1, 1), dt.date(2199, 12, 31)))
def test_every_way_of_writing_a_day_is_that_day(day):
    read = READERS[Kind.DATE].one
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    ways = [
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        f"{day.year}-{day.month}-{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{year}年{said(day.month)}月{said(day.day)}日",
        dt.datetime.combine(day, dt.time()),
    ]
    assert [read(way) for way in ways] == [day] * len(ways)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**12 - 1))
def test_a_number_said_in_characters_is_that_number(number):
    assert number_said(said(number)) == number


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**11))
def test_a_sum_is_read_to_the_fen(fen):
    read = READERS[Kind.MONEY].one
    yuan = f"{fen // 100}.{fen % 100:02d}"
    assert [read(yuan), read(f"{fen // 100:,}.{fen % 100:02d}元"), read(float(yuan))] == [fen] * 3


@settings(max_examples=100, deadline=None)
@given(st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31)), st.integers(0, 999), st.integers(0, 17), st.integers(0, 9))
def test_an_id_number_with_one_wrong_digit_is_never_read(born, serial, at, other):
    number = id_number(f"420890{born:%Y%m%d}{serial:03d}")
    wrong = number[:at] + str(other) + number[at + 1 :]
    read = READERS[Kind.ID_NUMBER].one
    assert read(number) == number
    assert read(wrong) == number if wrong == number else isinstance(read(wrong), Fault)


@settings(max_examples=100, deadline=None)
@given(st.integers(10**11, 10**12 - 1))
def test_a_long_number_that_was_a_spreadsheets_number_is_never_read(some):
    number = card(f"621700{some}")
    for cell in (float(number), int(float(number)), int(number[:15] + "000"), f"{float(number):.5E}"):
        assert isinstance(READERS[Kind.ACCOUNT].one(cell), Fault)
