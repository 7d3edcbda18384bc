"""Lets the people of a place follow when its code becomes another (places/changes.py), in the same transaction.

Nobody has moved, yet the register must say where they are in the codes of the day: an ongoing spell of hukou or
residence ends, and one under the new code begins, as for a move; the own row takes the new code, the old one noted
among its corrections. So a fact of 2020 keeps the code of 2020. What was written of a single day or of another office
(birth place, claims, payments, institutions) keeps its code for good.

Whole towns follow at once, so rows are written in bulk, and families are not determined again one by one: within the
county no rule asks for the village. The rooms on the right hear ``places_renumbered``; the next run determines all.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.dispatch import receiver
from django.utils import timezone

from jiahe.people.lock import lock_register
from jiahe.people.models import BELIEVED, Change, Correction, Household, Hukou, Person, Residence
from jiahe.people.signals import places_renumbered
from jiahe.places.signals import Moved, Standing, asked_what_stands, codes_changed
from jiahe.trust.acting import Acting, for_the_county, require
from jiahe.trust.permissions import PERSON, RECORD

BATCH = 2_000
KINDS: tuple[tuple[type[Any], str], ...] = ((Hukou, "hukou_place"), (Residence, "residence_place"))
_OF_A_PERSON = (
    "id", "village_group", "hukou_place", "residence_place", "birth_date", "death_date", "source", "learned_on",
)  # fmt: skip


@receiver(codes_changed)
def follow(sender: Any, moves: list[Moved], reason: str, source: str, **_: Any) -> None:
    """Give the new codes to all who live or are registered where a code has changed."""
    acting = require(RECORD, PERSON)
    lock_register()
    with for_the_county():
        touched: set[UUID] = set()
        for moved in moves:
            for model, column in KINDS:
                touched |= _spells(model, column, moved, reason, source)
            touched |= _own_rows(moved, acting, reason, source)
            _households(moved)
        keys = sorted(touched)
        Change.objects.bulk_create([Change(person=one, action="division", post=acting.post) for one in keys], BATCH)
        places_renumbered.send(sender=Person, people=keys)


def _place_of(moved: Moved, person: Person) -> str:
    """Return the new code for somebody. The village group is one of the village of the hukou."""
    return moved.place_of(person.village_group if person.hukou_place == moved.old else None)


def _spells(model: type[Any], column: str, moved: Moved, reason: str, source: str) -> set[UUID]:
    """End the spells at the old code and begin them again at the new one; return whose."""
    today = timezone.localdate()
    told = {"source": source, "learned_on": today}
    going_on = Q(until_date__isnull=True) | Q(until_date__gt=moved.on)
    alive = Q(person__death_date__isnull=True) | Q(person__death_date__gt=moved.on)
    rows = model.objects.filter(BELIEVED, going_on, alive, place=moved.old).select_related("person")
    rows = [row for row in rows if _place_of(moved, row.person) != moved.old]
    new: list[Any] = []
    for row in rows:
        days = {"person_id": row.person_id, "until_date": row.until_date}
        if row.from_date < moved.on:
            new.append(model(**{**days, "until_date": moved.on}, place=moved.old, from_date=row.from_date, **told))
        first = max(row.from_date, moved.on)
        new.append(model(**days, place=_place_of(moved, row.person), from_date=first, **told))
    model.objects.filter(id__is_any=[row.id for row in rows]).update(
        superseded_at=timezone.now(), superseded_why=reason
    )
    new += _only_known_as_today_s(model, column, moved, told)
    model.objects.bulk_create(new, BATCH)
    return {row.person_id for row in new}


def _only_known_as_today_s(model: type[Any], column: str, moved: Moved, told: dict[str, Any]) -> list[Any]:
    """Return the spells of the living whose place was known as today's only: before the day, and from it on."""
    living = Person.objects.filter(Q(death_date__isnull=True) | Q(death_date__gt=moved.on), **{column: moved.old})
    has_spells = model.objects.filter(person=OuterRef("pk"))
    found: list[Any] = []
    for person in living.filter(~Exists(has_spells)).only(*_OF_A_PERSON).iterator(BATCH):
        born = person.birth_date
        if _place_of(moved, person) == moved.old:
            continue
        if born is not None and born < moved.on:
            was = {"source": person.source, "learned_on": person.learned_on}
            found.append(model(person=person, place=moved.old, from_date=born, until_date=moved.on, **was))
        first = max(moved.on, born or dt.date.min)
        found.append(model(person=person, place=_place_of(moved, person), from_date=first, **told))
    return found


def _own_rows(moved: Moved, acting: Acting, reason: str, source: str) -> set[UUID]:
    """Give the new code to the own rows, the dead's too, noting the old one; return whose."""
    here = Q(hukou_place=moved.old) | Q(residence_place=moved.old)
    people = list(Person.objects.filter(here).only(*_OF_A_PERSON).select_for_update(no_key=True))
    goes: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    notes = []
    for person in people:
        place = _place_of(moved, person)
        for _, column in KINDS:
            if getattr(person, column) == moved.old and place != moved.old:
                goes[column, place].append(person.id)
                notes.append(
                    Correction(
                        person=person, column=column, before=moved.old, after=place, reason=reason, post=acting.post,
                        source=source, learned_on=timezone.localdate(),
                    )
                )  # fmt: skip
    Correction.objects.bulk_create(notes, BATCH)
    for (column, place), keys in goes.items():
        Person.objects.filter(id__is_any=keys).update(**{column: place})
    return {one for keys in goes.values() for one in keys}


def _households(moved: Moved) -> None:
    """Give the new code to the households; their members' group is theirs."""
    here = Household.objects.filter(place=moved.old)
    for group, place in moved.by_group.items():
        if place != moved.old:
            here.filter(village_group=group).update(place=place)
    here.exclude(village_group__in=[one for one, place in moved.by_group.items() if place == moved.old]).update(
        place=moved.new
    )


@receiver(asked_what_stands)
def what_stands(sender: Any, codes: set[str], **_: Any) -> list[Standing]:
    """Return how many of the living are registered or live on places, and how many households there are."""
    require(RECORD, PERSON)
    alive = Person.objects.filter(death_date__isnull=True)
    found: list[Standing] = []
    with for_the_county():
        for rows, column, zh, en in (
            (alive, "hukou_place", "户籍人口", "people registered"),
            (alive, "residence_place", "常住人口", "people living there"),
            (Household.objects.filter(until_date__isnull=True), "place", "户", "households"),
        ):
            counted = rows.filter(**{f"{column}__in": codes}).values(column).annotate(count=Count("id"))
            found += [Standing(row[column], row["count"], zh, en) for row in counted]
    return found
