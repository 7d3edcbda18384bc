"""The places that a list can be narrowed to: those below the post's own, as the filter ``place`` of an address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from jiahe.places.divisions import level_of, place_range
from jiahe.places.naming import divisions, inside, name_of
from jiahe.web.tables import Choice
from jiahe.web.words import Words

_UNKNOWN_BELOW = {
    3: Words("乡镇、村（社区）不详", "town and village unknown"),
    4: Words("村（社区）不详", "village unknown"),
}

_REST = "-rest"
"""Follows the code of a place: those of whom it is not known in which place below it they are."""


def rest_of(place: str) -> str:
    """Return the value of the filter for those of a place of whom the place below is not known."""
    return place + _REST


def places_below(place: str) -> list[tuple[str, str]]:
    """Return the towns and villages below a place and their names, a village's after its town's; none for a village."""
    if level_of(place) == 5:
        return []
    town = level_of(place) == 4
    below = sorted(one for one in divisions().places(*place_range(place)) if one.level >= 4 and one.code != place)
    return [
        (one.code, one.name if town or one.level == 4 else f"{name_of(one.code[:9] + '000')} {one.name}")
        for one in below
    ]


def area_filter(place: str) -> list[Choice]:
    """Return the filter by which a list of a post's place is narrowed; none where there is one place only."""
    below = places_below(place)
    if not below:
        return []
    options: list[tuple[str, Words | str]] = []
    for code, name in below:
        options.append((code, name))
        if level_of(code) == 4:
            rest = rest_words(code)
            options.append((rest_of(code), Words(f"{name} {rest.zh}", f"{name} {rest.en}")))
    options.append((rest_of(place), rest_words(place)))
    return [Choice("place", Words("村（社区）或乡镇", "Village or town"), options, narrowed)]


def rest_words(place: str) -> Words:
    """Return what is said of people of a place of whom it is not known in which place below it they are."""
    return _UNKNOWN_BELOW.get(level_of(place), Words("下级地方不详", "place below unknown"))


EVERYBODY = Words("全县", "everybody")
_ALL = "everybody"


def run_filter(place: str) -> list[Choice]:
    """Return the filter by which the runs are narrowed to those of everybody, or of a place and what is below it."""
    options: list[tuple[str, Words | str]] = [(_ALL, EVERYBODY), (place, name_of(place) or place), *places_below(place)]
    if place == settings.COUNTY:
        del options[1]
    return [Choice("place", Words("判定了谁", "Of whom"), options, _runs_of)]


def _runs_of(runs: QuerySet[Any], area: str) -> QuerySet[Any]:
    return runs.filter(place__isnull=True) if area == _ALL else narrowed(runs, area)


def asked_area(request: HttpRequest, filters: Iterable[Any]) -> str:
    """Return the area that an address asks for; nothing where it asks for none that can be chosen."""
    asked = request.GET.get("place", "").strip()
    options = (key for one in filters if one.key == "place" for key, _ in one.options)
    return asked if asked in options else ""


def narrowed(rows: QuerySet[Any], area: str) -> QuerySet[Any]:
    """Return the rows of an area: of a place and all below it, or of those of it that are in no known place below."""
    if not area:
        return rows
    code = area.removesuffix(_REST)
    found = rows.filter(place__range=place_range(code))
    if area == code:
        return found
    known = Q()
    for one in inside(code):
        known |= Q(place__range=place_range(one.code))
    return found.exclude(known) if known else found


def worklist(show: str, area: str, programme: str) -> str:
    """Return the address of a list of today, narrowed to an area and a programme."""
    return f"{reverse('today')}?{urlencode({'show': show, 'place': area, 'programme': programme})}"
