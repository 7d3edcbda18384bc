"""Which facts and figures an answer rests on: those that decided it, not all that the rule could have read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any

from jiahe.law import expressions as ex
from jiahe.law.facts import FactRow
from jiahe.law.nodes import Expr, Frame, Link, Rows
from jiahe.law.parameters import Dated
from jiahe.law.reference import Reference, Scope, months_between

NOT_IN_FORCE = "not in force or unconfirmed"
"""What the trace notes of a parameter that has no value there and then."""

NOT_DEEP_ENOUGH = "known only to a level above"
"""What the trace notes of a place that is known, but not as deep as the question goes."""


@dataclass(frozen=True)
class FactUsed:
    """One cell that decided an answer.

    ``table`` is "law" for a parameter. ``column`` is "" when it is the rows themselves: a table that is absent, no row
    where one was needed, or several. ``key``: of the row, if its table has keys; else the key of the row it belongs to.
    ``row``: the row itself, and ``node``: the part of the rule that looked; neither counts in a comparison.
    """

    table: str
    column: str
    key: Any
    value: Any
    source: Any = None
    note: str = ""
    row: FactRow | None = field(default=None, compare=False, repr=False)
    node: Expr | None = field(default=None, compare=False, repr=False)

    @property
    def is_missing(self) -> bool:
        """Whether evidence of it would help: it is unknown, or a place that is not known deep enough."""
        return self.value is None or self.note == NOT_DEEP_ENOUGH

    @property
    def name(self) -> str:
        """Return "persons.birth_date", or the table alone."""
        return f"{self.table}.{self.column}" if self.column else self.table


@dataclass(frozen=True)
class FigureUsed:
    """One parameter that decided an answer, as looked up for ``place`` on the day ``on``.

    ``dated`` is None when no value was found there and then.
    """

    programme: str
    name: str
    place: str
    on: dt.date
    dated: Dated | None


@dataclass(frozen=True)
class Trace:
    """What decided an answer: facts and figures, each once, in the order in which they are met."""

    facts: tuple[FactUsed, ...]
    figures: tuple[FigureUsed, ...]


def trace(reference: Reference, nodes: Iterable[Expr], scope: Scope) -> Trace:
    """Return what decided the values of some expressions.

    The cells of two rows are two facts, even if they say the same.
    """
    tracer = _Tracer(reference)
    for node in nodes:
        tracer.of(node, scope)
    facts = {(fact, id(fact.row)): fact for fact in tracer.facts}
    return Trace(tuple(facts.values()), tuple(dict.fromkeys(tracer.figures)))


def facts_behind(reference: Reference, node: Expr, scope: Scope) -> list[FactUsed]:
    """Return the facts that decided the value of an expression."""
    return list(trace(reference, [node], scope).facts)


def missing_behind(reference: Reference, nodes: Iterable[Expr], scope: Scope) -> list[FactUsed]:
    """Return the facts that keep some expressions unknown: not the known ones that led to what is unknown."""
    tracer = _Tracer(reference, why_unknown=True)
    for node in nodes:
        tracer.of(node, scope)
    return list(dict.fromkeys(fact for fact in tracer.facts if fact.is_missing))


@cache
def _fields(kind: type[Expr]) -> tuple[str, ...]:
    """Return the names of the fields that make a node of this kind."""
    return tuple(one.name for one in fields(kind) if one.init)


_HOW: dict[type[Expr], str] = {
    ex.Col: "_column",
    ex.KeyOf: "_column",
    ex.Param: "_parameter",
    ex.Accrued: "_accrued",
    ex.If: "_branch",
    ex.Within: "_place",
    ex.Division: "_place",
    **dict.fromkeys(ex.Aggregate.__subclasses__(), "_rows"),
}
"""How each kind of node is followed; any other, part by part."""


@dataclass
class _Tracer:
    """``seen``: what has been followed already. Its facts are known, so a shared part of a graph is walked once.

    ``why_unknown``: follow only what keeps the values unknown.
    """

    reference: Reference
    why_unknown: bool = False
    seen: set[tuple[Expr, Scope]] = field(default_factory=set)
    facts: list[FactUsed] = field(default_factory=list)
    figures: list[FigureUsed] = field(default_factory=list)

    def of(self, node: Expr, scope: Scope) -> None:
        home = scope.of(node.anchor)
        if (node, home) in self.seen:
            return
        self.seen.add((node, home))
        value = self.reference.value(node, home)
        if self.why_unknown and value is not None:
            return
        follow: Callable[[Any, Scope, Any], None] = getattr(self, _HOW.get(type(node), "_parts"))
        follow(node, home, value)

    def _branch(self, node: ex.If, scope: Scope, value: Any) -> None:
        condition = self.reference.value(node.condition, scope)
        if condition is None or not self.why_unknown:
            self.of(node.condition, scope)
        if condition is not None:
            self.of(node.then if condition else node.otherwise, scope)

    def _parts(self, node: Expr, scope: Scope, value: Any) -> None:
        """A part counts when it alone decides (a false one of &, a true one of |) or when it is why all is unknown."""
        parts = [part for name in _fields(type(node)) if isinstance(part := getattr(node, name), Expr)]
        deciding = False if isinstance(node, ex.And) else True if isinstance(node, ex.Or) else None
        if deciding is not None and value is deciding:
            parts = [next(part for part in parts if self.reference.value(part, scope) is deciding)]
        elif value is None:
            parts = [part for part in parts if self.reference.value(part, scope) is None]
        for part in parts:
            self.of(part, scope)

    def _place(self, node: ex.Within | ex.Division, scope: Scope, value: Any) -> None:
        before = len(self.facts)
        if value is None and self.reference.value(node.place, scope) is not None:
            known = replace(self, why_unknown=False)
            known.of(node.place, scope)
        self._parts(node, scope, value)
        if value is None and len(self.facts) > before and self.facts[before].value is not None:
            self.facts[before] = replace(self.facts[before], note=NOT_DEEP_ENOUGH)

    def _column(self, node: ex.Col | ex.KeyOf, scope: Scope, value: Any) -> None:
        row = self.reference.row(node.frame, scope)
        if row is None:
            self._nobody(node.frame, scope, node)
            return
        column = node.name if isinstance(node, ex.Col) else node.frame.table.key or ""
        key = row.get(node.frame.table.key) if node.frame.table.key else self._owner(node.frame, scope)
        self.facts.append(FactUsed(node.frame.table.name, column, key, value, row.get("source"), row=row, node=node))
        if isinstance(node.frame, Link):
            self.of(node.frame.ref, scope)

    def _nobody(self, frame: Frame, scope: Scope, node: Expr) -> None:
        """A link that points at nobody."""
        assert isinstance(frame, Link)
        key = self.reference.value(frame.ref, scope)
        if key is None:
            self.of(frame.ref, scope)
        else:
            self.facts.append(FactUsed(frame.table.name, "", key, None, note="nobody", node=node))

    def _owner(self, frame: Frame, scope: Scope) -> Any:
        parent = self.reference.row(frame.parent, scope) if isinstance(frame, Rows) else None
        return parent.get(frame.parent.table.key or "") if parent and isinstance(frame, Rows) else None

    def _rows(self, node: ex.Aggregate, scope: Scope, value: Any) -> None:
        rows = node.rows
        if not self.reference.facts.has_relation(rows.relation):
            self.facts.append(FactUsed(rows.relation.table, "", None, None, note="absent", node=node))
            return
        scopes = self.reference.scopes(rows, scope)
        if scopes is None:
            self._nobody(rows.parent, scope, node)
            return
        answers = [(one, self.reference.value(node.where, one)) for one in scopes]
        if isinstance(node, ex.AnyRow) and value is True:
            answers = [(one, answer) for one, answer in answers if answer is True][:1]
        elif value is None and any(answer is None for _, answer in answers):
            answers = [(one, answer) for one, answer in answers if answer is None]
        certain = sum(answer is True for _, answer in answers)
        doubt = any(answer is None for _, answer in answers)
        not_one = isinstance(node, ex.Only) and certain != 1 and not doubt
        for one, answer in answers:
            self.of(node.where, one)
            if isinstance(node, (ex.Total, ex.Extreme, ex.Only)) and answer is True and not not_one:
                self.of(node.value, one)
        if not answers or not_one:
            note = "no row" if certain == 0 else "several rows"
            self.facts.append(FactUsed(rows.relation.table, "", self._owner(rows, scope), None, note=note, node=node))

    def _parameter(self, node: ex.Param, scope: Scope, value: Any) -> None:
        on = self.reference.value(node.at, scope)
        if on is not None:
            self.figures.append(self._figure(node, scope, on))
            if value is None and self._undecided(node, scope, on):
                self._place_of(node, scope)
            elif value is None:
                self.facts.append(FactUsed("law", node.name, node.programme, None, note=NOT_IN_FORCE, node=node))
        self.of(node.at, scope)

    def _undecided(self, node: ex.Param, scope: Scope, on: dt.date) -> bool:
        place = self.reference.value(node.place, scope)
        return self.reference.setting.is_undecided(node.programme, node.name, place, on)

    def _place_of(self, node: ex.Param, scope: Scope) -> None:
        """Note that the place is not known deep enough to tell which value of a figure holds."""
        before = len(self.facts)
        self.of(node.place, scope)
        if len(self.facts) > before and self.facts[before].value is not None:
            self.facts[before] = replace(self.facts[before], note=NOT_DEEP_ENOUGH)

    def _accrued(self, node: ex.Accrued, scope: Scope, value: int | None) -> None:
        """The rates of the months that are summed; of an unknown sum, those that are not known."""
        ends = (node.first, node.last)
        first, last = (self.reference.value(end, scope) for end in ends)
        if first is not None and last is not None:
            figures = [self._figure(node.rate, scope, month) for month in months_between(first, last)]
            self.figures += {one.dated: one for one in figures if value is not None or one.dated is None}.values()
            if value is None:
                self.facts.append(
                    FactUsed("law", node.rate.name, node.rate.programme, None, note=NOT_IN_FORCE, node=node)
                )
        for end, day in zip(ends, (first, last), strict=True):
            if value is not None or day is None:
                self.of(end, scope)

    def _figure(self, node: ex.Param, scope: Scope, on: dt.date) -> FigureUsed:
        place = self.reference.value(node.place, scope)
        dated = self.reference.figure(node, place, on)
        return FigureUsed(node.programme, node.name, self.reference.setting.law_place(place), on, dated)
