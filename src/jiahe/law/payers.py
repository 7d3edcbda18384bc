"""Who pays a sum: payers one after the other, each with a share of what those before leave; the last pays the rest.

A programme says it beside an instalment (``paid_by``). It is explained, and never part of an outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jiahe.law.nodes import Expr


@dataclass(frozen=True)
class Payer:
    """One who pays. ``share``: a share of what those before leave, rounded half up; the last has none: the rest."""

    key: str
    zh: str
    en: str
    share: Any = None


@dataclass(frozen=True)
class PaidPart:
    """A sum and those who pay it, in order. ``zh``, ``en``: what the sum is called."""

    zh: str
    en: str
    amount: Any
    payers: tuple[Payer, ...]

    @property
    def amount_node(self) -> Expr:
        """The sum."""
        node: Expr = self.amount.node
        return node


__all__ = ["PaidPart", "Payer"]
