"""Which rows about a person and close kin a check set aside, so that whoever reads their answer knows what it rests on.

The rows themselves are in set_aside/, which clean.py writes; here they are only counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from jiahe.law.facts import Facts


@dataclass(frozen=True)
class LostRows:
    """The rows of one table that are not used. ``rows``: their numbers in the file. ``persons``: whom they name."""

    table: str
    rows: tuple[int, ...]
    persons: tuple[Any, ...]


def lost_rows(affected: Path, family: Facts, person: Any) -> list[LostRows]:
    """Return the rows about a person and close kin that were set aside, by table.

    ``affected``: the check's persons_affected.parquet. ``family``: the facts of the person and their kin.
    """
    kin = {str(key): key for key in close_kin(family, person)}
    with duckdb.connect() as connection:
        found = connection.execute(
            'SELECT "table", "row", CAST(person_id AS VARCHAR) FROM read_parquet(?) '
            "WHERE CAST(person_id AS VARCHAR) IN (SELECT unnest(?)) ORDER BY ALL",
            [str(affected), list(kin)],
        ).fetchall()
    order = list(kin)
    tables = dict.fromkeys(table for table, _, _ in found)
    return [
        LostRows(
            table,
            tuple(dict.fromkeys(row for name, row, _ in found if name == table)),
            tuple(kin[who] for who in sorted({who for name, _, who in found if name == table}, key=order.index)),
        )
        for table in tables
    ]


def close_kin(family: Facts, person: Any) -> list[Any]:
    """Return the person, and their parents, children, spouses, brothers and sisters, as far as they are on record."""
    parenthoods = family.tables.get("parenthoods") or ()
    unions = family.tables.get("unions") or ()
    parents = [row["parent"] for row in parenthoods if row.get("child") == person]
    children = [row["child"] for row in parenthoods if row.get("parent") == person]
    siblings = [row["child"] for row in parenthoods if row.get("parent") in parents]
    spouses = [row[other] for row in unions for one, other in _BOTH if row.get(one) == person]
    return [one for one in dict.fromkeys([person, *parents, *children, *spouses, *siblings]) if one is not None]


_BOTH = (("person", "spouse"), ("spouse", "person"))

__all__ = ["LostRows", "close_kin", "lost_rows"]
