"""Where the reference engine stands: a row, within the rows that it was reached from, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jiahe.law.facts import FactRow
from jiahe.law.nodes import Anchor, Expr, Rows


@dataclass(eq=False, slots=True)
class Scope:
    """One row that is being looked at, within the rows it belongs to.

    ``memo``: what has been worked out for it. ``rows``: the many rows that have been looked at from it. ``traced``:
    what decided it (trace.py).
    """

    anchor: Anchor | None
    row: FactRow
    outer: Scope | None
    memo: dict[Expr, Any] = field(default_factory=dict)
    rows: dict[Rows, list[Scope]] = field(default_factory=dict)
    traced: dict[Any, Any] = field(default_factory=dict)

    def of(self, anchor: Anchor | None) -> Scope:
        """Return the scope of an anchor: this one or one outside it. A constant belongs to the outermost."""
        scope = self
        while scope.anchor is not anchor and scope.outer is not None:
            scope = scope.outer
        return scope
