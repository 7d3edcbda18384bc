"""What a file changes of people of the register, item by item: what the register said, and what the file says."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from django.db.models import CharField, Exists, F, Func, OuterRef, QuerySet, Subquery

from jiahe.intake.fields import Kind
from jiahe.intake.models import Load, Row
from jiahe.intake.sources import SOURCES, Told
from jiahe.people.bulk import NUMBERS
from jiahe.people.models import Person
from jiahe.people.recording import OWN
from jiahe.people.said import in_words as said_in_words
from jiahe.people.timeline import name_of
from jiahe.people.undoing import named
from jiahe.people.watching import Done
from jiahe.places.naming import full_name
from jiahe.web.words import Words, day_words

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
NONE = Words("没有登记", "none on record")


def before(load: Load, row: Any) -> Any:
    """Return what the register said of an item."""
    return _shown(load, row.item, row.before[row.item])


def after(load: Load, row: Any) -> Any:
    """Return what the file says of an item; a number is not shown."""
    return HIDDEN if row.item in NUMBERS else _shown(load, row.item, row.says[row.item])


def _shown(load: Load, item: str, value: Any) -> Any:
    source = SOURCES[load.source]
    if source.event is None:
        return in_words(item, value)
    words, kind = NONE, source.field(item).kind
    if isinstance(value, dict):
        words = Words(**value)
    elif value is not None and kind is Kind.DATE:
        words = day_words(dt.date.fromisoformat(value))
    elif value is not None and kind is Kind.CHOICE:
        words = Words(source.field(item).choices[str(value)][0], str(value).replace("_", " "))
    elif value is not None:
        text = str(full_name(value) if kind is Kind.PLACE else value)
        words = Words(text, text)
    return words


def in_words(column: str, value: Any) -> Words:
    """Return a value of a person's column, as JSON has it, in both languages."""
    return said_in_words(column, value)


# ------------------------------------------------------------------------------------------------ by an event


def changes(told: Told, done: Done) -> bool:
    """Whether an event changes what the register said of somebody: who died, what ended, what was replaced.

    What the very same load has brought is no word of the register yet.
    """
    died = any(one.column == "death_date" for one in done.values)
    return died or bool(done.replaced_before(told.load) or done.values_before(told.load))


def before_of(told: Told, done: Done) -> dict[str, Any]:
    """Return what the register said before an event changed it, by the field that says what takes its place."""
    says, found = told.says, dict[str, Any]()
    for old, new in done.replaced_before(told.load):
        if says.get("from_date", old.__dict__.get("from_date")) != old.__dict__.get("from_date"):
            if "place" not in says or not hasattr(old, "place"):
                found["from_date"] = _on_record(old)
            continue
        for name in (one.attname for one in old._meta.fields if one.name not in OWN):
            key = next((one for one in (name, *_ENDS.get(name, ())) if one in says), None)
            if key is not None and getattr(old, name) != getattr(new, name):
                found[key] = old.last_day if key == "last_day" else getattr(old, name)
    for one in done.values:
        if one.column == "death_date":
            found["death_date"] = one.before
    for one in done.values_before(told.load):
        if one.column.endswith("_place") and "until_date" not in says:
            found["place"] = one.before
    return found


_ENDS = {"until_date": ("last_day", "day")}
"""By column of a row, the other fields of files that say it."""


def _on_record(row: Any) -> dict[str, str]:
    """Return what ends because of another, in words."""
    words, since = named(type(row)), day_words(row.from_date)
    if row.until_date is None:
        return {"zh": f"{words.zh}：{since.zh}起，未终止", "en": f"{words.en}: since {since.en}, going on"}
    until = day_words(row.last_day)
    return {"zh": f"{words.zh}：{since.zh}起，{until.zh}止", "en": f"{words.en}: from {since.en} until {until.en}"}
