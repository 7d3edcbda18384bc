"""What places are called today, and which lie in which: the published divisions and the office's own.

A place that is no more keeps its name, for what was written about it; it is not offered any more.
"""

from __future__ import annotations

import time
from functools import lru_cache

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from jiahe.places.divisions import Divisions, Place, PlacesError, level_of, place_range
from jiahe.places.models import Division, holds_on
from jiahe.places.paths import PlacePaths

FRESH = 60
"""Seconds after which a process looks again for divisions that were added or changed."""


def divisions() -> Divisions:
    """Return the divisions of today: the published ones, and those of the office's own table."""
    return _read(int(time.monotonic() // FRESH))[0]


def paths() -> PlacePaths:
    """Return what finds the divisions of today by what people write."""
    return _read(int(time.monotonic() // FRESH))[2]


def _gone() -> dict[str, str]:
    """Return the last name of each code that is no more."""
    return _read(int(time.monotonic() // FRESH))[1]


Known = tuple[Divisions, dict[str, str], PlacePaths]
_last: list[Known] = []
"""What was read last, if anything was."""


@lru_cache(maxsize=1)
def _read(_: int) -> Known:
    """Ask the database; while it does not answer, the public pages go on with what was read last, or was published."""
    try:
        _last[:] = [_ask()]
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:  # of who is signed in, whose page cannot be made anyway
            raise
        if not _last:
            published, found = _with((), frozenset())
            return published, {}, found
    return _last[0]


def _ask() -> Known:
    day = timezone.localdate()
    ended = dict(Division.objects.filter(until_date__lte=day).order_by("until_date").values_list("code", "name"))
    now = Division.objects.filter(holds_on(day))
    for code in now.filter(code__in=ended).values_list("code", flat=True):
        del ended[code]
    own = now.exclude(source=PUBLISHED).values_list("code", "name", "level").order_by("level")
    known, found = _with(tuple(Place(*row) for row in own), frozenset(ended))
    return known, ended, found


@lru_cache(maxsize=1)
def _with(own: tuple[Place, ...], ended: frozenset[str]) -> tuple[Divisions, PlacePaths]:
    """Return the divisions with the office's own: the same object, with what it has sorted, until they change."""
    published = Divisions.published()
    known = (published.without(ended) if ended else published).with_places(own)
    return known, PlacePaths(known, settings.COUNTY)


def forget() -> None:
    """Look again at once."""
    _read.cache_clear()
    _last.clear()


PUBLISHED = "统计用区划代码 2023-06-30"
"""The source of the rows that were imported from the published list."""


def name_of(code: str | None) -> str | None:
    """Return a place's own name, the last one if it is no more; its code when nobody knows it; None for None."""
    if code is None:
        return None
    try:
        return divisions().name(code)
    except PlacesError:
        return _gone().get(code, code)


def full_name(code: str | None, *, from_level: int = 1) -> str | None:
    """Return a place's name with those above it; its code when nobody knows it; None for None."""
    if code is None:
        return None
    try:
        return divisions().full_name(code, from_level=from_level)
    except PlacesError:
        return _gone().get(code, code)


def inside(code: str) -> list[Place]:
    """Return the divisions directly below a place, in order of code."""
    low, high = place_range(code)
    level = level_of(code) + 1
    return sorted(place for place in divisions().places(low, high) if place.level == level)
