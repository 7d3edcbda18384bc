"""Between which days a date must lie, as far as its expression shows without facts. Only for lowered graphs."""

from __future__ import annotations

import datetime as dt

from jiahe.law import expressions as ex
from jiahe.law.arithmetic import plus
from jiahe.law.nodes import Expr


def first_possible(date: Expr) -> dt.date:
    """Return a day such that no value of the date lies before it."""
    if isinstance(date, ex.Literal):
        return date.value if isinstance(date.value, dt.date) else dt.date.min
    if isinstance(date, ex.Greater):
        return max(first_possible(date.left), first_possible(date.right))
    if isinstance(date, ex.Lesser):
        return min(first_possible(date.left), first_possible(date.right))
    if isinstance(date, ex.If):
        return min(first_possible(date.then), first_possible(date.otherwise))
    number = date.number.value if isinstance(date, ex.Plus) and isinstance(date.number, ex.Literal) else None
    if isinstance(date, ex.Plus) and isinstance(number, int):
        return plus(first_possible(date.date), number, date.unit)
    return dt.date.min


def last_possible(date: Expr) -> dt.date:
    """Return a day such that no value of the date lies after it."""
    if isinstance(date, ex.Literal):
        return date.value if isinstance(date.value, dt.date) else dt.date.max
    if isinstance(date, ex.Lesser):
        return min(last_possible(date.left), last_possible(date.right))
    if isinstance(date, ex.Greater):
        return max(last_possible(date.left), last_possible(date.right))
    if isinstance(date, ex.If):
        return max(last_possible(date.then), last_possible(date.otherwise))
    return dt.date.max


__all__ = ["first_possible", "last_possible"]
