"""Tables that were saved as a web page or as XML of 2003 and called .xls, as grids: nothing is fetched or expanded.

A web page is read by Python's own parser, XML by defusedxml; both from a file of limited size, into memory.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from jiahe.intake.fault import Unreadable
from jiahe.intake.reading import faults, package
from jiahe.intake.reading.encoding import Lines, encoding_of
from jiahe.intake.reading.grid import BLANKS, Cell, GridRow, Limits, Merge

_SHARE = 8
"""Such a file may have an eighth of the bytes that others may: it is held in memory as a whole."""
_MOST_SPANNED = 1_000
"""Columns of one cell of a web page (HTML's own limit for colspan)."""
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


class MemoryGrid:
    """A table in memory. ``lines``: the cells of each row that has any, by its number from 1."""

    ragged = False
    hidden = charts = False

    def __init__(self, name: str, lines: dict[int, list[Cell]], merges: list[Merge]) -> None:
        self.name, self._lines = name, lines
        last = max((number for number, cells in lines.items() if any(cell is not None for cell in cells)), default=0)
        self._last = last
        self._merges = [one._replace(last_row=min(one.last_row, last)) for one in merges if one.first_row <= last]

    def merges(self) -> list[Merge]:
        """The merged ranges of cells."""
        return self._merges

    def rows(self) -> Iterator[GridRow]:
        """Each row up to the last that holds something."""
        for number in range(1, self._last + 1):
            yield GridRow(number, self._lines.get(number, ()))


def grids(path: Path, name: str, kind: str, limits: Limits) -> tuple[list[MemoryGrid], bool]:
    """Return the tables of a file ("html" or "xml"), and whether its days count from 1904. Raises Unreadable.

    ``name``: of the only table of a web page.
    """
    if path.stat().st_size * _SHARE > limits.file_bytes:
        shown = f"{limits.file_bytes // _SHARE / 2**20:g} MB"
        raise Unreadable(faults.too_large(shown, shown))
    if kind == "html":
        found, since_1904 = _of_page(path, name, limits), False
    else:
        found, since_1904 = _of_xml(path, limits)
    if not found:
        raise Unreadable(faults.NO_TABLE_IN_PAGE)
    return found, since_1904


# ------------------------------------------------------------------------------------------------ web pages


def _of_page(path: Path, name: str, limits: Limits) -> list[MemoryGrid]:
    reader, lines = _Page(limits), Lines(path, encoding_of(path))
    for line in lines:
        reader.feed(line)
        lines.taken.clear()
    reader.close()
    tables = [one for one in reader.tables if one.lines]
    several = len(tables) > 1
    return [MemoryGrid(f"表{n}" if several else name, one.lines, one.merges) for n, one in enumerate(tables, 1)]


class _Drawn:
    """A table of a web page as far as it is read. ``covered``: by column, the last row that a cell above covers."""

    def __init__(self) -> None:
        self.lines: dict[int, list[Cell]] = {}
        self.merges: list[Merge] = []
        self.covered: dict[int, int] = {}
        self.row = 0
        self.in_row = False
        self.text: list[str] | None = None
        self.span = (1, 1)


class _Page(HTMLParser):
    """Follows the tables of a web page; one within another is a table of its own."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Drawn] = []
        self._open: list[_Drawn] = []
        self._unseen = 0
        self._left, self._limits = limits.cells, limits

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See the base class."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._open.append(_Drawn())
            self.tables.append(self._open[-1])
        elif self._open and tag == "tr":
            self._end_row()
            here = self._open[-1]
            here.row, here.in_row = here.row + 1, True
            here.lines[here.row] = []
        elif self._open and tag in ("td", "th"):
            self._end_cell()
            here, said = self._open[-1], dict(attrs)
            if not here.in_row:
                here.row, here.in_row = here.row + 1, True
                here.lines[here.row] = []
            here.text = []
            here.span = (_number(said.get("rowspan"), _LAST_ROW), _number(said.get("colspan"), _MOST_SPANNED))
        elif self._open and tag in ("br", "p", "div") and self._open[-1].text is not None:
            self._open[-1].text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """See the base class."""
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif not self._open:
            return
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._end_row()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """See the base class."""
        if self._open and not self._unseen and (text := self._open[-1].text) is not None:
            text.append(data)

    def close(self) -> None:
        """Read what is left; a page that is cut off has the rows that are whole."""
        super().close()
        while self._open:
            self._end_row()
            self._open.pop()

    def _end_row(self) -> None:
        self._end_cell()
        self._open[-1].in_row = False

    def _end_cell(self) -> None:
        here = self._open[-1]
        if here.text is None:
            return
        cells, (down, right) = here.lines[here.row], here.span
        before = len(cells)
        while here.covered.get(len(cells), 0) >= here.row:
            cells.append(None)
        first = len(cells)
        cells += [_shown("".join(here.text)), *[None] * (right - 1)]
        here.text = None
        self._left -= len(cells) - before
        if self._left < 0:
            raise package.too_many_cells(self._limits)
        if down > 1 or right > 1:
            here.merges.append(Merge(here.row, here.row + down - 1, first, first + right - 1))
        if down > 1:
            here.covered |= dict.fromkeys(range(first, first + right), here.row + down - 1)


_UNSEEN = ("script", "style", "title")


def _number(said: str | None, most: int) -> int:
    text = (said or "").strip()
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 9 else 1


def _shown(text: str) -> Cell:
    """Return what a cell shows: a page's blanks and line breaks are one blank each."""
    shown = re.sub(r"[ \t\r\f\v]+", " ", re.sub(r"\s*\n\s*", "\n", text)).strip(BLANKS)
    return shown.replace("\n", " ") or None


# ------------------------------------------------------------------------------------------------ XML of 2003

_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_ENCODING = re.compile(r"""(<\?xml[^>]*?)\sencoding\s*=\s*["'][^"']*["']""")


def _of_xml(path: Path, limits: Limits) -> tuple[list[MemoryGrid], bool]:
    reader = _Sheets(limits)
    try:
        for event, element in iterparse(_as_utf_8(path), events=("start", "end"), forbid_dtd=True):
            reader.take(event, element)
    except DefusedXmlException as error:
        raise Unreadable(faults.DECLARES) from error
    except (ParseError, LookupError, ValueError, OverflowError) as error:
        raise Unreadable(faults.CUT_OFF) from error
    return reader.grids, reader.since_1904


def _as_utf_8(path: Path) -> BinaryIO:
    """Return the file in UTF-8, without the name of the encoding that it had: expat does not know GB18030."""
    text = "".join(Lines(path, encoding_of(path)))
    return io.BytesIO(_ENCODING.sub(r"\1", text, count=1).encode("utf-8", "replace"))


class _Sheets:
    """Follows the rows of a workbook in XML."""

    def __init__(self, limits: Limits) -> None:
        self.grids: list[MemoryGrid] = []
        self.since_1904 = False
        self._limits = limits
        self._begin("")

    def _begin(self, name: str) -> None:
        self._name, self._row, self._widest = name, 0, 0
        self._lines: dict[int, list[Cell]] = {}
        self._merges: list[Merge] = []

    def take(self, event: str, element: Element) -> None:
        """Take the beginning or the end of an element."""
        if event == "start":
            if element.tag == f"{_SHEET}Worksheet":
                self._begin(element.get(f"{_SHEET}Name", ""))
        elif element.tag == f"{_SHEET}Row":
            self._take_row(element)
            element.clear()
        elif element.tag == f"{_SHEET}Worksheet":
            self.grids.append(MemoryGrid(self._name or f"表{len(self.grids) + 1}", self._lines, self._merges))
            element.clear()
        elif element.tag.endswith("}Date1904"):
            self.since_1904 = True

    def _take_row(self, element: Element) -> None:
        self._row = _at(element, self._row + 1, _LAST_ROW)
        cells: list[Cell] = []
        for one in element.iterfind(f"{_SHEET}Cell"):
            column = _at(one, len(cells) + 1, _LAST_COLUMN) - 1
            data = one.find(f"{_SHEET}Data")
            right, down = int(one.get(f"{_SHEET}MergeAcross", 0)), int(one.get(f"{_SHEET}MergeDown", 0))
            if right > 0 or down > 0:
                end = min(column + max(right, 0), _LAST_COLUMN - 1)
                self._merges.append(Merge(self._row, self._row + max(down, 0), column, end))
            cells += [None] * (column - len(cells))
            cells += [None if data is None else _value(data), *[None] * max(min(right, _LAST_COLUMN), 0)]
        if any(cell is not None for cell in cells):
            self._lines[self._row] = cells
            self._widest = max(self._widest, len(cells))
            if self._row * self._widest > self._limits.cells:
                raise package.too_many_cells(self._limits)
        self._row += max(int(element.get(f"{_SHEET}Span", 0)), 0)


def _at(element: Element, following: int, last: int) -> int:
    """Return where a row or cell is, from 1. Raises ValueError where nothing can be."""
    at = int(element.get(f"{_SHEET}Index", following))
    if not following <= at <= last:
        raise ValueError("a row or cell stands outside of the sheet")
    return at


def _value(data: Element) -> Cell:
    text, kind = "".join(data.itertext()), data.get(f"{_SHEET}Type")
    if not text.strip(BLANKS):
        return None
    if kind == "Number":
        number = float(text)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if kind == "DateTime":
        return dt.datetime.fromisoformat(text.strip())
    return text.strip() == "1" if kind == "Boolean" else text
