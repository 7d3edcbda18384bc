"""``jiahe serve`` that is refused, stopped or killed: the reason is said, and nothing that it has begun goes on."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from jiahe.site.database import is_running, start_embedded, stop_embedded
from tests.served import Office, serve, stop

pytestmark = pytest.mark.slow

SERVE = [sys.executable, "-m", "jiahe", "serve", "--address", "127.0.0.1:1"]


@pytest.fixture
def home() -> Iterator[Path]:
    """An office's folder that the database's own user may enter, as it may not enter pytest's."""
    with tempfile.TemporaryDirectory(prefix="jiahe-serving-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def environment_of(home: Path, **settings: str) -> dict[str, str]:
    kept = {one: value for one, value in os.environ.items() if not one.startswith(("JIAHE_", "DATABASE_", "DJANGO_"))}
    return {**kept, "JIAHE_HOME": str(home), "JIAHE_LOG_LEVEL": "ERROR", **settings}


def refused(home: Path, **settings: str) -> str:
    """Serve an office of that folder; return what is said as it ends with 2."""
    done = subprocess.run(
        SERVE, env=environment_of(home, **settings), capture_output=True, text=True, check=False, timeout=300
    )
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


# ------------------------------------------------------------------------------------------------ what is left of it


def all_of(office: Office) -> list[psutil.Process]:
    """Return every process of a served office, with its database server."""
    here = psutil.Process(office.process.pid)
    postmaster = int((office.home / "postgres" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    return [here, *here.children(recursive=True), psutil.Process(postmaster)]


def left_of(processes: list[psutil.Process], seconds: float = 0) -> list[str]:
    """Return what is left of some processes after so long at most."""
    until = time.monotonic() + seconds
    while True:
        left = [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
        if not left or time.monotonic() > until:
            return [str(one) for one in left]
        time.sleep(0.1)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """The folder of an office whose tables are made already."""
    with tempfile.TemporaryDirectory(prefix="jiahe-serving-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        migrate = [sys.executable, "-m", "jiahe", "migrate"]
        subprocess.run(migrate, env=environment_of(home), check=True, timeout=300, capture_output=True)
        yield home


def test_closing_the_terminal_stops_the_office_whole(made: Path) -> None:
    office = serve(made)
    processes = all_of(office)
    office.process.send_signal(signal.SIGHUP)
    assert office.process.wait(60) == 0
    assert left_of(processes) == []


def test_an_office_that_is_killed_leaves_nothing_behind_and_is_served_again(made: Path) -> None:
    office = serve(made)
    processes = all_of(office)
    office.process.kill()
    office.process.wait(10)
    assert left_of(processes, 60) == []
    assert not is_running(made / "postgres")
    assert stop(serve(made).process) == 0


def test_a_stop_while_the_office_is_made_ready_stops_its_database(home: Path) -> None:
    with subprocess.Popen(SERVE, env=environment_of(home), start_new_session=True) as begun:
        until = time.monotonic() + 60
        while not is_running(home / "postgres"):
            assert time.monotonic() < until
            time.sleep(0.1)
        time.sleep(2)  # it makes the tables
        begun.send_signal(signal.SIGTERM)
        assert begun.wait(60) == 0
    assert not is_running(home / "postgres")
