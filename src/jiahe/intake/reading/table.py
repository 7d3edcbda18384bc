"""A table: its columns, and its rows one after the other, each with what the office meant to say in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from jiahe.intake.fault import Fault
from jiahe.intake.reading import faults
from jiahe.intake.reading.fill import Fill
from jiahe.intake.reading.grid import Cell, Grid, GridRow
from jiahe.intake.reading.header import Header, squeeze
from jiahe.intake.reading.sorting import Sorting
from jiahe.intake.reading.why import Why


class Row(NamedTuple):
    """A row of a table. ``number``: as Excel shows it; ``cells``: as written, as many as the table has labels.

    ``filled``: the columns that say what a cell above says, by a merged cell or 同上. A row with a ``fault`` is set
    aside: its cells are None, ``raw`` is its text, ``at`` the line and byte, from 1, where bytes are no text.
    """

    number: int
    cells: tuple[Cell, ...]
    filled: frozenset[int] = frozenset()
    fault: Fault | None = None
    raw: str | None = None
    at: tuple[int, int] | None = None


class Skipped(NamedTuple):
    """Physical rows, ``first`` to ``last``, that are no rows of the table; the text of the first of them."""

    first: int
    last: int
    why: Why
    text: str = ""


_NOTHING: frozenset[int] = frozenset()


class Table:
    """The table of a sheet.

    ``header``: the first and the last row of its header. ``labels``: of each column, those of several rows joined from
    top to bottom. ``columns``: where each is in the sheet, from 0. ``units``: what the file says of a column's unit.
    ``faults``: by the index of the column. ``skipped``: what is neither header nor row; whole once the rows were read.
    """

    def __init__(self, sheet: str, grid: Grid, header: Header) -> None:
        self.sheet = sheet
        self.header = (header.first, header.last)
        self.labels = header.labels
        self.columns = header.columns
        self.units = header.units
        self.faults = header.faults
        self._grid, self._found = grid, header
        self.skipped: list[Skipped] = []
        self._begin()

    def _begin(self) -> None:
        self.skipped = []
        for number, why, text in self._found.above:
            self._skip(number, why, text)

    def rows(self) -> Iterator[Row]:
        """Each row once, in order, as it is read from the file. ``skipped`` begins anew and is whole at the end."""
        self._begin()
        last, end = self.header[1], self.columns[-1] + 1
        sorting, fill = Sorting(self._found), Fill(self.columns, self._grid.merges())
        whole = end == len(self.columns)
        least = end if self._grid.ragged else 0
        for row in self._grid.rows():
            number, raw, problem = row
            if number <= last:
                continue
            if problem:
                fill.interrupt(number)
                yield self._aside(row, problem.fault, problem.raw, problem.at)
                continue
            cells = tuple(raw) if whole and len(raw) == end else self._under_labels(raw)
            filled = len(cells) - cells.count(None)
            beyond = len(raw) > len(cells) and len(raw) - raw.count(None) > filled
            if (why := sorting.why(raw, cells, filled, number in fill.wide)) is not None:
                self._skip(number, why, _text(raw))
                continue
            if sorting.under_other_header or beyond or len(raw) < least:
                fill.interrupt(number, cells)
                fault = (
                    faults.OTHER_HEADER if sorting.under_other_header else faults.TOO_MANY if beyond else faults.TOO_FEW
                )
                yield self._aside(row, fault, _raw(raw))
                continue
            if fill.quiet(number, cells):
                fill.above = cells
                yield Row(number, cells)
                continue
            cells, repeated, nothing_above = fill.fill(number, cells)
            if nothing_above:
                yield self._aside(row, faults.NOTHING_ABOVE, _raw(raw))
            else:
                yield Row(number, cells, repeated)

    def physical(self) -> Iterator[GridRow]:
        """Each row of the sheet, also those that are no rows of the table, as it is read from the file."""
        return self._grid.rows()

    def batches(self, size: int = 10_000) -> Iterator[list[Row]]:
        """The rows in lists of ``size``."""
        rows = self.rows()
        while batch := list(islice(rows, size)):
            yield batch

    def _under_labels(self, raw: Sequence[Cell]) -> tuple[Cell, ...]:
        return tuple([raw[column] if column < len(raw) else None for column in self.columns])

    def _aside(self, row: GridRow, fault: Fault, raw: str, at: tuple[int, int] | None = None) -> Row:
        return Row(row.number, (None,) * len(self.labels), _NOTHING, fault, raw, at)

    def _skip(self, number: int, why: Why, text: str) -> None:
        before = self.skipped[-1] if self.skipped else None
        if before and why is before.why is Why.BLANK and before.last == number - 1:
            self.skipped[-1] = before._replace(last=number)
        else:
            self.skipped.append(Skipped(number, number, why, text))


def _text(cells: Sequence[Cell]) -> str:
    return " ".join(squeeze(str(cell)) for cell in cells if cell is not None)


def _raw(cells: Sequence[Cell]) -> str:
    """A row's cells as one text, parted by tabs."""
    return "\t".join("" if cell is None else squeeze(str(cell)) for cell in cells)
