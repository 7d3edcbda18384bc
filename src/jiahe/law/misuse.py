"""What Python's operators answer where the language has none: what to write instead."""

from __future__ import annotations

from typing import Any, NoReturn

from jiahe.law.errors import TypeMismatch
from jiahe.law.expressions import NOUNS
from jiahe.law.nodes import Expr
from jiahe.law.types import Type

_MOVE = "Write .plus(years=..., months=..., days=...)."
_PORTION = "Write .share(Fraction(1, 2), rounding=...)."

_INSTEAD: dict[tuple[Type, str], str] = {
    (Type.DATE, "+"): _MOVE,
    (Type.DATE, "-"): "Write a.years_until(b), a.months_until(b) or a.days_until(b), or .plus(days=...).",
    (Type.MONEY, "/"): _PORTION,
    (Type.MONEY, "//"): _PORTION,
    (Type.MONEY, "%"): _PORTION,
    (Type.BOOL, "+"): "Write & for and, | for or.",
    (Type.PLACE, "<"): "Write .within(...) or .division(...).",
    (Type.TEXT, "<"): "Write .is_in(...).",
}


class Operators:
    """Every operator of Python, refused. The kinds of value have those that make sense for them in place of these."""

    __slots__ = ()

    node: Expr

    def _refuse(self, operator: str) -> NoReturn:
        instead = _INSTEAD.get((self.node.type, operator), "")
        subject = NOUNS[self.node.type].capitalize()
        raise TypeMismatch(f"{subject} has no {operator}: {self.node.sketch()}. {instead}".rstrip())

    def __lt__(self, other: object) -> Any:
        self._refuse("<")

    __le__ = __gt__ = __ge__ = __lt__

    def __add__(self, other: object) -> Any:
        self._refuse("+")

    __radd__ = __add__

    def __sub__(self, other: object) -> Any:
        self._refuse("-")

    __rsub__ = __sub__

    def __neg__(self) -> Any:
        self._refuse("- before it")

    def __mul__(self, other: object) -> Any:
        self._refuse("*")

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> Any:
        self._refuse("/")

    def __floordiv__(self, other: object) -> Any:
        self._refuse("//")

    def __mod__(self, other: object) -> Any:
        self._refuse("%")

    def __and__(self, other: object) -> Any:
        self._refuse("&")

    __rand__ = __and__

    def __or__(self, other: object) -> Any:
        self._refuse("|")

    __ror__ = __or__

    def __invert__(self) -> Any:
        self._refuse("~")
