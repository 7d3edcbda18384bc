"""Keeps the numbers of transactions, as the read log counts them, from going backwards after a restore from a dump."""

from __future__ import annotations

from typing import Any

from django.db import connections

_LATER = """
DO $$
DECLARE latest bigint; raw bigint; missing bigint;
BEGIN
    SELECT greatest((SELECT max(turn) FROM trust_read), (SELECT max(last_turn) FROM trust_seal)) INTO latest;
    raw := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
    IF latest >= trust_turn(raw::text::xid8) THEN
        missing := latest + 1 - raw;
        EXECUTE format('CREATE OR REPLACE FUNCTION trust_turn(xid8) RETURNS bigint LANGUAGE sql IMMUTABLE '
            'AS ''SELECT $1::text::bigint + %s''', missing);
    END IF;
END $$
"""


def keep_turns(*, using: str, **_: Any) -> None:
    """After `jiahe migrate`: count on from the last turn where this cluster's transactions have lower numbers."""
    with connections[using].cursor() as cursor:
        cursor.execute(_LATER)
