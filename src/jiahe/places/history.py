"""How divisions followed each other: what was where on a day, and whose numbers are whose now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from jiahe.places.divisions import Divisions, codes_above, place_range
from jiahe.places.models import Division, Succession, holds_on

MERGED, SPLIT, RENAMED, RECODED = Succession.Kind.values


def held_on(code: str, on: dt.date) -> Division | None:
    """Return a division as it was on a day (not saved, if only the published list knows it); None: there was none."""
    rows = list(Division.objects.filter(code=code))
    if not rows and code in Divisions.published():
        published = Divisions.published()
        return Division(code=code, name=published.name(code), level=published.level(code), source="")
    return next(iter(Division.objects.filter(holds_on(on), code=code)), None)


def above_on(code: str, on: dt.date) -> str | None:
    """Return the nearest code above that was a division on a day; None when none was."""
    return next((up for up in codes_above(code) if held_on(up, on) is not None), None)


def ended_on(code: str) -> dt.date | None:
    """Return the day from which there was no division of a code any more; None when no end of it is known."""
    days = Division.objects.filter(code=code, until_date__isnull=False).order_by("-until_date")
    return days.values_list("until_date", flat=True).first()


@dataclass(frozen=True)
class Event:
    """What happened to a division on a day: what it came from, or what it became."""

    on: dt.date
    kind: str
    old: tuple[Division, ...]
    new: tuple[Division, ...]
    source: str


def history_of(code: str) -> list[Event]:
    """Return what happened to every division that had a code, and to those it came from, the latest first."""
    rows = Succession.objects.select_related("old", "new").order_by("old__code", "new__code")
    had = set(Division.objects.filter(code=code).values_list("id", flat=True))
    links = list(rows.filter(old__in=had))
    seen: set[int] = set()
    while had:
        seen |= had
        found = list(rows.filter(new__in=had))
        links += found
        had = {one.old_id for one in found} - seen
    events = {}
    for one in links:
        split = one.kind == SPLIT
        side = {"old": one.old_id} if split else {"new": one.new_id}
        key = (one.on, one.kind, *side.values())
        if key not in events:
            whole = list(rows.filter(on=one.on, kind=one.kind, **side))
            olds = tuple({each.old_id: each.old for each in whole}.values())
            news = tuple({each.new_id: each.new for each in whole}.values())
            events[key] = Event(one.on, one.kind, olds, news, one.new.source)
    return sorted(events.values(), key=lambda one: (one.on, one.new[0].id), reverse=True)


def codes_now(on: dt.date) -> dict[str, str]:
    """Return the code under which the numbers of each code that is no more are found on a day.

    What was merged, renamed or recoded is found under the new code. Nobody knows which part of a split division a
    number was of: unless a part kept the code, its numbers are found at the place above, as "village unknown".
    """
    became: dict[str, str] = {}
    links = Succession.objects.filter(on__lte=on).order_by("on", "id")
    rows = list(links.values_list("old_id", "old__code", "new__code", "kind"))
    kept = {key for key, old, new, _ in rows if old == new}
    for key, old, new, kind in rows:
        if key not in kept:
            became[old] = new if kind != SPLIT else next(iter(codes_above(new)))
    return {old: _last(became, old) for old in became}


def _last(became: dict[str, str], code: str) -> str:
    while code in became:
        code = became[code]
    return code


def with_predecessors(code: str, on: dt.date, column: str = "place", *, alone: bool = False) -> Q:
    """Return the condition on rows whose ``column`` is a place: those of a division as it is on a day.

    That is what was written of the place and all below it, and of the places whose numbers are theirs now; without what
    has gone elsewhere. ``alone``: of the place itself, not of those below it (whose village is unknown).
    """
    low, high = (code, code) if alone else place_range(code)
    now = codes_now(on)
    came = [old for old, new in now.items() if low <= new <= high]
    went = [old for old, new in now.items() if low <= old <= high and not low <= new <= high]
    here = Q(**{f"{column}__range": (low, high)})
    return (here & ~Q(**{f"{column}__in": went})) | Q(**{f"{column}__in": came})
