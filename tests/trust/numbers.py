"""Invented identity numbers of women born on one day, in order."""

from __future__ import annotations

import datetime as dt

from stdnum.cn import ric

BORN = dt.date(1994, 5, 6)
_PLACES = [f"4208{town:02d}" for town in (2, 4, 21, 22, 81, 82)] + [
    f"4201{town:02d}" for town in (2, 3, 4, 5, 6, 7, 11)
]


def id_number(one: int, born: dt.date = BORN) -> str:
    """Return the number of woman ``one``, of at most 6,500."""
    begins = f"{_PLACES[one // 500]}{born:%Y%m%d}{2 * (one % 500):03d}"
    return begins + ric.calc_check_digit(begins)
