"""Seals anew, with the newest key, what older keys have sealed: in small batches, while the office works.

A value's own bytes say which key it needs, so a rotation that was cut off goes on where there is something left to do.
Rows that somebody is changing are passed over and come again. Done as the tables' owner.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import OperationalError, connections, transaction
from psycopg.errors import DeadlockDetected

from jiahe.trust.key_store import KeyProblem
from jiahe.trust.sealed_fields import SealedColumn, sealed_columns
from jiahe.trust.sealing import Keys, Unreadable, keys, unseal

ROTATION = 4212
"""Key of the advisory lock that one rotation holds."""

BATCH, REST = 200, 0.5
"""Rows of one short transaction, and how long it rests after each, as a share of what the batch took."""

LOCKED = 0.2
"""Seconds until rows that somebody was changing are tried again."""

Progress = Callable[[str, float], None]


@dataclass
class Rotated:
    """What a rotation did: rows sealed anew, and the rows with a value that could not be opened, as table and key."""

    rows: int = 0
    unreadable: list[tuple[str, str]] = field(default_factory=list)


def rotate(progress: Progress = lambda step, share: None, *, batch: int = BATCH) -> Rotated:
    """Seal everything with the newest key. Raises KeyProblem when another rotation goes on, or a key is not there.

    A value that cannot be opened stays as it is, and is told.
    """
    done = Rotated()
    with _only_one():
        for table, columns in groupby(sealed_columns(), key=lambda column: column.table):
            _table(list(columns), done, lambda share, table=table: progress(table, share), batch)  # type: ignore[misc]
            progress(table, 1.0)
    return done


@contextmanager
def _only_one() -> Iterator[None]:
    """Hold the session's lock; PostgreSQL lets go of it when the process dies."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ROTATION])
        if not cursor.fetchone()[0]:
            raise KeyProblem("另一个换密钥任务正在运行。Another rotation of the keys is running.")
    try:
        yield
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ROTATION])


def _table(columns: list[SealedColumn], done: Rotated, tell: Callable[[float], None], size: int) -> None:
    """Walk through a table by its key until a whole walk finds nothing to do but what cannot be opened."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {columns[0].table} WHERE {_older(columns)}", _newest() * len(columns))
        todo = cursor.fetchone()[0]
    before = done.rows
    while _left(columns, done):
        had = done.rows
        last: Any = None
        rows: list[Any] = [None]
        while rows:
            began = time.perf_counter()
            rows = _batch(columns, last, done, size)
            if rows:
                last = rows[-1][0]
                tell(min(1.0, (done.rows - before) / max(todo, 1)))
                time.sleep(REST * (time.perf_counter() - began))
        if done.rows == had:
            time.sleep(LOCKED)  # what is left is being changed by somebody


def _older(columns: list[SealedColumn]) -> str:
    """Return the condition on a row that has something sealed by another key than the newest; a value for each."""
    return "(" + " OR ".join(f"get_byte({column.bytes}, 1) <> %s" for column in columns) + ")"


def _newest() -> list[int]:
    with transaction.atomic(using="owner"):
        return [keys("owner").live[0].number]


def _left(columns: list[SealedColumn], done: Rotated) -> bool:
    """Whether rows are left to seal anew."""
    table, key = columns[0].table, columns[0].key
    told = [one for name, one in done.unreadable if name == table]
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM {table} WHERE {_older(columns)} AND {key}::text <> ALL(%s))",
            [*_newest() * len(columns), told],
        )
        return bool(cursor.fetchone()[0])


def _batch(columns: list[SealedColumn], last: Any, done: Rotated, size: int) -> list[Any]:
    """Seal the next rows anew in one transaction; return what was read of them, the key first."""
    table, key = columns[0].table, columns[0].key
    after = f"AND {key} > %s" if last is not None else ""
    sealed = ", ".join(column.bytes for column in columns)
    try:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            live = keys("owner")
            cursor.execute(
                f"SELECT {key}, {sealed} FROM {table} WHERE {_older(columns)} {after} ORDER BY {key} LIMIT {size} "
                "FOR NO KEY UPDATE SKIP LOCKED",
                [live.live[0].number] * len(columns) + ([last] if last is not None else []),
            )
            rows = cursor.fetchall()
            anew = [one for one in (_sealed_anew(columns, live, row, done) for row in rows) if one is not None]
            if anew:
                _write(cursor, columns, anew)
            done.rows += len(anew)
            return rows
    except OperationalError as error:
        if isinstance(error.__cause__, DeadlockDetected):  # the other goes on; these rows come again
            return [(last,)] if last is not None else []
        raise


def _sealed_anew(columns: list[SealedColumn], live: Keys, row: Any, done: Rotated) -> list[Any] | None:
    """Return a row's key, values and indexes under the newest key; None when one cannot be opened."""
    found = [row[0]]
    for column, sealed in zip(columns, row[1:], strict=True):
        try:
            value = unseal(sealed, column.purpose)
        except Unreadable:
            if (column.table, str(row[0])) not in done.unreadable:
                done.unreadable.append((column.table, str(row[0])))
            return None
        found.append(live.seal(value, column.purpose))
        if column.index:
            found.append(live.blind_index(value, column.purpose))
    return found


def _write(cursor: Any, columns: list[SealedColumn], rows: list[list[Any]]) -> None:
    names = [name for column in columns for name in (column.sealed, column.index) if name]
    written = {column.sealed: column.written for column in columns if column.written}
    sets = ", ".join(f"{name} = {written.get(name, f'anew.{name}')}" for name in names)
    arrays = ", ".join("%s::bytea[]" for _ in names)
    keys_of, *values = map(list, zip(*rows, strict=True))
    cursor.execute(
        f"UPDATE {columns[0].table} row SET {sets} "
        f"FROM unnest(%s, {arrays}) AS anew(key, {', '.join(names)}) WHERE row.{columns[0].key} = anew.key",
        [keys_of, *values],
    )
