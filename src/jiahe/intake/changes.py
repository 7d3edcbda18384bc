"""What a file changes of people of the register, item by item: what the register said, and what the file says."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db.models import CharField, Exists, F, Func, OuterRef, QuerySet, Subquery

from jiahe.intake.models import Load, Row
from jiahe.intake.sources import SOURCES
from jiahe.people.bulk import NUMBERS
from jiahe.people.models import Person
from jiahe.people.said import in_words as said_in_words
from jiahe.people.timeline import name_of
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words

SHOWN = (Load.State.CHECKED, Load.State.LOADING, Load.State.LOADED, Load.State.UNDOING)
"""The states in which a file has something that it changes, or has changed."""


class How(StrEnum):
    """Whether a value takes the place of another, or of nothing."""

    REPLACED = "replaced"
    FILLED = "filled"


_ITEMS = {
    How.REPLACED: "jsonb_path_query(%(expressions)s, '$.keyvalue() ? (@.value != null).key') #>> '{}'",
    How.FILLED: "jsonb_path_query(%(expressions)s, '$.keyvalue() ? (@.value == null).key') #>> '{}'",
}


class _Items(Func):
    """The items of a row: each makes a line of its own."""

    set_returning = True


def changes_of(load: Load, how: How) -> QuerySet[Row]:
    """Return the rows of a file that change somebody, once for each ``item``, in the order of the file."""
    rows = Row.objects.filter(load=load, fate=Row.Fate.CHANGE)
    items = _Items(F("before"), template=_ITEMS[how], output_field=CharField())
    whom = Person.objects.filter(id=OuterRef("person"))
    named = rows.annotate(is_there=Exists(whom), called=Subquery(whom.values("name")))
    return named.annotate(item=items).order_by("sheet", "number", "item")


def whose(row: Any) -> str:
    """Return whom a line is about; words for somebody who was merged since."""
    return name_of(Person(name=row.called)) if row.is_there else str(_MERGED)


_MERGED = Words("（已并入另一份档案）", "(merged with another record)")


def item_of(load: Load, row: Any) -> Words:
    """Return what a line is about."""
    return SOURCES[load.source].field(row.item).words


HIDDEN = Words("（不显示）", "(not shown)")
"""What is said of a number."""


def after(row: Any) -> Any:
    """Return what the file says of an item; a number is not shown."""
    return HIDDEN if row.item in NUMBERS else in_words(row.item, row.says[row.item])


def in_words(column: str, value: Any) -> Any:
    """Return a value of a person's column, as JSON has it, in the reader's language."""
    words = said_in_words(column, value)
    return zh(words.zh) if words.zh == words.en else words
