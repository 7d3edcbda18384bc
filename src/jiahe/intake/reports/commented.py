"""The sender's own file with its faults: a comment and a colour on each faulty cell, and a first sheet that sums up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from jiahe.intake.fault import Fault
from jiahe.intake.reports.shape import LAST_ROW, Formats, Found, ReportTable, put, sheet_name, text_of
from jiahe.web.words import Words, say

AT_MOST_COMMENTS = 20_000
"""How many comments a workbook gets: a spreadsheet holds them all in memory. The colour is on every faulty cell."""
_FIRST_ROWS = 10


class _Group(NamedTuple):
    """Faults that are mended in one way: of one column, with one remedy."""

    sheet: str
    column: int | None
    fault: Fault


def write_commented(
    tables: Sequence[ReportTable], faults: Iterable[Found], path: Path, *, at_most_comments: int = AT_MOST_COMMENTS
) -> None:
    """Write the tables to a workbook, each row where the file has it, with the faults on their cells.

    Rows beyond the last that Excel has go on in a further sheet.
    """
    groups: dict[_Group, list[int]] = defaultdict(list)
    by_row: dict[tuple[str, int], list[Found]] = defaultdict(list)
    for found in faults:
        groups[_Group(found.sheet, found.column, found.fault)].append(found.row)
        by_row[found.sheet, found.row].append(found)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        formats = Formats(book)
        front, used = str(Words("问题汇总", "Faults")), set[str]()
        _write_front(book.add_worksheet(sheet_name(front, used)), tables, groups, formats, at_most_comments)
        left = at_most_comments
        for table in tables:
            left = _write_table(book, table, by_row, formats, used, left)


def _write_front(
    sheet: Any, tables: Sequence[ReportTable], groups: Mapping[_Group, list[int]], formats: Formats, most: int
) -> None:
    titles = (
        (Words("工作表", "Sheet"), 14),
        (Words("列", "Column"), 16),
        (Words("问题", "What is wrong"), 44),
        (Words("处数", "How many"), 9),
        (Words("怎么办", "What to do"), 44),
        (Words("行号（前几处）", "Rows (the first)"), 24),
        (Words("规则", "Rule"), 22),
    )
    labels = {table.sheet: table.labels for table in tables}
    total = sum(map(len, groups.values()))
    sheet.set_row(0, 34)
    summary = say(
        "共 {n:,} 处问题，{groups} 类；同一类可以一起改。底色标出有问题的格，批注写着原因（最多 {most:,} 处批注）。",
        "{n:,} {n:fault|faults} of {groups} {groups:kind|kinds}; those of one kind can be mended together. "
        "Faulty cells are coloured, and comments say why (at most {most:,} comments).",
        n=total,
        groups=len(groups),
        most=most,
    )
    sheet.merge_range(0, 0, 0, len(titles) - 1, summary, formats.words)
    for at, (title, width) in enumerate(titles):
        sheet.set_column(at, at, width)
        sheet.write_string(1, at, str(title), formats.head)
    for line, (group, rows) in enumerate(sorted(groups.items(), key=lambda one: -len(one[1])), 2):
        column = str(Words("整行", "whole row")) if group.column is None else labels[group.sheet][group.column]
        shown = "、".join(map(str, sorted(set(rows))[:_FIRST_ROWS])) + ("……" if len(set(rows)) > _FIRST_ROWS else "")
        for at, text in enumerate((group.sheet, column, str(group.fault.words))):
            sheet.write_string(line, at, text_of(text), formats.words)
        sheet.write_number(line, 3, len(rows), formats.words)
        for at, text in enumerate((str(group.fault.remedy), shown, group.fault.rule), 4):
            sheet.write_string(line, at, text_of(text), formats.words)
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
        by_column = _by_column(found)
        for label, (column, cell) in enumerate(zip(table.columns, row.cells, strict=False)):
            put(sheet, line, column, cell, formats, marked=label in by_column)
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


def _by_column(found: Sequence[Found]) -> dict[int, str]:
    """Return what to say at each column of a row; what is wrong with the row is said at its first cell."""
    said: dict[int, list[str]] = defaultdict(list)
    for one in found:
        said[one.column or 0].append(f"{one.fault.words}\n{one.fault.remedy}")
    return {column: "\n".join(dict.fromkeys(words)) for column, words in said.items()}
