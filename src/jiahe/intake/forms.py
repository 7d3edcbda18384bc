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
from jiahe.web.forms import DayField, Form
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
    """What each column of a sheet brings; nothing: it is left alone."""

    all_optional = True

    def __init__(self, *args: Any, source: Source, sheets: Sequence[SheetSeen], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = sheets
        choices = [
            ("", Words("— 不导入 —", "— leave out —")),
            *((one.key, _with_mark(one.words, one.required)) for one in source.fields),
        ]
        for sheet in sheets:
            for column in sheet.columns:
                self.fields[f"c{sheet.at}_{column.position}"] = forms.ChoiceField(
                    choices=choices,
                    required=False,
                    initial=column.field,
                    label=zh(f"{sheet.name} · {column.label}" if len(sheets) > 1 else column.label or "?"),
                    help_text=_hint(column),
                )

    def columns(self) -> dict[str, dict[str, str]]:
        """Return the field of each column that brings one, by the position of its sheet."""
        return {
            str(sheet.at): {
                str(one.position): chosen
                for one in sheet.columns
                if (chosen := self.cleaned_data[f"c{sheet.at}_{one.position}"])
            }
            for sheet in self.sheets
        }


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
