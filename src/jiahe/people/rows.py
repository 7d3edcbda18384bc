"""Many rows in one statement: handed to PostgreSQL as one JSON text, which costs a fraction of as many parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.db import connection


def types_of(model: type[Any]) -> dict[str, str]:
    """Return the type of each of a model's columns, as PostgreSQL calls it."""
    return {one.column: one.db_type(connection) for one in model._meta.local_fields}


def insert_rows(table: str, types: Mapping[str, str], columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows, given by column. ``types``: of each column, as PostgreSQL calls it. Raises IntegrityError."""
    if next(iter(columns.values()), ()):
        names = ", ".join(columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {names} FROM {_new(types, columns)}", [_text(columns)]
            )


def update_rows(table: str, key: str, types: Mapping[str, str], columns: Mapping[str, Sequence[Any]]) -> None:
    """Update rows, given by column; ``key`` is the column by which they are found. Raises IntegrityError."""
    sets = ", ".join(f"{name} = new.{name}" for name in columns if name != key)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {sets} FROM {_new(types, columns)} WHERE {table}.{key} = new.{key}", [_text(columns)]
        )


def _new(types: Mapping[str, str], columns: Mapping[str, Sequence[Any]]) -> str:
    return f"json_to_recordset(%s::json) AS new({', '.join(f'{name} {types[name]}' for name in columns)})"


def _text(columns: Mapping[str, Sequence[Any]]) -> str:
    names = list(columns)
    rows = [dict(zip(names, row, strict=True)) for row in zip(*map(_plain, columns.values()), strict=True)]
    return orjson.dumps(rows).decode()


def _plain(column: Sequence[Any]) -> Sequence[Any]:
    """Write a column's bytes as PostgreSQL does; JSON has days and keys, and no bytes."""
    if isinstance(next((one for one in column if one is not None), None), bytes | memoryview):
        return [None if one is None else f"\\x{one.hex()}" for one in column]
    return column
