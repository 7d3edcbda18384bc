"""What every kind of file becomes before a table is looked for in it: rows of cells, numbered as Excel numbers them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from jiahe.intake.fault import Fault

# A whole number below 10**15 is an int, as Excel shows it. A larger one is a float: Excel has kept 15 digits of it.
Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | None

# What may stand in a cell that shows nothing: spaces, also full-width and unbreakable ones, and marks without width.
BLANKS = " \t\r\n\v\f\u3000\u00a0\u2002\u2003\u2009\u200b\u200c\u200d\ufeff"


class Problem(NamedTuple):
    """Why a physical row is not cells. ``at``: line and byte, both from 1, where the first bytes are no text."""

    fault: Fault
    raw: str
    at: tuple[int, int] | None = None


class GridRow(NamedTuple):
    """One physical row. ``number``: as Excel shows it, from 1. A cell that shows nothing is None."""

    number: int
    cells: Sequence[Cell]
    problem: Problem | None = None


class Merge(NamedTuple):
    """A merged range of cells. Rows as Excel shows them, from 1; columns from 0; both ends belong to it."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


class Grid(Protocol):
    """A sheet's rows, from row 1 to the last that is not blank. Each call of ``rows`` reads anew."""

    def rows(self) -> Iterator[GridRow]:
        """Each physical row once, in order."""

    def merges(self) -> list[Merge]:
        """The merged ranges; a text file has none."""

    # Whether each row should have as many cells as the header (a text file), or a missing cell is a blank one.
    ragged: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may at most be. A larger one is refused before it fills the machine's memory."""

    # Of the file as it lies on disk.
    file_bytes: int = 512 * 2**20
    # Of a workbook's parts once they are unpacked: what a zip bomb is refused by.
    unpacked_bytes: int = 4 * 2**30
    # How many a workbook has: each is opened and looked at.
    parts: int = 10_000
    # Of one sheet of a workbook: rows times columns of its used range. A text file has no such limit.
    cells: int = 24_000_000


LIMITS = Limits()
