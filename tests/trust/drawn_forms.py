"""The forms of the office's pages, found in their HTML and filled in as anybody would; and what sending one wrote.

Nothing here knows a form: a new one is found and filled in too, by the names and kinds of its fields.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.urls import Resolver404, resolve
from django.utils import timezone

from jiahe.people.models import Person

# ------------------------------------------------------------------------------------------------ the forms


@dataclass
class Box:
    """A field of a form: its kind (text, hidden, radio, checkbox, select, file), what stands in it, its choices."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    required: bool = False
    is_place: bool = False


@dataclass
class Form:
    """A form that is sent by POST: its fields by name, and the names and values of its buttons."""

    action: str
    boxes: dict[str, Box] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, draw: random.Random, number: str, place: str) -> dict[str, Any]:
        """Return what is sent. ``number``: somebody's ID number, wherever a person is asked for; ``place``: a code.

        What may be left empty is, half of the time.
        """
        full, sent = draw.random() < 0.5, dict[str, Any]()
        for box in self.boxes.values():
            if box.kind == "hidden" or box.required or full:
                sent[box.name] = _written(box, draw, number, place)
            elif box.kind not in ("checkbox", "file", "radio") or (box.kind == "radio" and box.value):
                sent[box.name] = box.value
        return sent | dict([draw.choice(self.buttons)] if self.buttons else [])


SOMEBODY = {"other_parent", "spouse", "parent", "custodian", "other", "id_number"}
"""Fields that take the ID number of somebody."""

LATER = {"until_date", "review_on"}


def _written(box: Box, draw: random.Random, number: str, place: str) -> Any:
    if box.kind == "hidden":
        return box.value
    if box.kind == "file":
        return SimpleUploadedFile("list.csv", "姓名,身份证号\n某某,1\n".encode("utf-8-sig"))
    if box.choices:
        return draw.choice(box.choices) if box.kind == "radio" else box.choices[0]
    if box.value and draw.random() < 0.5:
        return box.value
    if box.name in SOMEBODY:
        return number
    if box.is_place:
        return place
    if box.name in LATER:
        return str(timezone.localdate() + dt.timedelta(days=20))
    if box.name == "on" or box.name.endswith(("_date", "_on")):
        return str(timezone.localdate())
    known = {"phone": "13900000000", "account": "6222021234567890123", "networks": "10.0.0.0/8", "username": "newcomer"}
    return known.get(box.name, "1" if box.kind == "number" else f"所写的{draw.randrange(100)}号材料")


class _Reader(HTMLParser):
    """Reads the forms of a page that are sent by POST."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: Box | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(said.get("action", "")) if said.get("method", "").lower() == "post" else None
            self.forms += [self._form] if self._form else []
        elif tag == "option" and self._select is not None:
            self._select.choices += [said["value"]] if said.get("value") else []
            if "selected" in said:
                self._select.value = said.get("value", "")
        elif self._form is not None and said.get("name") and "disabled" not in said:
            self._take(self._form, tag, said)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None

    def _take(self, form: Form, tag: str, said: dict[str, str]) -> None:
        name, value = said["name"], said.get("value", "")
        if tag == "button" or (tag == "input" and said.get("type") == "submit"):
            form.buttons.append((name, value))
            return
        kind = {"select": "select", "textarea": "text"}.get(tag, said.get("type", "text"))
        box = form.boxes.setdefault(name, Box(name, kind))
        box.required |= "required" in said
        box.is_place |= said.get("list") == "places"
        if tag == "select":
            self._select = box
        elif kind in ("radio", "checkbox"):
            box.choices += [value or "on"] if value or kind == "checkbox" else []
            box.value = value if "checked" in said else box.value
        else:
            box.value = value
            box.kind = "number" if said.get("inputmode") in ("numeric", "decimal") or kind == "number" else kind


Kind = tuple[str, tuple[str, ...]]
"""The pattern of an address, and the words in it that say which form it is ("birth", "withdraw")."""


def kind_of(address: str) -> Kind | None:
    """Return which form an address takes; None for an address of nobody."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return None
    words = (found.kwargs.get(one) for one in ("table", "word", "kind", "verb"))
    return found.route, tuple(one for one in words if isinstance(one, str))


class Forms:
    """The forms of one world, by what takes them, and the patterns of the pages that were opened to find them."""

    def __init__(self) -> None:
        self.found: dict[Kind, list[Form]] = defaultdict(list)
        self.opened: set[str] = set()

    def look_at(self, address: str, answer: Any) -> bool:
        """Keep the forms of a page; return whether one of them is the page's own."""
        here = kind_of(address)
        if here is None or answer.status_code not in (200, 302):
            return False
        self.opened.add(here[0])
        if answer.status_code == 302 or not answer.headers["Content-Type"].startswith("text/html"):
            return False
        reader = _Reader()
        reader.feed(answer.content.decode())
        own = False
        for form in reader.forms:
            kind = kind_of(urljoin(address, form.action))
            if kind is not None and not any(one.boxes.keys() == form.boxes.keys() for one in self.found[kind]):
                self.found[kind].append(form)
            own |= kind == here
        return own

    def of(self, address: str) -> list[Form]:
        """Return the forms that an address takes; those of its pattern where none of its very kind was found."""
        here = kind_of(address)
        if here is None:
            return []
        alike = [form for kind, some in self.found.items() for form in some if kind[0] == here[0]]
        return self.found.get(here) or alike

    @property
    def patterns(self) -> set[str]:
        """The patterns of addresses for which a form was found."""
        return {kind[0] for kind in self.found}


@contextmanager
def noting_who_reads() -> Iterator[list[str]]:
    """Note the addresses whose views read what was sent, while it lasts: those take a form.

    What every page has around it (jiahe.web) reads it too, to keep what was typed, and does not count.
    """
    rightly, read = WSGIRequest.POST, list[str]()

    def noted(request: WSGIRequest) -> Any:
        reader = sys._getframe(1).f_code.co_filename
        if "/jiahe/" in reader and "/jiahe/web/" not in reader:
            read.append(request.path_info)
        return rightly.fget(request)

    WSGIRequest.POST = property(noted, rightly.fset)
    try:
        yield read
    finally:
        WSGIRequest.POST = rightly


# ------------------------------------------------------------------------------------------------ what was written


LOGS = {"trust_read", "trust_alert", "trust_lookups", "trust_attempt", "trust_signedin", "django_session"}
"""Tables that say that somebody asked: written whether or not they get anything."""


def written() -> dict[str, int]:
    """Return how many rows of each table were added, changed or removed in this transaction, taken back or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables "
            "WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return dict(cursor.fetchall())


def since(before: dict[str, int]) -> set[str]:
    """Return the tables that were written to since, without the logs."""
    return {table for table, rows in written().items() if rows != before.get(table, 0)} - LOGS


Rows = dict[tuple[Any, ...], tuple[UUID, ...]]
"""Rows as they stand, by key and the transaction that wrote them: whom each names."""


def about_people() -> dict[str, list[str]]:
    """Return the register's tables whose rows name people and can be read, with the columns that do."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND has_table_privilege(oid, 'SELECT')")
        readable = {row[0] for row in cursor}
    for model in apps.get_models():
        table = model._meta.db_table
        columns = [one.column for one in model._meta.fields if one.related_model is Person or one.column == "person"]
        about = table.startswith("people_") and table in readable
        if about and (columns or model is Person):
            found[table] = columns or ["id"]
    return found


def rows_of(tables: Iterable[str], columns: dict[str, list[str]]) -> dict[str, Rows]:
    """Return the rows of some tables, as far as the acting post sees them."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            if table in columns:
                names = columns[table]
                cursor.execute(f"SELECT ctid::text, xmin::text, {', '.join(names)} FROM {table}")
                found[table] = {(row[0], row[1]): tuple(filter(None, row[2:])) for row in cursor}
    return found


def changed(before: Rows, now: Rows) -> list[tuple[UUID, ...]]:
    """Return whom each row names that is there once only: it was added, changed or removed between."""
    once = before.keys() ^ now.keys()
    return [people for rows in (before, now) for row, people in rows.items() if row in once]
