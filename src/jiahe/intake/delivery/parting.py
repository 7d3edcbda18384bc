"""Parts a checked delivery: a CSV for each source that takes rows of it, and what nobody takes, with its counts."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jiahe.facts.cells import named
from jiahe.facts.check import Checked, checked
from jiahe.facts.contract import FACTS
from jiahe.facts.errors import ColumnTwice, FactsError
from jiahe.facts.finding import WARNING, Finding
from jiahe.facts.folder import TABLES
from jiahe.facts.workbench import Workbench
from jiahe.intake.delivery import faults
from jiahe.intake.delivery.parts import PARTS, READ_WITH, REFUSALS, Part
from jiahe.intake.fault import Unreadable
from jiahe.intake.mapping import PROBLEM
from jiahe.intake.sources import SOURCES
from jiahe.places import Divisions

LINE = "行号"
"""The column that gives a row's number in its table; nothing is read from it."""
BETWEEN = " ‖ "
"""Stands in the column PROBLEM between Chinese and English."""
_BATCH = 5_000
_CHECKING = 0.7
"""The share of the work that the check is."""


@dataclass(frozen=True)
class Parted:
    """A CSV for a part. ``columns``: the field of each, by its label; ``rows``: of the table, that are in it."""

    part: Part
    path: Path
    columns: dict[str, str]
    rows: int


@dataclass
class TableSeen:
    """A table of a delivery: its rows, how many of them each source takes, how many none, and columns nobody reads.

    ``broken``: rows whose cells could not be told apart. ``columns``: by name, in how many rows each says something.
    ``kinds``: of the rows that none takes, how many of each kind, where the table has kinds. ``said``: of its columns
    or of all of it, in Chinese and English.
    """

    name: str
    rows: int
    taken: dict[str, int] = field(default_factory=dict)
    left: int = 0
    broken: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    said: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Delivery:
    """What is in a delivery: its parts in the order in which they are loaded, and all its tables."""

    parts: list[Parted]
    tables: list[TableSeen]


def part(
    folder: Path,
    work: Path,
    *,
    divisions: Divisions,
    day: dt.date,
    progress: Callable[[float], None] = lambda share: None,
) -> Delivery:
    """Check a folder and part it; the files are written into ``work``. Raises Unreadable.

    ``progress``: called with the share that is done, 0 to 1; what it raises ends the work.
    """

    def told(step: str, share: float) -> None:
        if share < 1:  # the check says that it is done when it is left, after the parts are written
            progress(share * _CHECKING)

    with _told(folder), checked(folder, work, divisions=divisions, snapshot_day=day, progress=told) as done:
        if _names_nobody(done.bench):
            raise Unreadable(faults.NOBODY)
        said = _Said(done)
        seen = [TableSeen(name, done.report.tables[name].read) for name in done.bench.folder.tables]
        parted = []
        for at, one in enumerate(PARTS):
            progress(_CHECKING + (1 - _CHECKING) * at / len(PARTS))
            table = next((table for table in seen if table.name == one.table), None)
            if table is not None and one.table not in done.bench.unusable and (rows := _rows(done.bench, one)):
                parted.append(_write(done.bench, one, said, work, rows))
                table.taken[one.source] = rows
        for table in seen:
            _leave(done.bench, table)
            table.said = said.of_tables.get(table.name, [])
        if done.places.count is not None and done.places.count.read:
            seen.append(TableSeen("places", done.places.count.read, left=done.places.count.read))
        return Delivery(sorted(parted, key=lambda one: one.part.stage), seen)


def _names_nobody(bench: Workbench) -> bool:
    """Whether there are persons, and nothing by which one of them could be recognised."""
    if "persons" in bench.unusable or not bench.count("live_persons"):
        return False
    return not bench.count("live_persons", "name IS NOT NULL OR id_number IS NOT NULL")


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Raise Unreadable for what the check cannot read, without the office's own path, and without any number or name.

    Of a file whose header is missing, the check may name what stands in its first row: a column that is there twice is
    named only when it is one of the contract's.
    """
    try:
        yield
    except ColumnTwice as error:
        raise Unreadable(faults.column_twice(error.file, error.column if error.column in _COLUMNS else None)) from error
    except FactsError as error:
        said = str(error).replace(f"{folder}/", "").replace(str(folder), "zip")
        raise Unreadable(faults.unreadable(_NUMBER.sub("…", said))) from error


_NUMBER = re.compile(r"\d{7,}[Xx]?")
_COLUMNS = {column.name for table in TABLES.values() for column in table.columns}


_SAID_ELSEWHERE = ("unknown_column", "no_row_left")
"""Unknown columns are among those that nobody reads; where no row can be used, each row says why."""


class _Said:
    """What the check says of rows that cannot be used as they are, and of whole columns and tables."""

    def __init__(self, done: Checked) -> None:
        names = {file.path.name: name for name, file in done.bench.folder.tables.items()}
        self.of_rows: dict[tuple[str, int], list[Finding]] = {}
        self.of_tables: dict[str, list[tuple[str, str]]] = {}
        for one in done.report.findings():
            table = names.get(one.file, one.file)
            if one.row is not None and one.severity != WARNING:
                self.of_rows.setdefault((table, one.row), []).append(one)
            elif one.row is None and one.rule not in _SAID_ELSEWHERE:
                self.of_tables.setdefault(table, []).append((one.text("zh"), one.text("en")))

    def of(self, part: Part, rows: list[int]) -> list[tuple[str, str]]:
        """Return why rows of a part cannot be used. What is wrong in a column that it does not read spoils nothing."""
        return [
            (one.text("zh"), one.text("en"))
            for row in rows
            for one in self.of_rows.get((part.table, row), ())
            if one.severity == "set_aside" or one.column is None or one.column in part.used
        ]


def _relation(part: Part) -> str:
    """Return SQL for the rows that a part takes."""
    rows = part.rows or f"SELECT *, [_row] AS _rows FROM cells_{part.table}"
    return f"(SELECT * FROM ({rows}) AS t WHERE {part.where})"


def _rows(bench: Workbench, part: Part) -> int:
    ((rows,),) = bench.sql(f"SELECT coalesce(sum(len(_rows)), 0) FROM {_relation(part)} AS t")
    return int(rows)


def _write(bench: Workbench, part: Part, said: _Said, work: Path, count: int) -> Parted:
    source = SOURCES[part.source]
    cells = dict(part.cells)
    joins, numbers = [], []
    for role, column in part.people.items():
        prefix, who = f"{role}_" if role else "", f"p_{column}"
        joins.append(f"LEFT JOIN live_persons AS {who} ON {who}.person_id = t.{column}")
        cells |= {f"{prefix}name": f"{who}.name", f"{prefix}id_number": f"{who}.id_number"}
        numbers.append(f"({who}.person_id IS NOT NULL AND {who}.id_number IS NULL)")
    refuses = dict(part.refuses) | ({"no_number": " OR ".join(numbers)} if numbers else {})
    columns = {source.field(key).words.zh: key for key in cells}
    asked = [f"CAST({sql} AS VARCHAR)" for sql in (*cells.values(), *(f"({one})" for one in refuses.values()))]
    found = bench.con.cursor().execute(
        f"SELECT t._row, t._rows, {', '.join(asked)} FROM {_relation(part)} AS t {' '.join(joins)} "
        f"ORDER BY {part.order}, t._row"
    )
    path = work / f"{part.table}-{source.words.zh}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow((LINE, *columns, PROBLEM))
        while some := found.fetchmany(_BATCH):
            for number, rows, *told in some:
                values, refused = told[: len(cells)], told[len(cells) :]
                why = said.of(part, sorted(rows))
                why += [
                    (rule.words.zh + rule.remedy.zh, f"{rule.words.en} {rule.remedy.en}")
                    for key, holds in zip(refuses, refused, strict=True)
                    if holds == "true"
                    for rule in (REFUSALS[key],)
                ]
                writer.writerow((number, *(_plain(one) for one in values), _joined(why)))
    return Parted(part, path, columns, count)


def _plain(value: Any) -> str:
    """Return a cell on one line: what the register holds has no line breaks."""
    return "" if value is None else " ".join(str(value).split("\n"))


def _joined(why: list[tuple[str, str]]) -> str:
    each = list(dict.fromkeys(why))
    return BETWEEN.join((" ".join(zh for zh, _ in each), " ".join(en for _, en in each))) if each else ""


def _leave(bench: Workbench, table: TableSeen) -> None:
    """Count what no source takes of a table: rows, and columns in which something stands."""
    parts = [one for one in PARTS if one.source in table.taken and one.table == table.name]
    raw = f"raw_{table.name}"
    ((there,),) = bench.sql(f"SELECT count(*) FROM {raw}")
    table.broken = table.rows - there
    taken = " UNION ".join(f"SELECT unnest(_rows) AS _row FROM {_relation(one)} AS t" for one in parts)
    left = f"(SELECT * FROM cells_{table.name} {f'ANTI JOIN ({taken}) USING (_row)' if parts else ''})"
    if table.name in bench.unusable:
        table.left = there
        return
    ((table.left,),) = bench.sql(f"SELECT count(*) FROM {left}")
    if any(column.name == "kind" for column in FACTS.table(table.name).columns):
        kinds = bench.sql(f"SELECT coalesce(kind, ''), count(*) FROM {left} GROUP BY 1 ORDER BY 2 DESC, 1")
        table.kinds = dict(kinds)
    file, used = bench.folder.tables[table.name], {column for one in parts for column in one.used}
    unread = [name for name in file.columns if name and not name.startswith("_") and name not in used]
    if parts and unread:
        asked = [(f"count(r.{named(name)})", READ_WITH.get((table.name, name))) for name in unread]
        counts = ", ".join(f"{count} FILTER (NOT {read})" if read else count for count, read in asked)
        (found,) = bench.sql(f"SELECT {counts} FROM {raw} AS r JOIN cells_{table.name} AS c USING (_row)")
        table.columns = {name: int(count) for name, count in zip(unread, found, strict=True) if count}
