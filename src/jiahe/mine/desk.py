"""The desk: requests about data to be answered, and what was erased each night."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jiahe.mine.actions import AlreadyDecided, NotCorrected, decide, hand_over, take_on
from jiahe.mine.cases import STATES, colleagues_for, history_of, nobody_has, owner_of, state_of, with_steps
from jiahe.mine.erasing import stays_of
from jiahe.mine.forms import FORMS, DecisionForm, HandForm
from jiahe.mine.items import item_words
from jiahe.mine.models import Request
from jiahe.mine.remedies import opening, remedies_of
from jiahe.people.models import Person
from jiahe.people.queries import read_person
from jiahe.people.timeline import name_of
from jiahe.trust.acting import Acting, log_read, require
from jiahe.trust.models import RetentionRun
from jiahe.trust.permissions import CORRECT, DECIDE, PERSON, REQUEST, RUN, SEE_RUNS
from jiahe.web.refusal import Refused
from jiahe.web.tables import Choice, Column, Export, Table, Tells
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words


@login_required
def request_list(request: HttpRequest) -> HttpResponse:
    """Show the requests of the acting post's place, those that are due soonest first."""
    acting = require(DECIDE, REQUEST)
    columns = [
        Column(
            "name", Words("谁的资料", "Whose data"), lambda one: name_of(_person(one)), kind="name", heads_row=True,
            link=lambda one: reverse("request", args=[one.id]),
        ),
        Column("kind", Words("请求", "Request"), lambda one: str(FORMS[one.kind][1])),
        Column("item", Words("哪一项", "About"), lambda one: str(item_words(one.item))),
        Column("asked_at", Words("提出", "Asked"), kind="moment", sort="asked_at"),
        Column("due_on", Words("最迟答复", "Due"), kind="day", sort="due_on"),
        Column("state", Words("状态", "State"), state_of),
        Column("owner", Words("谁在办", "Seen to by"), lambda one: str(owner_of(one) or "") or None),
    ]  # fmt: skip
    states = [(str(key), tag.words) for key, tag in STATES.items()]
    table = Table(
        request, Request.objects.select_related("owner").prefetch_related("person").order_by("due_on", "id"),
        caption=Words("关于资料的请求", "Requests about data"), columns=columns, order="due_on",
        shows=Tells("list:requests", lambda one: [one.person_id]),
        filters=[
            Choice("state", Words("状态", "State"), states, "state"),
            Choice("owner", Words("谁在办", "Seen to by"), _OWNERS, partial(_owned, acting)),
            Choice("due", Words("期限", "Time"), [("overdue", Words("已超期", "overdue"))], _overdue),
        ],
        empty=Words("没有人提出请求。", "Nobody has asked for anything."),
    )  # fmt: skip
    return table.answer("mine/request_list.html")


def _person(request: Request) -> Person | None:
    """Return whom a request is about; None: somebody who has left the acting post's place."""
    try:
        return request.person
    except Person.DoesNotExist:
        return None


_OWNERS = [("me", Words("我", "me")), ("nobody", Words("还没有人", "nobody yet"))]


def _owned(acting: Acting, rows: QuerySet[Request], value: str) -> QuerySet[Request]:
    if value == "me":
        return rows.filter(owner_account=acting.account)
    return rows.filter(nobody_has(), state=Request.State.OPEN)


def _overdue(rows: QuerySet[Request], _: str) -> QuerySet[Request]:
    return rows.filter(state=Request.State.OPEN, due_on__lt=timezone.localdate())


@login_required
def request(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one request, what was done about it, and the forms that put right what it is about; take the next step.

    Who sees to it goes on when the person has moved away; of the person nothing is shown then.
    """
    acting = require(DECIDE, REQUEST)
    rows = Request.objects.filter(id=key).select_related("decided_by", "owner", "owner_account")
    found = with_steps(rows, names=True).first()
    if found is None:
        raise Http404
    person = read_person(found.person_id, page="request")
    if person is None:
        log_read(found.person_id, page="request")
    is_erasure, is_open = found.kind == Request.Kind.ERASURE, found.state == Request.State.OPEN
    form, hand = _forms(request, found, acting, is_erasure=is_erasure)
    try:
        if request.POST.get("do") == "take":
            take_on(request=key)
            messages.success(request, str(Words("由您办理。", "It is yours now.")))
            return redirect("request", key)
        if hand is not None and hand.is_bound and hand.is_valid():
            hand_over(request=key, holding=int(hand.cleaned_data["colleague"]))
            messages.success(request, str(Words("已转给同事。", "Handed to your colleague.")))
            return redirect("request", key) if person is not None else redirect("requests")
        if form.is_bound and form.is_valid() and _answered(key, form):
            messages.success(request, str(Words("已答复，本人可以看到。", "Answered. The person can read it.")))
            return redirect("requests")
    except AlreadyDecided:
        messages.info(request, str(Words("别人已经答复了。", "Somebody has answered it already.")))
        return redirect("request", key)
    except Refused as refused:
        messages.warning(request, str(refused.words))
        return redirect("request", key)
    says_what_stays = is_erasure and person is not None
    remedies = remedies_of(found, person) if is_open and person is not None else []
    is_mine = found.owner_account_id == acting.account and found.owner_id == acting.post
    is_shown = found.owner_id is None or is_mine or form.is_bound
    context = {
        "request_made": found,
        "person": person,
        "name": zh(name_of(person)),
        "title": FORMS[found.kind][1],
        "item": item_words(found.item),
        "says_what_stays": says_what_stays,
        "stays": stays_of(found.item, found.person_id) if says_what_stays else None,
        "state": state_of(found),
        "owner": owner_of(found),
        "steps": history_of(found, names=True),
        "may_take": is_open and not is_mine,
        "form": form if is_open and is_shown else None,
        "hand": hand if is_open and is_shown else None,
        "acted_on": is_open and found.acted_by_id is not None,
        "opening": opening(found, remedies),
        "remedies": remedies if acting.may(CORRECT, PERSON) else (),
    }
    wrong = any(one is not None and one.is_bound and one.errors for one in (form, hand))
    return render(request, "mine/request.html", context, status=422 if wrong else 200)


def _forms(
    request: HttpRequest, found: Request, acting: Acting, *, is_erasure: bool
) -> tuple[DecisionForm, HandForm | None]:
    """Return the form of the answer, and that by which a colleague is chosen; None: there is no colleague."""
    sent = request.POST if request.method == "POST" and "do" not in request.POST else None
    hands = sent is not None and "colleague" in sent
    form = DecisionForm(None if hands else sent, is_erasure=is_erasure)
    colleagues = colleagues_for(found, acting) if found.state == Request.State.OPEN else []
    return form, HandForm(sent if hands else None, colleagues=colleagues) if colleagues or hands else None


def _answered(key: UUID, form: DecisionForm) -> bool:
    """Answer as the form says; what keeps it from being answered stands in the form."""
    got = form.cleaned_data
    try:
        decide(
            request=key, granted=got["granted"] != "no", unchanged=got["granted"] == "unchanged",
            answer=got["answer"], law=got["law"], appeal=got["appeal"],
        )  # fmt: skip
    except NotCorrected:
        form.add_error("granted", str(_NOT_CORRECTED))
    except Refused as refused:
        form.add_error(None, str(refused.words))
    else:
        return True
    return False


_NOT_CORRECTED = Words(
    "还没有按这个请求更正登记。请先用上面的表单更正，再答复；核实后不用改的，请选“登记不用改”。",
    "The register has not been put right for this request. Do so by a form above, then answer; if nothing was to "
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
