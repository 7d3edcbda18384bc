"""Lays the tables of a delivery into a folder: those of a zip, or the one file that it is. Raises Unreadable.

A zip is not to be trusted: no name in it becomes a path, and what it unpacks to is counted while it is unpacked.
"""

from __future__ import annotations

import errno
import lzma
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from jiahe.facts.folder import TABLES
from jiahe.intake.delivery import faults
from jiahe.intake.fault import Unreadable
from jiahe.intake.reading.faults import too_large

MOST_FILES, UNPACKED_BYTES = 200, 2 << 30
_FORMS = (".csv", ".parquet")
_PIECE = 1 << 20
_SECRET = 0x1
_BROKEN = (zipfile.BadZipFile, EOFError, RuntimeError, ValueError, zlib.error, lzma.LZMAError)
"""What zipfile and what unpacks for it raise of bytes that are no zip's, or are packed in a way that is not known."""
_NO_ZIP = (None, errno.EINVAL)
"""The same as OSError: bzip2 gives no number, a place before the file's beginning EINVAL. A full disk is another."""


def look(file: Path, name: str) -> None:
    """Refuse a file that can be no delivery by the names in it alone: nothing is unpacked. Raises Unreadable."""
    if zipfile.is_zipfile(file):
        with _opened(file) as archive:
            tables, _ = _contents(archive)
        stems = [_table_of(one.filename) for one in tables]
    elif (stem := _table_of(name)) is not None:
        stems = [stem]
    else:
        raise Unreadable(faults.DAMAGED if name.lower().endswith(".zip") else faults.NO_ARCHIVE)
    if "persons" not in stems:
        raise Unreadable(faults.NO_PERSONS)


def lay_out(file: Path, name: str, folder: Path) -> list[str]:
    """Write the tables that a file holds into an empty folder; return the names in it that are no table."""
    look(file, name)
    if not zipfile.is_zipfile(file):
        shutil.copyfile(file, folder / _plain(name))
        return []
    with _opened(file) as archive:
        tables, others = _contents(archive)
        left = UNPACKED_BYTES
        for one in tables:
            left = _write(archive, one, folder / _plain(one.filename), left)
    return others


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """Give a zip. Raises Unreadable for what turns out to be damaged in the block."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except _BROKEN as error:
        raise Unreadable(faults.DAMAGED) from error
    except OSError as error:
        if error.errno not in _NO_ZIP:
            raise
        raise Unreadable(faults.DAMAGED) from error


def _contents(archive: zipfile.ZipFile) -> tuple[list[zipfile.ZipInfo], list[str]]:
    """Return the tables of a zip, one file each, and the names in it that are no table."""
    infos = [one for one in archive.infolist() if not one.is_dir()]
    _refuse(infos)
    left = [one for one in infos if not _is_trace(one.filename)]
    tables = [one for one in left if _table_of(one.filename) is not None]
    if len({_table_of(one.filename) for one in tables}) < len(tables):
        raise Unreadable(faults.TWICE)
    return tables, sorted({one.filename for one in left} - {one.filename for one in tables})


def _refuse(infos: Iterable[zipfile.ZipInfo]) -> None:
    every = list(infos)
    if len(every) > MOST_FILES:
        raise Unreadable(too_large(f"压缩包内有 {MOST_FILES} 个文件", f"{MOST_FILES} files in a zip"))
    if any(one.flag_bits & _SECRET for one in every):
        raise Unreadable(faults.SECRET)
    if any(_leads_out(one) for one in every):
        raise Unreadable(faults.OUTSIDE)
    if sum(one.file_size for one in every) > UNPACKED_BYTES:
        raise _too_large()


def _leads_out(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    drive = len(path.parts[0]) == 2 and path.parts[0].endswith(":") if path.parts else False
    return path.is_absolute() or ".." in path.parts or drive or stat.S_ISLNK(info.external_attr >> 16)


def _write(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, left: int) -> int:
    """Unpack one table; return how many bytes may still come. A zip may unpack to more than it says."""
    with archive.open(info) as source, path.open("xb") as out:
        while piece := source.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise _too_large()
            out.write(piece)
    return left


def _too_large() -> Unreadable:
    size = f"{UNPACKED_BYTES / 2**30:g} GB"
    return Unreadable(too_large(f"展开后 {size}", f"{size} when unpacked"))


def _plain(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name.lower()


def _table_of(name: str) -> str | None:
    """Return the table whose file has this name, if it is one's."""
    path = PurePosixPath(_plain(name))
    return path.stem if path.suffix in _FORMS and path.stem in TABLES else None


def _is_trace(name: str) -> bool:
    """Whether a file was only left by the system that packed the zip."""
    path = PurePosixPath(name)
    return path.name.startswith(".") or "__MACOSX" in path.parts
