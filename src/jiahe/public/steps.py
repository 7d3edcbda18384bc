"""One step of the self-check: what was posted, and what comes of it. The form itself carries all that was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone

from jiahe.places.divisions import NATION
from jiahe.places.naming import divisions
from jiahe.public.forms import form_of, place_form
from jiahe.public.programmes import place_name
from jiahe.public.questions import BY_KEY, NOT_SURE, NOT_SURE_SAID, QUESTIONS, Answers, Field, Question
from jiahe.public.questions.child import MOST_SIBLINGS
from jiahe.public.selfcheck import ASK_AT_MOST, Check
from jiahe.web.words import Words, day

MORE = 4
"""How many more questions are asked when somebody wants to."""

OF_THE_FAMILY = ("who", "parents", "work", "certificate", "certificate_since", "mother_birth", "father_birth", "rural",
                 "lump_paid")  # fmt: skip
"""Answers that hold for every child of the same two parents; the others are asked for each child."""

_EARLIEST = dt.date(2008, 1, 1)


@dataclass(frozen=True)
class Said:
    """An answer as it is shown, with the question that changes it."""

    key: str
    question: Words
    answer: str


@dataclass(frozen=True)
class Step:
    """What to show: a question with its form, or the answer when there is no question left."""

    check: Check
    most: int
    question: Question | None = None
    form: forms.Form | None = None
    place_at: str = ""

    @property
    def answers(self) -> Answers:
        """What was answered so far."""
        return self.check.answers

    @property
    def ask(self) -> Field | None:
        """What the question asks first."""
        return self.question.fields(self.answers)[0] if self.question else None

    @property
    def needs_a_not_sure_button(self) -> bool:
        """Whether "not sure" is not among the choices."""
        return self.ask is not None and not self.ask.options

    @property
    def is_first_level(self) -> bool:
        """Whether a place is asked for and nothing of it is known yet."""
        return self.place_at in ("", NATION)

    @property
    def chosen_place(self) -> str:
        """The part of a place that is known."""
        return place_name(self.place_at)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The fields that the form carries on."""
        fixed = [("on", self.answers.on.isoformat()), ("most", str(self.most)), ("place_at", self.place_at)]
        return [*fixed, ("step", self.question.key if self.question else ""), *self.answers.given.items()]

    @property
    def other_children(self) -> list[tuple[int, dt.date]]:
        """The other children of the same parents that were named and live: a number, and the date of birth."""
        if self.answers.about_a_couple or self.answers.get("siblings") != "same":
            return []
        days = [(n, self.answers.day(f"sibling_{n}")) for n in range(1, MOST_SIBLINGS + 1)]
        return [(n, day) for n, day in days if day is not None and not self.answers.given.get(f"sibling_{n}_died")]

    @property
    def born(self) -> dt.date | None:
        """When the child was born that it is about."""
        return self.answers.day("birth")

    @property
    def may_ask_for_another(self) -> bool:
        """Whether it is about one child, so that it can be about another."""
        return not self.answers.about_a_couple

    @property
    def said(self) -> list[Said]:
        """What was answered so far, as people read it."""
        return [
            Said(one.key, one.fields(self.answers)[0].words, "；".join(_in_words(one, self.answers)))
            for one in QUESTIONS
            if self.answers.has(one.key)
        ]


def first_step() -> Step:
    """Return the first question."""
    return _ask(Answers(timezone.localdate(), {}), BY_KEY["who"], ASK_AT_MOST)


def step_after(posted: Mapping[str, str]) -> Step:
    """Return what follows from a posted form. Whatever cannot be read in it counts as not asked."""
    answers, most = _state(posted), _most(posted)
    verb, _, key = posted.get("do", "").partition(":")
    question = BY_KEY.get(posted.get("step", ""))
    if question is not None and not question.applies(answers):
        question = None
    if verb == "child" and not answers.about_a_couple:
        return _another(Step(Check(answers), most), key)
    if verb == "more":
        return _next(answers, len(_asked(answers)) + MORE)
    if verb == "back" and question is not None:
        key = ([one.key for one in _asked(answers) if one.key != question.key] or ["who"])[-1]
    if verb in ("back", "change") and key in BY_KEY:
        return _ask(_without(answers, key), BY_KEY[key], most, before=answers)
    if verb == "show" or question is None:
        return Step(Check(answers), most)
    if verb in ("language", "size", "theme"):
        return _ask(answers, question, most)
    if verb == "not_sure":
        blank = {one.name: "" if one.optional else NOT_SURE for one in question.fields(answers)}
        return _next(_with(answers, blank), most)
    if question.key == "place":
        return _place(answers, most, posted, enough=verb == "enough")
    form = form_of(question, answers, posted)
    if not form.is_valid():
        return Step(Check(answers), most, question, form)
    return _next(_with(answers, form.cleaned()), most)


def _next(answers: Answers, most: int) -> Step:
    check = Check(answers, ask_at_most=most)
    question = check.next_question
    return Step(check, most) if question is None else _ask(answers, question, most)


def _ask(answers: Answers, question: Question, most: int, before: Answers | None = None) -> Step:
    """Return a step that asks a question; ``before``: the answers from which it is asked again, to show the old one."""
    check = Check(answers, ask_at_most=most)
    if question.key == "place":
        return Step(check, most, question, place_form(NATION), NATION)
    old = (
        {one.name: before.given[one.name] for one in question.fields(before) if one.name in before.given}
        if before
        else {}
    )
    return Step(check, most, question, form_of(question, answers, initial=old))


def _another(shown: Step, number: str) -> Step:
    """Begin with another child of the family: one that was named, which the first child then takes the place of."""
    answers, told = shown.answers, dict(shown.other_children)
    kept = {name: answers.given[name] for name in OF_THE_FAMILY if name in answers.given}
    if answers.get("parents") in ("adopted", "others"):
        kept.pop("parents")
    if not number.isascii() or not number.isdigit() or int(number) not in told:
        kept.pop("parents", None)  # another child need not have the same parents
        return _ask(Answers(answers.on, kept), BY_KEY["birth"], ASK_AT_MOST)
    days = {name: text for name, text in answers.given.items() if name.startswith("sibling")}
    lives = {"yes": "", "no": answers.given.get("died_on", NOT_SURE)}.get(answers.given.get("alive", ""), NOT_SURE)
    days |= {f"sibling_{number}": answers.given.get("birth", NOT_SURE), f"sibling_{number}_died": lives}
    own = {"birth": told[int(number)].isoformat(), "alive": "yes"}
    begun = Answers(answers.on, {**kept, **own, **days})
    return _next(begun, max(ASK_AT_MOST, len(_asked(begun)) + MORE))


def _place(answers: Answers, most: int, posted: Mapping[str, str], *, enough: bool) -> Step:
    """Take one level of a place: ask for the next level, or be content with what is known."""
    at = posted.get("place_at", NATION)
    at = at if at in divisions() else NATION
    if enough and at != NATION:
        return _next(_with(answers, {"place": at}), most)
    form = place_form(at, posted)
    if not form.is_valid():
        return Step(Check(answers), most, BY_KEY["place"], form, at)
    chosen = form.cleaned_data["place_part"]
    if any(one.level <= 3 for one in divisions().below(chosen)):
        return Step(Check(answers), most, BY_KEY["place"], place_form(chosen), chosen)
    return _next(_with(answers, {"place": chosen}), most)


# ------------------------------------------------------------------------------------------------ what the form carries


def _state(posted: Mapping[str, str]) -> Answers:
    """Read the answers that the form carries, in the order of the questions; the rest is left out."""
    answers = Answers(_day(posted.get("on", "")), {})
    for question in QUESTIONS:
        if question.key == posted.get("step") or question.key not in posted or not question.applies(answers):
            continue
        fields = {one.name: posted.get(one.name, "" if one.optional else NOT_SURE) for one in question.fields(answers)}
        if all(_holds(question, one, fields[one.name], answers.on) for one in question.fields(answers)):
            answers = _with(answers, fields)
    return answers


def _holds(question: Question, field: Field, text: str, on: dt.date) -> bool:
    if question.key == "place" and text != NOT_SURE:
        return text in divisions()
    return field.holds(text, on)


def _day(text: str) -> dt.date:
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
    return found if _EARLIEST <= found <= timezone.localdate() else timezone.localdate()


def _most(posted: Mapping[str, str]) -> int:
    text = posted.get("most", "")
    return min(int(text), len(QUESTIONS)) if text.isascii() and text.isdigit() and len(text) < 3 else ASK_AT_MOST


def _asked(answers: Answers) -> list[Question]:
    return [one for one in QUESTIONS if answers.has(one.key)]


def _with(answers: Answers, more: Mapping[str, Any]) -> Answers:
    return Answers(answers.on, {**answers.given, **more})


def _without(answers: Answers, key: str) -> Answers:
    names = {key, *(one.name for one in BY_KEY[key].fields(answers))}
    return Answers(answers.on, {name: text for name, text in answers.given.items() if name not in names})


def _in_words(question: Question, answers: Answers) -> list[str]:
    return [said for one in question.fields(answers) if (said := _said(question, one, answers.given.get(one.name, "")))]


def _said(question: Question, field: Field, text: str) -> str:
    if text == NOT_SURE:
        return str(NOT_SURE_SAID)
    if not text:
        return ""
    if question.key == "place":
        return place_name(text)
    return str(dict(field.options)[text]) if field.options else day(dt.date.fromisoformat(text))
