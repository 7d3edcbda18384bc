"""What is shown of a delivery on the page of each of its loads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jiahe.facts.contract import FACTS
from jiahe.intake.models import Load
from jiahe.intake.sources import SOURCES
from jiahe.web.words import UNKNOWN, Words


@dataclass(frozen=True)
class Taken:
    """Rows of a table that a source takes."""

    words: Words
    rows: int


@dataclass(frozen=True)
class TableShown:
    """A table as it is shown; ``left``, ``broken`` and the columns are what nobody takes of it."""

    name: str
    words: Words
    rows: int
    taken: list[Taken]
    left: int
    kinds: list[Taken]
    broken: int
    columns: list[tuple[str, int]]
    said: list[Words]


@dataclass(frozen=True)
class DeliveryShown:
    """A delivery: its file, its loads in their order, its tables, files that are no table, and whether one waits."""

    file: str
    loads: list[Load]
    tables: list[TableShown]
    others: list[str]
    waits: bool


def delivery_of(load: Load) -> DeliveryShown | None:
    """Return the delivery that a load is part of, if it is of one."""
    told = load.delivery
    if not told:
        return None
    loads = sorted(Load.objects.filter(delivery__key=told["key"]), key=lambda one: (one.delivery["stage"], one.id))
    tables = [_shown(one) for one in told["tables"]]
    return DeliveryShown(told["file"], loads, tables, told["others"], load.state == Load.State.COLUMNS)


def _shown(told: dict[str, Any]) -> TableShown:
    name = told["name"]
    known = {table.name: Words(table.zh, table.name) for table in FACTS.tables}
    return TableShown(
        name=name,
        words=known.get(name, _PLACES),
        rows=told["rows"],
        taken=[Taken(SOURCES[key].words, rows) for key, rows in told["taken"].items()],
        left=told["left"],
        kinds=[Taken(_kind(name, key), rows) for key, rows in told["kinds"].items()],
        broken=told["broken"],
        columns=list(told["columns"].items()),
        said=[Words(zh, en) for zh, en in told["said"]],
    )


_PLACES = Words("自有地点", "places")


def _kind(table: str, key: str) -> Words:
    choices = next(one.choices for one in FACTS.table(table).columns if one.name == "kind") or {}
    return Words(*choices[key]) if key in choices else UNKNOWN
