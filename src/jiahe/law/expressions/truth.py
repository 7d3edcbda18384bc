"""Values that are true, false or unknown, and the choice that one of them makes."""

from __future__ import annotations

from dataclasses import dataclass

from jiahe.law.errors import LawError, TypeMismatch, did_you_mean
from jiahe.law.expressions.aggregates import Only
from jiahe.law.expressions.leaves import Col, Named
from jiahe.law.expressions.needs import NOUNS, ORDERED, need, need_same
from jiahe.law.nodes import Expr
from jiahe.law.types import Type


@dataclass(frozen=True, eq=False)
class Compare(Expr):
    """``op``: one of eq, ne, lt, le. Text, places, keys and truths only have eq and ne."""

    op: str
    left: Expr
    right: Expr

    def _check(self) -> Type:
        need_same(self.left, self.right, f"Comparison {self.op}")
        if self.left.refers_to != self.right.refers_to:
            raise TypeMismatch(f"A {self.left.refers_to} row cannot be compared with a {self.right.refers_to} row.")
        if self.op in ("lt", "le"):
            need(self.left, *ORDERED, what="An order")
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
        need(self.left, Type.BOOL, what="&")
        need(self.right, Type.BOOL, what="&")
        return Type.BOOL


@dataclass(frozen=True, eq=False)
class Or(Expr):
    """At least one holds."""

    left: Expr
    right: Expr

    def _check(self) -> Type:
        need(self.left, Type.BOOL, what="|")
        need(self.right, Type.BOOL, what="|")
        return Type.BOOL


@dataclass(frozen=True, eq=False)
class Not(Expr):
    """It does not hold."""

    value: Expr

    def _check(self) -> Type:
        need(self.value, Type.BOOL, what="~")
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
        need(self.value, Type.TEXT, Type.INT, what="is_in")
        if not self.among:
            raise LawError("is_in needs at least one value.")
        python = str if self.value.type is Type.TEXT else int
        for one in self.among:
            if type(one) is not python:
                raise TypeMismatch(f"is_in: {one!r} is not {NOUNS[self.value.type]}.")
        return Type.BOOL


@dataclass(frozen=True, eq=False)
class If(Expr):
    """``then`` when the condition holds, ``otherwise`` when it does not, unknown when that is unknown."""

    condition: Expr
    then: Expr
    otherwise: Expr

    def _check(self) -> Type:
        need(self.condition, Type.BOOL, what="when")
        need_same(self.then, self.otherwise, "when … otherwise")
        if self.then.refers_to != self.otherwise.refers_to:
            raise TypeMismatch("when … otherwise needs keys of one table.")
        object.__setattr__(self, "refers_to", self.then.refers_to)
        return self.then.type
