"""A workbook (XLSX, XLS, ODS) as grids of cells, one a sheet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import python_calamine as calamine

from jiahe.intake.fault import Unreadable
from jiahe.intake.reading import faults, old_workbook, package
from jiahe.intake.reading.grid import BLANKS, Cell, GridRow, Limits, Merge, Problem
from jiahe.intake.reading.package import Extent

_TIME = re.compile(r"PT(\d+)H(\d+)M(?:(\d+)(?:[.,]\d+)?S)?")


_SINCE_1904: dict[str, Callable[[Path], bool]] = {
    "xlsx": package.counts_from_1904,
    "xls": old_workbook.counts_from_1904,
    "ods": lambda path: False,  # its days are written as days
}


class Workbook:
    """An open workbook. ``kind``: xlsx, xls or ods. Raises Unreadable. One sheet is held in memory at a time.

    ``since_1904``: a bare number that is a day counts from 1904; cells that are typed as days are right already.
    """

    def __init__(self, path: Path, kind: str, limits: Limits) -> None:
        self.path, self.kind, self.limits = path, kind, limits
        self._extents = package.extents_of_ods(path, limits) if kind == "ods" else {}
        for extent in self._extents.values():
            self._allow(extent)
        # Given a path, calamine believes its ending.
        with _opening(), path.open("rb") as file:
            self._book = calamine.CalamineWorkbook.from_filelike(file)
            self.since_1904 = _SINCE_1904[kind](path)
        self.sheets = [WorkbookGrid(self, meta) for meta in self._book.sheets_metadata]
        self._open: tuple[str, calamine.CalamineSheet, Extent] | None = None

    def sheet(self, name: str) -> tuple[calamine.CalamineSheet, Extent]:
        """A sheet's cells, and what the package says of them. Raises Unreadable."""
        if self._open is None or self._open[0] != name:
            self._open = None
            extent = self._extents.get(name, Extent())
            with _opening():
                if self.kind == "xlsx":
                    extent = package.extent_of_xlsx(self.path, name, self.limits)
                    self._allow(extent)
                self._open = (name, self._book.get_sheet_by_name(name), extent)
        return self._open[1], self._open[2]

    def _allow(self, extent: Extent) -> None:
        if extent.rows * extent.columns > self.limits.cells:
            raise package.too_many_cells(self.limits)


@contextmanager
def _opening() -> Iterator[None]:
    """Say what is wrong with a file that calamine cannot open, or panics on (its class cannot be imported)."""
    try:
        yield
    except Unreadable:
        raise
    except calamine.PasswordError as error:
        raise Unreadable(faults.ENCRYPTED) from error
    except (calamine.CalamineError, *package.DAMAGED) as error:
        raise Unreadable(faults.CUT_OFF) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise Unreadable(faults.CUT_OFF) from error
        raise


class WorkbookGrid:
    """A sheet of a workbook. ``charts``: it has no cells at all."""

    ragged = False

    def __init__(self, book: Workbook, meta: calamine.SheetMetadata) -> None:
        self._book = book
        self.name = meta.name
        self.hidden = meta.visible is not calamine.SheetVisibleEnum.Visible
        self.charts = meta.typ is not calamine.SheetTypeEnum.WorkSheet

    def merges(self) -> list[Merge]:
        """The merged ranges of cells."""
        sheet, extent = self._book.sheet(self.name)
        ranges = sheet.merged_cell_ranges or []
        merges = extent.merges or [Merge(top + 1, bottom + 1, left, right) for (top, left), (bottom, right) in ranges]
        # A whole column may be merged: what lies below the last row covers nothing.
        last = max(sheet.end[0] + 1 if sheet.end else 0, extent.rows)
        return [merge._replace(last_row=min(merge.last_row, last)) for merge in merges if merge.first_row <= last]

    def rows(self) -> Iterator[GridRow]:
        """Each row up to the last that holds something."""
        sheet, extent = self._book.sheet(self.name)
        errors: dict[int, dict[int, str]] = {}
        for (row, column), shown in extent.errors.items():
            errors.setdefault(row, {})[column] = shown
        # calamine leaves out the columns before the first cell, though not the rows.
        before: list[Cell] = [None] * (sheet.start[1] if sheet.start else 0)
        number = 0
        for number, values in enumerate(_rows(sheet), 1):
            if values is None:
                yield GridRow(number, (), Problem(faults.NO_TIME, ""))
                continue
            cells = [*before, *map(_cell, values)]
            yield GridRow(number, _with_errors(cells, errors.get(number)))
        for below in range(number + 1, max(errors, default=0) + 1):
            yield GridRow(below, _with_errors([], errors.get(below)))


def _rows(sheet: calamine.CalamineSheet) -> Iterator[Sequence[object] | None]:
    """Each row's values, or None: calamine gives no row in which a length of time is longer than Python's timedelta."""
    rows = iter(sheet.iter_rows())
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except OverflowError:
            yield None


def _with_errors(cells: list[Cell], shown: dict[int, str] | None) -> list[Cell]:
    """A row's cells, with what those show that hold an error."""
    for column, error in (shown or {}).items():
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = error
    return cells


def _cell(value: object) -> Cell:
    """A cell as the reader gives it, as a Cell: whole numbers whole, nothing as None, lengths of time as text."""
    match value:
        case str():
            if got := _TIME.fullmatch(value):
                hours, minutes, seconds = int(got[1]), int(got[2]), int(got[3] or 0)
                return dt.time(hours, minutes, seconds) if hours < 24 else f"{hours}:{minutes:02}:{seconds:02}"
            return value if value.strip(BLANKS) else None
        case float():
            return int(value) if value.is_integer() and abs(value) < 1e15 else value
        case dt.timedelta():
            seconds = round(value.total_seconds())
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        case bool() | int() | dt.datetime() | dt.date() | dt.time():
            return value
        case _:
            return None
