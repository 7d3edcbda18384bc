"""Background work: looking for findings in the whole county each night, and in a place when somebody asks."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from jiahe.intake.findings.models import Check
from jiahe.intake.findings.search import look
from jiahe.trust.acting import acting_as, background
from jiahe.trust.nights import each_night


@app.periodic(cron=each_night(2, 30))
@app.task(queue="findings", lock="findings")
def look_nightly(timestamp: int) -> None:
    """Look everywhere at half past two, after the night's determination."""
    with acting_as(background()):
        look(place=settings.COUNTY, why=Check.Why.NIGHTLY)


@app.task(queue="findings", lock="findings")
def look_again(place: str) -> None:
    """Look in a place, because somebody asked."""
    with acting_as(background()):
        look(place=place)
