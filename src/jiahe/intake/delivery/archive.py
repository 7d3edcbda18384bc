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
from collections.abc import Iterable
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


def lay_out(file: Path, name: str, folder: Path) -> list[str]:
    """Write the tables that a file holds into an empty folder; return the names in it that are no table."""
    if zipfile.is_zipfile(file):
        others = _unpack(file, folder)
    elif _table_of(name) is not None:
        shutil.copyfile(file, folder / _plain(name))
        others = []
    else:
        raise Unreadable(faults.DAMAGED if name.lower().endswith(".zip") else faults.NO_ARCHIVE)
    if not any((folder / f"persons{form}").exists() for form in _FORMS):
        raise Unreadable(faults.NO_PERSONS)
    return others


def _unpack(file: Path, folder: Path) -> list[str]:
    try:
        with zipfile.ZipFile(file) as archive:
            infos = [one for one in archive.infolist() if not one.is_dir()]
            _refuse(infos)
            tables = [one for one in infos if _table_of(one.filename) is not None and not _is_trace(one.filename)]
            stems = [_table_of(one.filename) for one in tables]
            if len(set(stems)) < len(stems):
                raise Unreadable(faults.TWICE)
            left = UNPACKED_BYTES
            for one in tables:
                left = _write(archive, one, folder / _plain(one.filename), left)
    except _BROKEN as error:
        raise Unreadable(faults.DAMAGED) from error
    except OSError as error:
        if error.errno not in _NO_ZIP:
            raise
        raise Unreadable(faults.DAMAGED) from error
    kept = {one.filename for one in tables}
    return sorted(one.filename for one in infos if one.filename not in kept and not _is_trace(one.filename))


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
