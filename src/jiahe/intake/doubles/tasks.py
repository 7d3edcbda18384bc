"""Background work: looking through the register for doubles each night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jiahe.intake.doubles.search import look_for_doubles
from jiahe.trust.acting import acting_as, background
from jiahe.trust.nights import each_night


@app.periodic(cron=each_night(4, 15))
@app.task(queue="intake", lock="doubles")
def look_for_doubles_nightly(timestamp: int) -> None:
    """Look everywhere at a quarter past four, when the night's other work is done."""
    with acting_as(background()):
        look_for_doubles()
