"""What the places tell the rooms on their right, inside the transaction of the change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.dispatch import Signal


@dataclass(frozen=True)
class Moved:
    """One code that became another on a day. ``by_group``: where a village group went, when the village was split."""

    old: str
    new: str
    on: dt.date
    by_group: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))

    def place_of(self, group: int | None) -> str:
        """Return the code that takes the place of the old one for who belongs to a village group (None: unknown)."""
        return self.new if group is None else self.by_group.get(group, self.new)


codes_changed = Signal()
"""Codes became others. ``moves``: list of Moved; ``reason``: what happened, in words; ``source``: the paper."""


@dataclass(frozen=True)
class Standing:
    """How many of something stand on a place: people, posts. ``zh`` and ``en``: what they are."""

    code: str
    count: int
    zh: str
    en: str


asked_what_stands = Signal()
"""``codes``: a set. Each receiver returns a list of Standing: what of its own stands on those places today."""
