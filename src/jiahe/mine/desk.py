"""The desk: requests about data to be answered, and what was erased each night."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jiahe.mine.actions import AlreadyDecided, NotCorrected, decide
from jiahe.mine.erasing import stays_of
from jiahe.mine.forms import FORMS, DecisionForm
from jiahe.mine.models import Request
from jiahe.mine.queries import item_words
from jiahe.mine.remedies import is_acted_on, remedies_of
from jiahe.mine.views import STATES
from jiahe.people.queries import read_person
from jiahe.people.timeline import name_of
from jiahe.trust.acting import require
from jiahe.trust.models import RetentionRun
from jiahe.trust.permissions import CORRECT, DECIDE, PERSON, REQUEST, RUN, SEE_RUNS
from jiahe.web.tables import Choice, Column, Export, Table
from jiahe.web.tags import Tag
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words


@login_required
def request_list(request: HttpRequest) -> HttpResponse:
    """Show the requests of the acting post's place, those that are due soonest first."""
    require(DECIDE, REQUEST)
    columns = [
        Column(
            "name", Words("谁的资料", "Whose data"), lambda one: name_of(one.person), kind="name", heads_row=True,
            link=lambda one: reverse("request", args=[one.id]),
        ),
        Column("kind", Words("请求", "Request"), lambda one: str(FORMS[one.kind][1])),
        Column("item", Words("哪一项", "About"), lambda one: str(item_words(one.item))),
        Column("asked_at", Words("提出", "Asked"), kind="moment", sort="asked_at"),
        Column("due_on", Words("最迟答复", "Due"), kind="day", sort="due_on"),
        Column("state", Words("状态", "State"), _state),
    ]  # fmt: skip
    states = [(str(key), tag.words) for key, tag in STATES.items()]
    table = Table(
        request, Request.objects.select_related("person").order_by("due_on", "id"),
        caption=Words("关于资料的请求", "Requests about data"), columns=columns, order="due_on",
        filters=[Choice("state", Words("状态", "State"), states, "state")],
        empty=Words("没有人提出请求。", "Nobody has asked for anything."),
    )  # fmt: skip
    return table.answer("mine/request_list.html")


def _state(one: Request) -> Tag:
    if one.state == Request.State.OPEN and one.due_on < timezone.localdate():
        return Tag(Words("已超期", "overdue"), "bad")
    return STATES[one.state]


@login_required
def request(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one request and the forms that put right what it is about; answer it."""
    acting = require(DECIDE, REQUEST)
    found = Request.objects.filter(id=key).select_related("decided_by").first()
    person = read_person(found.person_id, page="request") if found is not None else None
    if found is None or person is None:
        raise Http404
    is_erasure = found.kind == Request.Kind.ERASURE
    form = DecisionForm(request.POST if request.method == "POST" else None, is_erasure=is_erasure)
    if request.method == "POST" and form.is_valid():
        got = form.cleaned_data
        try:
            decide(
                request=key, granted=got["granted"] != "no", unchanged=got["granted"] == "unchanged",
                answer=got["answer"], law=got["law"], appeal=got["appeal"],
            )  # fmt: skip
        except AlreadyDecided:
            messages.info(request, str(Words("别人已经答复了。", "Somebody has answered it already.")))
            return redirect("request", key)
        except NotCorrected:
            form.add_error("granted", str(_NOT_CORRECTED))
        else:
            messages.success(request, str(Words("已答复，本人可以看到。", "Answered. The person can read it.")))
            return redirect("requests")
    is_open = found.state == Request.State.OPEN
    acted_on = is_open and is_acted_on(found)
    may_correct = is_open and acting.may(CORRECT, PERSON)
    context = {
        "request_made": found,
        "person": person,
        "name": zh(name_of(person)),
        "title": FORMS[found.kind][1],
        "item": item_words(found.item),
        "is_erasure": is_erasure,
        "stays": stays_of(found.item, found.person_id) if is_erasure else None,
        "state": _state(found),
        "form": form if is_open else None,
        "acted_on": acted_on,
        "remedies": remedies_of(found, person, acted_on=acted_on) if may_correct else (),
    }
    return render(request, "mine/request.html", context, status=422 if form.is_bound and form.errors else 200)


_NOT_CORRECTED = Words(
    "本岗位还没有按这个请求更正登记。请先用上面的表单更正，再答复；核实后不用改的，请选“登记不用改”。",
    "Your post has not put the register right for this request. Do so by a form above, then answer; if nothing was to "
    "change, say so.",
)


@login_required
def retention(request: HttpRequest) -> HttpResponse:
    """Show how much was erased each night."""
    require(SEE_RUNS, RUN)
    columns = [
        Column("at", Words("何时", "When"), kind="moment", sort="at", heads_row=True),
        Column("sum", Words("删除多少", "Erased"), lambda one: sum(one.counts.values()), kind="number"),
        Column("what", Words("其中", "Of which"), _what, kind="name"),
    ]
    table = Table(
        request, RetentionRun.objects.order_by("-at"), caption=Words("每晚的到期删除", "Erasure, night by night"),
        columns=columns, export=Export(rests_on=_PERIODS, shows=None),
        empty=Words("还没有删除过。", "Nothing was erased yet."),
    )  # fmt: skip
    return table.answer("mine/retention.html")


_PERIODS = Words("个人信息处理记录所列的保存期限", "the periods of keeping that the record of processing states")


def _what(one: RetentionRun) -> str:
    return "; ".join(f"{name} {count:,}" for name, count in one.counts.items() if count) or "0"
