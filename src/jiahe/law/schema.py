"""What facts look like: tables of typed, documented columns, and how their rows point at each other.

A schema is data. It knows no country and no file format; the facts room holds Jiahe's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from jiahe.law.errors import LawError, UnknownName, did_you_mean
from jiahe.law.types import Type


@dataclass(frozen=True)
class Column:
    """One column of a table.

    ``open_ended``: an empty date means "has not happened" (a death, the end of a spell) and reads as
    :data:`~jiahe.law.types.NEVER`. In any other column an empty cell is *unknown*.
    ``choices``: the only values the column may have, with their meaning in Chinese and English.
    ``called``: what codes among its values are called, where they are standardised elsewhere; a value may be another.
    ``refers_to``: for ``Type.REF``, the table whose key this is.
    ``evidence``: the papers that prove it, in Chinese and English, for a person whose value is unknown.
    """

    name: str
    type: Type
    zh: str
    en: str
    open_ended: bool = False
    required: bool = False
    choices: dict[str, tuple[str, str]] = field(default_factory=dict, hash=False)
    refers_to: str | None = None
    evidence: tuple[str, str] | None = None
    called: dict[str, tuple[str, str]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if (self.type is Type.REF) != (self.refers_to is not None):
            raise LawError(f"Column {self.name!r}: a REF column, and only a REF column, says which table it refers to.")
        if self.open_ended and self.type is not Type.DATE:
            raise LawError(f"Column {self.name!r}: only a date can be open-ended.")


@dataclass(frozen=True)
class Table:
    """A table of facts.

    ``key``: the column that identifies a row, for tables that others refer to (persons, households); else ``None``.
    ``place``: the column that says which region's law applies to a row, for tables that can be a unit.
    ``mirror``: two REF columns; a row counts once in each direction (a marriage is one row, and a spouse for both).
    """

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    key: str | None = None
    place: str | None = None
    mirror: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        if self.mirror is not None and self.key is not None:
            raise LawError(
                f"Table {self.name!r} is mirrored, so each of its rows counts twice, and cannot have a key "
                f"({self.key!r}), which one row has. Leave out the key, or the mirror."
            )
        for name in self.mirror or ():
            if self.column(name).refers_to is None:
                raise LawError(f"Table {self.name!r} is mirrored by {name!r}, which refers to no row.")

    def column(self, name: str) -> Column:
        """Return the column. Raises UnknownName with what was probably meant."""
        for column in self.columns:
            if column.name == name:
                return column
        raise UnknownName(
            f"Table {self.name!r} has no column {name!r}. {did_you_mean(name, [c.name for c in self.columns])}"
        )


@dataclass(frozen=True)
class Relation:
    """A name for "the rows of ``table`` whose column ``by`` is this row's key": ``person.children``."""

    name: str
    of: str
    table: str
    by: str


@dataclass(frozen=True, repr=False)
class Schema:
    """All tables, and the named one-to-many relations between them."""

    tables: tuple[Table, ...]
    relations: tuple[Relation, ...] = ()

    def __repr__(self) -> str:
        return f"Schema({', '.join(table.name for table in self.tables)})"

    def __post_init__(self) -> None:
        for relation in self.relations:
            column = self.table(relation.table).column(relation.by)
            if column.refers_to != relation.of:
                raise LawError(
                    f"Relation {relation.name!r}: {relation.table}.{relation.by} does not refer to {relation.of!r}."
                )

    @cached_property
    def _by_name(self) -> dict[str, Table]:
        return {table.name: table for table in self.tables}

    def table(self, name: str) -> Table:
        """Return the table. Raises UnknownName with what was probably meant."""
        table = self._by_name.get(name)
        if table is not None:
            return table
        raise UnknownName(f"There is no table {name!r}. {did_you_mean(name, [t.name for t in self.tables])}")

    def relations_of(self, table: str) -> dict[str, Relation]:
        """Return the named relations that start at this table."""
        return {r.name: r for r in self.relations if r.of == table}
