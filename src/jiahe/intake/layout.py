"""What stands around a table: its header, its units, and the rows that are passed over, each with the reason.

A person may be taken for a total or a signature; so every row that is not read is shown, before anything is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jiahe.intake.files import opened
from jiahe.intake.models import Load
from jiahe.intake.reading import Skipped, Table, Why
from jiahe.people.numbers import masked
from jiahe.web.words import Words

_RANGES, _TEXTS, _LONGEST = 30, 5, 60


@dataclass(frozen=True)
class Passed:
    """The rows that are passed over for one reason. ``numbers``: the first of them, as Excel shows them.

    ``texts``: what stands in the first of them, with the number; empty where the file is not at hand.
    """

    why: Why
    rows: int
    numbers: str
    texts: tuple[tuple[int, str], ...] = ()

    @property
    def words(self) -> Words:
        """What the rows are taken for."""
        return self.why.words


@dataclass(frozen=True)
class Layout:
    """One sheet: the rows of its header, its columns with a unit, and the rows that are passed over."""

    sheet: str
    header: str
    units: tuple[tuple[str, str], ...]
    passed: tuple[Passed, ...]


def layout_of(table: Table, *, texts: bool = True) -> Layout:
    """Return the layout of a table as far as its rows were read."""
    first, last = table.header
    units = [(label, unit) for label, unit in zip(table.labels, table.units, strict=True) if unit]
    passed = [_passed(why, [one for one in table.skipped if one.why is why], texts) for why in Why]
    return Layout(table.sheet, _range(first, last), tuple(units), tuple(one for one in passed if one.rows))


def shown(skipped: Skipped) -> str:
    """Return what stands in a row that is passed over; of what may be an ID number or account, only its ends."""
    return " ".join(map(_masked, skipped.text.split()))[:_LONGEST]


def as_json(layout: Layout) -> dict[str, Any]:
    """Return a layout as a load keeps it: without what stands in the rows."""
    return {
        "sheet": layout.sheet,
        "header": layout.header,
        "units": layout.units,
        "passed": [[one.why.value, one.rows, one.numbers] for one in layout.passed],
    }


def from_json(kept: dict[str, Any]) -> Layout:
    """Return a layout that a load has kept."""
    return Layout(
        kept["sheet"],
        kept["header"],
        tuple((label, unit) for label, unit in kept["units"]),
        tuple(Passed(Why(why), rows, numbers) for why, rows, numbers in kept["passed"]),
    )


def layouts(load: Load) -> list[Layout]:
    """Return the layout of each sheet that was checked."""
    return [from_json(load.layout[at]) for at in sorted(load.layout, key=int)]


@dataclass(frozen=True)
class PassedRow:
    """A row that is passed over: where it stands, why, and what stands in it."""

    sheet: str
    number: int
    why: Words
    text: str


def passed_rows(load: Load, most: int | None) -> list[PassedRow]:
    """Return the first rows that are passed over and not blank, with what stands in them. ``most`` None: all."""
    found = []
    with opened(load) as book:
        for at, sheet in enumerate(book.sheets):
            if sheet.table is None or str(at) not in load.layout:
                continue
            for _ in sheet.table.rows():
                pass
            found += [
                PassedRow(sheet.name, one.first, one.why.words, shown(one))
                for one in sheet.table.skipped
                if one.why is not Why.BLANK
            ]
    return found[:most]


def _passed(why: Why, skipped: Sequence[Skipped], texts: bool) -> Passed:
    numbers = ", ".join(_range(one.first, one.last) for one in skipped[:_RANGES]) + " …" * (len(skipped) > _RANGES)
    said = [(one.first, text) for one in skipped[:_TEXTS] if (text := shown(one))] if texts else []
    return Passed(why, sum(one.last - one.first + 1 for one in skipped), numbers, tuple(said))


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _masked(text: str) -> str:
    return str(masked(text)) if sum(one.isdigit() for one in text) >= 14 else text
