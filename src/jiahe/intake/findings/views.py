"""The pages of findings: those of a place, and one with what to do about it. Figures are in place_views.py."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from procrastinate.exceptions import AlreadyEnqueued

from jiahe.intake.changes import HIDDEN, in_words
from jiahe.intake.conflicts import NUMBERS_HEARD
from jiahe.intake.findings import queries as q
from jiahe.intake.findings.actions import answer, close, send_back
from jiahe.intake.findings.forms import RETURN, AnswerForm, DecisionForm
from jiahe.intake.findings.models import Finding, FindingStep
from jiahe.intake.findings.rules import RULES, SEVERITIES
from jiahe.intake.sources import SOURCES
from jiahe.people.models import words_of
from jiahe.people.queries import read_person
from jiahe.people.timeline import name_of
from jiahe.places.divisions import place_range
from jiahe.places.models import Post
from jiahe.places.naming import full_name, inside
from jiahe.places.naming import name_of as place_name
from jiahe.trust.acting import Acting, require
from jiahe.trust.permissions import ANSWER, CLOSE, FINDING, READ
from jiahe.web.refusal import Refused
from jiahe.web.tables import Choice, Column, Contains, Export, Persons, Table, Tells
from jiahe.web.tags import Tag
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words

STATES = {
    Finding.State.OPEN: Tag(Words("待核实", "To be looked into"), "attention"),
    Finding.State.REOPENED: Tag(Words("重新打开", "Opened again"), "attention"),
    Finding.State.ANSWERED: Tag(Words("已答复，待办结", "Answered, to be closed"), "info"),
    Finding.State.CLOSED: Tag(Words("已办结", "Closed"), "good"),
}
_SHOWN: dict[str, tuple[Words, tuple[str, ...]]] = {
    "open": (Words("待核实", "To be looked into"), q.TO_DO),
    "answered": (Words("待办结", "To be closed"), (Finding.State.ANSWERED,)),
    "closed": (Words("已办结", "Closed"), (Finding.State.CLOSED,)),
}
_TONES = {"wrong": "bad", "doubt": "attention", "gap": "neutral"}


def state_of(one: Finding) -> Tag:
    """Return how a finding stands, as a tag."""
    if one.state in q.TO_DO and one.due_on < timezone.localdate():
        return Tag(Words("已超期", "overdue"), "bad")
    return STATES[Finding.State(one.state)]


def rule_words(key: str) -> Words:
    """Return what a rule is called; its key when there is no such rule any more."""
    return RULES[key].words if key in RULES else Words(key, key)


def _says(one: Finding) -> str:
    return RULES[one.rule].sentence(one.what) if one.rule in RULES else ""


@login_required
def findings(request: HttpRequest) -> HttpResponse:
    """Show the findings of the acting post's place."""
    acting = require(READ, FINDING)
    shown = request.GET.get("show", "open")
    if shown not in _SHOWN:
        raise Http404
    here = q.findings_in(acting.place)
    table = _table(request, here.filter(state__in=_SHOWN[shown][1]), acting, _SHOWN[shown][0])
    counts = {key: here.filter(state__in=states).count() for key, (_, states) in _SHOWN.items()}
    context = {
        "place": zh(full_name(acting.place, from_level=3)),
        "code": acting.place,
        "tabs": [(key, words, counts[key], key == shown) for key, (words, _) in _SHOWN.items()],
        "check": q.last_check(acting.place),
        "off": q.rules_off(),
        "may_ask": acting.may(ANSWER, FINDING),
    }
    return table.answer("findings/findings.html", context)


def _table(request: HttpRequest, rows: Any, acting: Acting, how: Words) -> Table:
    columns = [
        Column(
            "name", Words("姓名", "Name"), lambda row: name_of(row.person), kind="name", heads_row=True,
            sort="person__name", link=lambda row: reverse("finding", args=[row.id]),
        ),
        Column("rule", Words("问题", "Finding"), lambda row: str(rule_words(row.rule)), sort="rule"),
        Column("says", Words("记录怎么写", "What the record says"), _says),
        Column("village", Words("村（社区）", "Village"), lambda row: place_name(row.place), kind="name", sort="place"),
        Column("owner", Words("谁来核实", "Looked into by"), _owner),
        Column("due_on", Words("最迟答复", "Due"), kind="day", sort="due_on"),
        Column("state", Words("状态", "State"), state_of),
    ]  # fmt: skip
    places = [(one.code, one.name) for one in inside(acting.place)]
    filters: list[Choice | Contains] = [
        Choice("rule", Words("问题", "Finding"), [(key, rule.words) for key, rule in RULES.items()], "rule"),
        Contains("name", Words("姓名", "Name"), "person__name__contains"),
    ]
    if places:
        where = Words("地方", "Place")
        filters.insert(0, Choice("place", where, places, _within))
    return Table(
        request, rows, caption=Words(f"记录中的问题：{how.zh}", f"Findings in the record: {how.en}"), columns=columns,
        filters=filters, empty=Words("没有问题。", "There is nothing."),
        shows=Tells("list:findings", _both),
        export=Export(rests_on=_rules, shows=Persons(FINDING, "export:findings", _both)),
    )  # fmt: skip


def _both(one: Finding) -> tuple[UUID, UUID | None]:
    return one.person_id, one.other_id


def _rules() -> str:
    names = str(Words("、", ", ")).join(str(one.words) for one in RULES.values())
    return Words("核查规则：{names}", "the rules of the search: {names}").format(names=names)


def _within(rows: Any, code: str) -> Any:
    return rows.filter(place__range=place_range(code))


def _owner(one: Finding) -> str | None:
    return _post(one.owner) if one.owner is not None else None


def _post(post: Post) -> str:
    return str(Words(post.title, post.title_en))


@login_required
def finding(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one finding, answer it, or decide about the answer."""
    acting = require(READ, FINDING)
    found = q.finding_of(key)
    person = read_person(found.person_id, page="finding") if found is not None else None
    if found is None or person is None:
        raise Http404
    other = read_person(found.other_id, page="finding") if found.other_id is not None else None
    steps = q.steps_of(found)
    own = q.answered_by(steps, acting.account)
    form = _form(request, found, acting, own)
    if form is not None and form.is_bound and form.is_valid() and _done(request, found, form):
        return redirect("finding", key)
    rule = RULES.get(found.rule)
    context = {
        "title": rule_words(found.rule),
        "finding": found,
        "says": _says(found),
        "sources": [
            (words_of(column), _value(column, one["now"]), _value(column, one["says"]), _by(one))
            for one in found.what.get("said", ())
            for column in [one["column"]]
        ],
        "rule": rule,
        "severity": Tag(SEVERITIES[rule.severity], _TONES[rule.severity]) if rule else None,
        "state": state_of(found),
        "person": person,
        "name": zh(name_of(person)),
        "other": other,
        "other_name": zh(name_of(other)) if other else None,
        "place": zh(full_name(found.place, from_level=4)),
        "owner": _owner(found),
        "steps": [(one, *_said(one), _post(one.post)) for one in steps],
        "form": form,
        "is_own": own and found.state == Finding.State.ANSWERED and acting.may(CLOSE, FINDING),
        "waits": found.state == Finding.State.ANSWERED and not acting.may(CLOSE, FINDING),
    }
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, "findings/finding.html", context, status=status)


_LIVING = Words("在世", "living")


def _by(said: dict[str, Any]) -> Words:
    """Return what says something: the source, and which of its offices."""
    source = SOURCES[said["by"]]
    office = source.offices.get(said.get("office", ""))
    return Words(f"{source.words.zh}（{office.zh}）", f"{source.words} ({office.en})") if office else source.words


def _value(column: str, value: Any) -> Any:
    """Return what a side says; of a number only that it has one, and of no death that the person lives."""
    if column == "death_date" and value is None:
        return str(_LIVING)
    return HIDDEN if column in NUMBERS_HEARD else in_words(column, value)


def _form(request: HttpRequest, found: Finding, acting: Acting, own: bool) -> AnswerForm | DecisionForm | None:
    """Return the form that the acting post has for a finding as it stands; None when there is nothing for it to do.

    One that was sent stays the form that it was, with what was typed, though somebody has taken the step meanwhile: the
    database then says so. Raises PermissionDenied where the post may not send it, whatever it says.
    """
    if request.method == "POST":
        answers = "proof" in request.POST
        require(ANSWER if answers else CLOSE, FINDING)
        return AnswerForm(request.POST) if answers else DecisionForm(request.POST)
    if found.state in q.TO_DO:
        return AnswerForm() if acting.may(ANSWER, FINDING) else None
    if not acting.may(CLOSE, FINDING) or (found.state == Finding.State.ANSWERED and own):
        return None
    return DecisionForm(closed=found.state == Finding.State.CLOSED)


def _done(request: HttpRequest, found: Finding, form: AnswerForm | DecisionForm) -> bool:
    """Take the step that a form asks for; what keeps it from being taken stands in the form."""
    got = form.cleaned_data
    try:
        if isinstance(form, AnswerForm):
            answer(finding=found.id, **got)
            said = Words("已答复，等别人办结。", "Answered. Somebody else will close it.")
        elif got["decision"] == RETURN:
            send_back(finding=found.id, text=got["text"])
            said = Words("已退回。", "Sent back.")
        else:
            close(finding=found.id, text=got["text"])
            said = Words("已办结。", "Closed.")
    except Refused as refused:
        form.add_error(None, str(refused.words))
        return False
    messages.success(request, str(said))
    return True


_VERBS = {
    "answer": Words("答复", "Answered"),
    "close": Words("办结", "Closed"),
    "return": Words("退回", "Sent back"),
    "settle": Words("自行消除", "Settled by itself"),
    "again": Words("重新打开", "Opened again"),
}
_WHY = {
    "mended": Words("记错了，已经改好", "It was wrong and has been mended"),
    "right": Words("记录无误", "The record is right"),
    "still": Words("说是已经改好，核查时记录仍是这样。", "It was said to be mended, but the record still says so."),
    "changed": Words("办结之后，记录又变了。", "The record has changed since it was closed."),
    "back": Words("曾经消除，又出现了。", "It had been settled, and is so again."),
}
_SETTLED = Words("核查时已经没有这个问题：记录改过了。", "The search no longer found it: the record has changed.")


def _said(step: FindingStep) -> tuple[Words, Words | None]:
    """Return what a step was, and why."""
    return _VERBS[step.verb], _SETTLED if step.verb == FindingStep.Verb.SETTLE else _WHY.get(step.why)


@login_required
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Look for findings in the acting post's place now, in the background."""
    from jiahe.intake.findings.tasks import look_again

    acting = require(ANSWER, FINDING)
    try:
        with transaction.atomic():
            look_again.configure(queueing_lock=f"findings-{acting.place}").defer(place=acting.place)
        said = Words(
            "正在后台核查，一两分钟后刷新本页。", "The search is under way. Open this page again in a minute or two."
        )
    except AlreadyEnqueued:
        said = Words("核查已经在排队，请稍候。", "A search is waiting already. Please be patient.")
    messages.info(request, str(said))
    return redirect("findings")
