"""A locked file opens whole or says why it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jiahe.trust import locked_file
from jiahe.trust.key_store import KeyProblem
from jiahe.trust.locked_file import CHUNK, Damaged, read_locked, write_locked

KEY = bytes(range(32))
TEXT = bytes(range(256)) * 2


def opened(path: Path, key: bytes | str = KEY) -> bytes:
    return b"".join(read_locked(path, "test", key))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_was_written_is_read(tmp_path: Path, size: int) -> None:
    text = (TEXT * (size // len(TEXT) + 1))[:size]
    pieces = (text[start : start + 70_000] for start in range(0, size, 70_000))
    write_locked(tmp_path / "file", "test", KEY, pieces)
    assert opened(tmp_path / "file") == text
    assert text[:64] not in (tmp_path / "file").read_bytes() or size < 64
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of many chunks, small enough to be changed at every byte."""
    monkeypatch.setattr(locked_file, "CHUNK", 64)
    write_locked(tmp_path / "file", "test", KEY, iter([TEXT]))
    return tmp_path / "file"


def test_every_changed_byte_is_found(small: Path) -> None:
    whole = small.read_bytes()
    for at in range(len(whole)):
        small.write_bytes(whole[:at] + bytes([whole[at] ^ 0x01]) + whole[at + 1 :])
        with pytest.raises(KeyProblem):
            opened(small)


def test_every_cut_is_found(small: Path) -> None:
    whole = small.read_bytes()
    for length in range(len(whole)):
        small.write_bytes(whole[:length])
        with pytest.raises(KeyProblem):
            opened(small)
    small.write_bytes(whole + b"\0")
    with pytest.raises(Damaged, match="not whole"):
        opened(small)


def test_chunks_that_were_moved_repeated_or_left_out_are_found(small: Path) -> None:
    whole = small.read_bytes()
    begin = whole.index(b"\n") + 1 + 32
    head, chunks = whole[:begin], [whole[at : at + 80] for at in range(begin, len(whole), 80)]
    assert len(chunks) == 8
    for wrong in (
        [chunks[1], chunks[0], *chunks[2:]],
        [chunks[0], *chunks],
        [*chunks, chunks[-1]],
        chunks[1:],
        chunks[:-1],
        [*chunks[:3], *chunks[4:]],
        [],
    ):
        small.write_bytes(head + b"".join(wrong))
        with pytest.raises(Damaged):
            opened(small)


def test_chunks_of_another_file_under_the_same_key_are_found(small: Path) -> None:
    other = small.with_name("other")
    write_locked(other, "test", KEY, iter([TEXT]))
    mine, theirs = small.read_bytes(), other.read_bytes()
    begin = mine.index(b"\n") + 1 + 32
    small.write_bytes(mine[:begin] + theirs[begin:])
    with pytest.raises(Damaged):
        opened(small)


def test_a_wrong_passphrase_is_said(tmp_path: Path) -> None:
    write_locked(tmp_path / "file", "test", "一个很长的口令 one", iter([TEXT]), cost=16)
    assert opened(tmp_path / "file", "一个很长的口令 one") == TEXT
    with pytest.raises(KeyProblem, match="the passphrase or key is wrong"):
        opened(tmp_path / "file", "一个很长的口令 two")
    with pytest.raises(KeyProblem, match="opened by a passphrase"):
        opened(tmp_path / "file", KEY)


def test_a_head_cannot_ask_for_endless_work(tmp_path: Path) -> None:
    write_locked(tmp_path / "file", "test", "一个很长的口令", iter([TEXT]), cost=16)
    whole = (tmp_path / "file").read_bytes()
    (tmp_path / "file").write_bytes(whole.replace(b'"scrypt": 16', b'"scrypt": 1073741824'))
    with pytest.raises(Damaged):
        opened(tmp_path / "file", "一个很长的口令")


def test_a_file_of_another_kind_is_refused(small: Path) -> None:
    with pytest.raises(Damaged, match="not such a file"):
        list(read_locked(small, "backup", KEY))


def test_what_was_cut_off_leaves_no_file(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield TEXT
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_locked(tmp_path / "file", "test", KEY, pieces())
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(KeyProblem, match="is there already"):
        write_locked(tmp_path / "file", "test", KEY, iter([TEXT]))
    assert (tmp_path / "file").read_text() == "mine"
