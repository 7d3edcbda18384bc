"""Reads the files of a folder into the workbench: each cell becomes a typed value, an unknown, or the fault of its row.

Not here: what rows say about each other (the checks/ modules).
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pyarrow as pa

from jiahe.facts.cell_findings import (
    part,
    read_programme_names,
    record_cells,
    record_line_breaks,
    record_ragged,
)
from jiahe.facts.cells import Cell, cell, named, quoted, type_asked_for
from jiahe.facts.contract import FACTS
from jiahe.facts.csv_text import CsvRows, RaggedRow
from jiahe.facts.errors import FactsError
from jiahe.facts.finding import CELL_UNKNOWN, SET_ASIDE, meant
from jiahe.facts.folder import OUR_OWN, TABLES, TableFile
from jiahe.facts.workbench import Workbench
from jiahe.law.schema import Column, Table
from jiahe.law.types import Type
from jiahe.places import Divisions


def read_folder(bench: Workbench, divisions: Divisions, progress: Callable[[str, float], None]) -> None:
    """Read every table of the bench's folder, and record the faults of files, columns and cells.

    Raises FactsError when persons cannot be used at all.
    """
    note_unknown_files(bench)
    for done, table in enumerate(FACTS.tables):
        file = bench.folder.tables.get(table.name)
        progress(f"读取 {table.name} / reading {table.name}", done / len(FACTS.tables))
        if file is None:
            _empty(bench, table)
            continue
        try:
            _read_table(bench, file, divisions)
        except duckdb.Error as fault:
            if isinstance(fault, duckdb.OutOfMemoryException):
                raise
            if isinstance(fault, duckdb.InterruptException) or KeyboardInterrupt.__name__ in str(fault):
                raise KeyboardInterrupt from fault  # pressed while DuckDB was reading from Python
            raise FactsError(
                f"{file.path.name} 读不了：请重新导出。"
                f"{file.path.name} cannot be read ({str(fault).splitlines()[0]}). Export it again."
            ) from fault
    bench.settle()


def note_unknown_files(bench: Workbench) -> None:
    """Record the data files that belong to no table."""
    for name in bench.folder.unknown_files:
        zh, en = meant(name.split(".")[0], [t for t in TABLES if t not in OUR_OWN])
        if name.lower().endswith((".xlsx", ".xls", ".et", ".ods")):
            zh, en = "表格文件请另存为 CSV UTF-8。", "Save a spreadsheet as CSV UTF-8."
        elif name.endswith("/"):
            zh, en = "这是文件夹，每张表要放在一个文件里。", "It is a folder; put each table into one file."
        bench.record_one("unknown_file", name, name, a=zh, b=en)


def _read_table(bench: Workbench, file: TableFile, divisions: Divisions) -> None:
    name = file.table.name
    ragged = _load_csv(bench, file) if file.form == "csv" else _view_parquet(bench, file)
    physical = {row[0]: row[1] for row in bench.sql(f"DESCRIBE raw_{name}")}
    if name == "persons":
        bench.key_type = _key_type(file, physical)
    usable = _columns(bench, file, physical)
    if name in bench.unusable:
        if name == "persons":
            raise _nobody_named(file)
        _empty(bench, file.table, raw_too=False)
        return
    readings = [cell(name, column, physical[column.name], bench.key_type) for column in usable]
    _learn_places(bench, name, readings, divisions)
    bench.con.execute(f"CREATE TABLE cells_{name} AS {_typed(bench, file.table, readings, physical)}")
    _finish(bench, file.table)
    record_ragged(bench, file, ragged)
    record_line_breaks(bench, file)
    record_cells(bench, name, readings, divisions)
    read_programme_names(bench, name)


def _load_csv(bench: Workbench, file: TableFile) -> list[RaggedRow]:
    """Load a CSV file as text. Wholly blank rows are no rows; they keep their number."""
    assert file.header is not None
    rows = CsvRows(file.path, file.encoding, file.header)
    names = [field.name for field in rows.schema if field.name != "_row"]
    bench.con.register("incoming", pa.RecordBatchReader.from_batches(rows.schema, rows.batches()))
    anything = ", ".join(map(named, names))
    try:
        bench.con.execute(
            f"CREATE TABLE raw_{file.table.name} AS SELECT * FROM incoming WHERE coalesce({anything}) IS NOT NULL"
        )
    except duckdb.Error as wrapped:
        if rows.fault is not None:
            raise rows.fault from wrapped
        raise
    bench.con.unregister("incoming")
    return rows.ragged


def _view_parquet(bench: Workbench, file: TableFile) -> list[RaggedRow]:
    columns = ", ".join(named(name) for name in file.columns if not name.startswith("_"))
    bench.con.execute(
        f"CREATE VIEW raw_{file.table.name} AS SELECT file_row_number + 1 AS _row, {columns} "
        f"FROM read_parquet({quoted(str(file.path))}, file_row_number = true)"
    )
    return []


def _key_type(file: TableFile, physical: dict[str, str]) -> str:
    kind = physical.get("person_id", "VARCHAR")
    if kind not in (
        "VARCHAR",
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
        "UBIGINT",
        "UUID",
    ):
        raise FactsError(
            f"{file.path.name} 的 person_id 列是 {kind} 类型：请按文字、整数或 UUID 导出。"
            f"{file.path.name}: person_id has the type {kind}. Export it as text, as an integer or as a UUID."
        )
    return kind


def _columns(bench: Workbench, file: TableFile, physical: dict[str, str]) -> list[Column]:
    """Return the columns that can be read, and record those that are unknown, missing or of the wrong type."""
    name = file.table.name
    for unknown in file.unknown:
        zh, en = _meant_column(file.table, unknown)
        bench.record_one("unknown_column", name, unknown, column=unknown, a=zh, b=en)
    for column in file.missing:
        if column.required:
            bench.record_one("missing_required_column", name, None, column=column.name, severity=SET_ASIDE)
            bench.unusable.add(name)
    usable = []
    for column in file.known:
        wanted = type_asked_for(column, physical[column.name], file.form)
        if wanted is None:
            usable.append(column)
            continue
        severity = SET_ASIDE if column.required else CELL_UNKNOWN
        bench.record_one(
            "wrong_column_type", name, physical[column.name], column=column.name, severity=severity, a=wanted
        )
        bench.dropped.add((name, column.name))
        if column.required:
            bench.unusable.add(name)
    return usable


def _nobody_named(file: TableFile) -> FactsError:
    """Only what is nearly the name of the column is told: where the header is missing, the first row names people."""
    near = [name for name in file.unknown if _meant_column(file.table, name)[1] == "Did you mean 'person_id'?"]
    zh, en = (f"“{near[0]}”要写成 person_id。", f"Write person_id for {near[0]!r}.") if near else ("", "")
    return FactsError(
        f"{file.path.name} 没有能用的人员编号列 person_id，无法分清谁是谁：第一行要写列名，其中要有 person_id。{zh}"
        f"{file.path.name} has no usable column person_id; nobody can be told from anybody else. "
        f"The column names go into the first line, person_id among them. {en}".rstrip()
    )


def _meant_column(table: Table, unknown: str) -> tuple[str, str]:
    for column in table.columns:
        if unknown in (column.zh, column.zh.split("（")[0]):
            return f"是不是想写“{column.name}”？", f"Did you mean '{column.name}'?"
    return meant(unknown, [column.name for column in table.columns])


def _learn_places(bench: Workbench, table: str, readings: list[Cell], divisions: Divisions) -> None:
    """Write the known codes among those that the table's place columns hold into known_place."""
    bench.con.execute("CREATE TABLE IF NOT EXISTS known_place (code VARCHAR)")
    for reading in readings:
        if reading.column.type is not Type.PLACE:
            continue
        written = bench.con.execute(
            f"SELECT DISTINCT t[1:12] FROM (SELECT {reading.text} AS t FROM raw_{table}) "
            r"WHERE regexp_matches(t, '^[0-9]{12}(\.0)?$') AND t[1:12] NOT IN (SELECT code FROM known_place)"
        )
        known: list[str] = []
        while some := written.fetchmany(100_000):
            known += [code for (code,) in some if divisions.is_known(code)]
        bench.con.register("learnt", pa.table({"code": pa.array(known, pa.string())}))
        bench.con.execute("INSERT INTO known_place SELECT code FROM learnt")
        bench.con.unregister("learnt")


def _typed(bench: Workbench, table: Table, readings: list[Cell], physical: dict[str, str]) -> str:
    """Return the query that reads every cell: the contract's columns, faults and oddities, and if anything changed."""
    texts = ", ".join(f"{r.text} AS {r.t}, {named(r.column.name)} AS {part('raw', r)}" for r in readings)
    values = ", ".join(f"{r.value} AS {r.v}" for r in readings)
    faults = ", ".join(f"{r.fault} AS {part('fault', r)}, {r.oddity} AS {part('odd', r)}" for r in readings)
    read = {r.column.name: f"CASE WHEN {part('fault', r)} IS NULL THEN {r.v} END" for r in readings}
    types = bench.column_types(table)
    columns = ", ".join(f"CAST({read.get(c, 'NULL')} AS {types[c]}) AS {named(c)}" for c in types)
    marks = ", ".join(
        f"CAST({part(mark, r)} AS VARCHAR) AS {part(mark, r)}" for r in readings for mark in ("fault", "odd")
    )
    changed = " OR ".join(
        "true" if physical[r.column.name] != types[r.column.name] else f"{r.v} IS DISTINCT FROM {part('raw', r)}"
        for r in readings
    )
    return f"""SELECT _row, {columns}, {marks}, ({changed}) AS _changed FROM (
        SELECT *, {faults} FROM (SELECT *, {values} FROM (SELECT _row, {texts} FROM raw_{table.name})))"""


def _empty(bench: Workbench, table: Table, *, raw_too: bool = True) -> None:
    columns = ", ".join(f"{named(name)} {kind}" for name, kind in bench.column_types(table).items())
    if raw_too:
        bench.con.execute(f"CREATE TABLE raw_{table.name} (_row BIGINT)")
    bench.con.execute(f"CREATE TABLE cells_{table.name} (_row BIGINT, {columns}, _changed BOOLEAN)")
    _finish(bench, table)


def _finish(bench: Workbench, table: Table) -> None:
    columns = ", ".join(map(named, bench.column_types(table)))
    bench.con.execute(f"CREATE TABLE aside_{table.name} (_row BIGINT)")
    bench.con.execute(
        f"CREATE VIEW live_{table.name} AS SELECT _row, {columns} FROM cells_{table.name} "
        f"ANTI JOIN aside_{table.name} USING (_row)"
    )
