"""Facts that are taken as they are (--no-check): what the engines rely on is looked at, and nothing else."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from jiahe.facts import FACTS, FactsError, FactsFolder, TableFile
from jiahe.law.types import Type
from jiahe.places import Divisions, Place

ARROW_TYPES: dict[Type, pa.DataType | None] = {
    Type.BOOL: pa.bool_(),
    Type.INT: None,
    Type.MONEY: pa.int64(),
    Type.DATE: pa.date32(),
    Type.TEXT: pa.string(),
    Type.PLACE: pa.string(),
    Type.REF: None,
}
"""The Arrow type of each type of fact; None where several will do."""

_INSTEAD = "不要用 --no-check，检查会说明哪些能用。Leave out --no-check, and the check will say what can be used."


def refuse_unfit(folder: FactsFolder) -> None:
    """Raise FactsError unless every table is Parquet of the contract's types, with whole rows and keys of one person.

    Reads the required columns only.
    """
    with duckdb.connect() as connection:
        for file in folder.tables.values():
            _refuse_form(file)
            _refuse_rows(connection, file)
    _refuse_several_kinds_of_keys(folder)


def own_divisions(folder: FactsFolder) -> Divisions:
    """Return the published divisions with the folder's own places."""
    published = Divisions.published()
    if folder.places is None or folder.places.form != "parquet":
        return published
    rows = pq.read_table(folder.places.path).to_pylist()
    return published.with_places([Place(row["code"], row["name"], row["level"]) for row in rows])


def _refuse_form(file: TableFile) -> None:
    if file.form != "parquet":
        raise FactsError(
            f"{file.path.name} 是 CSV，要先检查：不要用 --no-check。"
            f"{file.path.name} is CSV, which must be checked first. Leave out --no-check."
        )
    for column in file.missing:
        if column.required:
            raise FactsError(
                f"{file.path.name} 缺少必需的列 {column.name}。"
                f"{file.path.name}: the required column {column.name} is missing. {_INSTEAD}"
            )
    for column in file.known:
        written, wanted = file.types[column.name], ARROW_TYPES[column.type]
        if column.name == file.table.key:
            continue  # numbers will do, as the register that synth makes has them
        if wanted is not None and pa.types.is_dictionary(written):
            written = written.value_type
        if wanted is not None and written != wanted and not pa.types.is_large_string(written):
            raise FactsError(
                f"{file.path.name} 的 {column.name} 列是 {written} 类型，约定是 {wanted}。"
                f"{file.path.name}, column {column.name}: {written} is not {wanted}, as the contract asks. {_INSTEAD}"
            )


def _refuse_several_kinds_of_keys(folder: FactsFolder) -> None:
    """Raise FactsError where people are numbers in one table and texts in another: they would not meet."""
    kinds = {
        str(file.types[column.name]).removeprefix("large_"): f"{file.path.name}, column {column.name}"
        for file in folder.tables.values()
        for column in file.known
        if column.name == file.table.key or column.type is Type.REF
    }
    if len(kinds) > 1:
        said = "; ".join(f"{where}: {kind}" for kind, where in sorted(kinds.items()))
        raise FactsError(f"人员编号在各表中的类型不一致。The keys of people are of several types ({said}). {_INSTEAD}")


def _refuse_rows(connection: duckdb.DuckDBPyConnection, file: TableFile) -> None:
    required = [column.name for column in file.known if column.required]
    if not required:
        return
    counts = ", ".join(f'count(*) FILTER ("{name}" IS NULL)' for name in required)
    found = connection.execute(f"SELECT {counts} FROM read_parquet(?)", [str(file.path)]).fetchone()
    for name, empty in zip(required, found or (), strict=True):
        if empty:
            raise FactsError(
                f"{file.path.name}：必填的 {name} 列有 {empty:,} 格为空。"
                f"{file.path.name}, column {name}: {empty:,} cells are empty, and none may be. {_INSTEAD}"
            )
    key = FACTS.table(file.table.name).key
    if not key:
        return
    twice = connection.execute(
        f'SELECT CAST("{key}" AS VARCHAR), count(*) FROM read_parquet(?) GROUP BY "{key}" HAVING count(*) > 1 LIMIT 1',
        [str(file.path)],
    ).fetchone()
    if twice:
        raise FactsError(
            f"{file.path.name}：{key} “{twice[0]}”有 {twice[1]:,} 行，只能有一行。"
            f"{file.path.name}, column {key}: {twice[0]!r} stands in {twice[1]:,} rows; one is allowed. "
            f"{_INSTEAD}"
        )
