"""What of somebody's data stays after an erasure, on which law and how long: the person is told, and so is the clerk.

PIPL art. 47: what a law keeps, or what is still needed for what it was collected for, is not erased; what was withdrawn
is kept and used for nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jiahe.mine.items import BOOKKEEPING
from jiahe.mine.queries import is_told, own_tables, rows_about
from jiahe.trust.inventory import Basis, Item, the_inventory
from jiahe.web.words import Words

_NOTES = (*BOOKKEEPING, "from_date", "until_date")
"""What stays or goes with what the row says, and is not told by itself."""


@dataclass(frozen=True)
class Stays:
    """What is still held under a heading. ``withdrawn``: whether some of it is no longer believed, and not used."""

    things: tuple[Words, ...]
    bases: tuple[Basis, ...]
    kept: tuple[Words, ...]
    withdrawn: bool


def stays_of(heading: str, person: UUID) -> Stays | None:
    """Return what is held about a person under a heading, as the acting post sees it; None: nothing."""
    inventory, withdrawn = the_inventory(), False
    found: list[Item] = []
    for held in own_tables():
        items = [one for one in held.columns if one.group == heading and is_told(one, held) and one.name not in _NOTES]
        for row in rows_about(held, person) if items else ():
            full = [one for one in items if getattr(row, one.name) not in (None, "")]
            withdrawn |= bool(full) and getattr(row, "superseded_at", None) is not None
            found += full
    if not found:
        return None
    return Stays(
        _once(one.words for one in found),
        _once(inventory.bases[one.basis] for one in found),
        _once(one.retention.words for one in found),
        withdrawn,
    )


def _once(things: Any) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(things))
