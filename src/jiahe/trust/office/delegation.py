"""One's own stand-in: who holds a post lets a colleague hold it beside them for some days, and ends that again.

The limits are those of posts.py, and the database holds them too. Administrators do not delegate themselves: another
security administrator arranges it, so that the three stay three.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from jiahe.places.models import Holding, holds_on
from jiahe.trust.acting import require
from jiahe.trust.office.acts import note
from jiahe.trust.office.forms import StandIn
from jiahe.trust.office.posts import CONSTRAINTS, cut, let_stand_in, not_past
from jiahe.trust.permissions import POST, STAND_IN
from jiahe.web.refusal import Refused, refusing
from jiahe.web.words import Words

TITLE = Words("谁代理我", "Who stands in for me")


def own_holding() -> Holding | None:
    """Return the holding by which the acting account holds the acting post; None for who only stands in there."""
    acting = require(STAND_IN, POST)
    held = Holding.objects.filter(
        holds_on(timezone.localdate()), post=acting.post, account=acting.account, substitutes_for=None
    )
    return held.select_related("post", "account").first()


def _own() -> Holding:
    held = own_holding()
    if held is None:
        raise PermissionDenied("stand_in:post")
    return held


def name_stand_in(*, account: UUID, from_date: dt.date, until_date: dt.date) -> Holding:
    """Let a colleague stand in for oneself, from a day until (not including) another. Raises Refused."""
    with refusing(CONSTRAINTS):
        held = _own()
        made = let_stand_in(held, account, from_date, until_date)
        note("own_stand_in", account=account, post=held.post_id)
    return made


def end_stand_in(*, holding: int, on: dt.date) -> None:
    """End that somebody stands in for oneself; ``on``: the first day without. Raises Refused."""
    with refusing(CONSTRAINTS):
        found = Holding.objects.filter(id=holding, substitutes_for=_own()).first()
        if found is None:
            raise Refused("没有这段代理。", "Nobody stands in like that.", "holding")
        not_past(on, "on")
        note("end_own_stand_in", account=found.account_id, post=found.post_id)
        cut(found, on)


def standing_in(held: Holding) -> list[Holding]:
    """Return who stands in for a holder now or later, the first to come first."""
    rows = Holding.objects.filter(~Q(until_date__lte=timezone.localdate()), substitutes_for=held)
    return list(rows.select_related("account").order_by("from_date", "id"))


class OwnStandIn(StandIn):
    """Who stands in for oneself."""

    title = Words("请同事代理我", "Let a colleague stand in for me")
    reason = None

    def do(self) -> Holding:
        """Arrange it."""
        asked = self.cleaned_data
        return name_stand_in(account=asked["account"].id, from_date=asked["from_date"], until_date=asked["until_date"])


@login_required
def my_stand_in(request: HttpRequest) -> HttpResponse:
    """Show who stands in for oneself, and name somebody."""
    require(STAND_IN, POST)
    held = own_holding()
    if held is None:
        return render(request, "trust/my_stand_in.html", {"title": TITLE})
    form = OwnStandIn(request.POST or None, holding=held)
    if request.method == "POST" and form.try_to():
        messages.success(request, str(Words("已安排。", "Arranged.")))
        return redirect("my-stand-in")
    context = {"title": TITLE, "form": form, "held": held, "standing_in": standing_in(held)}
    return render(request, "trust/my_stand_in.html", context, status=422 if form.is_bound and form.errors else 200)


@require_POST
@login_required
def end_my_stand_in(request: HttpRequest, key: int) -> HttpResponse:
    """End that a colleague stands in for oneself, at once; what has not begun is taken back."""
    require(STAND_IN, POST)
    try:
        end_stand_in(holding=key, on=timezone.localdate())
        messages.success(request, str(Words("已结束代理。", "Ended.")))
    except Refused as refused:
        messages.error(request, str(refused.words))
    return redirect("my-stand-in")
