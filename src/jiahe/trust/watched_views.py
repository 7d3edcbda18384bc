"""The page of watched records, for the security administrator: a number stands for each person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from jiahe.trust.acting import require
from jiahe.trust.log_actions import Unregistered
from jiahe.trust.log_forms import WatchForm
from jiahe.trust.log_views import NOBODY
from jiahe.trust.permissions import MANAGE_POSTS, POST
from jiahe.trust.queries import number_of
from jiahe.trust.watching import WHY, end_watching, watch, watched_now
from jiahe.web.refusal import Refused
from jiahe.web.words import Words


@login_required
def watched(request: HttpRequest) -> HttpResponse:
    """Show what is watched, and have another record watched."""
    require(MANAGE_POSTS, POST)
    form = WatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            watch(**form.cleaned_data)
        except Unregistered:
            form.add_error("id_number", str(NOBODY))
        except Refused as refused:
            form.add_error(refused.field, str(refused.words))
        else:
            messages.success(request, str(Words("已关注。", "It is watched.")))
            return redirect("watched")
    today = timezone.localdate()
    rows = [(one, number_of(one.person), WHY[one.why], one.review_on <= today) for one in watched_now()]
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "trust/watched.html", {"form": form, "rows": rows}, status=status)


@require_POST
@login_required
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Watch a record no longer."""
    try:
        end_watching(watched=key)
        messages.success(request, str(Words("不再关注。", "It is watched no longer.")))
    except Refused as refused:
        messages.error(request, str(refused.words))
    return redirect("watched")
