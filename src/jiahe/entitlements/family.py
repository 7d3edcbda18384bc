"""Answers for one family at once, by the reference engine, on the facts of this moment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.dispatch import receiver

from jiahe.entitlements.lapsing import Ahead
from jiahe.entitlements.law import setting_of, steps
from jiahe.entitlements.models import Outcome
from jiahe.law.facts import Facts
from jiahe.law.outcome import Outcome as Answer
from jiahe.law.outcome import determine_one
from jiahe.law.query import NOT_ELIGIBLE
from jiahe.people.facts import facts_of, kin_of
from jiahe.people.models import Person
from jiahe.people.signals import coverage_changed, facts_changed, places_renumbered
from jiahe.places.divisions import place_range
from jiahe.programmes import the_pack
from jiahe.trust.acting import for_the_county

MANY = 200
"""Families that are determined at once, one by one."""


def answers_of(person: UUID) -> tuple[Facts, list[Answer]]:
    """Return the facts of a person's family and the answer of each programme that looks at the person today."""
    with for_the_county():
        facts = facts_of(kin_of([person], steps=steps()))
    return facts, determine_one(facts, the_pack(), setting_of(), str(person))


@receiver(facts_changed)
def determine_again(sender: Any, people: Iterable[UUID], **_: Any) -> None:
    """Keep the answers of everybody whose answer can rest on the facts that changed, in the same transaction.

    When they are more than MANY, a run over everybody is asked for instead; it begins when the change is committed.
    """
    people = list(people)
    if len(people) > MANY:
        from jiahe.entitlements import tasks  # they run the register, which reads this module

        tasks.determine_after_load.defer()
        return
    with for_the_county():
        kin = kin_of(people, steps=2 * steps())  # whose answer can rest on them, and what those answers rest on
        facts = facts_of(kin)
        touched = [one for one, step in kin.items() if step <= steps()]
        setting = setting_of()
        ahead = Ahead(facts, setting.on)
        kept: list[Outcome] = []
        for person in touched:
            key = str(person)
            row = facts.row("persons", key)
            if row is not None:
                answers = determine_one(facts, the_pack(), setting, key)
                kept += [one for answer in answers if (one := _kept(person, row, answer, ahead)) is not None]
        Outcome.objects.filter(person_id__is_any=touched).delete()
        Outcome.objects.bulk_create(kept)


@receiver(coverage_changed)
def determine_everybody(sender: Any, **_: Any) -> None:
    """Ask for a run over everybody, after the commit: what was unknown of all is known now, or the reverse."""
    from jiahe.entitlements import tasks  # as above

    tasks.determine_after_load.defer()


@receiver(places_renumbered)
def look_there(sender: Any, people: Iterable[UUID], **_: Any) -> None:
    """Look for people under the new codes of their places; what they are owed is as before."""
    with for_the_county():
        goes: dict[str | None, list[UUID]] = {}
        places = Person.objects.filter(id__is_any=list(people), outcomes__isnull=False).distinct()
        for key, hukou, residence in places.values_list("id", "hukou_place", "residence_place"):
            goes.setdefault(place_to_look(hukou, residence), []).append(key)
        for place, keys in goes.items():
            if place is not None:
                Outcome.objects.filter(person_id__is_any=keys).update(place=place)


def _kept(person: UUID, row: Any, answer: Answer, ahead: Ahead) -> Outcome | None:
    """Return what is kept of an answer, as a run keeps it; None when nobody has to act on it."""
    place = place_to_look(row.get("hukou_place"), row.get("residence_place"))
    if answer.status == NOT_ELIGIBLE or answer.rule.benefit != "money" or place is None:
        return None
    day, loses = ahead.lost(answer)
    return Outcome(
        person_id=person, programme=answer.rule.key, place=place, status=answer.status, this_year=answer.this_year,
        total=answer.total, unclaimed=answer.unclaimed, enrolled=answer.enrolled, unknown=answer.unknown,
        lost_from=day, loses=loses, run=None, on=answer.reference.setting.on,
    )  # fmt: skip


def county_and_above() -> tuple[str, ...]:
    """Return the county and what it lies in: a hukou known no deeper may be here."""
    county = settings.COUNTY
    return tuple(dict.fromkeys(county[:digits].ljust(12, "0") for digits in (0, 2, 4, 6)))


def place_to_look(hukou: str | None, residence: str | None) -> str | None:
    """Return where in the county to look for somebody: the hukou, or the residence where the hukou is not known."""
    low, high = place_range(settings.COUNTY)
    if hukou is not None and low < hukou <= high:
        return hukou
    if (hukou is None or hukou in county_and_above()) and residence is not None and low <= residence <= high:
        return residence
    return None
