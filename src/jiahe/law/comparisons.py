"""Comparisons of a moved date, an age or a year with a fixed one, said of the date itself.

Moving every date of a register through the calendar is slow; comparing it with one day is not. The answer is the same,
because moving dates keeps their order. Only for lowered graphs: the reference engine moves each date.
"""

from __future__ import annotations

import datetime as dt

from jiahe.law import expressions as ex
from jiahe.law.arithmetic import plus
from jiahe.law.nodes import Expr
from jiahe.law.types import Type

_DAY = dt.timedelta(days=1)
_FIRST, _LAST = dt.date(1000, 1, 1), dt.date(8999, 12, 31)
"""Days so far from the ends of the calendar that no date is clamped to them on the way."""
_MOST_YEARS = 900


def said_of_the_date(node: ex.Compare) -> Expr:
    """Return the comparison without the moving, or the node itself where that cannot be said."""
    if node.op not in ("lt", "le"):
        return node
    for moved, bound in ((node.left, node.right), (node.right, node.left)):
        if not isinstance(bound, ex.Literal) or bound.value is None:
            continue
        up_to = moved is node.left  # "moved <= bound"; else "not moved <= bound"
        inclusive = (node.op == "le") is up_to
        found = _as_a_day(moved, bound.value, inclusive)
        if found is not None:
            date, day, until = found
            limit = ex.Literal(day, Type.DATE)
            return ex.Compare("le", date, limit) if until is up_to else ex.Compare("lt", limit, date)
    return node


def _as_a_day(moved: Expr, bound: object, inclusive: bool) -> tuple[Expr, dt.date, bool] | None:
    """Return a date, a day, and whether "moved < bound" holds up to that day or after it (``inclusive``: <=)."""
    date, day, until = None, None, True
    if isinstance(moved, ex.Plus) and isinstance(bound, dt.date):
        number = moved.number.value if isinstance(moved.number, ex.Literal) else None
        if isinstance(number, int) and _FIRST <= bound <= _LAST:
            date, day = moved.date, _last_that_comes_by(bound if inclusive else bound - _DAY, number, moved.unit)
    elif isinstance(moved, ex.Part) and moved.part == "year" and isinstance(bound, int):
        year = bound if inclusive else bound - 1
        if _FIRST.year <= year <= _LAST.year:
            date, day = moved.date, dt.date(year, 12, 31)
    elif isinstance(moved, ex.YearsUntil) and isinstance(bound, int) and abs(bound) < _MOST_YEARS:
        end = moved.end.value if isinstance(moved.end, ex.Literal) else None
        if isinstance(end, dt.date) and _FIRST <= end <= _LAST:  # the earlier the start, the more years
            until, date = False, moved.start
            day = _last_that_comes_by(end, bound + 1 if inclusive else bound, "years")
    if date is None or day is None or not _FIRST <= day <= _LAST:
        return None
    return date, day, until


def _last_that_comes_by(bound: dt.date, number: int, unit: str) -> dt.date:
    """Return the last date that, moved by so many units, is not after ``bound``."""
    day = plus(bound, -number, unit)
    while _FIRST <= day <= _LAST and plus(day + _DAY, number, unit) <= bound:
        day += _DAY
    while _FIRST <= day <= _LAST and plus(day, number, unit) > bound:
        day -= _DAY
    return day


__all__ = ["said_of_the_date"]
