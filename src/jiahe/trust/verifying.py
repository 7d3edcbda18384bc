"""Whether the read log is whole: every row as it was sealed, none gone, none slipped in, no seal missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Literal

import psycopg
from django.conf import settings
from django.utils import timezone

from jiahe.trust.acting import background
from jiahe.trust.models import Seal
from jiahe.trust.seals import ROW, Head, hash_of, kept_heads, mark_of, marks_of

ERASED_AFTER = timedelta(days=3 * 366)
"""Rows of seals older than this may be gone: the nightly erasure takes readings away a month later (retention.py)."""

Kind = Literal["changed", "removed", "added", "seal_changed", "seal_missing", "chain_broken", "cut_off"]
"""What can be wrong: with a row (the first three), with a seal, or with the end of the log."""

AT_MOST = 1000
"""Faults that are kept; the others are only counted."""


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was sealed: in a row (its id), or in a seal (its number) as such."""

    kind: Kind
    seal: int
    row: int | None = None


@dataclass
class Verdict:
    """What was found. ``unsealed``: rows that no seal covers yet; ``unsealed_since``: when the oldest was written.

    ``expired``: rows that are gone because their time was over.
    """

    rows: int = 0
    seals: int = 0
    unsealed: int = 0
    unsealed_since: datetime | None = None
    last: Head | None = None
    anchor: Head | None = None
    faults: list[Fault] = field(default_factory=list)
    count: int = 0
    good_seals: int = 0
    expired: int = 0

    def wrong(self, fault: Fault) -> None:
        """Note a fault."""
        self.count += 1
        if len(self.faults) < AT_MOST:
            self.faults.append(fault)

    @property
    def other_key(self) -> bool:
        """Whether no seal at all fits the key: then the key is another one, or the log was made anew without it."""
        return self.seals > 0 and self.good_seals == 0


def verify(*, anchor: str | None = None, progress: Callable[[float], None] = lambda share: None) -> Verdict:
    """Read the whole log in one snapshot and hold each row against its seal. ``anchor``: a hash that is looked for.

    Memory: one seal and its rows. Raises Post.DoesNotExist in an office without a background post.
    """
    verdict = Verdict()
    with psycopg.connect(settings.APP_DATABASE_URL) as own:
        own.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        own.read_only = True
        for name, value in background().named_settings().items():
            own.execute("SELECT set_config(%s, %s, true)", [name, value])
        total, ahead = _one(own, "SELECT count(*), trust_turn(pg_snapshot_xmax(pg_current_snapshot())) FROM trust_read")
        heads = {one.number: one for one in kept_heads()}
        with own.cursor(name="rows") as rows, own.cursor(name="seals") as seals:
            rows.itersize = seals.itersize = 2000
            rows.execute(f"SELECT {ROW} FROM trust_read ORDER BY turn, id")
            seals.execute("SELECT number, last_turn, last_id, marks, before, at, hash FROM trust_seal ORDER BY number")
            left = _Rows(rows)
            before = b""
            for values in seals:
                seal = Seal(**dict(zip(_SEAL, values, strict=True)))
                _check_seal(verdict, seal, before)
                _check_rows(verdict, seal, left.until((seal.last_turn, seal.last_id)))
                before = seal.hash
                verdict.last = Head(seal.number, seal.hash.hex(), seal.at)
                if anchor == verdict.last.hash:
                    verdict.anchor = verdict.last
                kept = heads.get(seal.number)
                if kept is not None and kept.hash == verdict.last.hash:
                    del heads[seal.number]
                progress(verdict.rows / max(total, 1))
            _check_tail(verdict, left, ahead)
    for one in heads.values():
        verdict.wrong(Fault("cut_off", one.number))
    return verdict


_SEAL = ("number", "last_turn", "last_id", "marks", "before", "at", "hash")


def _one(own: psycopg.Connection[Any], query: str) -> tuple[Any, ...]:
    row = own.execute(query).fetchone()
    assert row is not None
    return row


class _Rows:
    """Rows in the order of turn and id, taken up to a place."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = iter(rows)

    def until(self, last: tuple[int, int]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows up to a turn and id, that one included."""
        for row in self._rows:
            if (row[1], row[0]) > last:
                self._rows = chain([row], self._rows)
                return
            yield row

    def rest(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that are left."""
        return self._rows


def _check_seal(verdict: Verdict, seal: Seal, before: bytes) -> None:
    verdict.seals += 1
    expected = verdict.last.number + 1 if verdict.last else 1
    for missing in range(expected, min(seal.number, expected + AT_MOST)):
        verdict.wrong(Fault("seal_missing", missing))
    if hash_of(seal) != seal.hash:
        verdict.wrong(Fault("seal_changed", seal.number))
    else:
        verdict.good_seals += 1
    if seal.number == expected and seal.before != before:
        verdict.wrong(Fault("chain_broken", seal.number))


def _check_rows(verdict: Verdict, seal: Seal, rows: Iterator[tuple[Any, ...]]) -> None:
    marks = marks_of(seal)
    for row in rows:
        verdict.rows += 1
        mark = marks.pop(row[0], None)
        if mark is None:
            verdict.wrong(Fault("added", seal.number, row[0]))
        elif mark != mark_of(row):
            verdict.wrong(Fault("changed", seal.number, row[0]))
    if seal.at < timezone.now() - ERASED_AFTER:
        verdict.expired += len(marks)
        return
    for gone in sorted(marks):
        verdict.wrong(Fault("removed", seal.number, gone))


def _check_tail(verdict: Verdict, left: _Rows, ahead: int) -> None:
    """Count what is not sealed yet. A row of a transaction that has not begun yet was not written by one."""
    oldest = None
    for row in left.rest():
        verdict.rows += 1
        verdict.unsealed += 1
        oldest = row[8] if oldest is None else min(oldest, row[8])
        if row[1] >= ahead:
            verdict.wrong(Fault("added", verdict.last.number + 1 if verdict.last else 1, row[0]))
    if oldest is not None:
        verdict.unsealed_since = datetime.fromtimestamp(oldest / 1_000_000, timezone.get_current_timezone())
