"""Facts out of the register: of one family for an answer at once, and of everybody as a snapshot for a run.

The facts contract decides the columns; what no rule reads (names, numbers) does not leave the register. Superseded rows
are not facts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection

from jiahe.facts.contract import FACTS
from jiahe.law.facts import Facts
from jiahe.law.schema import Table
from jiahe.law.types import Type
from jiahe.people.lock import REGISTER
from jiahe.people.models import FACT_TABLES, Coverage
from jiahe.people.sourced import Believed
from jiahe.places.divisions import place_range
from jiahe.trust.acting import current, for_the_county
from jiahe.trust.files import make_private, private_folder

NOT_READ = frozenset({"name", "id_number", "household_id", "village_group", "number"})
"""Columns of the contract that no rule reads; they stay in the register."""

_ARROW = {Type.BOOL: pa.bool_(), Type.INT: pa.int64(), Type.DATE: pa.date32(), Type.MONEY: pa.int64()}
_CASTS = {Type.INT: "::bigint", Type.MONEY: "::bigint", Type.REF: "::text"}


@dataclass(frozen=True)
class _Read:
    """How one table of the contract is read: its columns there, the SQL of each, and the rows that count."""

    table: Table
    columns: tuple[str, ...]
    sql: tuple[str, ...]
    source: str
    where: str
    refs: tuple[str, ...]

    def query(self, people: str | None) -> str:
        """Return the query of the rows that the acting post sees; only those about ``people``, a uuid[] in SQL."""
        types = {c.name: c.type for c in self.table.columns}
        cells = [f"{s}{_cast(types[c])} AS {c}" for c, s in zip(self.columns, self.sql, strict=True)]
        every = f"SELECT {', '.join(cells)} FROM {self.source} WHERE {self.where}"
        if people is None:
            return every
        about = (f"SELECT id FROM {self.source} WHERE {key} = ANY({people})" for key in self.refs or ("id",))
        return f"{every} AND id IN ({' UNION '.join(about)})"

    def of(self, key: str) -> str:
        """Return the query of the rows whose ``key`` is among some people, each with its own key first.

        One query a column, to be united: for a choice between two columns the planner reads the whole table.
        """
        cells = ", ".join(f"{s} AS {c}" for c, s in zip(self.columns, self.sql, strict=True))
        own = f"SELECT id AS row_id, {cells} FROM {self.source}"
        return f"{own} WHERE {self.where} AND {key} = ANY(%s)"


def _cast(kind: Type) -> str:
    return _CASTS.get(kind, "")


@cache
def _reads() -> tuple[_Read, ...]:
    found = []
    for name, model in FACT_TABLES.items():
        table = FACTS.table(name)
        kept = [c for c in table.columns if c.name not in NOT_READ]
        sql = ["id::text" if c.name == "person_id" else f"{c.name}_id" if c.type is Type.REF else c.name for c in kept]
        where = "superseded_at IS NULL" if issubclass(model, Believed) else "true"
        refs = tuple(f"{c.name}_id" for c in kept if c.type is Type.REF)
        found.append(_Read(table, tuple(c.name for c in kept), tuple(sql), model._meta.db_table, where, refs))
    return tuple(found)


def _covered() -> list[_Read]:
    """Return the tables that the register keeps for everybody; what is in the others is not the whole."""
    names = set(Coverage.objects.values_list("name", flat=True))
    return [read for read in _reads() if read.table.name == "persons" or read.table.name in names]


# ------------------------------------------------------------------------------------------------ one family


def kin_of(people: Iterable[UUID], *, steps: int) -> dict[UUID, int]:
    """Return some people (0) and those within ``steps`` relations of them, wherever they live, each with how many."""
    with for_the_county(), connection.cursor() as cursor:
        cursor.execute("SELECT kin, step FROM people_kin(%s, %s)", [list(people), steps])
        return dict(cursor.fetchall())


def facts_of(people: Iterable[UUID]) -> Facts:
    """Return the facts about some people: their own, and all rows that point at one of them. One query a table.

    An answer rests on the whole family, also on those whom the acting post does not see; what it may be shown is
    decided where a page is made.
    """
    known = list(people)
    tables: dict[str, list[dict[str, Any]]] = {}
    with for_the_county():
        covered = _covered()
        with connection.cursor() as cursor:
            for read in covered:
                keys = read.refs or ("id",)
                cursor.execute(" UNION ".join(read.of(key) for key in keys), [known] * len(keys))
                rows = [dict(zip(read.columns, row[1:], strict=True)) for row in cursor.fetchall()]
                for row in rows if read.table.name != "persons" else ():
                    row.update({c.name: str(row[c.name]) for c in _refs(read.table) if row[c.name] is not None})
                tables[read.table.name] = rows
    return Facts(FACTS, tables, columns={read.table.name: frozenset(read.columns) for read in covered})


@cache
def _refs(table: Table) -> tuple[Any, ...]:
    return tuple(c for c in table.columns if c.type is Type.REF)


# ------------------------------------------------------------------------------------------------ everybody


@dataclass(frozen=True)
class Snapshot:
    """The facts of one moment. ``hash``: of all that is in it, so the same facts have the same name."""

    folder: Path
    hash: str
    taken_at: dt.datetime
    rows: dict[str, int]

    @property
    def tables(self) -> dict[str, Path]:
        """The Parquet file of each table."""
        return {name: self.folder / f"{name}.parquet" for name in self.rows}


@dataclass(frozen=True)
class Around:
    """Whose facts a snapshot has, where it is not everybody's: those of a place, some others, and the kin of all.

    ``steps``: relations from one of them to the last of the kin.
    """

    place: str
    others: tuple[UUID, ...]
    steps: int

    @property
    def query(self) -> str:
        """Return the query of their keys, as the array that a query of rows takes."""
        low, high = place_range(self.place)
        here = (f"SELECT id FROM people_person WHERE {one} BETWEEN '{low}' AND '{high}'" for one in _PLACES)
        others = f"SELECT unnest('{{{','.join(map(str, self.others))}}}'::uuid[])"
        start = " UNION ".join((*here, others))
        return f"SELECT coalesce(array_agg(kin), '{{}}')::text FROM people_kin(ARRAY({start}), {self.steps})"


_PLACES = ("hukou_place", "residence_place")


def take_snapshot(
    root: Path, progress: Callable[[str, int], None] | None = None, *, around: Around | None = None
) -> Snapshot:
    """Write the facts that the acting post sees as Parquet files below ``root``, all of one moment.

    ``around``: only the facts of these people and their kin, as they are at that moment. One REPEATABLE READ
    transaction of its own, by COPY through Arrow. The folder is named by the hash of its contents and appears only when
    it is whole.
    """
    acting = current()
    if acting is None:
        raise PermissionError("A snapshot is taken by a post.")
    private_folder(root)
    unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=root))
    rows: dict[str, int] = {}
    covered = _covered()
    digest = hashlib.sha256()
    try:
        with adbc.connect(settings.APP_DATABASE_URL, autocommit=True) as own, own.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_lock({REGISTER})::text")  # nobody is in the midst of a change
            cursor.fetchall()
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for name, value in acting.named_settings().items():
                cursor.execute(f"SELECT set_config('{name}', '{value}', true)")
                cursor.fetchall()
            cursor.execute("SELECT transaction_timestamp()::text")
            taken = dt.datetime.fromisoformat(cursor.fetchall()[0][0])
            cursor.execute(f"SELECT pg_advisory_unlock({REGISTER})")
            cursor.fetchall()
            people = None if around is None else _keys(cursor, around)
            for read in covered:
                path = unfinished / f"{read.table.name}.parquet"
                rows[read.table.name] = _write(cursor, read.query(people), read, path)
                digest.update(f"{read.table.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
                if progress is not None:
                    progress(read.table.name, rows[read.table.name])
            cursor.execute("COMMIT")
        folder = root / digest.hexdigest()[:16]
        record = {"taken_at": taken.isoformat(), "rows": rows, "post": str(acting.post)}
        (unfinished / "snapshot.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        make_private(unfinished)
        if not folder.exists():
            try:
                unfinished.replace(folder)
            except OSError:
                if not folder.is_dir():  # else the same snapshot was taken at the same time
                    raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Snapshot(folder, folder.name, taken, rows)


def _keys(cursor: Any, around: Around) -> str:
    """Return the keys of these people and their kin, as an array of SQL."""
    cursor.execute(around.query)
    return f"'{cursor.fetchall()[0][0]}'::uuid[]"


def _write(cursor: Any, query: str, read: _Read, path: Path) -> int:
    cursor.execute(f"{query} ORDER BY id")
    schema = pa.schema(
        [(c.name, _ARROW.get(c.type, pa.string())) for c in read.table.columns if c.name in read.columns]
    )
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=1) as writer:
        for batch in cursor.fetch_record_batch():
            table = pa.Table.from_batches([batch]).cast(schema)
            writer.write_table(table)
            count += len(table)
    return count
