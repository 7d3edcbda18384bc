"""The register's lock: who changes it, or replaces what rests on all of it, does so alone."""

from __future__ import annotations

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from jiahe.people.errors import Busy
from jiahe.people.loading import gathering
from jiahe.trust.acting import current

REGISTER = 4208
"""Key of the advisory lock."""

PATIENCE = 5
"""Seconds that somebody at a form waits for it: a file that is loaded holds it for minutes."""


def lock_register() -> None:
    """Wait until nobody else changes the register, until the transaction ends.

    A family's kept answers rest on many rows, and a run replaces the answers of everybody: either is done alone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER])


def lock_register_soon() -> None:
    """Lock the register as lock_register does; who waits at a form is told after PATIENCE seconds. Raises Busy.

    What is done in the background waits as long as it takes.
    """
    acting = current()
    if gathering() is not None or acting is None or acting.account is None:
        lock_register()
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [REGISTER])
        if cursor.fetchone() == (True,):
            return
        try:
            with transaction.atomic():
                cursor.execute("SELECT current_setting('lock_timeout')")
                before = cursor.fetchone()[0]
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{PATIENCE}s"])
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER])
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [before])
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise Busy(*_BUSY) from error
            raise


_BUSY = (
    "登记册正在被占用，多半是正在导入或撤销一个文件。什么都没有保存，填写的内容还在这里：请过几分钟再保存一次。",
    "The register is in use: most likely a file is being loaded. Nothing was saved; save it again in some minutes.",
)
