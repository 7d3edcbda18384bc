"""The pages of whole tables: all of them, and one on which it is declared whole or that is taken back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jiahe.intake.who import loader
from jiahe.intake.whole import queries as q
from jiahe.intake.whole.forms import TakeBack, Whole
from jiahe.people.declaring import declare, take_back
from jiahe.people.models import FACT_TABLES
from jiahe.web.refusal import Refused
from jiahe.web.words import Words

TITLE = Words("哪些表已经齐全", "Which tables are whole")
_DECLARED = Words(
    "已记下。正在按此重新判定所有人；判定完之前，名单还是原来的。",
    "Noted. Everybody is determined anew; until that is done the lists are as before.",
)


@login_required
def whole_tables(request: HttpRequest) -> HttpResponse:
    """Show every table of the facts contract, and whether it counts."""
    loader()
    return render(request, "whole/tables.html", {"title": TITLE, "tables": q.tables()})


@login_required
def whole_table(request: HttpRequest, name: str) -> HttpResponse:
    """Show what a table holds and from where; declare it whole, or take that back."""
    loader()
    if name not in FACT_TABLES:
        raise Http404
    held = q.table(name)
    form: Whole | TakeBack
    if "back" in request.POST or (request.method != "POST" and held.since is not None):
        form = TakeBack(request.POST or None)
    else:
        form = Whole(request.POST or None, kinds=q.kinds(name))
    if request.method == "POST" and form.is_valid():
        try:
            if isinstance(form, Whole):
                declare(name=name, **form.said())
            else:
                take_back(name=name, why=form.cleaned_data["why"])
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.words)
        else:
            messages.success(request, str(_DECLARED))
            return redirect("whole-table", name=name)
    context = {"title": held.words, "all": TITLE, "held": held, "form": form, "kinds": q.kinds(name)} | {
        "loads": q.brought_by(name),
        "history": q.history(name),
    }
    return render(request, "whole/table.html", context, status=422 if form.errors else 200)
