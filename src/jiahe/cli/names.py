"""Names for an explanation: of places from the divisions, of people from the facts themselves."""

from __future__ import annotations

from typing import Any

from jiahe.law.explain import Names
from jiahe.law.facts import Facts
from jiahe.places.divisions import Divisions, PlacesError


def place_name(divisions: Divisions, code: str) -> str:
    """Return the full name of a place, or its code when nobody knows it."""
    try:
        return divisions.full_name(code)
    except PlacesError:
        return code


def names_for(facts: Facts, divisions: Divisions) -> Names:
    """Return the names of the places and people that one family's facts speak about."""

    def row_name(table: str, key: Any) -> str:
        row = facts.row(table, key) if facts.schema.table(table).key else None
        name = row.get("name") if row else None
        return f"{name}（{key}）" if name else str(key)

    return Names(place_name=lambda code, language: place_name(divisions, code), row_name=row_name)
