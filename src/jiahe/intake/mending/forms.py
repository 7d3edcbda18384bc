"""The form on which values are mended: one field a value, empty ones are left as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from jiahe.intake.fields import Kind
from jiahe.intake.mending.queries import Value
from jiahe.intake.mending.values import LONGEST, UNKNOWN_WORD, as_used, choices_of, wrong_with
from jiahe.web.forms import Form
from jiahe.web.templatetags.words import marked, zh
from jiahe.web.words import Words, say, say_html

_OFFERED = re.compile(r"([0-9]{12}) .+")
"""An entry of the list of places: its code and its name."""


class Values(Form):
    """What shall be read in place of each value, and whether it is remembered."""

    all_optional = True

    def __init__(self, *args: Any, values: Sequence[Value], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.values = values
        for at, one in enumerate(values):
            self.fields[f"v{at}"] = _field(one)
        self.fields["remember"] = forms.BooleanField(
            required=False,
            label=Words("以后同一来源的文件，也这样改", "Read them so in later files of this source too"),
            help_text=Words("不勾选，就只改这一个文件。", "Without a tick, they are read so in this file alone."),
        )

    def clean(self) -> dict[str, Any]:
        """Name each value that cannot be read either."""
        got: dict[str, Any] = super().clean() or {}
        for at, one in enumerate(self.values):
            used = got.get(f"v{at}", "")
            if used and (offered := _OFFERED.fullmatch(used)):
                used = offered[1]
            used = got[f"v{at}"] = as_used(one.field, used)
            if used and (fault := wrong_with(one.field, used)) is not None:
                said = Words(f"{fault.words.zh}{fault.remedy.zh}", f"{fault.words.en} {fault.remedy.en}")
                self.add_error(f"v{at}", said)
        return got

    def used(self) -> dict[tuple[str, str], str]:
        """Return what is to be read, by field and what is written."""
        return {
            (one.field.key, one.written): used
            for at, one in enumerate(self.values)
            if (used := self.cleaned_data[f"v{at}"])
        }


_IN_YUAN = Words("没有写单位的，按元算。", "Without a unit, it is in yuan.")


def _field(value: Value) -> forms.Field:
    field = value.field
    label = mark_safe(
        say_html(
            "{field}写成“{written}”（{n:,} 行）", "{field}: “{written}” ({n:,} {n:row|rows})",
            field=field.words, written=zh(value.written), n=value.rows,
        )
    )  # fmt: skip
    where = say("第一处在第 {n} 行。", "First in row {n}.", n=value.first)
    hint = format_html("{} {} {}", marked(value.words), marked(value.remedy), where)
    if field.kind is Kind.MONEY:
        hint = format_html("{} {}", hint, marked(_IN_YUAN))
    if choices := choices_of(field):
        unknown = [] if field.required else [(UNKNOWN_WORD, Words("不详（当作未填）", "Unknown (as if left empty)"))]
        left = [("", Words("— 先不改 —", "— leave as it is —"))]
        return forms.ChoiceField(choices=[*left, *choices, *unknown], required=False, label=label, help_text=hint)
    box = forms.TextInput({"list": "places"} if field.kind is Kind.PLACE else {})
    return forms.CharField(max_length=LONGEST, required=False, label=label, help_text=hint, widget=box)
