"""The pages that people act on: my village today, a place's take-up, a person's entitlements."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from jiahe.entitlements import queries as q
from jiahe.entitlements.explanations import explanations
from jiahe.entitlements.lists import answer, changed_table, due_table, missed_table, papers_table, status
from jiahe.law.explain import to_html
from jiahe.people.queries import read_person
from jiahe.people.timeline import name_of
from jiahe.places.divisions import PlacesError, place_range
from jiahe.places.naming import full_name
from jiahe.trust.acting import require
from jiahe.trust.permissions import OUTCOME, PERSON, READ
from jiahe.web.charts import bars
from jiahe.web.tables import Column, Table
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words, is_chinese


@login_required
def today(request: HttpRequest) -> HttpResponse:
    """Show what is to be done in the acting post's place."""
    acting = require(READ, OUTCOME)
    run = q.last_run()
    missed = q.missed_in(acting.place)
    due = missed.filter(lost_from__isnull=False)
    papers = q.wanting_papers_in(acting.place)
    changed = q.changed_in(acting.place, run)
    views: dict[str, tuple[Words, Callable[[], Table]]] = {
        "missed": (Words("漏享", "Missing out"), lambda: missed_table(request, missed)),
        "due": (Words("快到期", "Due soon"), lambda: due_table(request, due)),
        "papers": (Words("差材料", "Needs a paper"), lambda: papers_table(request, papers)),
        "changed": (Words("有变化", "Changed"), lambda: changed_table(request, run, changed)),
    }
    counts = {"missed": missed.count(), "due": due.count(), "papers": papers.count(), "changed": changed.count()}
    shown = request.GET.get("show", "missed")
    if shown not in views:
        raise Http404
    table = views[shown][1]()
    context = {
        "place": zh(full_name(acting.place, from_level=3)),
        "is_village": q.is_village(acting.place),
        "run": run,
        "money": missed.aggregate(sum=Sum("this_year"))["sum"],
        "counts": counts,
        "people": missed.values("person_id").distinct().count(),
        "tabs": [(key, words, counts[key], key == shown) for key, (words, _) in views.items()],
        "shown": shown,
        "table": table,
    }
    return answer(table, "entitlements/today.html", context)


# ------------------------------------------------------------------------------------------------ places


@login_required
def my_place(request: HttpRequest) -> HttpResponse:
    """Go to the acting post's own place."""
    return redirect("place", require(READ, OUTCOME).place)


@login_required
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Show the take-up of a place by programme and by what lies in it."""
    acting = require(READ, OUTCOME)
    try:
        low, high = place_range(code)
    except PlacesError as error:
        raise Http404 from error
    own_low, own_high = place_range(acting.place)
    if not (own_low <= low and high <= own_high):
        raise PermissionDenied
    run = q.last_run()
    shares = q.shares_in(code, run) if run else []
    programmes = list(dict.fromkeys(one.programme for one in shares))
    figures = []
    for programme in programmes if len({one.place for one in shares}) > 1 else ():  # one bar says nothing
        rows = [(one.name, one.take_up) for one in shares if one.programme == programme]
        figures.append(
            bars(
                title=Words(
                    f"{q.programme_name(programme).zh}：申领的占应享的",
                    f"{q.programme_name(programme).en}: claimed, of entitled",
                ),
                rows=rows,
                of=Words("申领率", "Take-up"),
                each=Words("地方", "Place"),
                kind="percent",
            )
        )
    columns = [
        Column(
            "name", Words("地方", "Place"), kind="name", sort="name", heads_row=True,
            link=lambda one: reverse("place", args=[one.place]) if one.place != code else None,
        ),
        Column("programme", Words("项目", "Programme"), lambda one: str(one.programme_words), sort="programme"),
        Column("entitled", Words("应享（人）", "Entitled"), kind="number", sort="entitled"),
        Column("enrolled", Words("已申领（人）", "Claimed"), kind="number", sort="enrolled"),
        Column("missed", Words("漏享（人）", "Missing out"), kind="number", sort="missed"),
        Column("needs_evidence", Words("差材料（人）", "Need a paper"), kind="number", sort="needs_evidence"),
        Column("missed_money", Words("今年漏发", "Missed this year"), kind="money", sort="missed_money"),
        Column("take_up", Words("申领率", "Take-up"), _take_up, kind="percent"),
    ]  # fmt: skip
    table = Table(request, shares, caption=Words("各地应享与申领", "Entitled and claimed, by place"), columns=columns)
    context = {"place": zh(full_name(code, from_level=3)), "run": run, "figures": figures, "table": table}
    return table.answer("entitlements/place.html", context)


def _take_up(one: q.Share) -> float | Words | None:
    return Words("没有应享的人", "nobody entitled") if one.entitled == 0 else one.take_up


# ------------------------------------------------------------------------------------------------ one person


@login_required
def entitlements(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what the law owes a person today, with every reason."""
    require(READ, OUTCOME)
    require(READ, PERSON)
    person = read_person(key, page="entitlements")
    if person is None:
        raise Http404
    found = explanations(key)
    language = "zh" if is_chinese() else "en"
    answers = [
        (
            Words(one.programme_words.zh, one.programme_words.en),
            status(one.status),
            one.headline.zh if is_chinese() else one.headline.en,
            mark_safe(to_html(one, language, page=False, level=2)),
        )
        for one in found
    ]
    context = {"person": person, "name": zh(name_of(person)), "answers": answers}
    return render(request, "entitlements/entitlements.html", context)
