"""Which values can be mended once for all rows in which they stand, and how a mended one is read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django.conf import settings

from jiahe.intake.cells import Cell, Reader
from jiahe.intake.cells.answers import SEXES
from jiahe.intake.cells.written import NO_CHARACTER, plain_decimal, tidy
from jiahe.intake.fault import Fault
from jiahe.intake.fields import Field, Kind
from jiahe.places.naming import divisions, paths
from jiahe.web.words import Words

LONGEST = 200
_KINDS = frozenset({Kind.SEX, Kind.DATE, Kind.PLACE, Kind.MONEY, Kind.INTEGER, Kind.YES_NO, Kind.CHOICE, Kind.TEXT})
"""Never a number or name of somebody: two rows with the same wrong number are not about the same person."""
_EACH_ITS_OWN = frozenset(
    {
        "same_as_above", "spreadsheet_error", "number_lost", "required_empty",
        "date_no_day", "date_no_month", "date_zero", "date_lunar",
    }
)  # fmt: skip
"""Rules whose cells look alike and stand for different values: 同上, #N/A, 1.1E+17, nothing at all, 1985年3月."""


def written_of(cell: Cell) -> str:
    """Return what a cell says, as the key under which all cells are mended that say the same; empty: it has none."""
    if isinstance(cell, str):
        text = tidy(cell)
    elif isinstance(cell, dt.date | dt.time):
        text = cell.isoformat()
    elif isinstance(cell, float):
        text = plain_decimal(cell) if cell - cell == 0 else ""
    else:
        text = "" if cell is None else str(cell)
    return text if len(text) <= LONGEST and not NO_CHARACTER.search(text) else ""


def can_be_mended(field: Field, fault: Fault) -> bool:
    """Whether what stands in a faulty cell can be mended for all rows that have it."""
    return field.kind in _KINDS and fault.rule not in _EACH_ITS_OWN


def choices_of(field: Field) -> list[tuple[str, Words]]:
    """Return what a cell of a coded field may say, as cells have it; empty for other fields."""
    if field.kind is Kind.SEX:
        return [(forms[0], _SEX[key]) for key, forms in SEXES.items()]
    if field.kind is Kind.YES_NO:
        return [("是", Words("是", "Yes")), ("否", Words("否", "No"))]
    return [(key, Words(forms[0] if forms else key, key)) for key, forms in field.choices.items()]


_SEX: Mapping[str, Words] = {"male": Words("男", "Male"), "female": Words("女", "Female")}
UNKNOWN_WORD = "不详"
"""As a cell says that a value is unknown."""


def shown(field: Field, used: str) -> str:
    """Return what is read in place of a value as a page shows it: a place by its name."""
    return paths().full_name(used) if field.kind is Kind.PLACE and divisions().is_known(used) else used


def as_used(field: Field, used: str) -> str:
    """Return a value as it is kept and read in any column: a bare sum is in yuan, whatever its column's unit."""
    bare = field.kind is Kind.MONEY and _DIGIT.search(used) and not _UNIT.search(used)
    return f"{used.removesuffix('整')}元" if bare else used


_DIGIT, _UNIT = re.compile(r"\d"), re.compile("[元圆角分万亿]")


def wrong_with(field: Field, used: str) -> Fault | None:
    """Return what is wrong with a value that shall be read in place of another, as ``as_used`` returns it."""
    value = Reader(field, divisions(), county=settings.COUNTY).one(used)
    if isinstance(value, Fault):
        return value
    return _NEEDED if value is None and field.required else None


_NEEDED = Fault(
    "required_empty",
    Words("这一列必须有值。", "This column must have a value."),
    Words("写出正确的值，或让这些行搁置。", "Write the right value, or leave these rows set aside."),
)
