"""Texts that stand as their authors wrote them (titles and articles of the law, notes, cases), marked by language."""

from __future__ import annotations

import re
from typing import Any

from django.template import Library
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from jiahe.web import words

register = Library()

_WIDE = r"[\u2e80-\u9fff\uff00-\uffef〔〕《》]"
_CHINESE = re.compile(rf"(?:[0-9A-Za-z]*{_WIDE}+)+[0-9]*")
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,.;:()“”\"/0-9%–-]+[A-Za-z][A-Za-z'’-]*){2,}[.)”]*")


@register.filter
def mixed(text: Any) -> SafeString:
    """Write a text in whatever language it has, the parts in the other language marked."""
    said = "" if text is None else str(text)
    pattern, code = (_ENGLISH, "en") if words.is_chinese() else (_CHINESE, "zh-Hans")
    parts, at = [], 0
    for found in pattern.finditer(said):
        parts += [
            conditional_escape(said[at : found.start()]),
            format_html('<span lang="{}">{}</span>', code, found[0]),
        ]
        at = found.end()
    return mark_safe("".join([*parts, conditional_escape(said[at:])]))
