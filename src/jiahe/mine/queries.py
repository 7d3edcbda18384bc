"""What a person reads of their own: whom they may act for, what is held in plain words, who has looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Field, Q, QuerySet
from django.utils import timezone

from jiahe.entitlements.explanations import explained
from jiahe.entitlements.family import answers_of
from jiahe.entitlements.lists import BECAUSE, STATUS
from jiahe.entitlements.queries import programme_name
from jiahe.intake.findings.views import STATES as STATES_OF_FINDINGS
from jiahe.intake.findings.views import rule_words
from jiahe.law.explain import Explanation
from jiahe.mine.cases import STEPS, with_steps
from jiahe.mine.models import Request
from jiahe.people.models import Correction, Person
from jiahe.people.numbers import masked
from jiahe.people.said import in_words
from jiahe.people.timeline import choice, name_of
from jiahe.places.models import Post
from jiahe.places.naming import full_name
from jiahe.trust.acting import acting_as, background
from jiahe.trust.inventory import Held, Item, the_inventory
from jiahe.trust.purposes import known_pages, title_of
from jiahe.trust.queries import Reading, readings_of
from jiahe.trust.sealing import unseal
from jiahe.web import words as w
from jiahe.web.countries import country
from jiahe.web.words import UNKNOWN, Words

_SEALED = {"id_sealed": "id_number", "phone_sealed": "phone", "account_sealed": "account"}
_CHOICES = {
    "people.Person": "persons",
    "people.Parenthood": "parenthoods",
    "people.Custody": "custodies",
    "people.Union": "unions",
    "people.Certificate": "certificates",
    "people.Status": "statuses",
    "people.Claim": "claims",
}
_BEFORE_AND_AFTER = ("entitlements.Difference", "before"), ("entitlements.Difference", "after")
_STATUSES = {("entitlements.Outcome", "status"), *_BEFORE_AND_AFTER}
_NOT_SAID = (
    "id", "search", "household_id", "post", "turn", "run_id", "decided_by_id", "post_id", "withdrawn_post_id", "load",
    "superseded_load", "superseded_by", "reading", "owner_id", "request_id", "to_post_id", "confirmed_post_id",
    "acted_by_id",
)  # fmt: skip
"""Keys and aids that say nothing to a person."""


def whom() -> list[Person]:
    """Return whom the resident who acts may act for: themselves, and the children under 14 in their custody."""
    return list(Person.objects.order_by("birth_date", "id"))


# ------------------------------------------------------------------------------------------------ what is held


@dataclass(frozen=True)
class Entry:
    """One row in plain words: pairs of what it is and what it says."""

    lines: tuple[tuple[Words, str], ...]


@dataclass(frozen=True)
class Section:
    """What is held under one heading."""

    key: str
    title: Words
    entries: tuple[Entry, ...]


def sections_of(person: UUID) -> list[Section]:
    """Return what is held about a person, by the inventory's headings, as the post that acts sees it."""
    inventory = the_inventory()
    found: dict[str, list[Entry]] = {key: [] for key in inventory.words["groups"]}
    for held in own_tables():
        rows = rows_about(held, person)
        names = names_in(held, rows)
        for row in rows:
            by_group: dict[str, list[tuple[Words, str]]] = {}
            for item in held.columns:
                if is_told(item, held) and not _has_not_happened(item, row):
                    said = said_of(held, item, row, names)
                    by_group.setdefault(item.group, []).append((item.words, said))
            for group, lines in by_group.items():
                found[group].append(Entry(tuple(lines)))
    return [Section(key, title, tuple(found[key])) for key, title in inventory.words["groups"].items() if found[key]]


def own_tables() -> list[Held]:
    """Return the tables of which a resident may see rows about themselves; the log has a page of its own."""
    tables = the_inventory().tables.values()
    return [
        one for one in tables
        if one.label != "trust.Read" and any("_own:" in seen for item in one.columns for seen in item.seen_by)
    ]  # fmt: skip


def rows_about(held: Held, person: UUID) -> list[Any]:
    """Return the rows of a table that are about a person."""
    model = apps.get_model(held.label)
    through = _THROUGH.get(held.label)
    about = Q(**{through: person}) if through else Q()
    for name in held.person:
        if not _is_account(model._meta.get_field(name)):
            about |= Q(**{name: person})
    return list(model._default_manager.filter(about).order_by("pk"))


_THROUGH = {"mine.RequestStep": "request__person", "people.Household": "people"}
"""Tables that say whom a row is about only by another row."""


def names_in(held: Held, rows: Iterable[Any]) -> dict[UUID, str]:
    """Return the names of the people to whom the rows of a table point, as far as the acting post sees them."""
    model = apps.get_model(held.label)
    told = [item.name for item in held.columns if is_told(item, held)]
    pointing = [name for name in told if model._meta.get_field(name).related_model is Person]
    keys = {getattr(row, name) for row in rows for name in pointing}
    return {one.id: name_of(one) for one in Person.objects.filter(id__in=keys)} if keys else {}


def is_told(item: Item, held: Held) -> bool:
    """Whether a column tells a person something: no key of ours, no hash, no account of somebody of the staff."""
    field = apps.get_model(held.label)._meta.get_field(item.name)
    is_only_whom = held.person == (item.name,) or item.name == "person"
    is_own = any("_own:" in one for one in item.seen_by)
    return item.name not in _NOT_SAID and is_own and not is_only_whom and not _is_account(field)


def _is_account(field: Field) -> bool:
    return field.related_model is not None and field.related_model._meta.label == "trust.Account"


def _has_not_happened(item: Item, row: Any) -> bool:
    """Whether it is a day, or what goes with it, that is empty because nothing has happened: no line for it."""
    return item.name in _OPEN and getattr(row, item.name) in (None, "")


def said_of(held: Held, item: Item, row: Any, names: Mapping[UUID, str]) -> str:
    """Return what a column of a row says, in the reader's language; unknown is said as unknown.

    ``names``: those of :func:`names_in`.
    """
    value = getattr(row, item.name)
    field = row._meta.get_field(item.name)
    if value is None or value == "":
        is_answer = (held.label, item.name) in _BEFORE_AND_AFTER
        return str(Words("不在范围内", "not looked at") if is_answer else UNKNOWN)
    if kind := _SEALED.get(item.name):
        return masked(unseal(value, kind), kind) or str(UNKNOWN)
    if held.label == "people.Correction" and item.name in ("before", "after"):
        return str(in_words(row.column, value))
    if field.related_model is Person:
        return names.get(value) or str(Words("您的一位家人", "one of your family"))
    return _written(held, item, value)


_OPEN = (
    "from_date", "until_date", "superseded_at", "superseded_why", "superseded_source", "death_date", "ended_by",
    "decided_on", "withdrawn_at", "withdrawn_how", "lost_from", "loses", "decided_at", "answer", "law", "appeal",
    "paper", "withdrawn_paper", "changed", "used_at", "confirmed_at", "total_before", "total_after",
)  # fmt: skip


def _written(held: Held, item: Item, value: Any) -> str:
    """Return a value that is there as people write it."""
    if isinstance(value, bool):
        return str(w.YES if value else w.NO)
    if isinstance(value, dt.datetime):
        return w.moment(value)
    if isinstance(value, dt.date):
        return w.day(value)
    if item.name in ("amount", "this_year", "unclaimed", "total", "loses", "total_before", "total_after"):
        return w.yuan(value)
    if item.name.endswith("place"):
        return full_name(value) or str(value)
    if held.label == "people.Correction" and item.name == "column":
        return str(Correction(column=value).item)
    if item.name == "nationality":
        return country(value)
    if item.name == "programme":
        return str(programme_name(value))
    if (said := _coded(held.label, item.name, value)) is not None:
        return str(said)
    table = _CHOICES.get(held.label)
    if table and item.name in ("sex", "kind", "hukou_kind", "ended_by", "decision"):
        return choice(table, item.name, value)
    if isinstance(value, list):
        return "、".join(map(str, value)) if w.is_chinese() else ", ".join(map(str, value))
    return str(value)


def _coded(label: str, name: str, value: Any) -> Words | str | None:
    """Return what a code of other rooms says; None: it is no such code."""
    if (label, name) in _STATUSES:
        return STATUS[value][0] if value in STATUS else None
    if label == "mine.RequestStep" and name == "verb":
        return STEPS[value]
    if label == "people.Change" and name == "action":
        page = f"event:{value}"
        return title_of(page) if page in known_pages() else Words("资料变动", "the data changed")
    if label == "intake.Finding" and name == "rule":
        return rule_words(value)
    if label == "intake.Finding" and name == "state":
        return STATES_OF_FINDINGS[value].words
    if label == "entitlements.Difference" and name == "because":
        return Words("、".join(BECAUSE[one].zh for one in value), ", ".join(BECAUSE[one].en for one in value))
    return None


def what_is_left_out() -> list[tuple[Words, Words]]:
    """Return the kinds of records that a person's own page does not show, each with why, once."""
    return list(dict.fromkeys(the_inventory().not_shown.values()))


def account_change(person: UUID) -> tuple[Correction, Words] | None:
    """Return the last change of the bank account that money goes to, and the post that made it; None: never changed."""
    last = Correction.objects.filter(person=person, column="account").order_by("-id").first()
    if last is None:
        return None
    post = Post.objects.filter(id=last.post).first()
    return last, Words(post.title, post.title_en) if post else UNKNOWN


# ------------------------------------------------------------------------------------------------ what is owed


def owed_to(person: UUID) -> list[Explanation]:
    """Return what the law owes a person, with every reason; the caller has made sure that the resident may see them.

    An answer rests on the whole family, so it is determined with the eyes of background work; it names only whom the
    resident sees.
    """
    with acting_as(background()):
        facts, answers = answers_of(person)
    return explained(facts, answers)


# ------------------------------------------------------------------------------------------------ who has looked


@dataclass(frozen=True)
class Day:
    """The readings of one day."""

    on: dt.date
    readings: tuple[Reading, ...]


def who_looked(person: UUID) -> tuple[list[Day], dt.datetime | None]:
    """Return who has read a person's record, by day, the latest first; and when background work last did, told once."""
    titles = {(one.title, one.title_en) for one in Post.objects.filter(role=Post.Role.BACKGROUND)}
    people, machine = [], None
    for one in readings_of(person):
        if (one.post.zh, one.post.en) in titles:
            machine = machine or one.at
        else:
            people.append(one)
    days = groupby(people, key=lambda one: timezone.localdate(one.at))
    return [Day(on, tuple(readings)) for on, readings in days], machine


# ------------------------------------------------------------------------------------------------ requests


def requests_of(person: UUID) -> QuerySet[Request]:
    """Return what was asked about a person's data, the latest first."""
    return with_steps(Request.objects.filter(person=person).select_related("decided_by", "owner").order_by("-asked_at"))
