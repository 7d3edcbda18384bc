"""The columns of a list: what is taken from a row, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from jiahe.web import words
from jiahe.web.templatetags.words import zh
from jiahe.web.words import UNKNOWN, Words

Kind = Literal["text", "name", "number", "percent", "money", "day", "month", "moment"]
"""What a column holds: text, a name that is Chinese only, a number, a share of one, a sum of fen, a date, a time."""

RIGHT = {"number", "percent", "money"}


@dataclass(frozen=True)
class Column:
    """One column. ``value`` is an attribute or key ("village.name"), or a function of the row; empty: the key.

    No value is shown as unknown. Where a row has none for another reason, the function returns Words that say so.
    """

    key: str
    title: Words
    value: str | Callable[[Any], Any] = ""
    kind: Kind = "text"
    sort: str | Callable[[Any], Any] | None = None
    """What the column is sorted by: a field for a queryset, an attribute or function for a list; None: it is not."""
    link: Callable[[Any], str | None] | None = None
    export: bool = True
    heads_row: bool = False
    """Whether the column names the row (a row header for screen readers)."""

    def of(self, row: Any) -> Any:
        """Return the bare value for a row."""
        return taken(row, self.value or self.key)

    def written(self, row: Any) -> SafeString:
        """Return the value for a row as the page shows it."""
        value = self.of(row)
        shown = _write(value, self.kind)
        href = self.link(row) if self.link is not None and value not in (None, "") else None
        return format_html('<a href="{}">{}</a>', href, shown) if href else shown

    @property
    def is_right(self) -> bool:
        """Whether it is set to the right, as numbers are."""
        return self.kind in RIGHT


def taken(row: Any, path: str | Callable[[Any], Any]) -> Any:
    """Return what a path of attributes or keys ("village.name"), or a function, finds for a row."""
    if callable(path):
        return path(row)
    for name in path.split("."):
        if row is None:
            return None
        row = row.get(name) if isinstance(row, Mapping) else getattr(row, name)
    return row


_WRITERS: dict[str, Callable[[Any], str]] = {
    "name": zh,
    "number": lambda value: words.number(value, 0 if isinstance(value, int) else 1),
    "percent": words.percent,
    "money": words.yuan,
    "day": words.day,
    "month": words.month,
    "moment": words.moment,
}


def _write(value: Any, kind: Kind) -> SafeString:
    if value is None or value == "":
        return format_html('<span class="none">{}</span>', str(UNKNOWN))
    if isinstance(value, bool):
        value = words.YES if value else words.NO
    elif kind in _WRITERS and not isinstance(value, Words):
        value = _WRITERS[kind](value)
    return conditional_escape(str(value))
