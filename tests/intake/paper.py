"""A sheet as somebody wrote it, with what a correct reading gives of each row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jiahe.intake.reading import LIMITS, Limits
from tests.intake.invented import LISTS, LOST, MANNERS, Cell, Column, Draw, Truth

BLANKS = " \t\r\n\u3000\u00a0\u200b"


class Paper:
    """What is written (``lines``: cells, or a raw line of a text file) and what is to be read of it, by row from 1."""

    def __init__(self, kind: str = "deaths", name: str = "Sheet1") -> None:
        self.kind, self.name = kind, name
        self.columns: tuple[Column, ...] = LISTS[kind]
        self.lines: list[Sequence[Cell] | str] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.header: tuple[int, int] | None = None
        self.labels: tuple[str, ...] = ()
        self.units: dict[int, str] = {}
        self.cells: dict[int, tuple[Cell, ...]] = {}
        self.filled: dict[int, frozenset[int]] = {}
        self.aside: dict[int, str] = {}
        self.at: dict[int, tuple[int, int]] = {}
        self.skipped: dict[int, str] = {}
        self.truth: dict[int, Truth] = {}
        self.lost: dict[int, tuple[str, ...]] = {}
        self.column_faults: dict[int, str] = {}
        self.fault: str | None = None
        self.hidden = False

    @property
    def next(self) -> int:
        """The number of the next row."""
        return len(self.lines) + 1

    @property
    def expected(self) -> list[Truth]:
        """The true records in the order of the rows."""
        return list(self.truth.values())

    def skip(self, why: str, *cells: Cell) -> None:
        """Write a row that is none of the table's."""
        self.skipped[self.next] = why
        self.lines.append(cells)

    def head(self, *rows: Sequence[Cell], labels: Sequence[str] | None = None) -> None:
        """Write the header: the usual one, or these rows, of which these labels are to be read."""
        shown = rows or ([column.label for column in self.columns],)
        self.header = (self.next, self.next + len(shown) - 1)
        self.lines.extend(shown)
        self.labels = tuple(labels if labels is not None else map(str, shown[0]))
        for at, label in enumerate(self.labels):
            if label.endswith("（元）"):
                self.units[at] = "元"

    def write(self, record: Truth, *manners: str, **said: Cell) -> list[Cell]:
        """Say how a record is written; ``said``: cells by key that are written so."""
        how, cells = _by_kind(manners), []
        for column in self.columns:
            value, manner = record[column.key], MANNERS.get(how.get(column.kind, ""))
            cells.append(said.get(column.key, manner(value) if manner and value is not None else value))
        return cells

    def record(
        self, record: Truth, *manners: str, read: Sequence[Cell] | None = None, filled: Iterable[int] = (), **said: Cell
    ) -> list[Cell]:
        """Write a record in these manners. ``read``: what is read, where that is not what was written."""
        cells = self.write(record, *manners, **said)
        how = _by_kind(manners)
        lost = tuple(c.key for c in self.columns if how.get(c.kind) in LOST and c.key not in said)
        return self.line(cells, record | dict.fromkeys(lost), read=read, filled=filled, lost=lost)

    def line(
        self,
        cells: Sequence[Cell] | str,
        truth: Truth,
        *,
        read: Sequence[Cell] | None = None,
        filled: Iterable[int] = (),
        lost: tuple[str, ...] = (),
    ) -> list[Cell]:
        """Write cells, or a raw line, of which ``read`` is to be read."""
        number = self.next
        self.lines.append(cells)
        shown = read if read is not None else cells
        self.cells[number] = tuple(as_read(cell) for cell in shown)
        self.filled[number] = frozenset(filled)
        self.truth[number] = truth
        if lost:
            self.lost[number] = lost
        return list(shown)

    def records(self, records: Iterable[Truth], *manners: str) -> None:
        """Write records in these manners."""
        for record in records:
            self.record(record, *manners)

    def set_aside(self, rule: str, cells: Sequence[Cell] | str) -> None:
        """Write a row that is to be set aside by this rule."""
        self.aside[self.next] = rule
        self.lines.append(cells)

    def merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Merge cells: rows from 1, columns from 0."""
        self.merges.append((first_row, first_column, last_row, last_column))


def _by_kind(manners: Iterable[str]) -> dict[str, str]:
    """The manner in which each kind of value is written."""
    return {manner.partition(":")[0]: manner for manner in ("sex:zh", *manners)}


def as_read(cell: Cell) -> Cell:
    """A cell as it is read: blank as None, whole numbers whole, ``="…"`` unwrapped."""
    if isinstance(cell, str):
        if cell.startswith('="'):
            return cell[2:-1]
        return cell if cell.strip(BLANKS) else None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell


@dataclass(frozen=True)
class File:
    """A file of the corpus: its name as uploaded, its bytes, and its sheets or the rule why it cannot be read."""

    name: str
    content: bytes
    papers: tuple[Paper, ...] = ()
    unreadable: str | None = None
    limits: Limits = LIMITS

    def write(self, folder: Path) -> Path:
        """Write it into a folder."""
        path = folder / self.name
        path.write_bytes(self.content)
        return path


def simple(kind: str = "deaths", count: int = 12, *manners: str, name: str = "Sheet1") -> Paper:
    """A header and records."""
    paper = Paper(kind, name)
    paper.head()
    paper.records(Draw(count).records(kind, count), *manners)
    return paper
