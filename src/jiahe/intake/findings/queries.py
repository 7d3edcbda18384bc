"""What is read for the pages of findings: within the acting post's place, as row-level security allows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from jiahe.intake.findings.models import Check, Finding, FindingStep
from jiahe.intake.findings.rules import RULES
from jiahe.intake.whole.meaning import words_of
from jiahe.people.models import Coverage
from jiahe.places.divisions import codes_above, place_range
from jiahe.web.words import Words

TO_DO = (Finding.State.OPEN, Finding.State.REOPENED)
"""The states in which somebody has to answer."""
MONTHS = 12
"""Months that a series goes back at most."""


def findings_in(place: str) -> QuerySet[Finding]:
    """Return the findings of a place and below, with the people and the posts; those due soonest first."""
    here = Finding.objects.filter(place__range=place_range(place))
    return here.select_related("person", "other", "owner").order_by("due_on", "id")


def finding_of(key: UUID) -> Finding | None:
    """Return one finding; None when the acting post does not see it."""
    return Finding.objects.select_related("other", "owner").filter(id=key).first()


def steps_of(finding: Finding) -> list[FindingStep]:
    """Return what was done about a finding, the latest first."""
    return list(finding.steps.select_related("post", "account").order_by("-id"))


def answered_by(steps: list[FindingStep], account: UUID | None) -> bool:
    """Whether an account answered a finding once: then somebody else closes it."""
    return any(one.verb == FindingStep.Verb.ANSWER and one.account_id == account for one in steps)


def last_check(place: str) -> Check | None:
    """Return the last search that looked at all of a place."""
    return Check.objects.filter(place__in=[place, *codes_above(place)]).order_by("-finished_at").first()


def rules_off() -> list[tuple[Words, Words]]:
    """Return the rules that find nothing here, each with the table that nobody has declared whole."""
    covered = set(Coverage.objects.values_list("name", flat=True))
    return [(one.words, words_of(one.needs)) for one in RULES.values() if one.needs and one.needs not in covered]


@dataclass(frozen=True)
class Month:
    """How many findings of a place were opened and closed in a month, and how many were not closed at its end."""

    first: dt.date
    opened: int
    closed: int
    left: int


_EVENTS = """
WITH here AS (SELECT id, found_on FROM intake_finding WHERE place >= %(first)s AND place <= %(last)s),
steps AS (
    SELECT (at AT TIME ZONE 'Asia/Shanghai')::date AS on, verb,
        lag(verb) OVER (PARTITION BY finding_id ORDER BY s.id) AS before
    FROM intake_findingstep s JOIN here ON here.id = finding_id WHERE verb <> 'answer'
)
SELECT date_trunc('month', day)::date, sum(opened)::int, sum(closed)::int FROM (
    SELECT found_on, 1, 0 FROM here
    UNION ALL SELECT steps.on, (verb IN ('again', 'return') AND before IN ('close', 'settle'))::int,
        (verb IN ('close', 'settle'))::int FROM steps
) AS events(day, opened, closed) GROUP BY 1 ORDER BY 1
"""


def months_of(place: str) -> list[Month]:
    """Return a place's findings month by month until this one, the earliest first."""
    first, last = place_range(place)
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, {"first": first, "last": last})
        found = {month: (opened, closed) for month, opened, closed in cursor.fetchall()}
    if not found:
        return []
    months, end = [min(found)], timezone.localdate().replace(day=1)
    while months[-1] < end:
        months.append((months[-1] + dt.timedelta(days=32)).replace(day=1))
    counts = [found.get(one, (0, 0)) for one in months]
    left = accumulate(opened - closed for opened, closed in counts)
    series = [Month(one, *count, rest) for one, count, rest in zip(months, counts, left, strict=True)]
    return series[-MONTHS:]
