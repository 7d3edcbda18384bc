"""The pages that people act on: my village today, a person's entitlements. A place's are in place_views.py."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from jiahe.entitlements import queries as q
from jiahe.entitlements.areas import asked_area, narrowed
from jiahe.entitlements.explanations import explanations
from jiahe.entitlements.lists import changed_table, due_table, filters_for, missed_table, papers_table, status
from jiahe.law.explain import to_html
from jiahe.people.queries import read_person
from jiahe.people.timeline import name_of
from jiahe.places.naming import full_name
from jiahe.trust.acting import require
from jiahe.trust.permissions import OUTCOME, PERSON, READ
from jiahe.web.tables import Table
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words, is_chinese


@login_required
def today(request: HttpRequest) -> HttpResponse:
    """Show what is to be done in the acting post's place."""
    acting = require(READ, OUTCOME)
    run = q.last_run()
    filters = filters_for(acting.place)
    area = asked_area(request, filters)
    missed = q.missed_in(acting.place)
    due = missed.filter(lost_from__isnull=False)
    papers = q.wanting_papers_in(acting.place)
    changed = q.changed_lately(acting.place, run)
    views: dict[str, tuple[Words, Callable[[], Table]]] = {
        "missed": (
            Words("漏享", "Missing out"),
            lambda: missed_table(request, missed, filters, unsettled=counts["papers"]),
        ),
        "due": (Words("快到期", "Due soon"), lambda: due_table(request, due, filters)),
        "papers": (Words("差材料", "Needs a paper"), lambda: papers_table(request, papers, filters)),
        "changed": (Words("有变化", "Changed"), lambda: changed_table(request, run, changed, filters)),
    }
    counts = {**q.counted(q.outcomes_in(acting.place), area), "changed": narrowed(changed, area).count()}
    shown = request.GET.get("show", "missed")
    if shown not in views:
        raise Http404
    table = views[shown][1]()
    table.knows_count(counts[shown])
    context = {
        "place": zh(full_name(acting.place, from_level=3)),
        "area": next((one.said for one in table.shown_filters if one.key == "place" and area), ""),
        "is_village": q.is_village(acting.place),
        "run": run,
        "earlier_day": q.earlier_day(run),
        "money": counts["money"],
        "counts": counts,
        "people": counts["people"],
        "tabs": [
            (f"?{urlencode({'show': key, **({'place': area} if area else {})})}", words, counts[key], key == shown)
            for key, (words, _) in views.items()
        ],
        "table": table,
    }
    return table.answer("entitlements/today.html", context)


# ------------------------------------------------------------------------------------------------ one person


@login_required
def entitlements(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what the law owes a person today, with every reason."""
    require(READ, OUTCOME)
    require(READ, PERSON)
    person = read_person(key, page="entitlements")
    if person is None:
        raise Http404
    found = explanations(key, page="entitlements")
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
