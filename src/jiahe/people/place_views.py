"""The page of the living people of a place: who has their hukou or their home there.

Neither sex nor the number of children is in it, as a column or a filter, and no other certificate than the disability
card can be asked for: with the age they would make a list of women of some age, or of what was done to them, which the
charter refuses. Numbers are not in it either: no post may export them, and even the end of an ID number tells the sex.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Case, F, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from jiahe.people.models import BELIEVED, Certificate, Person
from jiahe.people.queries import within
from jiahe.people.timeline import name_of
from jiahe.places.divisions import Place, level_of, place_range
from jiahe.places.naming import full_name, inside
from jiahe.trust.acting import require
from jiahe.trust.permissions import PERSON, READ
from jiahe.web.places import offered_places
from jiahe.web.tables import REGISTER, Choice, Column, Contains, Export, Names, Persons, Table, Tells
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words

TOWN = 4
"""The level of the largest place whose people are listed."""

_HERE = (
    ("hukou", Words("户籍在本地", "Hukou here")),
    ("home", Words("常住本地", "Home here")),
    ("away", Words("户籍在本地，常住外地", "Hukou here, home elsewhere")),
)
_CERTIFICATES = (("disability", Words("残疾人证", "disability card")),)


@login_required
def people_of_place(request: HttpRequest) -> HttpResponse:
    """Show the people of the acting post's town or village; a post of more chooses one first."""
    acting = require(READ, PERSON)
    places = _places(acting.place)
    asked = request.GET.get("place", "").strip()
    place = asked if asked in {one.code for one in places} else acting.place
    is_small = level_of(place) >= TOWN
    rows = _living(place) if is_small else Person.objects.none()
    context = {"place": zh(full_name(place, from_level=3)), "is_small": is_small}
    return _table(request, rows, place, places).answer("people/place.html", context)


def _places(own: str) -> list[Place]:
    """Return the towns and villages among which a post chooses."""
    if level_of(own) >= TOWN:
        return inside(own)
    low, high = place_range(own)
    return [one for one in offered_places() if low <= one.code <= high]


def _living(place: str) -> QuerySet[Person]:
    """Return the living people of a place: those with hukou there by village and group, households together; others."""
    own = Case(When(hukou_place__range=place_range(place), then="hukou_place"))
    order = (F("own").asc(nulls_last=True), F("village_group").asc(nulls_last=True), "household_id", "birth_date", "id")
    return within(Person.objects.filter(death_date__isnull=True), place).annotate(own=own).order_by(*order)


def _table(request: HttpRequest, rows: QuerySet[Person], place: str, places: list[Place]) -> Table:
    columns = [
        Column(
            "name", Words("姓名", "Name"), name_of, kind="name", heads_row=True, sort="name",
            link=lambda one: reverse("person", args=[one.id]),
        ),
        Column("birth_date", Words("出生日期", "Born"), kind="day", sort="birth_date"),
        Column("group", Words("组", "Group"), "village_group", kind="number", sort="village_group"),
        Column("hukou", Words("户籍地", "Hukou"), lambda one: full_name(one.hukou_place, from_level=4), kind="name"),
        Column("home", Words("常住地", "Home"), lambda one: full_name(one.residence_place, from_level=4), kind="name"),
    ]  # fmt: skip
    filters: list[Choice | Contains] = [
        Contains("name", Words("姓名", "Name"), "name__contains"),
        Contains("group", Words("组", "Group"), _whole(lambda found, group: found.filter(village_group=group))),
        Contains("age_from", Words("年龄从（周岁）", "Age from"), _whole(_at_least)),
        Contains("age_to", Words("年龄到（周岁）", "Age to"), _whole(_at_most)),
        Choice("here", Words("户籍和常住", "Hukou and home"), _HERE, lambda found, how: _here(found, how, place)),
        Choice("certificate", Words("持有", "Has"), _CERTIFICATES, _holding),
    ]  # fmt: skip
    if places:
        names = [(one.code, str(full_name(one.code, from_level=TOWN))) for one in places]
        filters.insert(0, Choice("place", Words("地方", "Place"), names, within))
    # Who holds a card is more than a name: whoever stands in that list has it in the read log.
    is_more = request.GET.get("certificate", "").strip() in dict(_CERTIFICATES)
    return Table(
        request, rows, caption=Words("在世的人", "Living people"), columns=columns, filters=filters,
        shows=Tells("list:certificate", _self) if is_more else Names(_self),
        export=Export(rests_on=lambda: _rests_on(place), shows=Persons(PERSON, "export:people", _self)),
        empty=Words("这个地方没有登记在世的人。", "No living person is on record for this place."),
    )  # fmt: skip


def _self(one: Person) -> list[UUID]:
    return [one.id]


def _rests_on(place: str) -> str:
    where = full_name(place, from_level=3)
    return Words("{register}：{where}", "{register}: {where}").format(register=REGISTER, where=where)


def _whole(narrow: Callable[[Any, int], Any]) -> Callable[[Any, str], Any]:
    """Return a filter that takes a whole number of at most three digits; anything else leaves nobody."""

    def narrowed(rows: Any, text: str) -> Any:
        return narrow(rows, int(text)) if text.isascii() and text.isdigit() and len(text) <= 3 else rows.none()

    return narrowed


def _at_least(rows: Any, age: int) -> Any:
    return rows.filter(birth_date__lte=_years_ago(age))


def _at_most(rows: Any, age: int) -> Any:
    return rows.filter(birth_date__gt=_years_ago(age + 1))


def _years_ago(years: int) -> dt.date:
    """Return the last day of birth of those who have completed so many years today."""
    today = timezone.localdate()
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February
        return today.replace(year=today.year - years, day=28)


def _here(rows: Any, how: str, place: str) -> Any:
    span = place_range(place)
    if how == "home":
        return rows.filter(residence_place__range=span)
    rows = rows.filter(hukou_place__range=span)
    away = Q(residence_place__isnull=False) & ~Q(residence_place__range=span)
    return rows.filter(away) if how == "away" else rows


def _holding(rows: Any, kind: str) -> Any:
    """Return those who hold a certificate today."""
    lasts = Q(until_date__isnull=True) | Q(until_date__gt=timezone.localdate())
    held = Certificate.objects.filter(BELIEVED, lasts, kind=kind)
    return rows.filter(id__in=held.values("person"))
