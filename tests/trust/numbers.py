"""Invented identity numbers of women born on one day, in order."""

from __future__ import annotations

import datetime as dt

from stdnum.cn import ric

BORN = dt.date(1994, 5, 6)
_PLACES = [420102, 420103, 420104, 420105, 420106, 420107, 420111, 420112, 420113, 420114, 420802]


def id_number(one: int, born: dt.date = BORN) -> str:
    """Return the number of woman ``one``, of at most 5,500."""
    begins = f"{_PLACES[one // 500]}{born:%Y%m%d}{2 * (one % 500):03d}"
    return begins + ric.calc_check_digit(begins + "0")
