"""The SQL of one scalar node, built with SQLGlot. Its parts are written by whoever asks: a relation, or a layer of one.

Trees are shared, not copied: a part that stands twice in a query is one object.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlglot import exp

from jiahe.law import expressions as ex
from jiahe.law.nodes import Expr, Link, Rows
from jiahe.law.place_codes import LEVELS
from jiahe.law.sqlwords import Words, paren
from jiahe.law.types import NEVER, Type


class Certainty:
    """Whether values cannot be unknown, given that required cells are filled. ``has``: the columns that are there."""

    def __init__(self, has: Callable[[str, str], bool]) -> None:
        self.has = has
        self._known: dict[Expr, bool] = {}

    def __call__(self, node: Expr) -> bool:
        """Whether the value cannot be unknown."""
        if node not in self._known:
            self._known[node] = self._of(node)
        return self._known[node]

    def has_rows(self, rows: Rows) -> bool:
        """Whether the table of rows is there, with the columns that say whose they are."""
        return all(self.has(rows.table.name, column) for column in (rows.relation.by, *(rows.table.mirror or ())))

    def _of(self, node: Expr) -> bool:
        if isinstance(node, ex.Literal):
            return node.value is not None
        if isinstance(node, ex.Known):
            return True
        if isinstance(node, ex.Col):
            table = node.frame.table
            column = table.column(node.name)
            filled = (column.required or column.open_ended) and self.has(table.name, node.name)
            return filled and not isinstance(node.frame, Link)
        if isinstance(node, ex.KeyOf):
            return not isinstance(node.frame, Link)
        if isinstance(node, ex.Only):
            return False
        if isinstance(node, ex.Aggregate) and (isinstance(node.rows.parent, Link) or not self.has_rows(node.rows)):
            return False
        if isinstance(node, (*_UNKNOWN_BY_A_PART, ex.Aggregate)):
            return all(self(child) for child in node.children() if isinstance(child, Expr))
        return False


_UNKNOWN_BY_A_PART = (
    ex.Compare, ex.And, ex.Or, ex.Not, ex.IsIn, ex.Add, ex.Subtract, ex.Multiply, ex.Portion, ex.Lesser, ex.Greater,
    ex.If, ex.Plus, ex.Part, ex.DateOf, ex.YearsUntil, ex.DaysUntil,
)  # fmt: skip
"""Kinds that are unknown only because a part is."""


@lru_cache(maxsize=4096)
def may_be_never(node: Expr) -> bool:
    """Whether a date can be NEVER."""
    if isinstance(node, ex.Literal):
        return node.value == NEVER
    if isinstance(node, ex.Col):
        return node.frame.table.column(node.name).open_ended
    return _may_be_an_end(node) or any(may_be_never(part) for part in _dates_in(node))


@lru_cache(maxsize=4096)
def _may_be_an_end(node: Expr) -> bool:
    """Whether a date may have come to lie at an end of the calendar, because it was computed beyond it."""
    if isinstance(node, ex.Literal):
        return isinstance(node.value, dt.date) and not _is_near(node.value.year)
    if isinstance(node, ex.DateOf):
        return not _is_near_year(node.year)
    far = isinstance(node, ex.Plus) and not _is_small_step(node)
    return far or any(_may_be_an_end(part) for part in _dates_in(node))


def _dates_in(node: Expr) -> Iterator[Expr]:
    return (part for part in node.children() if isinstance(part, Expr) and part.type is Type.DATE)


def _is_near(year: int) -> bool:
    """Whether a year lies so far from the ends of the calendar that no small steps lead there."""
    return dt.MINYEAR + 1000 < year < dt.MAXYEAR - 1000


def _is_near_year(node: Expr) -> bool:
    if isinstance(node, ex.Literal):
        return isinstance(node.value, int) and _is_near(node.value)
    if isinstance(node, ex.Part):
        return node.part == "year" and not may_be_never(node.date) and not _may_be_an_end(node.date)
    if isinstance(node, (ex.Add, ex.Subtract)) and isinstance(node.right, ex.Literal):
        number = node.right.value or 0
        return _is_near_year(node.left) and isinstance(number, int) and abs(number) <= _LIFETIMES["years"]
    return False


_LIFETIMES = {"years": 200, "months": 2400, "days": 73_000}


def _is_small_step(node: ex.Plus) -> bool:
    """Whether a date moves so little that it stays within the calendar."""
    number = node.number.value if isinstance(node.number, ex.Literal) else None
    return isinstance(number, int) and abs(number) <= _LIFETIMES[node.unit]


def write(words: Words, sure: Certainty, node: Expr, sql: Callable[[Expr], exp.Expression]) -> exp.Expression:
    """Return the SQL of one scalar node, its parts being written by ``sql``."""
    method: Callable[[Any], exp.Expression] = getattr(_Writer(words, sure, sql), type(node).__name__)
    return method(node)


@dataclass
class _Writer:
    words: Words
    sure: Certainty
    sql: Callable[[Expr], exp.Expression]

    def Literal(self, node: ex.Literal) -> exp.Expression:
        value = node.value
        if value is None:
            return self.words.null(node)
        if isinstance(value, bool):
            return exp.true() if value else exp.false()
        if isinstance(value, dt.date):
            return self.words.date(value)
        if isinstance(value, Fraction):
            return exp.Literal.string(str(value))
        return self.words.number(value) if isinstance(value, int) else exp.Literal.string(value)

    def Compare(self, node: ex.Compare) -> exp.Expression:
        kinds: dict[str, type[exp.Expression]] = {"eq": exp.EQ, "ne": exp.NEQ, "lt": exp.LT, "le": exp.LTE}
        return paren(kinds[node.op](this=self.sql(node.left), expression=self.sql(node.right)))

    def And(self, node: ex.And) -> exp.Expression:
        return paren(exp.And(this=self.sql(node.left), expression=self.sql(node.right)))

    def Or(self, node: ex.Or) -> exp.Expression:
        return paren(exp.Or(this=self.sql(node.left), expression=self.sql(node.right)))

    def Not(self, node: ex.Not) -> exp.Expression:
        return paren(exp.Not(this=self.sql(node.value)))

    def Known(self, node: ex.Known) -> exp.Expression:
        return paren(exp.Not(this=self.words.is_null(self.sql(node.value))))

    def IsIn(self, node: ex.IsIn) -> exp.Expression:
        among = [self.words.number(one) if isinstance(one, int) else exp.Literal.string(one) for one in node.among]
        return paren(exp.In(this=self.sql(node.value), expressions=among))

    def Add(self, node: ex.Add) -> exp.Expression:
        return paren(exp.Add(this=self.sql(node.left), expression=self.sql(node.right)))

    def Subtract(self, node: ex.Subtract) -> exp.Expression:
        return paren(exp.Sub(this=self.sql(node.left), expression=self.sql(node.right)))

    def Multiply(self, node: ex.Multiply) -> exp.Expression:
        return paren(exp.Mul(this=self.words.as_int(self.sql(node.left)), expression=self.sql(node.right)))

    def Lesser(self, node: ex.Lesser) -> exp.Expression:
        return self._one_of_two(node, node.left, node.right)

    def Greater(self, node: ex.Greater) -> exp.Expression:
        return self._one_of_two(node, node.right, node.left)

    def _one_of_two(self, node: ex.Lesser | ex.Greater, first: Expr, second: Expr) -> exp.Expression:
        """The left one where ``first <= second``, else the right one."""
        left, right = self.sql(node.left), self.sql(node.right)
        low, high = self.sql(first), self.sql(second)
        if self.sure(node):
            return self.words.case([(self.words.le(low, high), left)], right)
        return self.words.case([(self.words.le(low, high), left), (self.words.le(high, low), right)], exp.null())

    def If(self, node: ex.If) -> exp.Expression:
        condition = self.sql(node.condition)
        branches = [(condition, self.sql(node.then))]
        if self.sure(node.condition):
            return self.words.case(branches, self.sql(node.otherwise))
        return self.words.case([*branches, (exp.Not(this=condition), self.sql(node.otherwise))], exp.null())

    def Portion(self, node: ex.Portion) -> exp.Expression:
        assert isinstance(node.share, ex.Literal)
        if node.share.value is None:
            return self.words.null(node)
        assert isinstance(node.share.value, Fraction)
        return self.words.portion(self.sql(node.money), node.share.value, node.rounding)

    def Plus(self, node: ex.Plus) -> exp.Expression:
        date, number = self.sql(node.date), self.sql(node.number)
        moved = self.words.plus(date, number, node.unit)
        never = self.words.date(NEVER)
        if not _is_small_step(node) or _may_be_an_end(node.date):
            moved = self.words.within_calendar(moved)
        if not may_be_never(node.date):
            return moved
        same = self.words.case([(self.words.is_null(number), exp.null())], never)
        return self.words.case([(self.words.eq(date, never), same)], moved)

    def Part(self, node: ex.Part) -> exp.Expression:
        return self.words.part(self.sql(node.date), node.part)

    def DateOf(self, node: ex.DateOf) -> exp.Expression:
        year, never, first = self.sql(node.year), self.words.date(NEVER), self.words.date(dt.date.min)
        date = self.words.date_of(year, node.month, node.day)
        beyond = exp.GT(this=year, expression=self.words.number(dt.MAXYEAR))
        before = exp.LT(this=year, expression=self.words.number(dt.MINYEAR))
        return self.words.case([(beyond, never), (before, first)], date)

    def YearsUntil(self, node: ex.YearsUntil) -> exp.Expression:
        words, start, end = self.words, self.sql(node.start), self.sql(node.end)
        years = paren(exp.Sub(this=words.part(end, "year"), expression=words.part(start, "year")))
        moved = words.plus(start, years, "years")
        if may_be_never(node.start):
            moved = words.case([(words.eq(start, words.date(NEVER)), words.date(NEVER))], moved)
        late = words.case([(exp.GT(this=moved, expression=end), words.number(1))], words.number(0))
        return paren(exp.Sub(this=years, expression=late))

    def DaysUntil(self, node: ex.DaysUntil) -> exp.Expression:
        return self.words.days_between(self.sql(node.start), self.sql(node.end))

    def Within(self, node: ex.Within) -> exp.Expression:
        assert isinstance(node.region, ex.Literal)
        if node.region.value is None:
            return self.words.null(node)
        return self.words.within(self.sql(node.place), str(node.region.value))

    def Division(self, node: ex.Division) -> exp.Expression:
        return self.words.division(self.sql(node.place), LEVELS[node.level])
