"""The folder into which systems of other offices put files: each is taken in once, and moved out of the way.

JIAHE_DROP has a folder for each source, named by its key. A file that lies still is first moved to ``taking`` there,
under the key that its load will have: after a cut-off at any moment the key tells whether it is in (ADR 0018).
"""

from __future__ import annotations

import datetime as dt
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import uuid_utils.compat as uuids
from django.conf import settings
from django.utils import timezone

from jiahe.intake import actions, files
from jiahe.intake.contents import CONTENTS
from jiahe.intake.fault import Fault, Unreadable, rule
from jiahe.intake.models import Load
from jiahe.intake.reading.faults import too_large
from jiahe.intake.who import sees_all
from jiahe.law.errors import did_you_mean
from jiahe.trust.acting import Acting, acting_as, posts_of
from jiahe.trust.models import Account
from jiahe.trust.permissions import FILE, LOAD

TAKING, TAKEN, REFUSED = "taking", "taken", "refused"
UNFINISHED = (".part", ".tmp", ".filepart")
"""How names end while a file is still being sent; those that begin with a full stop or ~$ are left alone as well."""

NO_SOURCE = rule(
    "no_source",
    "文件不在任何一类资料的文件夹里。",
    "The file is in no folder of a source.",
    f"请放进这类资料的文件夹：{'、'.join(CONTENTS)}。",
    f"Put it into the folder of what it is: {', '.join(CONTENTS)}.",
)

_Stamp = tuple[int, int, int]
_PIECE = 1 << 20
_ALL = os.R_OK | os.W_OK | os.X_OK
_HIDDEN, _SHOWN = 0o700, 0o2750
"""Modes of the office's folders: who sends files may see, by the folder's group, that one is in, or why not."""
_NAME = 150
"""Bytes of a file's own name that are kept behind its key: a name has 255."""


class DropProblem(Exception):
    """The folder cannot be watched. The message names the setting and says what to do."""


class StillWritten(Exception):
    """Somebody has written into a file while it was read."""


def check_drop() -> None:
    """Make sure at the start that the folder can be watched, if there is one. Raises DropProblem."""
    if settings.DROP is not None:
        check_folder()
        taker()


def check_folder() -> None:
    """Make sure that the folder and those in it can be read and written. Raises DropProblem."""
    if not settings.DROP.is_dir():
        raise DropProblem(
            f"JIAHE_DROP: {settings.DROP} 不是文件夹。请建好它，里面每个来源一个文件夹。"
            f"It is no folder. Make it, and in it a folder for each source."
        )
    if not os.access(settings.DROP, _ALL):
        raise DropProblem(
            f"JIAHE_DROP: 办公平台不能在 {settings.DROP} 里读写，请给它权限。"
            f"The office may not read and write there. Give it the right to."
        )
    folders = [one for one in _folders(settings.DROP) if one.name not in (TAKING, TAKEN, REFUSED)]
    for one in folders:
        if one.name not in CONTENTS:
            raise DropProblem(
                f"JIAHE_DROP: 文件夹“{one.name}”不是任何来源的。"
                f"The folder {one.name!r} is no source's. {did_you_mean(one.name, CONTENTS)}"
            )
        if not os.access(one, _ALL):
            raise DropProblem(
                f"JIAHE_DROP: 办公平台不能在 {one} 里读写，请给它权限。"
                f"The office may not read and write there. Give it the right to."
            )
    if not folders:
        raise DropProblem(
            f"JIAHE_DROP: {settings.DROP} 里没有任何来源的文件夹，请建一个。"
            f"It has no folder of a source. Make one: {', '.join(CONTENTS)}."
        )


def taker() -> Acting:
    """Return for whom files of the folder are taken in, today. Raises DropProblem when nobody can."""
    name = settings.DROP_ACCOUNT
    if not name:
        raise DropProblem(
            "JIAHE_DROP_ACCOUNT: 请写这些文件归谁的账号：本县数据管理员的。"
            "Name the account whose files they are: a data steward's of the county."
        )
    account = Account.objects.filter(username=name, is_active=True).first()
    if account is None:
        raise DropProblem(f"JIAHE_DROP_ACCOUNT: 没有启用的账号“{name}”。There is no open account {name!r}.")
    for post in posts_of(account):
        acting = Acting.of(post, account)
        if acting.may(LOAD, FILE) and sees_all(acting):
            return acting
    raise DropProblem(
        f"JIAHE_DROP_ACCOUNT: “{name}”今天没有可以导入全县文件的岗位，请给它数据管理员的岗位，或换一个账号。"
        f"{name!r} holds no post today that may load files of the whole county. "
        "Give it the post of the county's data steward, or name another account."
    )


class Watch:
    """Looks into the folder, and remembers what it saw: what lies there unchanged at the second look is taken in."""

    def __init__(self) -> None:
        self._seen: dict[Path, _Stamp] = {}

    def look(self) -> None:
        """Take in what lies still. One file that cannot be taken in now does not keep the others waiting.

        Raises DropProblem, and what kept the first of those files; it is tried again at the next look.
        """
        acting, now, failed = taker(), dict[Path, _Stamp](), list[Exception]()
        for folder, source in places(settings.DROP):
            try:
                paths = candidates(folder)
            except OSError as error:
                failed.append(error)
                continue
            for path in paths:
                try:
                    now[path] = _stamp(path.lstat())
                    if self._seen.get(path) == now[path]:
                        _take(_claimed(folder, path), folder, source, acting)
                except Exception as error:
                    failed.append(error)
        self._seen = now
        if failed:
            raise failed[0]


def sweep() -> None:
    """Delete the files that were taken in or refused a month ago: as long as the office keeps them itself."""
    over = time.time() - dt.timedelta(days=actions.KEPT_DAYS).total_seconds()
    for folder, _ in places(settings.DROP) if settings.DROP is not None else ():
        for done in (folder / TAKEN, folder / REFUSED):
            for path in done.iterdir() if done.is_dir() and not done.is_symlink() else ():
                if path.lstat().st_ctime < over:  # since it was moved there
                    path.unlink()


def places(drop: Path) -> Iterator[tuple[Path, str | None]]:
    """Yield each folder in which files may lie, and the source that it is for; None: a wrong place."""
    yield drop, None
    for one in _folders(drop):
        if one.name not in (TAKING, TAKEN, REFUSED):
            yield one, one.name if one.name in CONTENTS else None


def _folders(drop: Path) -> list[Path]:
    return sorted(Path(one) for one in os.scandir(drop) if one.is_dir(follow_symlinks=False) and one.name[0] != ".")


def candidates(folder: Path) -> list[Path]:
    """Return the files of a folder that nobody is known to be writing, and those that were being taken in."""
    both = (folder, folder / TAKING)
    found = [one for place in both if place.is_dir() and not place.is_symlink() for one in os.scandir(place)]
    return sorted(
        Path(one)
        for one in found
        if one.is_file(follow_symlinks=False)  # never a link: it might lead to a file of the office
        and not one.name.startswith((".", "~$"))
        and not one.name.lower().endswith(UNFINISHED)
    )


def _stamp(found: os.stat_result) -> _Stamp:
    return found.st_ino, found.st_size, found.st_mtime_ns


def _claimed(folder: Path, path: Path) -> Path:
    """Return a file under the key that its load will have, in ``taking``: nobody but the office writes there."""
    if path.parent != folder:
        return path
    name = os.fsencode(path.name)[-_NAME:].decode("utf-8", "ignore")
    return path.rename(_own(folder / TAKING, _HIDDEN) / f"{uuids.uuid7()} {name}")


def _own(folder: Path, mode: int) -> Path:
    """Return a folder of the office's own. Raises PermissionError when somebody else has made it."""
    folder.mkdir(exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise PermissionError(f"{folder} is not the office's own folder")
    folder.chmod(mode)
    return folder


def _take(path: Path, folder: Path, source: str | None, acting: Acting) -> None:
    """Take a file in and move it to ``taken``, or to ``refused`` beside the reason. Raises StillWritten."""
    fault = NO_SOURCE if source is None else _received(path, source, acting)
    if fault is None:
        path.rename(_own(folder / TAKEN, _SHOWN) / path.name)
    else:
        refused = _own(folder / REFUSED, _SHOWN)
        _say_why(refused / f"{path.name}.txt", fault)
        path.rename(refused / path.name)


def _received(path: Path, source: str, acting: Acting) -> Fault | None:
    """Make a file a load, unless it is one already; return why it cannot be one. Raises StillWritten."""
    key, name = UUID(path.name[:36]), path.name[37:]
    assert acting.account is not None, "taker() gives somebody's acting"
    with acting_as(acting):
        if Load.objects.filter(id=key).exists():
            return None
        files.forget(key)  # sealed by a look that was cut off
        try:
            actions.receive(
                source=source, pieces=_pieces(path), file_name=name, learned_on=timezone.localdate(),
                account=acting.account, key=key, by_itself=True,
            )  # fmt: skip
        except Unreadable as unreadable:
            return unreadable.fault
    return None


def _pieces(path: Path) -> Iterator[bytes]:
    """Yield what is in a file. Raises StillWritten, and Unreadable when it is too large."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        before = os.fstat(file.fileno())
        if before.st_size > settings.UPLOAD_MIB * 1024 * 1024:
            raise Unreadable(too_large(f"{settings.UPLOAD_MIB} MB", f"{settings.UPLOAD_MIB} MB"))
        while piece := file.read(_PIECE):
            yield piece
        if _stamp(os.fstat(file.fileno())) != _stamp(before):
            raise StillWritten


def _say_why(path: Path, fault: Fault) -> None:
    path.write_text(
        f"这个文件没有收下：{fault.words.zh}{fault.remedy.zh}\n"
        f"This file was not taken in: {fault.words.en} {fault.remedy.en}\n",
        encoding="utf-8",
    )
    path.chmod(0o640)
