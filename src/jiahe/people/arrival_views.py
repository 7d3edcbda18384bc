"""The page on which somebody is added who has come."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jiahe.people.arrival_forms import Arrival
from jiahe.people.once import recorded
from jiahe.people.queries import is_number
from jiahe.people.views import done, known_places
from jiahe.trust.acting import require
from jiahe.trust.pace import count_lookup
from jiahe.trust.permissions import OUTCOME, PERSON, READ, RECORD


@login_required
def arrival(request: HttpRequest) -> HttpResponse:
    """Add somebody who has come; show who is much alike before. Raises TooMuchLookedUp."""
    acting = require(RECORD, PERSON)
    page = "entitlements" if acting.may(READ, OUTCOME) else "person"
    if (shown := recorded(request.POST)) is not None:
        return done(request, page, shown, again=True, named=True)
    name = request.GET.get("name", "")[:60]
    form = Arrival(request.POST or None, initial={"name": "" if is_number(name) else name})
    if request.method == "POST":
        count_lookup()  # the answer tells whether somebody is there
        if (shown := form.try_to()) is not None:
            return done(request, page, shown, named=True)
    context = {"form": form, "title": str(Arrival.title), "places": known_places()}
    return render(request, "people/arrival.html", context, status=422 if form.is_bound and form.errors else 200)
