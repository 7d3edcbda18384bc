"""The ledger of erasures beside the database, so that a backup that is put back does not bring back what is gone.

A line says which row of which table, which column and when: never what stood there. Each line ends with a hash over it
and the line before, so that a damaged ledger is noticed; whoever may write it could as well write the database.
What goes by its age alone is not in it: the nightly erasure does that again by itself. docs/adr/0024 says why.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from jiahe.places.models import Post
from jiahe.trust.acting import acting_as, background
from jiahe.trust.key_store import KeyProblem
from jiahe.trust.models import Erasure

_LOCK = 0xE7A5
_AT_ONCE = 10_000
"""Keys of one statement: PostgreSQL takes 65,535 at most."""


class LedgerProblem(KeyProblem):
    """The ledger is not whole. The message says where and what to do, in both languages."""


@dataclass(frozen=True)
class Line:
    """One erasure: the key of the entry, when, and what was emptied or set in which row."""

    id: UUID
    at: datetime
    table: str
    row: UUID
    column: str

    def text(self) -> str:
        """Return the line but for its hash."""
        return f"{self.id} {self.at.isoformat()} {self.table} {self.row} {self.column}"


def ledger() -> Path:
    """Return where the ledger of this home is."""
    return Path(settings.HOME) / "erasures"


def keep() -> int:
    """Write into the ledger what was erased since, as background work; return how many lines that were."""
    try:
        acting = background()
    except Post.DoesNotExist:
        return 0  # an office without posts has erased nothing
    with acting_as(acting), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        is_new, wanted = not ledger().exists(), Erasure.objects.order_by("at", "id")
        if not is_new:  # a new home keeps all
            wanted = wanted.filter(kept_at__isnull=True)
        lines = [Line(one.id, one.at, one.table, one.row, one.column) for one in wanted]
        for first in range(0, len(lines), _AT_ONCE):
            part = [one.id for one in lines[first : first + _AT_ONCE]]
            Erasure.objects.filter(id__in=part).update(kept_at=timezone.now())
        if lines or is_new:
            append(lines)  # last: what fails before it is tried again, and no line is written twice
    return len(lines)


def note(*, table: str, row: UUID, column: str) -> None:
    """Note an erasure that the database does not see by itself, in the transaction that does it."""
    with connection.cursor() as cursor:  # who may write such a line does not read any
        cursor.execute('INSERT INTO trust_erasure ("table", "row", "column") VALUES (%s, %s, %s)', [table, row, column])


def append(lines: Iterable[Line]) -> None:
    """Add lines to this home's ledger; they are on the disk when this returns. Raises LedgerProblem."""
    _mend(ledger())
    before = _last_hash(ledger())
    with os.fdopen(os.open(ledger(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        for line in lines:
            before = _hash(before, line.text())
            file.write(f"{line.text()} {before}\n".encode("ascii"))
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> list[Line]:
    """Return the lines of a ledger. Raises LedgerProblem; an end that was cut off while it was written is left out."""
    found, before = [], ""
    for number, (text, said) in enumerate(_lines(path), 1):
        before = _hash(before, text)
        if said != before:
            raise LedgerProblem(
                f"删除台账 {path} 第 {number} 行损坏，后面的删除读不出来。请换一份完好的副本（--erasures）。"
                f"The ledger of erasures {path} is damaged at line {number}. Take a copy that is whole (--erasures)."
            )
        key, at, table, row, column = text.split(" ")
        found.append(Line(UUID(key), datetime.fromisoformat(at), table, UUID(row), column))
    return found


def _lines(path: Path) -> list[tuple[str, str]]:
    whole = path.read_bytes().rpartition(b"\n")[0].decode("ascii", "replace")
    parts = (one.rpartition(" ") for one in whole.split("\n") if one)
    return [(text, said) for text, _, said in parts]


def _mend(path: Path) -> None:
    """Take away an end that was cut off: what it said is written again."""
    if path.exists() and not (data := path.read_bytes()).endswith(b"\n"):
        with path.open("r+b") as file:
            file.truncate(data.rfind(b"\n") + 1)


def _last_hash(path: Path) -> str:
    found = _lines(path) if path.exists() else []
    return found[-1][1] if found else ""


def _hash(before: str, text: str) -> str:
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def missing(lines: list[Line]) -> list[Line]:
    """Return the lines of a ledger that the database does not know, as background work sees it: it was put back."""
    known: set[UUID] = set()
    if lines:
        with suppress(Post.DoesNotExist), acting_as(background()):  # an office without posts knows of none
            known = set(Erasure.objects.values_list("id", flat=True))
    return [one for one in dict.fromkeys(lines) if one.id not in known]
