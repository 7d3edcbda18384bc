"""The words that stand before values: ``when``, ``all_of``, ``least``, ``yuan``, ``unknown`` …"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jiahe.law import expressions as ex
from jiahe.law.errors import LawError, TypeMismatch
from jiahe.law.language.values import Bool, Date, Int, Money, Value, node_like, node_of, value_of
from jiahe.law.nodes import Expr
from jiahe.law.types import Type


class _When:
    """``when(condition).then(a).otherwise(b)``; several ``.when`` may follow."""

    def __init__(self, cases: list[tuple[Bool, object]], condition: Bool) -> None:
        self._cases = cases
        self._condition = condition

    def then(self, value: object) -> _Then:
        return _Then([*self._cases, (self._condition, value)])


class _Then:
    def __init__(self, cases: list[tuple[Bool, object]]) -> None:
        self._cases = cases

    def __repr__(self) -> str:
        return "when(...).then(...) without .otherwise(...)"

    def when(self, condition: Bool) -> _When:
        return _When(self._cases, condition)

    def otherwise(self, value: object) -> Any:
        all_values = [v for _, v in self._cases] + [value]
        known = next((v for v in all_values if isinstance(v, Value)), None)
        type = known.node.type if known is not None else _literal_type(all_values[0])
        node = node_of(value, type)
        for condition, then in reversed(self._cases):
            node = ex.If(node_of(condition, Type.BOOL), node_of(then, type), node)
        return value_of(node)


def _literal_type(value: object) -> Type:
    kinds = (
        (bool, Type.BOOL), (int, Type.INT), (dt.date, Type.DATE), (str, Type.TEXT), (Fraction, Type.SHARE),
    )  # fmt: skip
    for python, type in kinds:
        if isinstance(value, python):
            return type
    raise TypeMismatch(f"{value!r} is not a value that a rule can hold.")


def when(condition: Bool) -> _When:
    """``when(c).then(a).otherwise(b)``: unknown when ``c`` is unknown."""
    return _When([], condition)


def all_of(first: Bool, *rest: Bool) -> Bool:
    """Whether all hold."""
    for one in (first, *rest):
        _truth(one, "all_of")
    for one in rest:
        first = first & one
    return first


def any_of(first: Bool, *rest: Bool) -> Bool:
    """Whether at least one holds."""
    for one in (first, *rest):
        _truth(one, "any_of")
    for one in rest:
        first = first | one
    return first


def _truth(value: object, what: str) -> None:
    if not isinstance(value, Bool):
        raise TypeMismatch(f"{what} takes truths one after the other, {what}(a, b, c), not {value!r}.")


def _chain(kind: type[ex.Lesser | ex.Greater], values: tuple[Any, ...], what: str) -> Any:
    known = next((v for v in values if isinstance(v, Value)), None)
    if known is None or len(values) < 2:
        raise LawError(f"{what} needs at least two values, one of them from the rule.")
    node: Expr = node_like(values[0], known.node)
    for value in values[1:]:
        node = kind(node, node_like(value, known.node))
    return value_of(node)


def least(*values: Any) -> Any:
    """The smallest of the values; unknown when one is unknown."""
    return _chain(ex.Lesser, values, "least")


def greatest(*values: Any) -> Any:
    """The largest of the values; unknown when one is unknown."""
    return _chain(ex.Greater, values, "greatest")


def date_of(year: Int | int, month: int, day: int) -> Date:
    """The date in that year with a fixed month and day."""
    for one in (month, day):
        if type(one) is not int:
            raise TypeMismatch(f"date_of needs a month and a day that are written in the rule, not {one!r}.")
    return Date(ex.DateOf(node_of(year, Type.INT), month, day))


def yuan(amount: str) -> Money:
    """A sum of money, written in yuan with two decimals: ``yuan("3600.00")``."""
    if not isinstance(amount, str):
        raise TypeMismatch(f"yuan takes a text, so that no figure is rounded: yuan('3600.00'), not yuan({amount!r}).")
    return Money(ex.Literal(fen(amount), Type.MONEY))


def unknown(type: Type, *, zh: str = "", en: str = "", evidence: Any = ()) -> Any:
    """The unknown of that type. ``zh``, ``en``: why it is left open; ``evidence``: the papers that settle it."""
    if not isinstance(type, Type):
        raise TypeMismatch(f"unknown needs a type, such as unknown(Type.MONEY), not {type!r}.")
    papers = pairs_of(evidence)
    return value_of(ex.LeftOpen(type, zh, en, papers) if zh or en or papers else ex.Literal(None, type))


def pairs_of(evidence: Any) -> tuple[tuple[str, str], ...]:
    """Return papers, written as one (Chinese, English) pair or as several."""
    pairs = (evidence,) if isinstance(evidence, tuple) and evidence and isinstance(evidence[0], str) else evidence
    for pair in [pairs] if isinstance(pairs, str) else pairs:
        if not (isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(word, str) for word in pair)):
            raise LawError(
                "A paper is written in Chinese and in English, evidence=('死亡证明', 'death certificate'), "
                f"not {pair!r}."
            )
    return tuple(pairs)


def fen(amount: str) -> int:
    """Return whole fen for yuan written with at most two decimals. Raises LawError otherwise."""
    try:
        exact = Decimal(amount) * 100
    except ArithmeticError as problem:
        raise LawError(
            f"{amount!r} is not an amount of yuan. Write it as 3600.00.", f"“{amount}”不是金额：请写成 3600.00（元）。"
        ) from problem
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise LawError(
            f"{amount!r} yuan is not a whole number of fen. Write at most two decimals.",
            f"“{amount}”元不是整数分：最多写两位小数。",
        )
    return int(exact)
