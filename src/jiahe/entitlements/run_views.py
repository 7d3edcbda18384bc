"""The pages of the runs: which there were, what one read and changed, and beginning another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from jiahe.entitlements import queries as q
from jiahe.entitlements.areas import EVERYBODY, places_below, run_filter
from jiahe.entitlements.lists import BECAUSE, changed_table, filters_for
from jiahe.entitlements.models import Difference, Run
from jiahe.entitlements.runs import AlreadyRunning, begin_run, who_sees_runs
from jiahe.places.divisions import PlacesError, level_of
from jiahe.places.history import held_on
from jiahe.places.naming import full_name, name_of
from jiahe.trust.acting import Acting
from jiahe.trust.permissions import DETERMINE, DETERMINE_PLACE, OUTCOME, READ, RUN
from jiahe.web.refusal import Refused
from jiahe.web.tables import Column, Export, Table
from jiahe.web.tags import Tag
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words

WHY = {
    "nightly": Words("每晚例行", "nightly"),
    "made_up": Words("补做夜里的判定", "made up for the night"),
    "asked": Words("有人要求", "asked for"),
}
STATE = {
    "running": (Words("进行中", "Running"), "info"),
    "done": (Words("已完成", "Done"), "good"),
    "failed": (Words("没有完成", "Failed"), "bad"),
}


@login_required
def run_list(request: HttpRequest) -> HttpResponse:
    """Show the runs, the last first."""
    acting = who_sees_runs()
    columns = [
        Column(
            "started_at", Words("开始", "Began"), kind="moment", sort="started_at", heads_row=True,
            link=lambda run: reverse("run", args=[run.id]),
        ),
        Column("place", Words("判定了谁", "Of whom"), _of_whom),
        Column("on", Words("按哪天的政策", "Law of"), kind="day"),
        Column("why", Words("为什么", "Why"), lambda run: str(WHY[run.why])),
        Column("state", Words("状态", "State"), lambda run: Tag(*STATE[run.state])),
        Column("rows", Words("答案数", "Answers"), _answers_made, kind="number"),
    ]  # fmt: skip
    runs = q.runs_seen(acting)
    export = Export(rests_on=Words("每次判定当天的规定，见各行", "the law of each run’s day: see its row"), shows=None)
    table = Table(
        request, runs, caption=Words("判定记录", "Determinations"), columns=columns, filters=run_filter(acting.place),
        export=export,
    )  # fmt: skip
    running = runs.filter(state=Run.State.RUNNING)
    context = {
        "table": table,
        "choices": _places_to_determine(acting),
        "earlier_day": q.earlier_day(q.last_run()),
        "running": [(one.id, _of_whom(one)) for one in running],
    }
    return table.answer("entitlements/runs.html", context)


def _places_to_determine(acting: Acting) -> list[tuple[str, Any]]:
    """Return what the post may have determined now: everybody, its own place, those below."""
    own = EVERYBODY if acting.place == settings.COUNTY else name_of(acting.place)
    found = [(acting.place, own)] if may_begin(acting, acting.place) else []
    return [*found, *(places_below(acting.place) if acting.may(DETERMINE_PLACE, RUN) else [])]


def may_begin(acting: Acting, place: str) -> bool:
    """Whether the post may have a place of its area, as it is today, determined now."""
    if place == settings.COUNTY:
        return acting.may(DETERMINE, RUN)
    is_place = level_of(place) >= 4 and held_on(place, timezone.localdate()) is not None
    return is_place and acting.may(DETERMINE_PLACE, RUN)


def _of_whom(run: Any) -> Any:
    return EVERYBODY if run.place is None else zh(full_name(run.place, from_level=4))


def _answers_made(run: Run) -> int | Words:
    return Words("尚无", "none so far") if run.rows is None else run.rows


@login_required
def run(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one run: what it read, under which law, and what changed."""
    acting = who_sees_runs()
    found = get_object_or_404(q.runs_seen(acting), id=key)
    words, tone = STATE[found.state]
    context: dict[str, Any] = {
        "run": found,
        "of_whom": _of_whom(found),
        "state": words,
        "tone": tone,
        "why": WHY[found.why],
        "law": [(q.programme_name(key), version) for key, version in found.law.items()],
        "left_out": [q.programme_name(key) for key in found.left_out],
        "percent": round(found.share * 100),
    }
    if found.state == Run.State.DONE and acting.may(READ, OUTCOME):
        if not q.is_first(found):
            context["causes"] = [
                (BECAUSE[cause], Difference.objects.filter(run=found, because__contains=[cause]).count())
                for cause in BECAUSE
            ]
        changed = changed_table(request, found, q.changed_in(acting.place, found), filters_for(acting.place))
        return changed.answer("entitlements/run.html", context)
    return render(request, "entitlements/run.html", context)


@login_required
@require_POST
def start_run(request: HttpRequest) -> HttpResponse:
    """Determine everybody now, or the place that was asked for."""
    from jiahe.entitlements.tasks import determine_register

    try:
        begun = begin_run(why=Run.Why.ASKED, place=request.POST.get("place") or None)
    except AlreadyRunning:
        messages.info(request, str(Words("已经在进行，请等它完成。", "A run goes on already. Wait for it to end.")))
        return redirect("runs")
    except Refused as refused:
        messages.error(request, str(refused.words))
        return redirect("runs")
    except PlacesError as error:
        messages.error(request, str(Words(error.zh, str(error))))
        return redirect("runs")
    determine_register.defer(run=str(begun.id))
    return redirect("run", begun.id)
