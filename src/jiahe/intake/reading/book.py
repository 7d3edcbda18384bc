"""Opens a file, whatever its name says it is, and finds the table of each of its sheets."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

from jiahe.intake.fault import Fault, Unreadable
from jiahe.intake.reading import faults, markup, package
from jiahe.intake.reading.encoding import BLOCK
from jiahe.intake.reading.grid import LIMITS, Grid, GridRow, Limits
from jiahe.intake.reading.header import HEAD, find
from jiahe.intake.reading.table import Table
from jiahe.intake.reading.text import TextGrid
from jiahe.intake.reading.workbook import Workbook

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
# How documents, pictures and archives begin.
_PAGE = re.compile(r"<(?:html|table|head|body|meta|style)[\s>]")
_OTHER = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


# Blanks, and the marks that may stand before a text.
_BLANK = b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"


class Sheet:
    """A sheet. ``table``: what is read from it, or None; then ``fault`` says why. Both may raise Unreadable."""

    def __init__(self, name: str, grid: Grid, *, hidden: bool = False, charts: bool = False) -> None:
        self.name, self.hidden = name, hidden
        self._grid, self._charts = grid, charts

    @cached_property
    def _found(self) -> tuple[Table | None, Fault | None]:
        if self._charts:
            return None, faults.SHEET_NO_CELLS
        head = _head(self._grid)
        header = find(head, self._grid.merges())
        if header is not None:
            return Table(self.name, self._grid, header), None
        return None, faults.NO_HEADER if any(map(_holds, head)) else faults.SHEET_EMPTY

    @property
    def table(self) -> Table | None:
        """The sheet's table."""
        return self._found[0]

    @property
    def fault(self) -> Fault | None:
        """Why the sheet has none."""
        return self._found[1]


def _head(grid: Grid) -> list[GridRow]:
    """A sheet's first rows, counted from the first that holds something."""
    head: list[GridRow] = []
    left = HEAD
    for row in grid.rows():
        head.append(row)
        if left < HEAD or _holds(row):
            left -= 1
        if not left:
            break
    return head


def _holds(row: GridRow) -> bool:
    return row.problem is not None or any(cell is not None for cell in row.cells)


class Book:
    """A file that was opened. ``kind``: text, xlsx, xls, ods, html or xml; of text also its encoding and separator.

    ``since_1904``: its bare numbers of days count from 1904.

    ``sheets``: each of them, also the hidden and the empty ones, so that none is left out unseen.
    """

    def __init__(
        self,
        name: str,
        kind: str,
        sheets: tuple[Sheet, ...],
        encoding: str = "",
        separator: str = "",
        *,
        since_1904: bool = False,
    ) -> None:
        self.since_1904 = since_1904
        self.name, self.kind, self.sheets = name, kind, sheets
        self.encoding, self.separator = encoding, separator


def open_book(path: Path, name: str, limits: Limits = LIMITS) -> Book:
    """Open a file that was uploaded as ``name``; what it is, its first bytes say, not its ending. Raises Unreadable."""
    size = path.stat().st_size
    if size > limits.file_bytes:
        shown = f"{limits.file_bytes / 2**20:g} MB"
        raise Unreadable(faults.too_large(shown, shown))
    kind = _kind(path, limits)
    if kind in ("xlsx", "xls", "ods"):
        book = Workbook(path, kind, limits)
        sheets = tuple(Sheet(grid.name, grid, hidden=grid.hidden, charts=grid.charts) for grid in book.sheets)
        for sheet in sheets:
            # Each is looked at now: a damaged or too large sheet is said before anything is read from another.
            _ = sheet.table
        return Book(name, kind, sheets, since_1904=book.since_1904)
    if kind in ("html", "xml"):
        tables, since_1904 = markup.grids(path, Path(name).stem, kind, limits)
        return Book(name, kind, tuple(Sheet(one.name, one) for one in tables), since_1904=since_1904)
    grid = TextGrid(path)
    return Book(name, kind, (Sheet(Path(name).stem, grid),), grid.encoding.name, grid.separator)


def _kind(path: Path, limits: Limits) -> str:
    with path.open("rb") as file:
        begin = file.read(4096)
        blank = not begin.strip(_BLANK) and not any(
            block.strip(_BLANK) for block in iter(lambda: file.read(BLOCK), b"")
        )
    if blank:
        raise Unreadable(faults.EMPTY)
    if begin.startswith(_ZIP):
        return package.kind_of(path, limits)
    if begin.startswith(_OLE):
        return _kind_of_ole(path)
    if begin.startswith(_OTHER):
        raise Unreadable(faults.NOT_A_TABLE)
    return _kind_of_text(begin.decode("ascii", "ignore").replace("\0", "").strip().lower())


def _kind_of_text(begin: str) -> str:
    """A web page or XML, by what a file begins with, or text. Raises Unreadable for other kinds of either."""
    if begin.startswith("mime-version"):
        raise Unreadable(faults.OTHER_WORKBOOK)
    if not begin.startswith("<"):
        return "text"
    if "<frameset" in begin:
        raise Unreadable(faults.IN_OTHER_FILES)
    if "<workbook" in begin and "urn:schemas-microsoft-com:office:spreadsheet" in begin:
        return "xml"
    if _PAGE.search(begin):
        return "html"
    if begin.startswith(("<?xml", "<?mso", "<!doctype", "<!--")):
        raise Unreadable(faults.OTHER_WORKBOOK)
    return "text"


def _kind_of_ole(path: Path) -> str:
    """An old workbook, an encrypted new one, or a document: the names of its streams say which."""
    data = path.read_bytes()
    if _stream("Root Entry") not in data:
        raise Unreadable(faults.CUT_OFF)
    if _stream("EncryptedPackage") in data:
        raise Unreadable(faults.ENCRYPTED)
    if _stream("Workbook") in data or _stream("Book") in data:
        return "xls"
    raise Unreadable(faults.NOT_A_TABLE)


def _stream(name: str) -> bytes:
    """A stream's name as it stands in the directory of an OLE file."""
    return f"{name}\0".encode("utf-16-le")
