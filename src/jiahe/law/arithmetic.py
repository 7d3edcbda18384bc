"""The arithmetic of dates and sums, as the law counts: months that end, ages, months by the calendar, exact shares."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from jiahe.law.types import NEVER


def plus(date: dt.date, number: int, unit: str) -> dt.date:
    """Move a date by years, months or days, clamped to the month's end and to the calendar; NEVER stays NEVER."""
    if date == NEVER:
        return NEVER
    if unit == "days":
        return dt.date.fromordinal(max(1, min(date.toordinal() + number, NEVER.toordinal())))
    month = date.year * 12 + date.month - 1 + number * (12 if unit == "years" else 1)
    year, month = divmod(month, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return date_in_year(year, 1, 1)
    return dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def date_in_year(year: int, month: int, day: int) -> dt.date:
    """Return a date; beyond the calendar's end it is NEVER, before its beginning the first of all days."""
    if year > dt.MAXYEAR:
        return NEVER
    return dt.date.min if year < dt.MINYEAR else dt.date(year, month, day)


def completed_years(start: dt.date, end: dt.date) -> int:
    """Return how many anniversaries of ``start`` have been reached by ``end``."""
    years = end.year - start.year
    return years if plus(start, years, "years") <= end else years - 1


def runs_of_months(first: dt.date, last: dt.date, changes: Iterable[dt.date]) -> Iterator[tuple[dt.date, int]]:
    """Iterate over the months from ``first``'s to ``last``'s, parted at the first that begins on or after a change."""
    begin, end = month_index(first), month_index(last) + 1
    parted = {month_index(day) + (day.day > 1) for day in changes}
    bounds = [begin, *sorted(one for one in parted if begin < one < end), end]
    for low, high in pairwise(bounds):
        if low < high:
            yield dt.date(low // 12, low % 12 + 1, 1), high - low


def month_index(day: dt.date) -> int:
    """Return the number of a day's month, counted from the first of the calendar."""
    return day.year * 12 + day.month - 1


def portion(money: int, share: Fraction, rounding: str) -> int:
    """Return an exact share of a sum in fen, rounded: ``down`` towards zero, ``up`` or ``half_up`` away from it."""
    exact = abs(money) * abs(share.numerator)
    divisor = share.denominator
    if rounding == "down":
        whole = exact // divisor
    elif rounding == "up":
        whole = -(-exact // divisor)
    else:
        whole = (2 * exact + divisor) // (2 * divisor)
    return whole if (money >= 0) == (share >= 0) else -whole


def yuan_digits(fen: int, *, grouped: bool = False) -> str:
    """Return a sum of whole fen, without its sign, in yuan: 3600.00, or grouped 3,600.00."""
    whole, part = divmod(abs(fen), 100)
    return f"{whole:,}.{part:02d}" if grouped else f"{whole}.{part:02d}"


def first_day(holds: Callable[[dt.date], bool], *, after: dt.date, until: dt.date) -> dt.date:
    """Return the first day on which something holds, that does not on the day ``after`` and does on ``until``.

    The day before ``until`` is asked about first, because what changes does so most often with a month or a year; then
    the middle. Where it comes and goes between, it is one of the days on which it comes.
    """
    tried = until - dt.timedelta(days=1)
    while tried > after:
        if holds(tried):
            until = tried
        else:
            after = tried
        tried = after + (until - after) // 2
    return until
