"""Adds persons and changes their own columns by the thousand, for loads of files: one statement for many.

What the actions do for one person: the post is bound, corrections are noted, and whose facts changed is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuids

from jiahe.people.models import Correction, Household, Person
from jiahe.people.names import search_keys
from jiahe.people.recording import tell
from jiahe.people.rows import insert_rows, types_of, update_rows
from jiahe.trust.acting import require
from jiahe.trust.permissions import PERSON, RECORD
from jiahe.trust.sealing import keys

NUMBERS = {"id_number": "id", "phone": "phone", "account": "account"}
"""The three sealed numbers of a person, and how their columns begin."""

HIDDEN = "***"
"""What a correction says of a number."""

COLUMNS = (
    "name", "sex", "birth_date", "nationality", "hukou_place", "hukou_kind", "birth_place", "residence_place",
    "household_id", "village_group",
)  # fmt: skip
"""The other columns of a person that a file can bring."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What becomes of one person's columns: values by column (a number by its own name), and what they were before."""

    person: UUID
    values: Mapping[str, Any]
    before: Mapping[str, Any]


def add_persons(rows: Sequence[Mapping[str, Any]], *, source: str, learned_on: dt.date) -> list[UUID]:
    """Add persons of the given columns and numbers; return their keys in the same order. Raises IntegrityError."""
    acting = require(RECORD, PERSON)
    added = [uuids.uuid7() for _ in rows]
    written = _written(rows)
    written |= {"id": added, "source": [source] * len(rows), "learned_on": [learned_on] * len(rows)}
    insert_rows("people_person", types_of(Person), written)
    tell(acting, "file", added)
    return added


def change_persons(rows: Iterable[Changed], *, source: str, learned_on: dt.date, reason: str) -> list[UUID]:
    """Change persons' columns, noting what they said before; return their keys. Raises IntegrityError.

    A number is only filled in where there was none: what a file says of an account must not redirect money.
    """
    acting = require(RECORD, PERSON)
    changed = sorted(rows, key=lambda one: (sorted(one.values), one.person))
    for columns, group in groupby(changed, key=lambda one: sorted(one.values)):
        some = list(group)
        written = _written([one.values for one in some], columns)
        update_rows("people_person", "id", types_of(Person), {"id": [one.person for one in some]} | written)
    Correction.objects.bulk_create(
        (
            Correction(
                person_id=one.person, column=column, before=_plain(one.before.get(column)),
                after=HIDDEN if column in NUMBERS else _plain(value), reason=reason, post=acting.post, source=source,
                learned_on=learned_on,
            )
            for one in changed
            for column, value in one.values.items()
        ),
        batch_size=1000,
    )  # fmt: skip
    told = [one.person for one in changed]
    tell(acting, "file", told)
    return told


def households(
    numbers: Iterable[tuple[str, str, int | None]], *, source: str, learned_on: dt.date
) -> dict[tuple[str, str], UUID]:
    """Return the household of each (number, place), made where there is none. Each comes with its village group."""
    asked = {(number, place): group for number, place, group in numbers}
    found: dict[tuple[str, str], UUID] = {}
    if not asked:
        return found
    there = Household.objects.filter(until_date__isnull=True).extra(
        where=["number = ANY(%s)"], params=[list({number for number, _ in asked})]
    )
    for key, number, place in there.values_list("id", "number", "place"):
        found.setdefault((number, place), key)
    new = {one: uuids.uuid7() for one in asked if one not in found}
    columns: dict[str, Sequence[Any]] = {
        "id": list(new.values()),
        "number": [number for number, _ in new],
        "place": [place for _, place in new],
        "village_group": [asked[one] for one in new],
        "source": [source] * len(new),
        "learned_on": [learned_on] * len(new),
    }
    insert_rows("people_household", types_of(Household), columns)
    return found | new


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, dt.date | UUID) else value


def _written(rows: Sequence[Mapping[str, Any]], only: Sequence[str] | None = None) -> dict[str, list[Any]]:
    """Return the database's columns: numbers sealed and indexed, names with the keys by which they are found."""
    names = (*COLUMNS, *NUMBERS) if only is None else only
    written: dict[str, list[Any]] = {name: [row.get(name) for row in rows] for name in names if name not in NUMBERS}
    if "name" in written:
        written["search"] = [search_keys(name) for name in written["name"]]
    live = keys()
    for name, column in NUMBERS.items():
        if name in names:
            values = [row.get(name) for row in rows]
            written[f"{column}_sealed"] = [live.seal(one, name) for one in values]
            written[f"{column}_index"] = [live.blind_index(one, name) for one in values]
    return written
