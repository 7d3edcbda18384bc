"""A family as a person's page draws it: who is whose what, by which kind of row, and whether that is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from jiahe.people.models import Custody, Parenthood, Person, Union
from jiahe.people.queries import Kin, Record
from jiahe.people.timeline import choice
from jiahe.web.words import Words, day


@dataclass(frozen=True)
class Relative:
    """Somebody of a family. ``said``: in the reader's language how they are related, where the heading does not say."""

    kin: Kin
    said: str
    age: int | None

    @property
    def person(self) -> Person | None:
        """Return who it is; None for whom the acting post does not see."""
        return self.kin.person


@dataclass(frozen=True)
class Family:
    """A person's relatives. A marriage that has ended comes after the one that goes on."""

    parents: list[Relative]
    spouses: list[Relative]
    children: list[Relative]
    custody: list[Relative]


def family_of(record: Record) -> Family:
    """Return the family of a person's record."""
    today, person = timezone.localdate(), record.person

    def each(kin: Iterable[Kin]) -> list[Relative]:
        return [Relative(one, _said(one, person), age_of(one.person, today)) for one in kin]

    unions = sorted(record.unions, key=lambda one: one.row.until_date is not None)
    return Family(each(record.parents), each(unions), each(record.children), each(record.custodies))


def age_of(person: Person | None, on: dt.date) -> int | None:
    """Return somebody's age in whole years; None for the dead, and where the birth date is unknown."""
    if person is None or person.birth_date is None or person.death_date is not None:
        return None
    return on.year - person.birth_date.year - ((on.month, on.day) < (person.birth_date.month, person.birth_date.day))


def _said(kin: Kin, person: Person) -> str:
    row = kin.row
    if isinstance(row, Parenthood):
        return "" if row.kind == "birth" else choice("parenthoods", "kind", row.kind)
    if isinstance(row, Union) and row.until_date is not None:
        how = choice("unions", "ended_by", row.ended_by)
        return str(Words(f"{how}，至 {day(row.until_date)}", f"{how}, until {day(row.until_date)}"))
    if isinstance(row, Custody):
        until = Words(f"，至 {day(row.until_date)}", f", until {day(row.until_date)}") if row.until_date else ""
        return f"{choice('custodies', 'kind', row.kind)}{until}"
    return ""
