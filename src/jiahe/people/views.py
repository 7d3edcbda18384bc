"""The pages of the register: search, a person's record, and the forms of life events."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from jiahe.people.correcting import ROW_FORMS
from jiahe.people.events import Event
from jiahe.people.family_tree import family_of
from jiahe.people.fields import PersonKey, name_and_day
from jiahe.people.forms import CORRECTIONS, EVENTS, events_for, is_offered
from jiahe.people.merging import kept_of, merges_of
from jiahe.people.models import Person
from jiahe.people.names import tolerant_keys as can_be_near
from jiahe.people.once import recorded
from jiahe.people.queries import (
    find_people,
    housemates,
    is_number,
    kin_in,
    may_have_an_account,
    people_seen,
    read_person,
    read_record,
)
from jiahe.people.said import in_words
from jiahe.people.sourced import Dated
from jiahe.people.timeline import begins_with, choice, life_of, name_of
from jiahe.people.withdrawals import row_of
from jiahe.places.naming import full_name, inside
from jiahe.places.naming import name_of as place_name
from jiahe.trust.acting import require
from jiahe.trust.invitations import standing_of
from jiahe.trust.permissions import CORRECT, INVITE, OUTCOME, PERSON, READ, RECORD
from jiahe.trust.purposes import STATED
from jiahe.web.places import offered_places
from jiahe.web.tables import Column, Names, Table
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words

NAMED = "person"
"""In an address: the key of somebody who was added, for the form that asks for them."""
FOUND = "found-by-number"
"""Key of the session's people whom the last search by a number found."""


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Find people by what an office has at hand. A number comes by POST and is never part of an address."""
    acting = require(READ, PERSON)
    if request.method == "POST":
        return _asked(request)
    asked = request.GET.get("q", "").strip()
    if is_number(asked):
        messages.warning(request, str(_NO_NUMBERS))
        return redirect("people")
    found, places = None, _places(acting.place)
    place = request.GET.get("place", "")
    if place not in dict(places):
        place = ""
    near = "near" in request.GET
    if by_number := "number" in request.GET and FOUND in request.session:
        found = people_seen(map(UUID, request.session[FOUND]))
    elif asked:
        found = find_people(asked, place=place or None, near=near)
    why = request.GET.get("why", "")
    table = None
    if found is not None:
        columns = [
            Column(
                "name", Words("姓名", "Name"), name_of, kind="name", heads_row=True, sort=name_of,
                link=lambda one: f"{reverse('person', args=[one.id])}?{urlencode({'why': why})}",
            ),
            Column("sex", Words("性别", "Sex"), lambda one: choice("persons", "sex", one.sex)),
            Column("birth_date", Words("出生日期", "Born"), kind="day", sort="birth_date"),
            Column(
                "hukou", Words("户籍地", "Hukou"), lambda one: full_name(one.hukou_place, from_level=4), kind="name"
            ),
            Column(
                "home",
                Words("常住地", "Lives in"),
                lambda one: full_name(one.residence_place, from_level=4),
                kind="name",
            ),
        ]  # fmt: skip
        table = Table(
            request, found.people, caption=Words("找到的人", "People found"), columns=columns,
            shows=Names(lambda one: [one.id], counted=True),
        )  # fmt: skip
    context = {
        "asked": asked, "found": found, "table": table, "by_number": by_number, "places": places, "place": place,
        "near": near,
        "nearer": f"{request.get_full_path()}&near=yes" if found and not found.tolerant and can_be_near(asked) else "",
    }  # fmt: skip
    if by_number and (born := _day_in(request)) is not None:
        wish = {"q": born.isoformat(), "why": why, "place": place}
        told = urlencode({name: value for name, value in wish.items() if value})
        context |= {"born": born, "by_birth": f"{reverse('people')}?{told}"}
    context |= {"may_add": acting.may(RECORD, PERSON), "adds": f"{reverse('person-new')}?{urlencode({'name': asked})}"}
    return render(request, "people/search.html", {**context, "why": why, "purposes": STATED.items()})


def _day_in(request: HttpRequest) -> dt.date | None:
    """Return the birth date in the number that was mistyped."""
    try:
        return dt.date.fromisoformat(request.GET.get("born", ""))
    except ValueError:
        return None


def _places(code: str) -> list[tuple[str, str]]:
    """Return where somebody can be looked for: below a town its villages, below a county its towns with theirs."""
    found = []
    for one in inside(code):
        found.append((one.code, one.name))
        found += [(two.code, f"{one.name} {two.name}") for two in inside(one.code)]
    return found


_WRONG = Words(
    "没有这样的身份证号码：多半抄错了一位，请核对。",
    "There can be no such ID number: one digit is probably wrong. Check it.",
)
_NO_NUMBERS = Words(
    "网址里不放身份证号码和电话号码，没有查。请在下面的框里填号码再查。",
    "ID numbers and telephones do not belong into an address; nothing was searched. Type the number into the box.",
)


def _asked(request: HttpRequest) -> HttpResponse:
    """Go to the answer: a name stands in its address, a number does not."""
    asked = request.POST.get("q", "").strip()
    wish = {"why": request.POST.get("why", ""), "place": request.POST.get("place", "")}
    if is_number(asked):
        found = find_people(asked)
        request.session[FOUND] = [str(one.id) for one in found.people]
        if found.wrong:
            messages.warning(request, str(_WRONG))
        if found.born is not None:
            wish["born"] = found.born.isoformat()
        wish["number"] = "yes"
    elif asked:
        wish["q"] = asked
    return redirect(f"{reverse('people')}?{urlencode({name: value for name, value in wish.items() if value})}")


@login_required
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a person's record: who, family, life, corrections."""
    is_hit = "why" in request.GET  # opened from a search
    why = request.GET.get("why", "")
    record = read_record(key, page="person", what="search" if is_hit else "view", purpose=why if why in STATED else "")
    if record is None:
        if (kept := kept_of(key)) is not None:
            messages.info(request, str(_MERGED))
            return redirect("person", kept)
        raise Http404
    acting = require(READ, PERSON)
    others = housemates(record.person)
    by_birth = sum(one.row.kind == "birth" and one.row.parent_id is not None for one in record.parents)
    offered = [
        (word, form.title, _answering(request, f"record/{word}"))
        for word, form in events_for(record.person, others, by_birth).items()
        if acting.may(CORRECT if word in CORRECTIONS else RECORD, PERSON)
    ]
    may_invite = acting.may(INVITE, PERSON) and may_have_an_account(record.person)
    context = {
        "record": record,
        "family": family_of(record),
        "person": record.person,
        "name": zh(name_of(record.person)),
        "sex": choice("persons", "sex", record.person.sex),
        "hukou": full_name(record.person.hukou_place),
        "hukou_kind": choice("persons", "hukou_kind", record.person.hukou_kind),
        "home": full_name(record.person.residence_place),
        "housemates": [(one.id, zh(name_of(one))) for one in others],
        "life": [(one, _answering(request, f"rows/{one.table}")) for one in life_of(record)],
        "changes": [
            (one, in_words(one.column, one.before), in_words(one.column, one.after)) for one in record.corrections
        ],
        "events": offered,
        "may_invite": may_invite,
        "account": standing_of(key) if may_invite else None,
        "may_record": acting.may(RECORD, PERSON),
        "may_correct": acting.may(CORRECT, PERSON),
        "merges": merges_of(key),
    }
    return render(request, "people/person.html", context)


_MERGED = Words(
    "您要看的档案已与这份档案合并：登记的是同一个人。",
    "The record that you asked for was merged into this one: they are about the same person.",
)


@login_required
def event(request: HttpRequest, key: UUID, word: str) -> HttpResponse:
    """Record an event in a person's life."""
    kind = EVENTS.get(word)
    if kind is None:
        raise Http404
    acting = require(READ, PERSON)
    if not acting.may(CORRECT if word in CORRECTIONS else RECORD, PERSON):
        raise PermissionDenied
    page = "entitlements" if word == "birth" and acting.may(READ, OUTCOME) else "person"
    if (shown := recorded(request.POST)) is not None:
        return done(request, page, shown, again=True)
    person = read_person(key, page=f"event:{word}")
    if person is None or not is_offered(word, person):
        raise Http404
    return _answer(request, kind(request.POST or None, person=person), page, "people/event.html", {})


@login_required
def row(request: HttpRequest, key: UUID, table: str, row: UUID, word: str) -> HttpResponse:
    """Withdraw or correct a row about a person; one that is no longer believed is only shown."""
    kind = ROW_FORMS.get(word)
    acting = require(READ, PERSON)
    if not acting.may(CORRECT, PERSON):
        raise PermissionDenied
    if (shown := recorded(request.POST)) is not None:
        return done(request, "person", shown, again=True)
    person = read_person(key, page=f"row:{word}")
    found = row_of(table, row, key) if person is not None else None
    if kind is None or person is None or found is None:
        raise Http404
    begins = begins_with(kin_in([found], key)[0], person)
    context = {"row": found, "begins": begins, "is_dated": isinstance(found, Dated), "table": table, "word": word}
    context["answering"] = _answering(request)
    form = kind(request.POST or None, person=person, row=found)
    return _answer(request, form, "person", "people/row.html", context)


def _answer(request: HttpRequest, form: Event, page: str, template: str, context: dict[str, Any]) -> HttpResponse:
    """Do what a form asks, or show it."""
    if request.method == "POST" and (shown := form.try_to()) is not None:
        return done(request, page, shown)
    if (key := _key_of(request)) is not None:
        form.initial["once"] = key
    others = [name for name, field in form.fields.items() if isinstance(field, PersonKey)]
    if not form.is_bound and (named := _named(request)) is not None:
        meant = [name for name in others if _PARENTS.get(name) in (None, named.sex)]
        form.initial |= dict.fromkeys(meant, name_and_day(named))
    context = {
        **context, "form": form, "title": str(form.title), "person": form.person, "name": zh(name_of(form.person)),
        "alike_answering": _answering(request, leads_to=_TO_A_CHILD),
        "places": known_places(), "may_be_new": any(name in form.errors for name in others),
    }  # fmt: skip
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)


def known_places() -> list[tuple[str, str | None]]:
    """Return the county's towns and villages, which the fields for places offer."""
    return [(one.code, place_name(one.code)) for one in offered_places()]


_PARENTS = {"mother": "female", "father": "male"}


def _named(request: HttpRequest) -> Person | None:
    """Return the other person, who was added just now."""
    try:
        found = people_seen([UUID(request.GET.get(NAMED, ""))]).people
    except ValueError:
        return None
    return found[0] if found else None


def _key_of(request: HttpRequest) -> UUID | None:
    """Return the key that a form was opened with: of what it answers (mine/remedies.py)."""
    try:
        return UUID(request.GET.get("once", ""))
    except ValueError:
        return None


_TO_A_CHILD = "record/parents record/adoption"
"""The forms on a child's record that answer what the form of a birth was opened for: the child was there already."""


def _answering(request: HttpRequest, form: str | None = None, leads_to: str = "") -> str:
    """Return what a form takes along in its address when the page was opened to answer something.

    The way back, and the key. ``form``: which it is on a person's record, where only the forms that the address names
    take the key along. ``leads_to``: those that are to take it along on the record to which the address leads.
    """
    takes_key = form is None or form in request.GET.get("for", "").split()
    names = ("back", "once") if takes_key else ("back",)
    told = {name: request.GET[name] for name in names if name in request.GET}
    if told and leads_to:
        told["for"] = leads_to
    return f"?{urlencode(told)}" if told else ""


def done(request: HttpRequest, page: str, shown: UUID, *, again: bool = False, named: bool = False) -> HttpResponse:
    """Say that it is done, and go back to where the form was opened from, else to the person's page.

    To the search, if the person is now outside the post's area. ``named``: the form that one goes back to is told who.
    """
    said = Words("已登记。", "Recorded.")
    if again:
        said = Words("此前已登记，没有重复登记。", "It had been recorded already, and was not recorded twice.")
    messages.success(request, str(said))
    back = request.GET.get("back", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        return redirect(f"{back}?{urlencode({NAMED: shown})}" if named else back)
    return redirect(page, shown) if Person.objects.filter(id=shown).exists() else redirect("people")
