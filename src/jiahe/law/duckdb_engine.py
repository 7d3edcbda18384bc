"""The SQL engine on DuckDB: a whole register from Parquet to Parquet, step by step, and it need not fit in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa
import sqlglot.dialects.duckdb  # noqa: F401 - SQLGlot would load it while the first query is compiled

from jiahe.law.errors import LawError
from jiahe.law.query import Query, compile_pack
from jiahe.law.rule import Pack
from jiahe.law.schema import Schema
from jiahe.law.setting import Setting

Progress = Callable[[float], None]

DEFAULT_MEMORY = "3GB"
"""What the engine may hold in memory unless it is told; beyond that it spills to disk."""

_PLANS_TOO_LONG = "partial_aggregate_pushdown"
"""An optimizer of DuckDB 2.0 whose time grows exponentially with the layers of a query: 10 s for the whole country."""

_ROWS_A_BATCH = 122_880


class DuckDBRegister:
    """A register of facts that DuckDB can read.

    ``tables``: for each table that is there, a Parquet file, or an Arrow table or other object that DuckDB can scan.
    Use it as a context manager.
    """

    def __init__(
        self, schema: Schema, tables: Mapping[str, Any], *, memory_limit: str | None = None, threads: int | None = None
    ) -> None:
        self.schema = schema
        config: dict[str, Any] = {"preserve_insertion_order": False, "enable_external_access": True}
        config["memory_limit"] = memory_limit or DEFAULT_MEMORY
        if threads:
            config["threads"] = threads
        self.connection = duckdb.connect(config=config)
        self.connection.execute("SET enable_progress_bar_print = false")
        known = "SELECT 1 FROM duckdb_optimizers() WHERE name = ?"
        if self.connection.execute(known, [_PLANS_TOO_LONG]).fetchone():
            self.connection.execute(f"SET disabled_optimizers = '{_PLANS_TOO_LONG}'")
        self.columns: dict[str, frozenset[str]] = {}
        for name, table in tables.items():
            schema.table(name)
            if isinstance(table, Path):
                path = str(table).replace("'", "''")
                self.connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')")
            else:
                self.connection.register(name, table)
            described = self.connection.execute(f"SELECT * FROM {name} LIMIT 0").description
            self.columns[name] = frozenset(column[0] for column in described)

    def __enter__(self) -> DuckDBRegister:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def has(self, table: str, column: str) -> bool:
        """Whether the register has that column."""
        return column in self.columns.get(table, frozenset())

    def compile(self, pack: Pack, setting: Setting) -> Query:
        """Return the query of a pack over this register."""
        return compile_pack(pack, setting, has=self.has)

    def rows(self, query: Query) -> list[dict[str, Any]]:
        """Run a query and return its rows in memory, for small registers."""
        rows: list[dict[str, Any]] = self.arrow(query).to_pylist()
        return rows

    def arrow(self, query: Query) -> pa.Table:
        """Run a query and return its rows as an Arrow table in memory."""
        with self._tables(query):
            return self.connection.sql(query.steps[-1].sql).to_arrow_table(batch_size=_ROWS_A_BATCH)

    def write(self, query: Query, out: Path, *, progress: Progress | None = None) -> int:
        """Run a query into a Parquet file; return the number of rows. ``progress`` gets a share from 0 to 1.

        The file appears only when it is whole: it is written beside its place first.
        """
        unfinished = out.with_name(out.name + ".unfinished")
        path = str(unfinished).replace("'", "''")
        statement = f"COPY ({query.steps[-1].sql}) TO '{path}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
        try:
            with self._tables(query, progress):
                count = self.connection.execute(statement).fetchone()
            unfinished.replace(out)
        except duckdb.IOException as problem:
            raise LawError(
                f"{out}: the result could not be written: {problem}", f"结果写不进 {out}：{problem}。"
            ) from problem
        finally:
            unfinished.unlink(missing_ok=True)
        return int(count[0]) if count else 0

    @contextmanager
    def _tables(self, query: Query, progress: Progress | None = None) -> Iterator[None]:
        """Take all steps of a query but the last, and have the tables ready that the last one reads."""
        there: set[str] = set()
        try:
            with _Watch(self.connection, len(query.steps), progress) as watch:
                for step in query.steps[:-1]:
                    self.connection.execute(f"CREATE TEMP TABLE {step.name} AS {step.sql}")
                    there.add(step.name)
                    self._drop(there, step.done)
                    watch.done += 1
                yield
        finally:
            self._drop(there, tuple(there))

    def _drop(self, there: set[str], tables: tuple[str, ...]) -> None:
        for table in tables:
            self.connection.execute(f"DROP TABLE {table}")
            there.remove(table)


class _Watch:
    """Asks DuckDB now and then how far it is with a step. ``done``: how many of the ``steps`` are."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, steps: int, progress: Progress | None) -> None:
        self.connection = connection
        self.steps = steps
        self.progress = progress
        self.done = 0
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        furthest = 0.0
        while self.progress is not None and not self.stop.wait(0.2):
            share = max(self.connection.query_progress(), 0.0) / 100
            furthest = max(furthest, (self.done + share) / self.steps)
            self.progress(furthest)

    def __enter__(self) -> _Watch:
        if self.progress is not None:
            self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        if self.progress is not None:
            self.thread.join()
