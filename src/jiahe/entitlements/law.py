"""The law as the office runs it: the whole pack, for the county, with confirmed figures only."""

from __future__ import annotations

import datetime as dt
from functools import cache

from django.conf import settings
from django.utils import timezone

from jiahe.law.arithmetic import plus
from jiahe.law.reads import steps_read
from jiahe.law.rule import Rule
from jiahe.law.setting import Setting
from jiahe.programmes import the_pack


@cache
def _rules() -> dict[str, Rule]:
    return {rule.key: rule for rule in the_pack().rules}


def rule_of(programme: str) -> Rule | None:
    """Return a programme by its key; None when it is not in the pack any more."""
    return _rules().get(programme)


def paying_programmes() -> list[str]:
    """Return the keys of the programmes that pay money."""
    return [rule.key for rule in the_pack().rules if rule.benefit == "money"]


@cache
def steps() -> int:
    """Return how many relations away from a person a rule looks at most."""
    return max(steps_read(rule) for rule in the_pack().rules)


MONTHS_AHEAD = 2
"""On the first days of how many coming months one looks for what will be lost."""


def days_ahead(on: dt.date) -> list[dt.date]:
    """Return the days on which to look for what will be lost unless somebody claims it before."""
    return [plus(on.replace(day=1), months, "months") for months in range(1, MONTHS_AHEAD + 1)]


def setting_of(on: dt.date | None = None) -> Setting:
    """Return the setting for a day (today in Shanghai)."""
    return Setting.of(the_pack(), on or timezone.localdate(), settings.COUNTY)
