"""Working days as the State Council arranges them: holidays off, and the weekends that are worked for them."""

from __future__ import annotations

import datetime as dt

import chinese_calendar


def is_working_day(day: dt.date) -> bool:
    """Whether a day is worked. Of a year that is not arranged yet, Monday to Friday are: no deadline comes too late."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def after_working_days(day: dt.date, count: int) -> dt.date:
    """Return the last of so many working days after a day, which itself does not count (民法典 Art 201)."""
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day
