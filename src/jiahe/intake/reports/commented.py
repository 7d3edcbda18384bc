"""A file written anew with its faults: a comment and a colour on each faulty cell, and a first sheet that sums up.

Nothing of the sender's file is kept but what its cells said: formulas are the values that they showed, and there are no
links, macros, hidden sheets, names or properties. It can be mended in place and uploaded again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from jiahe.intake.reading.grid import GridRow
from jiahe.intake.reports.front import Front, lines_of
from jiahe.intake.reports.shape import (
    LAST_ROW,
    Formats,
    Found,
    ReportRow,
    ReportTable,
    put,
    sheet_name,
    text_of,
    with_unit,
)

AT_MOST_COMMENTS = 20_000
"""How many comments a workbook gets: a spreadsheet holds them all in memory. The colour is on every faulty cell."""


def write_commented(
    tables: Sequence[ReportTable], faults: Iterable[Found], path: Path, *, at_most_comments: int = AT_MOST_COMMENTS
) -> None:
    """Write the tables to a workbook, each row where the file has it, with the faults on their cells.

    Rows beyond the last that Excel has go on in a further sheet.
    """
    found = list(faults)
    by_row: dict[tuple[str, int], list[Found]] = defaultdict(list)
    for one in found:
        by_row[one.sheet, one.row].append(one)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        formats, used = Formats(book), set[str]()
        front = lines_of(tables, found, at_most_comments)
        _write_front(book.add_worksheet(sheet_name(front.name, used)), front, formats)
        left = at_most_comments
        for table in tables:
            left = _write_table(book, table, by_row, formats, used, left)


def _write_front(sheet: Any, front: Front, formats: Formats) -> None:
    sheet.set_row(0, 34)
    sheet.merge_range(0, 0, 0, len(front.titles) - 1, front.summary, formats.words)
    for at, (title, width) in enumerate(front.titles):
        sheet.set_column(at, at, width)
        sheet.write_string(1, at, title, formats.head)
    for line, cells in enumerate(front.lines, 2):
        for at, value in enumerate(cells):
            if isinstance(value, int):
                sheet.write_number(line, at, value, formats.words)
            else:
                sheet.write_string(line, at, text_of(value), formats.words)
    sheet.freeze_panes(2, 0)


def _write_table(
    book: Any,
    table: ReportTable,
    by_row: Mapping[tuple[str, int], list[Found]],
    formats: Formats,
    used: set[str],
    comments_left: int,
) -> int:
    """Write the rows of a table's sheet where the file has them; return how many comments may still be written.

    A merged cell's value stands in each row that it covered. Of a header of several rows the last has the whole labels.
    """
    rows, sheet, part = _at(table.rows()), None, -1
    for physical in table.physical():
        at_part, line = divmod(physical.number - 1, LAST_ROW)
        if sheet is None or at_part != part:
            sheet, part = _begin_sheet(book, table, formats, used, first=at_part == 0), at_part
        row = rows(physical.number)
        if physical.number == table.header[1]:
            _write_labels(sheet, line, table, formats)
        elif row is not None or not table.header[0] <= physical.number < table.header[1]:
            found = by_row.get((table.sheet, physical.number), [])
            _write_row(sheet, line, table, physical, row, formats, found)
            comments_left -= _comment(sheet, line, table, said_by_column(found), comments_left)
    if sheet is None:
        _write_labels(_begin_sheet(book, table, formats, used, first=True), table.header[1] - 1, table, formats)
    return comments_left


def _at(rows: Iterable[ReportRow]) -> Callable[[int], ReportRow | None]:
    """Return what gives the row of a table that is a row of its sheet, each asked for once and in order."""
    ahead = iter(rows)
    row = next(ahead, None)

    def at(number: int) -> ReportRow | None:
        nonlocal row
        if row is None or row.number != number:
            return None
        found, row = row, next(ahead, None)
        return found

    return at


def _write_row(
    sheet: Any, line: int, table: ReportTable, physical: GridRow, row: ReportRow | None, formats: Formats,
    found: Sequence[Found],
) -> None:  # fmt: skip
    wrong = {table.columns[one.column or 0] for one in found if not one.used}
    cells = dict(enumerate(physical.cells))
    if row is not None and row.raw is None:
        cells |= dict(zip(table.columns, row.cells, strict=False))
    for column in sorted(cells.keys() | wrong):
        put(sheet, line, column, cells.get(column), formats, marked=column in wrong)
    if physical.problem is not None:
        # behind the columns, where no later reading takes it for a cell
        sheet.write_string(line, max(table.columns) + 1, text_of(physical.problem.raw), formats.of("text", marked=True))


def _comment(sheet: Any, line: int, table: ReportTable, said: Mapping[int, str], most: int) -> int:
    """Comment on cells of a row, on so many at most; return on how many."""
    given = list(said.items())[: max(most, 0)]
    for label, words in given:
        size = {"x_scale": 2, "y_scale": 1 + words.count("\n") // 3}
        sheet.write_comment(line, table.columns[label], words, size)
    return len(given)


def _begin_sheet(book: Any, table: ReportTable, formats: Formats, used: set[str], *, first: bool) -> Any:
    sheet = book.add_worksheet(sheet_name(table.sheet, used))
    sheet.set_column(0, max(table.columns, default=0), 16)
    if first:
        sheet.freeze_panes(table.header[1], 0)
    return sheet


def _write_labels(sheet: Any, line: int, table: ReportTable, formats: Formats) -> None:
    for column, label, unit in zip(table.columns, table.labels, table.units, strict=True):
        sheet.write_string(line, column, text_of(with_unit(label, unit)), formats.head)


def said_by_column(found: Sequence[Found]) -> dict[int, str]:
    """Return what to say at each column of a row; what is wrong with the row is said at its first cell."""
    said: dict[int, list[str]] = defaultdict(list)
    for one in found:
        said[one.column or 0].append(f"{one.fault.words}\n{one.fault.remedy}")
    return {column: "\n".join(dict.fromkeys(words)) for column, words in said.items()}
