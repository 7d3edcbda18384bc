"""The files of a made-up register: one Parquet file a table, the places, and a description of how it was made.

Row groups are cut at fixed lengths, so the files do not depend on how the rows were handed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from jiahe.places import Place
from jiahe.synth.tables import SCHEMAS

ROW_GROUP = 122_880
"""Rows in a row group: what DuckDB reads at once."""

_NOT_REPEATED = {"id_number", "household_id", "number"}
"""Text columns whose cells differ from row to row; a dictionary would only make them larger."""

ABOUT = "about"
"""Folder beside the tables for what is not a table."""

_README = """\
这是一份虚构的登记册，人人都是编出来的；只有年龄、性别的结构取自公开的 2020 年人口普查。
Everybody in this register is invented. Only its age and sex structure is real: that of the 2020 census.

各表 the tables: docs/reference/facts.md。Parquet 里金额为整分，CSV 里为元 (money: whole fen in Parquet, yuan in CSV)。
发放记录是编出来的历史，不是依法算出的结果。The payments are invented history, not what the law says.
有 planted_faults.csv 时，各表中的错误是有意放入的。
Where there is a planted_faults.csv, the faults were put in on purpose.
怎样生成 how it was made: docs/explanation/synthetic-register.md。register.json: 种子和参数 seed and parameters.
"""


class TableFile:
    """Writes one table's Parquet file in row groups of a fixed length."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        text = [field.name for field in schema if field.type == pa.string() and field.name not in _NOT_REPEATED]
        self._writer = pq.ParquetWriter(path, schema, compression="zstd", compression_level=1, use_dictionary=text)
        self._schema = schema
        self._waiting: list[pa.Table] = []
        self.rows = 0

    def add(self, table: pa.Table) -> None:
        """Append rows."""
        self._waiting.append(table)
        self.rows += len(table)
        if sum(map(len, self._waiting)) >= ROW_GROUP:
            self._flush(all_rows=False)

    def _flush(self, *, all_rows: bool) -> None:
        rows = pa.concat_tables(self._waiting) if self._waiting else self._schema.empty_table()
        while len(rows) >= ROW_GROUP or (all_rows and len(rows)):
            self._writer.write_table(rows.slice(0, ROW_GROUP), row_group_size=ROW_GROUP)
            rows = rows.slice(ROW_GROUP)
        self._waiting = [rows]

    def close(self) -> None:
        """Write what is left."""
        self._flush(all_rows=True)
        self._writer.close()


class RegisterFiles:
    """The facts folder being written. Use as a context manager."""

    def __init__(self, out: Path) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self._tables = {name: TableFile(out / f"{name}.parquet", schema) for name, schema in SCHEMAS.items()}

    def __enter__(self) -> RegisterFiles:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for table in self._tables.values():
            table.close()

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Append rows to every table."""
        for name, table in tables.items():
            self._tables[name].add(table)

    def rows(self) -> dict[str, int]:
        """Return the rows written to each table."""
        return {name: table.rows for name, table in self._tables.items()}


def place_table(places: Iterable[Place]) -> pa.Table:
    """Return the table of places that the published divisions do not have."""
    rows = sorted(places)
    columns = [pa.array(column) for column in zip(*rows, strict=True)] if rows else [[], [], []]
    return pa.table(columns, pa.schema([("code", pa.string()), ("name", pa.string()), ("level", pa.int64())]))


def describe(out: Path, description: Mapping[str, Any]) -> None:
    """Write what the register is and how to make it again."""
    about = out / ABOUT
    about.mkdir(parents=True, exist_ok=True)
    text = json.dumps(description, ensure_ascii=False, indent=2) + "\n"
    (about / "register.json").write_text(text, encoding="utf-8")
    (about / "README.txt").write_text(_README, encoding="utf-8")
