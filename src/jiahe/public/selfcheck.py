"""The self-check: what the answers so far come to, and which question settles most of what is still open.

Nothing is kept: everything here is worked out from the answers, each time anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from jiahe.law import expressions as ex
from jiahe.law.facts import Facts
from jiahe.law.outcome import Outcome, outcome_of_rule
from jiahe.law.parameters import NATION
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE
from jiahe.law.reference import Reference
from jiahe.law.rule import Rule
from jiahe.law.setting import Setting
from jiahe.law.trace import FactUsed, missing_behind
from jiahe.public.family import Family
from jiahe.public.programmes import rules_for, setting_on
from jiahe.public.questions import BY_KEY, QUESTIONS, Answers, Question

ASK_AT_MOST = 8
"""A handful and the few that follow from an answer; then the answer is shown with what is open."""


@dataclass(frozen=True)
class Elsewhere:
    """A programme that is in force in a part of the country, for somebody whose place is not known."""

    rule: Rule
    person: str
    missing: FactUsed


def family_of(answers: Answers) -> Family:
    """Return the facts that the answers tell."""
    family = Family(answers.on)
    for question in QUESTIONS:
        if question.applies(answers) and answers.get(question.key) is not None:
            question.tell(family, answers)
    return family


class Check:
    """What the law says of a family as far as it has told."""

    def __init__(self, answers: Answers, *, ask_at_most: int = ASK_AT_MOST) -> None:
        self.answers = answers
        self._ask_at_most = ask_at_most
        self._who = answers.get("who")
        self.family = family_of(answers)
        self.facts: Facts = self.family.facts()
        self._setting: Setting = setting_on(answers.on)
        self._reference = Reference(self.facts, self._setting)

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """The outcome of each programme for each member of the family that is asked for."""
        found = [
            outcome_of_rule(self._reference, rule, person)
            for person in self.family.units
            for rule in rules_for(person, self._who)
        ]
        return [one for one in found if one is not None]

    @cached_property
    def elsewhere(self) -> list[Elsewhere]:
        """The programmes of which only the place says whether they are in force."""
        return [
            Elsewhere(rule, person, FactUsed("persons", rule.place.name, person, None))
            for person in self.family.units
            for rule in rules_for(person, self._who)
            if isinstance(rule.place, ex.Col) and self._hangs_on_the_place(rule, person)
        ]

    def _hangs_on_the_place(self, rule: Rule, person: str) -> bool:
        """Whether it is in force in some regions only, and in one of them it would look at the person."""
        scope = self._reference.unit(rule.unit, person)
        if self._reference.value(rule.place, scope) is not None or self._setting.in_force(rule, None):
            return False
        in_force = rule.parameters.in_force
        for region in in_force.regions_within(NATION):
            if in_force.at(region, self.answers.on, unconfirmed=False):
                there = Reference(self.facts, replace(self._setting, region=region))
                if there.value(rule.population, there.unit(rule.unit, person)):
                    return True
        return False

    @cached_property
    def not_checked(self) -> list[Rule]:
        """The programmes that would be in force, had somebody read the text they rest on."""
        found = {}
        for person in self.family.units:
            for rule in rules_for(person, self._who):
                scope = self._reference.unit(rule.unit, person)
                place = self._setting.law_place(self._reference.value(rule.place, scope))
                is_for = self._reference.value(rule.population, scope) is not False
                if is_for and rule.parameters.in_force.left_out(place, self.answers.on):
                    found[rule.key] = rule
        return list(found.values())

    # -------------------------------------------------------------------------------------------- the next question

    @property
    def next_question(self) -> Question | None:
        """The question to ask next; None when enough is known, or when it has been enough of questions."""
        asked = [one for one in QUESTIONS if self.answers.has(one.key)]
        return self._most_useful if len(asked) < self._ask_at_most else None

    @cached_property
    def more_to_ask(self) -> bool:
        """Whether more questions would settle more."""
        return self._most_useful is not None

    @cached_property
    def _most_useful(self) -> Question | None:
        """For whom, and where (which says whose text holds), come first; then what settles most."""
        for key in ("who", "place"):
            if not self.answers.has(key):
                return BY_KEY[key]
        open_ = [one for one in QUESTIONS if not self.answers.has(one.key) and one.applies(self.answers)]
        settled = self._settled_by(open_)
        best = max(open_, key=lambda one: settled[one.key], default=None)
        return best if best is not None and settled[best.key] else None

    def _settled_by(self, questions: list[Question]) -> Counter[str]:
        """Count for each question the open conditions and sums that it would help to settle.

        A question that takes an answer further comes before all others.
        """
        counted: Counter[str] = Counter()
        for missing in self._open():
            counted.update({one.key for one in questions if any(map(one.would_settle, missing))})
        for one in questions:
            if one.follows and counted[one.key] and self.answers.has(one.follows):
                counted[one.key] += 1000
        return counted

    def _open(self) -> Iterator[list[FactUsed]]:
        """Iterate over the open conditions and sums: the facts that each waits for."""
        for outcome in self.outcomes:
            rule, nodes = outcome.rule, []
            if outcome.status == NEEDS_EVIDENCE:
                nodes = [rule.criterion(key).node for key in outcome.unknown]
            elif outcome.status == ELIGIBLE:
                nodes = [one.instalment.amount_node for one in outcome.instalments if one.amount is None]
            for node in nodes:
                yield missing_behind(self._reference, [node], outcome.scope)
        for one in self.elsewhere:
            yield [one.missing]
