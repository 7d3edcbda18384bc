"""Many rows in one statement: handed to PostgreSQL as one JSON text, which costs a fraction of as many parameters."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

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
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return json.dumps(rows, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return "\\x" + bytes(value).hex()
    if isinstance(value, dt.date | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written")
