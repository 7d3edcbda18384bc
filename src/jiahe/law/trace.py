"""Which facts an answer rests on: those that decided it, not all that the rule could have read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jiahe.law import expressions as ex
from jiahe.law.nodes import Expr, Frame, Link, Rows
from jiahe.law.reference import Reference, Scope


@dataclass(frozen=True)
class FactUsed:
    """One cell that decided an answer.

    ``table`` is "law" for a parameter. ``column`` is "" when it is the rows themselves: a table that is absent, no row
    where one was needed, or several. ``key``: of the row, if its table has keys; else the key of the row it belongs to.
    """

    table: str
    column: str
    key: Any
    value: Any
    source: Any = None
    note: str = ""

    @property
    def name(self) -> str:
        """"persons.birth_date", or the table alone."""
        return f"{self.table}.{self.column}" if self.column else self.table


def facts_behind(reference: Reference, node: Expr, scope: Scope) -> list[FactUsed]:
    """Return the facts that decided the value of an expression, each once, in the order in which they are met."""
    return list(dict.fromkeys(_Tracer(reference).of(node, scope)))


@dataclass
class _Tracer:
    reference: Reference

    def of(self, node: Expr, scope: Scope) -> Iterator[FactUsed]:
        home = scope.of(node.anchor)
        value = self.reference.value(node, home)
        if isinstance(node, (ex.Col, ex.KeyOf)):
            yield from self._column(node, home, value)
        elif isinstance(node, ex.Aggregate):
            yield from self._rows(node, home, value)
        elif isinstance(node, ex.Param):
            yield from self._parameter(node, home, value)
        elif isinstance(node, ex.Accrued):
            if value is None:
                yield from self._parameter(node.rate, home, None)
            yield from self.of(node.first, home)
            yield from self.of(node.last, home)
        elif isinstance(node, ex.If):
            condition = self.reference.value(node.condition, home)
            yield from self.of(node.condition, home)
            if condition is not None:
                yield from self.of(node.then if condition else node.otherwise, home)
        else:
            yield from self._parts(node, home, value)

    def _parts(self, node: Expr, scope: Scope, value: Any) -> Iterator[FactUsed]:
        """A part counts when it alone decides (a false one of &, a true one of |) or when it is why all is unknown."""
        parts = [part for part in node.children() if isinstance(part, Expr)]
        values = [self.reference.value(part, scope) for part in parts]
        deciding = False if isinstance(node, ex.And) else True if isinstance(node, ex.Or) else None
        for part, own in zip(parts, values, strict=True):
            if deciding is not None and value is deciding:
                if own is deciding:
                    yield from self.of(part, scope)
                    return
            elif value is not None or own is None:
                yield from self.of(part, scope)

    def _column(self, node: ex.Col | ex.KeyOf, scope: Scope, value: Any) -> Iterator[FactUsed]:
        row = self.reference.row(node.frame, scope)
        if row is None:
            yield from self._nobody(node.frame, scope)
            return
        column = node.name if isinstance(node, ex.Col) else node.frame.table.key or ""
        key = row.get(node.frame.table.key) if node.frame.table.key else self._owner(node.frame, scope)
        yield FactUsed(node.frame.table.name, column, key, value, row.get("source"))
        if isinstance(node.frame, Link):
            yield from self.of(node.frame.ref, scope)

    def _nobody(self, frame: Frame, scope: Scope) -> Iterator[FactUsed]:
        """A link that points at nobody."""
        assert isinstance(frame, Link)
        key = self.reference.value(frame.ref, scope)
        if key is None:
            yield from self.of(frame.ref, scope)
        else:
            yield FactUsed(frame.table.name, "", key, None, note="nobody")

    def _owner(self, frame: Frame, scope: Scope) -> Any:
        parent = self.reference.row(frame.parent, scope) if isinstance(frame, Rows) else None
        return parent.get(frame.parent.table.key or "") if parent and isinstance(frame, Rows) else None

    def _rows(self, node: ex.Aggregate, scope: Scope, value: Any) -> Iterator[FactUsed]:
        rows = node.rows
        if not self.reference.facts.has(rows.relation.table):
            yield FactUsed(rows.relation.table, "", None, None, note="absent")
            return
        scopes = self.reference.scopes(rows, scope)
        if scopes is None:
            yield from self._nobody(rows.parent, scope)
            return
        answers = [(one, self.reference.value(node.where, one)) for one in scopes]
        if isinstance(node, ex.AnyRow) and value is True:
            answers = [(one, answer) for one, answer in answers if answer is True][:1]
        elif value is None and any(answer is None for _, answer in answers):
            answers = [(one, answer) for one, answer in answers if answer is None]
        for one, answer in answers:
            yield from self.of(node.where, one)
            if isinstance(node, (ex.Total, ex.Extreme, ex.Only)) and answer is True:
                yield from self.of(node.value, one)
        certain = sum(answer is True for _, answer in answers)
        if not answers or (isinstance(node, ex.Only) and value is None and certain != 1):
            note = "no row" if certain == 0 else "several rows"
            yield FactUsed(rows.relation.table, "", self._owner(rows, scope), None, note=note)

    def _parameter(self, node: ex.Param, scope: Scope, value: Any) -> Iterator[FactUsed]:
        if value is None:
            yield FactUsed("law", node.name, node.programme, None, note="not in force or unconfirmed")
        yield from self.of(node.at, scope)
