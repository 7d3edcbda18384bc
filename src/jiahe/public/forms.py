"""The forms of the self-check: one for each question, made of its fields; "not sure" is always among the choices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms

from jiahe.places.divisions import NATION
from jiahe.places.naming import divisions
from jiahe.public.questions import NOT_SURE, NOT_SURE_SAID, Answers, Field, Question
from jiahe.web.forms import DayField, Form, OneOf
from jiahe.web.words import Words

_EARLIEST = dt.date(1900, 1, 1)
_CHOOSE = Words("请选择一项；不知道就选“不清楚”。", "Choose one; if you do not know, choose “Not sure”.")
_WHICH_DAY = Words("请填写日期；不知道就按“不清楚”。", "Enter a date; if you do not know it, press “Not sure”.")


class QuestionForm(Form):
    """The form of one question."""

    def cleaned(self) -> dict[str, str]:
        """Return the answers by the names of their fields."""
        return {name: _text(value) for name, value in self.cleaned_data.items()}


def _text(value: Any) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, dt.date) else str(value)


def form_of(
    question: Question,
    answers: Answers,
    data: Mapping[str, str] | None = None,
    initial: Mapping[str, str] | None = None,
) -> QuestionForm:
    """Return the form of a question."""
    form = QuestionForm(
        data, initial={name: "" if text == NOT_SURE else text for name, text in (initial or {}).items()}
    )
    for one in question.fields(answers):
        form.fields[one.name] = _field(one, answers.on)
        form.initial.setdefault(one.name, "")
        if one.options and initial and initial.get(one.name) == NOT_SURE:
            form.initial[one.name] = NOT_SURE
    return form


def _field(one: Field, on: dt.date) -> forms.Field:
    said: dict[str, Any] = {"label": one.words, "help_text": one.hint or ""}
    if not one.options:
        errors = {"required": _WHICH_DAY}
        return DayField(first=_EARLIEST, last=on, required=not one.optional, error_messages=errors, **said)
    choices = [*one.options, (NOT_SURE, NOT_SURE_SAID)]
    return OneOf(choices=choices, error_messages={"required": _CHOOSE}, **said)


_LEVELS = {
    0: Words("省、自治区、直辖市", "Province"),
    1: Words("市、州、盟（直辖市的区、县）", "City (in a municipality: district or county)"),
    2: Words("县、市、区", "County or district"),
}


def place_form(at: str, data: Mapping[str, str] | None = None) -> forms.Form:
    """Return the form that asks for the level of a place below ``at``."""
    known = divisions()
    choices = [
        ("", Words("请选择", "Choose")),
        *((one.code, one.name) for one in known.below(at) if one.level <= 3),
    ]
    level = 0 if at == NATION else known.level(at)
    form = Form(data)
    form.fields["place_part"] = forms.ChoiceField(
        label=_LEVELS[min(level, 2)], choices=choices, error_messages={"required": _CHOOSE, "invalid_choice": _CHOOSE}
    )
    return form
