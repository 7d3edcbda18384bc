"""What puts the register right: the old value stays readable, with who changed it and why."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from jiahe.people.errors import Refused
from jiahe.people.models import Dated, Person
from jiahe.people.numbers import read_id_number
from jiahe.people.recording import action, change, note, seen, supersede, tell
from jiahe.trust.acting import for_the_county, require
from jiahe.trust.permissions import CORRECT, PERSON
from jiahe.trust.sealing import blind_index, seal

CORRECTABLE = (
    "name",
    "sex",
    "birth_date",
    "death_date",
    "nationality",
    "hukou_place",
    "hukou_kind",
    "birth_place",
    "residence_place",
    "village_group",
)
"""What of a person's own row can be corrected; numbers have an action of their own."""


@action
def correct_person(*, person: UUID, reason: str, source: str, learned_on: dt.date, **changes: Any) -> None:
    """Correct what was written wrong about a person (更正). The old value stays readable."""
    acting = require(CORRECT, PERSON)
    who = seen(person)
    wrong = sorted(set(changes) - set(CORRECTABLE))
    if wrong:
        raise Refused(
            f"不能更正：{'、'.join(wrong)}。", f"This cannot be corrected here: {', '.join(wrong)}.", wrong[0]
        )
    different = {name: value for name, value in changes.items() if getattr(who, name) != value}
    if not different:
        raise Refused("没有改动任何内容。", "Nothing is different.")
    with for_the_county():
        change(who, acting, different, source, learned_on, reason=reason)
        tell(acting, "correction", [person])


@action
def correct_id_number(*, person: UUID, id_number: str, reason: str, source: str, learned_on: dt.date) -> None:
    """Correct or add the citizen identity number. The old one is not kept: a wrong number may be somebody else's."""
    acting = require(CORRECT, PERSON)
    who = seen(person)
    number = read_id_number(id_number, born=who.birth_date, sex=who.sex)
    had = who.id_index is not None
    who.id_sealed, who.id_index = seal(number, "id_number"), blind_index(number, "id_number")
    who.save(update_fields=["id_sealed", "id_index"])
    note(who, acting, "id_number", "***" if had else None, "***", source, learned_on, reason)


@action
def withdraw_row(*, row: Dated, reason: str) -> None:
    """Take back a dated row that was never true (撤销记录). It stays, marked as no longer believed."""
    acting = require(CORRECT, PERSON)
    people = [getattr(row, f.attname) for f in row._meta.fields if f.related_model is Person]
    supersede(row, reason)
    tell(acting, "withdrawal", [one for one in people if one is not None])
