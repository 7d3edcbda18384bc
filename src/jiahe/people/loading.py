"""What a load of a file does to the register is marked as its doing, so that it can be taken back as a whole.

The load is a setting of the transaction; the database writes it into each row that is added meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import Func, Value
from django.db.models.functions import Cast, NullIf

SETTING = "jiahe.load"

LOADING = Cast(
    NullIf(Func(Value(SETTING), Value(True), function="current_setting"), Value("")), output_field=models.UUIDField()
)
"""The load of the transaction as the database knows it; NULL outside of one."""

_gathered: ContextVar[list[tuple[str, list[UUID]]] | None] = ContextVar("gathered", default=None)


@contextmanager
def loading(load: UUID) -> Iterator[list[tuple[str, list[UUID]]]]:
    """Do what is in the block, in one transaction, as the doing of a load. Gives what was told, by action and people.

    Nobody is told while it goes on: whose answer is different now is looked at once, when all is there.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, str(load)])
        told: list[tuple[str, list[UUID]]] = []
        token = _gathered.set(told)
        try:
            yield told
        finally:
            _gathered.reset(token)
        cursor.execute("SELECT set_config(%s, '', true)", [SETTING])


def gathering() -> list[tuple[str, list[UUID]]] | None:
    """Return what is told meanwhile, to be added to; None outside of a load."""
    return _gathered.get()
