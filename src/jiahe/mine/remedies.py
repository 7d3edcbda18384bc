"""How a request is acted on: the forms of the register that put right what it is about, with the request's key.

A form that was opened from a request carries the request's key as its own, so the register knows, and not a box that
somebody ticked, that it was recorded in answer to that request. Only a form that can answer it carries the key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.urls import reverse

from jiahe.mine.models import Request
from jiahe.mine.queries import own_tables, rows_about
from jiahe.people.corrections import CORRECTABLE, SPELLS
from jiahe.people.forms import EVENTS, is_offered
from jiahe.people.models import BELIEVED, Person
from jiahe.people.queries import kin_in
from jiahe.people.timeline import begins_with
from jiahe.people.withdrawals import TABLES
from jiahe.web.words import Words

_FORMS = {
    "correction": CORRECTABLE,
    "id-number": ("id_sealed",),
    "phone": ("phone_sealed",),
    "account": ("account_sealed",),
    "death": ("death_date",),
    "death-correction": ("death_date",),
}
"""The columns of a person's own row that each form puts right."""

_MOVES = {"hukou_place": "hukou", "residence_place": "home"}
"""The forms that say that somebody has moved: the register may have been right until then."""

_TAKES_AWAY = {"phone": "phone_sealed", "account": "account_sealed"}
"""The forms that take something of a person's own row away. What else is known there is not erased."""


_ADDS = {
    "people.Person.household_id": ("join", "split", "merge"),
    "people.Household": ("join", "split", "merge"),
    "people.Parenthood.child_id": ("birth",),
    "people.Parenthood.parent_id": ("parents", "adoption"),
    "people.Custody": ("custody",),
    "people.Union": ("marriage", "divorce"),
    "people.Residence": ("home",),
    "people.Hukou": ("hukou",),
    "people.Certificate": ("certificate",),
    "people.Status": ("status",),
    "people.Claim": ("claim",),
    "people.Payment": ("payment",),
}
"""The forms on a person's record that add what a table, or one of its columns, is found to lack.

A child who is in the register already is found by the form of a birth, which leads to the child's own record.
"""


@dataclass(frozen=True)
class Remedy:
    """One form: its address, what it does, which it is on a person's record, and about which row."""

    href: str
    title: Words
    form: str
    row: str = ""


def answering(request: Request) -> str:
    """Return what the address of a form takes along that is opened to answer a request: the way back, and its key.

    A form's key is used once; whoever corrects more opens another.
    """
    wish = {"back": reverse("request", args=[request.id])}
    if request.state == Request.State.OPEN and request.acted_by_id is None:
        wish["once"] = str(request.id)
    return f"?{urlencode(wish)}"


def opening(request: Request, remedies: Iterable[Remedy]) -> str:
    """Return what the address of the person's record takes along that is opened to answer a request.

    The way back, and the key for the forms that can answer it: no other that is opened there carries it.
    """
    if request.state != Request.State.OPEN:
        return answering(request)
    forms = [one.form for one in remedies]
    if request.kind == Request.Kind.CORRECTION:
        label = request.item.rpartition(".")[0]
        adds = (*_ADDS.get(label, ()), *_ADDS.get(request.item, ()))
        forms += [f"record/{one}" for one in adds]
    return f"{answering(request)}&{urlencode({'for': ' '.join(dict.fromkeys(forms))})}"


def remedies_of(request: Request, person: Person) -> list[Remedy]:
    """Return the forms that put right what a request is about; none where the register has no such form."""
    query, word = answering(request), "withdraw" if request.kind == Request.Kind.ERASURE else "correct"
    found = [
        Remedy(reverse("person-event", args=[person.id, event]) + query, EVENTS[event].title, f"record/{event}")
        for event in _events(request, person)
    ]
    title = Words("撤销这条记录", "Withdraw this record") if word == "withdraw" else Words("更正", "Correct")
    for rows in _rows(request, person):
        for kin in kin_in(rows, person.id):
            begins = begins_with(kin, person)
            href = reverse("person-row", args=[person.id, begins.table, kin.row.id, word]) + query
            found.append(
                Remedy(href, title, f"rows/{begins.table}", f"{begins.title} {begins.said} {begins.detail}".strip())
            )
    return found


def _events(request: Request, person: Person) -> Iterator[str]:
    """Return the forms about the person's own row that an item asks for."""
    label, _, column = request.item.rpartition(".")
    if request.kind == Request.Kind.ERASURE:
        wanted = [one for one, held in _TAKES_AWAY.items() if request.item == "contact" and getattr(person, held)]
    elif label == "people.Person":
        wanted = [one for one, columns in _FORMS.items() if column in columns and not _open_spells(column, person)]
        wanted += [_MOVES[column]] if column in _MOVES else []
    else:
        wanted = []
    yield from (one for one in wanted if is_offered(one, person))


def _open_spells(column: str, person: Person) -> list[Any]:
    """Return the dated rows that a place of a person's own row comes from now; one at most."""
    spells = SPELLS.get(column)
    return list(spells.objects.filter(BELIEVED, person=person, until_date__isnull=True)) if spells else []


def _rows(request: Request, person: Person) -> Iterator[list[Any]]:
    """Yield the dated rows in which the item of a request stands, a table at a time, for a form to put right.

    Those of one table for a correction, of a whole heading for an erasure.
    """
    label, _, column = request.item.rpartition(".")
    if label == "people.Person":
        yield _open_spells(column, person)
        return
    for held in own_tables():
        is_asked = held.label == label or any(item.group == request.item for item in held.columns)
        if is_asked and apps.get_model(held.label)._meta.model_name in TABLES:
            yield [one for one in rows_about(held, person.id) if one.superseded_at is None]
