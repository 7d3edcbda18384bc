"""Keys from files and from a program: used when they are right, refused in words that do not tell them."""

from __future__ import annotations

import base64
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jiahe.trust import key_store
from jiahe.trust.key_store import KeyProblem

KEY = bytes(range(100, 132))


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A home with nothing in it."""
    settings.HOME = tmp_path
    settings.CONFIG = settings.CONFIG.model_copy(update={"home": tmp_path, "key_program": ""})
    key_store.secret.cache_clear()
    yield tmp_path
    key_store.secret.cache_clear()


def program(home: Path, settings: Any, text: str) -> Path:
    """Let keys come from a shell script."""
    file = home / "kms"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o700)
    settings.CONFIG = settings.CONFIG.model_copy(update={"key_program": f"{file} --county '42 0890'"})
    return file


def test_a_key_is_made_once_and_closed_to_others(home: Path) -> None:
    key_store.make("seal-2", 16)
    made = (home / "keys" / "seal-2").read_text()
    key_store.make("seal-2", 16)
    assert (home / "keys" / "seal-2").read_text() == made
    assert stat.S_IMODE((home / "keys" / "seal-2").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "keys").stat().st_mode) == 0o700
    assert len(key_store.secret("seal-2", 16)) == 16
    key_store.check_files()


def test_a_key_that_is_not_there_is_not_made_in_passing(home: Path) -> None:
    with pytest.raises(KeyProblem, match=r"no key file .*seal-3"):
        key_store.secret("seal-3", 32)
    assert not (home / "keys" / "seal-3").exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_that_others_can_open_is_refused(home: Path, mode: int) -> None:
    key_store.make("seal-2", 32)
    (home / "keys" / "seal-2").chmod(mode)
    for use in (key_store.check_files, lambda: key_store.secret("seal-2", 32)):
        with pytest.raises(KeyProblem, match="chmod 600"):
            use()


def test_a_folder_that_others_can_open_is_refused(home: Path) -> None:
    key_store.make("seal-2", 32)
    (home / "keys").chmod(0o755)
    with pytest.raises(KeyProblem, match="chmod 700"):
        key_store.check_files()


@pytest.mark.parametrize("text", ["", "short", "锁", "x" * 43 + "!"])
def test_a_damaged_key_is_refused_without_telling_it(home: Path, text: str) -> None:
    key_store.make("seal-2", 32)
    (home / "keys" / "seal-2").write_text(text, encoding="utf-8")
    with pytest.raises(KeyProblem, match=r"seal-2.*(Put it back|Put the right one back)") as told:
        key_store.secret("seal-2", 32)
    assert not text or text not in str(told.value)


def test_a_program_gives_a_key_and_is_run_once(home: Path, settings: Any) -> None:
    program(home, settings, f'echo "$@" >> {home}/calls; echo {base64.b64encode(KEY).decode()}')
    assert key_store.secret("seal-2", 32) == KEY
    assert key_store.secret("seal-2", 32) == KEY
    assert (home / "calls").read_text() == "--county 42 0890 seal-2\n"
    assert not (home / "keys").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("exit 3", "ended with code 3"),
        ("echo 'not base64!'", "not base64"),
        (f"echo {base64.b64encode(KEY[:5]).decode()}", "5 bytes instead of 32"),
        (f"echo {base64.b64encode(KEY).decode()}; exit 1", "ended with code 1"),
    ],
)
def test_a_program_that_fails_is_said_without_what_it_printed(home: Path, settings: Any, text: str, said: str) -> None:
    program(home, settings, text)
    with pytest.raises(KeyProblem, match=said) as told:
        key_store.secret("seal-2", 32)
    for told_key in (base64.b64encode(KEY).decode(), "not base64!", str(KEY)):
        assert told_key not in str(told.value)


def test_a_program_that_is_not_there_is_said(home: Path, settings: Any) -> None:
    program(home, settings, "exit 0").unlink()
    with pytest.raises(KeyProblem, match="could not be run"):
        key_store.secret("seal-2", 32)
