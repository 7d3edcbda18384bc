"""What templates write with: a sentence in both languages, sums, dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.template import Library
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from jiahe.web import words

register = Library()


@register.simple_tag
def t(zh: str, en: str, **parts: Any) -> str:
    """Write one sentence: ``{% t "共{n}人" "{n} people" n=count %}``. What is put in is escaped."""
    said = zh if words.is_chinese() else en
    if parts:
        said = said.format(**{name: conditional_escape(value) for name, value in parts.items()})
    return mark_safe(said)


@register.filter
def yuan(fen: int | None) -> str:
    """Write a sum of fen."""
    return words.yuan(fen)


@register.filter
def day(date: dt.date | None) -> str:
    """Write a date."""
    return words.day(date)


@register.filter
def said(pair: Any) -> str:
    """Write anything that has ``zh`` and ``en`` in the reader's language."""
    return str(pair.zh if words.is_chinese() else pair.en)
