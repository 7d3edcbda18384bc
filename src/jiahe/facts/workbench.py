"""The DuckDB database that one check of a folder works in: each table as written and as read, and the findings.

For each table T of the contract there are ``raw_T`` (as written, with ``_row``), ``cells_T`` (``_row`` and the
contract's columns, typed), ``aside_T`` (rows set aside so far) and ``live_T`` (cells_T without them). An absent table
is empty here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from jiahe.facts.cells import SQL_TYPES, named, quoted
from jiahe.facts.contract import FACTS
from jiahe.facts.finding import CELL_UNKNOWN, SET_ASIDE, WARNING
from jiahe.facts.folder import FactsFolder
from jiahe.law.schema import Table
from jiahe.law.types import Type

_TABLES = frozenset(table.name for table in FACTS.tables)

NEVER = "DATE '9999-12-31'"
"""What an empty end reads as."""


_SMALL = 30_000_000
"""Bytes of CSV up to which the database is held in memory: a family is checked at once, a county without filling it."""


def _is_small(folder: FactsFolder) -> bool:
    return sum(file.path.stat().st_size * (10 if file.form == "parquet" else 1) for file in folder.files) < _SMALL


class Workbench:
    """The database, and the few things that every check does with it."""

    def __init__(
        self,
        folder: FactsFolder,
        scratch: Path,
        *,
        snapshot_day: dt.date,
        programmes: Collection[str] | None,
        memory_limit: str,
    ) -> None:
        self.folder = folder
        self.snapshot_day = snapshot_day
        names = programmes if isinstance(programmes, Mapping) else {}
        self.programme_names: Mapping[str, str] = names
        """The keys of the known programmes by the names that people write instead."""
        self.programmes = frozenset(names.values()) if names else programmes
        self.key_type = "VARCHAR"
        self.unusable: set[str] = set()
        """Tables that lack a column without which no row can be used."""
        self.lost: set[str] = set()
        """Tables that hold rows, of which none can be used."""
        self.dropped: set[tuple[str, str]] = set()
        """Columns (table, column) that cannot be read and count as absent."""
        self.con = duckdb.connect(":memory:" if _is_small(folder) else str(scratch / "check.duckdb"))
        self.con.execute(f"SET memory_limit = {quoted(memory_limit)}")
        if _is_small(folder):
            self.con.execute("SET threads = 1")
        self.con.execute(f"SET temp_directory = {quoted(str(scratch))}")
        self.con.execute("SET preserve_insertion_order = false")
        self.con.execute(
            'CREATE TABLE finding ("table" VARCHAR, _row BIGINT, "column" VARCHAR, value VARCHAR, rule VARCHAR, '
            "severity VARCHAR, a VARCHAR, b VARCHAR, count BIGINT)"
        )

    def close(self) -> None:
        """Close the database. The scratch folder is the caller's to remove."""
        self.con.close()

    def sql(self, query: str) -> list[tuple]:
        """Run a query and return its rows; only for answers that are known to be small."""
        return self.con.execute(query).fetchall()

    def count(self, relation: str, where: str = "true") -> int:
        """Return the number of rows of a table or view."""
        return self.sql(f"SELECT count(*) FROM {relation} WHERE {where}")[0][0]

    @property
    def tables(self) -> tuple[Table, ...]:
        """Return the contract's tables that are there and can be used."""
        return tuple(t for t in FACTS.tables if t.name in self.folder.tables and t.name not in self.unusable)

    def column_types(self, table: Table) -> dict[str, str]:
        """Return the contract's columns of a table with their DuckDB types in this folder."""
        return {
            c.name: self.key_type
            if c.type is Type.REF or (table.name == "persons" and c.name == table.key)
            else SQL_TYPES[c.type]
            for c in table.columns
        }

    def record(self, rule: str, table: str, query: str, *, column: str | None = None, severity: str = SET_ASIDE) -> int:
        """Write down every row of a query (_row, value, a, b) as a finding, and return how many there were.

        A cell that is not to be believed is emptied at once.
        """
        column_sql = quoted(column) if column else "NULL"
        written = self.sql(
            f"INSERT INTO finding SELECT {quoted(table)}, q._row, {column_sql}, CAST(q.value AS VARCHAR), "
            f"{quoted(rule)}, {quoted(severity)}, CAST(q.a AS VARCHAR), CAST(q.b AS VARCHAR), 1 FROM ({query}) AS q"
        )[0][0]
        if severity == CELL_UNKNOWN and written and column:
            self.con.execute(
                f"UPDATE cells_{table} SET {named(column)} = NULL WHERE _row IN (SELECT _row FROM finding "
                f'WHERE "table" = {quoted(table)} AND "column" = {quoted(column)} AND rule = {quoted(rule)})'
            )
        return written

    def record_one(
        self, rule: str, table: str, value: str | None, *, column: str | None = None, severity: str = WARNING,
        row: int | None = None, a: str | None = None, b: str | None = None, count: int = 1,
    ) -> None:  # fmt: skip
        """Write down one finding, of a file or a column when there is no row."""
        self.con.execute(
            "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [table, row, column, value, rule, severity, a, b, count],
        )

    def record_rows(self, table: str, column: str, severity: str, rows: list[tuple[int, str | None, str]]) -> None:
        """Write down findings (row, value, rule) made outside the database; empties the cells if they are unknown."""
        if not rows:
            return
        numbers, values, rules = zip(*rows, strict=True)
        found = pa.table(
            {
                "_row": pa.array(numbers, pa.int64()),
                "value": pa.array(values, pa.string()),
                "rule": pa.array(rules, pa.string()),
            }
        )
        self.con.register("found_outside", found)
        self.con.execute(
            f"INSERT INTO finding SELECT {quoted(table)}, _row, {quoted(column)}, value, rule, {quoted(severity)}, "
            "NULL, NULL, 1 FROM found_outside"
        )
        if severity == CELL_UNKNOWN:
            self.con.execute(
                f"UPDATE cells_{table} SET {named(column)} = NULL WHERE _row IN (SELECT _row FROM found_outside)"
            )
        self.con.unregister("found_outside")

    def settle(self) -> None:
        """Take the rows that findings set aside since the last time out of the live tables."""
        aside = f"FROM finding WHERE severity = '{SET_ASIDE}' AND _row IS NOT NULL"
        for (name,) in self.sql(f'SELECT DISTINCT "table" {aside}'):
            if name in _TABLES:
                self.con.execute(
                    f'INSERT INTO aside_{name} SELECT DISTINCT _row {aside} AND "table" = {quoted(name)} '
                    f"AND NOT EXISTS (SELECT 1 FROM aside_{name} AS known WHERE known._row = finding._row)"
                )
