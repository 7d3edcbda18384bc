"""The outcome of one programme for one unit, by the reference engine: status, amounts, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jiahe.law.facts import Facts
from jiahe.law.nodes import Expr
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE, NOT_ELIGIBLE, Status
from jiahe.law.reference import Reference
from jiahe.law.rule import Instalment, Pack, Rule
from jiahe.law.scope import Scope
from jiahe.law.setting import Setting
from jiahe.law.trace import FactUsed, LeftOpen, facts_behind, left_open_behind, missing_behind


@dataclass(frozen=True)
class Paid:
    """One instalment worked out. ``amount`` in fen or days; None when unknown."""

    instalment: Instalment
    year: int | None
    amount: int | None


@dataclass(frozen=True)
class Outcome:
    """``criteria``: the value of each by key. ``total``: None unless eligible and known, and so are its parts.

    ``this_year``: the part for the year of the day; ``unclaimed``: what can be claimed on it and has not been.
    ``forfeited``: whether something for this year or the year before was not claimed in time, and lapsed.
    """

    rule: Rule
    key: Any
    place: str | None
    status: Status
    criteria: dict[str, bool | None]
    instalments: tuple[Paid, ...]
    total: int | None
    this_year: int | None
    unclaimed: int | None
    enrolled: bool | None
    forfeited: bool | None
    reference: Reference
    scope: Scope

    @property
    def failed(self) -> list[str]:
        """The keys of the criteria that are not met."""
        return [key for key, value in self.criteria.items() if value is False]

    @property
    def unknown(self) -> list[str]:
        """The keys of the criteria that are unknown."""
        return [key for key, value in self.criteria.items() if value is None]

    def facts(self, node: Expr) -> list[FactUsed]:
        """Return the facts that decided an expression of the rule."""
        return facts_behind(self.reference, node, self.scope)

    def missing(self) -> list[FactUsed]:
        """Return the facts that would settle the unknown criteria, or the unknown amount of an eligible unit."""
        return missing_behind(self.reference, self._unknown_nodes(), self.scope)

    def missing_for(self, criterion: str) -> list[FactUsed]:
        """Return the facts that would settle one criterion."""
        return missing_behind(self.reference, [self.rule.criterion(criterion).node], self.scope)

    def left_open(self) -> list[LeftOpen]:
        """Return why the rule itself leaves a criterion open, or the amount of an eligible unit."""
        return left_open_behind(self.reference, self._unknown_nodes(), self.scope)

    def _unknown_nodes(self) -> list[Expr]:
        if self.status != ELIGIBLE:
            return [self.rule.criterion(key).node for key in self.unknown]
        return self.unknown_amounts()

    def unknown_amounts(self) -> list[Expr]:
        """Return the amounts, and their years, that are unknown."""
        amounts = [paid.instalment.amount_node for paid in self.instalments if paid.amount is None]
        return amounts + [paid.instalment.year_node for paid in self.instalments if paid.year is None]


def determine_one(facts: Facts, pack: Pack, setting: Setting, key: Any) -> list[Outcome]:
    """Return the outcome of each programme that looks at the unit. Raises KeyError when there is no such unit."""
    reference = Reference(facts, setting)
    found = [outcome_of_rule(reference, rule, key) for rule in pack.rules]
    return [outcome for outcome in found if outcome is not None]


def outcome_of_rule(reference: Reference, rule: Rule, key: Any) -> Outcome | None:
    """Return the outcome of one programme, or None when it is not in force for the unit or does not look at it."""
    scope = reference.unit(rule.unit, key)
    place = reference.value(rule.place, scope)
    if not reference.setting.in_force(rule, place) or not reference.value(rule.population, scope):
        return None
    criteria = {c.key: reference.value(c.node, scope) for c in rule.criteria}
    paid = tuple(
        Paid(i, reference.value(i.year_node, scope), reference.value(i.amount_node, scope)) for i in rule.instalments
    )
    status: Status = ELIGIBLE
    if None in criteria.values():
        status = NEEDS_EVIDENCE
    if False in criteria.values():
        status = NOT_ELIGIBLE
    total = this_year = unclaimed = None
    if status == ELIGIBLE:
        amounts = [p.amount for p in paid]
        total = None if None in amounts else sum(a for a in amounts if a is not None)
        this_year = _in_year(paid, reference.setting.on.year)
        unclaimed = reference.value(rule.unclaimed, scope)
    enrolled = reference.value(rule.enrolled, scope)
    lost = reference.value(rule.forfeited, scope)
    return Outcome(
        rule, key, place, status, criteria, paid, total, this_year, unclaimed, enrolled, lost, reference, scope
    )


def _in_year(paid: tuple[Paid, ...], year: int) -> int | None:
    total = 0
    for one in paid:
        if one.year is None or (one.year == year and one.amount is None):
            return None
        if one.year == year:
            total += one.amount or 0
    return total


__all__ = ["Outcome", "Paid", "determine_one", "outcome_of_rule"]
