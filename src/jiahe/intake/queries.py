"""What is shown of a file: its columns with samples, its faults in groups, the rows that have one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.db.models import Count, Min

from jiahe.intake.fault import Fault
from jiahe.intake.files import opened
from jiahe.intake.models import Load, Row, RowFault
from jiahe.intake.reading import Cell, Table
from jiahe.intake.reading import Row as FileRow
from jiahe.intake.reports import Found, write_commented, write_set_aside
from jiahe.people.numbers import masked
from jiahe.web.words import Words

SAMPLES, AT_MOST = 3, 200


@dataclass(frozen=True)
class ColumnSeen:
    """One column: its label, what stands in it first, and the field that it is taken for ("": none)."""

    position: int
    label: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True)
class SheetSeen:
    """One sheet with a table."""

    at: int
    name: str
    columns: tuple[ColumnSeen, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the labels in their order."""
        return tuple(one.label for one in self.columns)


@dataclass(frozen=True)
class Preview:
    """What a file holds. ``without``: sheets in which no table was found, each with why."""

    sheets: tuple[SheetSeen, ...]
    without: tuple[tuple[str, Words], ...]


def preview(load: Load) -> Preview:
    """Return a file's sheets, columns and samples. Raises Unreadable."""
    with opened(load) as book:
        sheets, without = [], []
        for at, sheet in enumerate(book.sheets):
            if sheet.table is None:
                without.append((sheet.name, sheet.fault.words if sheet.fault else _EMPTY))
            else:
                sheets.append(_seen(at, sheet.table, load.columns.get(str(at), {})))
        return Preview(tuple(sheets), tuple(without))


_EMPTY = Words("没有内容", "nothing in it")


def _seen(at: int, table: Table, chosen: dict[str, str]) -> SheetSeen:
    first = list(islice(table.rows(), 30))
    columns = []
    for position, label in enumerate(table.labels):
        values = (said(row.cells[position]) for row in first if position < len(row.cells))
        samples = tuple(islice(dict.fromkeys(one for one in values if one), SAMPLES))
        columns.append(ColumnSeen(position, label, samples, chosen.get(str(position), "")))
    return SheetSeen(at, table.sheet, tuple(columns))


def said(cell: Cell) -> str:
    """Return what stands in a cell, as a page shows it; of what may be an ID number or account, only its ends."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    text = str(cell).strip()
    return str(masked(text)) if len(text) >= 15 and sum(one.isdigit() for one in text) >= 14 else text[:60]


# ------------------------------------------------------------------------------------------------ faults


@dataclass(frozen=True)
class Group:
    """The rows that break one rule: how many, and the first of them."""

    rule: str
    words: Words
    remedy: Words
    rows: int
    first: int


def fault_groups(load: Load) -> list[Group]:
    """Return the faults of a file in groups, the most frequent first."""
    found = RowFault.objects.filter(load=load).values("rule").annotate(n=Count("id"), first=Min("number"))
    return [
        Group(
            one["rule"],
            Words(said_of["zh"], said_of["en"]),
            Words(said_of["remedy_zh"], said_of["remedy_en"]),
            one["n"],
            one["first"],
        )
        for one in found.order_by("-n", "rule")
        for said_of in [load.faults[one["rule"]]]
    ]


@dataclass(frozen=True)
class FaultyRow:
    """One row with a fault: where it stands, the faulty cells as they are, and what is said of this very row."""

    sheet: str
    number: int
    cells: str
    words: Words | None


def faulty_rows(load: Load, rule: str) -> list[FaultyRow]:
    """Return the first rows that break a rule, with what stands in their faulty cells."""
    faults = {
        (one.sheet, one.number): one
        for one in RowFault.objects.filter(load=load, rule=rule).order_by("sheet", "number")[:AT_MOST]
    }
    found = []
    for at, table, rows in tables_of(load):
        for row in rows:
            fault = faults.pop((at, row.number), None)
            if fault is not None:
                shown = fault.columns or range(min(4, len(row.cells)))
                cells = "；".join(f"{table.labels[p]}：{said(row.cells[p]) or '—'}" for p in shown)
                words = Words(fault.said["zh"], fault.said["en"]) if fault.said else None
                found.append(FaultyRow(table.sheet, row.number, cells, words))
            if not faults:
                return found
    return found


def tables_of(load: Load) -> Iterator[tuple[int, Table, Iterator[FileRow]]]:
    """Yield the position, the table and the rows of each sheet that is loaded."""
    with opened(load) as book:
        for at, sheet in enumerate(book.sheets):
            if sheet.table is not None and load.columns.get(str(at)):
                yield at, sheet.table, sheet.table.rows()


# ------------------------------------------------------------------------------------------------ what goes back


def sheets_aside(load: Load) -> list[int]:
    """Return the positions of the sheets that have rows set aside."""
    found = Row.objects.filter(load=load, fate=Row.Fate.ASIDE).values_list("sheet", flat=True)
    return sorted(found.distinct())


def commented(load: Load, path: Path) -> None:
    """Write the file as it came to a workbook, with a comment on each faulty cell."""
    with opened(load) as book:
        tables = [one.table for at, one in enumerate(book.sheets) if one.table is not None and str(at) in load.columns]
        names = {at: one.table.sheet for at, one in enumerate(book.sheets) if one.table is not None}
        write_commented(tables, _found(load, names), path)


def set_aside(load: Load, at: int, path: Path) -> None:
    """Write the rows of one sheet that are set aside to a workbook, to be mended and uploaded again."""
    rows = Row.objects.filter(load=load, sheet=at, fate=Row.Fate.ASIDE).values_list("number", flat=True)
    numbers = set(rows)
    with opened(load) as book:
        table = book.sheets[at].table
        assert table is not None
        kept = (row for row in table.rows() if row.number in numbers)
        write_set_aside(table, kept, _found(load, {at: table.sheet}), path)


def _found(load: Load, names: Mapping[int, str]) -> list[Found]:
    found = []
    for one in RowFault.objects.filter(load=load, sheet__in=names).order_by("sheet", "number"):
        said = load.faults[one.rule]
        words = Words(one.said["zh"], one.said["en"]) if one.said else Words(said["zh"], said["en"])
        fault = Fault(one.rule, words, Words(said["remedy_zh"], said["remedy_en"]))
        found += [Found(names[one.sheet], one.number, column, fault) for column in one.columns or [None]]
    return found
