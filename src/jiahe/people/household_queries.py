"""A household as its page shows it: who is of it, who was, and what happened to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from jiahe.people.models import Correction, Household, Person
from jiahe.people.queries import read_person
from jiahe.trust.acting import log_reads

PAGE = "household"


@dataclass(frozen=True)
class Move:
    """People who came into a household, or left it, by one act. ``other``: the household they came from or went to."""

    came: bool
    at: dt.datetime
    reason: str
    source: str
    learned_on: dt.date
    people: tuple[Person, ...]
    other: str | None


@dataclass(frozen=True)
class HouseholdRecord:
    """The household of a person, of those whom the acting post sees. ``household`` None: not known, or not seen."""

    person: Person
    household: Household | None
    members: tuple[Person, ...]
    former: tuple[Person, ...]
    moves: tuple[Move, ...]


def read_household(person: UUID) -> HouseholdRecord | None:
    """Return the household of a person, logging a reading of everybody it tells of; None: the person is not seen.

    Raises TooMuchLookedUp.
    """
    found = read_person(person, page=PAGE)
    if found is None:
        return None
    home = Household.objects.filter(id=found.household_id).first() if found.household_id is not None else None
    if home is None:
        return HouseholdRecord(found, None, (), (), ())
    key = str(home.id)
    members = tuple(Person.objects.filter(household=home).order_by("birth_date", "id"))
    changed = Correction.objects.filter(Q(before=key) | Q(after=key), column="household_id")
    notes = list(changed.select_related("person").order_by("-at", "-id"))
    told = {one.person_id: one.person for one in notes}
    here = {one.id for one in members}
    log_reads([one for one in {**told, **dict.fromkeys(here)} if one != person], what="view", page=PAGE)
    former = tuple(one for one_key, one in told.items() if one_key not in here)
    return HouseholdRecord(found, home, members, former, _moves(notes, key))


def _moves(notes: list[Correction], key: str) -> tuple[Move, ...]:
    """Return who came and who left, together where one act moved them."""
    acts: dict[tuple[object, ...], list[Correction]] = {}
    for one in notes:
        came = one.after == key
        other = one.before if came else one.after
        acts.setdefault((came, one.at, one.reason, one.source, one.learned_on, other), []).append(one)
    return tuple(
        Move(one.after == key, one.at, one.reason, one.source, one.learned_on, tuple(each.person for each in together),
             one.before if one.after == key else one.after)
        for together in acts.values()
        for one in together[:1]
    )  # fmt: skip
