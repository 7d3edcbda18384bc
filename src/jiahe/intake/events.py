"""Rows that each tell an event: whom they are about, and what recording it does to the register.

There is one way to record an event, for trying it and for doing it: what a clerk has put right, no file brings back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from jiahe.intake.changes import before_of, changes
from jiahe.intake.decision import (
    ANOTHER_NAME,
    NO_NUMBER,
    NOT_FOUND,
    PUT_RIGHT,
    REFUSED,
    SINCE,
    Decision,
    hear,
    same_name,
)
from jiahe.intake.fault import Fault
from jiahe.intake.models import Load, Row
from jiahe.intake.sources import Role, Source, Told, Values
from jiahe.people.errors import Refused
from jiahe.people.loading import loading
from jiahe.people.models import Person
from jiahe.people.put_right import brings_back, deaths_put_right
from jiahe.people.watching import watching
from jiahe.web.words import Words


def decide_events(source: Source, load: Load, rows: Sequence[Values], found: Mapping[str, Person]) -> list[Decision]:
    """Decide about events. Those of one person are tried one after the other, for one may go on where another ends."""
    decisions = [_whom(source, row, found) for row in rows]
    about: dict[Any, list[tuple[Values, Decision]]] = {}
    for at, (row, decision) in enumerate(zip(rows, decisions, strict=True)):
        if not decision.faults:
            about.setdefault(decision.people.get(source.roles[0].key, at), []).append((row, decision))
    for some in about.values():
        _try(source, load, some)
    for decision in decisions:
        if decision.faults:
            decision.fate = Row.Fate.ASIDE
    return decisions


def _whom(source: Source, says: Values, found: Mapping[str, Person]) -> Decision:
    """Find whom an event is about."""
    decision = Decision(Row.Fate.NEW)
    for role in source.roles:
        number, name = says.get(role.field("id_number")), says.get(role.field("name"))
        person = found.get(number) if number else None
        if person is not None:
            hear(decision, person, _own(says, role))
        if person is not None and same_name(person.name, name):
            decision.people[role.key] = person.id
        elif person is None and role.brought:
            continue
        elif person is not None:
            decision.faults.append((ANOTHER_NAME, (role.field("id_number"), role.field("name")), None))
        elif number is not None and role.left_out:
            decision.left_out = (role.field("name"), role.field("id_number"))
        elif number is not None:
            decision.faults.append((NOT_FOUND, (role.field("id_number"),), None))
        elif role.needed or name is not None:
            decision.faults.append((NO_NUMBER, (role.field("id_number"),), None))
    return decision


_OWN = ("name", "sex", "birth_date", "death_date", "birth_place", "hukou_place")
"""What an event may say of somebody beside what happened."""


def _own(says: Values, role: Role) -> Values:
    return {one: says[key] for one in _OWN if (key := role.field(one)) in says}


def _try(source: Source, load: Load, some: Sequence[tuple[Values, Decision]]) -> None:
    """Record events as they will be recorded, and take them back."""
    with suppress(_TakenBack), loading(load.id):
        for says, decision in some:
            _decide(source, load, says, decision)
        raise _TakenBack


def _decide(source: Source, load: Load, says: Values, decision: Decision) -> None:
    told = Told(says, decision.people, source.named(load.office), load.learned_on, load.id)
    found = record(source, told)
    for role in (one for one in source.roles if one.key in found.also):
        hear(decision, Person.objects.get(id=found.also[role.key]), _own(says, role))
    decision.people |= found.also
    decision.rests |= found.rests
    decision.fate, decision.before = found.fate, found.before
    if found.fate == Row.Fate.CHANGE:
        decision.person = decision.people.get(source.roles[0].key)
    decision.faults += [found.fault] if found.fault is not None else []
    for person in found.put_right:
        decision.otherwise.setdefault(person, []).append("death_date")


class _TakenBack(Exception):
    """The events were tried only."""


# ------------------------------------------------------------------------------------------------ one event


@dataclass
class Recorded:
    """What recording an event did. ``also``: by role, whom no number of the row named; ``brought``: who came with it.

    ``before``: of one that changes what is on record, what the register says, by the field of the row (changes.py).
    ``put_right``: whose death the row tells of, which a person has taken out of the register. ``rests``: the loads that
    brought what it says too.
    """

    fate: str
    also: Mapping[str, UUID] = field(default_factory=dict)
    brought: UUID | None = None
    before: dict[str, Any] = field(default_factory=dict)
    fault: tuple[Fault, tuple[str, ...], Words | None] | None = None
    put_right: Sequence[UUID] = ()
    rests: set[UUID] = field(default_factory=set)


def record(source: Source, told: Told, *, as_checked: str = Row.Fate.CHANGE) -> Recorded:
    """Record an event that is not there yet. Where it cannot be recorded nothing is done, and it says why.

    ``as_checked``: what was said of the row. What was to bring only something new changes nothing that is on record.
    """
    found = Recorded(Row.Fate.NEW)
    try:
        with transaction.atomic(), watching() as done:
            found.also = source.finds(told)
            told = replace(told, people={**told.people, **found.also})
            known = source.known(told)
            found.rests = {one.load for one in known} - {None, told.load}
            if source.is_there(told, known):
                found.fate = Row.Fate.SAME
                return found
            assert source.event is not None
            found.brought = source.event(told)
            found.put_right = deaths_put_right(done)
            if found.put_right or brings_back(done):
                raise _NotSo(PUT_RIGHT)
            if changes(told, done):
                found.fate, found.before = Row.Fate.CHANGE, before_of(told, done)
                if as_checked == Row.Fate.NEW:
                    raise _NotSo(SINCE)
    except _NotSo as not_so:
        found.fault = not_so.fault, (), None
    except Refused as refused:
        found.fault = REFUSED, (refused.field,) if refused.field else (), refused.words
    except (DataError, IntegrityError):
        found.fault = REFUSED, (), None
    return found


class _NotSo(Exception):
    """The event was recorded, and is not to be, for a fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.rule)
        self.fault = fault
