"""A command that was asked to stop stops at its next step, whoever lost the word."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress

import pytest

from jiahe.cli.console import progress_bar
from jiahe.cli.stopping import STOP


@pytest.fixture
def asked():
    """Ask this process to stop, and lose the exception."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    STOP.listen()
    with suppress(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait(5)
    assert STOP.asked
    yield
    STOP.asked = False
    for number, handler in before.items():
        signal.signal(number, handler)


def test_the_next_step_of_a_command_asked_to_stop_stops_it(asked):
    def work() -> None:
        with progress_bar(quiet=True) as report:
            report("reading", 0.5)
            pytest.fail("the command went on")

    with pytest.raises(KeyboardInterrupt):
        work()


def test_what_is_finished_without_a_step_more_is_stopped_before_its_results_are_said(asked):
    with pytest.raises(KeyboardInterrupt), progress_bar(quiet=True):
        pass


def test_a_step_that_another_thread_reports_leaves_the_stop_to_the_command(asked):
    fallen = []

    def watch() -> None:
        try:
            STOP.heed()
        except KeyboardInterrupt:
            fallen.append(True)

    thread = threading.Thread(target=watch)
    thread.start()
    thread.join()
    assert fallen == []


LOADING = """
import sys, runpy

class Stopped:
    def find_spec(self, name, path=None, target=None):
        if name == "jiahe.cli":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Stopped())
runpy.run_module("jiahe", run_name="__main__")
"""


def test_a_command_stopped_while_it_is_loaded_says_so():
    done = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "已中断 interrupted" in done.stderr
    assert "Traceback" not in done.stderr
