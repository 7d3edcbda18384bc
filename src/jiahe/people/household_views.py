"""The page of a household."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from jiahe.people.household_queries import Move, read_household
from jiahe.people.models import Person
from jiahe.people.timeline import choice, name_of
from jiahe.places.naming import full_name
from jiahe.trust.acting import require
from jiahe.trust.permissions import PERSON, READ
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words


@login_required
def household(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the household of a person: who is of it, where it is, what happened to it."""
    require(READ, PERSON)
    record = read_household(key)
    if record is None:
        raise Http404
    home = record.household
    context = {
        "title": Words("这一户", "The household"),
        "person": record.person,
        "name": zh(name_of(record.person)),
        "household": home,
        "is_kept": record.person.household_id is not None,
        "place": full_name(home.place) if home else None,
        "members": [_shown(one) for one in record.members],
        "former": [_shown(one) for one in record.former],
        "moves": [(one, _said(one), [_shown(who) for who in one.people]) for one in record.moves],
    }
    return render(request, "people/household.html", context)


def _shown(one: Person) -> dict[str, Any]:
    return {"person": one, "name": zh(name_of(one)), "sex": choice("persons", "sex", one.sex)}


def _said(move: Move) -> Words:
    if move.came:
        return Words("转入这一户", "Came into the household") if move.other else Words("入户", "Joined the household")
    return Words("转到另一户", "Went to another household") if move.other else Words("离开这一户", "Left the household")
