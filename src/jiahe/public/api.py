"""The API: programmes, places, the self-check. Nothing that is sent is kept. Other rooms add their routers to ``api``.

docs/reference/api.md
"""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query

from jiahe import __version__
from jiahe.law.outcome import determine_one
from jiahe.law.parameters import NATION
from jiahe.law.setting import Setting
from jiahe.places.naming import divisions
from jiahe.programmes import the_pack
from jiahe.public import api_answers as answered
from jiahe.public import api_shapes as shapes
from jiahe.public.api_facts import PlaceCode, facts_of
from jiahe.public.library import page_of, standing
from jiahe.web.problems import ApiWithProblems, Refused, answers, say_problems

api = ApiWithProblems(
    title="Jiahe",
    version=__version__,
    description="What the law owes a family, and why. Public: no sign-in, and nothing that is sent is kept.",
    urls_namespace="api",
    docs_url=None,
)
say_problems(api)

MOST_PLACES = 100
MOST_PEOPLE = 8
_FIRST, _LAST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)


def _day(day: dt.date | None, pointer: str) -> dt.date:
    if day is None:
        return timezone.localdate()
    if not _FIRST <= day <= _LAST:
        raise Refused(pointer, f"{day} is outside the days that can be asked for: {_FIRST} to {_LAST}.")
    return day


def _known(place: str, pointer: str) -> str:
    if place != NATION and not divisions().is_known(place):
        raise Refused(pointer, f"No division has the code {place}. Look it up with GET /api/places.")
    return place


@api.get("/programmes", response=answers(list[shapes.ProgrammeInList]), tags=["law"])
def programmes(
    request: HttpRequest, place: PlaceCode = NATION, on: dt.date | None = None
) -> list[shapes.ProgrammeInList]:
    """List the programmes, and whether each is in force in a place on a day (today unless given)."""
    day = _day(on, "on")
    _known(place, "place")
    return [answered.in_list(rule, standing(rule, place, day)) for rule in the_pack().rules]


@api.get("/programmes/{path:key}", response=answers(shapes.Programme), tags=["law"])
def programme(request: HttpRequest, key: str) -> shapes.Programme:
    """Return one programme: its conditions, figures, sources and the facts it reads."""
    page = page_of(key)
    if page is None:
        raise Http404(f"There is no programme {key!r}. GET /api/programmes lists them.")
    return answered.whole(page)


@api.get("/places", response=answers(list[shapes.PlaceFound]), tags=["places"])
def places(request: HttpRequest, wanted: Query[shapes.PlacesWanted]) -> list[shapes.PlaceFound]:
    """Return the places directly below another, or with ``q`` those with that in their name, down to the townships."""
    known = divisions()
    within, part = _known(wanted.within, "within"), wanted.q.strip()
    found = [one for one in known.all_below(within) if part in one.name] if part else known.below(within)
    return [
        shapes.PlaceFound(code=one.code, name=one.name, full_name=known.full_name(one.code), level=one.level)
        for one in found[:MOST_PLACES]
    ]


@api.post("/self-check", response=answers(shapes.Checked), tags=["self-check"])
def self_check(request: HttpRequest, asked: shapes.Asked) -> shapes.Checked:
    """Say what the law owes a family whose facts are sent.

    Whatever is left out is unknown, never no. Nothing is kept.
    """
    day = _day(asked.on, "#/on")
    region = _known(asked.region, "#/region")
    facts = facts_of(asked.facts)
    people = asked.people or facts.keys("persons")[:MOST_PEOPLE]
    for number, person in enumerate(people):
        if facts.row("persons", person) is None:
            raise Refused(f"#/people/{number}", f"There is no person {person!r} among the persons.")
    setting = Setting.of(the_pack(), day, region)
    found = [outcome for person in people for outcome in determine_one(facts, the_pack(), setting, person)]
    return shapes.Checked(on=day, region=region, outcomes=[answered.outcome(one) for one in found])
