"""Facts as JSON: one shape for each table, made from the facts contract, so that both say the same."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from jiahe.facts.contract import FACTS
from jiahe.law.facts import Facts
from jiahe.law.schema import Column, Table
from jiahe.law.types import Type
from jiahe.web.problems import Refused

MOST_ROWS = 24
"""Rows of one table: a family has fewer, and a register is not checked here."""

_FIRST, _LAST = dt.date(1800, 1, 1), dt.date(2200, 12, 31)

PlaceCode = Annotated[str, Field(pattern=r"^[0-9]{12}$", examples=["420106000000"])]

_TYPES: dict[Type, Any] = {
    Type.TEXT: Annotated[str, Field(max_length=64)],
    Type.REF: Annotated[str, Field(max_length=64, min_length=1)],
    Type.PLACE: PlaceCode,
    Type.INT: Annotated[int, Field(ge=0, le=9999)],
    Type.MONEY: Annotated[int, Field(ge=0, le=10**12)],
    Type.BOOL: bool,
    Type.DATE: dt.date,
}


def _cell(column: Column) -> tuple[Any, Any]:
    kind = Literal[tuple(column.choices)] if column.choices else _TYPES[column.type]
    said = f"{column.zh}. {column.en}"
    if column.required:
        return kind, Field(description=said)
    return kind | None, Field(None, description=said)


def _row(table: Table) -> type[Schema]:
    cells: dict[str, Any] = {column.name: _cell(column) for column in table.columns}
    name = "".join(part.title() for part in table.name.split("_")) + "Row"
    made: type[Schema] = create_model(name, __base__=_Strict, __doc__=f"{table.zh}. {table.en}", **cells)
    return made


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid")


def _rows(table: Table) -> tuple[Any, Any]:
    rows: Any = _row(table)
    said = f"{table.zh}. {table.en}"
    if table.name == "persons":
        return Annotated[list[rows], Field(min_length=1, max_length=MOST_ROWS)], Field(description=said)
    some: Any = Annotated[list[rows], Field(max_length=MOST_ROWS)]
    return some | None, Field(None, description=f"{said} Left out or null: unknown. Empty: there are none.")


_TABLES: dict[str, Any] = {table.name: _rows(table) for table in FACTS.tables}

FactsShape: Any = create_model(
    "Facts",
    __base__=_Strict,
    __doc__="The facts of one family, as docs/reference/facts.md describes them; money in whole fen.",
    **_TABLES,
)


def facts_of(given: Any) -> Facts:
    """Return the facts that were sent. Raises Refused.

    A table that was left out is unknown; so is a column that no row of its table names.
    """
    tables: dict[str, list[dict[str, Any]] | None] = {}
    columns: dict[str, frozenset[str]] = {}
    for table in FACTS.tables:
        rows = getattr(given, table.name)
        tables[table.name] = None if rows is None else [row.model_dump() for row in rows]
        if rows:
            columns[table.name] = frozenset().union(*(row.model_fields_set for row in rows))
        for number, row in enumerate(tables[table.name] or ()):
            _check_days(table, number, row)
    _check_keys(tables["persons"] or [])
    return Facts(FACTS, tables, columns=columns)


def _check_days(table: Table, number: int, row: dict[str, Any]) -> None:
    for name, value in row.items():
        if isinstance(value, dt.date) and not _FIRST <= value <= _LAST:
            where = f"#/facts/{table.name}/{number}/{name}"
            raise Refused(where, f"{value} is not a day of this law: write one between {_FIRST} and {_LAST}.")


def _check_keys(persons: list[dict[str, Any]]) -> None:
    seen: set[str] = set()
    for number, row in enumerate(persons):
        if row["person_id"] in seen:
            where = f"#/facts/persons/{number}/person_id"
            raise Refused(where, f"There are two persons {row['person_id']!r}: give each a key of their own.")
        seen.add(row["person_id"])
