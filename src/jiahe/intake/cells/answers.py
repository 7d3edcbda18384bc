"""Cells that hold one of a few answers, a whole number or a text: sex, yes and no, choices."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping

from jiahe.intake.cells.faults import FAULTS, with_remedy
from jiahe.intake.cells.numerals import number_said
from jiahe.intake.cells.written import EXPONENT, NO_CHARACTER, digits_of, plain_decimal, unspaced
from jiahe.intake.fault import Fault
from jiahe.intake.fields import Field

SEXES: Mapping[str, tuple[str, ...]] = {
    "male": ("男", "男性", "1", "m", "male", "1-男", "1男", "男1"),
    "female": ("女", "女性", "2", "f", "female", "2-女", "2女", "女2"),
}
"""How offices write the sex; the digits are GB/T 2261.1's."""

YES = frozenset({"是", "有", "对", "√", "✓", "✔", "☑", "1", "y", "yes", "t", "true"})
NO = frozenset({"否", "无", "没有", "不是", "错", "×", "✕", "✖", "✗", "✘", "☒", "0", "n", "no", "f", "false"})

_BY_SEX = {form: sex for sex, forms in SEXES.items() for form in forms}
_WHOLE = re.compile(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.0*)?[人个口岁年月天次户名孩胎级组]?")
_FRACTION = re.compile(r"[+-]?[0-9]+\.[0-9]+")
_EXCELS_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]{2,3}")


def read_sex(cell: str | int | float) -> str | Fault:
    """Return male or female."""
    return _BY_SEX.get(_short(cell), FAULTS["sex_unreadable"])


def read_yes_no(cell: str | int | float | bool) -> bool | Fault:
    """Return whether the cell says yes."""
    if isinstance(cell, bool):
        return cell
    text = _short(cell)
    return True if text in YES else False if text in NO else FAULTS["yes_no_unreadable"]


def integer_reader(field: Field) -> Callable[[str | int | float], int | Fault]:
    """Return what reads the cells of a column of whole numbers, up to the largest that it may hold."""

    def read(cell: str | int | float) -> int | Fault:
        number = _integer(cell)
        if isinstance(number, Fault) or abs(number) <= field.most:
            return number
        return with_remedy(
            "integer_large",
            f"核对这个数，最大可写 {field.most}；号码、金额写到自己的列里。",
            f"Check the number: at most {field.most}. A sum or an identifying number has its own column.",
        )

    return read


def _integer(cell: str | int | float) -> int | Fault:
    """Return a whole number; one measure word may follow it (3人), and it may be said in characters (三)."""
    if isinstance(cell, str):
        text = unspaced(cell)
    else:
        digits = digits_of(cell)
        if digits is None:
            return FAULTS["number_lost"]
        text = digits
    if number := _WHOLE.fullmatch(text):
        return int(number[1] + number[2].replace(",", ""))
    if EXPONENT.fullmatch(text):
        return FAULTS["number_lost"]
    said = number_said(text.rstrip("人个口岁年月天次户名孩胎级组"))
    if said is not None:
        return said
    return FAULTS["integer_fraction" if _FRACTION.fullmatch(text) else "integer_unreadable"]


def text_reader(field: Field) -> Callable[[str | int | float], str | Fault]:
    """Return what reads texts, without blanks around them, up to the length that the column may have."""

    def read(cell: str | int | float) -> str | Fault:
        text = cell if isinstance(cell, str) else digits_of(cell)
        if text is None or (isinstance(cell, str) and _EXCELS_EXPONENT.fullmatch(cell)):
            return FAULTS["number_lost"]
        if NO_CHARACTER.search(text):
            return FAULTS["text_character_lost"]
        if len(text) <= field.longest:
            return text
        return with_remedy(
            "text_long",
            f"缩短这一格，最多 {field.longest} 个字。",
            f"Shorten the cell: at most {field.longest} characters.",
        )

    return read


def choice_reader(field: Field) -> Callable[[str | int | float], str | Fault]:
    """Return what reads the cells of a choice. Raises ValueError when a written form stands for two values."""
    by_form: dict[str, str] = {}
    for value, forms in field.choices.items():
        for form in (value, *forms):
            if by_form.setdefault(_short(form), value) != value:
                raise ValueError(f"field {field.key}: {form!r} stands for both {by_form[_short(form)]!r} and {value!r}")
    shown = [forms[0] if forms else value for value, forms in field.choices.items()]
    written = {_short(form): form for forms in field.choices.values() for form in forms} | {one: one for one in shown}

    def read(cell: str | int | float) -> str | Fault:
        text = _short(cell)
        return by_form[text] if text in by_form else _meant(text)

    def _meant(text: str) -> Fault:
        close = difflib.get_close_matches(text, list(written), n=1, cutoff=0.5) if len(text) <= 40 else []
        if close:
            one = written[close[0]]
            return with_remedy("choice_unknown", f"是不是想写“{one}”？", f"Did you mean “{one}”?")
        return with_remedy("choice_unknown", f"可用：{'、'.join(shown)}。", f"Write one of: {', '.join(shown)}.")

    return read


def _short(cell: str | int | float) -> str:
    """Return what a cell says, without blanks, in lower case."""
    if isinstance(cell, str):
        return unspaced(cell).lower().removesuffix(".0")
    return str(cell) if isinstance(cell, int) else plain_decimal(cell)
