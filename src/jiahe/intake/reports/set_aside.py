"""Only the rows that were set aside, under the same headers: to be mended and uploaded again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import xlsxwriter

from jiahe.intake.mapping import PROBLEM, WRITTEN
from jiahe.intake.reports.shape import LAST_ROW, Formats, Found, ReportRow, ReportTable, put, sheet_name, text_of
from jiahe.web.exports import harmless
from jiahe.web.words import say

_WIDTH = 16


def write_set_aside(table: ReportTable, rows: Iterable[ReportRow], faults: Iterable[Found], path: Path) -> None:
    """Write the rows with their faults in a last column that a later upload leaves out.

    A row that could not be parted into cells has its text in a column of its own. The columns are text, so that a
    number that is pasted keeps its digits. Rows beyond the last that Excel has go on in a further sheet.
    """
    by_row: dict[int, list[Found]] = defaultdict(list)
    for found in faults:
        if found.sheet == table.sheet:
            by_row[found.row].append(found)
    labels = [_with_unit(label, unit) for label, unit in zip(table.labels, table.units, strict=True)]
    last = len(labels)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        formats, used = Formats(book), set[str]()

        def begin() -> Any:
            sheet = book.add_worksheet(sheet_name(table.sheet, used))
            sheet.set_column(0, max(last - 1, 0), _WIDTH, formats.of("text"))
            sheet.set_column(last, last + 1, 60, formats.words)
            for at, label in enumerate((*labels, PROBLEM, WRITTEN)):
                sheet.write_string(0, at, harmless(label), formats.head)
            sheet.freeze_panes(1, 0)
            return sheet

        sheet, line = begin(), 0
        for row in rows:
            line += 1
            if line == LAST_ROW:
                sheet, line = begin(), 1
            marked = {found.column for found in by_row[row.number]}
            for at, cell in enumerate(row.cells):
                put(sheet, line, at, cell, formats, marked=at in marked)
            sheet.write_string(line, last, harmless(_said(row.number, by_row[row.number], table)), formats.words)
            if row.raw is not None:
                sheet.write_string(line, last + 1, text_of(row.raw), formats.words)


def _with_unit(label: str, unit: str | None) -> str:
    """Return a label that says its unit: a file says it once above the table, which is not part of these rows."""
    return label if unit is None or unit in label else f"{label}（{unit}）"


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
