"""Records what is wrong with single cells and with the rows of a CSV file that do not have the header's cells."""

from __future__ import annotations

import difflib

import pyarrow as pa

from jiahe.facts.cells import RANGES, Cell, named, quoted
from jiahe.facts.csv_text import RaggedRow
from jiahe.facts.finding import CELL_UNKNOWN, SET_ASIDE, meant
from jiahe.facts.folder import TableFile
from jiahe.facts.workbench import Workbench
from jiahe.law.schema import Column
from jiahe.law.types import Type
from jiahe.places import Divisions

_HINTS = 1000
"""How many different wrong values of a column get a "did you mean" of their own."""
_BREAKS = "len(text) - len(replace(text, chr(10), ''))"
_GB_SEX = {
    "1": ("国标代码 1 是“男”，请写 male 或“男”。", "Code 1 of GB/T 2261.1 is male; write 'male'."),
    "2": ("国标代码 2 是“女”，请写 female 或“女”。", "Code 2 of GB/T 2261.1 is female; write 'female'."),
}


def part(mark: str, reading: Cell) -> str:
    """Return the name of the column of cells_T that holds a reading's fault or oddity."""
    return named(f"{mark}:{reading.column.name}")


def record_cells(bench: Workbench, table: str, readings: list[Cell], divisions: Divisions) -> None:
    """Record every faulty and every oddly written cell of a table."""
    counts = ", ".join(f"count({part('fault', r)}), count({part('odd', r)})" for r in readings)
    (found,) = bench.sql(f"SELECT {counts} FROM cells_{table}")
    for reading, faults, oddities in zip(readings, found[::2], found[1::2], strict=True):
        if faults:
            _record_faults(bench, table, reading, divisions)
        if oddities:
            _record_oddities(bench, table, reading)


def record_ragged(bench: Workbench, file: TableFile, ragged: list[RaggedRow]) -> None:
    """Record rows with too few or too many cells; they are kept as text in ragged_T."""
    name = file.table.name
    bench.con.execute(f"CREATE TABLE ragged_{name} (_row BIGINT, text VARCHAR, cells BIGINT)")
    if file.form != "csv":
        return
    rows = {"_row": [r.row for r in ragged], "text": [r.text for r in ragged], "cells": [r.cells for r in ragged]}
    schema = pa.schema([("_row", pa.int64()), ("text", pa.string()), ("cells", pa.int64())])
    bench.con.register("ragged_rows", pa.table(rows, schema=schema))
    bench.con.execute(f"INSERT INTO ragged_{name} SELECT * FROM ragged_rows")
    bench.con.unregister("ragged_rows")
    bench.record(
        "ragged_row",
        name,
        f"SELECT _row, text AS value, cells AS a, {len(file.columns)} AS b FROM ragged_{name} "
        "WHERE NOT contains(text, chr(10))",
    )
    bench.record(
        "unclosed_quote",
        name,
        f"SELECT _row, text AS value, {_BREAKS} AS a, NULL AS b FROM ragged_{name} WHERE contains(text, chr(10))",
    )


def record_line_breaks(bench: Workbench, file: TableFile) -> None:
    """Record cells that seem to have swallowed the lines below them, and warn of text written on two lines.

    A row below has commas; a remark or an address that somebody wrote on two lines mostly has none.
    """
    if file.form != "csv":
        return
    name = file.table.name
    counts = ", ".join(f"count(*) FILTER (contains({named(column.name)}, chr(10)))" for column in file.known)
    (found,) = bench.sql(f"SELECT {counts} FROM raw_{name}")
    for column in (column for column, breaks in zip(file.known, found, strict=True) if breaks):
        text = named(column.name)
        swallowed = "contains(text, ',')" if len(file.columns) > 1 and _is_free_text(column) else "true"
        bench.record(
            "unclosed_quote",
            name,
            f"SELECT _row, text AS value, {_BREAKS} AS a, NULL AS b FROM (SELECT _row, trim({text}, ' \t\r\n') AS text "
            f"FROM raw_{name} WHERE contains({text}, chr(10))) WHERE contains(text, chr(10)) AND {swallowed}",
            column=column.name,
        )
        ((row, value, count),) = bench.sql(
            f"SELECT min(_row), arg_min(text, _row), count(*) FROM (SELECT _row, trim({text}, ' \t\r\n') AS text "
            f"FROM raw_{name}) WHERE contains(text, chr(10)) AND NOT ({swallowed})"
        )
        if count:
            bench.record_one("line_break", name, value, column=column.name, row=row, count=count)


def _is_free_text(column: Column) -> bool:
    return column.type is Type.TEXT and not column.choices and column.name not in ("person_id", "programme")


def read_programme_names(bench: Workbench, table: str) -> None:
    """Read programmes that are written by their names as their keys, and warn of each once."""
    if not bench.programme_names or table not in ("claims", "payments"):
        return
    written = bench.sql(
        f"SELECT programme, min(_row), count(*) FROM cells_{table} WHERE programme IS NOT NULL GROUP BY programme"
    )
    for name, row, count in written:
        key = bench.programme_names.get(name.strip())
        if key is None or key == name:
            continue
        bench.con.execute(f"UPDATE cells_{table} SET programme = ?, _changed = true WHERE programme = ?", [key, name])
        bench.record_one("programme_by_name", table, name, column="programme", row=row, a=key, count=count)


def _record_faults(bench: Workbench, table: str, reading: Cell, divisions: Divisions) -> None:
    """Record every cell of a column that cannot be read or cannot be."""
    column, fault = reading.column, part("fault", reading)
    severity = SET_ASIDE if column.required or column.open_ended else CELL_UNKNOWN
    hints = _hints(bench, table, reading, divisions)
    bench.con.register("hints", pa.table(hints, schema=pa.schema([(k, pa.string()) for k in ("value", "a", "b")])))
    low, high = RANGES.get((table, column.name), ("", ""))
    bench.con.execute(
        f"INSERT INTO finding SELECT {quoted(table)}, _row, {quoted(column.name)}, f.value, f.rule, "
        f"{quoted(severity)}, CASE WHEN f.rule = 'number_out_of_range' THEN '{low}' ELSE h.a END, "
        f"CASE WHEN f.rule = 'number_out_of_range' THEN '{high}' ELSE h.b END, 1 FROM ("
        f"SELECT _row, {fault} AS rule, CAST(r.{named(column.name)} AS VARCHAR) AS value FROM cells_{table} "
        f"JOIN raw_{table} AS r USING (_row) WHERE {fault} IS NOT NULL) AS f LEFT JOIN hints AS h ON f.value = h.value"
    )
    bench.con.unregister("hints")


def _record_oddities(bench: Workbench, table: str, reading: Cell) -> None:
    """Warn, once a column and form, of cells that were read although they are written in another form."""
    column, fault, odd = reading.column, part("fault", reading), part("odd", reading)
    for rule, row, count in bench.sql(
        f"SELECT {odd}, min(_row), count(*) FROM cells_{table} WHERE {odd} IS NOT NULL AND {fault} IS NULL GROUP BY 1"
    ):
        ((value,),) = bench.sql(f"SELECT CAST({named(column.name)} AS VARCHAR) FROM raw_{table} WHERE _row = {row}")
        bench.record_one(rule, table, value.strip(), column=column.name, row=row, count=count)


def _hints(bench: Workbench, table: str, reading: Cell, divisions: Divisions) -> dict[str, list[str]]:
    """Return what was probably meant by the wrong choices and the unknown places of a column."""
    column, fault = reading.column, part("fault", reading)
    hints: dict[str, list[str]] = {"value": [], "a": [], "b": []}
    if not column.choices and column.type is not Type.PLACE:
        return hints
    for (value,) in bench.sql(
        f"SELECT CAST(r.{named(column.name)} AS VARCHAR) AS value "
        f"FROM cells_{table} JOIN raw_{table} AS r USING (_row) WHERE {fault} IN ('choice_unknown', 'place_unknown') "
        f"GROUP BY value ORDER BY count(*) DESC LIMIT {_HINTS}"
    ):
        zh, en = _meant_place(value, divisions) if column.type is Type.PLACE else _meant_choice(column, value)
        for key, text in (("value", value), ("a", zh), ("b", en)):
            hints[key].append(text)
    return hints


def _meant_choice(column: Column, value: str) -> tuple[str, str]:
    """Return the choice that was probably meant, or all of them, in Chinese and English."""
    value = value.strip()
    if column.name == "sex" and value in _GB_SEX:
        return _GB_SEX[value]
    chinese = {zh.split("（")[0]: choice for choice, (zh, _) in column.choices.items()}
    close = difflib.get_close_matches(value, chinese, n=1, cutoff=0.5)
    if close:
        return f"是不是想写“{close[0]}”？", f"Did you mean '{chinese[close[0]]}'?"
    zh, en = meant(value, list(column.choices))
    if zh.startswith("可用"):
        zh = f"可用：{'、'.join(f'{choice}（{word}）' for word, choice in chinese.items())}。"
    return zh, en


def _meant_place(value: str, divisions: Divisions) -> tuple[str, str]:
    above = divisions.nearest_known(value.strip()[:12])
    if above is None:
        return "它的省份也不认识。", "Not even its province is known."
    name = divisions.full_name(above)
    return f"能认到的上级是{name}（{above}）。", f"The nearest known place above it is {name} ({above})."
