"""The very workbook that was sent, with its faults: a comment and a colour on each faulty cell, and a first sheet.

openpyxl keeps formats, widths, merged cells, other sheets and formulas; macros and what is drawn in it may be lost. It
holds the whole workbook in memory, so a large one is written anew (commented.py), and so is what it cannot keep, and
what fetches or sends something when it is opened.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.ElementTree import DefusedXMLParser
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, range_boundaries

from jiahe.intake.reports.commented import AT_MOST_COMMENTS, said_by_column
from jiahe.intake.reports.front import Front, lines_of
from jiahe.intake.reports.shape import Found, ReportTable, sheet_name, text_of

MOST_UNPACKED = 32 * 2**20
"""Bytes of a workbook's parts: about 50,000 rows of ten columns, which take openpyxl some hundred MB."""
_MOST_MERGED = 200_000
"""Cells: openpyxl makes an object of each cell that a merged range covers."""
_MOST_CELLS = 1_000_000
"""Cells and rows, with something in them or not."""
_CHUNK = 2**16
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2", "calculatedColumnFormula", "definedName"})
_REACHES_OUT = re.compile(r"[|\[]|WEBSERVICE|FILTERXML|HYPERLINK|REGISTER|(?:RTD|IMAGE|CALL)\s*\(", re.IGNORECASE)
"""Formulas that fetch, send or start something (DDE has |, other workbooks [): a report of ours must not."""
_OUTER_PARTS = ("xl/externallinks/", "xl/connections", "xl/embeddings/")
_WRONG, _MENDED = (PatternFill("solid", start_color=color) for color in ("FFD9D9", "DDF0DD"))


class CannotBeKept(Exception):
    """The workbook is too large, reaches out, or openpyxl cannot read it: it is to be written anew."""


def write_into(
    workbook: Path, tables: Sequence[ReportTable], faults: Iterable[Found], path: Path,
    *, most_unpacked: int = MOST_UNPACKED,
) -> None:  # fmt: skip
    """Write a workbook (XLSX) again, with comments on its faulty cells. Raises CannotBeKept.

    The workbook was opened before (reading/package.py): it declares no entities, and unpacks to what it says.
    """
    found = list(faults)
    try:
        _refuse_large(workbook, most_unpacked)
        with warnings.catch_warnings(), workbook.open("rb") as file:
            warnings.simplefilter("ignore")  # what openpyxl leaves out is said on the page
            book = openpyxl.load_workbook(file)
            _write(book, tables, found)
            book.save(path)
    except CannotBeKept:
        raise
    except Exception as error:  # openpyxl names none: a workbook that it does not understand ends in any of them
        raise CannotBeKept from error


def _refuse_large(workbook: Path, most_unpacked: int) -> None:
    """Raise CannotBeKept for a workbook that is too large or reaches out.

    Any part can be a sheet, whatever its name, so each is read; one that is no XML is none.
    """
    with zipfile.ZipFile(workbook) as package:
        if sum(info.file_size for info in package.infolist()) > most_unpacked:
            raise CannotBeKept
        if any(name.lower().startswith(_OUTER_PARTS) for name in package.namelist()):
            raise CannotBeKept
        counted = _Counted()
        for name in package.namelist():
            with package.open(name) as part, suppress(ParseError):
                parser = DefusedXMLParser(target=counted.anew(), forbid_dtd=True)
                while piece := part.read(_CHUNK):
                    parser.feed(piece)
                parser.close()


class _Counted:
    """Counts what openpyxl would make an object of, in all parts, and looks at each formula (a parser's target)."""

    def __init__(self) -> None:
        self._cells = self._merged = 0
        self._formula: list[str] | None = None

    def anew(self) -> _Counted:
        """Begin another part."""
        self._formula = None
        return self

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Count an element. Raises CannotBeKept."""
        name = tag.rpartition("}")[2]
        if name in ("c", "row"):
            self._cells += 1
        elif name == "mergeCell":
            left, top, right, bottom = range_boundaries(attributes["ref"].upper())
            self._merged += abs((right - left + 1) * (bottom - top + 1))
        elif name in _FORMULAS:
            self._formula = []
        elif name == "Relationship" and _is_outer(attributes):
            raise CannotBeKept
        if self._cells > _MOST_CELLS or self._merged > _MOST_MERGED:
            raise CannotBeKept

    def data(self, text: str) -> None:
        """Take a piece of text."""
        if self._formula is not None:
            self._formula.append(text)

    def end(self, tag: str) -> None:
        """Look at a formula that is whole. Raises CannotBeKept."""
        if self._formula is not None and tag.rpartition("}")[2] in _FORMULAS:
            if _REACHES_OUT.search("".join(self._formula)):
                raise CannotBeKept
            self._formula = None

    def close(self) -> None:
        """End a part."""


def _is_outer(relationship: Mapping[str, str]) -> bool:
    """Whether a part needs something from elsewhere; a link that somebody may follow is nothing of that."""
    kind = relationship.get("Type", "")
    return relationship.get("TargetMode") == "External" and not kind.endswith("/hyperlink")


class _At(NamedTuple):
    sheet: str
    row: int


def _write(book: Any, tables: Sequence[ReportTable], found: Sequence[Found]) -> None:
    by_row: dict[_At, list[Found]] = defaultdict(list)
    for one in found:
        by_row[_At(one.sheet, one.row)].append(one)
    named = {table.sheet: table for table in tables}
    corners = {name: _corners(book[name]) for name in named}
    left = AT_MOST_COMMENTS
    for at, here in by_row.items():
        sheet, table = book[at.sheet], named[at.sheet]
        wrong = {one.column or 0 for one in here if not one.used}
        for label, words in said_by_column(here).items():
            place = (at.row, table.columns[label] + 1)
            cell = sheet.cell(*corners[at.sheet].get(place, place))
            cell.fill = _WRONG if label in wrong else _MENDED
            if left > 0:
                cell.comment = _comment(cell.comment, words)
                left -= 1
    front = lines_of(tables, found, AT_MOST_COMMENTS)
    _write_front(book, front)


def _corners(sheet: Any) -> Mapping[tuple[int, int], tuple[int, int]]:
    """Return, of each cell that a merged range covers, the cell that shows it: nothing else takes a comment."""
    return {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
        if isinstance(sheet._cells.get((row, column)), MergedCell)
    }


def _comment(before: Comment | None, words: str) -> Comment:
    text = words if before is None else f"{before.text}\n{words}"
    return Comment(
        ILLEGAL_CHARACTERS_RE.sub("\ufffd", text_of(text)), "Jiahe", width=320, height=60 + 18 * len(text) // 24
    )


def _write_front(book: Any, front: Front) -> None:
    sheet = book.create_sheet(sheet_name(front.name, {one.lower() for one in book.sheetnames}), 0)
    wrap = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(front.titles))
    titles: list[str | int] = [title for title, _ in front.titles]
    rows: list[list[str | int]] = [[front.summary], titles, *front.lines]
    for number, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            cell = sheet.cell(number, column)
            cell.value = value if isinstance(value, int) else ILLEGAL_CHARACTERS_RE.sub("\ufffd", text_of(value))
            if isinstance(value, str):
                cell.data_type = "s"  # never a formula, whatever it begins with
            cell.alignment = wrap
            cell.font = Font(bold=number == 2)
    for at, (_, width) in enumerate(front.titles, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = "A3"
    for one in book.worksheets:
        one.sheet_view.tabSelected = False  # else they are edited together
    book.active = 0
