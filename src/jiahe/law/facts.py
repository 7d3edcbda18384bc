"""Facts in memory, for the reference engine: a few rows of each table, looked up by key.

A table that is absent (``None``) is unknown, not empty; so is a column that a table was not given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jiahe.law.schema import Relation, Schema

FactRow = Mapping[str, Any]


@dataclass(frozen=True)
class Facts:
    """``tables``: rows by table name; a name that is missing or None is an absent table.

    ``columns``: for each table the columns that were given; a table not named there has all of them.
    """

    schema: Schema
    tables: Mapping[str, Sequence[FactRow] | None]
    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _by: dict[tuple[str, str], dict[Any, list[FactRow]]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for name in self.tables:
            self.schema.table(name)

    def has(self, table: str) -> bool:
        """Whether the table was given."""
        return self.tables.get(table) is not None

    def has_column(self, table: str, column: str) -> bool:
        """Whether the column was given."""
        return self.has(table) and (table not in self.columns or column in self.columns[table])

    def has_relation(self, relation: Relation) -> bool:
        """Whether the table of a relation was given with the columns that say whose its rows are."""
        mirror = self.schema.table(relation.table).mirror or ()
        return all(self.has_column(relation.table, column) for column in (relation.by, *mirror))

    def row(self, table: str, key: Any) -> FactRow | None:
        """Return the row with that key, or None."""
        column = self.schema.table(table).key
        assert column is not None
        found = self._index(table, column).get(key)
        return found[0] if found else None

    def related(self, relation: Relation, key: Any) -> list[FactRow]:
        """Return the rows of a relation of the row with that key."""
        return self._index(relation.table, relation.by).get(key, [])

    def keys(self, table: str) -> list[Any]:
        """Return all keys of a table."""
        column = self.schema.table(table).key
        assert column is not None
        return list(self._index(table, column))

    def _index(self, table: str, column: str) -> dict[Any, list[FactRow]]:
        index = self._by.get((table, column))
        if index is None:
            index = {}
            for row in self._both_ways(table):
                index.setdefault(row.get(column), []).append(row)
            index.pop(None, None)
            self._by[(table, column)] = index
        return index

    def _both_ways(self, table: str) -> Iterable[FactRow]:
        rows = self.tables.get(table) or ()
        mirror = self.schema.table(table).mirror
        if mirror is None:
            return rows
        one, other = mirror
        return [*rows, *({**row, one: row.get(other), other: row.get(one)} for row in rows)]
