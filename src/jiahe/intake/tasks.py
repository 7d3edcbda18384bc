"""Background work: checking and loading files, looking for them in the watched folder, clearing up each night."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from procrastinate.contrib.django import app

from jiahe.intake import dropped
from jiahe.intake.actions import sweep, work_on
from jiahe.intake.doubles import tasks as doubles
from jiahe.intake.findings import tasks as findings
from jiahe.trust.acting import background
from jiahe.trust.nights import each_night

__all__ = ["doubles", "findings", "look_into_drop", "sweep_nightly", "work"]

_watch = dropped.Watch()


@app.task(queue="intake", lock="intake")
def work(load: str) -> None:
    """Check or load one file; one at a time."""
    work_on(UUID(load))


@app.periodic(cron=each_night(3, 45))
@app.task(queue="intake")
def sweep_nightly(timestamp: int) -> None:
    """Delete the files whose days are over, at a quarter to four."""
    sweep(background())
    dropped.sweep()


@app.task(queue="intake", lock="drop", queueing_lock="drop")
def look_into_drop(timestamp: int) -> None:
    """Take in what lies still in the watched folder."""
    _watch.look()


if settings.DROP is not None:
    app.periodic(cron="* * * * *")(look_into_drop)
