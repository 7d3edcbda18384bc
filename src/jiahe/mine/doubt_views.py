"""The pages of readings that look wrong to a person: saying so, and finding out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from jiahe.mine import doubts as d
from jiahe.mine.actions import AlreadyDecided
from jiahe.mine.models import Doubt
from jiahe.mine.views import own_page
from jiahe.trust.acting import require
from jiahe.trust.permissions import READ_LOG, SEE_LOG
from jiahe.trust.purposes import said
from jiahe.trust.queries import number_of
from jiahe.web.forms import Form, OneOf
from jiahe.web.refusal import Refused
from jiahe.web.tables import Choice, Column, Table
from jiahe.web.tags import Tag
from jiahe.web.words import Words

TITLE = Words("居民觉得不对的查阅", "Looks that residents doubt")


class DoubtForm(Form):
    """What looks wrong."""

    says = forms.CharField(
        label=Words("您觉得哪里不对", "What looks wrong to you"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=Words("例如：那天我没有去办事。", "For example: I asked for nothing on that day."),
        error_messages={"required": Words("请写明哪里不对。", "Write what looks wrong.")},
    )  # fmt: skip


class AnswerForm(Form):
    """What was found."""

    found = OneOf(
        label=Words("查实的结果", "What you found"),
        choices=[
            ("right", Words("查阅没有问题", "It was rightly read")),
            ("wrong", Words("不应当查阅", "It should not have been read")),
        ],
    )
    answer = forms.CharField(
        label=Words("理由和处理", "Why, and what was done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=Words(
            "本人会看到这段话。写清为什么看、怎么处理，不写工作人员的姓名。",
            "The person reads this. Why it was read and what was done; no names of staff.",
        ),
        error_messages={"required": Words("请写明理由。", "Write why.")},
    )  # fmt: skip


@login_required
def doubt(request: HttpRequest, key: UUID, reading: int) -> HttpResponse:
    """Let a person say that a reading of their record looks wrong."""
    person, context = own_page(key, "my-looked")
    read = d.reading_of(person.id, reading)
    if read is None:
        raise Http404
    form = DoubtForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = d.doubt(person=key, reading=reading, says=form.cleaned_data["says"])
        except Refused as refused:
            form.add_error(refused.field, str(refused.words))
        else:
            sent = Words("已收到，审计管理员最迟{day}答复您。", "Received. The audit administrator answers by {day}.")
            messages.success(request, sent.format(day=made.due_on))
            return redirect("my-looked", key)
    why = said(read.purpose, read.page)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "mine/doubt.html", {**context, "form": form, "read": read, "why": why}, status=status)


@login_required
def doubts(request: HttpRequest) -> HttpResponse:
    """Show what looks wrong to residents, what is due soonest first."""
    require(SEE_LOG, READ_LOG)
    table = Table(
        request,
        Doubt.objects.select_related("post").order_by("due_on", "id"),
        caption=TITLE,
        columns=[
            Column(
                "read_at", Words("查阅时间", "Read"), kind="moment", heads_row=True,
                link=lambda one: reverse("doubt", args=[one.id]),
            ),
            Column("post", Words("哪个岗位看的", "By which post"), _post),
            Column("says", Words("居民说", "The resident says"), kind="name"),
            Column("due_on", Words("最迟答复", "Due"), kind="day", sort="due_on"),
            Column("state", Words("状态", "State"), _state),
        ],
        order="due_on",
        filters=[Choice("state", Words("状态", "State"), [(key, tag.words) for key, tag in d.STATES.items()])],
        empty=Words("没有人觉得哪次查阅不对。", "Nobody doubts any look."),
    )  # fmt: skip
    return table.answer("mine/doubts.html", {"title": TITLE})


def _post(one: Doubt) -> str:
    return str(Words(one.post.title, one.post.title_en))


def _state(one: Doubt) -> Tag:
    if one.state == Doubt.State.OPEN and one.due_on < timezone.localdate():
        return Tag(Words("已超期", "overdue"), "bad")
    return d.STATES[one.state]


@login_required
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one, and answer it with what was found."""
    require(SEE_LOG, READ_LOG)
    found = get_object_or_404(Doubt.objects.select_related("post", "decided_by"), id=key)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        got = form.cleaned_data
        try:
            d.answer_doubt(doubt=key, wrong=got["found"] == "wrong", answer=got["answer"])
        except AlreadyDecided:
            messages.info(request, str(Words("别人已经答复了。", "Somebody has answered it already.")))
            return redirect("doubt", key)
        except Refused as refused:
            form.add_error(None, str(refused.words))
        else:
            messages.success(request, str(Words("已答复，本人可以看到。", "Answered. The person can read it.")))
            return redirect("doubts")
    context: dict[str, Any] = {
        "doubt": found,
        "title": TITLE,
        "post": _post(found),
        "why": said(found.purpose, found.page),
        "number": number_of(found.person_id),
        "state": _state(found),
        "form": form if found.state == Doubt.State.OPEN else None,
    }
    return render(request, "mine/doubt_answer.html", context, status=422 if form.is_bound and form.errors else 200)
