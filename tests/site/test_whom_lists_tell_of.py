"""Every list says whom its pages tell of: who is named is counted, and of whom it says more is in the read log.

The lists are found by opening every page, as each post, under each of its tabs; a new one is held to it without being
named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Model

from jiahe.people.models import Person
from jiahe.places.naming import forget
from jiahe.trust.models import Read
from jiahe.web.tables import Table, Tells
from tests.own_database import own_database
from tests.site.busy_office import BusyOffice
from tests.site.test_queries_per_page import ASKED, MOST
from tests.site.test_what_is_taken_along import TAB

Opened = tuple[str, str, Table, set[Any], set[Any]]
"""A page, by whom, its list, whom its cells name, and of whom the read log says that they stood in a list."""

TELL_MORE = {"doubles/", "findings/", "people/place/?certificate", "requests/", "runs/<uuid:key>/", "today/"}
NUMBERED = {"doubts/", "read-log/", "read-log/unusual/"}
"""There a number stands for each person, for those who see nobody."""
NAME_ONLY = {"intake/<uuid:key>/changes/", "people/", "people/place/"}


@pytest.fixture(scope="module")
def opened(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Opened]]:
    """Every list of every page that is measured."""
    with own_database("told_in_lists", django_db_blocker):
        forget()
        office = BusyOffice()
        office.grow(3)
        yield [one for pattern in MOST if not pattern.startswith(("account/", "api/")) for one in _of(office, pattern)]
        forget()


def _of(office: BusyOffice, pattern: str) -> Iterator[Opened]:
    names = {one.name: one.id for one in Person.objects.using("owner")}
    address = office.address(pattern) + ASKED.get(pattern, "")
    wishes = [""]
    if pattern == "people/place/":
        wishes = ["?place=420890100000", "?place=420890100000&certificate=disability"]
    for role, client in office.clients.items():
        for wish in wishes:
            for tab in ("", *dict.fromkeys(TAB.findall(_text(client.get(address + wish))))):
                before = Read.objects.using("owner").order_by("-id").values_list("id", flat=True).first() or 0
                answer = client.get(address + (tab or wish))
                logged = Read.objects.using("owner").filter(id__gt=before, what="list")
                for table in _tables(answer):
                    page = pattern + ("?certificate" if "certificate" in wish else "")
                    words = {
                        word for _, cells in table.lines for _, cell in cells
                        for word in re.split(r"[、，；：,;\s<>（）]+", str(cell))
                    }  # fmt: skip
                    named = {key for name, key in names.items() if name in words}
                    yield page, role, table, named, set(logged.values_list("person", flat=True))


def _text(answer: Any) -> str:
    return answer.content.decode() if not answer.streaming and answer.status_code == 200 else ""


def _tables(answer: Any) -> list[Table]:
    found: dict[int, Table] = {}
    for context in answer.context or ():
        for layer in getattr(context, "dicts", [context]):
            found |= {id(one): one for one in layer.values() if isinstance(one, Table)}
    return list(found.values())


def _is_about_people(row: Any) -> bool:
    if isinstance(row, Person):
        return True
    if isinstance(row, Model):
        fields = [one for one in row._meta.concrete_fields if one.related_model is Person or one.name == "person"]
        return any(getattr(row, one.attname) is not None for one in fields)
    return getattr(row, "person", None) is not None


def test_a_list_of_people_says_whom_it_names_or_tells_more_of(opened: list[Opened]) -> None:
    for page, role, table, named, _ in opened:
        if named or any(_is_about_people(row) for row in table.page.object_list):
            if page in NUMBERED and not named:
                continue
            assert table.shows is not None, f"{page}, {role}: write shows=Names(…) or shows=Tells(…)"
            told = {key for row in table.page.object_list for key in table.shows.of(row)}
            assert named <= told, f"{page}, {role}: its cells name people of whom `shows` does not tell"


def test_of_whom_a_list_says_more_is_in_the_read_log(opened: list[Opened]) -> None:
    for page, role, table, named, logged in opened:
        if isinstance(table.shows, Tells):
            assert named <= logged, f"{page}, {role}"
        else:
            assert logged == set(), f"{page}, {role}"


def test_which_lists_say_more_than_a_name(opened: list[Opened]) -> None:
    more = {page for page, _, table, *_ in opened if isinstance(table.shows, Tells)}
    assert more == TELL_MORE
    assert {page for page, _, table, *_ in opened if table.shows is not None} - more >= NAME_ONLY
