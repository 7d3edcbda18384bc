"""Runs of the register: who is kept to act on, what changed since the run before and why, what a failure leaves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from jiahe.determination.reform import read_reform
from jiahe.entitlements import differences, law, runs
from jiahe.entitlements.models import Difference, Line, Outcome, Run
from jiahe.entitlements.runs import AlreadyRunning, begin_run, run_register
from jiahe.people import actions
from jiahe.trust.acting import acting_as
from tests.entitlements.conftest import Office

SUBSIDY = "cn/childcare-subsidy"
REFORM = """
zh: 每年多一倍
en: Twice the sum
parameters:
  cn/childcare-subsidy:
    annual_rate:
      - {from: 2025-01-01, value: 7200.00}
"""
FIRST, LATER = dt.date(2025, 12, 10), dt.date(2026, 2, 1)


def run(office: Office, on: dt.date) -> Run:
    with acting_as(office.background):
        noted = begin_run(why=Run.Why.ASKED, on=on)
    return run_register(noted.id, office.background)


def kept(office: Any) -> dict[str, tuple[str, int | None, bool | None]]:
    with acting_as(office):
        rows = Outcome.objects.filter(programme=SUBSIDY).select_related("person")
        return {row.person.name: (row.status, row.this_year, row.enrolled) for row in rows}


@pytest.fixture(scope="module")
def first(office: Office) -> Run:
    return run(office, FIRST)


def test_what_people_act_on_is_kept(office: Office, first: Run) -> None:
    assert kept(office.worker) == {
        "李小满": ("eligible", 360_000, False),
        "王谷雨": ("eligible", 360_000, True),
        "陈小寒": ("needs_evidence", None, None),
    }
    assert kept(office.neighbour) == {}
    with acting_as(office.officer):
        line = Line.objects.get(run=first, programme=SUBSIDY, place="420890100201")
        assert (line.entitled, line.enrolled, line.missed, line.missed_money) == (2, 1, 1, 360_000)
        assert Outcome.objects.get(person__name="陈小寒", programme=SUBSIDY).unknown


def test_a_change_of_facts_is_seen_at_once_and_named_in_the_next_run(office: Office, first: Run) -> None:
    told = {"source": "户口簿", "learned_on": dt.date(2026, 1, 5)}
    with acting_as(office.officer):
        actions.move_hukou(person=office.key("陈小寒"), place="420890100201", from_date=dt.date(2025, 1, 20), **told)
    assert kept(office.worker)["陈小寒"][0] == "eligible"
    second = run(office, FIRST)
    with acting_as(office.officer):
        found = {(d.person.name, d.before, d.after, tuple(d.because)) for d in _differences(second)}
    assert ("陈小寒", "needs_evidence", "eligible", ("facts",)) in found
    assert {causes for *_, causes in found} == {("facts",)}


def test_what_the_days_bring_is_named_as_time(office: Office, first: Run) -> None:
    later = run(office, LATER)
    with acting_as(office.officer):
        found = {d.person.name: d.because for d in _differences(later)}
    assert found["李小满"] == ["time"]


def test_a_reform_is_named_as_law(office: Office, first: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run(office, FIRST)
    file = tmp_path / "reform.yaml"
    file.write_text(REFORM, encoding="utf-8")
    pack = read_reform(file, law.the_pack()).pack
    with monkeypatch.context() as patched:
        for module in (law, runs, differences):
            patched.setattr(module, "the_pack", lambda: pack)
        reformed = run(office, FIRST)
    with acting_as(office.officer):
        found = {d.person.name: (d.because, d.total_before, d.total_after) for d in _differences(reformed)}
    because, before, after = found["李小满"]
    assert because == ["law"]
    assert before is not None
    assert after is not None
    assert after > before


def test_only_one_run_at_a_time(office: Office, first: Run) -> None:
    with acting_as(office.background):
        going_on = begin_run(why=Run.Why.ASKED, on=FIRST)
        with pytest.raises(AlreadyRunning):
            begin_run(why=Run.Why.ASKED, on=FIRST)
        Run.objects.filter(id=going_on.id).delete()


def test_a_run_that_fails_leaves_the_answers_of_the_one_before(
    office: Office, first: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(office.worker)

    def broken(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(runs, "_keep", broken)
    with pytest.raises(OSError, match="disk is full"):
        run(office, FIRST)
    with acting_as(office.officer):
        failed = Run.objects.order_by("-started_at").first()
        assert failed is not None
        assert (failed.state, failed.error) == ("failed", "OSError")
        assert not runs.folder_of(failed.id).exists()
    assert kept(office.worker) == before


def _differences(one: Run) -> list[Difference]:
    return list(Difference.objects.filter(run=one).select_related("person"))
