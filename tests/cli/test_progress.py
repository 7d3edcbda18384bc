"""The bar of a long job: one line, the step it is at, and how far it is."""

import io
import re

from rich.console import Console

from jiahe.cli import console


def screen(*, terminal):
    return Console(file=io.StringIO(), force_terminal=terminal, width=60, color_system=None)


def shown(monkeypatch, *, terminal, quiet=False):
    """Return what stands on the screen while the second of two steps is half done."""
    monkeypatch.setattr(console, "err", screen(terminal=terminal))
    with console.progress_bar(quiet) as report:
        report("读取 / reading", 1.0)
        report("认定 / determining", 0.5)
        drawn = console.err.file
    return drawn.getvalue()


def test_there_is_one_bar_which_names_the_step_that_is_going_on(monkeypatch):
    *_, last = re.split(r"\x1b\[2K|\r", shown(monkeypatch, terminal=True).rsplit("50 %", 1)[0])
    assert last.startswith("认定 / determining")


def test_nothing_is_drawn_where_nobody_watches(monkeypatch):
    assert shown(monkeypatch, terminal=False) == ""
    assert shown(monkeypatch, terminal=True, quiet=True) == ""
