"""What is read for the pages that people act on: within the acting post's place, as row-level security allows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Concat, Left
from django.utils import timezone

from jiahe.entitlements.areas import narrowed, rest_words
from jiahe.entitlements.law import rule_of
from jiahe.entitlements.models import Difference, Line, Outcome, Run
from jiahe.entitlements.runs import runs_of_everybody
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE
from jiahe.people.models import BELIEVED, Parenthood
from jiahe.places.divisions import codes_above, level_of, place_range
from jiahe.places.history import codes_now, with_predecessors
from jiahe.places.naming import inside, name_of
from jiahe.trust.acting import Acting
from jiahe.web.words import Words

OWED = Q(status=ELIGIBLE) & (Q(this_year__gt=0) | Q(this_year__isnull=True))
"""Who is owed something in the year: of them take-up is the share."""

OF_ANY_YEAR = Q(status=ELIGIBLE) & (Q(total__gt=0) | Q(total__isnull=True))
MISSED = OF_ANY_YEAR & (Q(unclaimed__gt=0) | Q(unclaimed__isnull=True)) & Q(enrolled=False)
"""Who can claim something today and has not: also for an earlier year, as long as it has not lapsed."""

EARLIER_YEAR = MISSED & Q(this_year=0)
WANTING_PAPERS = Q(status=NEEDS_EVIDENCE) | OF_ANY_YEAR & Q(enrolled__isnull=True)


def outcomes_in(place: str) -> QuerySet[Outcome]:
    """Return the kept answers of a place and below, with the people."""
    return Outcome.objects.filter(place__range=place_range(place)).select_related("person")


def missed_in(place: str) -> QuerySet[Outcome]:
    """Return those who can still claim something and have not, those who lose it soonest first."""
    return outcomes_in(place).filter(MISSED).order_by(F("lost_from").asc(nulls_last=True), "place", "person_id")


def wanting_papers_in(place: str) -> QuerySet[Outcome]:
    """Return those whose answer, or whether they have claimed, a paper would settle."""
    return outcomes_in(place).filter(WANTING_PAPERS).order_by("place", "person_id")


def counted(answers: QuerySet[Outcome], area: str) -> dict[str, Any]:
    """Return how many answers of an area are missed, due and waiting for a paper, all counted in one reading.

    And of the missed ones, how many ``people`` they are, how many of these miss a benefit that owes them nothing this
    year, only for an ``earlier`` one, the ``money`` that they can claim (None: of nobody is it known), and how many
    benefits there are of which that is ``unknown``.
    """
    return narrowed(answers, area).aggregate(
        missed=Count("id", filter=MISSED),
        due=Count("id", filter=MISSED & Q(lost_from__isnull=False)),
        papers=Count("id", filter=WANTING_PAPERS),
        people=Count("person_id", filter=MISSED, distinct=True),
        earlier=Count("person_id", filter=EARLIER_YEAR, distinct=True),
        money=Sum("unclaimed", filter=MISSED),
        unknown=Count("id", filter=MISSED & Q(unclaimed__isnull=True)),
    )


def last_run() -> Run | None:
    """Return the last run of everybody that is done."""
    return runs_of_everybody().order_by("-started_at").first()


def earlier_day(run: Run | None) -> dt.date | None:
    """Return the day of the answers that a run gave, if it is not today: pages warn of it."""
    return run.on if run is not None and run.on < timezone.localdate() else None


def runs_seen(acting: Acting) -> QuerySet[Run]:
    """Return the runs that had to do with the acting post's place: of everybody, of it, of what is below or above."""
    here = Q(place__isnull=True) | Q(place__range=place_range(acting.place)) | Q(place__in=codes_above(acting.place))
    return Run.objects.filter(here).order_by("-started_at")


def run_going_on(place: str) -> Run | None:
    """Return a run that goes on and determines a place; the one that began last."""
    covers = Q(place__isnull=True) | Q(place__in=[place, *codes_above(place)])
    return Run.objects.filter(covers, state=Run.State.RUNNING).order_by("-started_at").first()


def last_run_of(place: str) -> Run | None:
    """Return the last run that is done and was of a place or of one above it, but not of everybody."""
    of_it = Run.objects.filter(state=Run.State.DONE, place__in=[place, *codes_above(place)])
    return of_it.order_by("-started_at").first()


def is_first(run: Run) -> bool:
    """Whether no run of everybody was done before: then nothing can have changed."""
    return not runs_of_everybody().filter(region=run.region, started_at__lt=run.started_at).exists()


def changed_in(place: str, run: Run | None) -> QuerySet[Difference]:
    """Return the answers of a place that are other than in the run before."""
    if run is None:
        return Difference.objects.none()
    here = Difference.objects.filter(run=run, place__range=place_range(place))
    return here.select_related("person").order_by("place", "person_id")


def changed_lately(place: str, run: Run | None) -> QuerySet[Difference]:
    """Return the answers of a place that the last run of everybody found changed, and what runs of places found since.

    Of each answer the latest: all of these are compared with a run of everybody. What a run of a place found is over
    when a later one of that place found it no more.
    """
    if run is None:
        return Difference.objects.none()
    since = Run.objects.filter(
        Q(id=run.id) | Q(place__isnull=False, started_at__gt=run.started_at), state=Run.State.DONE
    )
    later = Difference.objects.filter(
        person=OuterRef("person"), programme=OuterRef("programme"), run__in=since,
        run__started_at__gt=OuterRef("run__started_at"),
    )  # fmt: skip
    town = Concat(Left(OuterRef("place"), 9), Value("000"))
    again = Run.objects.filter(
        place__in=[OuterRef("place"), town], state=Run.State.DONE, started_at__gt=OuterRef("run__started_at")
    )
    here = Difference.objects.filter(
        Q(run=run) | ~Exists(again), ~Exists(later), run__in=since, place__range=place_range(place)
    )
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
    rows = Parenthood.objects.filter(BELIEVED, child_id__is_any=list(children)).select_related("parent")
    found: dict[UUID, list[Any]] = {}
    for row in rows.filter(parent__isnull=False):
        found.setdefault(row.child_id, []).append(row.parent)
    return found


@dataclass(frozen=True)
class Share:
    """The take-up of one programme in one place. ``take_up`` None: nobody is entitled, or no claim is known.

    Of one year: the entitled are owed something in it. Who was paid in full in years before is not counted, nor is who
    claimed too late: else the share of the claimed would grow by itself. ``missed`` are the people of the list, so also
    who can still claim for an earlier year, be they owed nothing in this one or have claimed that. ``enrolled``: who
    has nothing left to claim, of whatever year.

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
    wanting_papers: int
    forfeited: int | None
    """Whose claim for the year or the one before lapsed unclaimed, at the last run of everybody; None: not known."""
    missed_money: int | None
    """What is known of it; None when somebody misses something and of nobody is known how much."""

    @property
    def take_up(self) -> float | None:
        """Return the enrolled as a share of the entitled whose claims are known."""
        known = self.entitled - self.claims_unknown
        return self.enrolled / known if known else None


def shares_in(place: str) -> list[Share]:
    """Return the take-up of each division directly below a place (of the place itself, if it is a village).

    Counted in the answers that are kept at this moment, as the lists are: a number is that of the list it leads to.
    Those of whom it is not known in which place below they are have a row of their own, so that the rows add up.
    Who forfeited is no longer in those answers, and is counted as the last run of everybody found it.
    """
    below = {one.code: one.name for one in inside(place)}
    found: dict[tuple[str | None, str], dict[str, int]] = {}
    known: set[tuple[str | None, str]] = set()

    def key_of(code: str, programme: str) -> tuple[str | None, str]:
        code = place if not below else _child(code, level_of(place) + 1)
        return code if not below or code in below else None, programme

    forfeited: dict[tuple[str | None, str], int | None] = {}
    for code, programme, number in _forfeited(place):
        key, so_far = key_of(code, programme), forfeited.get(key_of(code, programme), 0)
        forfeited[key] = None if number is None or so_far is None else so_far + number
        if number:
            found.setdefault(key, dict.fromkeys((*_COUNTS, "money"), 0))
    for row in _counted(place):
        key = key_of(row["place"], row["programme"])
        sums = found.setdefault(key, dict.fromkeys((*_COUNTS, "money"), 0))
        for one in _COUNTS:
            sums[one] += row[one]
        if row["money"] is not None:
            sums["money"] += row["money"]
            known.add(key)
    order = {code: number for number, code in enumerate([*(below or [place]), None])}
    return [
        Share(
            code,
            below.get(code) or name_of(code) or code if code else str(rest_words(place)),
            key,
            programme_name(key),
            **{one: sums[one] for one in _COUNTS},
            forfeited=forfeited.get((code, key), 0),
            missed_money=sums["money"] if (code, key) in known or not sums["missed"] else None,
        )
        for (code, key), sums in sorted(found.items(), key=lambda one: (order[one[0][0]], one[0][1]))
    ]


def _counted(place: str) -> Iterable[dict[str, Any]]:
    """Return the sums of each programme and place of the register, below a place."""
    answers = Outcome.objects.filter(place__range=place_range(place)).values("place", "programme")
    return answers.order_by().annotate(
        entitled=Count("id", filter=OWED),
        missed=Count("id", filter=MISSED),
        claims_unknown=Count("id", filter=OWED & Q(enrolled__isnull=True)),
        wanting_papers=Count("id", filter=WANTING_PAPERS),
        money=Sum("unclaimed", filter=MISSED),
        enrolled=Count("id", filter=OWED & Q(enrolled=True)),  # the last: it hides the column of that name
    )


def _forfeited(place: str) -> Iterable[tuple[str, str, int | None]]:
    """Return how many forfeited in each place of today and programme, below a place, but where nobody did."""
    low, high = place_range(place)
    now = codes_now(timezone.localdate())
    lines = Line.objects.filter(run=last_run(), place__isnull=False).exclude(forfeited=0)
    for code, programme, number in lines.values_list("place", "programme", "forfeited"):
        if low <= now.get(code, code) <= high:
            yield now.get(code, code), programme, number


_COUNTS = ("entitled", "enrolled", "missed", "claims_unknown", "wanting_papers")


def _child(code: str, level: int) -> str:
    digits = {4: 9}.get(level, 12 if level == 5 else 2 * level)
    return code[:digits].ljust(12, "0")


@dataclass(frozen=True)
class Point:
    """How many of the entitled of a place had claimed when a run was made, all programmes together.

    The entitled of the run's year; the missed, also for an earlier year; who forfeited in it or the year before (None:
    not known).
    """

    on: dt.date
    entitled: int
    enrolled: int
    missed: int
    forfeited: int | None


MONTHS = 24
"""Months that a series goes back at most."""


def series_of(place: str) -> list[Point]:
    """Return a place's numbers over time, one point a month (that of its last run), the earliest first.

    What was merged into the place counts from the beginning: the places of old are added up. Runs that did not yet
    count by the year are left out: their numbers cannot be compared.
    """
    last: dict[tuple[int, int], Run] = {}
    for run in runs_of_everybody().order_by("on", "started_at"):
        last[run.on.year, run.on.month] = run
    runs = {run.id: run for run in list(last.values())[-MONTHS:]}
    sums = (
        Line.objects.filter(with_predecessors(place, timezone.localdate()), run__in=runs, year__isnull=False)
        .values("run")
        .annotate(*(Sum(one) for one in _SERIES))
    )
    rows = {row["run"]: row for row in sums}
    found = []
    for key, run in runs.items():
        if key in rows:
            found.append(Point(run.on, *(rows[key][f"{one}__sum"] for one in _SERIES)))
    return found


_SERIES = ("entitled", "enrolled", "missed", "forfeited")


def is_village(place: str) -> bool:
    """Whether a place is a village or community."""
    return level_of(place) == 5
