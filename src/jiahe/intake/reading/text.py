"""A text file (CSV, TSV, TXT) as rows of cells: finds the separator, and sets aside the rows that are no rows."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from jiahe.intake.reading import faults
from jiahe.intake.reading.encoding import Lines, encoding_of, visible
from jiahe.intake.reading.grid import BLANKS, GridRow, Merge, Problem

SEPARATORS = (",", "\t", ";", "|", "，", "；")
# How many lines are looked at to find the separator.
_SAMPLE = 400
# More separators than this in a line say no more for a separator: they may stand in one cell's text.
_ENOUGH = 5
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
# How Excel keeps a text of digits a text in a CSV file: ="0012".
_AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')


class TextGrid:
    """The rows of a text file. ``width``: how many cells most of its lines have. Raises Unreadable."""

    ragged = True

    def __init__(self, path: Path) -> None:
        self.path = path
        self.encoding = encoding_of(path)
        sample = [line.rstrip("\r\n") for line in islice(Lines(path, self.encoding), _SAMPLE)]
        self.separator, self.width = _separator([_QUOTED.sub("", line) for line in sample if line.strip(BLANKS)])
        lone = re.escape(self.separator)
        self._lone_quote = re.compile(rf'(?<![^{lone}])"(?![^{lone}\r\n])')

    def merges(self) -> list[Merge]:
        """A text file has none."""
        return []

    def rows(self) -> Iterator[GridRow]:
        """Each record once. A record of several lines (quoted line breaks) is one row, as in Excel."""
        lines = Lines(self.path, self.encoding)
        reader = self._reader(lines)
        taken, bad, number = lines.taken, lines.bad, 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = None
            number += 1
            problem = None
            if cells is None or (len(cells) != self.width and '"' in taken[0]):
                cells, problem = self._mend(cells, lines)
                reader = self._reader(lines)
            if bad:
                problem = _bad_bytes(lines) or problem
            if problem is None and cells is not None:
                values = [cell if cell.strip(BLANKS) else None for cell in cells]
                if '="' in taken[0] or len(taken) > 1:
                    values = [_unwrap(value) for value in values]
                yield GridRow(number, values)
            else:
                yield GridRow(number, (), problem)
            taken.clear()

    def _reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        return csv.reader(lines, delimiter=self.separator, skipinitialspace=True, strict=True)

    def _mend(self, cells: list[str] | None, lines: Lines) -> tuple[list[str] | None, Problem | None]:
        """Read a record whose quotation marks do not agree by its first line alone; the lines after it are read anew.

        A mark alone between two separators is the office's "as above", not the beginning of a quoted text.
        """
        first, *others = lines.taken
        alone = self._lone_quote.sub('""""', first)
        again = self._alone(alone) if alone != first or others else None
        if again is None and cells is not None and not (others and any(map(self._is_a_row, lines.taken))):
            return cells, None
        del lines.taken[1:]
        lines.back(others)
        return again, None if again else Problem(faults.OPEN_QUOTE, visible(first.rstrip("\r\n")))

    def _alone(self, line: str) -> list[str] | None:
        """The cells of a line by itself, if they are as many as the table has."""
        try:
            cells = next(self._reader([line]))
        except csv.Error:
            return None
        return cells if len(cells) == self.width else None

    def _is_a_row(self, line: str) -> bool:
        """Whether a line within a quoted text has so many separators that it is a row of the table, swallowed."""
        return 2 * line.count(self.separator) >= self.width > 1


def _separator(lines: list[str]) -> tuple[str, int]:
    """The separator that parts most lines into the same and most cells, and how many those are."""
    best, best_score, best_width = ",", 0, 1
    for separator in SEPARATORS:
        widths = Counter(line.count(separator) + 1 for line in lines)
        widths.pop(1, None)
        for width, count in widths.items():
            score = count * min(width - 1, _ENOUGH)
            if score > best_score:
                best, best_score, best_width = separator, score, width
    return best, best_width


def _bad_bytes(lines: Lines) -> Problem | None:
    """The problem of a record in whose lines some bytes are no text."""
    numbers = range(lines.number - len(lines.taken) + 1, lines.number + 1)
    found = [(number, lines.bad.pop(number)) for number in numbers if number in lines.bad]
    if not found:
        return None
    return Problem(faults.BAD_BYTES, visible("".join(lines.taken).rstrip("\r\n")), found[0])


def _unwrap(value: str | None) -> str | None:
    got = _AS_TEXT.fullmatch(value) if value else None
    return got[1].replace('""', '"') or None if got else value
