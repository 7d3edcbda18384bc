"""What is read for the pages that people act on: within the acting post's place, as row-level security allows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from jiahe.entitlements.law import rule_of
from jiahe.entitlements.models import Difference, Line, Outcome, Run
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE
from jiahe.people.models import BELIEVED, Parenthood
from jiahe.places.divisions import level_of, place_range
from jiahe.places.history import with_predecessors
from jiahe.places.naming import inside, name_of
from jiahe.web.words import Words

OWED = Q(status=ELIGIBLE) & (Q(this_year__gt=0) | Q(this_year__isnull=True))
MISSED = OWED & Q(enrolled=False)
UNKNOWN_CLAIM = OWED & Q(enrolled__isnull=True)
WANTING_PAPERS = Q(status=NEEDS_EVIDENCE) | UNKNOWN_CLAIM


def outcomes_in(place: str) -> QuerySet[Outcome]:
    """Return the kept answers of a place and below, with the people."""
    return Outcome.objects.filter(place__range=place_range(place)).select_related("person")


def missed_in(place: str) -> QuerySet[Outcome]:
    """Return those who are owed something this year and have not claimed, those who lose it soonest first."""
    return outcomes_in(place).filter(MISSED).order_by(F("lost_from").asc(nulls_last=True), "place", "person_id")


def wanting_papers_in(place: str) -> QuerySet[Outcome]:
    """Return those whose answer, or whether they have claimed, a paper would settle."""
    return outcomes_in(place).filter(WANTING_PAPERS).order_by("place", "person_id")


def counted_in(place: str) -> dict[str, Any]:
    """Return how many answers of a place are missed, due and waiting for a paper, all counted in one reading.

    And of the missed ones, how many ``people`` they are, and the ``money`` of this year (None: nobody misses any).
    """
    return outcomes_in(place).aggregate(
        missed=Count("id", filter=MISSED),
        due=Count("id", filter=MISSED & Q(lost_from__isnull=False)),
        papers=Count("id", filter=WANTING_PAPERS),
        people=Count("person_id", filter=MISSED, distinct=True),
        money=Sum("this_year", filter=MISSED),
    )


def last_run() -> Run | None:
    """Return the last run that is done."""
    return Run.objects.filter(state=Run.State.DONE).order_by("-started_at").first()


def is_first(run: Run) -> bool:
    """Whether no run was done before: then nothing can have changed."""
    done = Run.objects.filter(state=Run.State.DONE, region=run.region, started_at__lt=run.started_at)
    return not done.exists()


def changed_in(place: str, run: Run | None) -> QuerySet[Difference]:
    """Return the answers of a place that are other than in the run before."""
    if run is None:
        return Difference.objects.none()
    here = Difference.objects.filter(run=run, place__range=place_range(place))
    return here.select_related("person").order_by("place", "person_id")


def papers_of(outcome: Outcome) -> list[Words]:
    """Return the papers that would settle an answer, in the order of its criteria."""
    rule = rule_of(outcome.programme)
    found: dict[tuple[str, str], Words] = {}
    for criterion in rule.criteria if rule else ():
        if criterion.key in outcome.unknown:
            for paper in criterion.evidence or ((criterion.zh, criterion.en),):
                found.setdefault((paper[0], paper[1]), Words(*paper))
    if outcome.status == ELIGIBLE and outcome.enrolled is None:
        found[("claim", "")] = _CLAIM
    return list(found.values())


_CLAIM = Words("申领受理回执或补贴发放记录", "receipt of the claim, or record of the payment")


def programme_name(key: str) -> Words:
    """Return a programme's name."""
    rule = rule_of(key)
    return Words(rule.zh, rule.en) if rule else Words(key, key)


def parents_of(children: Iterable[UUID]) -> dict[UUID, list[Any]]:
    """Return the parents whom the acting post sees, by child."""
    rows = Parenthood.objects.filter(BELIEVED, child_id__in=list(children)).select_related("parent")
    found: dict[UUID, list[Any]] = {}
    for row in rows.filter(parent__isnull=False):
        found.setdefault(row.child_id, []).append(row.parent)
    return found


@dataclass(frozen=True)
class Share:
    """The take-up of one programme in one place. ``take_up`` None: nobody is entitled, or no claim is known.

    ``place`` None: people of whom it is not known in which place below they are.
    """

    place: str | None
    name: str
    programme: str
    programme_words: Words
    entitled: int
    enrolled: int
    missed: int
    claims_unknown: int
    needs_evidence: int
    missed_money: int

    @property
    def take_up(self) -> float | None:
        """Return the enrolled as a share of the entitled whose claims are known."""
        known = self.entitled - self.claims_unknown
        return self.enrolled / known if known else None


def shares_in(place: str, run: Run) -> list[Share]:
    """Return the take-up of each division directly below a place (of the place itself, if it is a village).

    Those whose hukou is known no deeper than the place have a row of their own, so that the rows add up to the whole.
    What an older run counted in places that are no more stands where their numbers are now.
    """
    below = [(one.code, one.name) for one in inside(place)]
    found = [share for code, name in below for share in _shares(code, name, _here(code), run)]
    if not below:
        return _shares(place, name_of(place) or place, _here(place), run)
    deeper = UNKNOWN_BELOW.get(level_of(place), Words("下级地方不详", "place below unknown"))
    return found + _shares(None, str(deeper), _here(place, alone=True), run)


UNKNOWN_BELOW = {
    3: Words("乡镇、村（社区）不详", "town and village unknown"),
    4: Words("村（社区）不详", "village unknown"),
}
"""What is said of people of a county or town of whom it is not known in which place below it they are."""


def _here(place: str, *, alone: bool = False) -> Q:
    return with_predecessors(place, timezone.localdate(), alone=alone)


def _shares(place: str | None, name: str, where: Q, run: Run) -> list[Share]:
    lines = Line.objects.filter(where, run=run).values("programme")
    sums = lines.annotate(*(_sum(one) for one in _SUMMED)).order_by("programme")
    found = []
    for row in sums:
        numbers = {one: row[f"{one}__sum"] for one in _SUMMED}
        found.append(Share(place, name, row["programme"], programme_name(row["programme"]), **numbers))
    return found


@dataclass(frozen=True)
class Point:
    """How many of the entitled of a place had claimed when a run was made, all programmes together."""

    on: dt.date
    entitled: int
    enrolled: int
    missed: int


MONTHS = 24
"""Months that a series goes back at most."""


def series_of(place: str) -> list[Point]:
    """Return a place's numbers over time, one point a month (that of its last run), the earliest first.

    What was merged into the place counts from the beginning: the places of old are added up.
    """
    last: dict[tuple[int, int], Run] = {}
    for run in Run.objects.filter(state=Run.State.DONE).order_by("on", "started_at"):
        last[run.on.year, run.on.month] = run
    runs = {run.id: run for run in list(last.values())[-MONTHS:]}
    sums = Line.objects.filter(_here(place), run__in=runs).values("run").annotate(*(_sum(one) for one in _SERIES))
    rows = {row["run"]: row for row in sums}
    found = []
    for key, run in runs.items():
        if key in rows:
            found.append(Point(run.on, *(rows[key][f"{one}__sum"] for one in _SERIES)))
    return found


_SERIES = ("entitled", "enrolled", "missed")
_SUMMED = ("entitled", "enrolled", "missed", "claims_unknown", "needs_evidence", "missed_money")


def _sum(column: str) -> Any:
    return Sum(column)


def is_village(place: str) -> bool:
    """Whether a place is a village or community."""
    return level_of(place) == 5
