"""What a value of a person's own row is in words, in both languages: as the row holds it, or as a note of a change."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jiahe.facts.contract import FACTS
from jiahe.law.types import Type
from jiahe.people.bulk import HIDDEN, NUMBERS
from jiahe.places.naming import full_name
from jiahe.web.countries import country_words
from jiahe.web.words import UNKNOWN, Words, day_words

_COLUMNS = {one.name: one for one in FACTS.table("persons").columns}
_HIDDEN = Words("（不显示）", "(not shown)")


def in_words(column: str, value: Any) -> Words:
    """Return a value in words; a number is given masked, or is not shown. Names and places stay Chinese."""
    if value is None or value == "":
        return UNKNOWN
    if value == HIDDEN and column in NUMBERS:
        return _HIDDEN
    known = _COLUMNS.get(column)
    if column in NUMBERS or known is None:
        return Words(str(value), str(value))
    if value in known.choices:
        return Words(*known.choices[value])
    if column == "nationality":
        return country_words(str(value))
    if known.type is Type.DATE:
        return day_words(value if isinstance(value, dt.date) else dt.date.fromisoformat(value))
    text = str(full_name(value) if known.type is Type.PLACE else value)
    return Words(text, text)
