"""Does again what was erased after a backup was made, before anybody is served from that backup.

Each line of the ledger that the database does not know is done again, once: then the database knows it. A start of the
office does it as well, for a database can be put back in other ways than ours.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.apps import apps
from django.db import connections, transaction
from django.utils import timezone

from jiahe.intake.actions import drop
from jiahe.intake.models import Load
from jiahe.intake.taking_back import take_load_back
from jiahe.people.models import ROWS
from jiahe.places.models import Post
from jiahe.trust.acting import Acting, acting_as, background
from jiahe.trust.erasures import Line, append, ledger, missing, read
from jiahe.trust.models import Erasure
from jiahe.trust.retention import erase_expired

_WHY = "恢复备份后重做的撤销 taken back again after a restore"
_NUMBERS = ("id_sealed", "phone_sealed", "account_sealed")
_STATE = Load.State


@dataclass(frozen=True)
class Redone:
    """How many erasures were done again, and those that could not be: something was built on what would go."""

    count: int
    left: list[Line]


def redo(path: Path | None = None) -> Redone:
    """Do again what a ledger (this home's) has and the database has not. Raises LedgerProblem."""
    path = path or ledger()
    if not path.exists():
        return Redone(0, [])
    lines = read(path)
    own = {one.id for one in read(ledger())} if ledger().exists() else set()
    append(one for one in lines if one.id not in own)
    todo = missing(lines)
    left = [one for one in todo if not _again(one)]
    return Redone(len(todo) - len(left), left)


def not_done() -> Redone:
    """Return what this home's ledger has and the database has not; nothing is done. Raises LedgerProblem."""
    return Redone(0, missing(read(ledger())) if ledger().exists() else [])


def say_what_is_left(done: Redone) -> None:
    """Say which erasures were not done again, on the error stream."""
    for one in done.left:
        print(
            f"未能重做的删除：{one.table} {one.row}（{one.at:%Y-%m-%d}）。已有别的记录以它为依据，请核对后再撤销。"
            f"This erasure could not be done again: {one.table} {one.row} of {one.at:%Y-%m-%d}. Other records rest "
            "on it; look into them in the office and take it back there.",
            file=sys.stderr,
        )


def erase_what_is_old() -> None:
    """Erase what has passed its time since the backup was made."""
    with suppress(Post.DoesNotExist), acting_as(background()):  # without that post nothing was ever erased
        erase_expired()


def _again(line: Line) -> bool:
    """Do one erasure again; whether it is done. A row that is not there is gone already."""
    if line.table == Load._meta.db_table and not _load_again(line.row, undone=line.column == "undone"):
        return False
    with transaction.atomic(using="owner"):
        if line.table == "people_person" and line.column in _NUMBERS:
            index = line.column.replace("sealed", "index")
            _set(line.table, line.row, {line.column: None, index: None})
        elif line.table == "trust_consent":
            _set(line.table, line.row, {"withdrawn_at": line.at}, "withdrawn_at")
        elif line.table in {one._meta.db_table for one in ROWS}:
            taken_back = {"superseded_at": timezone.now(), "superseded_why": _WHY}
            _set(line.table, line.row, taken_back, "superseded_at")
        Erasure.objects.using("owner").create(
            id=line.id, table=line.table, row=line.row, column=line.column, at=line.at, kept_at=timezone.now()
        )
    return True


def _set(table: str, row: UUID, values: dict[str, object], unless: str = "") -> None:
    """Write values into a row, as the owner, unless it says something in a column already."""
    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    found = model._default_manager.using("owner").filter(pk=row)
    if unless:
        found = found.filter(**{f"{unless}__isnull": True})
    found.update(**values)
    with connections["owner"].cursor() as cursor:  # what the change itself has noted is that line again
        cursor.execute('DELETE FROM trust_erasure WHERE "table" = %s AND "row" = %s AND at = now()', [table, row])


def _load_again(key: UUID, *, undone: bool) -> bool:
    """Take a load back, or throw its file away, as it was; whether that is so now."""
    with acting_as(background()):
        load = Load.objects.using("owner").select_related("post", "account").filter(id=key).first()
    if load is None or load.state in (_STATE.UNDONE, _STATE.DROPPED):
        return True
    acting = Acting.of(load.post, load.account)
    if load.state in (_STATE.LOADED, _STATE.UNDOING):
        if undone:
            take_load_back(key, acting)
        return undone and Load.objects.using("owner").filter(id=key, state=_STATE.UNDONE).exists()
    Load.objects.using("owner").filter(id=key).update(state=_STATE.FAILED)  # nothing of it is in the register yet
    with acting_as(acting):
        drop(key=key)
    return True
