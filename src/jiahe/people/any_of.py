"""The lookup ``is_any``: a column is one of some values, however many they are, sent as one array.

``in`` sends each value as a parameter of its own, of which PostgreSQL takes 65,535: a town has more people.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Field, ForeignObject, Lookup


class IsAny(Lookup):
    """``column = ANY(array)``; nothing is asked where the array is empty."""

    lookup_name = "is_any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the condition, with the array as its only parameter."""
        if not self.rhs:
            raise EmptyResultSet
        column, before = self.process_lhs(compiler, connection)
        field = self.lhs.output_field
        values = [field.get_db_prep_value(one, connection) for one in self.rhs]
        return f"{column} = ANY(%s)", [*before, values]


def register() -> None:
    """Let every column be looked up by it, also one that points to another table."""
    for kind in (Field, ForeignObject):
        kind.register_lookup(IsAny)
