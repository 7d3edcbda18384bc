"""Who may read which row of the database, said a second time: from design §6, not from the policies.

A row is judged by whom it names: any of its values that is the key of somebody of the world, foreign key or not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from tests.trust import world as w


@dataclass(frozen=True)
class Row:
    """A row that names somebody: by which columns, and through which post and of which place it is."""

    people: dict[str, UUID]
    """Whom it names, by column."""
    post: UUID | None
    place: str | None


@dataclass(frozen=True)
class Asking:
    """Who asks the database: a post with its role and place, and whom that one sees."""

    role: str
    place: str
    post: UUID
    sees: frozenset[UUID]


May = Callable[[Asking, Row], bool]


def _whom_one_sees(*roles: str, of: tuple[str, ...] = (), own: bool = False) -> May:
    """Some roles read what names somebody whom they see, in the columns ``of``; ``own``: a resident their own too."""

    def may(asking: Asking, row: Row) -> bool:
        named = {person for column, person in row.people.items() if not of or column in of}
        return asking.role in ({*roles, "resident"} if own else roles) and bool(named & asking.sees)

    return may


def _whole(*roles: str) -> May:
    return lambda asking, row: asking.role in roles


def _both(asking: Asking, row: Row) -> bool:
    return asking.role in w.READERS and set(row.people.values()) <= asking.sees


def _answers(asking: Asking, row: Row) -> bool:
    """Answers are of a place. Who records sees them too: what is recorded is answered at once."""
    if asking.role == "resident":
        return bool(set(row.people.values()) & asking.sees)
    return asking.role in w.ANSWERED | w.RECORDERS and _is_of(row, asking)


def _is_of(row: Row, asking: Asking) -> bool:
    """Whether a row is of somebody's place. A post of the whole county has those too of which no place is known."""
    return w.lies_in(w.COUNTY, asking.place) or w.lies_in(row.place, asking.place)


def _differences(asking: Asking, row: Row) -> bool:
    if asking.role == "resident":
        return bool(set(row.people.values()) & asking.sees)
    return asking.role in w.ANSWERED and _is_of(row, asking)


def _readings(asking: Asking, row: Row) -> bool:
    """Whoever sees the log; a post its own; a resident those of their own record."""
    own = asking.role == "resident" and bool(set(row.people.values()) & asking.sees)
    return own or asking.role in w.SEES_LOG or (asking.role != "resident" and row.post == asking.post)


def _doubts(asking: Asking, row: Row) -> bool:
    """The post that somebody doubts does not read it."""
    own = asking.role == "resident" and bool(set(row.people.values()) & asking.sees)
    return own or (asking.role in w.SEES_LOG and row.post != asking.post)


def _requests(asking: Asking, row: Row) -> bool:
    """Whose data it is about; a post also what it has taken on, though the person has moved away since."""
    own = asking.role in w.DECIDERS and row.post == asking.post
    return own or _whom_one_sees(*w.DECIDERS, own=True)(asking, row)


def _through_own_post(asking: Asking, row: Row) -> bool:
    return row.post == asking.post


_GUARDS = {"security_administrator", *w.SEES_LOG}
_RECORD = _whom_one_sees(*w.READERS, own=True)
_BESIDE = _whom_one_sees(*w.READERS)

MODEL: dict[str, May] = {
    **dict.fromkeys(
        [
            *("people_person", "people_parenthood", "people_custody", "people_union", "people_residence"),
            *("people_hukou", "people_certificate", "people_status", "people_claim", "people_payment"),
            *("people_correction", "trust_consent"),
        ],
        _RECORD,
    ),
    "people_change": _RECORD,
    **dict.fromkeys(["intake_conflict", "intake_telling"], _BESIDE),
    "people_merge": _whom_one_sees(*w.READERS, of=("kept_id",), own=True),
    "people_sent": _through_own_post,
    "intake_finding": _whom_one_sees(*w.READERS, of=("person_id",), own=True),
    "intake_pair": _both,
    "entitlements_outcome": _answers,
    "entitlements_difference": _differences,
    "trust_read": _readings,
    **dict.fromkeys(["trust_invitation", "trust_resident"], _whom_one_sees(*w.INVITERS, own=True)),
    "trust_watched": _whole(*_GUARDS),
    "trust_staffperson": _whole(*_GUARDS),
    "trust_alert": _whole(*w.SEES_LOG),
    "mine_request": _requests,
    "mine_doubt": _doubts,
}
"""Who reads a row, by its table. A table that names somebody and is not here fails the test."""


def rows_that_name(table: str, key: str, people: Collection[UUID]) -> dict[str, Row]:
    """Return the rows of a table that name somebody, by key, as far as the acting post sees them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}::text, to_jsonb({table}) FROM {table}")
        told = [(one, json.loads(row) if isinstance(row, str) else row) for one, row in cursor.fetchall()]
    found = {one: (_people(row, people), row) for one, row in told}
    return {one: Row(named, _post(row), row.get("place")) for one, (named, row) in found.items() if named}


def _post(row: dict[str, Any]) -> UUID | None:
    key = next((row[one] for one in ("post_id", "post", "owner_id", "acted_by_id") if row.get(one)), None)
    return UUID(key) if key else None


def _people(row: dict[str, Any], people: Collection[UUID]) -> dict[str, UUID]:
    known = {str(one): one for one in people}
    return {column: known[value] for column, value in row.items() if isinstance(value, str) and value in known}
