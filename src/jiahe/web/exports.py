"""A table as a file: CSV for programs, Excel for people.

The first line of a CSV, the cover sheet of a workbook, say what it is, when it was made, by whom, under which rules.
Whose records stand in it is written to the read log as the rows are written, by what :func:`watch_with` names. A file
of more rows than JIAHE_EXPORT_AT_ONCE is made in the background, by the room that :func:`send_large_ones_to` names.

A cell that a spreadsheet would run as a formula begins with an apostrophe instead (OWASP, "CSV injection").
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

import xlsxwriter
from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.utils import timezone

from jiahe.places.naming import full_name
from jiahe.web.tables.people import Tells
from jiahe.web.tags import Tag
from jiahe.web.words import NO, YES, Words, moment

if TYPE_CHECKING:
    from jiahe.web.tables import Column, Table

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_IN_MEMORY = 4 * 1024 * 1024
_AT_A_TIME = 2000
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


def cover(table: Table) -> list[tuple[str, str]]:
    """Return what a file says of itself: what, when, how many, which filters, by whom, under which rules."""
    used = [f"{one.title}={one.said}" for one in table.shown_filters if one.value]
    parts = [
        (Words("内容", "What"), str(table.caption)),
        (Words("导出时间", "Exported"), moment(timezone.now())),
        (Words("行数", "Rows"), f"{table.count:,}"),
        (Words("筛选", "Filtered by"), str(Words("、", ", ")).join(used) or str(Words("未筛选", "not filtered"))),
        (Words("制表", "Made by"), _by(table)),
        (Words("依据", "Rests on"), table.export_of.rules if table.export_of else ""),
    ]
    return [(str(title), said) for title, said in parts if said]


def _by(table: Table) -> str:
    """Return who makes a file: the account's name, the post and its place; nothing where nobody is signed in."""
    acting, user = getattr(table.request, "acting", None), getattr(table.request, "user", None)
    if acting is None:
        return ""
    name = getattr(user, "full_name", "") or getattr(user, "username", "")
    title, place = Words(acting.title, acting.title_en), full_name(acting.place, from_level=3)
    return Words("{name}，{title}（{place}）", "{name}, {title} ({place})").format(name=name, title=title, place=place)


def file_of(table: Table, kind: str) -> HttpResponse:
    """Return the file ("csv" or "xlsx") of all rows that the filters of a table leave."""
    write = {"csv": _csv, "xlsx": _xlsx}[kind]
    made = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115, closed with the response
    write(made, table, cover(table))
    made.seek(0)
    name = f"{table.caption}-{timezone.localdate().isoformat()}.{kind}".replace("/", "-").replace("\\", "-")
    types = {
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    return FileResponse(made, as_attachment=True, filename=name, content_type=types[kind])


# ---------------------------------------------------------------------------------------------------- large ones

_taker: list[Callable[[Table], HttpResponse]] = []


def send_large_ones_to(taker: Callable[[Table], HttpResponse]) -> None:
    """Say who makes the files that are too large for a request, and answers the reader meanwhile."""
    _taker[:] = [taker]


def is_for_later(table: Table) -> bool:
    """Whether a file is too large to be made now: for a post that waits for it, not where it is being made."""
    waits = getattr(table.request, "acting", None) is not None and not hasattr(table.request, "tell_export")
    return bool(_taker) and waits and table.count > settings.EXPORT_AT_ONCE


def later(table: Table) -> HttpResponse:
    """Return the answer to a reader whose file is made in the background."""
    return _taker[0](table)


# ---------------------------------------------------------------------------------------------------- the read log

_watch: list[tuple[Callable[..., None], Callable[[int], None]]] = []


def watch_with(log: Callable[..., None], count: Callable[[int], None]) -> None:
    """Say who writes the read log (a function of keys of people, ``what`` and ``page``), and who counts them."""
    _watch[:] = [(log, count)]


def count(table: Table) -> None:
    """Count that a file of people is asked for; whose records are in it, the log says."""
    if table.export_of is not None and table.export_of.shows is not None:
        _watch[0][1](0)


def show(table: Table) -> None:
    """Count whom the page of a list names, and write of whom it tells more, in the transaction that reads them."""
    if (shows := table.shows) is None:
        return
    people = {key: None for row in table.page.object_list for key in shows.of(row) if key is not None}
    if isinstance(shows, Tells) or not shows.counted:
        _watch[0][1](len(people))
    if isinstance(shows, Tells):
        _watch[0][0](people, what="view" if table.is_looked_for else "list", page=shows.page)


def _log(table: Table, rows: list[Any], logged: set[UUID]) -> None:
    """Write whose records stand in some rows, each person once a file."""
    if table.export_of is None or (shows := table.export_of.shows) is None:
        return
    people = {key for row in rows for key in shows.of(row) if key is not None} - logged
    _watch[0][0](people, what="export", page=shows.page)
    logged |= people


# ---------------------------------------------------------------------------------------------------- what stands in it


def _rows(table: Table) -> Iterator[Any]:
    """Iterate over all rows, logging whose they are; who makes a file in the background is told how many are done."""
    tell = getattr(table.request, "tell_export", None)
    rows = table.rows.iterator(_AT_A_TIME) if isinstance(table.rows, QuerySet) else iter(table.rows)
    done, logged = 0, set[UUID]()
    while some := list(islice(rows, _AT_A_TIME)):
        _log(table, some, logged)
        for row in some:
            if tell is not None:
                tell(done)
            done += 1
            yield row


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


def _csv(made: Any, table: Table, said: list[tuple[str, str]]) -> None:
    text = io.TextIOWrapper(made, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    columns = _columns(table)
    between, after = str(Words("：", ": ")), str(Words("；", "; "))
    writer.writerow([harmless(after.join(title + between + words for title, words in said))])
    writer.writerow([harmless(str(one.title)) for one in columns])
    for row in _rows(table):
        writer.writerow([_plain(column, _cell(column, row)) for column in columns])
    text.detach()


def _plain(column: Column, cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "minutes")
    return f"{cell:.2f}" if column.kind == "money" and isinstance(cell, Decimal) else cell


def _xlsx(made: Any, table: Table, said: list[tuple[str, str]]) -> None:
    columns = _columns(table)
    with xlsxwriter.Workbook(made, {"constant_memory": True}) as book:
        front = book.add_worksheet(str(Words("说明", "About")))
        front.set_column(0, 0, 22)
        front.set_column(1, 1, 80)
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        for at, (title, words) in enumerate(said):
            front.write_string(at, 0, title, plain)
            front.write_string(at, 1, harmless(words), plain)
        sheet = book.add_worksheet(str(Words("数据", "Data")))
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        formats = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
        for at, column in enumerate(columns):
            sheet.set_column(at, at, 14 if column.kind != "text" else 22)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, harmless(str(column.title)), bold)
        last = 0
        for last, row in enumerate(_rows(table), 1):
            for at, column in enumerate(columns):
                _put(sheet, last, at, _cell(column, row), formats, column.kind)
        sheet.freeze_panes(1, 1)
        if columns:
            sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)


def _put(sheet: Any, row: int, at: int, cell: Any, formats: dict[str, Any], kind: str) -> None:
    if isinstance(cell, dt.datetime):
        sheet.write_datetime(row, at, cell, formats["moment"])
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, at, dt.datetime.combine(cell, dt.time()), formats["day"])
    elif isinstance(cell, (int, float, Decimal)):
        sheet.write_number(row, at, cell, formats.get(kind))
    else:
        sheet.write_string(row, at, cell)
