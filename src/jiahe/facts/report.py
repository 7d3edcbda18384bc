"""What a check found: the findings, put into words as they are written to files, and the rows of every table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.csv as pc
import pyarrow.parquet as pq

from jiahe.facts.cells import quoted
from jiahe.facts.contract import FACTS
from jiahe.facts.finding import CELL_UNKNOWN, SET_ASIDE, WARNING, Finding
from jiahe.facts.folder import TABLES, FactsFolder
from jiahe.facts.rules import CONSEQUENCES, OF_A_VALUE, OPEN_ENDED_CONSEQUENCE, RULES, WHEN_NOT_KNOWN
from jiahe.facts.workbench import Workbench
from jiahe.law.schema import Column

_BATCH = 50_000
_ID_18 = r"\b([0-9]{4})[0-9]{2}(?:18|19|20)[0-9]{2}(?:0[0-9]|1[0-9])[0-3][0-9][0-9]{2}([0-9][0-9Xx])\b"
_ID_15 = r"\b([0-9]{4})[0-9]{4}(?:0[0-9]|1[0-9])[0-3][0-9][0-9]([0-9]{2})\b"


@dataclass(frozen=True)
class TableCount:
    """The rows of one file. ``read == used + set_aside`` always.

    ``cells_unknown``: cells of used rows that are read as unknown because they are faulty; empty cells do not count.
    """

    table: str
    file: str
    read: int
    used: int
    set_aside: int
    cells_unknown: int
    warnings: int

    def __post_init__(self) -> None:
        if self.read != self.used + self.set_aside:
            raise AssertionError(
                f"{self.file}: {self.read} rows read, {self.used} used and {self.set_aside} set aside."
            )


@dataclass(frozen=True)
class CheckReport:
    """What a check of a folder found.

    ``tables``: the counts of every file that is there. ``absent``: tables that are not there; ``unusable``: tables that
    are and lack a required column, or none of whose rows can be used. Both count as unknown. ``absent_columns``:
    columns (table, column) that are unknown for every row. ``rules``: how often each rule was broken. ``warnings``: the
    number of warnings, those of whole files too. ``in_contract_form``: all files are Parquet of exactly the contract's
    types.
    """

    folder: FactsFolder
    tables: Mapping[str, TableCount]
    absent: tuple[str, ...]
    unusable: tuple[str, ...]
    absent_columns: tuple[tuple[str, str], ...]
    rules: Mapping[str, int]
    warnings: int
    findings_file: Path
    in_contract_form: bool
    keeps: object = field(default=None, repr=False, compare=False)
    """What has to live as long as ``findings_file`` is to be read (a temporary folder)."""

    @property
    def set_aside(self) -> int:
        """Return the number of rows that are not used, over all tables."""
        return sum(count.set_aside for count in self.tables.values())

    @property
    def cells_unknown(self) -> int:
        """Return the number of faulty cells that are read as unknown, over all tables."""
        return sum(count.cells_unknown for count in self.tables.values())

    @property
    def faultless(self) -> bool:
        """Say whether every row and every cell is used as it is written (there may be warnings)."""
        return self.set_aside == 0 and self.cells_unknown == 0 and not self.unusable

    def findings(self) -> Iterator[Finding]:
        """Yield every finding, in the order of the files and their rows, without holding them all."""
        with pq.ParquetFile(self.findings_file) as file:
            for batch in file.iter_batches(_BATCH):
                for row in batch.to_pylist():
                    yield Finding(**row)


def write_findings(bench: Workbench, folder: Path) -> Path:
    """Put every finding into words and write findings.parquet and findings.csv. Returns the Parquet file."""
    path = folder / "findings.parquet"
    _register_words(bench)
    bench.con.execute("SET preserve_insertion_order = true")
    bench.con.execute(f"COPY ({_worded()}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)")
    bench.con.execute("SET preserve_insertion_order = false")
    _write_csv(path, folder / "findings.csv")
    return path


def formula_safe(sql: str) -> str:
    """Return SQL for a text that a spreadsheet will not take for a formula: it gets an apostrophe before it."""
    return f"CASE WHEN regexp_matches({sql}, '^[=+@\\t\\r-]') THEN '''' || {sql} ELSE {sql} END"


def _register_words(bench: Workbench) -> None:
    """Load the catalogue's texts, the columns' and the files' names into the database."""
    rules = [(r.key, r.zh, r.en, r.remedy_zh, r.remedy_en) for r in RULES.values()]
    consequences = [(severity, of_row, zh, en) for (severity, of_row), (zh, en) in CONSEQUENCES.items()]
    columns = [(t.name, c.name, c.zh.split("（")[0], _class(c)) for t in TABLES.values() for c in t.columns]
    not_known = [(kind, key, zh, en) for kind, (zh, en) in WHEN_NOT_KNOWN.items() for key in OF_A_VALUE]
    files = [(f.table.name, n, f.path.name, f.form == "csv") for n, f in enumerate(bench.folder.files)]
    for name, rows, names in (
        ("rule_words", rules, ("rule", "zh", "en", "remedy_zh", "remedy_en")),
        ("consequence", consequences, ("severity", "of_row", "zh", "en")),
        ("column_words", columns, ("table", "column", "zh", "class")),
        ("not_known_words", not_known, ("class", "rule", "zh", "en")),
        ("file_words", files, ("table", "place", "file", "csv")),
    ):
        words = pa.table(dict(zip(names, zip(*rows, strict=True), strict=True)))
        bench.con.register("words", words)
        bench.con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM words")
        bench.con.unregister("words")


def _class(column: Column) -> str:
    return "required" if column.required else "open_ended" if column.open_ended else "optional"


def _worded() -> str:
    """Return the query for all findings in words; ID numbers are masked wherever they stand."""
    shown = "replace(CASE WHEN len(f.value) > 60 THEN f.value[1:60] || '…' ELSE f.value END, chr(10), ' ')"
    whole_id = "f.\"column\" = 'id_number' AND len(f.value) > 8 AND NOT contains(f.value, '+')"
    stars = "f.value[1:4] || repeat('*', len(f.value) - 6) || f.value[-2:]"
    value = f"CASE WHEN {whole_id} THEN {stars} ELSE {_masked(shown)} END"
    unreadable_end = "f.severity = 'set_aside' AND w.class = 'open_ended' AND k.zh IS NOT NULL"
    end_zh, end_en = map(quoted, OPEN_ENDED_CONSEQUENCE)

    def filled(text: str) -> str:
        for name, by in (
            ("count", "f.count"),
            ("column_zh", "w.zh"),
            ("column", 'f."column"'),
            ("a", "f.a"),
            ("b", "f.b"),
        ):
            text = f"replace({text}, '{{{name}}}', coalesce(CAST({by} AS VARCHAR), ''))"
        return f"replace({_masked(text)}, '{{value}}', coalesce(f.shown, ''))"

    return f"""
        SELECT coalesce(files.file, f."table") AS file, f._row AS row, CASE WHEN files.csv THEN f._row + 1 END AS line,
            f."column", f.shown AS value, f.rule, f.severity,
            {filled("r.zh")} || CASE WHEN {unreadable_end} THEN {end_zh} ELSE c.zh END AS zh,
            trim({filled("r.en")} || ' ' || CASE WHEN {unreadable_end} THEN {end_en} ELSE c.en END) AS en,
            {filled("r.remedy_zh")} || coalesce(k.zh, '') AS remedy_zh,
            trim({filled("r.remedy_en")} || ' ' || coalesce(k.en, '')) AS remedy_en, f.count
        FROM (SELECT *, {value} AS shown FROM finding AS f) AS f
        JOIN rule_words AS r ON r.rule = f.rule
        JOIN consequence AS c ON c.severity = f.severity AND c.of_row = (f._row IS NOT NULL)
        LEFT JOIN column_words AS w ON w."table" = f."table" AND w."column" = f."column"
        LEFT JOIN not_known_words AS k ON k.class = w.class AND k.rule = f.rule
        LEFT JOIN file_words AS files ON files."table" = f."table"
        ORDER BY files.place NULLS FIRST, f._row NULLS FIRST, f."column" NULLS FIRST, f.rule"""


def _masked(sql: str) -> str:
    for form, stars in ((_ID_18, 12), (_ID_15, 9)):
        sql = f"regexp_replace({sql}, {quoted(form)}, '\\1{'*' * stars}\\2', 'g')"
    return sql


def _write_csv(source: Path, target: Path) -> None:
    """Write the findings for a spreadsheet: UTF-8 with a byte order mark, no cell that reads as a formula."""
    with pq.ParquetFile(source) as file, target.open("wb") as out:
        out.write(b"\xef\xbb\xbf")
        schema = file.schema_arrow
        with pc.CSVWriter(out, schema) as writer:
            for batch in file.iter_batches(_BATCH):
                writer.write_batch(
                    pa.RecordBatch.from_arrays(
                        [_safe(column) if pa.types.is_string(column.type) else column for column in batch.columns],
                        schema=schema,
                    )
                )


def _safe(column: pa.Array) -> pa.Array:
    risky = compute.match_substring_regex(column, "^[=+@\t\r-]")
    return compute.if_else(risky, compute.binary_join_element_wise("'", column, ""), column)


def count_rows(bench: Workbench) -> dict[str, TableCount]:
    """Return the counts of every table that the folder holds."""
    counts = {}
    for name, file in bench.folder.tables.items():
        read = bench.count(f"raw_{name}")
        used, aside = bench.count(f"live_{name}"), bench.count(f"aside_{name}")
        if name in bench.unusable:
            used, aside = 0, read
        else:
            read += bench.count(f"ragged_{name}")
        ((unknown, warnings),) = bench.sql(
            f"SELECT count(DISTINCT (_row, \"column\")) FILTER (severity = '{CELL_UNKNOWN}'), "
            f"count(*) FILTER (severity = '{WARNING}') FROM finding "
            f"ANTI JOIN aside_{name} USING (_row) WHERE \"table\" = '{name}' AND (severity <> '{SET_ASIDE}')"
        )
        counts[name] = TableCount(name, file.path.name, read, used, aside, unknown, warnings)
    return counts


def contract_columns(bench: Workbench, table: str) -> tuple[str, ...]:
    """Return the contract's columns that the folder has for a table and that can be read, in the contract's order."""
    file = bench.folder.tables[table]
    return tuple(column.name for column in file.known if (table, column.name) not in bench.dropped)


def absent_columns(bench: Workbench) -> tuple[tuple[str, str], ...]:
    """Return the columns (table, column) that are unknown for every row of a table that is there."""
    return tuple(
        (name, column.name)
        for name in bench.folder.tables
        if name not in bench.unusable | bench.lost
        for column in FACTS.table(name).columns
        if column.name not in contract_columns(bench, name)
    )
