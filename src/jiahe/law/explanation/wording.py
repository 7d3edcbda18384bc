"""How values are written for people, in Chinese and English: dates, money, truths, places, the words of a schema.

Not here: the sentences of an explanation (sentences.py).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from jiahe.law.arithmetic import yuan_digits
from jiahe.law.explanation.structure import EN, ZH, Names, Phrase
from jiahe.law.parameters import NATION
from jiahe.law.schema import Column, Table
from jiahe.law.types import NEVER, Type

UNKNOWN = Phrase("未知", "unknown")
NOT_ON_FILE = Phrase("未查到", "not on file")
NOT_USED = Phrase("未采用", "left out")
NONE_RECORDED = Phrase("无记录", "none recorded")
YUAN = Phrase("元", "yuan")
DAYS = Phrase("天", "days")
NO_UNIT = Phrase("", "")

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ONE = {"days": "day", "months": "month", "years": "year"}
_ASIDE = {ZH: re.compile(r"（[^（）]*）$"), EN: re.compile(r"\s*\([^()]*\)$")}
_MORE = {ZH: re.compile(r"[；。，：].*"), EN: re.compile(r"(; |: |\. |, |\.$).*")}


def both(say: Callable[[str], str]) -> Phrase:
    """Return what ``say`` says in each language."""
    return Phrase(say(ZH), say(EN))


def pair(words: tuple[str, str]) -> Phrase:
    """Return a (Chinese, English) pair as a phrase."""
    return Phrase(*words)


def joined(parts: list[Phrase], zh: str = "；", en: str = "; ") -> Phrase:
    """Return phrases as one, with what stands between them in each language."""
    return Phrase(zh.join(part.zh for part in parts), en.join(part.en for part in parts))


# ------------------------------------------------------------------------------------------------ values


def day(date: dt.date) -> Phrase:
    """Return a date as people write it; NEVER is "none recorded"."""
    if date == NEVER:
        return NONE_RECORDED
    return Phrase(f"{date.year}年{date.month}月{date.day}日", f"{date.day} {_MONTHS[date.month - 1]} {date.year}")


def month(date: dt.date) -> Phrase:
    """Return the month of a date as people write it."""
    return Phrase(f"{date.year}年{date.month}月", f"{_MONTHS[date.month - 1]} {date.year}")


def year(number: int | None) -> Phrase:
    """Return a calendar year."""
    return Phrase("年度未知", "year unknown") if number is None else Phrase(f"{number}年", str(number))


def quantity(value: int | None, type: Type, unit: Phrase = NO_UNIT) -> Phrase:
    """Return a sum of money (from fen, with two decimals) or a whole number, with its unit."""
    if value is None:
        return UNKNOWN
    digits = yuan_digits(value) if type is Type.MONEY else str(abs(value))
    number = f"−{digits}" if value < 0 else digits
    if unit == NO_UNIT and type is Type.MONEY:
        unit = YUAN
    if value == 1 and type is Type.INT:
        unit = Phrase(unit.zh, _ONE.get(unit.en, unit.en))
    return both(lambda language: f"{number} {unit.say(language)}".rstrip())


def share(value: Fraction) -> Phrase:
    """Return an exact share: as a percentage where that is short, else as a fraction."""
    percent = value * 10_000
    if percent.denominator != 1:
        return Phrase(str(value), str(value))
    whole, rest = divmod(percent.numerator, 100)
    said = f"{whole}.{rest:02d}".rstrip("0") + " %" if rest else f"{whole} %"
    return Phrase(said, said)


def truth(value: bool) -> Phrase:
    """Return yes or no."""
    return Phrase("是", "yes") if value else Phrase("否", "no")


def place(code: str, names: Names) -> Phrase:
    """Return a place by its name."""
    if code == NATION:
        return Phrase("全国", "the whole country")
    return both(lambda language: names.place_name(code, language))


def value_said(
    value: Any, type: Type, names: Names, *, choices: Mapping[str, tuple[str, str]], unit: Phrase = NO_UNIT
) -> Phrase:
    """Return a value of any type but a key, as people write it."""
    if value is None:
        return UNKNOWN
    if type is Type.DATE:
        return day(value)
    if type in (Type.MONEY, Type.INT):
        return quantity(value, type, unit)
    if type is Type.BOOL:
        return truth(value)
    if type is Type.SHARE:
        return share(value)
    if type is Type.PLACE:
        return place(value, names)
    return pair(choices[value]) if value in choices else Phrase(str(value), str(value))


def cell_said(value: Any, column: Column, names: Names) -> Phrase:
    """Return a value of a column of the facts, as people write it."""
    return value_said(value, column.type, names, choices=column.choices or column.called)


# ------------------------------------------------------------------------------------------------ words of a schema


def table_words(table: Table) -> Phrase:
    """Return what a table is called: its Chinese words, and in English its name, which its file has too."""
    return Phrase(table.zh, table.name.replace("_", " "))


def column_words(column: Column) -> Phrase:
    """Return what a column is called, without the advice to importers that its description may go on with."""
    return both(lambda language: _short(column.zh if language == ZH else column.en, language))


def _short(text: str, language: str) -> str:
    """Cut "Grade; 1 is the most severe" down to "Grade", and 死亡日期（空为健在） to 死亡日期."""
    cut = _ASIDE[language].sub("", text)
    cut = _MORE[language].sub("", cut)
    return _ASIDE[language].sub("", cut).strip() or text


def lower_first(text: str) -> str:
    """Return an English description as it stands inside a sentence."""
    return text[:1].lower() + text[1:]


# ------------------------------------------------------------------------------------------------ words of arithmetic

COLON = Phrase("：", ": ")
COMMA = Phrase("，", ", ")
ROUNDED = {
    "half_up": Phrase("四舍五入到分", "rounded to the fen, half up"),
    "down": Phrase("不足一分的舍去", "rounded down to the fen"),
    "up": Phrase("不足一分的按一分计", "rounded up to the fen"),
}


def months(number: int) -> Phrase:
    """Return a number of months."""
    return Phrase(f"{number} 个月", f"{number} month" if number == 1 else f"{number} months")


def span(first: dt.date, last: dt.date) -> Phrase:
    """Return the months from that of ``first`` to that of ``last``."""
    begins, ends = month(first), month(last)
    if begins == ends:
        return begins
    if first.year == last.year:
        return Phrase(f"{begins.zh}至{last.month}月", f"{_MONTHS[first.month - 1]} to {ends.en}")
    return Phrase(f"{begins.zh}至{ends.zh}", f"{begins.en} to {ends.en}")


def months_apart(first: dt.date, last: dt.date, number: int) -> Phrase:
    """Return how many months lie between two dates, whatever the days."""
    between = span(first, last)
    return Phrase(f"{between.zh}相差 {number} 个月", f"{months(number).en} from {between.en}")
