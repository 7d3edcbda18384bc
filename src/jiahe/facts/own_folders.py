"""Folders that Jiahe makes: named for the process, swept up when that process died, kept when replaced.

Only a folder that has such a name, or our mark, is ever removed; a finished one only while all in it is as we wrote it.
The name is there from the moment the folder is, so a process that is killed at any moment leaves nothing for good.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2s
from pathlib import Path
from typing import Any
from uuid import uuid4

from jiahe.facts.errors import FactsError

MARK = ".jiahe.json"
"""The file in a finished folder that says what was written into it."""

_MAKER = re.compile(r"\.by-([0-9a-f]{8})-([1-9][0-9]*)\.")
"""In the name of an unfinished folder: the machine and the process that made it."""


@contextmanager
def scratch_folder(purpose: str) -> Iterator[Path]:
    """Make a temporary folder, and remove it. Those that dead processes left are removed first."""
    parent = Path(tempfile.gettempdir())
    _sweep(parent, "jiahe-*")
    with _made(parent / f"jiahe-{purpose}{made_by(os.getpid())}{uuid4().hex}") as made:
        yield made


def lasting_folder(purpose: str) -> tempfile.TemporaryDirectory[str]:
    """Return a temporary folder that is there as long as this is kept. Those that dead processes left are removed."""
    _sweep(Path(tempfile.gettempdir()), "jiahe-*")
    return tempfile.TemporaryDirectory(prefix=f"jiahe-{purpose}{made_by(os.getpid())}")


@contextmanager
def partial_folder(target: Path) -> Iterator[Path]:
    """Make a folder beside the target, to be given its name when it is whole, and remove it when it was not.

    Those that dead processes left are removed first.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target.parent, f".{target.name}.*.partial")
    with _made(target.parent / f".{target.name}{made_by(os.getpid())}{uuid4().hex}.partial") as made:
        yield made


@contextmanager
def working_folder(parent: Path, purpose: str) -> Iterator[Path]:
    """Make a hidden folder for what a job needs while it runs, and remove it, and those that dead processes left."""
    parent.mkdir(parents=True, exist_ok=True)
    _sweep(parent, f".{purpose}.*")
    with _made(parent / f".{purpose}{made_by(os.getpid())}{uuid4().hex}") as made:
        yield made


@contextmanager
def _made(folder: Path) -> Iterator[Path]:
    """Make a folder that nobody else reads; its name is known before it is there, so a stop at any step removes it."""
    try:
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(partial: Path, target: Path) -> None:
    """Give a whole folder its name: it is the user's from now on. The target is new or empty."""
    partial.chmod(0o755)
    if target.exists():
        target.rmdir()
    partial.rename(target)


def finish(partial: Path, target: Path) -> None:
    """Give a whole folder its name. A folder of ours that has the name already is kept beside it (see set_aside)."""
    (partial / MARK).write_text(json.dumps({"files": _files(partial)}), encoding="utf-8")
    partial.chmod(0o755)
    if target.exists():
        set_aside(target)
    partial.rename(target)


def refuse_if_not_ours(target: Path) -> None:
    """Raise FactsError when the name is taken by something that an earlier check did not write."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not (target / "findings.parquet").is_file():
        raise FactsError(
            f"{target} 已经存在，又不是 Jiahe 写的：请换一个结果文件夹，或把它移走。"
            f"{target} is there already and was not written by Jiahe. Give another folder for the result, or move it."
        )


def set_aside(folder: Path) -> Path | None:
    """Rename a folder to NAME.before, and return that; an empty one is just removed.

    A folder that has the name is replaced if it is ours and nobody changed it. Otherwise NAME.before-2 is tried, and
    so on.
    """
    if not any(folder.iterdir()):
        folder.rmdir()
        return None
    before = folder.with_name(f"{folder.name}.before")
    number = 2
    while before.exists() or before.is_symlink():
        if before.is_dir() and not before.is_symlink() and _is_as_written(before):
            shutil.rmtree(before)
            break
        before = folder.with_name(f"{folder.name}.before-{number}")
        number += 1
    return folder.rename(before)


def made_by(pid: int) -> str:
    """Return the part of a folder's name that tells which process of this machine makes it."""
    machine = blake2s(platform.node().encode(), digest_size=4).hexdigest()
    return f".by-{machine}-{pid}."


def _read_mark(folder: Path) -> dict[str, Any]:
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return mark if isinstance(mark, dict) else {}


def _files(folder: Path) -> dict[str, list[int]]:
    """Return the size and time of change of every file in a folder but the mark, by its path from there."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_dir() and path.name != MARK:
            told = path.lstat()
            found[path.relative_to(folder).as_posix()] = [told.st_size, told.st_mtime_ns]
    return found


def _is_as_written(folder: Path) -> bool:
    return _read_mark(folder).get("files") == _files(folder)


def _sweep(parent: Path, pattern: str) -> None:
    """Remove the folders of a name that were made by a process of this machine that is no more."""
    if os.name != "posix":  # elsewhere a process cannot be asked whether it lives without harm to it
        return
    for folder in parent.glob(pattern):
        try:
            ours = folder.is_dir() and not folder.is_symlink() and folder.lstat().st_uid == os.getuid()
            if ours and _is_dead(folder.name):
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue


def _is_dead(name: str) -> bool:
    maker = _MAKER.search(name)
    if maker is None or made_by(int(maker[2])) != maker[0]:
        return False
    try:
        os.kill(int(maker[2]), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
