"""The pages of facilities: the county's, one with what was put right of it, and the forms that change them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from jiahe.places.models import Facility, FacilityCorrection, holds_on
from jiahe.places.naming import divisions, full_name
from jiahe.trust.acting import current, require
from jiahe.trust.office.facility_forms import FORMS, NewFacility
from jiahe.trust.office.views import form_page
from jiahe.trust.office.words import KINDS_OF_FACILITY
from jiahe.trust.permissions import CHANGE, DIVISION
from jiahe.web.tables import Choice, Column, Contains, Export, Table
from jiahe.web.tags import Tag
from jiahe.web.words import UNKNOWN, Words, day

TITLE = Words("服务机构", "Facilities")


def _link(one: Facility) -> str:
    return reverse("facility", args=[one.id])


def kind_of(one: Facility) -> Words:
    """Return what a facility is."""
    return KINDS_OF_FACILITY[one.kind] if one.kind else UNKNOWN


def _is_open(one: Facility) -> bool:
    return one.until_date is None or one.until_date > timezone.localdate()


def _state(one: Facility) -> Tag:
    return Tag(Words("在办", "Open"), "good") if _is_open(one) else Tag(Words("已停办", "Closed"), "neutral")


def _by_state(rows: QuerySet[Facility], state: str) -> QuerySet[Facility]:
    now = holds_on(timezone.localdate())
    return rows.filter(now) if state == "open" else rows.exclude(now)


def _by_place(rows: QuerySet[Facility], text: str) -> QuerySet[Facility]:
    codes = set(rows.values_list("place", flat=True).distinct())
    return rows.filter(place__in=[code for code in codes if text in f"{full_name(code)} {code}"])


_COLUMNS = [
    Column("name", Words("名称", "Name"), kind="name", link=_link, heads_row=True, sort="name"),
    Column("kind", Words("类别", "Kind"), kind_of, sort="kind"),
    Column(
        "place", Words("在哪里", "Where"), lambda one: full_name(one.place, from_level=4), kind="name", sort="place"
    ),
    Column("from_date", Words("从哪天起", "Open since"), kind="day", sort="from_date"),
    Column("until_date", Words("到哪天为止", "Until"), lambda one: one.until_date or Words("还在办", "still open")),
    Column("state", Words("状态", "State"), _state),
]
_FILTERS: list[Contains | Choice] = [
    Contains("name", Words("名称", "Name"), "name__icontains"),
    Contains("place", Words("地方", "Place"), _by_place),
    Choice("kind", Words("类别", "Kind"), list(KINDS_OF_FACILITY.items()), "kind"),
    Choice("state", Words("状态", "State"), [("open", Words("在办", "Open")), ("closed", Words("已停办", "Closed"))],
           _by_state),
]  # fmt: skip


def _may_change() -> bool:
    acting = current()
    return acting is not None and acting.may(CHANGE, DIVISION)


@login_required
def facilities(request: HttpRequest) -> HttpResponse:
    """Show the facilities of the county."""
    table = Table(
        request,
        Facility.objects.all(),
        caption=Words("本县服务机构", "Facilities of the county"),
        columns=_COLUMNS,
        filters=_FILTERS,
        order="place",
        export=Export(rests_on=Words("服务机构登记的现状", "the facilities as they are recorded"), shows=None),
    )
    return table.answer("trust/facilities.html", {"title": TITLE, "may_change": _may_change()})


@login_required
def new_facility(request: HttpRequest) -> HttpResponse:
    """Add a facility."""
    require(CHANGE, DIVISION)
    return form_page(request, NewFacility(request.POST or None), back=reverse("facilities"), done=_link)


@login_required
def facility(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a facility, and what was put right of it."""
    found = get_object_or_404(Facility, id=key)
    corrections = FacilityCorrection.objects.filter(facility=found).order_by("-at", "-id")
    context = {
        "facility": found,
        "kind": kind_of(found),
        "state": _state(found),
        "place": full_name(found.place, from_level=3),
        "known": divisions().is_known(found.place),
        "corrections": [
            (one, _NAMES[one.column], _said(one, one.before), _said(one, one.after)) for one in corrections
        ],
        "actions": [(word, FORMS[word].title) for word in FORMS if word != "end" or _is_open(found)]
        if _may_change()
        else [],
    }
    return render(request, "trust/facility.html", context)


_NAMES = {
    "name": Words("名称", "Name"),
    "kind": Words("类别", "Kind"),
    "place": Words("在哪里", "Where"),
    "from_date": Words("从哪天起开办", "Open since"),
    "until_date": Words("从哪天起停办", "First day without it"),
    "source": Words("依据", "Resting on"),
}


def _said(one: FacilityCorrection, value: str | None) -> object:
    """Return a value of a correction as it is read."""
    if value is None:
        return Words("还在办", "still open") if one.column == "until_date" else UNKNOWN
    if one.column == "kind":
        return KINDS_OF_FACILITY[value]
    if one.column in ("from_date", "until_date"):
        return day(dt.date.fromisoformat(value))
    return full_name(value, from_level=4) if one.column == "place" else value


@login_required
def change_facility(request: HttpRequest, key: UUID, word: str) -> HttpResponse:
    """End a facility, or put right what was written of it."""
    require(CHANGE, DIVISION)
    found = get_object_or_404(Facility, id=key)
    if word not in FORMS:
        raise Http404
    form = FORMS[word](request.POST or None, facility=found)
    return form_page(request, form, back=_link(found), caption=found.name)
