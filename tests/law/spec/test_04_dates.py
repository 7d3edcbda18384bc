"""Dates

Dates are calendar dates. Ages and anniversaries follow 民法典 Art 201 and 202: where a month has no such day, its last
day takes the place.
"""

import datetime as dt

from jiahe.law import date_of
from tests.law.families import line
from tests.law.tables import lines

births = lines("""
    line       | d          | n
    plain      | 2023-03-20 | 1
    leap_day   | 2024-02-29 | 1
    month_end  | 2023-10-31 | 4
    year_end   | 2024-12-31 | -12
    no_number  | 2023-03-20 |
    no_date    |            | 1
""")

ages = lines("""
    line         | d          | e
    day_before   | 2020-06-15 | 2023-06-14
    birthday     | 2020-06-15 | 2023-06-15
    day_after    | 2020-06-15 | 2023-06-16
    born_29_feb  | 2020-02-29 | 2023-02-28
    born_29_feb2 | 2020-02-29 | 2023-02-27
    born_29_feb4 | 2020-02-29 | 2024-02-28
    same_day     | 2020-06-15 | 2020-06-15
    before_birth | 2020-06-15 | 2020-06-14
    unknown      |            | 2023-06-15
""")

spells = lines("""
    line   | d          | until
    ended  | 2020-01-31 | 2024-02-29
    goes   | 2020-01-31 |
""")


def test_a_date_moves_by_years_months_or_days(spec):
    """`.plus` keeps the day of the month, clamped to the month's end."""
    spec(births, line.d.plus(years=3), "2026-03-20 2027-02-28 2026-10-31 2027-12-31 2026-03-20 unknown")
    spec(births, line.d.plus(months=4), "2023-07-20 2024-06-29 2024-02-29 2025-04-30 2023-07-20 unknown")
    spec(births, line.d.plus(days=1), "2023-03-21 2024-03-01 2023-11-01 2025-01-01 2023-03-21 unknown")
    spec(births, line.d.plus(years=-1), "2022-03-20 2023-02-28 2022-10-31 2023-12-31 2022-03-20 unknown")


def test_the_number_may_be_a_value(spec):
    spec(births, line.d.plus(years=line.n), "2024-03-20 2025-02-28 2027-10-31 2012-12-31 unknown unknown")
    spec(births, line.d.plus(months=line.n), "2023-04-20 2024-03-29 2024-02-29 2023-12-31 unknown unknown")
    spec(births, line.d.plus(days=line.n), "2023-03-21 2024-03-01 2023-11-04 2024-12-19 unknown unknown")


def test_years_are_moved_first_then_months_then_days(spec):
    spec(
        births, line.d.plus(years=1, months=1, days=1), "2024-04-21 2025-03-29 2024-12-01 2026-02-01 2024-04-21 unknown"
    )


def test_moving_there_and_back_need_not_return(spec):
    spec(
        births, line.d.plus(months=1).plus(months=-1), "2023-03-20 2024-02-29 2023-10-30 2024-12-31 2023-03-20 unknown"
    )


def test_year_month_and_day(spec):
    spec(births, line.d.year, "2023 2024 2023 2024 2023 unknown")
    spec(births, line.d.month, "3 2 10 12 3 unknown")
    spec(births, line.d.day, "20 29 31 31 20 unknown")


def test_completed_years_are_an_age(spec):
    """Who was born on 29 February has a birthday on 28 February in years without it."""
    spec(ages, line.d.years_until(line.e), "2 3 3  3 2 3  0 -1 unknown")


def test_calendar_months_do_not_look_at_the_days(spec):
    """From 31 January to 1 March is 2."""
    spec(ages, line.d.months_until(line.e), "36 36 36  36 36 48  0 0 unknown")
    spec(ages, line.e.months_until(line.d), "-36 -36 -36  -36 -36 -48  0 0 unknown")


def test_days(spec):
    spec(ages, line.d.days_until(line.e), "1094 1095 1096  1095 1094 1460  0 -1 unknown")


def test_a_date_can_be_made_of_a_year(spec):
    spec(births, date_of(line.d.year, 12, 31), "2023-12-31 2024-12-31 2023-12-31 2024-12-31 2023-12-31 unknown")
    spec(births, date_of(2000 + line.n, 2, 28), "2001-02-28 2001-02-28 2004-02-28 1988-02-28 unknown 2001-02-28")


def test_an_empty_open_ended_date_is_later_than_all(spec):
    """In a column that is declared open-ended (a death, the end of a spell), an empty cell says "not yet": it reads as
    NEVER, 9999-12-31. Nothing moves it."""
    spec(spells, line.until, "2024-02-29 9999-12-31")
    spec(spells, line.until > dt.date(2025, 1, 1), "false true")
    spec(spells, line.until.plus(years=1), "2025-02-28 9999-12-31")
    spec(spells, line.until.plus(days=-1), "2024-02-28 9999-12-31")
    spec(spells, line.d.years_until(line.until), "4 7979")
    spec(spells, line.until.is_known(), "true true")


def test_what_would_lie_beyond_the_calendar_is_never(spec):
    """The year after the death of the living never comes."""
    spec(spells, date_of(line.until.year + 1, 1, 1), "2025-01-01 9999-12-31")
    spec(spells, date_of(line.until.year + 1, 1, 1).plus(months=1), "2025-02-01 9999-12-31")
    spec(spells, line.d.plus(years=line.until.year), "4044-01-31 9999-12-31")
    spec(spells, line.d.plus(years=line.until.year).plus(days=-1), "4044-01-30 9999-12-31")


def test_what_would_lie_before_the_calendar_is_its_first_day(spec):
    spec(spells, line.d.plus(years=0 - line.until.year), "0001-01-01 0001-01-01")
    spec(spells, line.d.plus(years=0 - line.until.year).plus(years=-1), "0001-01-01 0001-01-01")
    spec(spells, date_of(line.d.year - line.until.year, 6, 30), "0001-01-01 0001-01-01")
