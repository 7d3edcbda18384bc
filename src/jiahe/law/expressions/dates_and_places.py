"""What is asked of dates and places: a later day, an age, the division that a place lies in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from jiahe.law.errors import LawError, TypeMismatch, did_you_mean
from jiahe.law.expressions.leaves import Literal, Param, Region
from jiahe.law.expressions.needs import need
from jiahe.law.expressions.truth import If
from jiahe.law.nodes import Expr
from jiahe.law.place_codes import LEVELS
from jiahe.law.types import Type


@dataclass(frozen=True, eq=False)
class Plus(Expr):
    """A date moved by whole ``unit``s (years, months, days). The day is clamped to the month's end (民法典 Art 202).

    NEVER stays NEVER, and what would lie beyond the calendar is NEVER too; what would lie before it is its first day.
    """

    date: Expr
    number: Expr
    unit: str

    def _check(self) -> Type:
        need(self.date, Type.DATE, what="plus")
        need(self.number, Type.INT, what="plus (the number)")
        if self.unit not in ("years", "months", "days"):
            raise LawError(f"A date moves by years, months or days, not {self.unit!r}.")
        return Type.DATE


@dataclass(frozen=True, eq=False)
class Part(Expr):
    """The year, month or day of a date."""

    date: Expr
    part: str

    def _check(self) -> Type:
        need(self.date, Type.DATE, what=f".{self.part}")
        if self.part not in ("year", "month", "day"):
            raise LawError(f"A date has a year, a month and a day, not a {self.part!r}.")
        return Type.INT


@dataclass(frozen=True, eq=False)
class DateOf(Expr):
    """The date in ``year`` with a fixed month and day, not 29 February; beyond the calendar it is NEVER."""

    year: Expr
    month: int
    day: int

    def _check(self) -> Type:
        need(self.year, Type.INT, what="date_of (the year)")
        try:
            dt.date(2001, self.month, self.day)
        except ValueError as problem:
            raise LawError(f"date_of: month {self.month}, day {self.day} is not a day of every year.") from problem
        return Type.DATE


@dataclass(frozen=True, eq=False)
class YearsUntil(Expr):
    """Completed years from ``start`` to ``end``: an age, when start is a birth.

    Born on 29 February, a year is reached on 28 February where there is no 29th.
    """

    start: Expr
    end: Expr

    def _check(self) -> Type:
        need(self.start, Type.DATE, what="years_until")
        need(self.end, Type.DATE, what="years_until")
        return Type.INT


@dataclass(frozen=True, eq=False)
class DaysUntil(Expr):
    """Days from ``start`` to ``end``."""

    start: Expr
    end: Expr

    def _check(self) -> Type:
        need(self.start, Type.DATE, what="days_until")
        need(self.end, Type.DATE, what="days_until")
        return Type.INT


@dataclass(frozen=True, eq=False)
class Within(Expr):
    """The place lies in ``region``. Unknown when the place is known only to a level above the region that contains it.

    ``region`` is the run's region, a literal or a parameter.
    """

    place: Expr
    region: Expr

    def _check(self) -> Type:
        need(self.place, Type.PLACE, what="within")
        need(self.region, Type.PLACE, what="within")
        if not isinstance(self.region, (Region, Literal, Param, If)):
            raise TypeMismatch(
                "within: the region is law.region, a place literal or a parameter; compare .division(...) otherwise."
            )
        return Type.BOOL


@dataclass(frozen=True, eq=False)
class Division(Expr):
    """The division of that level that the place lies in, as a 12-digit code.

    Unknown when the place is known only above that level.
    """

    place: Expr
    level: str

    def _check(self) -> Type:
        need(self.place, Type.PLACE, what="division")
        if self.level not in LEVELS:
            raise LawError(f"There is no level {self.level!r}. {did_you_mean(self.level, LEVELS)}")
        return Type.PLACE
