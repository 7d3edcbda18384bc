"""The files that came in, sealed on the office's own disk: written encrypted, opened for as long as they are read.

Each has a key of its own, sealed in its load's row: the keys of the office change without a file being written anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from jiahe.intake.models import FILE_KEY, Load
from jiahe.intake.reading import Book, open_book
from jiahe.trust.files import private_folder
from jiahe.trust.locked_file import read_locked, write_locked
from jiahe.trust.sealing import seal, unseal

KIND = "intake"


def folder() -> Path:
    """Return where the sealed files are."""
    return private_folder(Path(settings.HOME) / "intake")


def file_of(load: UUID) -> Path:
    """Return the sealed file of a load."""
    return folder() / str(load)


def keep(load: Load, pieces: Iterable[bytes]) -> None:
    """Seal the file of a load that is not saved yet, and fill in its size, the hash of what is in it, and its key."""
    digest, size, key = hashlib.sha256(), 0, os.urandom(32)

    def through() -> Iterator[bytes]:
        nonlocal size
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            yield piece

    write_locked(file_of(load.id), KIND, key, through())
    load.size, load.digest = size, digest.hexdigest()
    with transaction.atomic():
        load.file_key = seal(b64encode(key).decode(), FILE_KEY)


@contextmanager
def plain(load: Load) -> Iterator[Path]:
    """Give the file as it came, for as long as the block takes: readable by the office alone, and gone afterwards."""
    handle, name = tempfile.mkstemp(dir=folder(), prefix=".open-")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            for piece in read_locked(file_of(load.id), KIND, b64decode(unseal(load.file_key, FILE_KEY) or "")):
                out.write(piece)
        yield path
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def opened(load: Load) -> Iterator[Book]:
    """Give the book that a load's file is. Raises Unreadable."""
    with plain(load) as path:
        yield open_book(path, load.file_name)


def forget(load: UUID) -> None:
    """Delete a load's file."""
    file_of(load).unlink(missing_ok=True)


def sweep(kept: set[UUID]) -> None:
    """Delete the files that no load has, and what a process that was killed left open, half uploaded or half matched.

    Not those of the last day: somebody may be reading one, or its load is not committed yet.
    """
    names, yesterday = {str(one) for one in kept}, time.time() - 86_400
    matching = private_folder(Path(settings.HOME) / "matching")
    for file in (*folder().iterdir(), *Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir(), *matching.iterdir()):
        if file.name in names or file.stat().st_mtime > yesterday:
            continue
        if file.is_dir():
            shutil.rmtree(file, ignore_errors=True)
        else:
            file.unlink(missing_ok=True)
