"""A file that a passphrase or a key opens: encrypted in chunks by AES-256-GCM, written and read as a stream.

Layout: a line of JSON (the head), 32 bytes that authenticate the head, chunks. A chunk is a mebibyte of text, the last
one shorter, each with its tag. The nonce is the chunk's number and whether it is the last, under a key of this file
alone, so a chunk that was changed, moved, repeated or cut off is noticed (the STREAM construction: Hoang, Reyhanitabar,
Rogaway and Vizár, 2015). The passphrase's key is made by scrypt; its cost stands in the head.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from jiahe.trust.key_store import KeyProblem

CHUNK, TAG = 1 << 20, 16
COST = 1 << 17
"""scrypt's n, with r 8 and p 1: 128 MiB and a third of a second."""

_LONGEST_HEAD, _DEAREST = 4096, 1 << 20

Key = bytes | str
"""32 bytes of a key, or a passphrase."""


class Damaged(KeyProblem):
    """The file is not as it was written."""


def write_locked(
    path: Path, kind: str, key: Key, pieces: Iterator[bytes], *, about: dict[str, Any] | None = None, cost: int = COST
) -> None:
    """Write pieces of text into a new file, encrypted. Raises KeyProblem when there is a file of that name.

    ``kind``: what the file is, and ``about``: what may be read without opening it; both are authenticated. The file has
    its name only when it is whole and on the disk.
    """
    head: dict[str, Any] = {"jiahe": kind, "about": about or {}, "salt": _text(os.urandom(32))}
    if isinstance(key, str):
        head["scrypt"] = cost
    line = json.dumps(head, sort_keys=True).encode() + b"\n"
    if len(line) > _LONGEST_HEAD:
        raise ValueError("the head of a locked file is too long")
    cipher, proof = _keys(head, line, key)
    with _new_file(path) as file:
        file.write(line + proof)
        for number, (chunk, last) in enumerate(_in_chunks(pieces)):
            file.write(cipher.encrypt(_nonce(number, last), chunk, None))


def head_of(path: Path, kind: str) -> dict[str, Any]:
    """Return the head of a locked file, not yet authenticated. Raises Damaged when it is none of that kind."""
    with path.open("rb") as file:
        return _head(path, kind, file)[0]


def read_locked(
    path: Path, kind: str, key: Key, progress: Callable[[float], None] = lambda share: None
) -> Iterator[bytes]:
    """Yield the text, a chunk at a time. Raises Damaged, KeyProblem when the passphrase or key is another.

    What was yielded before Damaged is raised is what was written; whether all of it is there is known at the end.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head, line = _head(path, kind, file)
        if isinstance(key, str) != ("scrypt" in head):
            raise KeyProblem(
                f"{path} 要用{'口令' if 'scrypt' in head else '备份密钥'}打开。"
                f"{path} is opened by {'a passphrase' if 'scrypt' in head else 'the backup key'}."
            )
        cipher, proof = _keys(head, line, key)
        if not hmac.compare_digest(proof, file.read(32)):
            raise KeyProblem(
                f"打不开 {path}：口令或密钥不对（或文件开头被改动）。"
                f"{path} does not open: the passphrase or key is wrong (or the beginning of the file was changed)."
            )
        number, chunk = 0, file.read(CHUNK + TAG)
        while True:
            following = file.read(CHUNK + TAG)
            try:
                text = cipher.decrypt(_nonce(number, not following), chunk, None)
            except (InvalidTag, ValueError):
                raise Damaged(
                    f"{path} 已损坏或不完整（第 {number + 1} 块）：请用另一份。"
                    f"{path} is damaged or not whole (chunk {number + 1}). Use another copy."
                ) from None
            yield text
            progress(file.tell() / max(size, 1))
            if not following:
                return
            number, chunk = number + 1, following


def _head(path: Path, kind: str, file: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    line = file.readline(_LONGEST_HEAD)
    with suppress(ValueError, KeyError, TypeError):
        head = json.loads(line)
        if head["jiahe"] == kind and len(b64decode(head["salt"], validate=True)) == 32 and _affordable(head):
            return head, line
    raise Damaged(
        f"{path} 不是这种文件，或开头已损坏。{path} is not such a file ({kind}), or its beginning is damaged."
    )


def _affordable(head: dict[str, Any]) -> bool:
    """Whether the head asks for no more work than we would ever write into one: it is not authenticated yet."""
    cost = head.get("scrypt", 2)
    return type(cost) is int and 2 <= cost <= _DEAREST and cost & (cost - 1) == 0


def _keys(head: dict[str, Any], line: bytes, key: Key) -> tuple[AESGCM, bytes]:
    """Return the cipher of this file, and the proof that its head was written by who knows the key."""
    salt = b64decode(head["salt"])
    if isinstance(key, str):
        key = Scrypt(salt=salt, length=32, n=head["scrypt"], r=8, p=1).derive(key.encode())
    made = HKDF(SHA256(), 64, salt, b"jiahe locked file 1").derive(key)
    return AESGCM(made[:32]), hmac.digest(made[32:], line, "sha256")


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()


def _in_chunks(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield chunks of a mebibyte and whether each is the last; the last may be empty."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) > CHUNK:
            yield bytes(waiting[:CHUNK]), False
            del waiting[:CHUNK]
    yield bytes(waiting), True


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """Write a file under another name, which it changes for its own when it is whole and on the disk."""
    if path.exists():
        raise KeyProblem(f"{path} 已存在：请换一个文件名。{path} is there already. Give another name.")
    half = path.with_name(f".{path.name}-{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(half, path)
    finally:
        half.unlink(missing_ok=True)
