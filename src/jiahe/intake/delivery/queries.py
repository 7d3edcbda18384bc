"""What is shown of a delivery on its page, and on that of each of its loads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from jiahe.facts import contract
from jiahe.intake.contents import FACTS
from jiahe.intake.models import Load
from jiahe.intake.sources import SOURCES
from jiahe.intake.states import tag_of
from jiahe.web.tags import Tag
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
    """A delivery: its file and load, its parts' loads in their order with how far each is, its tables, other files.

    ``whole``: none of one that came before deliveries were loads. ``waits``: whether the load that is shown does.
    """

    file: str
    whole: Load | None
    loads: list[tuple[Load, Tag]]
    tables: list[TableShown]
    others: list[str]
    waits: bool


def loads_of(load: Load) -> list[Load]:
    """Return the loads into which a delivery was parted, in their order."""
    return _in_order(Load.objects.filter(delivery__key=str(load.id)))


def delivery_of(load: Load) -> DeliveryShown | None:
    """Return the delivery that a load is, once it is parted, or of which it is part."""
    if not load.delivery and load.source != FACTS:
        return None
    key = load.delivery.get("key", str(load.id))
    found = list(Load.objects.filter(Q(delivery__key=key) | Q(id=key)))
    parts = _in_order(one for one in found if one.delivery)
    if not parts:
        return None
    told = parts[0].delivery
    return DeliveryShown(
        file=told["file"],
        whole=next((one for one in found if not one.delivery), None),
        loads=[(one, tag_of(one)) for one in parts],
        tables=[_shown(one) for one in told["tables"]],
        others=told["others"],
        waits=load.state == Load.State.COLUMNS,
    )


def _in_order(loads: Iterable[Load]) -> list[Load]:
    return sorted(loads, key=lambda one: (one.delivery["stage"], one.id))


def _shown(told: dict[str, Any]) -> TableShown:
    name = told["name"]
    known = {table.name: Words(table.zh, table.name) for table in contract.FACTS.tables}
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
    choices = next(one.choices for one in contract.FACTS.table(table).columns if one.name == "kind") or {}
    return Words(*choices[key]) if key in choices else UNKNOWN
