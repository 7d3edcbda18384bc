"""The forms by which divisions are renamed, recoded, merged and split."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.html import format_html

from jiahe.places import changes
from jiahe.places.changes import TOWN, Part
from jiahe.places.divisions import Place, level_of
from jiahe.places.naming import divisions, inside
from jiahe.trust.office.forms import OfficeForm, from_today
from jiahe.web.forms import SomeOf
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words

_TWO_CODES = Words("“{line}”：每行写原代码和新代码，各12位。", "“{line}”: write an old and a new code, 12 digits each.")


class DivisionForm(OfficeForm):
    """What every change of a division says: the day, and the paper."""

    on = from_today(label=Words("从哪天起", "From"))
    source = forms.CharField(
        max_length=120,
        label=Words("依据", "Resting on"),
        help_text=Words("批准的文件，如：省民政厅批复〔2021〕12号", "The paper that approved it."),
        error_messages={"required": Words("请写明依据的文件。", "Say which paper this rests on.")},
    )
    codes = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=Words("村代码对照", "New codes of villages"),
        help_text=Words(
            "每行一个村：原代码 新代码。不写的村保留后三位。",
            "One village a line: old code, new code. Others keep their last three digits.",
        ),
    )
    with_codes = False
    """Whether villages below may need other codes."""

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        self.place = place
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name not in ("codes", "on", "source")])
        if not self.with_codes or place.level != TOWN:
            del self.fields["codes"]

    def clean_codes(self) -> dict[str, str]:
        """Return the new code of each village by its old one."""
        found = {}
        for line in self.cleaned_data["codes"].splitlines():
            codes = re.findall(r"[0-9]{12}", line)
            if line.strip() and len(codes) != 2:
                raise forms.ValidationError(str(_TWO_CODES.format(line=line)))
            if codes:
                found[codes[0]] = codes[1]
        return found

    def told(self) -> dict[str, Any]:
        """Return the day, the paper, and the codes where they are asked for."""
        return {name: self.cleaned_data[name] for name in ("on", "source", "codes") if name in self.fields}


class Rename(DivisionForm):
    """Another name."""

    title = Words("更名", "Give it another name")
    name = forms.CharField(max_length=80, label=Words("新名称", "New name"))

    def do(self) -> str:
        """Rename it; return the code of the page to show."""
        changes.rename_division(code=self.place.code, name=self.cleaned_data["name"], **self.told())
        return self.place.code


_NEW_CODE = Words("统计部门给的12位代码。", "The 12 digits that the statistical bureau gave.")


class Recode(DivisionForm):
    """Another code."""

    title = Words("改代码或划入别的乡镇", "Another code, or another town")
    with_codes = True
    new_code = forms.CharField(max_length=12, label=Words("新代码", "New code"), help_text=_NEW_CODE)

    def do(self) -> str:
        """Recode it; return the code of the page to show."""
        changes.recode_division(code=self.place.code, new_code=self.cleaned_data["new_code"], **self.told())
        return str(self.cleaned_data["new_code"])


class Merge(DivisionForm):
    """One division of several."""

    title = Words("合并", "Merge")
    with_codes = True
    others = SomeOf(choices=[], label=Words("与哪些合并", "Merge with"))
    name = forms.CharField(max_length=80, label=Words("合并后的名称", "Name afterwards"))
    code = forms.CharField(
        max_length=12,
        label=Words("合并后的代码", "Code afterwards"),
        help_text=Words("可以沿用其中一个的代码，或写新代码。", "The code of one of them, or a new one."),
    )

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, place=place, initial={"name": place.name, "code": place.code}, **kwargs)
        above = divisions().parent(place.code)
        beside = [one for one in inside(above or "") if one.code != place.code]
        self.fields["others"].choices = [(one.code, format_html("{} {}", zh(one.name), one.code)) for one in beside]

    def do(self) -> str:
        """Merge them; return the code of the page to show."""
        asked = self.cleaned_data
        changes.merge_divisions(
            old=[self.place.code, *asked["others"]], code=asked["code"], name=asked["name"], **self.told()
        )
        return str(asked["code"])


_BETWEEN = re.compile("[、，,;；]")


class Split(DivisionForm):
    """Several divisions of one."""

    title = Words("拆分", "Split")
    with_codes = True
    most = 4

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, place=place, **kwargs)
        holds, hint = (
            (Words("包括哪些村（代码）", "Its villages (codes)"), Words("用空格隔开。", "Parted by spaces."))
            if place.level == TOWN
            else (
                Words("包括哪些村民小组", "Its village groups"),
                Words("写编号，用空格隔开，如：1 2 3。", "Their numbers, parted by spaces: 1 2 3."),
            )
        )
        parts: dict[str, forms.Field] = {}
        for number in range(1, self.most + 1):
            needed = number <= 2
            name, code = (
                Words(f"第{number}部分的名称", f"Name of part {number}"),
                Words(f"第{number}部分的代码", f"Code of part {number}"),
            )
            parts[f"name_{number}"] = forms.CharField(max_length=80, required=needed, label=name)
            parts[f"code_{number}"] = forms.CharField(
                max_length=12,
                required=needed,
                label=code,
                help_text=Words("可以有一个部分沿用原代码。", "One part may keep the code.") if number == 1 else "",
            )
            zh, en = f"第{number}部分：{holds.zh}", f"Part {number}: {holds.en[0].lower()}{holds.en[1:]}"
            parts[f"holds_{number}"] = forms.CharField(required=False, label=Words(zh, en), help_text=hint)
        self.fields.update(parts)
        self.order_fields([*parts])

    def _blame(self, field: str | None, said: Words) -> None:
        super()._blame("holds_1" if field == "parts" else field, said)

    def do(self) -> str:
        """Split it; return the code of the page to show."""
        asked = self.cleaned_data
        rows = [[asked[f"{key}_{number}"] for key in ("code", "name", "holds")] for number in range(1, self.most + 1)]
        parts = [
            Part(code, name, tuple(_BETWEEN.sub(" ", holds).split())) for code, name, holds in rows if code or name
        ]
        changes.split_division(code=self.place.code, parts=parts, **self.told())
        return parts[0].code


CHANGES: dict[str, type[DivisionForm]] = {"rename": Rename, "recode": Recode, "merge": Merge, "split": Split}


def changes_for(code: str) -> dict[str, type[DivisionForm]]:
    """Return the changes that can be made of a division: of a county only its name."""
    return CHANGES if level_of(code) >= TOWN else {"rename": Rename}
