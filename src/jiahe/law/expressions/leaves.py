"""What a rule begins with: constants, the day and the region, figures of the law, columns and keys of rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from jiahe.law.errors import LawError, TypeMismatch
from jiahe.law.expressions.needs import NOUNS, need
from jiahe.law.nodes import Anchor, Expr, Frame, frames_of
from jiahe.law.place_codes import check_place
from jiahe.law.types import Type

_WRITTEN = {
    Type.BOOL: "Write True or False.",
    Type.DATE: "Write datetime.date(2025, 1, 31).",
    Type.MONEY: "Write yuan('3600.00').",
    Type.PLACE: "Write all 12 digits in quotes.",
    Type.SHARE: "Write Fraction(7, 10), or use a parameter.",
}


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

    def sketch(self) -> str:
        return repr(self.value)


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
        need(self.at, Type.DATE, what=f"The date of parameter {self.name!r}")
        need(self.place, Type.PLACE, what=f"The place of parameter {self.name!r}")
        return self.of

    def sketch(self) -> str:
        return f"law.{self.name}"


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
        need(self.rate, Type.MONEY, what="A monthly rate")
        need(self.first, Type.DATE, what="The first month")
        need(self.last, Type.DATE, what="The last month")
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

    def sketch(self) -> str:
        return f"{self.frame.table.name}.{self.name}"


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
class Named(Expr):
    """The same value, with a name and a unit that an explanation can print."""

    value: Expr
    zh: str
    en: str
    unit: tuple[str, str]

    def _check(self) -> Type:
        object.__setattr__(self, "refers_to", self.value.refers_to)
        return self.value.type

    def sketch(self) -> str:
        return self.en
