"""The facts of some people out of a register: the rows about them and about their kin, as far as rules look.

Of one person in memory; of many as tables of their own, for the SQL engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from jiahe.facts.contract import FACTS
from jiahe.law.errors import LawError
from jiahe.law.facts import Facts
from jiahe.law.types import Type


def family_of(tables: Mapping[str, Path], person: str, *, steps: int) -> tuple[Any, Facts]:
    """Return the person's key as the register writes it, and the facts within ``steps`` relations of the person.

    ``tables``: the Parquet file of each table that is there. Raises LawError when there is no such person.
    """
    with duckdb.connect() as connection:
        columns = {name: _columns(connection, path) for name, path in tables.items()}
        key = _own_key(connection, tables["persons"], person)
        known, frontier = {key}, {key}
        rows: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {name: {} for name in tables if name != "persons"}
        for _ in range(steps):
            found: set[Any] = set()
            for name, own in rows.items():
                for row in _pointing_at(connection, tables[name], name, columns[name], frontier):
                    own[tuple(row.values())] = row
                    found |= {row[ref] for ref in _refs(name, columns[name]) if row[ref] is not None}
            frontier = found - known
            known |= found
            if not frontier:
                break
        persons = _fetch(connection, tables["persons"], "person_id", known)
    facts: dict[str, list[dict[str, Any]]] = {"persons": persons}
    facts.update({name: list(one.values()) for name, one in rows.items()})
    return key, Facts(FACTS, facts, columns={name: frozenset(names) for name, names in columns.items()})


def write_families(tables: Mapping[str, Path], people: pa.Table, folder: Path, *, steps: int) -> dict[str, Path]:
    """Write the facts about some people and all within ``steps`` relations of them as tables of their own.

    ``people``: a column ``person_id``. The folder must be there; returns the file of each table.
    """
    with duckdb.connect() as connection:
        refs = {name: _refs(name, _columns(connection, path)) for name, path in tables.items()}
        files = {name: str(path).replace("'", "''") for name, path in tables.items()}
        connection.register("people", people)
        connection.execute("CREATE TABLE kin AS SELECT DISTINCT person_id FROM people")
        related = " UNION ".join(
            f"""SELECT "{other}" FROM read_parquet('{files[name]}') WHERE "{one}" IN (SELECT person_id FROM kin)"""
            for name, columns in refs.items()
            for one, other in permutations(columns, 2)
        )
        for _ in range(steps if related else 0):
            connection.execute(
                f"""INSERT INTO kin SELECT k.one FROM ({related}) k(one)
                WHERE k.one IS NOT NULL AND NOT EXISTS (FROM kin WHERE person_id = k.one)"""
            )
        written = {name: folder / f"{name}.parquet" for name in tables}
        for name, path in written.items():
            keys = refs[name] if name != "persons" else ["person_id"]
            about = " OR ".join(f'"{key}" IN (SELECT person_id FROM kin)' for key in keys)
            connection.execute(
                f"""COPY (SELECT * FROM read_parquet('{files[name]}') WHERE {about})
                TO '{str(path).replace("'", "''")}' (FORMAT parquet)"""
            )
    return written


def facts_in(tables: Mapping[str, Path]) -> Facts:
    """Return all facts of some small tables, in memory."""
    read = {name: pq.read_table(path) for name, path in tables.items()}
    rows = {name: table.to_pylist() for name, table in read.items()}
    return Facts(FACTS, rows, columns={name: frozenset(table.column_names) for name, table in read.items()})


def _columns(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    described = connection.execute("SELECT * FROM read_parquet(?) LIMIT 0", [str(path)]).description
    return [column[0] for column in described]


def _own_key(connection: duckdb.DuckDBPyConnection, path: Path, person: str) -> Any:
    found = connection.execute(
        "SELECT person_id FROM read_parquet(?) WHERE CAST(person_id AS VARCHAR) = ?", [str(path), person]
    ).fetchone()
    if found is None:
        raise LawError(
            f"资料里没有编号为“{person}”的人，或其行未被采用（facts check 可查）。"
            f"There is no person {person!r} among the persons in use. Give the person_id exactly as it stands in the "
            "persons file, and see with 'jiahe facts check' whether the row was set aside."
        )
    return found[0]


def _refs(table: str, columns: list[str]) -> list[str]:
    return [c.name for c in FACTS.table(table).columns if c.type is Type.REF and c.name in columns]


def _pointing_at(
    connection: duckdb.DuckDBPyConnection, path: Path, table: str, columns: list[str], keys: set[Any]
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for ref in _refs(table, columns):
        found += _fetch(connection, path, ref, keys)
    return found


def _fetch(connection: duckdb.DuckDBPyConnection, path: Path, column: str, keys: set[Any]) -> list[dict[str, Any]]:
    result = connection.execute(
        f'SELECT * FROM read_parquet(?) WHERE "{column}" IN (SELECT unnest(?))', [str(path), list(keys)]
    )
    names = [one[0] for one in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
