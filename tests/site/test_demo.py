"""``make demo`` from its second half: the town is served with a sign-in for each role, and is stopped whole."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.served import Visitor, free_address

pytestmark = pytest.mark.slow

SIGN_IN = re.compile(r"^  \S.* (\S+) +(\S{12})$", re.MULTILINE)


@pytest.fixture
def home() -> Iterator[Path]:
    """An office's folder that the database's own user may enter, as it may not enter pytest's."""
    with tempfile.TemporaryDirectory(prefix="jiahe-demo-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def jiahe(home: Path, *arguments: str, says: str = "", **settings: str) -> str:
    """Run a command and return what it wrote; ``says``: how it refuses."""
    kept = {one: value for one, value in os.environ.items() if not one.startswith(("JIAHE_", "DATABASE_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "jiahe", *arguments], env=kept | {"JIAHE_HOME": str(home)} | settings,
        capture_output=True, text=True, check=False, timeout=580,
    )  # fmt: skip
    assert (done.returncode != 0) == bool(says), done.stderr
    assert says in done.stderr
    return done.stdout


def left_of(home: Path) -> list[list[str]]:
    """Return the command lines of what runs for an office."""
    found = [one.info["cmdline"] or [] for one in psutil.process_iter(["cmdline"])]
    return [one for one in found if any(str(home) in word for word in one)]


def test_the_demo_has_a_sign_in_for_each_role_and_stops_whole(home: Path) -> None:
    from jiahe.places.models import Post

    address = free_address()
    try:
        first = dict(SIGN_IN.findall(jiahe(home, "demo-office", "--address", address)))
        assert len(first) == len(set(Post.Role) - {Post.Role.BACKGROUND}), first
        village, resident = Visitor(f"http://{address}"), Visitor(f"http://{address}")
        assert village.sign_in("village", first["village"])[0] == 302
        assert "漏享" in village.get("/today/")
        assert resident.sign_in("resident", first["resident"])[0] == 302
        assert "谁看过" in resident.get(resident.sent_to("/my/"))
        again = dict(SIGN_IN.findall(jiahe(home, "demo-office", "--address", address)))
        assert again.keys() == first.keys()
        assert again["village"] != first["village"]
    finally:
        assert "Stopped" in jiahe(home, "demo-stop")
    assert left_of(home) == []
    assert "It was not running" in jiahe(home, "demo-stop")


def test_the_demo_touches_no_other_office(home: Path) -> None:
    (home / "postgres").mkdir()
    for command in ("demo-office", "demo-stop"):
        jiahe(home, command, says="that is not a demo")
        jiahe(home, command, says="a database of its own", DATABASE_URL="postgresql://jiahe_app@db.example/jiahe")
    assert [one.name for one in home.iterdir()] == ["postgres"]
