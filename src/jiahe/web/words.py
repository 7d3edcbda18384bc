"""Two languages side by side: whoever writes a sentence writes it in Chinese and in English, or it is an error.

Also how sums, numbers, days and times are written in each of them.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Words:
    """The same in Chinese and in English; as text it is what the reader has chosen, at the moment it is written.

    It serves wherever Django takes a text: a label, a hint, a choice, an error message (``%`` fills in its parameters).
    """

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if is_chinese() else self.en

    def __mod__(self, parts: Any) -> str:
        return str(self) % parts

    def format(self, **parts: Any) -> str:
        """Return the sentence with its parts put in."""
        return say(self.zh, self.en, **parts)


def is_chinese() -> bool:
    """Whether the reader reads Chinese."""
    return not (get_language() or "zh").startswith("en")


def say(zh: str, en: str, **parts: Any) -> str:
    """Return a sentence in the reader's language, its parts put in: ``say("共{n}人", "{n} {n:person|people}", n=3)``.

    A date is written as people write dates; ``{n:one|many}`` chooses by the number; ``{n:,}`` parts thousands.
    """
    sentence = zh if is_chinese() else en
    return sentence.format(**{name: _part(value) for name, value in parts.items()}) if parts else sentence


def say_html(zh: str, en: str, **parts: Any) -> str:
    """As :func:`say`, for a page: what is put in is escaped, and so is a sentence that no template wrote."""
    sentence = conditional_escape(zh if is_chinese() else en)
    if not parts:
        return sentence
    return sentence.format(
        **{
            name: part if isinstance(part := _part(value), (_Count, Decimal, float)) else conditional_escape(part)
            for name, value in parts.items()
        }
    )


class _Count(int):
    """A whole number that knows "{n:person|people}"."""

    def __format__(self, spec: str) -> str:
        if "|" in spec:
            one, many = spec.split("|")
            return one if self == 1 else many
        return super().__format__(spec)


def _part(value: Any) -> Any:
    if isinstance(value, bool):
        return str(YES if value else NO)
    if isinstance(value, int):
        return _Count(value)
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return day(value)
    return value


# ---------------------------------------------------------------------------------------------------- sums and numbers


def yuan(fen: int | None) -> str:
    """Write a sum of fen: 3,600.00 元 / 3,600.00 yuan; unknown is said as unknown."""
    if fen is None:
        return str(UNKNOWN)
    sign, fen = ("−" if fen < 0 else ""), abs(fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}{' 元' if is_chinese() else ' yuan'}"


def number(value: int | float | Decimal | None, places: int = 0) -> str:
    """Write a number: 38,980; unknown is said as unknown."""
    if value is None:
        return str(UNKNOWN)
    return f"{value:,.{places}f}".replace("-", "−")


def percent(share: float | Decimal | None, places: int = 1) -> str:
    """Write a share of one: 0.923 is 92.3%; unknown is said as unknown."""
    return str(UNKNOWN) if share is None else f"{number(float(share) * 100, places)}%"


# ---------------------------------------------------------------------------------------------------- days and times


def day(date: dt.date | None) -> str:
    """Write a date: 2025年3月1日 / 1 March 2025; unknown is said as unknown. A time is taken in Shanghai."""
    if date is None:
        return str(UNKNOWN)
    if isinstance(date, dt.datetime):
        date = _here(date).date()
    return str(day_words(date))


def day_words(date: dt.date) -> Words:
    """Write a date in both languages, for a sentence that is kept in both."""
    return Words(f"{date.year}年{date.month}月{date.day}日", f"{date.day} {_MONTHS[date.month - 1]} {date.year}")


def month(date: dt.date | None) -> str:
    """Write a month: 2025年3月 / March 2025; unknown is said as unknown."""
    if date is None:
        return str(UNKNOWN)
    return f"{date.year}年{date.month}月" if is_chinese() else f"{_MONTHS[date.month - 1]} {date.year}"


def moment(time: dt.datetime | None) -> str:
    """Write a time in Shanghai: 2025年3月1日 14:05 / 1 March 2025, 14:05; unknown is said as unknown."""
    if time is None:
        return str(UNKNOWN)
    time = _here(time)
    return f"{day(time.date())}{' ' if is_chinese() else ', '}{time:%H:%M}"


def period(first: dt.date | None, last: dt.date | None) -> str:
    """Write days from the first to the last, both included; an open end is said."""
    if first is None and last is None:
        return str(UNKNOWN)
    if last is None:
        return say("{first}起", "since {first}", first=first)
    if first is None:
        return say("至{last}", "until {last}", last=last)
    return say("{first}至{last}", "{first} to {last}", first=first, last=last)


def read_day(text: str) -> dt.date:
    """Read a date as people write it: 2024-03-01, 2024/3/1, 2024.3.1, 20240301, 2024年3月1日, 1 March 2024.

    Raises ValueError when it is none of these, or a day that the calendar does not have.
    """
    text = text.strip().translate(_FULL_WIDTH)
    if got := _YEAR_FIRST.fullmatch(text) or _EIGHT.fullmatch(text):
        year, number_of_month, number_of_day = map(int, got.groups())
    elif got := _ENGLISH.fullmatch(text):
        begins = [i for i, name in enumerate(_MONTHS, 1) if name.lower().startswith(got[2].lower())]
        if len(begins) != 1:
            raise ValueError(text)
        year, number_of_month, number_of_day = int(got[3]), begins[0], int(got[1])
    else:
        raise ValueError(text)
    return dt.date(year, number_of_month, number_of_day)


def _here(time: dt.datetime) -> dt.datetime:
    return timezone.localtime(time) if timezone.is_aware(time) else time


UNKNOWN = Words("未知", "unknown")
YES, NO = Words("是", "yes"), Words("否", "no")

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９／．－", "0123456789/.-")
_YEAR_FIRST = re.compile(r"([12]\d{3})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_EIGHT = re.compile(r"([12]\d{3})(\d{2})(\d{2})")
_ENGLISH = re.compile(r"(\d{1,2})\s+([A-Za-z]{3,9})\.?,?\s+([12]\d{3})")
