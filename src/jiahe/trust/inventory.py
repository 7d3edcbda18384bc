"""The data inventory: what the office holds about people, as inventory.yaml says it, and what it forgets to say.

Everything that speaks of the data as a whole is made of it: the privacy notice, the record of processing, the erasure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jiahe.law.errors import did_you_mean
from jiahe.law.yamlfile import Entry, read_yaml
from jiahe.trust.permissions import PERMISSIONS
from jiahe.web.words import Words

INVENTORY = Path(__file__).with_name("inventory.yaml")
SECTIONS = ("roles", "purposes", "bases", "sensitive_kinds", "retentions", "seen", "groups", "shared")
_COMMON = ("group", "purpose", "basis", "retention", "seen_by")
_SPAN = re.compile(r"(\d+) (day|month|year)s?")
_UNITS = {"day": ("天", "day", 1), "month": ("个月", "month", 31), "year": ("年", "year", 366)}


@dataclass(frozen=True)
class Basis:
    """Why the law lets the office hold something, and the article."""

    words: Words
    article: Words


@dataclass(frozen=True)
class Expiry:
    """That a row goes (``erase``) or a column is emptied (``blank``) ``days`` days after the time in column ``after``.

    ``after`` may lead to another table ("run.started_at"). ``only``: what else must hold, by column.
    """

    after: str
    days: int
    then: str
    only: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Retention:
    """How long something is kept, in words; ``expiry`` None: no day can be named."""

    words: Words
    expiry: Expiry | None = None


@dataclass(frozen=True)
class Item:
    """One column, or a file (without a ``name``). ``seen_by``: permissions ("read:person"), or keys of ``seen``."""

    name: str
    words: Words
    group: str
    purpose: str
    basis: str
    retention: Retention
    seen_by: tuple[str, ...]
    sensitive: str = ""


@dataclass(frozen=True)
class Held:
    """One table. ``person``: the columns that say whom a row is about."""

    label: str
    person: tuple[str, ...]
    retention: Retention
    columns: tuple[Item, ...]


@dataclass(frozen=True)
class Inventory:
    """The whole of it. ``words``: section → key → words."""

    words: Mapping[str, Mapping[str, Words]]
    bases: Mapping[str, Basis]
    tables: Mapping[str, Held]
    files: tuple[Item, ...]
    empty_files: tuple[Words, ...]
    not_about_people: Mapping[str, str]
    database: tuple[Words, ...]
    """Files that hold the tables themselves."""
    folders: frozenset[str]
    """What the files and their folders are called in JIAHE_HOME."""
    not_shown: Mapping[str, tuple[Words, Words]]
    """Tables of which a person's own page shows nothing: the kind of record, and why."""

    def items(self) -> list[Item]:
        """Return every column and file."""
        return [*(one for table in self.tables.values() for one in table.columns), *self.files]

    def roles_that_see(self, item: Item) -> list[str]:
        """Return the roles whose permissions let them see an item, in the order of the inventory."""
        asked = {tuple(one.split(":")) for one in item.seen_by if ":" in one}
        return [role for role in self.words["roles"] if asked & PERMISSIONS.get(role, set())]

    def seen_words(self, item: Item) -> list[Words]:
        """Return who sees an item: roles by their permissions, and what has no permission."""
        roles = [self.words["roles"][one] for one in self.roles_that_see(item)]
        return [*roles, *(self.words["seen"][one] for one in item.seen_by if ":" not in one)]


@cache
def the_inventory(file: Path = INVENTORY) -> Inventory:
    """Read the inventory. Raises LawError naming file, line and key for anything wrong in it."""
    keys = (*SECTIONS, "tables", "not_shown", "files", "not_about_people")
    top = read_yaml(file).mapping(keys, required=keys)
    words = {one: {k: _pair(v) for k, v in top[one].mapping().items()} for one in SECTIONS if one != "bases"}
    bases = {key: _basis(entry) for key, entry in top["bases"].mapping().items()}
    _same_roles(top["roles"])
    reader = _Reader(words, bases)
    tables = {label: reader.table(label, entry) for label, entry in top["tables"].mapping().items()}
    files, empty, database, folders = reader.files(top["files"])
    others = {label: entry.text() for label, entry in top["not_about_people"].mapping().items()}
    for label in others.keys() & tables.keys():
        raise top["not_about_people"].error(f"{label} stands under tables as well.")
    unshown = {label: _kind_and_why(entry) for label, entry in top["not_shown"].mapping(tables).items()}
    return Inventory(words, bases, tables, files, empty, others, database, folders, unshown)


def _kind_and_why(entry: Entry) -> tuple[Words, Words]:
    got = [one.text() for one in entry.items()]
    if len(got) != 4 or not all(got):
        raise entry.error("write four texts: the kind of record in Chinese and in English, and why in both.")
    return Words(*got[:2]), Words(*got[2:])


def _pair(entry: Entry) -> Words:
    got = [one.text() for one in entry.items()]
    if len(got) != 2 or not all(got):
        raise entry.error("write two texts: [Chinese, English].")
    return Words(*got)


def _basis(entry: Entry) -> Basis:
    keys = ("zh", "en", "article", "article_en")
    zh, en, article, article_en = (entry.mapping(keys, required=keys)[key].text() for key in keys)
    return Basis(Words(zh, en), Words(article, article_en))


def _same_roles(entry: Entry) -> None:
    named = set(entry.mapping())
    if named != set(PERMISSIONS):
        wrong = ", ".join(sorted(named ^ set(PERMISSIONS)))
        raise entry.error(f"the roles are not those of permissions.py; they differ in {wrong}.")


@dataclass(frozen=True)
class _Reader:
    """Reads tables, whose entries name what the other sections hold."""

    words: dict[str, dict[str, Words]]
    bases: dict[str, Basis]

    def table(self, label: str, entry: Entry) -> Held:
        got = entry.mapping(("person", "columns", *_COMMON), required=("person", "columns", *_COMMON))
        columns = got["columns"].mapping()
        person = tuple(one.text() for one in got["person"].items())
        for one in set(person) - set(columns):
            raise got["person"].error(f"{one!r} is none of the columns. {did_you_mean(one, columns)}")
        names = {name: self.name(name, one) for name, one in columns.items()}
        return Held(
            label,
            person,
            self.retention(got["retention"], names),
            tuple(self.item(name, one, got, names) for name, one in columns.items()),
        )

    def name(self, name: str, entry: Entry) -> Words:
        if entry.is_empty:
            if name not in self.words["shared"]:
                raise entry.error(f"write [Chinese, English] for {name!r}, or add it to `shared`.")
            return self.words["shared"][name]
        if "zh" in (found := _mapping_or_none(entry) or {}) and "en" in found:
            return Words(found["zh"].text(), found["en"].text())
        return _pair(entry)

    def item(self, name: str, entry: Entry, table: dict[str, Entry], names: dict[str, Words]) -> Item:
        own = (_mapping_or_none(entry) and entry.mapping(("zh", "en", "sensitive", *_COMMON))) or {}
        said = {**table, **own}
        sensitive = own["sensitive"].one_of(self.words["sensitive_kinds"]) if "sensitive" in own else ""
        return Item(name, names[name], **self.common(said, names), sensitive=sensitive)

    def common(self, said: Mapping[str, Entry], names: dict[str, Words]) -> dict[str, Any]:
        return {
            "group": said["group"].one_of(self.words["groups"]),
            "purpose": said["purpose"].one_of(self.words["purposes"]),
            "basis": said["basis"].one_of(self.bases),
            "retention": self.retention(said["retention"], names),
            "seen_by": tuple(self.seen(one) for one in said["seen_by"].items()),
        }

    def seen(self, entry: Entry) -> str:
        known = {":".join(one) for allowed in PERMISSIONS.values() for one in allowed}
        return entry.one_of([*sorted(known), *self.words["seen"]])

    def retention(self, entry: Entry, names: dict[str, Words]) -> Retention:
        rule = _mapping_or_none(entry)
        if rule is None:
            return Retention(self.words["retentions"][entry.one_of(self.words["retentions"])])
        rule = entry.mapping(("after", "keep", "then", "only", "else"), required=("after", "keep", "then"))
        after, then = rule["after"].text(), rule["then"].one_of(("erase", "blank"))
        span = _SPAN.fullmatch(rule["keep"].text())
        if span is None:
            raise rule["keep"].error(f"{rule['keep'].text()!r} is no span; write it like 3 years or 30 days.")
        first = after.split(".")[0]
        column = first if first in names else f"{first}_id"
        if column not in names:
            raise rule["after"].error(f"{first!r} is none of the columns. {did_you_mean(first, names)}")
        zh, en, days = _UNITS[span[2]]
        count = int(span[1])
        only = tuple((k, v.text()) for k, v in rule["only"].mapping(names).items()) if "only" in rule else ()
        what = names[column]
        plural = f"{count} {en}" + ("s" if count > 1 else "")
        ends = Words("后删除", "erased") if then == "erase" else Words("后清空", "emptied")
        said = Words(f"“{what.zh}”满{count}{zh}{ends.zh}", f"{ends.en} {plural} after “{what.en}”")
        if "else" in rule:  # what has no such day
            usual = self.words["retentions"][rule["else"].one_of(self.words["retentions"])]
            said = Words(f"{usual.zh}；{said.zh}", f"{usual.en}; {said.en}")
        return Retention(said, Expiry(after, count * days, then, only))

    def files(self, entry: Entry) -> tuple[tuple[Item, ...], tuple[Words, ...], tuple[Words, ...], frozenset[str]]:
        found: list[Item] = []
        empty: list[Words] = []
        database: list[Words] = []
        folders: set[str] = set()
        for one in entry.items():
            got = one.mapping(("name", "folder", "holds_nobody", "in_tables", *_COMMON), required=("name",))
            name = _pair(got["name"])
            folders |= {each.text() for each in got["folder"].items()} if "folder" in got else set()
            if "holds_nobody" in got:
                empty.append(name)
            elif "in_tables" in got:
                database.append(name)
            else:
                found.append(Item("", name, **self.common(one.mapping(required=_COMMON), {})))
        return tuple(found), tuple(empty), tuple(database), frozenset(folders)


def _mapping_or_none(entry: Entry) -> dict[str, Entry] | None:
    """Return the entries of a mapping; None for a list or a plain value."""
    import yaml

    return entry.mapping() if isinstance(entry.node, yaml.MappingNode) else None


# ------------------------------------------------------------------------------------------------ what is missing


def faults(inventory: Inventory | None = None) -> list[str]:
    """Hold the inventory against every model of the office; return what is missing and what names nothing."""
    from django.apps import apps

    inventory = inventory or the_inventory()
    models = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    found = [
        f"{label}: there is no such model. {did_you_mean(label, models)} Take it out, or mend its name."
        for label in {*inventory.tables, *inventory.not_about_people} - set(models)
    ]
    for label, model in models.items():
        columns = {field.attname: field for field in model._meta.concrete_fields}
        if label in inventory.tables:
            named = {one.name for one in inventory.tables[label].columns}
            found += [
                f"{label}.{one}: not in trust/inventory.yaml; say what it is for" for one in columns if one not in named
            ]
            found += [f"{label}.{one}: no column of that model" for one in sorted(named - set(columns))]
        elif label in inventory.not_about_people:
            about = {"people.Person", "trust.Account"}
            for name, field in columns.items():
                points = field.related_model is not None and field.related_model._meta.label in about
                if points or name in ("person", "person_id", "account_id"):
                    found.append(f"{label}.{name}: points at a person, and the model stands under not_about_people")
        else:
            found.append(f"{label}: not in trust/inventory.yaml; describe its columns, or say that it holds nobody")
    return sorted(found)
