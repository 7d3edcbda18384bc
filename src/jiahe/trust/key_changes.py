"""What changes the live keys: the first one, a new one, retiring an old one. Done as the tables' owner.

Which keys are live changes in an instant for every process: the change waits until nobody is in a transaction that has
asked (sealing.keys), and whoever asks meanwhile waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, connections, transaction
from django.db.models.functions import Now
from psycopg.errors import LockNotAvailable

from jiahe.trust import invitations, key_store, seals
from jiahe.trust.key_store import KeyProblem
from jiahe.trust.models import Invitation, Seal, SealingKey
from jiahe.trust.sealed_fields import sealed_columns
from jiahe.trust.sealing import Key
from jiahe.trust.suites import AES, MAC_KEY, SUITES, Suite

LIVE_KEYS = 4211
"""Key of the advisory lock on which keys are live; trust_keys() takes it shared."""

ATTEMPT_MS, PAUSE, PATIENCE = 500, 1.0, 600.0
"""How long others may have to wait behind an attempt; seconds between attempts, and until it is given up."""


@dataclass(frozen=True)
class Listed:
    """A key as ``jiahe keys list`` shows it. ``values``: how many sealed values need it still."""

    number: int
    suite: str
    made_at: datetime
    retired_at: datetime | None
    current: bool
    values: int


def first_key() -> None:
    """Make key 1, and those of the read log and of invitations, where the office has nothing yet that needs them.

    A file of a key that is there already is used; one that is missing is not replaced (check_keys tells of it).
    """
    with _alone():
        if not SealingKey.objects.using("owner").exists():
            _add(1, AES)
    if not Seal.objects.using("owner").exists():
        key_store.make(*seals.KEY)
    if not Invitation.objects.using("owner").exists():
        key_store.make(*invitations.KEY)


def new_key(suite: Suite) -> int:
    """Make a key of a suite; from then on it seals. Returns its number. Raises KeyProblem."""
    numbers = SealingKey.objects.using("owner").values_list("number", flat=True)
    number = max(numbers, default=0) + 1
    while any(key_store.file_of(name).exists() for name in (f"seal-{number}", f"index-{number}")):
        number += 1  # left by an attempt that was cut off
    if number > 255:
        raise KeyProblem("密钥编号已用到 255，不能再加。All key numbers up to 255 are used; no key can be added.")
    _secrets(Key(number, suite))
    with _alone():
        _add(number, suite)
    return number


def retire(number: int) -> None:
    """Let a key be live no more: no look-up asks for it. Raises KeyProblem while a value needs it, or it is current."""
    with _alone():
        found = {one.number: one for one in list_keys()}
        key = found.get(number)
        if key is None or key.retired_at is not None:
            raise KeyProblem(
                f"没有在用的 {number} 号密钥，请看 jiahe keys list。"
                f"There is no key {number} in use. See: jiahe keys list"
            )
        if key.current:
            raise KeyProblem(
                f"{number} 号是当前密钥：请先运行 jiahe keys new。"
                f"Key {number} is the current one. First: jiahe keys new"
            )
        if key.values:
            raise KeyProblem(
                f"还有 {key.values:,} 个值要用 {number} 号密钥打开：请先运行 jiahe keys rotate。"
                f"{key.values:,} values still need key {number}. First: jiahe keys rotate"
            )
        SealingKey.objects.using("owner").filter(number=number).update(retired_at=Now())


def list_keys() -> list[Listed]:
    """Return every key with the number of values sealed by it."""
    values = values_by_key()
    keys = list(SealingKey.objects.using("owner").order_by("number"))
    newest = max((key.number for key in keys if key.retired_at is None), default=0)
    return [
        Listed(key.number, key.suite, key.made_at, key.retired_at, key.number == newest, values.get(key.number, 0))
        for key in keys
    ]


def values_by_key() -> dict[int, int]:
    """Return how many sealed values each key number has, over all sealed columns."""
    found: dict[int, int] = {}
    with connections["owner"].cursor() as cursor:
        for column in sealed_columns():
            cursor.execute(
                f"SELECT get_byte({column.bytes}, 1), count(*) FROM {column.table} "
                f"WHERE {column.bytes} IS NOT NULL GROUP BY 1"
            )
            for number, count in cursor.fetchall():
                found[number] = found.get(number, 0) + count
    return found


def check_keys() -> None:
    """Make sure that every live key can be had and is the one that the database means. Raises KeyProblem."""
    if not key_store.by_program():
        key_store.check_files()
    for row in SealingKey.objects.filter(retired_at__isnull=True):
        if row.suite not in SUITES:
            raise KeyProblem(
                f"{row.number} 号密钥的算法 {row.suite} 未知：请更新程序。"
                f"The suite {row.suite} of key {row.number} is not known. Update the program."
            )
        if Key(row.number, SUITES[row.suite]).fingerprint() != bytes(row.fingerprint):
            raise KeyProblem(
                f"{row.number} 号密钥不是数据库所用的那一把：请放回正确的密钥。"
                f"Key {row.number} is not the one that the database was sealed with. Put the right one back."
            )
    seals.check_key()
    key_store.secret(*invitations.KEY)


def _add(number: int, suite: Suite) -> None:
    key = _secrets(Key(number, suite))
    SealingKey.objects.using("owner").create(number=number, suite=suite.name, fingerprint=key.fingerprint())


def _secrets(key: Key) -> Key:
    """Make a key's secrets where they are not there, and make sure that they can be had."""
    key_store.make(f"seal-{key.number}", key.suite.key_length)
    key_store.make(f"index-{key.number}", MAC_KEY)
    key.fingerprint()
    return key


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the live keys alone. Nobody waits longer than half a second behind this; it tries again instead."""
    until = time.monotonic() + PATIENCE
    while True:
        with transaction.atomic(using="owner"):
            if _locked():
                yield
                return
        if time.monotonic() > until:
            raise KeyProblem(
                "有长时间的写入还没有结束，密钥没有改动。请稍后再试。"
                "Something has been writing for long; the keys were not changed. Try again later."
            )
        time.sleep(PAUSE)


def _locked() -> bool:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {ATTEMPT_MS}")
        try:
            with transaction.atomic(using="owner"):
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LIVE_KEYS])
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                return False
            raise
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    return True
