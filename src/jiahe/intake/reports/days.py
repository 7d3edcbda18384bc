"""A table of a workbook that counts its days from 1904, for a report that counts from 1900."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiahe.intake.cells import Cell
from jiahe.intake.cells.dates import read_date
from jiahe.intake.reading import Row, Table
from jiahe.intake.reading.grid import GridRow


@dataclass(frozen=True)
class DaysShown:
    """``of_days``: the columns that bring a day. Their bare numbers are shown as days: in a report they are others."""

    table: Table
    of_days: frozenset[int]

    @property
    def sheet(self) -> str:
        """See ReportTable."""
        return self.table.sheet

    @property
    def header(self) -> tuple[int, int]:
        """See ReportTable."""
        return self.table.header

    @property
    def labels(self) -> Sequence[str]:
        """See ReportTable."""
        return self.table.labels

    @property
    def columns(self) -> Sequence[int]:
        """See ReportTable."""
        return self.table.columns

    @property
    def units(self) -> Sequence[str | None]:
        """See ReportTable."""
        return self.table.units

    def rows(self) -> Iterator[Row]:
        """Each row once, in order, its days written as days."""
        for row in self.table.rows():
            yield row._replace(cells=tuple(self._shown(at, cell) for at, cell in enumerate(row.cells)))

    def physical(self) -> Iterator[GridRow]:
        """Each row of the sheet, the days of those below the header written as days."""
        labels = {column: at for at, column in enumerate(self.table.columns)}
        for row in self.table.physical():
            cells = [self._shown(labels.get(column, -1), cell) for column, cell in enumerate(row.cells)]
            yield row._replace(cells=cells) if row.number > self.header[1] else row

    def _shown(self, at: int, cell: Cell) -> Cell:
        if at not in self.of_days or isinstance(cell, bool) or not isinstance(cell, int | float):
            return cell
        day = read_date(cell, since_1904=True)
        return day if isinstance(day, dt.date) else cell
