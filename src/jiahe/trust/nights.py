"""When work of its own accord is done: the hour in Shanghai, for a queue that counts in UTC."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def each_night(hour: int, minute: int) -> str:
    """Return the cron line of a time of each night in Shanghai; the queue (Procrastinate) reads it as UTC.

    China has had one time without summer time since 1992, so the line is the same all year.
    """
    at = dt.datetime(2026, 1, 1, hour, minute, tzinfo=SHANGHAI).astimezone(dt.UTC)
    return f"{at.minute} {at.hour} * * *"
