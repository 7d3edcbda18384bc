"""Background work: the determination of everybody each night, of everybody or a place when somebody asks for it."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from jiahe.entitlements.models import Run
from jiahe.entitlements.runs import AlreadyRunning, begin_run, run_register
from jiahe.trust.acting import acting_as, background


@app.periodic(cron="30 1 * * *")
@app.task(queue="determination", lock="determination")
def determine_nightly(timestamp: int) -> None:
    """Determine everybody at half past one."""
    with acting_as(background()):
        try:
            run = begin_run(why=Run.Why.NIGHTLY)
        except AlreadyRunning:
            return
    determine_register(str(run.id))


@app.task(queue="determination", lock="determination")
def determine_after_load() -> None:
    """Determine everybody, because the facts of many have changed at once."""
    with acting_as(background()):
        try:
            run = begin_run(why=Run.Why.ASKED)
        except AlreadyRunning:
            return
    determine_register(str(run.id))


@app.task(queue="determination", lock="determination")
def determine_register(run: str) -> None:
    """Determine everybody, or a place's people, for a run that was noted.

    One that has waited past midnight is made for the new day: the answers of the night are not to become yesterday's.
    """
    acting = background()
    with acting_as(acting):
        Run.objects.filter(id=run, on__lt=timezone.localdate()).update(on=timezone.localdate())
    run_register(UUID(run), acting)
