"""The reports of one file: the file with comments where it is wrong, and its rows that are set aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from jiahe.intake import reports
from jiahe.intake.fault import Fault
from jiahe.intake.fields import Kind
from jiahe.intake.files import opened
from jiahe.intake.mending.models import Mend
from jiahe.intake.mending.values import shown
from jiahe.intake.models import Load, Row, RowFault
from jiahe.intake.queries import aside, tables
from jiahe.intake.reading import Book
from jiahe.intake.sources import SOURCES
from jiahe.web.words import Words


def write_commented(load: Load, path: Path) -> None:
    """Write the file anew, cell by cell, with a comment on each faulty one."""
    with opened(load) as book:
        given = _reported(load, book)
        reports.write_commented(list(given.values()), _found(load, given), path)


def write_set_aside(load: Load, path: Path) -> None:
    """Write the rows that are set aside."""
    numbers = aside(load)
    with opened(load) as book:
        given = _reported(load, book)
        parts = [
            (table, (row for row in table.rows() if row.number in numbers[at]))
            for at, table in given.items()
            if at in numbers
        ]
        reports.write_set_aside(parts, _found(load, given), path)


def _reported(load: Load, book: Book) -> dict[int, reports.ReportTable]:
    """Return the tables as they are written into a report."""
    fields = SOURCES[load.source].fields
    of_days = {one.key for one in fields if one.kind is Kind.DATE}
    return {
        at: reports.DaysShown(
            table, frozenset(int(position) for position, key in load.columns[str(at)].items() if key in of_days)
        )
        if book.since_1904
        else table
        for at, table in tables(load, book).items()
    }


def _found(load: Load, tables: Mapping[int, reports.ReportTable]) -> Iterator[reports.Found]:
    """Yield each fault at each of its cells; what is said of this very row stands before the rule's remedy."""
    for one in RowFault.objects.filter(load=load, sheet__in=list(tables)).order_by("sheet", "number").iterator():
        words = load.faults[one.rule]
        zh, en = words["remedy_zh"], words["remedy_en"]
        remedy = Words(one.said["zh"] + zh, f"{one.said['en']} {en}") if one.said else Words(zh, en)
        fault = Fault(one.rule, Words(words["zh"], words["en"]), remedy)
        for column in one.columns or [None]:
            yield reports.Found(tables[one.sheet].sheet, one.number, column, fault)
    yield from _mended(load, tables)


def _mended(load: Load, tables: Mapping[int, reports.ReportTable]) -> Iterator[reports.Found]:
    """Yield each cell in whose place something else is read: what was written, what is read, and who decided it."""
    mends = Mend.objects.filter(load=load, taken_back_at=None).select_related("account").in_bulk()
    if not mends:
        return
    faults = {key: _as_fault(load, one) for key, one in mends.items()}
    rows = Row.objects.filter(load=load, sheet__in=list(tables)).exclude(mended=[]).order_by("sheet", "number")
    for at, number, used in rows.values_list("sheet", "number", "mended").iterator():
        positions = {field: int(position) for position, field in load.columns[str(at)].items()}
        for key in used:
            if key in mends and (column := positions.get(mends[key].field)) is not None:
                yield reports.Found(tables[at].sheet, number, column, faults[key], mends[key].used)


def _as_fault(load: Load, mend: Mend) -> Fault:
    read, who, when = shown(SOURCES[load.source].field(mend.field), mend.used), mend.account.full_name, mend.decided_at
    on = when.date().isoformat()
    return Fault(
        "mended",
        Words(f"文件写的是“{mend.written}”，按“{read}”读。", f"The file says “{mend.written}”; “{read}” is read."),
        Words(f"{who}决定，{on}。", f"Decided by {who}, {on}."),
    )
