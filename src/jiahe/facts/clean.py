"""Writes what a check left to use: typed Parquet files, the findings, and the rows set aside, to be mended."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from jiahe.facts.cells import WHOLE_NUMBERS, named, quoted
from jiahe.facts.check import Checked, Progress, checked
from jiahe.facts.contract import FACTS
from jiahe.facts.csv_text import cells_of
from jiahe.facts.errors import FactsError
from jiahe.facts.folder import FactsFolder, TableFile
from jiahe.facts.own_folders import finish, partial_folder, refuse_if_not_ours
from jiahe.facts.own_places import OwnPlaces
from jiahe.facts.report import CheckReport, contract_columns, formula_safe
from jiahe.facts.workbench import Workbench
from jiahe.law.types import Type
from jiahe.places import Divisions


@dataclass(frozen=True)
class CleanFacts:
    """Facts that are ready for the law.

    ``folder``: one Parquet file a table, with exactly the contract's types; columns that the register did not have are
    not in them. It is the folder that was checked itself when nothing had to be changed (``in_place``). ``out``: where
    the findings, the rows set aside (set_aside/) and persons_affected.parquet (person_id, table, row: who lost which)
    are; in place, the findings only. ``divisions``: the published ones and the folder's own.
    """

    folder: Path
    out: Path
    in_place: bool
    divisions: Divisions
    report: CheckReport


def clean(
    folder: FactsFolder | str | Path,
    out: str | Path,
    *,
    divisions: Divisions,
    snapshot_day: dt.date,
    programmes: Collection[str] | None = None,
    progress: Progress | None = None,
    memory_limit: str = "1GB",
    keep_earlier: bool = False,
) -> CleanFacts:
    """Check a folder (see check.check) and write the facts to use into ``out``, which must not exist yet or be empty.

    ``keep_earlier``: ``out`` may be what an earlier check wrote; that is renamed (see own_folders.set_aside) when the
    new one is whole. ``out`` appears whole or not at all. Raises FactsError when the folder cannot be read or ``out``
    is taken, or is the folder to be read.
    """
    opened = folder if isinstance(folder, FactsFolder) else FactsFolder.open(folder)
    target = Path(out).absolute()
    _refuse_overlap(opened.path, target)
    if keep_earlier:
        refuse_if_not_ours(target)
    elif target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FactsError(
            f"{out} 已经存在：请换一个文件夹，或先清空它。"
            f"{out} exists already. Give a folder that does not, or empty it."
        )
    with partial_folder(target) as partial:
        with checked(
            opened,
            partial,
            divisions=divisions,
            snapshot_day=snapshot_day,
            programmes=programmes,
            progress=progress,
            memory_limit=memory_limit,
        ) as done:
            in_place = done.report.in_contract_form and done.report.faultless
            if not in_place:
                _write(done, partial, progress or (lambda name, share: None))
        finish(partial, target)
    return CleanFacts(
        folder=opened.path if in_place else target,
        out=target,
        in_place=in_place,
        divisions=done.places.divisions,
        report=replace(done.report, findings_file=target / "findings.parquet"),
    )


def _refuse_overlap(source: Path, target: Path) -> None:
    """Raise FactsError when the folder that is read would be replaced by what is written, or moved out of the way."""
    read = source.resolve()
    for taken in (target.resolve(), *(path.resolve() for path in target.parent.glob(f"{target.name}.before*"))):
        if read == taken or taken in read.parents:
            raise FactsError(
                f"要读的文件夹 {source} 正是要写入的地方（{target}）：请换一个结果文件夹。"
                f"The folder to read, {source}, is where the result would be written ({target}). "
                "Give another folder for the result."
            )


def _write(done: Checked, folder: Path, progress: Progress) -> None:
    bench = done.bench
    progress("写出干净数据 / writing clean facts", 0.95)
    aside = folder / "set_aside"
    for name, file in bench.folder.tables.items():
        if name not in bench.unusable | bench.lost:
            _write_used(bench, name, folder / f"{name}.parquet", done.report.tables[name].used)
        if done.report.tables[name].set_aside:
            aside.mkdir(exist_ok=True)
            _write_set_aside(bench, file, done.report.findings_file, aside / f"{name}.csv")
    _write_affected(bench, folder / "persons_affected.parquet")
    _write_places(done.places, folder, aside)


def _write_used(bench: Workbench, table: str, path: Path, rows: int) -> None:
    columns = ", ".join(map(named, contract_columns(bench, table)))
    bench.con.execute(
        f"COPY (SELECT {columns} FROM live_{table} ORDER BY _row) TO {quoted(str(path))} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    written = pq.read_metadata(path).num_rows
    if written != rows:
        raise AssertionError(f"{path.name}: {rows} rows are to be used, {written} were written.")


def _write_set_aside(bench: Workbench, file: TableFile, findings: Path, path: Path) -> None:
    """Write the rows of a table that are not used, as they were, with their number and why (_row, _why_zh, _why_en).

    They can be mended and put back: columns that begin with "_" are not read. Cells beyond the header go to _rest.
    """
    name = file.table.name
    bench.con.execute(
        "CREATE OR REPLACE TABLE why AS SELECT row AS _row, string_agg(zh || remedy_zh, '') AS _why_zh, "
        f"string_agg(en || ' ' || remedy_en, ' ') AS _why_en FROM read_parquet({quoted(str(findings))}) "
        f"WHERE file = {quoted(file.path.name)} AND severity = 'set_aside' AND row IS NOT NULL GROUP BY row"
    )
    columns = [column for column in file.columns if column and not column.startswith("_")]
    physical = {row[0]: row[1] for row in bench.sql(f"DESCRIBE raw_{name}")}
    money = {c.name for c in file.table.columns if c.type is Type.MONEY} if file.form == "parquet" else set()
    texts = [
        _yuan(column) if column in money and physical[column] in WHOLE_NUMBERS else f"CAST({named(column)} AS VARCHAR)"
        for column in columns
    ]
    cells = ", ".join(f"{formula_safe(text)} AS {named(column)}" for text, column in zip(texts, columns, strict=True))
    some = "" if name in bench.unusable else f"SEMI JOIN aside_{name} USING (_row)"
    rows = bench.con.sql(
        f"SELECT raw._row, _why_zh, _why_en, {cells}, NULL::VARCHAR AS _rest FROM raw_{name} AS raw "
        f"LEFT JOIN why USING (_row) {some} ORDER BY raw._row"
    ).to_arrow_reader(50_000)
    with path.open("wb") as out:
        out.write(b"\xef\xbb\xbf")
        with pc.CSVWriter(out, rows.schema) as writer:
            for batch in rows:
                writer.write_batch(batch)
    if name not in bench.unusable:
        _append_ragged(bench, file, path)


def _yuan(column: str) -> str:
    return f"CAST(CAST({named(column)} AS DECIMAL(38, 2)) / 100 AS DECIMAL(38, 2))::VARCHAR"


def _append_ragged(bench: Workbench, file: TableFile, path: Path) -> None:
    """Add the rows that have too few or too many cells, each cell where it stands."""
    ragged = bench.con.execute(
        f"SELECT _row, _why_zh, _why_en, text FROM ragged_{file.table.name} LEFT JOIN why USING (_row) ORDER BY _row"
    )
    kept = [position for position, name in enumerate(file.columns) if name and not name.startswith("_")]
    with path.open("a", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        while some := ragged.fetchmany(10_000):
            for *why, text in some:
                cells = cells_of(text)
                rest = cells[len(file.columns) :]
                line = [cells[position] if position < len(cells) else "" for position in kept]
                writer.writerow([*why, *map(_safe, line), _safe(",".join(rest))])


def _safe(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _write_affected(bench: Workbench, path: Path) -> None:
    """Write whose facts are not whole: the persons in use to whom a row that was set aside refers.

    ``person_id``, ``table`` and ``row``, its number in the table's file. A row that only says again what another row
    says takes nothing away. Of rows whose cells cannot be told apart, whoever's key stands in them counts: better one
    person too many is looked at than a mother too few.
    """
    sides = [
        f'SELECT {named(column.name)} AS person_id, {quoted(table.name)} AS "table", _row AS "row" '
        f"FROM cells_{table.name} "
        f"WHERE {named(column.name)} IS NOT NULL AND _row IN "
        f'(SELECT _row FROM finding WHERE "table" = {quoted(table.name)} '
        f"AND severity = 'set_aside' AND rule <> 'duplicate_row')"
        for table in FACTS.tables
        for column in table.columns
        if column.type is Type.REF
    ]
    sides.append(
        f'SELECT TRY_CAST(word AS {bench.key_type}), "table", _row FROM (SELECT "table", _row, '
        """unnest(string_split_regex(value, '[",\\s]+')) AS word FROM finding """
        """WHERE rule IN ('ragged_row', 'unclosed_quote') AND "table" <> 'persons')"""
    )
    bench.con.execute(
        f'COPY (SELECT DISTINCT person_id, "table", "row" FROM ({" UNION ALL ".join(sides)}) '
        f"SEMI JOIN live_person USING (person_id) ORDER BY ALL) TO {quoted(str(path))} (FORMAT parquet)"
    )


def _write_places(own: OwnPlaces, folder: Path, aside: Path) -> None:
    if own.count is None:
        return
    schema = pa.schema([("code", pa.string()), ("name", pa.string()), ("level", pa.int64())])
    pq.write_table(
        pa.Table.from_pylist([place._asdict() for place in own.used], schema=schema), folder / "places.parquet"
    )
    if own.aside:
        aside.mkdir(exist_ok=True)
        with (aside / "places.csv").open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(["_row", "code", "name", "level"])
            writer.writerows(
                [row, *(_safe(cells.get(c, "")) for c in ("code", "name", "level"))] for row, cells in own.aside
            )
