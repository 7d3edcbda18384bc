"""What is shown of a file: its columns with samples, its faults in groups, the rows that have one."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Count, Min

from jiahe.intake.fault import Fault, Unreadable
from jiahe.intake.files import file_of, opened
from jiahe.intake.guessing import guess, likely, reason
from jiahe.intake.layout import Layout, layout_of
from jiahe.intake.models import Load, Pair, Row, RowFault
from jiahe.intake.reading import Book, Cell, Table
from jiahe.people.numbers import masked
from jiahe.web.words import Words

SAMPLES, AT_MOST, LOOKED_AT = 3, 200, 20_000
"""Of a column, of a list of rows, and of a sheet before it is checked."""


@dataclass(frozen=True)
class ColumnSeen:
    """One column: its label, what stands in it first, and the field that it is taken for ("": none), with why.

    ``fault``: what is wrong with its name: it has none of its own, and is not remembered.
    """

    position: int
    label: str
    samples: tuple[str, ...]
    field: str
    why: Words
    fault: Fault | None


@dataclass(frozen=True)
class SheetSeen:
    """One sheet with a table. ``whole``: the layout is that of the whole sheet, not of its first rows only.

    ``hidden``: nobody sees it who opens the workbook; it is left out unless somebody wants it.
    """

    at: int
    name: str
    columns: tuple[ColumnSeen, ...]
    layout: Layout
    whole: bool
    rows: int
    """Of how many rows something is shown."""
    hidden: bool

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the labels in their order, as they are remembered: "" where the file gave none, or gave it twice."""
        return tuple("" if one.fault else one.label for one in self.columns)


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
                sheets.append(_seen(load, at, sheet.table, hidden=sheet.hidden))
        return Preview(tuple(sheets), tuple(without))


_EMPTY = Words("没有内容", "nothing in it")


def _seen(load: Load, at: int, table: Table, *, hidden: bool) -> SheetSeen:
    faults, guessed = dict(table.faults), guess(load.source, table)
    chosen = likely(guessed) if hidden else load.columns.get(str(at), {})
    matches = {one.column: one for one in guessed}
    rows = table.rows()
    first = list(islice(rows, 30))
    columns, shown = [], set[int]()
    for position, label in enumerate(table.labels):
        values = ((said(row.cells[position]), row.number) for row in reversed(first) if position < len(row.cells))
        where = {one: number for one, number in values if one}
        samples = sorted(where, key=where.__getitem__)[:SAMPLES]
        shown |= {where[one] for one in samples}
        columns.append(
            ColumnSeen(
                position,
                label,
                tuple(samples),
                chosen.get(str(position), ""),
                reason(matches[position]),
                faults.get(position),
            )
        )
    whole = False
    with suppress(Unreadable):  # the check will say it
        whole = sum(1 for _ in islice(rows, LOOKED_AT)) < LOOKED_AT
    layout = layout_of(table)
    passed = sum(len(one.texts) for one in layout.passed)
    return SheetSeen(at, table.sheet, tuple(columns), layout, whole, len(shown) + passed, hidden)


def said(cell: Cell) -> str:
    """Return what stands in a cell, as a page shows it; of what may be an ID number or account, only its ends."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    text = str(cell).strip()
    return str(masked(text)) if len(text) >= 15 and sum(one.isdigit() for one in text) >= 14 else text[:60]


# ------------------------------------------------------------------------------------------------ faults


_CHECKED = (Load.State.CHECKED, Load.State.LOADING, Load.State.LOADED, Load.State.UNDOING, Load.State.UNDONE)


def has_rows(load: Load) -> bool:
    """Whether a file was checked and is still there, so that its rows can be shown."""
    return load.state in _CHECKED and file_of(load.id).exists()


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


def rows_to_decide(load: Load) -> int:
    """Return of how many rows somebody must decide whether they are about somebody of the register."""
    return Pair.objects.filter(load=load, answer=Pair.Answer.OPEN).aggregate(n=Count("row", distinct=True))["n"]


@dataclass(frozen=True)
class FaultyRow:
    """One row with a fault: where it stands, the faulty cells as they are, and what is said of this very row."""

    sheet: str
    number: int
    cells: str
    words: Words | None


def faulty_rows(load: Load, rule: str, most: int | None) -> list[FaultyRow]:
    """Return the first rows that break a rule, with what stands in their faulty cells. ``most`` None: all of them."""
    faults = {
        (one.sheet, one.number): one
        for one in RowFault.objects.filter(load=load, rule=rule).order_by("sheet", "number")[:most]
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


@dataclass(frozen=True)
class FaultAt:
    """One fault of a row, without what stands in the cells. ``key``: its place among all faults."""

    key: int
    sheet: str
    number: int
    columns: tuple[str, ...]
    rule: str
    words: Words | None


def faults_after(load: Load, rule: str | None, after: int, most: int) -> list[FaultAt]:
    """Return the faults of a file (of one rule) that come after one of them, in the order in which they were found."""
    wanted = RowFault.objects.filter(load=load, id__gt=after, **({"rule": rule} if rule is not None else {}))
    with opened(load) as book:
        there = tables(load, book)
        return [
            FaultAt(
                one.id,
                there[one.sheet].sheet,
                one.number,
                tuple(there[one.sheet].labels[at] for at in one.columns),
                one.rule,
                Words(one.said["zh"], one.said["en"]) if one.said else None,
            )
            for one in wanted.order_by("id")[:most]
        ]


def tables_of(load: Load) -> Any:
    """Yield the position, the table and the rows of each sheet that is loaded."""
    with opened(load) as book:
        for at, table in tables(load, book).items():
            yield at, table, table.rows()


def aside(load: Load) -> dict[int, set[int]]:
    """Return the numbers of the rows that are set aside, by sheet."""
    found: dict[int, set[int]] = {}
    for at, number in Row.objects.filter(load=load, fate=Row.Fate.ASIDE).values_list("sheet", "number"):
        found.setdefault(at, set()).add(number)
    return found


def tables(load: Load, book: Book) -> dict[int, Table]:
    """Return the table of each sheet that is loaded, by the sheet's position."""
    return {
        at: sheet.table for at, sheet in enumerate(book.sheets) if sheet.table is not None and load.columns.get(str(at))
    }
