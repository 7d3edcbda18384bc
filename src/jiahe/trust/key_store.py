"""Where secret keys come from: files in the office's home, or a program that asks a key service. Each is read once.

A key has a name: ``seal-2`` and ``index-2`` of key number 2, ``backup``, ``read-log``, ``invitation``, ``session``.
Nothing here writes a key to a log, an error or an argument.
"""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
from base64 import b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from functools import lru_cache
from pathlib import Path

from django.conf import settings

PROGRAM_SECONDS = 30

_FIRST_NAMES = {"index-1": "blind-index"}
"""The file of a key that was made before keys had numbers."""


class KeyProblem(Exception):
    """A key cannot be had or used. The message says which and what to do, in both languages, and never the key."""


def folder() -> Path:
    """Return where key files are."""
    return Path(settings.HOME) / "keys"


def file_of(name: str) -> Path:
    """Return the file of a key."""
    return folder() / _FIRST_NAMES.get(name, name)


def by_program() -> bool:
    """Whether keys come from a program."""
    return bool(settings.CONFIG.key_program)


@lru_cache(maxsize=512)
def secret(name: str, length: int) -> bytes:
    """Return a key. Raises KeyProblem when it is not there, open to others, or not of that many bytes."""
    command = settings.CONFIG.key_program
    return _whole(name, length, _from_program(name, command) if command else _from_file(file_of(name)))


def text(name: str, length: int) -> str:
    """Return a key as its file has it, also where a program gives it. Raises KeyProblem as secret() does."""
    return _as_text(secret(name, length))


def text_by(command: str, name: str, length: int) -> str:
    """Return what text() does, from a program that is named here: while settings are still read. Raises KeyProblem."""
    return _as_text(_whole(name, length, _from_program(name, command)))


def make(name: str, length: int) -> None:
    """Make a key's file where it is not there. With a key program, keys are made in the key service."""
    if not by_program():
        settings.CONFIG.kept_secret(file_of(name).name, length)


def put(name: str, text: str) -> None:
    """Put a key's file into its place, where none is."""
    settings.CONFIG.keep_secret(name, text)


def check_files() -> None:
    """Raise KeyProblem when a file of the keys' folder can be read by others, or belongs to another account."""
    if folder().is_dir():
        _check_closed(folder(), 0o700)
        for path in sorted(folder().iterdir()):
            _check_closed(path, 0o600)


def _check_closed(path: Path, mode: int) -> None:
    found = path.stat()
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise KeyProblem(
            f"别人也能打开 {path}：请运行 chmod {mode:o} {path}。Others can open {path}. Run: chmod {mode:o} {path}"
        )
    if found.st_uid != os.geteuid():
        raise KeyProblem(
            f"{path} 属于另一个账户：请用 chown 交给运行本系统的账户。"
            f"{path} belongs to another account. Give it, by chown, to the account that runs the office."
        )


def _whole(name: str, length: int, key: bytes) -> bytes:
    if len(key) != length:
        raise KeyProblem(
            f"密钥 {name} 应为 {length} 字节，现有 {len(key)} 字节：请换回原来的密钥。"
            f"The key {name} has {len(key)} bytes instead of {length}. Put the right one back from its copy."
        )
    return key


def _as_text(key: bytes) -> str:
    return urlsafe_b64encode(key).decode().rstrip("=")


def _as_bytes(text: bytes) -> bytes:
    """Read base64 of either alphabet, with or without the signs that fill it up, as a file's text has none."""
    return b64decode(text + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _from_file(path: Path) -> bytes:
    try:
        _check_closed(path, 0o600)
        text = path.read_bytes().strip()
    except FileNotFoundError:
        raise KeyProblem(
            f"找不到密钥文件 {path}：请从备份放回，或运行 jiahe keys import。"
            f"There is no key file {path}. Put it back from its copy, or run: jiahe keys import"
        ) from None
    try:
        return _as_bytes(text)
    except (NotBase64, ValueError):
        raise KeyProblem(
            f"密钥文件 {path} 已损坏：请从备份放回。The key file {path} is damaged. Put it back from its copy."
        ) from None


def _from_program(name: str, command: str) -> bytes:
    """Run the key program with the key's name as its last argument; it answers with the key in base64."""
    argv = [*shlex.split(command), name]
    try:
        done = subprocess.run(
            argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=PROGRAM_SECONDS, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            return _as_bytes(done.stdout.strip())
        said, said_en = f"退出码 {done.returncode}", f"ended with code {done.returncode}"
    except subprocess.TimeoutExpired:
        said, said_en = f"{PROGRAM_SECONDS} 秒没有回答", f"did not answer within {PROGRAM_SECONDS} seconds"
    except OSError as error:
        said, said_en = f"运行不了（{error.strerror}）", f"could not be run ({error.strerror})"
    except ValueError:
        said, said_en = "输出的不是 base64", "printed something that is not base64"
    raise KeyProblem(
        f"取不到密钥 {name}：密钥程序{said}。请手工运行 {shlex.join(argv)} 查看原因。"
        f"The key {name} cannot be had: the key program {said_en}. Run it by hand to see why: {shlex.join(argv)}"
    )
