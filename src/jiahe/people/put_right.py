"""What a person has put right in the register, and no file brings back: rows withdrawn or corrected, values emptied.

What a load of a file had superseded or changed is none of it, and what is taken back with a load leaves no trace.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from jiahe.people.models import Correction, Person, Union
from jiahe.people.recording import OWN
from jiahe.people.watching import Done


def deaths_put_right(done: Done) -> list[UUID]:
    """Return who is dead again, on a day from which a person has corrected the register."""
    told = [one for one in done.values if one.column == "death_date" and one.after is not None]
    by_hand = Correction.objects.filter(column="death_date", load=None)
    return [one.person for one in told if by_hand.filter(person=one.person, before=one.after.isoformat()).exists()]


def brings_back(done: Done) -> bool:
    """Whether a row says what one says that a person has withdrawn, or let say something else.

    What was added counts; where nothing was, what took the place of others (an end that was taken back).
    """
    if done.added:
        return any(_is_put_right(row, whole=False) for row in done.added)
    return any(_is_put_right(new, whole=True) for _, new in done.replaced)


def _is_put_right(row: Any, *, whole: bool) -> bool:
    """Whether a person has put right a row that says the same. ``whole``: also of what is unknown in one of the two."""
    says = {one.attname: getattr(row, one.attname) for one in row._meta.fields if one.name not in OWN}
    about = {one.attname for one in row._meta.fields if one.related_model is Person and one.name != "applicant"}
    same = {name: says.pop(name) for name in (*about, row.begins)}
    sides = [same]
    if isinstance(row, Union):
        sides.append(same | {"person_id": row.spouse_id, "spouse_id": row.person_id})
    put_right = type(row).objects.filter(superseded_by__isnull=False, superseded_load=None)
    return any(
        all(_agree(getattr(one, name), value, whole=whole) for name, value in says.items())
        for side in sides
        for one in put_right.filter(**side)
    )


def _agree(one: Any, other: Any, *, whole: bool) -> bool:
    return one == other or (not whole and None in (one, other))


def emptied_by_hand(people: Collection[UUID], columns: Collection[str]) -> dict[tuple[UUID, str], Any]:
    """Return what stood in columns of some people which a person emptied, and nobody has filled since.

    By person and column; of a number it says HIDDEN (bulk.py). What was erased with time is not known any more.
    """
    last = Correction.objects.filter(person__in=people, column__in=columns).exclude(reason="")
    rows = last.order_by("person", "column", "-id").distinct("person", "column")
    return {
        (person, column): before
        for person, column, before, after, load in rows.values_list("person", "column", "before", "after", "load")
        if load is None and after is None and before is not None
    }
