"""What places are called today, and which lie in which: the published divisions and the office's own."""

from __future__ import annotations

import time
from functools import lru_cache

from jiahe.places.divisions import Divisions, Place, PlacesError, level_of, place_range
from jiahe.places.models import Division

FRESH = 60
"""Seconds after which a process looks again for divisions that were added."""


def divisions() -> Divisions:
    """Return the divisions of today: the published ones, and those of the office's own table."""
    return _divisions(int(time.monotonic() // FRESH))


@lru_cache(maxsize=1)
def _divisions(_: int) -> Divisions:
    own = Division.objects.filter(until_date__isnull=True).exclude(source=PUBLISHED)
    return Divisions.published().with_places(
        Place(code, name, level) for code, name, level in own.values_list("code", "name", "level").order_by("level")
    )


def forget() -> None:
    """Look again at once."""
    _divisions.cache_clear()


PUBLISHED = "统计用区划代码 2023-06-30"
"""The source of the rows that were imported from the published list."""


def name_of(code: str | None) -> str | None:
    """Return a place's own name; its code when nobody knows it; None for None."""
    if code is None:
        return None
    try:
        return divisions().name(code)
    except PlacesError:
        return code


def full_name(code: str | None, *, from_level: int = 1) -> str | None:
    """Return a place's name with those above it; its code when nobody knows it; None for None."""
    if code is None:
        return None
    try:
        return divisions().full_name(code, from_level=from_level)
    except PlacesError:
        return code


def inside(code: str) -> list[Place]:
    """Return the divisions directly below a place, in order of code."""
    low, high = place_range(code)
    level = level_of(code) + 1
    return sorted(place for place in divisions().places(low, high) if place.level == level)
