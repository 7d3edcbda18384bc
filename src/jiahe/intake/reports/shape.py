"""What a report is made of: tables with their rows, faults with where they are, and cells as a workbook takes them.

A text that a spreadsheet would run is written harmless, and no number gains or loses a digit on the way back.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from jiahe.intake.cells import Cell
from jiahe.intake.cells.written import NO_CHARACTER
from jiahe.intake.fault import Fault
from jiahe.intake.reading.grid import GridRow
from jiahe.web.exports import harmless


class ReportRow(Protocol):
    """A row of a file. ``number``: as Excel shows it, from 1. ``raw``: its text, when it could not be read as cells."""

    @property
    def number(self) -> int: ...
    @property
    def cells(self) -> Sequence[Cell]: ...
    @property
    def raw(self) -> str | None: ...


class ReportTable(Protocol):
    """A table of a file. ``header``: its first and last row; ``columns``: where each label's column is, from 0.

    ``units``: what the file says of a column's unit, if anything.
    """

    @property
    def sheet(self) -> str: ...
    @property
    def header(self) -> tuple[int, int]: ...
    @property
    def labels(self) -> Sequence[str]: ...
    @property
    def columns(self) -> Sequence[int]: ...
    @property
    def units(self) -> Sequence[str | None]: ...
    def rows(self) -> Iterable[ReportRow]:
        """Each row once, in order."""

    def physical(self) -> Iterable[GridRow]:
        """Each row of the sheet once, in order, also those that are no rows of the table."""


@dataclass(frozen=True, slots=True)
class Found:
    """A fault and where it is. ``column``: the index of its label; None when it is the row's.

    ``used``: no fault any more, but a value that was mended: what is read in its place.
    """

    sheet: str
    row: int
    column: int | None
    fault: Fault
    used: str = ""


LAST_ROW = 1_048_576
"""How many rows a sheet of Excel has."""
_LONGEST_TEXT = 32_000
_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(rf"[\[\]:*?/\\\x00-\x1f]|{NO_CHARACTER.pattern}")
_FIRST_YEAR = 1900
_MIDNIGHT = dt.time()


_TEXT = 49
"""Excel's own format of texts (@)."""


class Formats:
    """The formats of a workbook's cells, plain and marked."""

    def __init__(self, book: Any) -> None:
        mark = {"bg_color": "#FFD9D9", "border": 1, "border_color": "#B00020"}
        forms = {
            "text": _TEXT,
            "number": "General",
            "day": "yyyy-mm-dd",
            "moment": "yyyy-mm-dd hh:mm:ss",
            "time": "hh:mm:ss",
        }
        self._formats = {
            (kind, marked): book.add_format({"num_format": form, **(mark if marked else {})})
            for kind, form in forms.items()
            for marked in (False, True)
        }
        title = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "num_format": _TEXT}
        self.head = book.add_format(title)
        self.required = book.add_format({**title, "font_color": "#B00020"})
        self.words = book.add_format({"text_wrap": True, "valign": "top"})

    def of(self, kind: str, *, marked: bool = False) -> Any:
        """Return the format of a kind of cell."""
        return self._formats[kind, marked]


def put(sheet: Any, row: int, column: int, cell: Cell, formats: Formats, *, marked: bool = False) -> None:
    """Write a cell as the file had it."""
    if cell is None:
        if marked:
            sheet.write_blank(row, column, None, formats.of("text", marked=True))
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, formats.of("number", marked=marked))
    elif isinstance(cell, dt.datetime) and cell.year >= _FIRST_YEAR:
        kind = "day" if cell.time() == _MIDNIGHT else "moment"
        sheet.write_datetime(row, column, cell.replace(tzinfo=None), formats.of(kind, marked=marked))
    elif isinstance(cell, dt.date) and cell.year >= _FIRST_YEAR:
        sheet.write_datetime(row, column, dt.datetime.combine(cell, _MIDNIGHT), formats.of("day", marked=marked))
    elif isinstance(cell, dt.time):
        sheet.write_datetime(row, column, cell, formats.of("time", marked=marked))
    elif isinstance(cell, int | float) and _is_kept(cell):
        sheet.write_number(row, column, cell, formats.of("number", marked=marked))
    else:
        sheet.write_string(row, column, text_of(cell), formats.of("text", marked=marked))


def text_of(cell: Cell) -> str:
    """Return a cell as a text that no spreadsheet runs."""
    text = cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)
    text = NO_CHARACTER.sub("\ufffd", text)
    return harmless(text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…")


def with_unit(label: str, unit: str | None) -> str:
    """Return a label that says its unit: a file says it once above the table, which is not part of these rows."""
    return label if unit is None or unit in label else f"{label}（{unit}）"


def _is_kept(number: int | float) -> bool:
    """Whether a workbook, which keeps numbers as 64-bit floats, gives the number back."""
    try:
        return math.isfinite(number) and float(number) == number
    except OverflowError:
        return False


def sheet_name(wanted: str, used: set[str]) -> str:
    """Return a name for a sheet as Excel allows it, and which no sheet has yet; it is added to ``used``."""
    name = _NOT_IN_NAMES.sub(" ", wanted).strip("' ") or "Sheet"
    number, shown = 1, _cut(name, _LONGEST_NAME)
    while shown.lower() in used or shown.lower() == "history":
        number += 1
        ending = f" ({number})"
        shown = _cut(name, _LONGEST_NAME - len(ending)) + ending
    used.add(shown.lower())
    return shown


def _cut(name: str, most: int) -> str:
    """Return the beginning of a name as long as Excel counts it, in units of UTF-16; it ends in no apostrophe."""
    return name.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore").rstrip("' ")
