"""The day of the lunar calendar on which a person was born: older people often gave that one as their birth date."""

from __future__ import annotations

import datetime as dt

from borax.calendars.lunardate import LunarDate

FIRST, LAST = dt.date(1900, 1, 31), dt.date(2101, 1, 28)
"""The days for which the calendar is known."""


def lunar_digits(date: dt.date) -> str | None:
    """Return a day's lunar year, month and day as eight digits, as a form would take them; None outside the calendar.

    A leap month has the number of the month before it: forms have no place for the difference.
    """
    if not FIRST <= date <= LAST:
        return None
    lunar = LunarDate.from_solar(date)
    return f"{lunar.year:04}{lunar.month:02}{lunar.day:02}"
