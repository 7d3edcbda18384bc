"""Background work of this room: each night, what was unusual in the day's reading, and what is past its time."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from procrastinate.contrib.django import app

from jiahe.trust.acting import acting_as, background
from jiahe.trust.nights import each_night
from jiahe.trust.retention import erase_expired
from jiahe.trust.unusual import notice


@app.periodic(cron=each_night(0, 10))
@app.task(queue="noticing", lock="noticing")
def notice_nightly(timestamp: int) -> None:
    """Look at yesterday's reading at ten past midnight."""
    with acting_as(background()):
        notice(timezone.localdate() - dt.timedelta(days=1))


@app.periodic(cron=each_night(3, 10))
@app.task(queue="retention", lock="retention")
def erase_nightly(timestamp: int) -> None:
    """Erase at ten past three, after the night's determination."""
    with acting_as(background()):
        erase_expired()
