"""What Python's operators answer where the language has none: what to write instead."""

from __future__ import annotations

from typing import Any, NoReturn

from jiahe.law.errors import TypeMismatch
from jiahe.law.expressions import NOUNS, Param
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
    """Every operator of Python, refused. What has those that make sense for it puts them in place of these."""

    __slots__ = ()

    def _refuse(self, operator: str) -> NoReturn:
        raise TypeMismatch(f"There is no {operator} here.")

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

    def __pos__(self) -> Any:
        self._refuse("+ before it")

    def __mul__(self, other: object) -> Any:
        self._refuse("*")

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> Any:
        self._refuse("/")

    __rtruediv__ = __truediv__

    def __floordiv__(self, other: object) -> Any:
        self._refuse("//")

    def __mod__(self, other: object) -> Any:
        self._refuse("%")

    def __pow__(self, other: object) -> Any:
        self._refuse("**")

    def __and__(self, other: object) -> Any:
        self._refuse("&")

    __rand__ = __and__

    def __or__(self, other: object) -> Any:
        self._refuse("|")

    __ror__ = __or__

    def __xor__(self, other: object) -> Any:
        self._refuse("^")

    def __invert__(self) -> Any:
        self._refuse("~")

    def __call__(self, *args: object, **kwargs: object) -> Any:
        self._refuse("()")

    def __iter__(self) -> Any:
        self._refuse("for or in")

    def __len__(self) -> int:  # noqa: PLE0303 - never returns
        self._refuse("len()")

    def __getitem__(self, key: object) -> Any:
        self._refuse("[]")


class ValueOperators(Operators):
    """The same for one value of the rule, and Python's functions that want a number."""

    __slots__ = ()

    node: Expr

    def _refuse(self, operator: str) -> NoReturn:
        instead = _INSTEAD.get((self.node.type, operator), "")
        if operator == "()":
            instead = "Leave the brackets out."
            if isinstance(self.node, Param):
                instead += " Its value on another date is .on(date)."
        subject = NOUNS[self.node.type].capitalize()
        raise TypeMismatch(f"{subject} has no {operator}: {self.node.sketch()}. {instead}".rstrip())

    def __int__(self) -> int:
        self._refuse("int()")

    def __float__(self) -> float:
        self._refuse("float()")

    def __index__(self) -> int:  # noqa: PLE0305 - never returns
        self._refuse("use as a number of Python's")

    def __abs__(self) -> Any:
        self._refuse("abs()")

    def __round__(self, digits: int = 0) -> Any:
        self._refuse("round()")
