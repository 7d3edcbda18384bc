"""What of the watched folder could not be taken in, for whoever loads files: the folder itself says it.

A file that was refused lies in ``refused`` beside the reason, until somebody removes it or its days are over; one that
could not be moved or read still lies where it was put.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from jiahe.intake.contents import CONTENTS
from jiahe.intake.dropped import REFUSED, DropProblem, candidates, check_folder, places, taker
from jiahe.web.words import Words

AT_MOST, STUCK_SECONDS, _KEY = 20, 600, 37


@dataclass(frozen=True)
class Failure:
    """One file, or the folder (``name``: ""), with what is wrong and what to do; ``source``: what was to be in it."""

    name: str
    source: Words | None
    words: Words


def failures() -> list[Failure]:
    """Return what could not be taken in, the last first; of very many only some."""
    if settings.DROP is None:
        return []
    try:
        check_folder()
        taker()
        found = sorted(_found(), key=lambda one: -one[0])
    except (DropProblem, OSError) as problem:
        return [Failure("", None, _folder(problem))]
    return [failure for _, failure in found[:AT_MOST]]


def _found() -> Iterator[tuple[float, Failure]]:
    """Yield each failure with its time. Raises OSError when a folder cannot be read."""
    for folder, key in places(settings.DROP):
        source = CONTENTS[key] if key is not None else None
        refused = folder / REFUSED
        if refused.is_dir() and not refused.is_symlink():
            for why in refused.glob("*.txt"):
                file = why.with_suffix("")
                if why.is_file() and not why.is_symlink() and file.is_file():
                    yield why.stat().st_ctime, Failure(file.name[_KEY:], source, _reason(why))
        for path in candidates(folder):
            since = path.lstat().st_ctime
            if time.time() - since > STUCK_SECONDS:
                name = path.name if path.parent == folder else path.name[_KEY:]
                yield since, Failure(name, source, _STUCK)


_STUCK = Words(
    "放了十分钟以上还没有收下，每分钟会再试。请系统管理员检查这个文件和文件夹的读写权限；也可以在上面直接上传。",
    "It has been lying there for more than ten minutes, and is tried again each minute. Let the system administrator "
    "check the rights on the file and its folder; or upload it above.",
)


def _reason(path: Path) -> Words:
    """Return the words that were put beside a refused file."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), encoding="utf-8", errors="replace") as file:
        zh, _, en = file.read(4000).strip().partition("\n")
    return Words(zh, en or zh)


def _folder(problem: DropProblem | OSError) -> Words:
    said = str(problem) if isinstance(problem, DropProblem) else f"JIAHE_DROP: {problem.strerror}"
    return Words(
        f"收不了文件夹里的文件。请把这句话告诉系统管理员：{said}",
        f"Files of the watched folder cannot be taken in. Tell the system administrator: {said}",
    )
