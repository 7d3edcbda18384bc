"""Finds where a table begins: the rows of its header, the names and units of its columns, and what stands above it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jiahe.intake.fault import Fault
from jiahe.intake.reading import faults
from jiahe.intake.reading.grid import Cell, GridRow, Merge
from jiahe.intake.reading.marks import (
    is_footer,
    is_group,
    is_id_number,
    is_label,
    is_money,
    is_title,
    is_value,
    may_be_label,
    plain,
    unit_of,
    unit_of_sheet,
)
from jiahe.intake.reading.why import Why

# How many rows are looked at for a header, and for what its columns hold.
HEAD = 120


@dataclass(frozen=True, slots=True)
class Header:
    """A header. ``first`` and ``last``: its rows as Excel shows them; ``columns``: where each label stands, from 0.

    ``texts``: each of its rows as compared, to know it again; ``above``: each row above it, with what it is.
    """

    first: int
    last: int
    columns: tuple[int, ...]
    labels: tuple[str, ...]
    units: tuple[str | None, ...]
    faults: tuple[tuple[int, Fault], ...]
    texts: tuple[tuple[str, ...], ...]
    above: tuple[tuple[int, Why, str], ...]


def find(rows: Sequence[GridRow], merges: Sequence[Merge]) -> Header | None:
    """Find the header in the first rows of a sheet, or none.

    It is the first row of which at least half of the cells are names of columns that offices use, two of them surely.
    If there is none, or records stand above it, it is the first row with a text, and no value, in nearly each column
    that is used below, where a column below holds values. Rows belong to it below, while merged cells tie them to it or
    they name columns themselves, and above, while they name groups of columns. Otherwise there is no header: a row of
    data is none.
    """
    head = _Head(rows, merges)
    start = head.start()
    if start is None:
        return None
    first, last = head.up(start), head.down(start)
    return head.header(first, last)


class _Head:
    """The first rows of a sheet."""

    def __init__(self, rows: Sequence[GridRow], merges: Sequence[Merge]) -> None:
        self.rows = rows
        self.width = max((len(row.cells) for row in rows), default=0)
        self.cells = [[*row.cells, *[None] * (self.width - len(row.cells))] for row in rows]
        last = rows[-1].number if rows else 0
        self.merges = [merge for merge in merges if merge.first_row <= last]

    def filled(self, at: int) -> list[Cell]:
        return [cell for cell in self.cells[at] if cell is not None]

    # ---- Where it starts

    def start(self) -> int | None:
        named = next((at for at in range(len(self.rows)) if self._names_columns(at)), None)
        if named is not None and not self._records_above(named):
            return named
        above = len(self.rows) if named is None else named
        return next((at for at in range(above) if self._stands_over_values(at)), None)

    def _records_above(self, at: int) -> bool:
        """Whether rows above look like records: then it is the header of a later table, and they must not be lost."""
        wide = [filled for row in range(at) if len(filled := self.filled(row)) >= 3 and any(map(is_value, filled))]
        return len(wide) >= 2 or any(is_id_number(cell) for row in range(at) for cell in self.filled(row))

    def _names_columns(self, at: int) -> bool:
        filled = self.filled(at)
        sure = sum(map(is_label, filled))
        possible = sum(map(may_be_label, filled))
        if any(is_value(cell) and not isinstance(cell, int) for cell in filled):
            return False
        if sure >= 2:
            return 2 * possible >= len(filled)
        if len(filled) >= 2:
            return sure == 1 and possible == len(filled)
        return sure == 1 and max((len(self.filled(below)) for below in range(at + 1, len(self.rows))), default=0) <= 1

    def _stands_over_values(self, at: int) -> bool:
        filled, below = self.filled(at), self.cells[at + 1 :]
        if len(filled) < 2 or not below or any(is_value(cell) or len(str(cell)) > 30 for cell in filled):
            return False
        if len({plain(cell) for cell in filled}) < len(filled) or is_footer(filled):
            return False
        used = [
            column for column in range(self.width) if sum(row[column] is not None for row in below) * 4 > len(below)
        ]
        covered = sum(self.cells[at][column] is not None for column in used)
        holds_values = any(
            self.cells[at][column] is not None and any(is_value(row[column]) for row in below) for column in used
        )
        return bool(used) and covered * 5 >= len(used) * 4 and holds_values

    # ---- How far it reaches

    def down(self, start: int) -> int:
        last = start
        while last + 1 < len(self.rows) and self._continues(start, last, last + 1):
            last += 1
        return last

    def _continues(self, start: int, last: int, at: int) -> bool:
        filled = self.filled(at)
        if not filled or self._same(start, at) or self.rows[at].problem:
            return False
        if any(is_value(cell) and not isinstance(cell, int) for cell in filled):
            return False
        if self._tied(last, at):
            return True
        sure, possible = sum(map(is_label, filled)), sum(map(may_be_label, filled))
        named = sure >= 1 and 2 * possible >= len(filled)
        # Words that no list of names has (应发, 实发) are names where a merged cell groups them.
        return self._only_under_groups(last, at) and (named or bool(self._wide(last)))

    def _tied(self, last: int, at: int) -> bool:
        above, below = self.rows[last].number, self.rows[at].number
        return any(merge.first_row <= above and merge.last_row >= below for merge in self.merges)

    def _only_under_groups(self, last: int, at: int) -> bool:
        """Whether the row fills only what the row above leaves open: the columns of groups, each of several."""
        upper, lower = self.cells[last], self.cells[at]
        open_below = [c for c in range(self.width) if lower[c] is not None and upper[c] is None]
        kept = [c for c in range(self.width) if upper[c] is not None and lower[c] is None]
        groups = [c for c in range(self.width) if upper[c] is not None and lower[c] is not None]
        starts_a_group = all(self._next_named(lower, c) < self._next_named(upper, c) for c in groups)
        return bool(open_below) and starts_a_group and (bool(kept) or bool(groups))

    def _wide(self, at: int) -> list[Merge]:
        """The cells of a row that are merged over several columns and no other row."""
        number = self.rows[at].number
        return [m for m in self.merges if m.first_row == m.last_row == number and m.last_column > m.first_column]

    def _next_named(self, row: list[Cell], column: int) -> int:
        return next((c for c in range(column + 1, self.width) if row[c] is not None), self.width)

    def up(self, start: int) -> int:
        first = start
        while first > 0 and self._groups(first - 1, first):
            first -= 1
        return first

    def _groups(self, at: int, below: int) -> bool:
        """Whether a row names groups of the columns that the row below names."""
        filled = self.filled(at)
        if not filled or self.rows[at].problem or is_title(filled) or is_footer(filled):
            return False
        if any(not isinstance(cell, str | int) or len(plain(cell)) > 20 or ":" in plain(cell) for cell in filled):
            return False
        if any(is_group([cell], among_names=False) for cell in filled):
            return False
        wide = self._wide(at)
        if len(filled) == 1:
            used = [c for c in range(self.width) if self.cells[below][c] is not None]
            return any(m.first_column > used[0] for m in wide if used)
        if any(is_value(cell) and not isinstance(cell, int) for cell in filled):
            return False
        return bool(wide) or self._only_under_groups(at, below) or self._tied(at, below)

    def _same(self, one: int, other: int) -> bool:
        return [plain(c) for c in self.filled(one)] == [plain(c) for c in self.filled(other)]

    # ---- What it says

    def header(self, first: int, last: int) -> Header:
        names = [self._name(column, first, last) for column in range(self.width)]
        held = [any(row[c] is not None for row in self.cells[last + 1 :]) for c in range(self.width)]
        # A column without a name counts where it holds something; in a text file, where the header has a cell for it.
        cells_of_header = max(len(self.rows[at].cells) for at in range(first, last + 1))
        columns = tuple(c for c in range(self.width) if names[c] or (held[c] and c < cells_of_header))
        labels, wrong = _tell_apart([names[c] for c in columns], columns)
        for_sheet = next((u for at in range(first) if (u := unit_of_sheet(self.filled(at)))), None)
        units = tuple(unit_of(name) or (for_sheet if for_sheet and is_money(name) else None) for name in labels)
        return Header(
            self.rows[first].number,
            self.rows[last].number,
            columns,
            labels,
            units,
            tuple(wrong),
            tuple(tuple(plain(cell) for cell in self.filled(at)) for at in range(first, last + 1)),
            tuple((self.rows[at].number, *self._above(at)) for at in range(first)),
        )

    def _name(self, column: int, first: int, last: int) -> str:
        parts: list[str] = []
        for at in range(first, last + 1):
            cell = self.cells[at][column]
            if cell is None and any(self.cells[lower][column] is not None for lower in range(at + 1, last + 1)):
                cell = self._group_of(at, column, last)
            text = squeeze(str(cell)) if cell is not None else ""
            if text and (not parts or parts[-1] != text):
                parts.append(text)
        return " ".join(parts)

    def _group_of(self, at: int, column: int, last: int) -> Cell:
        """What the merged cell says that covers a column; without merged cells, what the group to its left says."""
        number = self.rows[at].number
        here = [merge for merge in self.merges if merge.first_row <= number <= merge.last_row]
        if here:
            over = next((merge for merge in here if merge.first_column <= column <= merge.last_column), None)
            return self.cells[at][over.first_column] if over and over.first_row == number else None
        left = next((c for c in range(column - 1, -1, -1) if self.cells[at][c] is not None), None)
        if left is None or all(self.cells[lower][left] is None for lower in range(at + 1, last + 1)):
            return None
        return self.cells[at][left]

    def _above(self, at: int) -> tuple[Why, str]:
        filled = self.filled(at)
        if not filled:
            return Why.BLANK, ""
        text = " ".join(squeeze(str(cell)) for cell in filled)
        if len(filled) == 1 and ":" not in plain(filled[0]) and not is_group(filled, among_names=False):
            return Why.TITLE, text
        return Why.NOTE, text


def squeeze(text: str) -> str:
    """A text on one line: spaces and line breaks between Chinese characters go, others become one space."""
    words = text.split()
    joined = words[0] if words else ""
    for word in words[1:]:
        gap = " " if joined[-1].isascii() and word[0].isascii() else ""
        joined += gap + word
    return joined


def _tell_apart(names: list[str], columns: tuple[int, ...]) -> tuple[tuple[str, ...], list[tuple[int, Fault]]]:
    """Number the doubled names, and name the unnamed columns by their letters in Excel."""
    counts, seen = Counter(names), Counter[str]()
    labels: list[str] = []
    wrong: list[tuple[int, Fault]] = []
    for index, (name, column) in enumerate(zip(names, columns, strict=True)):
        label = name or f"{letters(column)}列"
        if not name:
            wrong.append((index, faults.NO_LABEL))
        elif counts[name] > 1:
            wrong.append((index, faults.DOUBLED_LABEL))
            seen[name] += 1
            if seen[name] > 1:
                label = f"{name} ({seen[name]})"
        while label in labels:
            label += "'"
        labels.append(label)
    return tuple(labels), wrong


def letters(column: int) -> str:
    """A column's letters in Excel: A for 0, AA for 26."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
