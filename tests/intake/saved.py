"""The files that a paper is written to: CSV and its kin, XLSX, XLS, ODS."""

from __future__ import annotations

import copy
import csv
import datetime as dt
import io
import re
import zipfile
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt

from tests.intake.invented import Cell
from tests.intake.paper import File, Paper


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


def text(name: str, paper: Paper, encoding: str = "utf-8", before: bytes = b"", **layout: Any) -> File:
    """A file of a paper, whose one sheet has the file's name."""
    sheet = copy.copy(paper)
    sheet.name = name.rpartition(".")[0]
    return File(name, before + as_text(sheet, encoding, **layout), (sheet,))


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
