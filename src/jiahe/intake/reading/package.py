"""Looks into a workbook's zip before it is opened: what it is, how far its sheets reach, what the reader leaves out.

calamine holds a sheet as a full rectangle, so one stray cell far away can cost the machine's memory; it shows an error
(#N/A) as nothing, and knows no merged cells of an ODS sheet. All three are found here, part by part, in bounded memory.
"""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from jiahe.intake.fault import Unreadable
from jiahe.intake.reading import faults
from jiahe.intake.reading.grid import Limits, Merge

_CHUNK = 2**20
# Little enough that nothing worth the name is expanded in the piece in which a declaration is found.
_STEP = 128
# The flag of a part that a password protects (PKWARE's APPNOTE, 4.4.4).
_SECRET = 0x1
DAMAGED = (
    zipfile.BadZipFile,  # zipfile: no zip, or its list of parts or a checksum is wrong
    NotImplementedError,  # zipfile: a version of zip, or a way of packing, that it does not know
    EOFError,  # zipfile: a part ends before its bytes are whole
    OSError,  # zipfile: a part is said to lie before the file's beginning (EINVAL); bz2: what it unpacks is none
    zlib.error,
    lzma.LZMAError,  # what either unpacks is none
    LookupError,  # zipfile: no such part (KeyError); expat, ElementTree: an encoding that nobody knows
    ValueError,  # zipfile: a part's name is no text; int: what should count rows or columns is no number
    ElementTree.ParseError,
    expat.ExpatError,  # ElementTree, expat: a part is no XML
)
"""What the libraries that read a zip and its parts raise on a damaged one."""
# Never read as XML; what old programs save as ODS names its DTD here, and only here.
_MANIFEST = "META-INF/manifest.xml"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"

# A cell that holds something: not closed at once. Nearly all programs name the place first; for others any cell counts.
_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})\d+"[^>/]*>')
_OTHER_CELL = re.compile(rb'<(?:\w+:)?c (?!r=)[^>]*? r="([A-Z]{1,3})\d+"')
_PLACE = re.compile(rb"[A-Z]{0,3}(\d+)")
_ERROR = re.compile(
    rb'<(?:\w+:)?c (?:[^>]*? )?r="([A-Z]{1,3})(\d+)"[^>]*?\bt="e"[^>]*>(?:<(?:\w+:)?f[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>))?'
    rb"<(?:\w+:)?v>([^<]+)</"
)


@dataclass(slots=True)
class Extent:
    """How far the cells of a sheet reach that hold something, and what calamine does not tell of it.

    ``errors``: what the cells at (row from 1, column from 0) show that hold an error. ``merges``: of ODS only.
    """

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)


def kind_of(path: Path, limits: Limits) -> str:
    """Say what a zip file is: xlsx or ods. Raises Unreadable."""
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            if any(info.flag_bits & _SECRET for info in package.infolist()):
                raise Unreadable(faults.ENCRYPTED)
            if sum(info.file_size for info in package.infolist()) > limits.unpacked_bytes:
                raise too_large_unpacked(limits)
            if len(names) > limits.parts:
                raise Unreadable(
                    faults.too_large(f"工作簿内有 {limits.parts} 个部件", f"{limits.parts} parts in a workbook")
                )
            for name in names:
                if name.endswith((".xml", ".rels")) and name != _MANIFEST:
                    _refuse_declarations(package, name)
            if "xl/workbook.xml" in names:
                return "xlsx"
            if "xl/workbook.bin" in names or "Index/Document.iwa" in names:
                raise Unreadable(faults.OTHER_WORKBOOK)
            if "content.xml" in names and "mimetype" in names:
                if b"spreadsheet" not in package.read("mimetype")[:100]:
                    raise Unreadable(faults.NOT_A_TABLE)
                if _MANIFEST in names and b"encryption-data" in package.read(_MANIFEST)[:_CHUNK]:
                    raise Unreadable(faults.ENCRYPTED)
                return "ods"
    except DAMAGED as error:
        raise Unreadable(faults.CUT_OFF) from error
    raise Unreadable(faults.NOT_A_TABLE)


def _refuse_declarations(package: zipfile.ZipFile, part: str) -> None:
    """Raise Unreadable for a part that declares entities, or anything else in a DTD, before one of them is expanded.

    OOXML forbids a DTD (ECMA-376 part 2).
    """
    declares = begun = False

    def declared(*_: object) -> None:
        nonlocal declares
        declares = True

    def begins(*_: object) -> None:
        nonlocal begun
        begun = True

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = declared, begins
    with package.open(part) as file, suppress(expat.ExpatError, LookupError):  # a part that is no XML, its reader names
        while not (declares or begun) and (piece := file.read(_STEP)):
            parser.Parse(piece, False)
    if declares:
        raise Unreadable(faults.DECLARES)


def too_large_unpacked(limits: Limits) -> Unreadable:
    """What to raise for a workbook that unpacks to more than the limit."""
    size = f"{limits.unpacked_bytes / 2**30:g} GB"
    return Unreadable(faults.too_large(f"展开后 {size}", f"{size} when unpacked"))


def too_many_cells(limits: Limits) -> Unreadable:
    """What to raise for a sheet that reaches further than the limit."""
    millions = limits.cells / 1_000_000
    zh = f"一个工作表 {millions * 100:g} 万个单元格（行数乘以列数）"
    return Unreadable(faults.too_large(zh, f"{millions:g} million cells (rows times columns) in a sheet"))


def extent_of_xlsx(path: Path, sheet: str, limits: Limits) -> Extent:
    """How far a sheet of an XLSX file reaches. Raises Unreadable."""
    extent = Extent()
    with zipfile.ZipFile(path) as package:
        part = _part_of(package, sheet)
        if part is None:
            return extent
        columns: set[bytes] = set()
        for text in _pieces(package, part, b"<", limits):
            columns.update(_CELL.findall(text), _OTHER_CELL.findall(text))
            extent.rows = max(extent.rows, _last_row(text))
            if b't="e"' in text:
                for column, row, shown in _ERROR.findall(text):
                    extent.errors[int(row), _index(column)] = shown.decode("utf-8", "replace")
        extent.columns = max(map(_index, columns), default=-1) + 1
    return extent


def _last_row(text: bytes) -> int:
    """The row of the last cell in a piece that holds something: the place that is named last before its value."""
    value = max(text.rfind(b"v>"), text.rfind(b"is>"))
    place = _PLACE.match(text, text.rfind(b' r="', 0, value) + 4) if value > 0 else None
    return int(place[1]) if place else 0


def _pieces(package: zipfile.ZipFile, part: str, mark: bytes, limits: Limits) -> Iterator[bytes]:
    """A part in pieces that end where a row does. Raises Unreadable where it unpacks to more than it says or may."""
    rest, size = b"", 0
    with package.open(part) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > limits.unpacked_bytes:
                raise too_large_unpacked(limits)
            text = rest + chunk
            cut = text.rfind(b"</row>") + 6
            if cut < 6:
                cut = max(text.rfind(mark), 0) if len(text) > 8 * _CHUNK else 0
            rest = text[cut:]
            if cut:
                yield text[:cut]
    if rest:
        yield rest


def counts_from_1904(path: Path) -> bool:
    """Whether an XLSX file counts its days from 1904 (ECMA-376, workbookPr's date1904). Raises what DAMAGED names."""
    with zipfile.ZipFile(path) as package:
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))
    said = (one.get("date1904") for one in book if one.tag.endswith("}workbookPr"))
    return next(said, None) in ("1", "true", "on")


def _part_of(package: zipfile.ZipFile, sheet: str) -> str | None:
    """The part of the zip that holds a sheet."""
    book = ElementTree.fromstring(package.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            target = targets.get(element.get(_RELATION) or element.get(_STRICT_RELATION), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return part if part in package.namelist() else None
    return None


def _index(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "


def extents_of_ods(path: Path, limits: Limits) -> dict[str, Extent]:
    """How far each sheet of an ODS file reaches, and its merged cells. Raises Unreadable."""
    reader = _Ods()
    try:
        with zipfile.ZipFile(path) as package:
            for piece in _pieces(package, "content.xml", b"<", limits):
                reader.parser.Parse(piece, False)
        reader.parser.Parse(b"", True)
    except DAMAGED as error:
        raise Unreadable(faults.CUT_OFF) from error
    return reader.sheets


class _Ods:
    """Follows the cells of an ODS file's content through its repeated rows and columns."""

    def __init__(self) -> None:
        self.sheets: dict[str, Extent] = {}
        self.here = Extent()
        self.row = self.column = 0
        self.rows_repeated = self.columns_repeated = 1
        self.shown: list[str] = []
        self.holds = False
        self.within: str | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _TABLE + "table":
            self.here = self.sheets.setdefault(attributes.get(_TABLE + "name", ""), Extent())
            self.row = 0
        elif name == _TABLE + "table-row":
            self.column = 0
            self.rows_repeated = int(attributes.get(_TABLE + "number-rows-repeated", "1"))
        elif name in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self.columns_repeated = int(attributes.get(_TABLE + "number-columns-repeated", "1"))
            self.holds = _OFFICE + "value-type" in attributes
            self.shown = []
            down = int(attributes.get(_TABLE + "number-rows-spanned", "1"))
            right = int(attributes.get(_TABLE + "number-columns-spanned", "1"))
            if down > 1 or right > 1:
                at, column = self.row + 1, self.column
                self.here.merges.append(Merge(at, at + down - 1, column, column + right - 1))
        elif name == _TEXT + "p":
            self.within = name

    def text(self, text: str) -> None:
        if self.within:
            self.shown.append(text)

    def end(self, name: str) -> None:
        if name == _TEXT + "p":
            self.within = None
        elif name in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            shown = "".join(self.shown)
            if self.holds or shown:
                self.here.rows = max(self.here.rows, self.row + self.rows_repeated)
                self.here.columns = max(self.here.columns, self.column + self.columns_repeated)
            if shown.startswith("#"):
                self.here.errors[self.row + 1, self.column] = shown
            self.column += self.columns_repeated
        elif name == _TABLE + "table-row":
            self.row += self.rows_repeated
