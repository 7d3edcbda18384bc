"""The sender's own file with its faults: a comment and a colour on each faulty cell, and a first sheet that sums up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from jiahe.intake.reports.front import Front, lines_of
from jiahe.intake.reports.shape import LAST_ROW, Formats, Found, ReportTable, put, sheet_name, text_of

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
    """Write a table's rows; return how many comments may still be written."""
    header_row = table.header[1] - 1
    sheet, part = None, -1
    for row in table.rows():
        at_part, line = divmod(row.number - 1, LAST_ROW)
        if sheet is None or at_part != part:
            sheet, part = _begin_sheet(book, table, formats, used, header_row if at_part == 0 else None), at_part
        found = by_row.get((table.sheet, row.number), [])
        by_column, wrong = said_by_column(found), {one.column or 0 for one in found if not one.used}
        for label, (column, cell) in enumerate(zip(table.columns, row.cells, strict=False)):
            put(sheet, line, column, cell, formats, marked=label in wrong)
        if row.raw is not None:
            # behind the columns, where no later reading takes it for a cell
            sheet.write_string(line, max(table.columns) + 1, text_of(row.raw), formats.of("text", marked=True))
        for label, words in by_column.items():
            if comments_left <= 0:
                break
            sheet.write_comment(
                line, table.columns[label], words, {"x_scale": 2, "y_scale": 1 + words.count("\n") // 3}
            )
            comments_left -= 1
    if sheet is None:
        _begin_sheet(book, table, formats, used, header_row)
    return comments_left


def _begin_sheet(book: Any, table: ReportTable, formats: Formats, used: set[str], header_row: int | None) -> Any:
    sheet = book.add_worksheet(sheet_name(table.sheet, used))
    sheet.set_column(0, max(table.columns, default=0), 16)
    if header_row is not None:
        for column, label in zip(table.columns, table.labels, strict=True):
            sheet.write_string(header_row, column, text_of(label), formats.head)
        sheet.freeze_panes(header_row + 1, 0)
    return sheet


def said_by_column(found: Sequence[Found]) -> dict[int, str]:
    """Return what to say at each column of a row; what is wrong with the row is said at its first cell."""
    said: dict[int, list[str]] = defaultdict(list)
    for one in found:
        said[one.column or 0].append(f"{one.fault.words}\n{one.fault.remedy}")
    return {column: "\n".join(dict.fromkeys(words)) for column, words in said.items()}
