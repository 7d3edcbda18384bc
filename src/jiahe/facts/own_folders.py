"""Folders that Jiahe makes: marked as its own, swept up when the process that made them died, kept when replaced.

Only a folder with our mark is ever removed, and a finished one only while everything in it is as we wrote it.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jiahe.facts.errors import FactsError

MARK = ".jiahe.json"
"""The file in a folder that says who made it, and, once it is finished, what was written into it."""


def scratch_folder(purpose: str) -> tempfile.TemporaryDirectory[str]:
    """Return a new temporary folder. Those that dead processes left are removed first."""
    _sweep(Path(tempfile.gettempdir()), "jiahe-*")
    made = tempfile.TemporaryDirectory(prefix=f"jiahe-{purpose}-")
    _mark(Path(made.name))
    return made


def partial_folder(target: Path) -> Path:
    """Return a new folder beside the target, to be renamed when it is whole. Removes those that dead processes left."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target.parent, f".{target.name}.*.partial")
    made = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent))
    _mark(made)
    return made


@contextmanager
def working_folder(parent: Path, purpose: str) -> Iterator[Path]:
    """Make a hidden folder for what a job needs while it runs, and remove it, and those that dead processes left."""
    parent.mkdir(parents=True, exist_ok=True)
    _sweep(parent, f".{purpose}.*")
    made = Path(tempfile.mkdtemp(prefix=f".{purpose}.", dir=parent))
    _mark(made)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def publish(partial: Path, target: Path) -> None:
    """Give a whole folder its name, without our mark: it is the user's from now on. The target is new or empty."""
    (partial / MARK).unlink()
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


def _mark(folder: Path) -> None:
    mark = {"pid": os.getpid(), "host": platform.node()}
    (folder / MARK).write_text(json.dumps(mark), encoding="utf-8")


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
    """Remove the folders of a name that are marked as ours by a process of this machine that is no more."""
    if os.name != "posix":  # elsewhere a process cannot be asked whether it lives without harm to it
        return
    for folder in parent.glob(pattern):
        try:
            ours = folder.is_dir() and not folder.is_symlink() and folder.lstat().st_uid == os.getuid()
            if ours and _is_dead(_read_mark(folder)):
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue


def _is_dead(mark: dict[str, Any]) -> bool:
    pid = mark.get("pid")
    if not isinstance(pid, int) or pid <= 0 or mark.get("host") != platform.node():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
