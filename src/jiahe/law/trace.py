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
from jiahe.law.reference import Reference
from jiahe.law.scope import Scope

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
class LeftOpen:
    """Something that the rule itself leaves open: why, and the papers (Chinese, English) that settle it."""

    zh: str
    en: str
    papers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Trace:
    """What decided an answer: facts and figures, each once, in the order in which they are met."""

    facts: tuple[FactUsed, ...]
    figures: tuple[FigureUsed, ...]


def trace(reference: Reference, nodes: Iterable[Expr], scope: Scope) -> Trace:
    """Return what decided the values of some expressions.

    The cells of two rows are two facts, even if they say the same.
    """
    used = _merged(_Tracer(reference).of(node, scope) for node in nodes)
    return Trace(_once(used), tuple(dict.fromkeys(one for one in used if isinstance(one, FigureUsed))))


def facts_behind(reference: Reference, node: Expr, scope: Scope) -> list[FactUsed]:
    """Return the facts that decided the value of an expression."""
    return list(_once(_Tracer(reference).of(node, scope)))


def missing_behind(reference: Reference, nodes: Iterable[Expr], scope: Scope) -> list[FactUsed]:
    """Return the facts that keep some expressions unknown: not the known ones that led to what is unknown."""
    used = _merged(_Tracer(reference, why_unknown=True).of(node, scope) for node in nodes)
    return list(dict.fromkeys(one for one in used if isinstance(one, FactUsed) and one.is_missing))


def left_open_behind(reference: Reference, nodes: Iterable[Expr], scope: Scope) -> list[LeftOpen]:
    """Return why the rule itself leaves some expressions open; empty when facts or figures would settle them."""
    used = _merged(_Tracer(reference, why_unknown=True).of(node, scope) for node in nodes)
    return list(dict.fromkeys(one for one in used if isinstance(one, LeftOpen)))


Used = FactUsed | FigureUsed | LeftOpen


def _merged(parts: Iterable[tuple[Used, ...]]) -> tuple[Used, ...]:
    """Put together what was found on several ways, in order; what was met on two of them once."""
    some = [part for part in parts if part]
    if len(some) < 2:
        return some[0] if some else ()
    return tuple({id(one): one for part in some for one in part}.values())


def _once(used: tuple[Used, ...]) -> tuple[FactUsed, ...]:
    """Return each fact once; of a place, the one that says that it is not known deep enough."""
    facts = [one for one in used if isinstance(one, FactUsed)]
    shallow = {(one.table, one.column, id(one.row)) for one in facts if one.note == NOT_DEEP_ENOUGH}
    if shallow:
        facts = [f for f in facts if f.note or (f.table, f.column, id(f.row)) not in shallow]
    return tuple({(fact, id(fact.row)): fact for fact in facts}.values())


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
    ex.LeftOpen: "_left_open",
    ex.Within: "_place",
    ex.Division: "_place",
    **dict.fromkeys(ex.Aggregate.__subclasses__(), "_rows"),
}
"""How each kind of node is followed; any other, part by part."""

_WITHOUT_FACTS = frozenset({ex.Literal, ex.Today, ex.Region})
"""What a rule or the run says itself."""


@dataclass(frozen=True)
class _Tracer:
    """Finds what decided a value out of what decided its parts; each part of a graph is looked at once for a row.

    ``why_unknown``: follow only what keeps the values unknown.
    """

    reference: Reference
    why_unknown: bool = False

    def of(self, node: Expr, scope: Scope) -> tuple[Used, ...]:
        if type(node) in _WITHOUT_FACTS:
            return ()
        home = scope.of(node.anchor)
        found: tuple[Used, ...] | None = home.traced.get((node, self.why_unknown))
        if found is None:
            value = self.reference.value(node, home)
            follow: Callable[[Expr, Scope, Any], tuple[Used, ...]] = getattr(self, _HOW.get(type(node), "_parts"))
            found = () if self.why_unknown and value is not None else follow(node, home, value)
            home.traced[(node, self.why_unknown)] = found
        return found

    def _branch(self, node: ex.If, scope: Scope, value: Any) -> tuple[Used, ...]:
        condition = self.reference.value(node.condition, scope)
        found: list[tuple[Used, ...]] = []
        if condition is None or not self.why_unknown:
            found.append(self.of(node.condition, scope))
        if condition is not None:
            found.append(self.of(node.then if condition else node.otherwise, scope))
        return _merged(found)

    def _parts(self, node: Expr, scope: Scope, value: Any) -> tuple[Used, ...]:
        """A part counts when it alone decides (a false one of &, a true one of |) or when it is why all is unknown."""
        parts = [part for name in _fields(type(node)) if isinstance(part := getattr(node, name), Expr)]
        deciding = False if isinstance(node, ex.And) else True if isinstance(node, ex.Or) else None
        if deciding is not None and value is deciding:
            parts = [next(part for part in parts if self.reference.value(part, scope) is deciding)]
        elif value is None:
            parts = [part for part in parts if self.reference.value(part, scope) is None]
        return _merged([self.of(part, scope) for part in parts])

    def _left_open(self, node: ex.LeftOpen, scope: Scope, value: Any) -> tuple[Used, ...]:
        return (LeftOpen(node.zh, node.en, node.papers),)

    def _place(self, node: ex.Within | ex.Division, scope: Scope, value: Any) -> tuple[Used, ...]:
        found = self._parts(node, scope, value)
        if value is None and self.reference.value(node.place, scope) is not None:
            found = _merged([self._shallow(node.place, scope), found])
        return found

    def _shallow(self, place: Expr, scope: Scope) -> tuple[Used, ...]:
        """Return what a place was read from, noting that it is not known deep enough."""
        found = _Tracer(self.reference).of(place, scope)
        first = found[0] if found else None
        if not isinstance(first, FactUsed) or first.value is None:
            return found
        return replace(first, note=NOT_DEEP_ENOUGH), *found[1:]

    def _column(self, node: ex.Col | ex.KeyOf, scope: Scope, value: Any) -> tuple[Used, ...]:
        row = self.reference.row(node.frame, scope)
        if row is None:
            return self._nobody(node.frame, scope, node)
        table = node.frame.table
        column = node.name if isinstance(node, ex.Col) else table.key or ""
        key = row.get(table.key) if table.key else self._owner(node.frame, scope)
        used = FactUsed(table.name, column, key, value, row.get("source"), row=row, node=node)
        return _merged([(used,), self.of(node.frame.ref, scope)]) if isinstance(node.frame, Link) else (used,)

    def _nobody(self, frame: Frame, scope: Scope, node: Expr) -> tuple[Used, ...]:
        """A link that points at nobody."""
        assert isinstance(frame, Link)
        key = self.reference.value(frame.ref, scope)
        if key is None:
            return self.of(frame.ref, scope)
        return (FactUsed(frame.table.name, "", key, None, note="nobody", node=node),)

    def _owner(self, frame: Frame, scope: Scope) -> Any:
        parent = self.reference.row(frame.parent, scope) if isinstance(frame, Rows) else None
        return parent.get(frame.parent.table.key or "") if parent and isinstance(frame, Rows) else None

    def _rows(self, node: ex.Aggregate, scope: Scope, value: Any) -> tuple[Used, ...]:
        rows = node.rows
        if not self.reference.facts.has_relation(rows.relation):
            return (FactUsed(rows.relation.table, "", None, None, note="absent", node=node),)
        scopes = self.reference.scopes(rows, scope)
        if scopes is None:
            return self._nobody(rows.parent, scope, node)
        answers = [(one, self.reference.value(node.where, one)) for one in scopes]
        if isinstance(node, ex.AnyRow) and value is True:
            answers = [(one, answer) for one, answer in answers if answer is True][:1]
        elif value is None and any(answer is None for _, answer in answers):
            answers = [(one, answer) for one, answer in answers if answer is None]
        certain = sum(answer is True for _, answer in answers)
        doubt = any(answer is None for _, answer in answers)
        not_one = isinstance(node, ex.Only) and certain != 1 and not doubt
        found: list[tuple[Used, ...]] = []
        for one, answer in answers:
            found.append(self.of(node.where, one))
            if isinstance(node, (ex.Total, ex.Extreme, ex.Only)) and answer is True and not not_one:
                found.append(self.of(node.value, one))
        if not answers or not_one:
            note = "no row" if certain == 0 else "several rows"
            found.append((FactUsed(rows.relation.table, "", self._owner(rows, scope), None, note=note, node=node),))
        return _merged(found)

    def _parameter(self, node: ex.Param, scope: Scope, value: Any) -> tuple[Used, ...]:
        on = self.reference.value(node.at, scope)
        found: list[tuple[Used, ...]] = []
        if on is not None:
            found.append((self._figure(node, scope, on),))
            if value is None and self._undecided(node, scope, on):
                found.append(self._shallow(node.place, scope))
            elif value is None:
                found.append((self._not_in_force(node, node),))
        return _merged([*found, self.of(node.at, scope)])

    def _undecided(self, node: ex.Param, scope: Scope, on: dt.date) -> bool:
        place = self.reference.value(node.place, scope)
        return self.reference.setting.is_undecided(node.programme, node.name, place, on)

    def _not_in_force(self, rate: ex.Param, node: Expr) -> FactUsed:
        return FactUsed("law", rate.name, rate.programme, None, note=NOT_IN_FORCE, node=node)

    def _accrued(self, node: ex.Accrued, scope: Scope, value: int | None) -> tuple[Used, ...]:
        """The rates of the months that are summed; of an unknown sum, those that are not known."""
        ends = (node.first, node.last)
        first, last = (self.reference.value(end, scope) for end in ends)
        found: list[tuple[Used, ...]] = []
        if first is not None and last is not None:
            figures = [
                self._figure(node.rate, scope, month) for month, _ in self.reference.runs(node.rate, first, last)
            ]
            wanted = {one.dated: one for one in figures if value is not None or one.dated is None}
            found.append(tuple(wanted.values()))
            if value is None:
                found.append((self._not_in_force(node.rate, node),))
        found += [
            self.of(e, scope) for e, day in zip(ends, (first, last), strict=True) if value is not None or day is None
        ]
        return _merged(found)

    def _figure(self, node: ex.Param, scope: Scope, on: dt.date) -> FigureUsed:
        place = self.reference.value(node.place, scope)
        dated = self.reference.figure(node, place, on)
        return FigureUsed(node.programme, node.name, self.reference.setting.law_place(place), on, dated)
