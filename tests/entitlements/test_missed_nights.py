"""A night that the office slept through is made up for at the start; pages say of which day their answers are."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from jiahe.entitlements import tasks
from jiahe.entitlements.models import Run
from jiahe.entitlements.runs import begin_run, run_register
from jiahe.site.start import make_up_for_the_night
from jiahe.trust.acting import acting_as
from tests.entitlements.conftest import Office
from tests.entitlements.test_runs import signed_in

MADE_UP = "jiahe.entitlements.tasks.determine_if_late"
WARNING = "今天还没有判定全县"
PAGES = ["/today/", "/places/420890000000/", "/runs/"]


@pytest.fixture(scope="module")
def officer(office: Office) -> Any:
    return signed_in(office, office.officer, "officer-of-the-morning")


def queued() -> int:
    return ProcrastinateJob.objects.filter(task_name=MADE_UP, status="todo").count()


def test_a_missed_night_is_made_up_for_at_the_start_once(office: Office, officer: Any) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with acting_as(office.background):
        run = begin_run(why=Run.Why.NIGHTLY, on=yesterday)
    run_register(run.id, office.background)
    for address in PAGES:
        text = officer.get(address).content.decode()
        assert WARNING in text, address
        assert f"{yesterday.year}年{yesterday.month}月{yesterday.day}日" in text
    make_up_for_the_night()
    make_up_for_the_night()
    assert queued() == 1

    tasks.determine_if_late()
    tasks.determine_if_late()  # one that has waited behind another finds nothing left to do
    with acting_as(office.officer):
        (made,) = Run.objects.filter(on=timezone.localdate())
    assert (made.why, made.state, made.place) == ("made_up", "done", None)
    assert "补做夜里的判定" in officer.get("/runs/").content.decode()
    for address in PAGES:
        assert WARNING not in officer.get(address).content.decode(), address
    ProcrastinateJob.objects.using("owner").filter(task_name=MADE_UP).delete()
    make_up_for_the_night()
    assert queued() == 0


def test_an_empty_register_is_not_determined_at_the_start(office: Office) -> None:
    from jiahe.entitlements.runs import run_is_late

    with acting_as(office.background):
        Run.objects.all().delete()
        assert run_is_late()
    with acting_as(office.neighbour):  # sees nobody, as the office does before its first load
        assert not run_is_late()
