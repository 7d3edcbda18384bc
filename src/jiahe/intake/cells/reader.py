"""Reads the cells of one column as values of its field: a value, None (unknown), or the fault that says what is wrong.

A value is never made up and a number never changed. Not here: what the cells of a row say about each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from jiahe.intake.cells.answers import (
    choice_reader,
    integer_reader,
    read_sex,
    read_yes_no,
    text_reader,
)
from jiahe.intake.cells.dates import read_date
from jiahe.intake.cells.faults import FAULTS
from jiahe.intake.cells.names import read_name
from jiahe.intake.cells.numbers import read_account, read_id_number, read_phone
from jiahe.intake.cells.place_names import PlaceAnswer, PlaceNames
from jiahe.intake.cells.sums import UNITS, read_sum
from jiahe.intake.cells.written import UNKNOWN, UNKNOWN_BY_KIND, UNKNOWN_TYPED, Cell, general_fault, is_error, tidy
from jiahe.intake.fault import Fault
from jiahe.intake.fields import Field, Kind
from jiahe.places.divisions import Divisions

Value = str | int | bool | dt.date | PlaceAnswer
"""A cell's value: money in whole fen, sex as male or female, yes and no as a bool, a choice by its key."""

_REMEMBERED = 100_000
_LONGEST_WORD = 12
_LONGEST_NUMBER = 200
_LOST = {Kind.ID_NUMBER: FAULTS["id_number_lost"], Kind.ACCOUNT: FAULTS["account_lost"]}


class Reader:
    """Reads the cells of a field's column.

    ``places``: the known divisions, for a field of places; ``county``: the 12-digit code of the county whose names are
    read without those above them. ``unit``: what a bare number of a sum counts, a key of UNITS. ``since_1904``: the
    workbook counts its days from 1904. Raises ValueError when one of them does not fit the field.
    """

    def __init__(
        self,
        field: Field,
        places: Divisions | None = None,
        *,
        county: str | None = None,
        unit: str = "元",
        since_1904: bool = False,
    ) -> None:
        if field.kind is Kind.MONEY and unit not in UNITS:
            raise ValueError(f"field {field.key}: unit {unit!r} is none of {', '.join(UNITS)}")
        self.field = field
        self._kind = field.kind
        self._own_unknown = UNKNOWN_BY_KIND.get(field.kind, frozenset())
        self._unknown_typed = UNKNOWN_TYPED.get(field.kind, ())
        self._read = _reader_of(field, places, county, unit, since_1904)
        self._by_type: dict[type, _Remembered] = {}
        self._digits_were_lost = False

    def one(self, cell: Cell) -> Value | Fault | None:
        """Return the value of one cell, None when it says that it is unknown, or the fault."""
        if cell is None:
            return None
        if isinstance(cell, str):
            return self._of_text(tidy(cell))
        if isinstance(cell, bool):
            return self._read(cell) if self._kind is Kind.YES_NO else FAULTS["cell_is_truth"]
        if cell in self._unknown_typed:
            return None
        if isinstance(cell, dt.date | dt.time):
            return self._read(cell) if self._kind is Kind.DATE else FAULTS["cell_is_date"]
        if isinstance(cell, float) and is_error(cell):
            return FAULTS["spreadsheet_error"]
        if isinstance(cell, int) and cell.bit_length() > _LONGEST_NUMBER:
            return FAULTS["number_lost"]
        return self._read(cell)

    def column(self, cells: Sequence[Cell]) -> list[Value | Fault | None]:
        """Return what :meth:`one` makes of each cell; what is written more than once is read once.

        In a column where a spreadsheet has lost digits, a text that ends in 000 is not believed either: one in eleven
        would pass the check digit by chance.
        """
        by_type = self._by_type
        for kind in set(map(type, cells)) - by_type.keys():
            by_type[kind] = _Remembered(self.one)
        read: list[Value | Fault | None] = [by_type[type(cell)][cell] for cell in cells]
        lost = _LOST.get(self._kind)
        if lost is None:
            return read
        self._digits_were_lost = self._digits_were_lost or any(one is lost for one in read)
        if self._digits_were_lost:
            return [lost if isinstance(one, str) and len(one) > 15 and one.endswith("000") else one for one in read]
        return read

    def _of_text(self, text: str) -> Value | Fault | None:
        answers = self._kind in (Kind.YES_NO, Kind.CHOICE)
        if answers and text:
            read = self._read(text)
            if not isinstance(read, Fault):
                return read
        if len(text) <= _LONGEST_WORD:
            word = text.lower()
            if word in UNKNOWN or word in self._own_unknown:
                return None
            if (fault := general_fault(text)) is not None:
                return fault
        return read if answers else self._read(text)


def read_cell(
    field: Field,
    cell: Cell,
    *,
    places: Divisions | None = None,
    county: str | None = None,
    unit: str = "元",
    since_1904: bool = False,
) -> Value | Fault | None:
    """Return the value of one cell (None: unknown), or the fault. For many cells of a field take a Reader."""
    return Reader(field, places, county=county, unit=unit, since_1904=since_1904).one(cell)


class _Remembered(dict[Any, Any]):
    """What was read already, up to so many: a column of names repeats itself, a column of numbers does not."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Any) -> Any:
        if len(self) >= _REMEMBERED:
            self.clear()
        value = self[cell] = self._read(cell)
        return value


def _reader_of(
    field: Field, places: Divisions | None, county: str | None, unit: str, since_1904: bool
) -> Callable[[Any], Value | Fault]:
    if field.kind is Kind.PLACE:
        if places is None:
            raise ValueError(f"field {field.key}: places are read with the known divisions; give `places`")
        return PlaceNames(places, county).read
    of_field = {
        Kind.CHOICE: choice_reader,
        Kind.INTEGER: integer_reader,
        Kind.TEXT: text_reader,
        Kind.PAPER: text_reader,
    }
    if field.kind in of_field:
        return of_field[field.kind](field)
    readers: dict[Kind, Callable[[Any], Value | Fault]] = {
        Kind.ID_NUMBER: read_id_number,
        Kind.NAME: read_name,
        Kind.SEX: read_sex,
        Kind.DATE: partial(read_date, since_1904=since_1904),
        Kind.MONEY: partial(read_sum, unit=unit),
        Kind.PHONE: read_phone,
        Kind.ACCOUNT: read_account,
        Kind.YES_NO: read_yes_no,
    }
    return readers[field.kind]
