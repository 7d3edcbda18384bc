"""The register's lock: who changes it, or replaces what rests on all of it, does so alone."""

from __future__ import annotations

from django.db import connection

REGISTER = 4208
"""Key of the advisory lock."""


def lock_register() -> None:
    """Wait until nobody else changes the register, until the transaction ends.

    A family's kept answers rest on many rows, and a run replaces the answers of everybody: either is done alone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER])
