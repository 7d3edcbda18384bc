"""The calendar of the reference engine against an independent library, over all dates and distances."""

import datetime as dt
from fractions import Fraction
from itertools import pairwise

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import example, given
from hypothesis import strategies as st

from jiahe.law.arithmetic import completed_years, plus, portion, runs_of_months
from jiahe.law.types import NEVER

dates = st.dates(min_value=dt.date(1600, 1, 1), max_value=dt.date(2400, 12, 31))
steps = st.integers(-1500, 1500)


@given(dates, steps, st.sampled_from(["years", "months", "days"]))
@example(dt.date(2024, 2, 29), 1, "years")
@example(dt.date(2023, 1, 31), 1, "months")
@example(dt.date(2023, 3, 31), -1, "months")
def test_a_date_moves_as_it_does_elsewhere(date, number, unit):
    number = number % 400 - 200 if unit == "years" else number
    assert plus(date, number, unit) == date + relativedelta(**{unit: number})


@given(dates, dates)
@example(dt.date(2020, 2, 29), dt.date(2023, 2, 28))
@example(dt.date(2020, 2, 29), dt.date(2024, 2, 28))
def test_an_age_counts_the_birthdays_that_were_reached(start, end):
    """Counted here one birthday after the other; somebody born on 29 February has one every year."""
    start, end = min(start, end), max(start, end)
    birthdays = [start + relativedelta(years=number) for number in range(1, end.year - start.year + 1)]
    assert completed_years(start, end) == sum(birthday <= end for birthday in birthdays)


@given(dates, dates)
def test_an_age_is_that_of_relativedelta_unless_born_on_29_february(start, end):
    """relativedelta has no birthday on 28 February for those."""
    start, end = min(start, end), max(start, end)
    if (start.month, start.day) != (2, 29):
        assert completed_years(start, end) == relativedelta(end, start).years


@given(dates, dates)
def test_before_birth_an_age_is_negative(start, end):
    if end < start:
        assert completed_years(start, end) < 0


@given(dates, dates, st.lists(dates, max_size=3))
def test_runs_of_months_are_all_months_from_one_to_the_other_parted_where_something_changes(first, last, changes):
    runs = list(runs_of_months(first, last, changes))
    if last < first.replace(day=1):
        assert runs == []
        return
    assert runs[0][0] == first.replace(day=1)
    for (start, months), (following, _) in pairwise(runs):
        assert start + relativedelta(months=months) == following
    start, months = runs[-1]
    assert start + relativedelta(months=months - 1) == last.replace(day=1)
    for start, months in runs:  # nothing changes within a run
        end = start + relativedelta(months=months - 1)
        assert not any(start < day <= end for day in changes)


@given(st.integers(-(10**6), 10**6), st.sampled_from(["years", "months", "days"]))
def test_never_stays_never_and_nothing_leaves_the_calendar(number, unit):
    assert plus(NEVER, number, unit) == NEVER
    assert dt.date.min <= plus(dt.date(2025, 6, 15), number, unit) <= NEVER


@given(st.integers(-(10**12), 10**12), st.fractions(min_value=-3, max_value=3, max_denominator=10_000))
def test_a_share_is_the_nearest_whole_fen(money, share):
    exact = money * share
    down, up, half_up = (portion(money, share, rounding) for rounding in ("down", "up", "half_up"))
    assert abs(down) <= abs(exact) < abs(down) + 1
    assert abs(up) - 1 < abs(exact) <= abs(up)
    assert abs(exact - half_up) * 2 <= 1
    assert half_up in (down, up)
    assert all(part * exact >= 0 for part in (down, up, half_up))


@pytest.mark.parametrize(("money", "rounded"), [(1, 1), (-1, -1), (3, 2), (5, 3), (-5, -3)])
def test_half_a_fen_is_rounded_away_from_zero(money, rounded):
    assert portion(money, Fraction(1, 2), "half_up") == rounded
