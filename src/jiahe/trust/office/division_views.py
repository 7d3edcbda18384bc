"""The pages of divisions: the county's, one with its history, and what the data steward changes of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe

from jiahe.places.divisions import LEVELS, Place, PlacesError, level_of, place_range
from jiahe.places.history import Event, ended_on, history_of
from jiahe.places.naming import PUBLISHED, divisions, full_name, name_of
from jiahe.trust.acting import current, require
from jiahe.trust.office.division_forms import changes_for
from jiahe.trust.office.views import form_page
from jiahe.trust.office.words import HAPPENED
from jiahe.trust.permissions import CHANGE, DIVISION
from jiahe.web.tables import Column, Contains, Export, Table
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words, say_html

LEVEL = {
    "province": Words("省", "Province"),
    "city": Words("市", "City"),
    "county": Words("县（区）", "County"),
    "town": Words("乡镇（街道）", "Town"),
    "village": Words("村（社区）", "Village"),
}


def _link(one: Place) -> str:
    return reverse("division", args=[one.code])


def _columns() -> list[Column]:
    return [
        Column("name", Words("名称", "Name"), kind="name", link=_link, heads_row=True, sort="name"),
        Column("code", Words("代码", "Code"), sort="code"),
        Column("level", Words("级别", "Level"), lambda one: str(LEVEL[LEVELS[one.level]]), sort="level"),
        Column("above", Words("属于", "Lies in"), lambda one: name_of(divisions().parent(one.code)), kind="name"),
    ]


_RESTS_ON = Words(f"{PUBLISHED}，和本县登记的变更", f"{PUBLISHED}, and the office’s own changes")


@login_required
def county(request: HttpRequest) -> HttpResponse:
    """Show the divisions of the county as they are today."""
    rows = [one for one in divisions().places(*place_range(settings.COUNTY)) if level_of(one.code) >= 3]
    filters = [Contains("name", Words("名称", "Name"), "name"), Contains("code", Words("代码", "Code"), "code")]
    table = Table(
        request,
        rows,
        caption=Words("本县区划", "Divisions of the county"),
        columns=_columns(),
        filters=filters,
        order="code",
        export=Export(rests_on=_RESTS_ON, shows=None),
    )
    return table.answer("trust/divisions.html", {"title": Words("区划", "Divisions"), "may_change": _may_change()})


def _may_change() -> bool:
    acting = current()
    return acting is not None and acting.may(CHANGE, DIVISION)


@login_required
def division(request: HttpRequest, code: str) -> HttpResponse:
    """Show a division: what it is, what became of it, what it came from, and what lies in it."""
    try:
        level = level_of(code)
    except PlacesError as error:
        raise Http404 from error
    history = history_of(code)
    there = divisions().is_known(code)
    ended = None if there else ended_on(code)
    if not level or not (there or history or ended):
        raise Http404
    low, high = place_range(code)
    below = [one for one in divisions().places(low, high) if one.level == level + 1] if there else []
    own_low, own_high = place_range(settings.COUNTY)
    may = there and own_low <= low and high <= own_high and _may_change()
    table = Table(request, below, caption=Words("下属区划", "What lies in it"), columns=_columns(), order="code")
    context = {
        "name": zh(full_name(code)),
        "code": code,
        "level": LEVEL[LEVELS[level]],
        "there": there,
        "ended": ended,
        "history": [(one, _said(one)) for one in history],
        "changes": [(verb, form.title) for verb, form in changes_for(code).items()] if may else [],
        "below": below,
    }
    return table.answer("trust/division.html", context)


def _said(event: Event) -> str:
    """Return what happened in words: 甲村、乙村并入丙村; with codes where only they differ."""
    coded = event.kind == "recoded"
    old, new = (zh("、".join(one.name for one in side)) for side in (event.old, event.new))
    words = HAPPENED[event.kind]
    return mark_safe(say_html(words.zh, words.en, old=old, new=event.new[0].code if coded else new))


@login_required
def change(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Change a division."""
    require(CHANGE, DIVISION)
    low, high = place_range(settings.COUNTY)
    if not (low <= code <= high and divisions().is_known(code)) or verb not in changes_for(code):
        raise Http404
    place = Place(code, divisions().name(code), level_of(code))
    form = changes_for(code)[verb](request.POST or None, place=place)
    back = reverse("division", args=[code])
    return form_page(
        request, form, back=back, caption=f"{place.name} {code}", done=lambda new: reverse("division", args=[new])
    )
