"""Puts the published divisions into the office's table, so that what is merged, split or renamed keeps its history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connections, transaction

from jiahe.places.divisions import Divisions, Place
from jiahe.places.naming import PUBLISHED, forget


def import_published() -> int:
    """Add the published divisions that are not there yet; return how many. As the tables' owner."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT code FROM places_division")
        there = {row[0] for row in cursor.fetchall()}
        new = [place for place in Divisions.published().places("0", "9" * 12) if place.code not in there]
        _copy(cursor, new, PUBLISHED, listed=True)
    forget()
    return len(new)


def add_own(places: Iterable[Place], source: str) -> None:
    """Add divisions of the office's own (an invented town, a new village). As the tables' owner."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT code FROM places_division WHERE until_date IS NULL")
        there = {row[0] for row in cursor.fetchall()}
        _copy(cursor, [one for one in places if one.code not in there], source, listed=False)
    forget()


def _copy(cursor: Any, places: list[Place], source: str, *, listed: bool) -> None:
    with cursor.copy("COPY places_division (code, name, level, source, listed) FROM STDIN") as copy:
        for place in places:
            copy.write_row((place.code, place.name, place.level, source, listed))
