"""Looks ahead: the day on which the answer changes by the passing of time alone, with the facts as they are.

It asks on the first of each coming month and on every day on which a figure of the law begins or ends, then looks for
the exact day between. An answer that changes and changes back between two such days is not seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from jiahe.law.arithmetic import first_day, plus
from jiahe.law.outcome import Outcome, outcome_of_rule
from jiahe.law.query import NEEDS_EVIDENCE
from jiahe.law.reference import Reference


@dataclass(frozen=True)
class Ahead:
    """What time alone brings.

    ``day`` and ``outcome``: the next other answer; outcome None, the programme no longer looks at the unit.
    ``met_from``: the days from which criteria that are not met will be.
    """

    day: dt.date | None = None
    outcome: Outcome | None = None
    met_from: dict[str, dt.date] = field(default_factory=dict)


def look_ahead(outcome: Outcome, months: int) -> Ahead:
    """Return what changes within so many months; nothing for 0."""
    future = _Future(outcome)
    days = list(future.days(months))
    changed = future.first(days, lambda later: answer(later) != answer(outcome))
    met_from = {}
    for key in outcome.failed:
        day = future.first(days, _meets(key))
        if day is not None:
            met_from[key] = day
    return Ahead(changed, None if changed is None else future.on(changed), met_from)


def answer(outcome: Outcome | None) -> tuple[str, int | None] | None:
    """Return what counts as the answer: the status, and what it comes to, or would once the evidence is there."""
    return None if outcome is None else (outcome.status, comes_to(outcome))


def comes_to(outcome: Outcome) -> int | None:
    """Return the total; where evidence is needed, what it would be if all were met. None when that is open."""
    return total_if_met(outcome) if outcome.status == NEEDS_EVIDENCE else outcome.total


def total_if_met(outcome: Outcome) -> int | None:
    """Return what the instalments come to as they stand; None when unknown, or nothing because of the same facts."""
    amounts = [one.amount for one in outcome.instalments]
    known = [one for one in amounts if one is not None]
    return sum(known) if len(known) == len(amounts) and sum(known) > 0 else None


def _meets(key: str) -> Callable[[Outcome | None], bool]:
    return lambda later: later is not None and later.criteria[key] is True


@dataclass
class _Future:
    outcome: Outcome
    known: dict[dt.date, Outcome | None] = field(default_factory=dict)

    def on(self, day: dt.date) -> Outcome | None:
        if day not in self.known:
            reference = self.outcome.reference
            later = Reference(reference.facts, replace(reference.setting, on=day))
            self.known[day] = outcome_of_rule(later, self.outcome.rule, self.outcome.key)
        return self.known[day]

    def days(self, months: int) -> Iterator[dt.date]:
        on = self.outcome.reference.setting.on
        last = plus(on, months, "months")
        starts = {plus(on.replace(day=1), number, "months") for number in range(1, months + 1)}
        parameters = self.outcome.rule.parameters
        turns = {day for one in (parameters.in_force, *parameters) for day in one.change_days()}
        yield from sorted(day for day in starts | turns | {last} if on < day <= last)

    def first(self, days: list[dt.date], holds: Callable[[Outcome | None], bool]) -> dt.date | None:
        """Return the first day for which it holds, none before it among ``days`` holding."""
        before = self.outcome.reference.setting.on
        for day in days:
            if holds(self.on(day)):
                return first_day(lambda between: holds(self.on(between)), after=before, until=day)
            before = day
        return None
