"""Every list that can be taken along says by whom and under which rules, and logs everybody whom it names.

The lists are found by asking every page for a file, so that a new one is held to it without being named here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from jiahe.people.models import Person
from jiahe.places.naming import forget
from jiahe.trust.models import Read
from tests.own_database import own_database
from tests.site.busy_office import BusyOffice
from tests.site.test_queries_per_page import MOST, NOT_MEASURED

LINK = re.compile(r'href="(\?[^"]*export=csv[^"]*)"')
TAB = re.compile(r'href="(\?show=\w+)"')

Taken = tuple[str, list[list[str]], set[Any], set[Any]]
"""Who takes which list along; the file's lines; whom it names; of whom the read log says that they were exported."""

ALL = {"worker", "reviewer", "officer", "steward", "security", "audit", "resident"}
EXPECTED = {
    "components/": {"nobody", *ALL},
    "doubles/": {"steward"},
    "findings/": {"worker", "reviewer", "officer", "steward"},
    "findings/places/<slug:code>/": {"worker", "reviewer", "officer", "steward"},
    "intake/": {"steward"},
    "intake/<uuid:key>/changes/": {"steward"},
    "office/divisions/": ALL,
    "office/facilities/": ALL,
    "office/posts/": {"security"},
    "people/place/": {"steward"},
    "places/<place:code>/": {"worker", "reviewer", "officer"},
    "read-log/staff/": {"security"},
    "read-log/unusual/": {"audit"},
    "retention/": {"officer", "steward"},
    "runs/": {"officer", "reviewer", "steward", "worker"},
    "runs/<uuid:key>/": {"officer", "reviewer", "worker"},
    "today/": {"worker", "reviewer", "officer"},
}


@pytest.fixture(scope="module")
def taken(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, list[Taken]]]:
    """What each post takes along of each page that is measured, under each of its tabs."""
    with own_database("taken_along", django_db_blocker):
        forget()
        office = BusyOffice()
        office.grow(3)
        yield {pattern: list(_taken(office, pattern)) for pattern in MOST if not pattern.startswith("account/")}
        forget()


def _taken(office: BusyOffice, pattern: str) -> Iterator[Taken]:
    people = {one.name: one.id for one in Person.objects.using("owner")}
    address = office.address(pattern)
    for role, client in office.clients.items():
        if role == "nobody" and MOST[pattern][0] != "nobody":
            continue
        whole = {"place": "420890100000"} if pattern == "people/place/" else {}
        page = client.get(address, whole)
        if page.status_code != 200 or "html" not in page["Content-Type"]:
            continue
        for tab in dict.fromkeys(["", *TAB.findall(page.content.decode())]):
            shown = client.get(address + tab, None if tab else whole).content.decode()
            for link in LINK.findall(shown):
                yield (role, *_file(office, client, address + link.replace("&amp;", "&"), role, people))


def _file(
    office: BusyOffice, client: Client, address: str, role: str, people: dict[str, Any]
) -> tuple[list[list[str]], set[Any], set[Any]]:
    before = Read.objects.using("owner").order_by("-id").values_list("id", flat=True).first() or 0
    lines = list(csv.reader(io.StringIO(b"".join(client.get(address).streaming_content).decode("utf-8-sig"))))
    words = {word for line in lines[1:] for cell in line for word in re.split(r"[、，；：,;\s]+", cell)}
    account = office.accounts.get(role)
    logged = Read.objects.using("owner").filter(id__gt=before, what="export", account=account)
    return lines, {key for name, key in people.items() if name in words}, set(logged.values_list("person", flat=True))


def test_the_lists_that_each_post_may_take_along(taken: dict[str, list[Taken]]) -> None:
    assert {pattern: {role for role, *_ in files} for pattern, files in taken.items() if files} == EXPECTED


def test_whoever_is_named_in_a_file_is_in_the_read_log(taken: dict[str, list[Taken]]) -> None:
    named_at_all = 0
    for pattern, files in taken.items():
        for role, _, named, logged in files if pattern != "components/" else ():  # made-up people
            assert named <= logged, f"{pattern}, {role}: says that it shows fewer people than it does"
            named_at_all += len(named)
    assert named_at_all > 20


def test_each_file_says_what_when_by_whom_and_under_which_rules(taken: dict[str, list[Taken]]) -> None:
    for pattern, files in taken.items():
        for role, lines, *_ in files:
            said = dict(part.split("：", 1) for part in lines[0][0].split("；") if "：" in part)
            assert {"内容", "导出时间", "行数", "筛选", "依据"} <= set(said), pattern
            if role != "nobody":
                assert said["制表"].startswith(f"{role}，"), pattern


def test_pages_that_are_not_measured_are_no_lists_but_one() -> None:
    """The rows of a file that break one rule: tests/intake asks for them."""
    assert "intake/<uuid:key>/(faults|passed|commented" in NOT_MEASURED["gives a file, or what stands in one"]
