"""What the parts of a value must be, and what an error calls them."""

from __future__ import annotations

from jiahe.law.errors import TypeMismatch
from jiahe.law.nodes import Expr
from jiahe.law.types import Type

NUMBERS = (Type.INT, Type.MONEY)
ORDERED = (Type.INT, Type.MONEY, Type.DATE)

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


def _say(node: Expr) -> str:
    return NOUNS[node.type]


def need(node: Expr, *types: Type, what: str) -> None:
    """Raise TypeMismatch unless the value that ``what`` is given has one of the types."""
    if node.type not in types:
        allowed = " or ".join(NOUNS[t] for t in types)
        raise TypeMismatch(f"{what} needs {allowed}, but got {_say(node)}: {node.sketch()}.")


def need_same(a: Expr, b: Expr, what: str) -> None:
    """Raise TypeMismatch unless the two values that ``what`` is given are of one type."""
    if a.type is not b.type:
        raise TypeMismatch(
            f"{what} needs two values of one type, but got {_say(a)} and {_say(b)}: {a.sketch()} and {b.sketch()}."
        )
