"""Looks through the register for records that may be about one person. It merges nothing: a person decides."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from jiahe.intake.doubles.models import Pair
from jiahe.intake.doubles.records import write_register
from jiahe.people.lock import lock_register
from jiahe.people.queries import not_there
from jiahe.trust.acting import require
from jiahe.trust.files import private_folder
from jiahe.trust.permissions import FIND, FINDING

_ALONE = 4210
"""Key of the advisory lock: two searches at once would find the same pair."""


@transaction.atomic
def look_for_doubles() -> dict[str, int]:
    """Look through the whole register; return how many pairs were opened and how many are no more.

    Which were answered stay as they are, whatever is found. Raises PermissionDenied unless background work acts.
    """
    require(FIND, FINDING)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ALONE])
    found = _weighed()
    lock_register()
    gone = not_there(chain.from_iterable(found))  # merged, or taken back with a file, while it was weighed
    asked = {both: row for both, row in found.items() if both.isdisjoint(gone)}
    known: set[frozenset[UUID]] = set()
    over = []
    for one in Pair.objects.filter(other__isnull=False).order_by("-answer"):  # what was decided comes first
        both = frozenset((one.person_id, one.other_id))
        if one.answer == Pair.Answer.OPEN and (both in known or both not in asked):
            over.append(one.id)
        known.add(both)
    opened = [_pair(both, row) for both, row in asked.items() if both not in known]
    Pair.objects.bulk_create(opened, batch_size=1000)
    Pair.objects.filter(id__in=over).delete()
    return {"opened": len(opened), "gone": len(over)}


def _weighed() -> dict[frozenset[UUID], dict[str, Any]]:
    from jiahe.intake.matching import Settings, duplicates  # Splink takes a second to import: not for every page

    with TemporaryDirectory(dir=private_folder(settings.HOME / "matching")) as folder:
        path = Path(folder) / "register.parquet"
        if write_register(path) < 2:
            return {}
        pairs = duplicates(path, settings=Settings(folder=Path(folder))).pairs
    return {frozenset((UUID(row["left_id"]), UUID(row["right_id"]))): row for row in pairs.to_pylist()}


def _pair(both: frozenset[UUID], row: dict[str, Any]) -> Pair:
    person, other = sorted(both)
    return Pair(person_id=person, other_id=other, weight=row["weight"], why=row["why"], evidence=evidence_of(row))


def evidence_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a weighed pair's comparisons."""
    return {name: value for name, value in row.items() if name.endswith(("_level", "_weight"))}
