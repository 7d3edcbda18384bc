"""A day as a cell holds it: typed, as a spreadsheet's number, or as people write it. Only what can be just one day.

A time of day behind a whole day is passed over: 出生时间 is the day of birth.
"""

from __future__ import annotations

import datetime as dt
import re

from jiahe.intake.cells.faults import FAULTS
from jiahe.intake.cells.numerals import digits_said, number_said
from jiahe.intake.cells.numerals import plain as plain_numerals
from jiahe.intake.fault import Fault

_FIRST, _LAST = 1850, 2200
_LAST_SERIAL = 60_000
_ZEROS = (dt.date(1899, 12, 30), dt.date(1899, 12, 31))
"""The days that a spreadsheet shows for zero."""

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_PARTED = re.compile(r"([0-9]{4})(?:([-./])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号]?)")
_EIGHT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_CHINESE = re.compile(
    "([零一二三四五六七八九]{2,4})年(?:([一二三四五六七八九十]+)月)?(?:([一二三四五六七八九十]+)[日号]?)?"
)
_OF_DAY = "凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜间|夜里"
_CLOCK = re.compile(
    rf"(.*(?:[0-9](?=[ T])|[日号]))[ T]?(?:{_OF_DAY})? ?"
    r"(?:[01]?[0-9]|2[0-3])(?:[:时点](?:[0-5]?[0-9](?:[:分](?:[0-5]?[0-9](?:\.[0-9]+)?秒?)?)?)?)"
    r"(?: ?[AaPp][Mm])?(?:\+08:?00)?"
)
_MIDNIGHT_UTC = re.compile(r"(.*[0-9])[ T]0?0:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)")
_A_CLOCK = re.compile(r".*[0-9] *[:时点].*")
_STAMP = re.compile(r"([0-9]{8})(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]")
_SEPARATORS = re.compile(r" ?([-./年月日号]) ?")

_LUNAR = re.compile("农历|阴历|旧历|古历|夏历|正月|冬月|腊月|闰|初[一二三四五六七八九十0-9]|廿|卅")
_OTHERS = (
    (re.compile("民国.*"), "date_minguo"),
    (
        re.compile(r"[0-9]{4}(?:[-./][0-9]{1,2}|年[0-9]{1,2}月?)|(?:18|19|20|21)[0-9]{2}(?:0[1-9]|1[0-2])"),
        "date_no_day",
    ),
    (re.compile(r"(?:1[89]|2[01])[0-9]{2}年?|[0-9]{4}年"), "date_no_month"),
    (re.compile(r"'?[0-9]{2}([-./])[0-9]{1,2}\1[0-9]{1,2}|'?[0-9]{2}年.*|[0-9]{6}"), "date_two_digit_year"),
    (re.compile(r"[0-9]{1,2}([-./])[0-9]{1,2}\1[0-9]{4}"), "date_ambiguous"),
    (re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?"), "date_serial"),
)


def read_date(cell: str | int | float | dt.date | dt.time, *, since_1904: bool = False) -> dt.date | Fault:
    """Return a day. ``since_1904``: the workbook counts its days from 1904, as old ones of the Macintosh do."""
    if isinstance(cell, dt.datetime):
        return _in_range(cell.date())
    if isinstance(cell, dt.date):
        return _in_range(cell)
    if isinstance(cell, dt.time):
        return FAULTS["date_zero" if cell == dt.time() else "date_with_time"]
    if isinstance(cell, str):
        return _written_day(cell)
    return _counted_day(cell, since_1904)


def _in_range(day: dt.date) -> dt.date | Fault:
    if day in _ZEROS:
        return FAULTS["date_zero"]
    return day if _FIRST <= day.year <= _LAST else FAULTS["date_out_of_range"]


def _day(year: int, month: int, day: int) -> dt.date | Fault:
    try:
        return _in_range(dt.date(year, month, day))
    except ValueError:
        return FAULTS["date_no_such_day"]


def _counted_day(number: int | float, since_1904: bool) -> dt.date | Fault:
    """Read a number: 20230506, or days since 1900 (1904). A number like a year (2023, 2023.5) is not such a count.

    Spreadsheets count a 29 February 1900 that never was, as number 60 (Microsoft, "Excel incorrectly assumes that the
    year 1900 is a leap year").
    """
    whole = int(number)
    if number == 0:
        return FAULTS["date_zero"]
    if _FIRST <= whole <= _LAST:
        return FAULTS["date_no_month" if number == whole else "date_no_day"]
    if not 0 < number <= _LAST_SERIAL:
        return _written_day(str(whole)) if number == whole else FAULTS["date_unreadable"]
    if whole == 0:
        return FAULTS["date_with_time"]
    if since_1904:
        return dt.date(1904, 1, 1) + dt.timedelta(whole)
    if whole == 60:
        return FAULTS["date_no_such_day"]
    return dt.date(1899, 12, 31 if whole < 60 else 30) + dt.timedelta(whole)


def _written_day(text: str) -> dt.date | Fault:
    if iso := _ISO.fullmatch(text):
        return _day(*map(int, iso.groups()))
    if with_clock := _CLOCK.fullmatch(text) or _MIDNIGHT_UTC.fullmatch(text) or _STAMP.fullmatch(text):
        return _written_day(with_clock[1])
    if _LUNAR.search(text):
        return FAULTS["date_lunar"]
    text = _in_digits(_SEPARATORS.sub(r"\1", text))
    if parts := _PARTED.fullmatch(text):
        return _day(int(parts[1]), int(parts[3] or parts[5]), int(parts[4] or parts[6]))
    if (eight := _EIGHT.fullmatch(text)) and not _year_last(text):
        return _day(*map(int, eight.groups()))
    return FAULTS[next((rule for form, rule in _OTHERS if form.fullmatch(text)), _eight_or_none(text))]


def _year_last(text: str) -> bool:
    """Whether eight digits begin with a day and a month: 06052023."""
    return not _FIRST <= int(text[:4]) <= _LAST and _FIRST <= int(text[4:]) <= _LAST


def _eight_or_none(text: str) -> str:
    if _A_CLOCK.fullmatch(text):
        return "date_with_time"
    return "date_ambiguous" if _EIGHT.fullmatch(text) else "date_unreadable"


def _in_digits(text: str) -> str:
    """Return 二〇二三年五月六日 as 2023年5月6日; another text as it is."""
    parts = _CHINESE.fullmatch(plain_numerals(text))
    if parts is None:
        return text
    year, month, day = digits_said(parts[1]), parts[2], parts[3]
    counted = [(number_said(part), unit) for part, unit in ((month, "月"), (day, "日")) if part]
    if any(number is None for number, _ in counted):
        return text
    return f"{year}年" + "".join(f"{number}{unit}" for number, unit in counted)
