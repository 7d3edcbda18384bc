"""What two connections do at once: committed, in a database of the test's own (own_database.py)."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.db import connection, connections

_WAITS = "SELECT pid FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def begun(other: ThreadPoolExecutor, do: Callable[[], Any], using: str = "default") -> Future[Any]:
    """Begin something on a connection of its own; return once it waits for what this connection holds, or is over."""

    def done() -> Any:
        try:
            return do()
        finally:
            connection.close()

    doing = other.submit(done)
    while not (doing.done() or waiting(using)):
        time.sleep(0.01)
    return doing


def waiting(using: str = "default") -> list[int]:
    """Return the processes of the database that wait for what this connection holds."""
    with connections[using].cursor() as cursor:
        cursor.execute(_WAITS)
        return [pid for (pid,) in cursor.fetchall()]
