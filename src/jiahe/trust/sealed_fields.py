"""The columns of sealed values and of their blind indexes: a model says so here, and nowhere else.

``keys rotate`` seals anew what these fields hold, and finds them through :func:`sealed_columns`. What allauth keeps
sealed inside its JSON is among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import lookups

from jiahe.trust.sealing import INDEX


class _Bytes(models.BinaryField):
    """Bytes that a migration knows as plain bytes: what they mean is no matter of the database's."""

    if TYPE_CHECKING:

        def __get__(self, row: Any, model: Any) -> Any: ...

        def __set__(self, row: Any, value: bytes | None) -> None: ...

    def get_internal_type(self) -> str:
        return "BinaryField"

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs


class SealedField(_Bytes):
    """A sealed value. ``purpose``: what is sealed into it; ``index``: the IndexField that finds it, if one does."""

    def __init__(self, purpose: str = "", *args: Any, index: str | None = None, **kwargs: Any) -> None:
        self.purpose, self.index = purpose, index
        super().__init__(*args, **kwargs)


class IndexField(_Bytes):
    """A blind index. Looked up by what ``blind_index`` returns; its table needs an index_rule (index_rule.py)."""


@IndexField.register_lookup
class _Exact(lookups.Exact):
    """Holds whichever live key the row's index was made with."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if not isinstance(self.rhs, bytes | memoryview):
            return super().as_sql(compiler, connection)
        left, values = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*values, list(pieces(self.rhs))]


@IndexField.register_lookup
class _In(lookups.In):
    """The same for several values."""

    def get_prep_lookup(self) -> Any:
        found = super().get_prep_lookup()
        return [part for one in found for part in pieces(one)] if isinstance(found, list | tuple) else found

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Hand the values over as one array: thousands of parameters cost more than looking them up."""
        if not isinstance(self.rhs, list | tuple):
            return super().as_sql(compiler, connection)
        if not self.rhs:
            raise EmptyResultSet
        left, values = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*values, list(self.rhs)]


def pieces(index: bytes | memoryview) -> Iterator[bytes]:
    """Part an index into what each live key makes of the value."""
    whole = bytes(index)
    return (whole[start : start + INDEX] for start in range(0, len(whole), INDEX))


@dataclass(frozen=True)
class SealedColumn:
    """One column of sealed values in the database, with the column of its index, if there is one.

    ``value``: the SQL that reads the sealed bytes, where they are not the column itself. ``written``: the SQL of what
    the column ``sealed`` becomes; ``row`` is the row, ``anew.sealed`` (the column's name) the new bytes.
    """

    table: str
    key: str
    sealed: str
    purpose: str
    index: str | None = None
    value: str = ""
    written: str = ""

    @property
    def bytes(self) -> str:
        """Return the SQL that reads the sealed bytes."""
        return self.value or self.sealed


SECOND_FACTOR = "second_factor"

_SECOND_FACTORS = SealedColumn(
    "mfa_authenticator",
    "id",
    "data",
    SECOND_FACTOR,
    value="decode(coalesce(data->>'secret', data->>'seed'), 'base64')",
    written="row.data || jsonb_build_object(CASE WHEN row.data ? 'secret' THEN 'secret' ELSE 'seed' END, "
    "translate(encode(anew.data, 'base64'), E'\\n', ''))",
)
"""The secrets of authenticator apps and the seeds of recovery codes (second_factor.py). A passkey has no secret."""


def sealed_columns() -> list[SealedColumn]:
    """Return every sealed column of the office, in the order of tables and columns."""
    found = [_SECOND_FACTORS]
    for model in apps.get_models():
        meta = model._meta
        for field in meta.local_fields:
            if isinstance(field, SealedField):
                index = meta.get_field(field.index).column if field.index else None
                found.append(SealedColumn(meta.db_table, meta.pk.column, field.column, field.purpose, index))
    return sorted(found, key=lambda column: (column.table, column.sealed))
