"""An empty workbook of a source: its columns, how each is written, and drop-downs where there are few answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from jiahe.intake.fields import Field, Kind
from jiahe.intake.reports.shape import LAST_ROW, Formats, sheet_name
from jiahe.places.divisions import Divisions, place_range
from jiahe.web.exports import harmless
from jiahe.web.words import Words

HOW_TO_WRITE: dict[Kind, Words] = {
    Kind.ID_NUMBER: Words(
        "18 位公民身份号码，最后一位可以是 X。", "The 18 digits of the citizen identity number; the last may be X."
    ),
    Kind.NAME: Words(
        "身份证上的全名；少数民族姓名用间隔号“·”。", "The whole name as on the identity card; “·” parts the names."
    ),
    Kind.SEX: Words("男或女。", "男 (male) or 女 (female)."),
    Kind.DATE: Words("公历年、月、日，例如 2024-05-01。", "Year, month and day, like 2024-05-01."),
    Kind.PLACE: Words(
        "12 位区划代码，或乡镇和村的全名，可写组，例如“清溪镇柳林村3组”。",
        "The 12-digit code, or the full names of township and village, with the group if known: 清溪镇柳林村3组.",
    ),
    Kind.MONEY: Words("元，最多两位小数，例如 3600.00。", "Yuan with at most two decimals, like 3600.00."),
    Kind.PHONE: Words("11 位手机号，或带区号的座机。", "A mobile number of 11 digits, or a line with its area code."),
    Kind.ACCOUNT: Words("银行卡号或存折账号，只写数字。", "The number of the bank card or passbook, digits only."),
    Kind.INTEGER: Words("整数，例如 2。", "A whole number, like 2."),
    Kind.YES_NO: Words("是或否。", "是 (yes) or 否 (no)."),
    Kind.CHOICE: Words("从列出的词里选一个。", "One of the words listed."),
    Kind.TEXT: Words("文字。", "Text."),
    Kind.PAPER: Words(
        "证上的号码；其中的身份证号码不保留，只留其余几位。",
        "The number on the paper; an ID number in it is not kept, only the rest is.",
    ),
}  # fmt: skip
"""How the cells of each kind of column are written."""

_FORMATS = {Kind.DATE: "day", Kind.MONEY: "number", Kind.INTEGER: "number"}
_WIDTHS = {Kind.ID_NUMBER: 22, Kind.ACCOUNT: 24, Kind.PLACE: 30, Kind.TEXT: 24, Kind.PAPER: 24}
_CHECKED_ROWS = 20_000
_LONGEST_LIST = 255
_NO_ANSWER_NEEDED = Words(
    "不知道就留空；不要写 0 或估计的数。", "Leave a cell empty if it is not known; write no 0 and no guess."
)

_ONLY_WEIGHED = Words("只用来认准是谁，不登记为亲属。", "Only to tell who is meant: nobody is recorded as kin.")


def write_template(
    title: Words, fields: Sequence[Field], path: Path, places: Divisions | None = None, *, county: str | None = None
) -> None:
    """Write the workbook of a source. ``places`` and the 12-digit ``county``: whose villages are offered.

    The header is what a later upload knows again; required columns bear a star.
    """
    with xlsxwriter.Workbook(path) as book:
        formats, used = Formats(book), set[str]()
        sheet = book.add_worksheet(sheet_name(str(title), used))
        notes = book.add_worksheet(sheet_name(str(Words("填写说明", "How to fill it")), used))
        _write_notes(notes, title, fields, formats)
        lists = _Lists(book, sheet_name(str(Words("可选项", "Choices")), used))
        villages = _villages(places, county)
        for at, field in enumerate(fields):
            required = "*" if field.required else ""
            sheet.write_string(0, at, f"{field.words}{required}", formats.required if required else formats.head)
            sheet.write_comment(0, at, _note(field), {"x_scale": 2})
            sheet.set_column(at, at, _WIDTHS.get(field.kind, 14), formats.of(_FORMATS.get(field.kind, "text")))
            if answers := villages if field.kind is Kind.PLACE else _answers(field):
                sheet.data_validation(1, at, _CHECKED_ROWS, at, _choosing(lists.source(answers), field))
        sheet.freeze_panes(1, 0)


def _answers(field: Field) -> list[str]:
    """Return the few answers of a column; a file is always read in Chinese, whoever fills it."""
    if field.kind is Kind.SEX:
        return ["男", "女"]
    if field.kind is Kind.YES_NO:
        return ["是", "否"]
    return [forms[0] if forms else value for value, forms in field.choices.items()] if field.kind is Kind.CHOICE else []


def _choosing(source: Any, field: Field) -> dict[str, Any]:
    """Return the rule of a drop-down. A place may be written in other ways than the list's, so it only warns."""
    return {
        "validate": "list",
        "source": source,
        "error_type": "information" if field.kind is Kind.PLACE else "stop",
        "error_title": str(Words("请从列表中选择", "Choose from the list")),
        "error_message": str(HOW_TO_WRITE[field.kind]),
    }


def _villages(places: Divisions | None, county: str | None) -> list[str]:
    if places is None or county is None:
        return []
    return [places.full_name(one.code, from_level=4) for one in places.places(*place_range(county)) if one.level == 5]


class _Lists:
    """The sheet of answers that are too many for a cell's own list; it is made when the first is needed."""

    def __init__(self, book: Any, name: str) -> None:
        self._book, self._name = book, name
        self._sheet: Any = None
        self._ranges: dict[tuple[str, ...], str] = {}

    def source(self, answers: Sequence[str]) -> Any:
        """Return what a drop-down takes its answers from."""
        if len(",".join(answers)) <= _LONGEST_LIST and not any("," in one for one in answers):
            return list(answers)
        key = tuple(answers[: LAST_ROW - 1])
        if key not in self._ranges:
            if self._sheet is None:
                self._sheet = self._book.add_worksheet(self._name)
                self._sheet.hide()
            column = len(self._ranges)
            for line, answer in enumerate(key):
                self._sheet.write_string(line, column, harmless(answer))
            letter = xl_col_to_name(column)
            self._ranges[key] = f"='{self._name}'!${letter}$1:${letter}${len(key)}"
        return self._ranges[key]


def _note(field: Field) -> str:
    required = str(Words("必填。", "Required. ")) if field.required else ""
    return required + _how(field)


def _how(field: Field) -> str:
    return str(HOW_TO_WRITE[field.kind]) + (f" {_ONLY_WEIGHED}" if field.only_weighed else "")


def _write_notes(sheet: Any, title: Words, fields: Sequence[Field], formats: Formats) -> None:
    titles = (
        (Words("列", "Column"), 22),
        (Words("必填", "Required"), 10),
        (Words("怎么写", "How it is written"), 56),
        (Words("可选的词", "Words to choose from"), 40),
    )
    sheet.write_string(0, 0, str(title), formats.head)
    sheet.write_string(1, 0, str(_NO_ANSWER_NEEDED))
    for at, (name, width) in enumerate(titles):
        sheet.set_column(at, at, width)
        sheet.write_string(3, at, str(name), formats.head)
    for line, field in enumerate(fields, 4):
        texts = (
            str(field.words),
            str(Words("必填", "required")) if field.required else "",
            _how(field),
            "、".join(_answers(field)),
        )
        for at, text in enumerate(texts):
            sheet.write_string(line, at, harmless(text), formats.words)
