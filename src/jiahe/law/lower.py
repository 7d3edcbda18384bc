"""Lowering: a rule's graph in one setting, with the day, the region and the figures of the law filled in.

What is constant is worked out, branches that cannot be taken are gone. What remains speaks about facts only, so this is
also the answer to "which facts does this programme need here and now?".
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from jiahe.law import expressions as ex
from jiahe.law.arithmetic import month_index
from jiahe.law.bounds import first_possible, last_possible
from jiahe.law.comparisons import said_of_the_date
from jiahe.law.facts import Facts
from jiahe.law.nodes import Expr, Frame, Link, Node, Rows
from jiahe.law.parameters import Dated, Parameter
from jiahe.law.reference import Reference
from jiahe.law.rule import Instalment, Rule
from jiahe.law.schema import Schema
from jiahe.law.scope import Scope
from jiahe.law.setting import Setting
from jiahe.law.types import Type

_TRUE = ex.Literal(True, Type.BOOL)
_FALSE = ex.Literal(False, Type.BOOL)


class Lowering:
    """Rewrites graphs for one setting. Equal parts are rewritten once."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._done: dict[Node, Any] = {}
        self._simple: dict[Expr, Expr] = {}
        self._reference = Reference(Facts(Schema(()), {}), setting)

    def expr(self, node: Expr) -> Expr:
        """Return the lowered expression."""
        if node not in self._done:
            self._done[node] = self._rewrite(node)
        done: Expr = self._done[node]
        return done

    def frame(self, frame: Frame) -> Frame:
        """Return the frame with the keys that it follows lowered."""
        if isinstance(frame, Link):
            return Link(self.frame(frame.parent), self.expr(frame.ref))
        if isinstance(frame, Rows):
            return Rows(self.frame(frame.parent), frame.relation)
        return frame

    def _rewrite(self, node: Expr) -> Expr:
        if isinstance(node, ex.Today):
            return ex.Literal(self.setting.on, Type.DATE)
        if isinstance(node, ex.Region):
            return ex.Literal(self.setting.region, Type.PLACE)
        if isinstance(node, ex.Named):
            return self.expr(node.value)
        if isinstance(node, ex.LeftOpen):
            return ex.Literal(None, node.type)
        if isinstance(node, ex.Param):
            return self._param(node)
        if isinstance(node, ex.Accrued):
            return self._accrued(node)
        parts = [self._part(part) for part in node.parts()]
        return self._simplified(type(node)(*parts))

    def _part(self, part: Any) -> Any:
        if isinstance(part, Expr):
            return self.expr(part)
        return self.frame(part) if isinstance(part, Frame) else part

    def _simplified(self, node: Expr) -> Expr:
        """Work out what is constant."""
        if isinstance(node, ex.If) and isinstance(node.condition, ex.Literal):
            if node.condition.value is None:
                return node if node.type is Type.REF else ex.Literal(None, node.type)
            return node.then if node.condition.value else node.otherwise
        if isinstance(node, (ex.And, ex.Or)):
            decisive, neutral = (_FALSE, _TRUE) if isinstance(node, ex.And) else (_TRUE, _FALSE)
            if decisive in (node.left, node.right):
                return decisive
            if node.left is neutral:
                return node.right
            return node.left if node.right is neutral else node
        if isinstance(node, ex.Portion) and isinstance(node.share, ex.If):
            shares = (node.share.then, node.share.otherwise)
            portions = [self._simplified(ex.Portion(node.money, share, node.rounding)) for share in shares]
            return ex.If(node.share.condition, *portions)
        if isinstance(node, ex.Within) and isinstance(node.region, ex.If):
            regions = (node.region.then, node.region.otherwise)
            withins = [self._simplified(ex.Within(node.place, region)) for region in regions]
            return ex.If(node.region.condition, *withins)
        children = node.children()
        if children and all(isinstance(c, ex.Literal) for c in children):
            value = self._reference.value(node, Scope(None, {}, None))
            return ex.Literal(value, node.type)
        return said_of_the_date(node) if isinstance(node, ex.Compare) else node

    # -------------------------------------------------------------------------------------------- parameters

    def _regional(self, parameter: Parameter, place: Expr, on: dt.date) -> Expr:
        """Return the parameter on a day: one value, or a choice between the regions inside the run's region.

        A place that is not known deep enough to choose between two values gives neither.
        """

        def value(dated: Dated | None) -> Expr:
            return ex.Literal(None if dated is None else dated.value, parameter.type)

        region, unconfirmed = self.setting.region, self.setting.unconfirmed
        node = value(parameter.at(region, on, unconfirmed=unconfirmed))
        for inner in parameter.regions_within(region):
            own = value(parameter.at(inner, on, unconfirmed=unconfirmed))
            if own is not node:
                inside = self._again(ex.Within(place, ex.Literal(inner, Type.PLACE)))
                either = ex.If(ex.Compare("eq", node, own), node, ex.Literal(None, parameter.type))
                node = self._again(ex.If(ex.Known(inside), ex.If(inside, own, node), either))
        return node

    def _where_in_force(self, parameter: Parameter, place: Expr, on: dt.date) -> Expr:
        """Return whether a programme is in force; a place not known deep enough has what the larger region says."""

        def value(region: str) -> Expr:
            dated = parameter.at(region, on, unconfirmed=self.setting.unconfirmed)
            return _TRUE if dated is not None and dated.value is True else _FALSE

        node = value(self.setting.region)
        for inner in parameter.regions_within(self.setting.region):
            inside = ex.Within(place, ex.Literal(inner, Type.PLACE))
            own = value(inner)
            node = node if own is node else ex.If(ex.And(ex.Known(inside), inside), own, node)
        return node

    def _param(self, node: ex.Param) -> Expr:
        parameter = self.setting.parameters[node.programme][node.name]
        at, place = self.expr(node.at), self.expr(node.place)
        if isinstance(at, ex.Literal):
            if at.value is None:
                return ex.Literal(None, node.type)
            assert isinstance(at.value, dt.date)
            return self._regional(parameter, place, at.value)
        days = parameter.change_days()
        if not days:
            return ex.Literal(None, node.type)
        result = self._regional(parameter, place, days[-1])
        for index in range(len(days) - 1, -1, -1):
            before = days[index] - dt.timedelta(days=1)
            earlier = self._regional(parameter, place, before)
            result = ex.If(ex.Compare("lt", at, ex.Literal(days[index], Type.DATE)), earlier, result)
        return result

    def _accrued(self, node: ex.Accrued) -> Expr:
        parameter = self.setting.parameters[node.rate.programme][node.rate.name]
        place = self.expr(node.rate.place)
        begins, ends = self.expr(node.first), self.expr(node.last)
        first, last = _month_index(begins), _month_index(ends)
        earliest = month_index(first_possible(begins))
        latest = max(month_index(last_possible(ends)), earliest)
        bounds = sorted({month_index(d) + (0 if d.day == 1 else 1) for d in parameter.change_days()})
        total: Expr = ex.Literal(0, Type.MONEY)
        before = min(parameter.change_days(), default=dt.date(2000, 2, 2)) - dt.timedelta(days=32)
        for low, high in zip([None, *bounds], [*bounds, None], strict=True):
            if (high is not None and high <= earliest) or (low is not None and low > latest):
                continue  # the rates of these months are never asked for
            day = before if low is None else dt.date(low // 12, low % 12 + 1, 1)
            rate = self._regional(parameter, place, day)
            from_low = low is not None and low > earliest
            to_high = high is not None and high <= latest
            months = _overlap(first, last, low if from_low else None, high - 1 if high and to_high else None)
            zero = ex.Literal(0, Type.INT)
            part = ex.If(ex.Compare("lt", zero, months), ex.Multiply(rate, months), ex.Literal(0, Type.MONEY))
            total = ex.Add(total, part)
        return self._again(total)

    def in_force(self, rule: Rule) -> Expr:
        """Return whether the programme is in force: true, false, or depending on the unit's place."""
        return self._again(self._where_in_force(rule.parameters.in_force, self.expr(rule.place), self.setting.on))

    def both(self, left: Expr, right: Expr) -> Expr:
        """Return ``left & right``, simplified."""
        return self._again(ex.And(left, right))

    def _again(self, node: Expr) -> Expr:
        """Simplify a graph that was just made of lowered parts."""
        if node not in self._simple:
            parts = [self._again(part) if isinstance(part, Expr) else part for part in node.parts()]
            self._simple[node] = self._simplified(type(node)(*parts))
        return self._simple[node]


def _month_index(date: Expr) -> Expr:
    year = ex.Multiply(ex.Part(date, "year"), ex.Literal(12, Type.INT))
    return ex.Subtract(ex.Add(year, ex.Part(date, "month")), ex.Literal(1, Type.INT))


def _overlap(first: Expr, last: Expr, low: int | None, high: int | None) -> Expr:
    """Return how many months of ``first`` to ``last`` lie within ``low`` to ``high``; not positive when none does."""
    start = first if low is None else ex.Greater(first, ex.Literal(low, Type.INT))
    end = last if high is None else ex.Lesser(last, ex.Literal(high, Type.INT))
    return ex.Add(ex.Subtract(end, start), ex.Literal(1, Type.INT))


@dataclass(frozen=True)
class LoweredRule:
    """A rule in one setting. ``population`` is false where the programme is not in force."""

    rule: Rule
    population: Expr
    place: Expr
    criteria: dict[str, Expr]
    instalments: dict[str, tuple[Expr, Expr]]
    enrolled: Expr
    unclaimed: Expr
    forfeited: Expr

    @property
    def is_empty(self) -> bool:
        """Whether the programme is in force nowhere in the run's region."""
        return self.population is _FALSE

    def verdict(self) -> Expr:
        """Whether all criteria are met."""
        node: Expr = _TRUE
        for one in self.criteria.values():
            node = one if node is _TRUE else ex.And(node, one)
        return node

    def total(self) -> Expr:
        """The sum of all instalments."""
        amounts = [amount for _, amount in self.instalments.values()]
        node = amounts[0]
        for amount in amounts[1:]:
            node = ex.Add(node, amount)
        return node

    def in_year(self, year: int) -> Expr:
        """The sum of the instalments for a calendar year."""
        node: Expr | None = None
        for when, amount in self.instalments.values():
            same = ex.Compare("eq", when, ex.Literal(year, Type.INT))
            zero = ex.Literal(0, amount.type)
            if isinstance(when, ex.Literal) and when.value is not None:
                part = amount if when.value == year else zero
            else:
                part = ex.If(same, amount, zero)
            node = part if node is None else ex.Add(node, part)
        assert node is not None
        return node

    def tops(self) -> list[Expr]:
        """Return the tops of the graph."""
        pairs = [node for pair in self.instalments.values() for node in pair]
        return [
            self.population, self.place, *self.criteria.values(), *pairs, self.enrolled, self.unclaimed, self.forfeited
        ]  # fmt: skip


def lower(rule: Rule, lowering: Lowering) -> LoweredRule:
    """Return the rule in a setting. Rules of one pack share a lowering."""
    in_force = lowering.in_force(rule)
    if in_force is _FALSE:
        return LoweredRule(rule, _FALSE, lowering.expr(rule.place), {}, {}, _FALSE, _FALSE, _FALSE)
    return LoweredRule(
        rule,
        lowering.both(in_force, lowering.expr(rule.population)),
        lowering.expr(rule.place),
        {c.key: lowering.expr(c.node) for c in rule.criteria},
        {i.key: _pair(i, lowering) for i in rule.instalments},
        lowering.expr(rule.enrolled),
        lowering.expr(rule.unclaimed),
        lowering.expr(rule.forfeited),
    )


def _pair(instalment: Instalment, lowering: Lowering) -> tuple[Expr, Expr]:
    return lowering.expr(instalment.year_node), lowering.expr(instalment.amount_node)
