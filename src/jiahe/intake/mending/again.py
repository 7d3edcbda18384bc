"""Checking a file with its mends: what is read in place of what is written, and which rows are checked once more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from jiahe.intake.cells import Cell
from jiahe.intake.doubles.models import Pair
from jiahe.intake.mending.models import Mend
from jiahe.intake.mending.values import written_of
from jiahe.intake.models import Conflict, Load, Row, RowFault

Mends = Mapping[str, Mapping[str, tuple[int, str]]]
"""By field and what is written: the mend, and what is read in its place."""


def mends_of(load: Load) -> Mends:
    """Return the mends of a load that count."""
    found: dict[str, dict[str, tuple[int, str]]] = {}
    for one in Mend.objects.filter(load=load, taken_back_at=None):
        found.setdefault(one.field, {})[one.written] = (one.id, one.used)
    return found


def mended(cells: Sequence[Cell], mends: Mapping[str, tuple[int, str]]) -> tuple[list[Cell], list[int | None]]:
    """Return cells as they are read, and the mend that each uses."""
    used = [mends.get(written_of(cell)) for cell in cells]
    return (
        [cell if one is None else one[1] for cell, one in zip(cells, used, strict=True)],
        [None if one is None else one[0] for one in used],
    )


def to_check_again(load: Load, sheet: int) -> set[int]:
    """Return the numbers of the rows of a sheet that are to be checked once more."""
    return set(Row.objects.filter(load=load, sheet=sheet, again=True).values_list("number", flat=True))


def forget(load: Load, sheet: int, numbers: Collection[int]) -> Counter[str]:
    """Forget what was found of some rows that are checked once more; return how many had which fate."""
    if not numbers:
        return Counter()
    rows = Row.objects.filter(load=load, sheet=sheet, number__in=numbers)
    fates, keys, people, used = Counter[str](), list[int](), set[UUID](), set[int]()
    for key, fate, person, named, mends in rows.values_list("id", "fate", "person", "people", "mended"):
        fates[fate] += 1
        keys.append(key)
        used.update(mends)
        people |= {*map(UUID, named.values()), *([person] if person else [])}
    Pair.objects.filter(load=load, row__in=keys, answer=Pair.Answer.OPEN).delete()
    fields = Mend.objects.filter(id__in=used).values("field")
    Conflict.objects.filter(load=load, person__in=people, column__in=fields).delete()
    RowFault.objects.filter(load=load, sheet=sheet, number__in=numbers).delete()
    rows.delete()
    return fates
