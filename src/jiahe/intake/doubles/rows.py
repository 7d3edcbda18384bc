"""The rows of a file as the matching reads them: those that name nobody of the register by an ID number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jiahe.intake.doubles.records import write_records
from jiahe.intake.models import Load
from jiahe.people.models import Person
from jiahe.trust.sealed_fields import pieces
from jiahe.trust.sealing import keys, unseal

ROWS = """
    SELECT id::text, says->>'name', says->>'sex', (says->>'birth_date')::date,
        coalesce(says->>'hukou_place', says->>'residence_place'),
        CASE WHEN id_sealed IS NOT NULL THEN 'another ' || id END, NULL, NULL, NULL, phone_sealed
    FROM intake_row WHERE load_id = %s AND fate = 'new' AND person IS NULL AND says ? 'name'
"""
# A row's number is nobody's in the register: whoever has one has another.


def write_rows(path: Path, load: Load) -> int:
    """Write the rows of a load that are new so far, as Parquet; return how many."""
    return write_records(path, ROWS, [load.id], finish=_with_telephones)


def _with_telephones(rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Put the blind index in place of the sealed telephone, which is the last of the columns."""
    live = keys()
    indexes = [live.blind_index(unseal(row[-1], "phone"), "phone") for row in rows]
    held = as_held(indexes) if len(live.live) > 1 else indexes
    return [(*row[:-1], one.hex() if one is not None else None) for row, one in zip(rows, held, strict=True)]


def as_held(indexes: Sequence[bytes | None]) -> list[bytes | None]:
    """Return each telephone's index under the one live key with which the register holds it.

    While keys change, the register's are partly under the older one. What nobody has is given under the newest.
    """
    there = Person.objects.filter(phone_index__in=list(filter(None, indexes)))
    held = {bytes(one) for one in there.values_list("phone_index", flat=True)}
    parted = [list(pieces(one)) if one is not None else [None] for one in indexes]
    return [next((piece for piece in one if piece in held), one[0]) for one in parted]
