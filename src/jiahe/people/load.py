"""Fills an empty register from the clean tables of a facts folder, in one transaction, by COPY as the tables' owner.

For a first filling (a demo, a benchmark, a county that moves here). What comes in day by day is the intake room's work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
from django.db import connections, transaction

from jiahe.facts.contract import FACTS
from jiahe.law.types import Type
from jiahe.people.errors import Refused
from jiahe.people.models import FACT_TABLES
from jiahe.people.names import search_keys
from jiahe.people.numbers import tidy_number, without_id_number
from jiahe.places.divisions import Place
from jiahe.places.published_list import add_own
from jiahe.trust.sealing import keys

Progress = Callable[[str, int], None]

BATCH = 20_000


def load_register(
    tables: Mapping[str, Path], *, source: str, learned_on: dt.date, progress: Progress | None = None
) -> int:
    """Load all tables; return the number of persons.

    Raises ValueError when there are people already, or a column is missing whose empty cells would say "has not
    happened" where the files say nothing. A table that is not among them stays uncovered: unknown, not empty.

    ``tables``: the Parquet file of each table that is there (docs/reference/facts.md). Keys become UUIDs of our own.
    """
    _check_columns(tables)
    with duckdb.connect() as db, transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        if not is_empty():
            raise ValueError("The register is not empty. Load into an empty one, or import through intake.")
        persons = tables["persons"]
        own = "id_number" if "id_number" in _columns(persons) else "NULL"
        db.execute(
            f"CREATE TABLE key AS SELECT person_id, uuidv7() AS id, {own}::VARCHAR AS id_number FROM read_parquet(?)",
            [str(persons)],
        )
        if {"household_id", "hukou_place"} <= _columns(persons):
            _households(db, cursor, persons, (source, learned_on))
        for name, path in tables.items():
            if name in FACT_TABLES:
                cursor.execute(
                    "INSERT INTO people_coverage (name, source, learned_on) VALUES (%s, %s, %s)",
                    [name, source, learned_on],
                )
                _table(db, cursor, name, path, (source, learned_on), progress)
        count = db.execute("SELECT count(*) FROM key").fetchone()
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")  # else the first hours of work pay for it
    return int(count[0]) if count else 0


def is_empty() -> bool:
    """Whether the register has nobody yet. As the tables' owner, whom no policy binds."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT NOT EXISTS (SELECT FROM people_person)")
        return bool(cursor.fetchone()[0])


def load_folder(folder: Path, *, source: str, learned_on: dt.date, progress: Progress | None = None) -> int:
    """Load a clean folder (facts/clean.py) as load_register does, and the places that it names itself."""
    places = folder / "places.parquet"
    if places.is_file():
        add_own([Place(**row) for row in pq.read_table(places).to_pylist()], source)
    tables = {name: file for name in FACT_TABLES if (file := folder / f"{name}.parquet").is_file()}
    return load_register(tables, source=source, learned_on=learned_on, progress=progress)


def _households(db: duckdb.DuckDBPyConnection, cursor: Any, persons: Path, told: tuple[str, dt.date]) -> None:
    group = "min(village_group)" if "village_group" in _columns(persons) else "NULL::INTEGER"
    db.execute(
        "CREATE TABLE household AS SELECT household_id, uuidv7() AS id, min(hukou_place) AS place, "
        f"{group} AS village_group FROM read_parquet(?) "
        "WHERE household_id IS NOT NULL AND hukou_place IS NOT NULL GROUP BY household_id",
        [str(persons)],
    )
    rows = ((*row, *told) for row in _batches(db, "SELECT id, household_id, place, village_group FROM household"))
    _copy(cursor, "people_household", ["id", "number", "place", "village_group", "source", "learned_on"], rows)


def _columns(path: Path) -> set[str]:
    return set(pq.read_schema(path).names)


def _check_columns(tables: Mapping[str, Path]) -> None:
    for name, path in tables.items():
        if name in FACT_TABLES:
            open_ended = {c.name for c in FACTS.table(name).columns if c.open_ended}
            missing = sorted(open_ended - _columns(path))
            if missing:
                raise ValueError(
                    f"{path.name} has no column {', '.join(missing)}. In the register an empty cell there says that it "
                    "has not happened. Add the column, and leave a cell empty only where that is so."
                )


def _table(
    db: duckdb.DuckDBPyConnection,
    cursor: Any,
    name: str,
    path: Path,
    known: tuple[str, dt.date],
    progress: Progress | None,
) -> None:
    table, model = FACTS.table(name), FACT_TABLES[name]
    there = _columns(path)
    wanted = [c for c in table.columns if c.name in there and c.name not in ("person_id", "household_id", "source")]
    joins, selected = [], []
    for column in wanted:
        if column.type is Type.REF:
            joins.append(f"LEFT JOIN key k_{column.name} ON k_{column.name}.person_id = t.{column.name}")
            selected.append(f"k_{column.name}.id")
        else:
            selected.append(f"t.{column.name}")
    source = "coalesce(t.source, ?)" if "source" in there else "?"
    columns = [f"{c.name}_id" if c.type is Type.REF else c.name for c in wanted] + ["source", "learned_on", "id"]
    selected += [source, "?"]
    if name == "persons":
        joins.append("JOIN key k ON k.person_id = t.person_id")
        if {"household_id", "hukou_place"} <= there:
            joins.append("LEFT JOIN household h ON h.household_id = t.household_id")
            selected.append("k.id, h.id")
            columns.append("household_id")
        else:
            selected.append("k.id")
    else:
        selected.append("uuidv7()")
    papers = name == "certificates" and "number" in there
    if papers:
        selected.append("k_person.id_number")
    query = f"SELECT {', '.join(selected)} FROM read_parquet('{path}') t {' '.join(joins)}"
    rows = _batches(db, query, list(known))
    if name == "persons":
        columns, rows = _with_names_and_numbers(columns, rows)
    if papers:
        rows = _without_id_numbers(columns.index("number"), rows)
    _copy(cursor, model._meta.db_table, columns, rows, progress, name)


def _with_names_and_numbers(columns: list[str], rows: Iterator[Any]) -> tuple[list[str], Iterator[Any]]:
    """Add the search keys, and seal the ID numbers."""
    at_name = columns.index("name") if "name" in columns else None
    at_number = columns.index("id_number") if "id_number" in columns else None
    live = keys(using="owner")
    kept = [i for i in range(len(columns)) if i != at_number]

    def made() -> Iterator[Any]:
        for row in rows:
            number = row[at_number] if at_number is not None else None
            search = search_keys(row[at_name]) if at_name is not None else []
            sealed, index = live.seal(number, "id_number"), live.blind_index(number, "id_number")
            yield (*(row[i] for i in kept), search, sealed, index)

    return [*(columns[i] for i in kept), "search", "id_sealed", "id_index"], made()


def _without_id_numbers(at: int, rows: Iterator[Any]) -> Iterator[Any]:
    """Take the holder's ID number, which each row ends with, out of the paper's; one with another's is unknown."""
    for *row, own in rows:
        try:
            row[at] = without_id_number(row[at], own and tidy_number(own))
        except Refused:
            row[at] = None
        yield row


def _batches(db: duckdb.DuckDBPyConnection, query: str, values: list[Any] | None = None) -> Iterator[Any]:
    found = db.cursor().execute(query, values or [])
    while batch := found.fetchmany(BATCH):
        yield from batch


def _copy(
    cursor: Any, table: str, columns: list[str], rows: Iterator[Any], progress: Progress | None = None, name: str = ""
) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for number, row in enumerate(rows, 1):
            copy.write_row(row)
            if progress is not None and number % BATCH == 0:
                progress(name, BATCH)
