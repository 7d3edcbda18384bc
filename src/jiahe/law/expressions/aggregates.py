"""One value made of many rows: whether there is one, how many, their sum, the least, the only one."""

from __future__ import annotations

from dataclasses import dataclass

from jiahe.law.errors import LawError, TypeMismatch
from jiahe.law.expressions.leaves import Literal, Param
from jiahe.law.expressions.needs import NUMBERS, ORDERED, need, need_same
from jiahe.law.nodes import Anchor, Expr, Rows, anchors_above, describe, frames_of
from jiahe.law.types import Type


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
        need(self.where, Type.BOOL, what="The condition on rows")
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
        if type(self.number) is not int or self.number < 1:
            raise LawError(f"at_least needs a number of 1 or more, not {self.number!r}.")
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
        need(self.value, *NUMBERS, what="sum")
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
        need(self.value, *ORDERED, what="earliest, latest, least or greatest")
        need_same(self.value, self.if_none, "if_none")
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
