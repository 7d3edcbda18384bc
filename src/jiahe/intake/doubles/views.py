"""The pages of records that may be about one person: the list, and two of them side by side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jiahe.intake.doubles import actions
from jiahe.intake.doubles.forms import MergeForm
from jiahe.intake.doubles.models import Pair
from jiahe.intake.doubles.sides import Side, effect_of, lines, side_of_person, side_of_row, weights
from jiahe.intake.matching import REASONS
from jiahe.intake.models import Row
from jiahe.people.timeline import name_of
from jiahe.places.naming import name_of as place_name
from jiahe.trust.acting import log_rows, require
from jiahe.trust.permissions import CORRECT, PERSON
from jiahe.web.refusal import Refused
from jiahe.web.tables import REGISTER, Column, Export, Persons, Table, Tells
from jiahe.web.tags import Tag
from jiahe.web.words import Words

TITLE = Words("可能重复的档案", "Perhaps the same person")
_ANSWERS = {
    Pair.Answer.OPEN: (Words("待定", "Open"), "attention"),
    Pair.Answer.SAME: (Words("同一人", "One person"), "good"),
    Pair.Answer.OTHER: (Words("不是同一人", "Two people"), "neutral"),
}
_SHOWN = {"open": Words("待定", "Open"), "decided": Words("已定", "Decided")}
_PARTED = Words("合并过，又撤销了", "Merged, and parted again"), "neutral"


def open_pairs(load: UUID | None = None) -> Any:
    """Return the pairs that wait for a decision, the likeliest first; of one file only, if one is given."""
    found = Pair.objects.filter(answer=Pair.Answer.OPEN).exclude(other=F("person"))  # made one by another merge
    if load is not None:
        found = found.filter(load=load)
    return found.order_by("-weight", "id")


@login_required
def pairs(request: HttpRequest) -> HttpResponse:
    """Show the pairs of the acting post's place that wait, or those that were decided."""
    require(CORRECT, PERSON)
    show = request.GET.get("show", "open")
    if show not in _SHOWN:
        raise Http404
    waiting = open_pairs(_load_of(request))
    decided = Pair.objects.exclude(answer=Pair.Answer.OPEN).order_by("-answered_at", "id")
    rows = waiting if show == "open" else decided
    columns = [
        Column(
            "person", Words("登记册里的人", "In the register"), lambda one: name_of(one.person), kind="name",
            heads_row=True, link=lambda one: reverse("double", args=[one.id]),
        ),
        Column("other", Words("与谁相近", "Much alike"), _other, kind="name"),
        Column(
            "village", Words("村（社区）", "Village"), lambda one: place_name(one.person.hukou_place), kind="name"
        ),
        Column("why", Words("为什么要人看", "Why somebody must look"), lambda one: str(REASONS[one.why])),
        Column("weight", Words("像的程度", "How alike"), _how_alike, sort="weight"),
        Column("found_at", Words("发现", "Found"), kind="moment", sort="found_at"),
        Column("answer", Words("结果", "Decided"), lambda one: Tag(*_answer_of(one))),
    ]  # fmt: skip
    caption = Words(f"{TITLE.zh}：{_SHOWN[show].zh}", f"{TITLE.en}: {_SHOWN[show].en}")
    table = Table(
        request, rows.select_related("person", "other", "load", "merge"), caption=caption, columns=columns,
        shows=Tells("list:doubles", _both),
        export=Export(rests_on=REGISTER, shows=Persons(PERSON, "export:doubles", _both)),
        empty=Words("没有要看的。", "There is nothing to look at."),
    )  # fmt: skip
    counts = {"open": waiting.count(), "decided": decided.count()}
    tabs = [(key, words, counts[key], key == show) for key, words in _SHOWN.items()]
    return table.answer("doubles/pairs.html", {"title": TITLE, "tabs": tabs, "first": waiting.first()})


def _both(one: Pair) -> tuple[UUID, UUID | None]:
    return one.person_id, one.other_id


def _load_of(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET["load"]) if "load" in request.GET else None
    except ValueError:
        raise Http404 from None


def _other(one: Pair) -> str:
    if one.load is None:
        return name_of(one.other)
    return str(Words("文件“{name}”里的一行", "a row of the file “{name}”")).format(name=one.load.file_name)


def _how_alike(one: Pair) -> str:
    """Return in words how alike two records are: weights in bits say nothing to a clerk."""
    return str(next(words for least, words in _ALIKE if one.weight >= least))


_ALIKE = (
    (10.0, Words("极像", "extremely")),
    (5.0, Words("很像", "very")),
    (float("-inf"), Words("有些像", "somewhat")),
)
"""From how many bits on: ten are a thousand times likelier one person than two."""


def _answer_of(one: Pair) -> tuple[Words, str]:
    if one.merge is not None and one.merge.undone_at is not None:
        return _PARTED
    return _ANSWERS[Pair.Answer(one.answer)]


@login_required
def pair(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show two records side by side with their families, and what speaks for and against; and decide."""
    require(CORRECT, PERSON)
    found = Pair.objects.select_related("load", "merge").filter(id=key).first()
    sides = _sides(found) if found is not None else None
    if found is None or sides is None:
        raise Http404
    one, other = sides
    form = None
    if one.person is not None and other.person is not None and found.answer == Pair.Answer.OPEN:
        sent = request.POST if request.method == "POST" and "keep" in request.POST else None
        form = MergeForm(sent, people=(one.person, other.person))
    if request.method == "POST" and found.answer != Pair.Answer.OPEN:
        messages.info(request, str(_DECIDED))
        return redirect("double", key)
    if request.method == "POST" and _decided(request, found, form):
        following = open_pairs(found.load_id).first()
        return redirect("double", following.id) if following is not None else redirect("doubles")
    context = {
        "title": TITLE,
        "pair": found,
        "sides": sides,
        "lines": lines(one, other),
        "weights": weights(found),
        "why": REASONS[found.why],
        "state": Tag(*_answer_of(found)),
        "is_open": found.answer == Pair.Answer.OPEN,
        "form": form,
        "effect": _effect(found, one),
        "next": open_pairs(found.load_id).exclude(id=key).filter(weight__lte=found.weight).first(),
        "left": open_pairs(found.load_id).count(),
    }
    return render(request, "doubles/pair.html", context, status=422 if form is not None and form.errors else 200)


_DECIDED = Words("这一对已经有人决定过，没有重复办理。", "This pair has been decided already; nothing was done twice.")


def _sides(found: Pair) -> tuple[Side, Side] | None:
    one = side_of_person(found.person_id)
    if found.load is None:
        other = side_of_person(found.other_id) if found.other_id != found.person_id else one
    else:
        row = Row.objects.filter(id=found.row).first()
        other = side_of_row(found.load, row) if row is not None else None
        log_rows(found.load.id, 1 if one is not None and other is not None else 0, page="double")
    return (one, other) if one is not None and other is not None else None


def _effect(found: Pair, one: Side) -> str:
    """Return what follows when a row is taken as one about the person beside it."""
    row = Row.objects.filter(id=found.row).first() if found.load is not None else None
    if found.load is None or row is None or one.person is None or found.answer != Pair.Answer.OPEN:
        return ""
    return effect_of(found.load, row, one.person)


def _decided(request: HttpRequest, found: Pair, form: MergeForm | None) -> bool:
    """Do what was decided, and say so; what keeps it from being done is said, in the form where there is one."""
    answer = request.POST.get("answer", "")
    try:
        if form is not None and form.is_bound:
            if not form.is_valid():
                return False
            got = form.cleaned_data
            actions.merge_pair(
                pair=found.id, keep=UUID(got["keep"]), reason=got["reason"], source=got["source"],
                learned_on=timezone.localdate(),
            )  # fmt: skip
            said = Words("已合并。合并错了，可在此人的页面撤销。", "Merged. It can be undone on the person's page.")
        elif found.load is not None and answer in (Pair.Answer.SAME, Pair.Answer.OTHER):
            actions.decide_row(pair=found.id, same=answer == Pair.Answer.SAME)
            said = Words("已记下。", "Noted.")
        elif found.load is None and answer == Pair.Answer.OTHER:
            actions.part_pair(pair=found.id)
            said = Words("已记下：不是同一人，以后不再问。", "Noted: two people. It will not be asked again.")
        else:
            raise Http404
    except Refused as refused:
        if form is not None and form.is_bound:
            form.add_error(None, str(refused.words))
        else:
            messages.error(request, str(refused.words))
        return False
    messages.success(request, str(said))
    return True
