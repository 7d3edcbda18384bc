"""The forms of files that come in: which file it is, and what its columns bring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from jiahe.intake.contents import CONTENTS, FACTS
from jiahe.intake.queries import ColumnSeen, SheetSeen
from jiahe.intake.sources import SOURCES, Source
from jiahe.web.forms import DayField, Form, SomeOf
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words, say

_KINDS = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".txt", ".zip", ".parquet")


def _with_office(source: Source) -> tuple[str, str]:
    return f"{source.words.zh}（{source.office.zh}）", f"{source.words.en} ({source.office.en})"


_SEVERAL = Words(
    "、".join(one.words.zh for one in SOURCES.values() if one.offices),
    ", ".join(one.words.en for one in SOURCES.values() if one.offices),
)


class Upload(Form):
    """A file, from whom it is, and on which day the office had it."""

    source = forms.ChoiceField(
        choices=[
            ("", "—"),
            *((one.key, Words(*_with_office(one))) for one in SOURCES.values()),
            (FACTS, CONTENTS[FACTS]),
        ],
        label=Words("这是什么资料", "What it is"),
    )
    office = forms.ChoiceField(
        choices=[
            ("", "—"),
            *((key, words) for one in SOURCES.values() for key, words in one.offices.items()),
        ],
        label=Words("哪个单位送来的", "Which office sent it"),
        help_text=Words(
            f"只有{_SEVERAL.zh}要选：用来估算各单位漏报了多少，也看得出同一笔钱是不是两个单位都报了。",
            f"Only for {_SEVERAL.en}: it serves to estimate how many each office lacks, and shows whether two "
            "have told of the same payment.",
        ),
        required=False,
    )
    file = forms.FileField(
        label=Words("文件", "File"),
        help_text=Words(
            "Excel（xlsx、xls）或 CSV，按原样上传，不用先整理。事实约定的各表放进一个 zip。",
            "Excel (xlsx, xls) or CSV, as it came; there is no need to tidy it. Tables of the facts contract: one zip.",
        ),
        widget=forms.ClearableFileInput({"accept": ",".join(_KINDS)}),
        error_messages={"empty": Words("文件是空的。请换一个文件。", "The file is empty. Choose another.")},
    )
    learned_on = DayField(
        label=Words("资料收到的日期", "Day on which the office had it"),
        initial=timezone.localdate,
    )

    def clean_file(self) -> Any:
        """Return the file. Raises ValidationError when it is larger than the office takes."""
        file = self.cleaned_data["file"]
        limit = settings.UPLOAD_MIB
        if file.size > limit * 1024 * 1024:
            raise forms.ValidationError(
                Words(
                    f"文件超过 {limit} MB。请按乡镇分成几个文件再上传。",
                    f"The file is larger than {limit} MB. Part it, by town for example.",
                )
            )
        return file

    def clean(self) -> dict[str, Any]:
        """Let a source with several offices name one, and others none."""
        got: dict[str, Any] = super().clean() or {}
        source = SOURCES.get(got.get("source", ""))
        offices = source.offices if source is not None else {}
        if offices and got.get("office") not in offices:
            self.add_error("office", Words("请选择是哪个单位送来的。", "Choose the office that sent it."))
        elif not offices:
            got["office"] = ""
        return got

    def clean_learned_on(self) -> Any:
        """Return the day. Raises ValidationError when it lies ahead."""
        day = self.cleaned_data["learned_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(Words("日期还没有到。", "The day lies ahead."))
        return day


class Columns(Form):
    """What each column of a sheet brings; nothing: it is left alone. Sheets with the same header are named once.

    Where there are several sheets, or one is hidden, it is asked which of them are read: a hidden one only when a
    person says so.
    """

    all_optional = True

    def __init__(self, *args: Any, source: Source, sheets: Sequence[SheetSeen], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alike: dict[tuple[str, ...], list[SheetSeen]] = {}
        for sheet in sheets:
            alike.setdefault(tuple(one.label for one in sheet.columns), []).append(sheet)
        self.alike = [sorted(some, key=lambda one: (one.hidden, one.at)) for some in alike.values()]
        if len(sheets) > 1 or any(one.hidden for one in sheets):
            self.fields["sheets"] = SomeOf(
                choices=[(str(one.at), _sheet(one)) for one in sheets],
                required=False,
                initial=[str(one.at) for one in sheets if not one.hidden],
                label=Words("要导入哪些工作表", "Which sheets are read"),
                help_text=Words(
                    "隐藏的工作表别人打开文件时看不见，往往是旧表或草稿：确实要导入的才勾选。列名相同的工作表，下面只问一次。",
                    "Nobody sees a hidden sheet who opens the file, and often it is an old list or a draft: tick it "
                    "only if it is to be loaded. Sheets with the same columns are asked about once.",
                ),
            )
        choices = [
            ("", Words("— 不导入 —", "— leave out —")),
            *((one.key, _with_mark(one.words, one.required)) for one in source.fields),
        ]
        for some in self.alike:
            for column in some[0].columns:
                self.fields[_name(some, column.position)] = forms.ChoiceField(
                    choices=choices,
                    required=False,
                    initial=column.field,
                    label=zh(column.label or "?") if len(self.alike) == 1 else _label(some, column.label),
                    help_text=_hint(column),
                )

    def columns(self) -> dict[str, dict[str, str]]:
        """Return the field of each column that brings one, by the position of its sheet; only of sheets to be read."""
        read = self.cleaned_data.get("sheets")
        return {
            str(sheet.at): {
                str(one.position): chosen
                for one in sheet.columns
                if (chosen := self.cleaned_data[_name(some, one.position)])
            }
            for some in self.alike
            for sheet in some
            if read is None or str(sheet.at) in read
        }


def _name(alike: Sequence[SheetSeen], position: int) -> str:
    """Return the form's name of a column of sheets that have the same header."""
    return f"c{alike[0].at}_{position}"


def _sheet(one: SheetSeen) -> Words:
    if not one.hidden:
        return Words(one.name, one.name)
    return Words(f"{one.name}（隐藏的工作表）", f"{one.name} (a hidden sheet)")


def _label(alike: Sequence[SheetSeen], label: str) -> str:
    more = say(" 等 {n} 张", " and others, {n} in all", n=len(alike)) if len(alike) > 1 else ""
    return format_html("{}{} · {}", zh(alike[0].name), more, zh(label))


def _with_mark(words: Words, required: bool) -> Words:
    return Words(f"{words.zh}（必需）", f"{words.en} (needed)") if required else words


def _hint(column: ColumnSeen) -> str:
    """Return what stands in a column, why it is taken for what it is, and what is wrong with its name."""
    samples = (
        format_html("{}{}", say("如：", "For example: "), zh(" | ".join(column.samples)))
        if column.samples
        else say("（空）", "(empty)")
    )
    wrong = [column.fault.words, column.fault.remedy] if column.fault else []
    return format_html_join(mark_safe("<br>"), "{}", ((one,) for one in (samples, column.why, *wrong)))
