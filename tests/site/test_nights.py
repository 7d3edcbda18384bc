"""Work at night: when the queue itself begins it, read in Shanghai."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicDeferrer, PeriodicRegistry

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = {
    "jiahe.trust.tasks.notice_nightly": dt.time(0, 10),
    "jiahe.entitlements.tasks.determine_nightly": dt.time(1, 30),
    "jiahe.intake.findings.tasks.look_nightly": dt.time(2, 30),
    "jiahe.trust.tasks.erase_nightly": dt.time(3, 10),
    "jiahe.exports.tasks.sweep_nightly": dt.time(3, 15),
    "jiahe.intake.tasks.sweep_nightly": dt.time(3, 45),
    "jiahe.intake.doubles.tasks.look_for_doubles_nightly": dt.time(4, 15),
}
EACH_MINUTE = "jiahe.intake.tasks.look_into_drop"


@pytest.mark.parametrize("asked", [(2026, 1, 5, 12), (2026, 7, 5, 23)])
def test_the_queue_begins_each_nightly_task_in_the_night_of_shanghai(asked: tuple[int, ...]) -> None:
    asked_at = dt.datetime(*asked, tzinfo=SHANGHAI)  # type: ignore[arg-type, misc]
    found = {}
    for key, one in app.periodic_registry.periodic_tasks.items():
        alone = PeriodicRegistry()
        alone.periodic_tasks[key] = one
        at = asked_at.timestamp() + PeriodicDeferrer(alone).get_next_tick(asked_at.timestamp())
        found[one.task.name] = dt.datetime.fromtimestamp(round(at), SHANGHAI)
    found.pop(EACH_MINUTE, None)
    assert {name: at.time() for name, at in found.items()} == NIGHT
    assert {at.date() for at in found.values()} == {asked_at.date() + dt.timedelta(days=1)}
