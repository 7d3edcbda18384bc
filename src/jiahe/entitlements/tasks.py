"""Background work: the determination of everybody each night, of everybody or a place when somebody asks for it."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from jiahe.entitlements.models import Run
from jiahe.entitlements.runs import AlreadyRunning, begin_run, run_is_late, run_register
from jiahe.trust.acting import acting_as, background
from jiahe.trust.nights import each_night


@app.periodic(cron=each_night(1, 30))
@app.task(queue="determination", lock="determination")
def determine_nightly(timestamp: int) -> None:
    """Determine everybody at half past one."""
    with acting_as(background()):
        try:
            run = begin_run(why=Run.Why.NIGHTLY)
        except AlreadyRunning:
            return
    determine_register(str(run.id))


def make_up() -> None:
    """Ask for the determination that the office missed at night, because it was off; the queue itself never does.

    Called when the office starts. Raises Post.DoesNotExist where there is no post that works at night.
    """
    with acting_as(background()):
        late = run_is_late()
    if late:
        with suppress(AlreadyEnqueued):
            determine_if_late.defer()


@app.task(queue="determination", lock="determination", queueing_lock="determination-made-up")
def determine_if_late() -> None:
    """Determine everybody, unless that was done today while this waited."""
    with acting_as(background()):
        if not run_is_late():
            return
        try:
            run = begin_run(why=Run.Why.MADE_UP)
        except AlreadyRunning:
            return
    determine_register(str(run.id))


@app.task(queue="determination", lock="determination")
def determine_after_load() -> None:
    """Determine everybody, because the facts of many have changed at once.

    A run that was begun before may have looked at the register before that: it is asked for again behind it, for two
    jobs of one lock are done in their order, and the other run may be a job that waits. One that is cut off with the
    office is begun anew (site/start.py): nobody else would ask for it.
    """
    run = None
    with acting_as(background()), suppress(AlreadyRunning):
        run = begin_run(why=Run.Why.ASKED)
    if run is not None:
        determine_register(str(run.id))
        return
    behind = determine_after_load.configure(schedule_in={"seconds": AGAIN}, queueing_lock="determination-behind")
    with suppress(AlreadyEnqueued):
        behind.defer()


AGAIN = 60
"""Seconds after which a determination that is owed is asked for again while another goes on."""


@app.task(queue="determination", lock="determination")
def determine_register(run: str) -> None:
    """Determine everybody, or a place's people, for a run that was noted.

    One that has waited past midnight is made for the new day: the answers of the night are not to become yesterday's.
    """
    acting = background()
    with acting_as(acting):
        Run.objects.filter(id=run, on__lt=timezone.localdate()).update(on=timezone.localdate())
    run_register(UUID(run), acting)
