"""Limits on attempts: when one who was stopped may try again. allauth counts; this only reads its counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from allauth.core import context
from allauth.core.internal import ratelimit
from django.core.cache import cache


def free_again(config: Mapping[str, str], app: str, action: str, key: str) -> dt.datetime:
    """Return when the next attempt is counted again as one of few: now, if nothing stops it."""
    found = [dt.datetime.now(dt.UTC), *_ends(config, app, action, key)]
    return max(found) + dt.timedelta(minutes=1)  # moments are written in whole minutes


def is_used_up(config: Mapping[str, str], app: str, action: str, key: str) -> bool:
    """Whether one of these limits is reached."""
    return bool(_ends(config, app, action, key))


def _ends(config: Mapping[str, str], app: str, action: str, key: str) -> list[dt.datetime]:
    """Return when each limit that is reached will let an attempt pass."""
    now, found = dt.datetime.now(dt.UTC), []
    for rate in ratelimit.get_rates(app=app, action=action, config=dict(config)):
        name = ratelimit.get_cache_key(context.request, app=app, action=action, rate=rate, key=key)
        attempts = [one for one in cache.get(name, []) if one > now.timestamp() - rate.duration]
        if len(attempts) >= rate.amount:
            oldest = attempts[rate.amount - 1]  # the newest stands first
            found.append(dt.datetime.fromtimestamp(oldest + rate.duration, dt.UTC))
    return found
