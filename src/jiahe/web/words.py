"""Two languages side by side: whoever writes a sentence writes it in Chinese and in English, or it is an error."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.utils.translation import get_language


class Words(NamedTuple):
    """The same in Chinese and in English; as text it is what the reader has chosen."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if is_chinese() else self.en


def is_chinese() -> bool:
    """Whether the reader reads Chinese."""
    return not (get_language() or "zh").startswith("en")


def yuan(fen: int | None) -> str:
    """Write a sum: 3,600.00 元 / 3,600.00 yuan; unknown is said as unknown."""
    if fen is None:
        return str(UNKNOWN)
    sign, fen = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}{' 元' if is_chinese() else ' yuan'}"


def day(date: dt.date | None) -> str:
    """Write a date: 2025年3月1日 / 1 March 2025; unknown is said as unknown."""
    if date is None:
        return str(UNKNOWN)
    if is_chinese():
        return f"{date.year}年{date.month}月{date.day}日"
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


UNKNOWN = Words("未知", "unknown")
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
