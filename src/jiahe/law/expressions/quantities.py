"""Whole numbers and sums of money: sums, multiples, exact shares, the smaller and the larger of two."""

from __future__ import annotations

from dataclasses import dataclass

from jiahe.law.errors import LawError, did_you_mean
from jiahe.law.expressions.needs import NUMBERS, ORDERED, need, need_same
from jiahe.law.nodes import Expr
from jiahe.law.types import Type


@dataclass(frozen=True, eq=False)
class Add(Expr):
    """Sum of two whole numbers, or of two sums of money."""

    left: Expr
    right: Expr

    def _check(self) -> Type:
        need(self.left, *NUMBERS, what="+")
        need_same(self.left, self.right, "+")
        return self.left.type


@dataclass(frozen=True, eq=False)
class Subtract(Expr):
    """Difference of two whole numbers, or of two sums of money."""

    left: Expr
    right: Expr

    def _check(self) -> Type:
        need(self.left, *NUMBERS, what="-")
        need_same(self.left, self.right, "-")
        return self.left.type


@dataclass(frozen=True, eq=False)
class Multiply(Expr):
    """A whole number or a sum of money, so many times."""

    left: Expr
    right: Expr

    def _check(self) -> Type:
        need(self.left, *NUMBERS, what="*")
        need(self.right, Type.INT, what="* (the number of times)")
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
        need(self.money, Type.MONEY, what="A share")
        need(self.share, Type.SHARE, what="A share of money")
        if self.rounding not in ("down", "up", "half_up"):
            raise LawError(
                f"There is no rounding {self.rounding!r}. {did_you_mean(self.rounding, ['down', 'up', 'half_up'])}"
            )
        return Type.MONEY


@dataclass(frozen=True, eq=False)
class Lesser(Expr):
    """The smaller of two."""

    left: Expr
    right: Expr

    def _check(self) -> Type:
        need(self.left, *ORDERED, what="least")
        need_same(self.left, self.right, "least")
        return self.left.type


@dataclass(frozen=True, eq=False)
class Greater(Expr):
    """The larger of two."""

    left: Expr
    right: Expr

    def _check(self) -> Type:
        need(self.left, *ORDERED, what="greatest")
        need_same(self.left, self.right, "greatest")
        return self.left.type
