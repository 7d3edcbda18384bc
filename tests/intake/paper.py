"""A sheet as somebody wrote it, with what a correct reading gives of each row; and the files it is written to."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

from jiahe.intake.reading import LIMITS, Limits
from tests.intake.invented import LISTS, LOST, MANNERS, Cell, Column, Draw, Truth

BLANKS = " \t\r\n\u3000\u00a0\u200b"


class Paper:
    """What is written (``lines``: cells, or a raw line of a text file) and what is to be read of it, by row from 1."""

    def __init__(self, kind: str = "deaths", name: str = "Sheet1") -> None:
        self.kind, self.name = kind, name
        self.columns: tuple[Column, ...] = LISTS[kind]
        self.lines: list[Sequence[Cell] | str] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.header: tuple[int, int] | None = None
        self.labels: tuple[str, ...] = ()
        self.units: dict[int, str] = {}
        self.cells: dict[int, tuple[Cell, ...]] = {}
        self.filled: dict[int, frozenset[int]] = {}
        self.aside: dict[int, str] = {}
        self.at: dict[int, tuple[int, int]] = {}
        self.skipped: dict[int, str] = {}
        self.truth: dict[int, Truth] = {}
        self.lost: dict[int, tuple[str, ...]] = {}
        self.column_faults: dict[int, str] = {}
        self.fault: str | None = None
        self.hidden = False

    @property
    def next(self) -> int:
        """The number of the next row."""
        return len(self.lines) + 1

    @property
    def expected(self) -> list[Truth]:
        """The true records in the order of the rows."""
        return list(self.truth.values())

    def skip(self, why: str, *cells: Cell) -> None:
        """Write a row that is none of the table's."""
        self.skipped[self.next] = why
        self.lines.append(cells)

    def head(self, *rows: Sequence[Cell], labels: Sequence[str] | None = None) -> None:
        """Write the header: the usual one, or these rows, of which these labels are to be read."""
        shown = rows or ([column.label for column in self.columns],)
        self.header = (self.next, self.next + len(shown) - 1)
        self.lines.extend(shown)
        self.labels = tuple(labels if labels is not None else map(str, shown[0]))
        for at, label in enumerate(self.labels):
            if label.endswith("（元）"):
                self.units[at] = "元"

    def write(self, record: Truth, *manners: str, **said: Cell) -> list[Cell]:
        """Say how a record is written; ``said``: cells by key that are written so."""
        how, cells = _by_kind(manners), []
        for column in self.columns:
            value, manner = record[column.key], MANNERS.get(how.get(column.kind, ""))
            cells.append(said.get(column.key, manner(value) if manner and value is not None else value))
        return cells

    def record(
        self, record: Truth, *manners: str, read: Sequence[Cell] | None = None, filled: Iterable[int] = (), **said: Cell
    ) -> list[Cell]:
        """Write a record in these manners. ``read``: what is read, where that is not what was written."""
        cells = self.write(record, *manners, **said)
        how = _by_kind(manners)
        lost = tuple(c.key for c in self.columns if how.get(c.kind) in LOST and c.key not in said)
        return self.line(cells, record | dict.fromkeys(lost), read=read, filled=filled, lost=lost)

    def line(
        self,
        cells: Sequence[Cell] | str,
        truth: Truth,
        *,
        read: Sequence[Cell] | None = None,
        filled: Iterable[int] = (),
        lost: tuple[str, ...] = (),
    ) -> list[Cell]:
        """Write cells, or a raw line, of which ``read`` is to be read."""
        number = self.next
        self.lines.append(cells)
        shown = read if read is not None else cells
        self.cells[number] = tuple(as_read(cell) for cell in shown)
        self.filled[number] = frozenset(filled)
        self.truth[number] = truth
        if lost:
            self.lost[number] = lost
        return list(shown)

    def records(self, records: Iterable[Truth], *manners: str) -> None:
        """Write records in these manners."""
        for record in records:
            self.record(record, *manners)

    def set_aside(self, rule: str, cells: Sequence[Cell] | str) -> None:
        """Write a row that is to be set aside by this rule."""
        self.aside[self.next] = rule
        self.lines.append(cells)

    def merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Merge cells: rows from 1, columns from 0."""
        self.merges.append((first_row, first_column, last_row, last_column))


def _by_kind(manners: Iterable[str]) -> dict[str, str]:
    """The manner in which each kind of value is written."""
    return {manner.partition(":")[0]: manner for manner in ("sex:zh", *manners)}


def as_read(cell: Cell) -> Cell:
    """A cell as it is read: blank as None, whole numbers whole, ``="…"`` unwrapped."""
    if isinstance(cell, str):
        if cell.startswith('="'):
            return cell[2:-1]
        return cell if cell.strip(BLANKS) else None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell


def as_text(
    paper: Paper,
    encoding: str = "utf-8",
    *,
    separator: str = ",",
    newline: str = "\r\n",
    quoting: int = csv.QUOTE_MINIMAL,
    last_newline: bool = True,
) -> bytes:
    """The bytes of a text file. A byte that is no text stands in a line as U+DC00 and the byte."""
    out: list[str] = []
    for line in paper.lines:
        if isinstance(line, str):
            out.append(line)
            continue
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n", quoting=quoting)
        writer.writerow(["" if cell is None else cell for cell in line])
        out.append(buffer.getvalue().removesuffix("\r\n") if len(line) else "")
    text = newline.join(out) + (newline if last_newline else "")
    return _encode(text, encoding)


def _encode(text: str, encoding: str) -> bytes:
    """Encode a text in which the bytes that are no text stand as U+DC00 and the byte."""
    parts = re.split("([\udc00-\udcff])", text)
    return b"".join(bytes([ord(part) - 0xDC00]) if at % 2 else part.encode(encoding) for at, part in enumerate(parts))


def as_xlsx(*papers: Paper, date_1904: bool = False, date_format: str = "yyyy-mm-dd", formatted_rows: int = 0) -> bytes:
    """An XLSX file with these sheets."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "date_1904": date_1904, "strings_to_numbers": False}) as book:
        day, grey = book.add_format({"num_format": date_format}), book.add_format({"bg_color": "#eeeeee"})
        for paper in papers:
            sheet = book.add_worksheet(paper.name)
            if paper.hidden:
                sheet.hide()
            covered = {
                (row, column): (top, left)
                for top, left, bottom, right in paper.merges
                for row in range(top, bottom + 1)
                for column in range(left, right + 1)
            }
            for top, left, bottom, right in paper.merges:
                sheet.merge_range(top - 1, left, bottom - 1, right, "")
            for number, line in enumerate(paper.lines, 1):
                for column, cell in enumerate(line):
                    if covered.get((number, column), (number, column)) == (number, column):
                        _write_cell(sheet, number - 1, column, cell, day)
            for row in range(len(paper.lines), len(paper.lines) + formatted_rows):
                for column in range(len(paper.columns) + 5):
                    sheet.write_blank(row, column, None, grey)
    return buffer.getvalue()


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, day: Any) -> None:
    match cell:
        case None:
            return
        case dt.date():
            sheet.write_datetime(row, column, cell, day)
        case str() if cell.startswith("=") and not cell.startswith('="'):
            formula, _, value = cell.partition("→")
            sheet.write_formula(row, column, formula, None, value)
        case str():
            sheet.write_string(row, column, cell)
        case _:
            sheet.write(row, column, cell)


def as_xls(*papers: Paper, date_1904: bool = False) -> bytes:
    """An XLS file (BIFF8) with these sheets."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = date_1904
    day = xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"')
    for paper in papers:
        sheet = book.add_sheet(paper.name)
        sheet.visibility = int(paper.hidden)
        for number, line in enumerate(paper.lines, 1):
            for column, cell in enumerate(line):
                if isinstance(cell, dt.date):
                    sheet.write(number - 1, column, cell, day)
                elif cell is not None:
                    sheet.write(number - 1, column, cell)
        for top, left, bottom, right in paper.merges:
            sheet.merge(top - 1, bottom - 1, left, right)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)
_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    "</manifest:manifest>"
)


def as_ods(*papers: Paper, trailing: int = 0) -> bytes:
    """An ODS file with these sheets; ``trailing``: so many repeated empty rows of a thousand empty cells follow."""
    tables = []
    for paper in papers:
        spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in paper.merges}
        rows = []
        for number, line in enumerate(paper.lines, 1):
            cells = "".join(_ods_cell(cell, spans.get((number, column))) for column, cell in enumerate(line))
            rows.append(f"<table:table-row>{cells or '<table:table-cell/>'}</table:table-row>")
        if trailing:
            empty = '<table:table-cell table:number-columns-repeated="1000"/>'
            rows.append(f'<table:table-row table:number-rows-repeated="{trailing}">{empty}</table:table-row>')
        tables.append(f'<table:table table:name="{escape(paper.name)}">{"".join(rows)}</table:table>')
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", _ODS.format("".join(tables)))
        package.writestr("META-INF/manifest.xml", _MANIFEST)
    return buffer.getvalue()


def _ods_cell(cell: Cell, span: tuple[int, int] | None) -> str:
    spanned = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    match cell:
        case None:
            return f"<table:table-cell{spanned}/>"
        case dt.date():
            kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
        case int() | float():
            kind = f'office:value-type="float" office:value="{cell}"'
        case _:
            kind = 'office:value-type="string"'
    paragraphs = "".join(f"<text:p>{escape(part)}</text:p>" for part in str(cell).split("\n"))
    return f"<table:table-cell {kind}{spanned}>{paragraphs}</table:table-cell>"


@dataclass(frozen=True)
class File:
    """A file of the corpus: its name as uploaded, its bytes, and its sheets or the rule why it cannot be read."""

    name: str
    content: bytes
    papers: tuple[Paper, ...] = ()
    unreadable: str | None = None
    limits: Limits = LIMITS

    def write(self, folder: Path) -> Path:
        """Write it into a folder."""
        path = folder / self.name
        path.write_bytes(self.content)
        return path


def simple(kind: str = "deaths", count: int = 12, *manners: str, name: str = "Sheet1") -> Paper:
    """A header and records."""
    paper = Paper(kind, name)
    paper.head()
    paper.records(Draw(count).records(kind, count), *manners)
    return paper
