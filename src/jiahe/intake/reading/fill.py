"""Fills a cell from the cell above: merged cells, and "as above" (同上)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from jiahe.intake.reading.grid import Cell, Merge
from jiahe.intake.reading.marks import DITTO


class Fill:
    """Follows the rows of a table. A merged cell's value goes to each row that it covers; 同上 is the row above's.

    The row above is the last row of the table, whatever blank lines, totals or repeated headers stand between. After a
    row that was set aside nothing is above: what it says is not known.
    """

    def __init__(self, columns: Sequence[int], merges: Sequence[Merge]) -> None:
        self.above: tuple[Cell, ...] | None = None
        index = {column: at for at, column in enumerate(columns)}
        # The rows with a cell that is merged over three columns or more.
        self.wide = {merge.first_row for merge in merges if merge.last_column - merge.first_column >= 2}
        self._merges: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for merge in merges:
            if merge.last_row > merge.first_row and merge.first_column in index:
                for row in range(merge.first_row, merge.last_row + 1):
                    self._merges[row].append((index[merge.first_column], merge.first_row))
        self._values: dict[tuple[int, int], Cell] = {}

    def interrupt(self, number: int, cells: tuple[Cell, ...] = ()) -> None:
        """Pass a row that was set aside; a cell that is merged from it downwards still says what it says."""
        self.above = None
        for at, first in self._merges.get(number, ()) if cells else ():
            if number == first and cells[at] not in DITTO:
                self._values[at, first] = cells[at]

    def quiet(self, number: int, cells: tuple[Cell, ...]) -> bool:
        """Whether nothing is to be filled in a row: nearly always."""
        return number not in self._merges and DITTO.isdisjoint(cells)

    def fill(self, number: int, cells: tuple[Cell, ...]) -> tuple[tuple[Cell, ...], frozenset[int], bool]:
        """The cells, which of them were filled, and whether one says 同上 with nothing above it."""
        values, filled = list(cells), set()
        for at, cell in enumerate(cells):
            if isinstance(cell, str) and cell in DITTO:
                if self.above is None:
                    self.interrupt(number, cells)
                    return cells, frozenset(), True
                values[at] = self.above[at]
                filled.add(at)
        for at, first in self._merges.get(number, ()):
            if number == first:
                self._values[at, first] = values[at]
            elif values[at] is None and (at, first) in self._values:
                values[at] = self._values[at, first]
                filled.add(at)
        self.above = tuple(values)
        return self.above, frozenset(filled), False
