"""The pages of the runs: which there were, what one read and changed, and beginning another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiahe.entitlements import queries as q
from jiahe.entitlements.lists import BECAUSE, changed_table
from jiahe.entitlements.models import Difference, Run
from jiahe.entitlements.runs import AlreadyRunning, begin_run
from jiahe.trust.acting import for_the_county, require
from jiahe.trust.permissions import DETERMINE, OUTCOME, READ, RUN, SEE_RUNS
from jiahe.web.tables import Column, Export, Table
from jiahe.web.tags import Tag
from jiahe.web.words import Words

WHY = {"nightly": Words("每晚例行", "nightly"), "asked": Words("有人要求", "asked for")}
STATE = {
    "running": (Words("进行中", "Running"), "info"),
    "done": (Words("已完成", "Done"), "good"),
    "failed": (Words("没有完成", "Failed"), "bad"),
}


@login_required
def run_list(request: HttpRequest) -> HttpResponse:
    """Show the runs, the last first."""
    acting = require(SEE_RUNS, RUN)
    columns = [
        Column(
            "started_at", Words("开始", "Began"), kind="moment", sort="started_at", heads_row=True,
            link=lambda run: reverse("run", args=[run.id]),
        ),
        Column("on", Words("按哪天的政策", "Law of"), kind="day"),
        Column("why", Words("为什么", "Why"), lambda run: str(WHY[run.why])),
        Column("state", Words("状态", "State"), lambda run: Tag(*STATE[run.state])),
        Column("rows", Words("答案数", "Answers"), _answers_made, kind="number"),
    ]  # fmt: skip
    runs = Run.objects.order_by("-started_at")
    export = Export(rests_on=Words("每次判定当天的规定，见各行", "the law of each run’s day: see its row"), shows=None)
    table = Table(request, runs, caption=Words("判定记录", "Determinations"), columns=columns, export=export)
    running = runs.filter(state=Run.State.RUNNING).first()
    context = {"table": table, "may_start": acting.may(DETERMINE, RUN), "running": running}
    return table.answer("entitlements/runs.html", context)


def _answers_made(run: Run) -> int | Words:
    return Words("尚无", "none so far") if run.rows is None else run.rows


@login_required
def run(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one run: what it read, under which law, and what changed."""
    acting = require(SEE_RUNS, RUN)
    found = get_object_or_404(Run, id=key)
    words, tone = STATE[found.state]
    context: dict[str, Any] = {
        "run": found,
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
        changed = changed_table(request, found, q.changed_in(acting.place, found))
        return changed.answer("entitlements/run.html", context)
    return render(request, "entitlements/run.html", context)


@login_required
@require_POST
def start_run(request: HttpRequest) -> HttpResponse:
    """Determine everybody now."""
    from jiahe.entitlements.tasks import determine_register

    require(DETERMINE, RUN)
    try:
        with for_the_county():
            begun = begin_run(why=Run.Why.ASKED)
    except AlreadyRunning:
        messages.info(request, str(Words("已经在进行，请等它完成。", "A run goes on already. Wait for it to end.")))
        return redirect("runs")
    determine_register.defer(run=str(begun.id))
    return redirect("run", begun.id)
