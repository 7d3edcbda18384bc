"""What templates write with: a sentence in both languages, sums, dates, and names that stay Chinese."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django.template import Library
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from jiahe.web import countries, words

register = Library()

_CHINESE = re.compile(r"[㐀-鿿]")
_RUN = re.compile(r"[㐀-鿿]+(?:[、，：；][㐀-鿿]+)*")


@register.simple_tag
def t(zh: str, en: str, **parts: Any) -> str:
    """Write one sentence: ``{% t "共{n}人" "{n} {n:person|people}" n=count %}``. What is put in is escaped.

    Dates are written as people write them; ``{n:,}`` parts thousands; ``as name`` keeps the sentence for later.
    """
    return mark_safe(words.say_html(zh, en, **parts))


@register.filter
def said(pair: Any) -> str:
    """Write anything that has ``zh`` and ``en`` in the reader's language; nothing stays nothing."""
    if pair is None or isinstance(pair, str):
        return pair or ""
    return str(pair.zh if words.is_chinese() else pair.en)


@register.filter
def zh(name: Any) -> str:
    """Write a name that exists in Chinese only (a person, a village): marked as Chinese on an English page."""
    text = "" if name is None else str(name)
    if words.is_chinese() or not _CHINESE.search(text):
        return conditional_escape(text)
    return format_html('<span lang="zh-Hans">{}</span>', text)


@register.filter
def marked(sentence: Any) -> str:
    """Write a sentence in which a word may be Chinese (write 男 or 女): on an English page each of them is marked."""
    text = conditional_escape(str(sentence))
    return text if words.is_chinese() else mark_safe(_RUN.sub(r'<span lang="zh-Hans">\g<0></span>', text))


@register.filter
def lang(name: Any) -> str:
    """Write `` lang="zh-Hans"`` for a tag that holds no other (an option), where Chinese stands on an English page."""
    return mark_safe(' lang="zh-Hans"') if not words.is_chinese() and _CHINESE.search(str(name)) else ""


@register.filter
def country(code: str | None) -> str:
    """Write the country of an ISO 3166-1 alpha-3 code."""
    return countries.country(code)


@register.filter
def yuan(fen: int | None) -> str:
    """Write a sum of fen."""
    return words.yuan(fen)


@register.filter
def number(value: int | float | Decimal | None, places: int = 0) -> str:
    """Write a number with its thousands parted."""
    return words.number(value, places)


@register.filter
def percent(share: float | Decimal | None, places: int = 1) -> str:
    """Write a share of one as a percentage."""
    return words.percent(share, places)


@register.filter
def day(date: dt.date | None) -> str:
    """Write a date."""
    return words.day(date)


@register.filter
def month(date: dt.date | None) -> str:
    """Write a month."""
    return words.month(date)


@register.filter
def moment(time: dt.datetime | None) -> str:
    """Write a day and a time in Shanghai."""
    return words.moment(time)


@register.filter
def until(first: dt.date | None, last: dt.date | None) -> str:
    """Write a period: ``{{ first|until:last }}``, both days included; an open end is said."""
    return words.period(first, last)
