"""Background work: checking and loading files, and clearing them up each night."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from jiahe.intake.actions import sweep, work_on
from jiahe.intake.doubles import tasks as doubles
from jiahe.intake.findings import tasks as findings
from jiahe.trust.acting import background

__all__ = ["doubles", "findings", "sweep_nightly", "work"]


@app.task(queue="intake", lock="intake")
def work(load: str) -> None:
    """Check or load one file; one at a time."""
    work_on(UUID(load))


@app.periodic(cron="45 3 * * *")
@app.task(queue="intake")
def sweep_nightly(timestamp: int) -> None:
    """Delete the files whose days are over."""
    sweep(background())
