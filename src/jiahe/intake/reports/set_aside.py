"""Only the rows that were set aside, under the same headers: to be mended and uploaded again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from jiahe.intake.mapping import PROBLEM, WRITTEN
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
from jiahe.web.words import say

_WIDTH, _WIDTH_OF_WORDS = 16, 60


def write_set_aside(
    parts: Sequence[tuple[ReportTable, Iterable[ReportRow]]], faults: Iterable[Found], path: Path
) -> None:
    """Write the rows of each table with their faults in a last column that a later upload leaves out.

    A value that was mended stands there as it is read; what was written is said in that column.

    A row that could not be read as cells has its text in a column of its own. The columns are text, so that a number
    that is pasted keeps its digits. Rows beyond the last that Excel has go on in a further sheet.
    """
    by_row: dict[tuple[str, int], list[Found]] = defaultdict(list)
    for found in faults:
        by_row[found.sheet, found.row].append(found)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        formats, used = Formats(book), set[str]()
        for table, rows in parts:
            sheet, line, last = _begin_sheet(book, table, formats, used), 0, len(table.labels)
            for row in rows:
                line += 1
                if line == LAST_ROW:
                    sheet, line = _begin_sheet(book, table, formats, used), 1
                wrong = by_row.get((table.sheet, row.number), [])
                marked = {found.column for found in wrong if not found.used}
                read = {found.column: found.used for found in wrong if found.used}
                for at, cell in enumerate(row.cells):
                    put(sheet, line, at, read.get(at, cell), formats, marked=at in marked)
                sheet.write_string(line, last, text_of(_said(row.number, wrong, table)), formats.words)
                if row.raw is not None:
                    sheet.write_string(line, last + 1, text_of(row.raw), formats.words)


def _begin_sheet(book: Any, table: ReportTable, formats: Formats, used: set[str]) -> Any:
    sheet, last = book.add_worksheet(sheet_name(table.sheet, used)), len(table.labels)
    sheet.set_column(0, max(last - 1, 0), _WIDTH, formats.of("text"))
    sheet.set_column(last, last + 1, _WIDTH_OF_WORDS, formats.words)
    labels = [with_unit(label, unit) for label, unit in zip(table.labels, table.units, strict=True)]
    for at, label in enumerate((*labels, PROBLEM, WRITTEN)):
        sheet.write_string(0, at, text_of(label), formats.head)
    sheet.freeze_panes(1, 0)
    return sheet


def _said(number: int, found: list[Found], table: ReportTable) -> str:
    """Return what is wrong with a row, a line each, with the number that it had."""
    lines = [
        str(one.fault.words) + str(one.fault.remedy)
        if one.column is None
        else say(
            "{label}：{words}{remedy}",
            "{label}: {words} {remedy}",
            label=table.labels[one.column],
            words=one.fault.words,
            remedy=one.fault.remedy,
        )
        for one in found
    ]
    return "\n".join([say("原表第 {n} 行", "row {n} of the file", n=number), *dict.fromkeys(lines)])
