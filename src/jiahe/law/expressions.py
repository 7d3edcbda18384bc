"""The kinds of value in a rule's graph. Each checks, when it is made, that its parts fit together.

The meaning of each kind is the reference engine's method of the same name (reference.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from jiahe.law.errors import LawError, TypeMismatch, did_you_mean
from jiahe.law.nodes import Anchor, Expr, Frame, Link, Rows, anchors_above, describe, frames_of
from jiahe.law.types import Type

NUMBERS = (Type.INT, Type.MONEY)
ORDERED = (Type.INT, Type.MONEY, Type.DATE)
LEVELS = {"province": 2, "city": 4, "county": 6, "town": 9, "village": 12}
"""Digits of a 12-digit division code that name each level."""


NOUNS = {
    Type.BOOL: "a truth",
    Type.INT: "a whole number",
    Type.DATE: "a date",
    Type.MONEY: "a sum of money",
    Type.TEXT: "a text",
    Type.PLACE: "a place",
    Type.SHARE: "a share",
    Type.REF: "a row",
}
"""What an error message calls each type."""

_WRITTEN = {
    Type.BOOL: "Write True or False.",
    Type.DATE: "Write datetime.date(2025, 1, 31).",
    Type.MONEY: "Write yuan('3600.00').",
    Type.PLACE: "Write all 12 digits in quotes.",
    Type.SHARE: "Write Fraction(7, 10), or use a parameter.",
}


def _say(node: Expr) -> str:
    return NOUNS[node.type]


def _need(node: Expr, *types: Type, what: str) -> None:
    if node.type not in types:
        allowed = " or ".join(NOUNS[t] for t in types)
        raise TypeMismatch(f"{what} needs {allowed}, but got {_say(node)}: {sketch(node)}.")


def _need_same(a: Expr, b: Expr, what: str) -> None:
    if a.type is not b.type:
        raise TypeMismatch(
            f"{what} needs two values of one type, but got {_say(a)} and {_say(b)}: {sketch(a)} and {sketch(b)}."
        )


def sketch(node: Expr | Frame) -> str:
    """Return a short readable form of a node, for error messages."""
    if isinstance(node, Literal):
        return repr(node.value)
    if isinstance(node, Col):
        return f"{node.frame.table.name}.{node.name}"
    if isinstance(node, Named):
        return node.en
    if isinstance(node, Param):
        return f"law.{node.name}"
    return type(node).__name__.lower()


@dataclass(frozen=True, eq=False)
class Literal(Expr):
    """A constant; ``value`` None is the unknown of that type. Money in whole fen."""

    value: bool | int | dt.date | str | Fraction | None
    of: Type

    def _check(self) -> Type:
        python = {
            Type.BOOL: bool,
            Type.INT: int,
            Type.MONEY: int,
            Type.DATE: dt.date,
            Type.TEXT: str,
            Type.PLACE: str,
            Type.SHARE: Fraction,
        }.get(self.of)
        if python is None:
            raise TypeMismatch(f"{NOUNS[self.of].capitalize()} cannot be written down: follow a column to it.")
        if self.value is not None and type(self.value) is not python:
            raise TypeMismatch(f"{self.value!r} is not {NOUNS[self.of]}. {_WRITTEN.get(self.of, '')}".rstrip())
        if self.of is Type.PLACE and self.value is not None:
            check_place(str(self.value))
        return self.of


@dataclass(frozen=True, eq=False)
class LeftOpen(Expr):
    """The unknown of a type, with why the rule leaves it open, and the papers by which a person settles it."""

    of: Type
    zh: str
    en: str
    papers: tuple[tuple[str, str], ...]

    def _check(self) -> Type:
        Literal(None, self.of)
        if not (self.zh and self.en):
            raise LawError("What is left open needs its reason in both languages: unknown(type, zh=..., en=...).")
        return self.of


def check_place(code: str) -> str:
    """Return the code if it is 12 digits. Raises LawError otherwise."""
    if len(code) != 12 or not code.isascii() or not code.isdigit():
        raise LawError(f"{code!r} is not a place code: write all 12 digits, with zeros below the level you mean.")
    return code


@cache
def place_prefix(code: str) -> str:
    """Return the digits of a code that name its place: '420800000000' gives '4208', the nation ''."""
    for digits in (0, 2, 4, 6, 9):
        if set(code[digits:]) <= {"0"}:
            return code[:digits]
    return code


@dataclass(frozen=True, eq=False)
class Today(Expr):
    """The day of determination."""

    def _check(self) -> Type:
        return Type.DATE


@dataclass(frozen=True, eq=False)
class Region(Expr):
    """The region that the run is for."""

    def _check(self) -> Type:
        return Type.PLACE


@dataclass(frozen=True, eq=False)
class Param(Expr):
    """A parameter of a programme, as in force on ``at`` for ``place`` (or for the run's region)."""

    programme: str
    name: str
    of: Type
    at: Expr
    place: Expr

    def _check(self) -> Type:
        _need(self.at, Type.DATE, what=f"The date of parameter {self.name!r}")
        _need(self.place, Type.PLACE, what=f"The place of parameter {self.name!r}")
        return self.of


@dataclass(frozen=True, eq=False)
class Accrued(Expr):
    """A monthly money rate summed over the calendar months from that of ``first`` to that of ``last``.

    Each month counts at the rate in force on its first day; no months gives 0; a month without a known rate makes the
    sum unknown.
    """

    rate: Param
    first: Expr
    last: Expr

    def _check(self) -> Type:
        if not isinstance(self.rate, Param):
            raise TypeMismatch("Only a parameter can be accrued by the month.")
        _need(self.rate, Type.MONEY, what="A monthly rate")
        _need(self.first, Type.DATE, what="The first month")
        _need(self.last, Type.DATE, what="The last month")
        return Type.MONEY


@dataclass(frozen=True, eq=False)
class Col(Expr):
    """A column of the frame's row."""

    frame: Frame
    name: str

    def _speaks_about(self) -> frozenset[Anchor]:
        return frames_of(self.frame)

    def _check(self) -> Type:
        column = self.frame.table.column(self.name)
        object.__setattr__(self, "refers_to", column.refers_to)
        return column.type


@dataclass(frozen=True, eq=False)
class KeyOf(Expr):
    """The key of the frame's row. A link to nobody has none."""

    frame: Frame

    def _speaks_about(self) -> frozenset[Anchor]:
        return frames_of(self.frame)

    def _check(self) -> Type:
        object.__setattr__(self, "refers_to", self.frame.table.name)
        return Type.REF


@dataclass(frozen=True, eq=False)
class Compare(Expr):
    """``op``: one of eq, ne, lt, le. Text, places, keys and truths only have eq and ne."""

    op: str
    left: Expr
    right: Expr

    def _check(self) -> Type:
        _need_same(self.left, self.right, f"Comparison {self.op}")
        if self.left.refers_to != self.right.refers_to:
            raise TypeMismatch(f"A {self.left.refers_to} row cannot be compared with a {self.right.refers_to} row.")
        if self.op in ("lt", "le"):
            _need(self.left, *ORDERED, what="An order")
        elif self.op not in ("eq", "ne"):
            raise TypeMismatch(f"There is no comparison {self.op!r}.")
        return Type.BOOL


def check_choice(node: Expr, value: str) -> None:
    """Raise LawError when ``node`` is a column with choices and ``value`` is not one of them."""
    while isinstance(node, (Only, Named)):
        node = node.value
    if isinstance(node, Col) and node.type is Type.TEXT:
        choices = node.frame.table.column(node.name).choices
        if choices and value not in choices:
            raise LawError(f"{node.frame.table.name}.{node.name} is never {value!r}. {did_you_mean(value, choices)}")


@dataclass(frozen=True, eq=False)
class And(Expr):
    """Both hold."""

    left: Expr
    right: Expr

    def _check(self) -> Type:
        _need(self.left, Type.BOOL, what="&")
        _need(self.right, Type.BOOL, what="&")
        return Type.BOOL


@dataclass(frozen=True, eq=False)
class Or(Expr):
    """At least one holds."""

    left: Expr
    right: Expr

    def _check(self) -> Type:
        _need(self.left, Type.BOOL, what="|")
        _need(self.right, Type.BOOL, what="|")
        return Type.BOOL


@dataclass(frozen=True, eq=False)
class Not(Expr):
    """It does not hold."""

    value: Expr

    def _check(self) -> Type:
        _need(self.value, Type.BOOL, what="~")
        return Type.BOOL


@dataclass(frozen=True, eq=False)
class Known(Expr):
    """The value is known. Never itself unknown."""

    value: Expr

    def _check(self) -> Type:
        return Type.BOOL


@dataclass(frozen=True, eq=False)
class IsIn(Expr):
    """The value is one of these."""

    value: Expr
    among: tuple[str | int, ...]

    def _check(self) -> Type:
        _need(self.value, Type.TEXT, Type.INT, what="is_in")
        if not self.among:
            raise LawError("is_in needs at least one value.")
        python = str if self.value.type is Type.TEXT else int
        for one in self.among:
            if type(one) is not python:
                raise TypeMismatch(f"is_in: {one!r} is not {NOUNS[self.value.type]}.")
        return Type.BOOL


@dataclass(frozen=True, eq=False)
class Add(Expr):
    """Sum of two whole numbers, or of two sums of money."""

    left: Expr
    right: Expr

    def _check(self) -> Type:
        _need(self.left, *NUMBERS, what="+")
        _need_same(self.left, self.right, "+")
        return self.left.type


@dataclass(frozen=True, eq=False)
class Subtract(Expr):
    """Difference of two whole numbers, or of two sums of money."""

    left: Expr
    right: Expr

    def _check(self) -> Type:
        _need(self.left, *NUMBERS, what="-")
        _need_same(self.left, self.right, "-")
        return self.left.type


@dataclass(frozen=True, eq=False)
class Multiply(Expr):
    """A whole number or a sum of money, so many times."""

    left: Expr
    right: Expr

    def _check(self) -> Type:
        _need(self.left, *NUMBERS, what="*")
        _need(self.right, Type.INT, what="* (the number of times)")
        return self.left.type


@dataclass(frozen=True, eq=False)
class Portion(Expr):
    """An exact share of a sum of money in whole fen.

    Rounded ``down`` (towards zero), or ``up`` or ``half_up`` (away from it).
    """

    money: Expr
    share: Expr
    rounding: str

    def _check(self) -> Type:
        _need(self.money, Type.MONEY, what="A share")
        _need(self.share, Type.SHARE, what="A share of money")
        if self.rounding not in ("down", "up", "half_up"):
            raise LawError(
                f"There is no rounding {self.rounding!r}. {did_you_mean(self.rounding, ['down', 'up', 'half_up'])}"
            )
        return Type.MONEY


@dataclass(frozen=True, eq=False)
class If(Expr):
    """``then`` when the condition holds, ``otherwise`` when it does not, unknown when that is unknown."""

    condition: Expr
    then: Expr
    otherwise: Expr

    def _check(self) -> Type:
        _need(self.condition, Type.BOOL, what="when")
        _need_same(self.then, self.otherwise, "when … otherwise")
        if self.then.refers_to != self.otherwise.refers_to:
            raise TypeMismatch("when … otherwise needs keys of one table.")
        object.__setattr__(self, "refers_to", self.then.refers_to)
        return self.then.type


@dataclass(frozen=True, eq=False)
class Lesser(Expr):
    """The smaller of two."""

    left: Expr
    right: Expr

    def _check(self) -> Type:
        _need(self.left, *ORDERED, what="least")
        _need_same(self.left, self.right, "least")
        return self.left.type


@dataclass(frozen=True, eq=False)
class Greater(Expr):
    """The larger of two."""

    left: Expr
    right: Expr

    def _check(self) -> Type:
        _need(self.left, *ORDERED, what="greatest")
        _need_same(self.left, self.right, "greatest")
        return self.left.type


@dataclass(frozen=True, eq=False)
class Plus(Expr):
    """A date moved by whole ``unit``s (years, months, days). The day is clamped to the month's end (民法典 Art 202).

    NEVER stays NEVER, and what would lie beyond the calendar is NEVER too; what would lie before it is its first day.
    """

    date: Expr
    number: Expr
    unit: str

    def _check(self) -> Type:
        _need(self.date, Type.DATE, what="plus")
        _need(self.number, Type.INT, what="plus (the number)")
        if self.unit not in ("years", "months", "days"):
            raise LawError(f"A date moves by years, months or days, not {self.unit!r}.")
        return Type.DATE


@dataclass(frozen=True, eq=False)
class Part(Expr):
    """The year, month or day of a date."""

    date: Expr
    part: str

    def _check(self) -> Type:
        _need(self.date, Type.DATE, what=f".{self.part}")
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
        _need(self.year, Type.INT, what="date_of (the year)")
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
        _need(self.start, Type.DATE, what="years_until")
        _need(self.end, Type.DATE, what="years_until")
        return Type.INT


@dataclass(frozen=True, eq=False)
class DaysUntil(Expr):
    """Days from ``start`` to ``end``."""

    start: Expr
    end: Expr

    def _check(self) -> Type:
        _need(self.start, Type.DATE, what="days_until")
        _need(self.end, Type.DATE, what="days_until")
        return Type.INT


@dataclass(frozen=True, eq=False)
class Within(Expr):
    """The place lies in ``region``. Unknown when the place is known only to a level above the region that contains it.

    ``region`` is the run's region, a literal or a parameter.
    """

    place: Expr
    region: Expr

    def _check(self) -> Type:
        _need(self.place, Type.PLACE, what="within")
        _need(self.region, Type.PLACE, what="within")
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
        _need(self.place, Type.PLACE, what="division")
        if self.level not in LEVELS:
            raise LawError(f"There is no level {self.level!r}. {did_you_mean(self.level, LEVELS)}")
        return Type.PLACE


@dataclass(frozen=True, eq=False)
class Named(Expr):
    """The same value, with a name and a unit that an explanation can print."""

    value: Expr
    zh: str
    en: str
    unit: tuple[str, str]

    def _check(self) -> Type:
        object.__setattr__(self, "refers_to", self.value.refers_to)
        return self.value.type


# ------------------------------------------------------------------------------------------------ aggregates


@dataclass(frozen=True, eq=False)
class Aggregate(Expr):
    """A value of ``rows.parent``, made of its many rows.

    A row *certainly* matches when ``where`` is true and *may* match when it is unknown.
    """

    rows: Rows
    where: Expr

    def _speaks_about(self) -> frozenset[Anchor]:
        for anchor in self.outside():
            if self.rows in anchors_above(anchor):
                raise LawError(
                    f"An aggregate over {describe(self.rows)} uses {describe(anchor)} without reducing them. "
                    "Reduce them first, with .any(), .count(), .only() or another aggregate."
                )
            if anchor not in anchors_above(self.rows):
                raise LawError(
                    f"An aggregate over {describe(self.rows)} speaks about {describe(anchor)}. "
                    "Use the row that the lambda is given."
                )
            if isinstance(self.rows.parent.anchor, Rows):
                raise LawError(
                    f"An aggregate over {describe(self.rows)} compares them with {describe(anchor)}. That works only "
                    "one level deep, directly on the unit: compute the value on the unit first."
                    + (" A figure of the law is a value of the unit: that of its place." if _asks_the_law(self) else "")
                )
        return frames_of(self.rows.parent) | self.outside()

    def outside(self) -> frozenset[Anchor]:
        """Return the anchors outside the rows that the aggregate compares its rows with (empty: it can be shared)."""
        found: frozenset[Anchor] = frozenset()
        for child in self.children():
            if isinstance(child, Expr):
                found |= child.frames
        return found - {self.rows}

    def _check(self) -> Type:
        _need(self.where, Type.BOOL, what="The condition on rows")
        return Type.BOOL


def _asks_the_law(node: Expr) -> bool:
    return isinstance(node, Param) or any(_asks_the_law(part) for part in node.children() if isinstance(part, Expr))


@dataclass(frozen=True, eq=False)
class AnyRow(Aggregate):
    """Some row matches (Kleene's or over the rows; false when there are none)."""


@dataclass(frozen=True, eq=False)
class AtLeast(Aggregate):
    """At least ``number`` rows match: unknown when it depends on rows that may match."""

    number: int

    def _check(self) -> Type:
        super()._check()
        if self.number < 1:
            raise LawError("at_least needs a number of 1 or more.")
        return Type.BOOL


@dataclass(frozen=True, eq=False)
class Count(Aggregate):
    """How many rows match; unknown when some row may match."""

    def _check(self) -> Type:
        super()._check()
        return Type.INT


@dataclass(frozen=True, eq=False)
class Total(Aggregate):
    """Sum of ``value`` over the matching rows; unknown when a row may match or a matching row's value is unknown."""

    value: Expr

    def _check(self) -> Type:
        super()._check()
        _need(self.value, *NUMBERS, what="sum")
        return self.value.type


@dataclass(frozen=True, eq=False)
class Extreme(Aggregate):
    """The least or greatest ``value`` of the matching rows, ``if_none`` when none matches.

    Unknown when a row may match or a matching row's value is unknown.
    """

    value: Expr
    greatest: bool
    if_none: Expr

    def _check(self) -> Type:
        super()._check()
        _need(self.value, *ORDERED, what="earliest, latest, least or greatest")
        _need_same(self.value, self.if_none, "if_none")
        if not isinstance(self.if_none, Literal):
            raise TypeMismatch("if_none is a plain value.")
        return self.value.type


@dataclass(frozen=True, eq=False)
class Only(Aggregate):
    """``value`` of the one matching row; unknown when none or several match, or when another may match."""

    value: Expr

    def _check(self) -> Type:
        super()._check()
        object.__setattr__(self, "refers_to", self.value.refers_to)
        return self.value.type


__all__ = [name for name, value in list(globals().items()) if isinstance(value, type) and issubclass(value, Expr)]
__all__ += ["LEVELS", "Link", "check_place", "place_prefix", "sketch"]
