"""The page on which values of a file are mended, each once for all rows in which it stands."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from jiahe.intake.contents import FACTS
from jiahe.intake.files import file_of
from jiahe.intake.mending import actions, queries
from jiahe.intake.mending.forms import Values
from jiahe.intake.mending.values import shown
from jiahe.intake.models import Load
from jiahe.intake.sources import SOURCES
from jiahe.intake.who import loader
from jiahe.trust.acting import log_rows
from jiahe.web.places import offered_places
from jiahe.web.refusal import Refused
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words

TITLE = Words("统一改正同样的值", "Mend values that are written alike")


@login_required
def values(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show which values can be mended, and which were; mend some, or take one back."""
    loader()
    load = get_object_or_404(Load.objects.exclude(source=FACTS), id=key)
    can = load.state == Load.State.CHECKED and file_of(load.id).exists()
    found = queries.values(load) if can else []
    form = Values(request.POST or None, values=found[: queries.MOST])
    if request.method == "POST":
        try:
            if "back" in request.POST:
                actions.take_back(key=key, mend=_number(request.POST["back"]), account=request.user.id)
                messages.success(
                    request, str(Words("已撤回，正在重新检查。", "Taken back; the rows are checked again."))
                )
                return redirect("load", key=key)
            if form.is_valid():
                rows = actions.mend(
                    key=key, used=form.used(), remember=form.cleaned_data["remember"], account=request.user.id
                )
                said = Words(
                    f"{rows:,} 行按改正的值重新检查。",
                    f"{rows:,} {'row is' if rows == 1 else 'rows are'} checked again with what you wrote.",
                )
                messages.success(request, str(said))
                return redirect("load", key=key)
        except Refused as refused:
            form.add_error(None, refused.words)
    log_rows(key, sum(one.rows for one in found[: queries.MOST]), page="load-values")
    source = SOURCES[load.source]
    context = {
        "title": TITLE, "load": load, "form": form if found else None, "places": offered_places() if found else (),
        "more": max(len(found) - queries.MOST, 0), "open": load.state == Load.State.CHECKED,
        "decided": [
            (field.words, zh(one.written), zh(shown(field, one.used)), one)
            for one in queries.decided(load)
            for field in [source.field(one.field)]
        ],
    }  # fmt: skip
    return render(request, "mending/values.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
