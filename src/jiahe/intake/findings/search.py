"""Looks for what the rules find in a place and keeps the findings up to date: the same search opens nothing twice.

What is no longer so is settled by the search itself. What was closed and is found again is opened again, unless
somebody has shown that the record is right and it still says the same.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from jiahe.intake.findings.here import PLACED
from jiahe.intake.findings.models import Check, Finding, FindingStep
from jiahe.intake.findings.rules import RULES, Rule
from jiahe.places.divisions import codes_above, place_range
from jiahe.places.models import Post
from jiahe.places.working_days import after_working_days
from jiahe.trust.acting import Acting, require
from jiahe.trust.permissions import FIND, FINDING

BATCH = 2_000
_ALONE = 4209
"""Key of the advisory lock: two searches at once would open the same finding."""


class Found(NamedTuple):
    """What a rule found: about whom, its parameters, where the data came from, and where to look for the person."""

    person: UUID
    other: UUID | None
    what: dict[str, Any]
    source: str
    place: str


@transaction.atomic
def look(*, place: str, why: str = Check.Why.ASKED, on: dt.date | None = None) -> Check:
    """Look for findings among the people of a place. Raises PermissionDenied unless background work acts.

    It needs the whole register, also for one village: kin live elsewhere.
    """
    acting = require(FIND, FINDING)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ALONE])
    begun = timezone.now()
    search = _Search(acting, place_range(place), on or timezone.localdate())
    for rule in RULES.values():
        search.of(rule)
    search.without_rule()
    return Check.objects.create(place=place, on=search.on, why=why, started_at=begun, **search.counts)


@dataclass
class _Search:
    """One search: who acts, where, for which day, and how many findings it opened, opened again and settled."""

    acting: Acting
    span: tuple[str, str]
    on: dt.date
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("opened", "again", "settled"), 0))

    def __post_init__(self) -> None:
        self.owners = _Owners(self.on)

    def of(self, rule: Rule) -> None:
        """Look for what one rule finds, and keep its findings up to date."""
        known = {(one.person_id, one.other_id): one for one in Finding.objects.filter(rule=rule.key)}
        mine = [one for one in known.values() if one.state != Finding.State.CLOSED and self._is_here(one.place)]
        found = {(one.person, one.other): one for one in self._rows(rule, [one.person_id for one in mine])}
        due = after_working_days(self.on, rule.days)
        self._open(rule, [one for key, one in found.items() if key not in known], due)
        self._refresh([(known[key], one) for key, one in found.items() if key in known], due)
        self._settle([one for one in mine if (one.person_id, one.other_id) not in found])

    def without_rule(self) -> None:
        """Settle what a rule had found that is no more."""
        gone = Finding.objects.exclude(rule__in=RULES).exclude(state=Finding.State.CLOSED)
        self._settle(list(gone.filter(place__range=self.span)))

    def _is_here(self, place: str) -> bool:
        return self.span[0] <= place <= self.span[1]

    def _rows(self, rule: Rule, also: list[UUID]) -> list[Found]:
        """Return what a rule finds here, and about some people who may live elsewhere by now."""
        low, high = place_range(settings.COUNTY)
        values = {
            "on": self.on, "low": low, "high": high, "county": settings.COUNTY,
            "first": self.span[0], "last": self.span[1], "also": also,
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_ROWS.format(sql=rule.sql), values)
            return [
                Found(person, other, json.loads(what), source, place)
                for person, other, what, source, place in cursor.fetchall()
            ]

    def _open(self, rule: Rule, rows: list[Found], due: dt.date) -> None:
        Finding.objects.bulk_create(
            [
                Finding(
                    rule=rule.key, person_id=one.person, other_id=one.other, place=one.place, what=one.what,
                    source=one.source, found_on=self.on, seen_on=self.on, owner_id=self.owners.of(one.place),
                    due_on=due,
                )
                for one in rows
            ],
            BATCH,
        )  # fmt: skip
        self.counts["opened"] += len(rows)

    def _refresh(self, pairs: list[tuple[Finding, Found]], due: dt.date) -> None:
        """Note that findings were seen again; write what is different; open again what was closed too early.

        One that is answered goes on saying what was answered: whoever closes it judges that, and the next search sees
        whether the record says something else by then.
        """
        reasons = self._reasons([pair for pair in pairs if pair[0].state == Finding.State.CLOSED])
        different = []
        for kept, now in pairs:
            answered = kept.state == Finding.State.ANSWERED
            values: dict[str, Any] = {
                "place": now.place, "what": kept.what if answered else now.what, "source": now.source,
                "owner_id": self.owners.of(now.place),
                "due_on": due if kept.id in reasons else kept.due_on,
            }  # fmt: skip
            if any(getattr(kept, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(kept, name, value)
                different.append(kept)
        Finding.objects.bulk_update(different, ["place", "what", "source", "owner", "due_on"], BATCH)
        seen = [kept.id for kept, _ in pairs]
        for first in range(0, len(seen), BATCH):
            Finding.objects.filter(id__in=seen[first : first + BATCH]).update(seen_on=self.on)
        self.counts["again"] += self._step(reasons, FindingStep.Verb.AGAIN, reasons)

    def _reasons(self, closed: list[tuple[Finding, Found]]) -> dict[UUID, str]:
        """Return why closed findings are opened again, by key; those that stay closed are not among them."""
        steps = FindingStep.objects.filter(finding__in=[kept.id for kept, _ in closed])
        ends = ("answer", "settle")
        last = {one.finding_id: one for one in steps.filter(verb__in=ends).order_by("id")}
        reasons: dict[UUID, str] = {}
        for kept, now in closed:
            step = last[kept.id]
            if step.verb == FindingStep.Verb.SETTLE:
                reasons[kept.id] = FindingStep.Why.BACK
            elif step.why == FindingStep.Why.MENDED:
                reasons[kept.id] = FindingStep.Why.STILL
            elif kept.what != now.what:
                reasons[kept.id] = FindingStep.Why.CHANGED
        return reasons

    def _settle(self, findings: list[Finding]) -> None:
        self.counts["settled"] += self._step([one.id for one in findings], FindingStep.Verb.SETTLE, {})

    def _step(self, keys: Iterable[UUID], verb: str, reasons: dict[UUID, str]) -> int:
        """Take a step about findings; return about how many. What somebody has closed or opened meanwhile is left."""
        still = Finding.objects.filter(id__in=list(keys)).order_by("id").select_for_update()
        is_closed = Q(state=Finding.State.CLOSED)
        fit = still.filter(is_closed if verb == FindingStep.Verb.AGAIN else ~is_closed).values_list("id", flat=True)
        steps = [
            FindingStep(finding_id=key, verb=verb, why=reasons.get(key, ""), post_id=self.acting.post) for key in fit
        ]
        FindingStep.objects.bulk_create(steps, BATCH)
        return len(steps)


_ROWS = f"""
WITH here AS (
    SELECT * FROM ({PLACED}) placed WHERE (place >= %(first)s AND place <= %(last)s) OR id = ANY(%(also)s)
)
SELECT DISTINCT ON (person, other) person, other, what::text, found.source, here.place
FROM ({{sql}}) AS found(person, other, what, source) JOIN here ON here.id = person
ORDER BY person, other, what::text
"""


class _Owners:
    """Which post looks into the findings of a place: the village worker's, or the nearest above that there is."""

    ROLES = (
        Post.Role.VILLAGE_WORKER, Post.Role.TOWNSHIP_REVIEWER, Post.Role.COUNTY_OFFICER, Post.Role.STEWARD,
    )  # fmt: skip

    def __init__(self, on: dt.date) -> None:
        posts = Post.objects.filter(role__in=self.ROLES).exclude(until_date__lte=on).order_by("id")
        self._posts: dict[str, Post] = {}
        for post in sorted(posts, key=lambda one: self.ROLES.index(one.role)):
            self._posts.setdefault(post.place, post)

    def of(self, place: str) -> UUID | None:
        """Return the key of the post; None when there is none all the way up."""
        for code in (place, *codes_above(place)):
            if code in self._posts:
                return self._posts[code].id
        return None
