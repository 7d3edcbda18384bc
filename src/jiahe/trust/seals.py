"""The chain over the read log: the rows of transactions that are over are marked and sealed, a block every few seconds.

A reading only adds its row; nothing waits for anything. Each row bears the number of its transaction (``turn``), and
what lies below the oldest transaction that still runs cannot grow any more. The sealer takes those rows in the order
of turn and id, and writes a keyed mark for each, chained to the seal before. Without the key, which is not in the
database, nobody can make a seal; the number and hash of the last one are kept beside the key, so that the end of the
log cannot be cut off either. docs/adr/0011 says what this proves, and what not.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from jiahe.places.models import Post
from jiahe.trust import key_store
from jiahe.trust.acting import acting_as, background
from jiahe.trust.key_store import KeyProblem
from jiahe.trust.models import Seal
from jiahe.web.words import Words

AT_MOST = 10_000
"""Rows of one seal."""

ROW = """id, turn, person::text, post_id::text, account_id::text, what, page, purpose,
    (extract(epoch FROM at) * 1000000)::bigint, load::text, rows"""
"""What of a row is marked: all of it."""

_OF_A_PERSON = 9
"""Columns of a row that tells of a person. The last two are marked where they say something, as marks are older."""

_LOCK = 0x5EA1
_ID, _MARK = 8, 16


class LogError(Exception):
    """The log cannot be sealed. The message says in both languages what to do."""


KEY = ("read-log", 32)
"""The name of the key, and its bytes."""

_LAST = 10
"""Seals of which one must fit the key, before the office is served: one alone may have been tampered with."""

_MEANS = Words(
    "查阅日志是用原来那把密钥封存的：换了密钥，就无法核验，看上去像是被人改过。"
    "密钥确实找不回来的，见 docs/how-to/keys-and-backups.md。",
    "The read log was sealed with the former key: with another one it cannot be verified, and looks as if somebody had "
    "changed it. If that key is lost for good, see docs/how-to/keys-and-backups.md.",
)


@cache
def _key() -> bytes:
    """Return the key. It is made with the first seal, and never in place of one that is missing. Raises KeyProblem."""
    try:
        return key_store.text(*KEY).encode()
    except KeyProblem as wrong:
        raise KeyProblem(f"{wrong}\n{_MEANS.zh}{_MEANS.en}") from wrong


def check_key() -> None:
    """Make sure, before anybody is served, that the key is the one of the log. Raises KeyProblem."""
    _key()
    try:
        acting = background()
    except Post.DoesNotExist:
        return
    with acting_as(acting):
        last = list(Seal.objects.order_by("-number")[:_LAST])
    if last and not any(hash_of(one) == bytes(one.hash) for one in last):
        raise KeyProblem(
            f"密钥 {KEY[0]} 不是封存查阅日志的那一把：请放回原来的密钥。{_MEANS.zh}"
            f"The key {KEY[0]} is not the one of the read log. Put the right one back from its copy. {_MEANS.en}"
        )


def go_on_with_another_key() -> None:
    """Seal with a new key from now on, where that of the log is lost for good. Raises KeyProblem where a file is left.

    What was sealed before cannot be verified any more; an anchor noted on paper still finds its seal.
    """
    file = key_store.file_of(KEY[0])
    if not key_store.by_program() and file.exists():
        raise KeyProblem(
            f"密钥文件还在：{file}。确实不能再用的，请先移走并保留。"
            f"There is a key: {file}. If it is of no use any more, move it away first, and keep it."
        )
    key_store.make(*KEY)
    _seal(AT_MOST, also_nothing=True)


def mark_of(row: tuple[Any, ...]) -> bytes:
    """Return the keyed mark of a row as ROW reads it."""
    row = row if any(one is not None for one in row[_OF_A_PERSON:]) else row[:_OF_A_PERSON]
    said = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
    return hmac.digest(_key(), b"row\0" + said, hashlib.sha256)[:_MARK]


def hash_of(seal: Seal) -> bytes:
    """Return what the hash of a seal must be: HMAC-SHA-256 over all else that is in it."""
    at = int(seal.at.timestamp()) * 1_000_000 + seal.at.microsecond
    said = json.dumps([seal.number, seal.last_turn, seal.last_id, at, bytes(seal.before).hex()]).encode()
    return hmac.digest(_key(), b"seal\0" + said + b"\0" + bytes(seal.marks), hashlib.sha256)


def marks_of(seal: Seal) -> dict[int, bytes]:
    """Return the marks of a seal by the rows' ids."""
    marks = bytes(seal.marks)
    size = _ID + _MARK
    parts = (marks[at : at + size] for at in range(0, len(marks), size))
    return {int.from_bytes(one[:_ID], "big"): one[_ID:] for one in parts}


def seal_all(at_most: int = AT_MOST) -> int:
    """Seal what can be sealed; return how many rows that were. Raises LogError, and KeyProblem without the key."""
    count = 0
    while (rows := _seal(at_most)) > 0:
        count += rows
        if rows < at_most:
            break
    return count


def _seal(at_most: int, *, also_nothing: bool = False) -> int:
    """Seal one block of at most so many rows, in one transaction; return their number (0: none, or another seals).

    ``also_nothing``: make a seal even if there is no row, from which on another key is used.
    """
    try:
        acting = background()
    except Post.DoesNotExist:
        return 0  # an office without posts has no readings
    with acting_as(acting), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s), trust_turn(pg_snapshot_xmin(pg_current_snapshot()))", [_LOCK]
        )
        is_ours, over = cursor.fetchone()
        if not is_ours:
            return 0
        last = Seal.objects.order_by("-number").first()
        since = (last.last_turn, last.last_id) if last is not None else (-1, -1)
        if since[0] >= over:
            raise LogError(
                "数据库的事务号倒退了（可能是从备份恢复的）。请运行 jiahe migrate，再启动办公平台。"
                "The database counts its transactions from an earlier number, as after a restore from a dump. "
                "Run jiahe migrate, then serve again."
            )
        cursor.execute(
            f"SELECT {ROW} FROM trust_read WHERE (turn, id) > (%s, %s) AND turn < %s ORDER BY turn, id LIMIT %s",
            [*since, over, at_most],
        )
        rows = cursor.fetchall()
        if not rows and not (also_nothing and last):
            return 0
        if last is None:
            key_store.make(*KEY)
        made = Seal(
            number=last.number + 1 if last is not None else 1,
            last_turn=rows[-1][1] if rows else since[0],
            last_id=rows[-1][0] if rows else since[1],
            marks=b"".join(row[0].to_bytes(_ID, "big") + mark_of(row) for row in rows),
            before=last.hash if last is not None else b"",
            at=timezone.now(),
        )
        made.hash = hash_of(made)
        made.save(force_insert=True)
        heads = [one for one in kept_heads() if not _is_there(one)]
    _keep_heads([*heads, Head(made.number, made.hash.hex(), made.at)])
    return len(rows)


# ------------------------------------------------------------------------------------------------ beside the database


@dataclass(frozen=True)
class Head:
    """The last seal at some moment: its number, its hash in hex, and when it was made."""

    number: int
    hash: str
    at: datetime


def _heads_file() -> Path:
    return Path(settings.HOME) / "read-log-heads"


def kept_heads() -> Iterator[Head]:
    """Yield what is kept of the last seal, and of former ones that were not in the log any more when it was sealed."""
    file = _heads_file()
    for line in file.read_text(encoding="ascii").splitlines() if file.exists() else ():
        number, digest, at = line.split()
        yield Head(int(number), digest, datetime.fromisoformat(at))


def _is_there(head: Head) -> bool:
    return Seal.objects.filter(number=head.number, hash=bytes.fromhex(head.hash)).exists()


def _keep_heads(heads: list[Head]) -> None:
    file = _heads_file()
    made = file.with_name(f".{file.name}-{os.getpid()}")
    made.write_text("".join(f"{one.number} {one.hash} {one.at.isoformat()}\n" for one in heads), encoding="ascii")
    made.replace(file)
