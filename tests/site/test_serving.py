"""``jiahe serve`` that is refused: the reason is said, and nothing that it has begun goes on."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiahe.site.database import is_running, start_embedded, stop_embedded

pytestmark = pytest.mark.slow

SERVE = [sys.executable, "-m", "jiahe", "serve", "--address", "127.0.0.1:1"]


@pytest.fixture
def home() -> Iterator[Path]:
    """An office's folder that the database's own user may enter, as it may not enter pytest's."""
    with tempfile.TemporaryDirectory(prefix="jiahe-serving-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def refused(home: Path, **settings: str) -> str:
    """Serve an office of that folder; return what is said as it ends with 2."""
    kept = {one: value for one, value in os.environ.items() if not one.startswith(("JIAHE_", "DATABASE_", "DJANGO_"))}
    environment = {**kept, "JIAHE_HOME": str(home), "JIAHE_LOG_LEVEL": "ERROR", **settings}
    done = subprocess.run(SERVE, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 2, done.stderr
    return done.stderr


def test_a_refused_start_stops_the_database_that_it_started_and_no_other(home: Path) -> None:
    data = home / "postgres"
    late = {"JIAHE_DROP": str(home / "nowhere")}  # is looked at when the tables are there
    early = {"JIAHE_OIDC_ISSUER": "https://sign-on.example"}  # keeps Django from being set up
    for settings, said in ((late, "JIAHE_DROP: "), (early, "JIAHE_OIDC_ISSUER: ")):
        assert said in refused(home, **settings)
        assert not is_running(data)
    start_embedded(data)
    try:
        assert "JIAHE_DROP: " in refused(home, **late)
        assert is_running(data), "a command beside it may be at work"
    finally:
        stop_embedded(data)


def test_a_folder_from_which_an_office_is_served_is_not_served_again(home: Path) -> None:
    with (home / "serve.lock").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "An office is being served from" in refused(home)
    assert not (home / "postgres").exists()
