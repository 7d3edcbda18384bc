"""A table as a file: CSV for programs, Excel for people. Its first line says what it is, when it was made, and by whom.

A cell that a spreadsheet would run as a formula begins with an apostrophe instead (OWASP, "CSV injection").
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.utils import timezone

from jiahe.web.tags import Tag
from jiahe.web.words import NO, YES, Words, moment, say

if TYPE_CHECKING:
    from jiahe.web.tables import Column, Table

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_IN_MEMORY = 4 * 1024 * 1024
_FORMATS = {
    "money": "#,##0.00",
    "number": "#,##0.##",
    "percent": "0.0%",
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}


def harmless(text: str) -> str:
    """Return a text that no spreadsheet runs: one that begins like a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def cover(table: Table, *, by: str = "") -> str:
    """Return the first line of a file: what, when, how many, which filters, by whom."""
    used = [f"{one.title}={one.said}" for one in table.shown_filters if one.value]
    parts = [
        str(table.caption),
        say("导出时间 {at}", "exported {at}", at=moment(timezone.now())),
        say("共{n}行", "{n:,} {n:row|rows}", n=table.count),
        say("筛选：{used}", "filtered by {used}", used="、".join(used))
        if used
        else str(Words("未筛选", "not filtered")),
        *([say("制表：{by}", "made by {by}", by=by)] if by else []),
    ]
    return str(Words("；", "; ")).join(parts)


def file_of(table: Table, kind: str, *, by: str = "") -> HttpResponse:
    """Return the file ("csv" or "xlsx") of all rows that the filters of a table leave."""
    write = {"csv": _csv, "xlsx": _xlsx}[kind]
    made = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115, closed with the response
    write(made, table, cover(table, by=by))
    made.seek(0)
    name = f"{table.caption}-{timezone.localdate().isoformat()}.{kind}".replace("/", "-").replace("\\", "-")
    types = {
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    return FileResponse(made, as_attachment=True, filename=name, content_type=types[kind])


def _rows(table: Table) -> Iterator[Any]:
    return table.rows.iterator(2000) if isinstance(table.rows, QuerySet) else iter(table.rows)


def _columns(table: Table) -> list[Column]:
    return [one for one in table.columns if one.export]


def _cell(column: Column, row: Any) -> Any:
    """Return a cell as both kinds of file take it: a number, a day, a time, or a harmless text."""
    value = column.of(row)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(YES if value else NO)
    if column.kind == "money" and isinstance(value, int):
        return Decimal(value) / 100
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, (int, float, Decimal, dt.date)):
        return value
    return harmless(str(value.words if isinstance(value, Tag) else value))


def _csv(made: Any, table: Table, first_line: str) -> None:
    text = io.TextIOWrapper(made, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    columns = _columns(table)
    writer.writerow([harmless(first_line)])
    writer.writerow([harmless(str(one.title)) for one in columns])
    for row in _rows(table):
        writer.writerow([_plain(column, _cell(column, row)) for column in columns])
    text.detach()


def _plain(column: Column, cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "minutes")
    return f"{cell:.2f}" if column.kind == "money" and isinstance(cell, Decimal) else cell


def _xlsx(made: Any, table: Table, first_line: str) -> None:
    columns = _columns(table)
    with xlsxwriter.Workbook(made, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        formats = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
        for at, column in enumerate(columns):
            sheet.set_column(at, at, 14 if column.kind != "text" else 22)
        sheet.write_string(0, 0, harmless(first_line))
        for at, column in enumerate(columns):
            sheet.write_string(1, at, harmless(str(column.title)), bold)
        last = 1
        for last, row in enumerate(_rows(table), 2):
            for at, column in enumerate(columns):
                _put(sheet, last, at, _cell(column, row), formats, column.kind)
        sheet.freeze_panes(2, 1)
        if columns:
            sheet.autofilter(1, 0, max(last, 2), len(columns) - 1)


def _put(sheet: Any, row: int, at: int, cell: Any, formats: dict[str, Any], kind: str) -> None:
    if isinstance(cell, dt.datetime):
        sheet.write_datetime(row, at, cell, formats["moment"])
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, at, dt.datetime.combine(cell, dt.time()), formats["day"])
    elif isinstance(cell, (int, float, Decimal)):
        sheet.write_number(row, at, cell, formats.get(kind))
    else:
        sheet.write_string(row, at, cell)
