"""The reference engine: plain Python that says what each kind of value means. One family at a time.

It is the definition; the SQL engine is held equal to it by generated tests.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from jiahe.law import expressions as ex
from jiahe.law.arithmetic import completed_years, date_in_year, plus, portion, runs_of_months
from jiahe.law.facts import FactRow, Facts
from jiahe.law.nodes import Expr, Frame, Link, Rows, Unit
from jiahe.law.parameters import Dated
from jiahe.law.place_codes import LEVELS, place_prefix
from jiahe.law.scope import Scope
from jiahe.law.setting import Setting, lies_within
from jiahe.law.types import NEVER

_NOT_YET = object()


class Reference:
    """Evaluates expressions over facts in memory, in a setting."""

    def __init__(self, facts: Facts, setting: Setting) -> None:
        self.facts = facts
        self.setting = setting
        self._figures: dict[tuple[str, str, str | None, dt.date], Dated | None] = {}
        self._units: dict[tuple[Unit, Any], Scope] = {}

    def unit(self, frame: Unit, key: Any) -> Scope:
        """Return the scope of the unit with that key: the same one each time. Raises KeyError when there is none."""
        scope = self._units.get((frame, key))
        if scope is None:
            row = self.facts.row(frame.name, key)
            if row is None:
                raise KeyError(key)
            scope = self._units[(frame, key)] = Scope(frame, row, None)
        return scope

    def value(self, node: Expr, scope: Scope) -> Any:
        """Return the value of an expression for a row; None is unknown."""
        home = scope.of(node.anchor)
        result = home.memo.get(node, _NOT_YET)
        if result is _NOT_YET:
            method: Callable[[Any, Scope], Any] = getattr(self, type(node).__name__)
            result = home.memo[node] = method(node, home)
        return result

    # -------------------------------------------------------------------------------------------- rows

    def row(self, frame: Frame, scope: Scope) -> FactRow | None:
        """Return the row of a frame; None when a link points at nobody."""
        if isinstance(frame, Link):
            key = self.value(frame.ref, scope)
            return None if key is None else self.facts.row(frame.table.name, key)
        return scope.of(frame.anchor).row

    def scopes(self, rows: Rows, scope: Scope) -> list[Scope] | None:
        """Return a scope for each of the many rows; None (unknown) when their table or their parent is not there."""
        found = scope.rows.get(rows)
        if found is None:
            if not self.facts.has_relation(rows.relation):
                return None
            parent = self.row(rows.parent, scope)
            key = parent.get(rows.parent.table.key or "") if parent is not None else None
            if key is None:
                return None
            found = [Scope(rows, row, scope) for row in self.facts.related(rows.relation, key)]
            scope.rows[rows] = found
        return found

    def matches(self, node: ex.Aggregate, scope: Scope) -> tuple[list[Scope], list[Scope]] | None:
        """Return the rows that certainly match and those that may; None when it is unknown which rows there are."""
        scopes = self.scopes(node.rows, scope)
        if scopes is None:
            return None
        answers = [(one, self.value(node.where, one)) for one in scopes]
        return [s for s, a in answers if a is True], [s for s, a in answers if a is None]

    # -------------------------------------------------------------------------------------------- leaves

    def Literal(self, node: ex.Literal, scope: Scope) -> Any:
        return node.value

    def LeftOpen(self, node: ex.LeftOpen, scope: Scope) -> None:
        return None

    def Today(self, node: ex.Today, scope: Scope) -> dt.date:
        return self.setting.on

    def Region(self, node: ex.Region, scope: Scope) -> str:
        return self.setting.region

    def Param(self, node: ex.Param, scope: Scope) -> Any:
        on = self.value(node.at, scope)
        if on is None:
            return None
        dated = self.figure(node, self.value(node.place, scope), on)
        return None if dated is None else dated.value

    def figure(self, node: ex.Param, place: str | None, on: dt.date) -> Dated | None:
        """Return what a parameter is for a place on a day, with its source."""
        key = (node.programme, node.name, place, on)
        if key not in self._figures:
            self._figures[key] = self.setting.value(*key)
        return self._figures[key]

    def Accrued(self, node: ex.Accrued, scope: Scope) -> int | None:
        first, last = self.value(node.first, scope), self.value(node.last, scope)
        if first is None or last is None:
            return None
        place = self.value(node.rate.place, scope)
        total = 0
        for month, number in self.runs(node.rate, first, last):
            dated = self.figure(node.rate, place, month)
            if dated is None:
                return None
            assert isinstance(dated.value, int), dated
            total += number * dated.value
        return total

    def runs(self, rate: ex.Param, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, int]]:
        """Iterate over the months from ``first``'s to ``last``'s in runs in which the rate cannot change.

        A run is its first day and its number of months, so that an end that has not come (NEVER) takes no longer.
        """
        changes = self.setting.parameters[rate.programme][rate.name].change_days()
        return runs_of_months(first, last, changes)

    def Col(self, node: ex.Col, scope: Scope) -> Any:
        row = self.row(node.frame, scope)
        if row is None or not self.facts.has_column(node.frame.table.name, node.name):
            return None
        value = row.get(node.name)
        if value is None and node.frame.table.column(node.name).open_ended:
            return NEVER
        return value

    def KeyOf(self, node: ex.KeyOf, scope: Scope) -> Any:
        row = self.row(node.frame, scope)
        return None if row is None else row[node.frame.table.key or ""]

    # -------------------------------------------------------------------------------------------- truth

    def Compare(self, node: ex.Compare, scope: Scope) -> bool | None:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        if left is None or right is None:
            return None
        if node.op == "eq":
            return bool(left == right)
        if node.op == "ne":
            return bool(left != right)
        return bool(left < right) if node.op == "lt" else bool(left <= right)

    def And(self, node: ex.And, scope: Scope) -> bool | None:
        left = self.value(node.left, scope)
        if left is False:
            return False
        right = self.value(node.right, scope)
        return False if right is False else (None if left is None or right is None else True)

    def Or(self, node: ex.Or, scope: Scope) -> bool | None:
        left = self.value(node.left, scope)
        if left is True:
            return True
        right = self.value(node.right, scope)
        return True if right is True else (None if left is None or right is None else False)

    def Not(self, node: ex.Not, scope: Scope) -> bool | None:
        value = self.value(node.value, scope)
        return None if value is None else not value

    def Known(self, node: ex.Known, scope: Scope) -> bool:
        return self.value(node.value, scope) is not None

    def IsIn(self, node: ex.IsIn, scope: Scope) -> bool | None:
        value = self.value(node.value, scope)
        return None if value is None else value in node.among

    def If(self, node: ex.If, scope: Scope) -> Any:
        condition = self.value(node.condition, scope)
        if condition is None:
            return None
        return self.value(node.then if condition else node.otherwise, scope)

    # -------------------------------------------------------------------------------------------- numbers

    def _both(self, node: Any, scope: Scope, combine: Callable[[Any, Any], Any]) -> Any:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        return None if left is None or right is None else combine(left, right)

    def Add(self, node: ex.Add, scope: Scope) -> Any:
        return self._both(node, scope, lambda a, b: a + b)

    def Subtract(self, node: ex.Subtract, scope: Scope) -> Any:
        return self._both(node, scope, lambda a, b: a - b)

    def Multiply(self, node: ex.Multiply, scope: Scope) -> Any:
        return self._both(node, scope, lambda a, b: a * b)

    def Lesser(self, node: ex.Lesser, scope: Scope) -> Any:
        return self._both(node, scope, min)

    def Greater(self, node: ex.Greater, scope: Scope) -> Any:
        return self._both(node, scope, max)

    def Portion(self, node: ex.Portion, scope: Scope) -> int | None:
        money, share = self.value(node.money, scope), self.value(node.share, scope)
        return None if money is None or share is None else portion(money, share, node.rounding)

    def Named(self, node: ex.Named, scope: Scope) -> Any:
        return self.value(node.value, scope)

    # -------------------------------------------------------------------------------------------- dates and places

    def Plus(self, node: ex.Plus, scope: Scope) -> dt.date | None:
        date, number = self.value(node.date, scope), self.value(node.number, scope)
        return None if date is None or number is None else plus(date, number, node.unit)

    def Part(self, node: ex.Part, scope: Scope) -> int | None:
        date = self.value(node.date, scope)
        return None if date is None else int(getattr(date, node.part))

    def DateOf(self, node: ex.DateOf, scope: Scope) -> dt.date | None:
        year = self.value(node.year, scope)
        return None if year is None else date_in_year(year, node.month, node.day)

    def YearsUntil(self, node: ex.YearsUntil, scope: Scope) -> int | None:
        start, end = self.value(node.start, scope), self.value(node.end, scope)
        return None if start is None or end is None else completed_years(start, end)

    def DaysUntil(self, node: ex.DaysUntil, scope: Scope) -> int | None:
        start, end = self.value(node.start, scope), self.value(node.end, scope)
        return None if start is None or end is None else (end - start).days

    def Within(self, node: ex.Within, scope: Scope) -> bool | None:
        place, region = self.value(node.place, scope), self.value(node.region, scope)
        return None if region is None else lies_within(place, region)

    def Division(self, node: ex.Division, scope: Scope) -> str | None:
        place = self.value(node.place, scope)
        digits = LEVELS[node.level]
        if place is None or len(place_prefix(place)) < digits:
            return None
        return str(place[:digits].ljust(12, "0"))

    # -------------------------------------------------------------------------------------------- aggregates

    def AnyRow(self, node: ex.AnyRow, scope: Scope) -> bool | None:
        found = self.matches(node, scope)
        if found is None:
            return None
        certain, possible = found
        return True if certain else (None if possible else False)

    def AtLeast(self, node: ex.AtLeast, scope: Scope) -> bool | None:
        found = self.matches(node, scope)
        if found is None:
            return None
        certain, possible = found
        if len(certain) >= node.number:
            return True
        return None if len(certain) + len(possible) >= node.number else False

    def _certain(self, node: ex.Aggregate, scope: Scope) -> list[Scope] | None:
        found = self.matches(node, scope)
        return None if found is None or found[1] else found[0]

    def Count(self, node: ex.Count, scope: Scope) -> int | None:
        certain = self._certain(node, scope)
        return None if certain is None else len(certain)

    def _values(self, node: Any, scope: Scope) -> list[Any] | None:
        certain = self._certain(node, scope)
        if certain is None:
            return None
        values = [self.value(node.value, one) for one in certain]
        return None if None in values else values

    def Total(self, node: ex.Total, scope: Scope) -> int | None:
        values = self._values(node, scope)
        return None if values is None else sum(values)

    def Extreme(self, node: ex.Extreme, scope: Scope) -> Any:
        values = self._values(node, scope)
        if values is None:
            return None
        if not values:
            return self.value(node.if_none, scope)
        return max(values) if node.greatest else min(values)

    def Only(self, node: ex.Only, scope: Scope) -> Any:
        certain = self._certain(node, scope)
        if certain is None or len(certain) != 1:
            return None
        return self.value(node.value, certain[0])
