"""A facts folder: which file holds which table, in what form, and with which columns. No row is read here.

The tables and columns are those of contract.py; a folder may also name places of its own (places.csv, places.parquet).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa
import pyarrow.parquet as pq

from jiahe.facts.contract import FACTS
from jiahe.facts.csv_text import Header, encoding_of, header_of, refuse_doubles
from jiahe.facts.errors import FactsError
from jiahe.law.schema import Column, Table
from jiahe.law.types import Type

PLACES = Table(
    "places",
    "自有地点",
    "Places that the published divisions do not have: a new village, an invented town. One row a place.",
    key="code",
    columns=(
        Column("code", Type.TEXT, "区划代码", "12 digits", required=True),
        Column("name", Type.TEXT, "名称", "The place's own name", required=True),
        Column("level", Type.INT, "级别", "1 province, 2 city, 3 county, 4 township, 5 village", required=True),
    ),
)
"""The one further file that a facts folder may hold."""

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in (*FACTS.tables, PLACES)})
"""Every table that a folder may hold, in the order in which it is read."""

OUR_OWN = frozenset({"findings", "persons_affected"})
"""Files that cleaning writes beside the tables."""

_FORMS = {".csv": "csv", ".parquet": "parquet"}
_OTHER_DATA = frozenset({".xlsx", ".xls", ".ods", ".tsv", ".txt", ".dat", ".gz", ".zip", ".json", ".et", ".dbf"})


@dataclass(frozen=True)
class TableFile:
    """One table's file. ``columns``: its column names as they are written. ``types``: their Arrow types (Parquet)."""

    table: Table = field(repr=False)
    path: Path
    form: str
    columns: tuple[str, ...]
    types: Mapping[str, pa.DataType] = field(default_factory=dict, hash=False)
    encoding: str = ""
    header: Header | None = None

    @property
    def known(self) -> tuple[Column, ...]:
        """The contract's columns that the file has, in the contract's order."""
        return tuple(column for column in self.table.columns if column.name in self.columns)

    @property
    def missing(self) -> tuple[Column, ...]:
        """The contract's columns that the file does not have: each is unknown for every row."""
        return tuple(column for column in self.table.columns if column.name not in self.columns)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The columns that the contract does not have, save those that begin with "_" (marks on rows to be mended)."""
        names = {column.name for column in self.table.columns}
        return tuple(name for name in self.columns if name and name not in names and not name.startswith("_"))


@dataclass(frozen=True)
class FactsFolder:
    """A folder of facts. ``tables`` has only those that are there; the ``absent`` ones are unknown, not empty."""

    path: Path
    tables: Mapping[str, TableFile]
    places: TableFile | None
    unknown_files: tuple[str, ...]

    @staticmethod
    def open(path: str | Path) -> FactsFolder:
        """Look into a folder. Raises FactsError when it or a file of it cannot be read, or persons is not there."""
        folder = Path(path)
        if not folder.is_dir():
            zh, what = ("不是文件夹", "is not a folder") if folder.exists() else ("不存在", "does not exist")
            raise FactsError(
                f"资料文件夹 {folder} {zh}：请写放着 persons.csv 或 persons.parquet 的文件夹。"
                f"The facts folder {folder} {what}. Give the folder that holds persons.csv or persons.parquet."
            )
        found, unknown = _files_of(folder)
        if "persons" not in found:
            others = (
                f" It holds: {', '.join(sorted(p.name for p in folder.iterdir())[:10])}."
                if any(folder.iterdir())
                else ""
            )
            raise FactsError(
                f"{folder} 里没有人员表 persons.csv（或 persons.parquet），必须有一个。"
                f"{folder} has no persons.csv or persons.parquet; every facts folder needs one.{others}"
            )
        files = {name: _table_file(TABLES[name], found[name]) for name in TABLES if name in found}
        places = files.pop("places", None)
        return FactsFolder(folder, MappingProxyType(files), places, unknown)

    @property
    def absent(self) -> tuple[str, ...]:
        """Names of the contract's tables that the folder does not hold."""
        return tuple(table.name for table in FACTS.tables if table.name not in self.tables)

    @property
    def files(self) -> tuple[TableFile, ...]:
        """Every file that is read, in order, places last."""
        return (*self.tables.values(), *([self.places] if self.places else []))


def _files_of(folder: Path) -> tuple[dict[str, Path], tuple[str, ...]]:
    """Return the file of each table, and the names of what is not read: other data files, folders named as tables."""
    found: dict[str, Path] = {}
    unknown = []
    for path in sorted(folder.iterdir()):
        suffix, stem = path.suffix.lower(), path.stem.lower()
        if path.is_dir() and suffix in _FORMS:
            raise FactsError(
                f"{path} 是文件夹：每张表要放在一个文件里。{path} is a folder. Put each table into one file."
            )
        if path.is_dir() or path.name.startswith((".", "~")):
            if path.is_dir() and stem in TABLES:
                unknown.append(f"{path.name}/")
            continue
        if suffix in _FORMS and stem in TABLES:
            if stem in found:
                raise FactsError(
                    f"{folder} 里既有 {found[stem].name} 又有 {path.name}：每张表只留一个文件。"
                    f"{folder} holds {found[stem].name} and {path.name}; keep one file a table."
                )
            found[stem] = path
        elif suffix in _OTHER_DATA or (suffix in _FORMS and stem not in OUR_OWN):
            unknown.append(path.name)
    return found, tuple(unknown)


def _table_file(table: Table, path: Path) -> TableFile:
    if _FORMS[path.suffix.lower()] == "csv":
        try:
            encoding = encoding_of(path)
            header = header_of(path, encoding)
        except OSError as fault:
            raise FactsError(
                f"{path} 打不开：请看文件是否还在、是否有权读取。{path} cannot be read: {fault.strerror}."
            ) from fault
        return TableFile(table, path, "csv", header.columns, encoding=encoding, header=header)
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError) as fault:
        raise FactsError(
            f"{path.name} 不能按 Parquet 读取：请重新导出，或改交 CSV。"
            f"{path.name} cannot be read as Parquet ({str(fault).splitlines()[0]}). "
            "Export it again, or hand it over as CSV."
        ) from fault
    refuse_doubles(path, schema.names)
    return TableFile(table, path, "parquet", tuple(schema.names), dict(zip(schema.names, schema.types, strict=True)))
