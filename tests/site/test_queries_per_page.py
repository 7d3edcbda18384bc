"""How many queries each page takes, whoever is on it: a list of thirty takes no more than a list of three.

Every address is found in the URL configuration. One that is neither measured nor left out here fails the test, so a new
page is measured or somebody says why not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiahe.places.naming import forget
from tests.own_database import own_database
from tests.site.busy_office import BusyOffice
from tests.trust.test_nobody_sees_more import addresses

SIGNED_IN = 6
"""Of every page of somebody who is signed in: session, account, posts, the transaction and its settings."""

MOST: dict[str, tuple[str, int]] = {
    "": ("worker", 1),  # what administrators did to the account
    "account/inactive/": ("nobody", 0),
    "account/join/": ("worker", 0),
    "account/login/": ("nobody", 0),
    "account/logout/": ("worker", 0),
    "account/password/set/": ("worker", 0),
    "account/security/": ("worker", 4),
    "account/security/app/": ("worker", 8),  # allauth asks for each kind of factor
    "account/security/codes/new/": ("worker", 4),
    "account/security/devices/": ("worker", 3),
    "account/security/passkeys/add/": ("worker", 9),  # as for an app, and the passkeys that are there
    "api/openapi.json": ("nobody", 0),
    "api/loads/<uuidstr:key>": ("steward", 2),
    "api/people": ("worker", 4),
    "api/people/<uuidstr:key>": ("worker", 14),  # who, kin, spells, papers, claims, corrections: a query each
    "api/people/<uuidstr:key>/entitlements": ("worker", 11),  # the facts of the family, a table each
    "api/places": ("nobody", 0),
    "api/programmes": ("nobody", 0),
    "api/programmes/<path:key>": ("nobody", 0),
    "api/runs": ("officer", 1),
    "api/runs/<uuidstr:key>": ("officer", 1),
    "check/": ("nobody", 0),
    "components/": ("nobody", 0),
    "doubts/": ("audit", 2),
    "doubts/<uuid:key>/": ("audit", 2),
    "doubles/": ("steward", 7),
    "doubles/<uuid:key>/": ("steward", 33),  # two whole records, and what comes next
    "exports/": ("worker", 1),
    "findings/": ("worker", 11),
    "findings/<uuid:key>/": ("worker", 9),
    "findings/places/<slug:code>/": ("worker", 20),
    "findings/places/<slug:code>/sources/": ("worker", 9),
    "health/live": ("nobody", 0),
    "intake/": ("steward", 2),
    "intake/<uuid:key>/": ("steward", 5),
    "intake/whole/": ("steward", 11),  # the rows of ten tables, which are whole
    "intake/whole/<slug:name>/": ("steward", 9),
    "intake/<uuid:key>/values/": ("steward", 3),
    "intake/<uuid:key>/changes/": ("steward", 8),  # how many of either kind, a page of them, their people, the log
    "health/ready": ("nobody", 2),
    "law/": ("nobody", 0),
    "law/<path:key>/": ("nobody", 0),
    "law/compare/": ("nobody", 0),
    "my/<uuid:key>/": ("resident", 34),  # every table of the inventory, who is named in it, the account's last change
    "my/<uuid:key>/consents/": ("resident", 4),
    "my/<uuid:key>/copy.<str:kind>": ("resident", 36),  # as the record, and who has looked
    "my/<uuid:key>/looked/": ("resident", 10),
    "my/<uuid:key>/looked/<int:reading>/": ("resident", 5),
    "my/<uuid:key>/owed/": ("resident", 14),  # the facts of the family, with the eyes of background work
    "my/<uuid:key>/requests/": ("resident", 6),  # the steps, and what was answered since
    "my/<uuid:key>/requests/<slug:kind>/": ("resident", 3),
    "office/accounts/": ("security", 2),
    "office/accounts/<uuid:key>/": ("security", 5),
    "office/accounts/<uuid:key>/reset/": ("security", 1),
    "office/accounts/<uuid:key>/second-factor/": ("security", 1),
    "office/accounts/new/": ("security", 0),
    "office/administrators/": ("audit", 2),
    "office/divisions/": ("steward", 1),
    "office/divisions/<slug:code>/": ("steward", 5),
    "office/divisions/<slug:code>/<slug:verb>/": ("steward", 2),
    "office/facilities/": ("steward", 2),
    "office/facilities/<uuid:key>/": ("steward", 2),
    "office/facilities/<uuid:key>/<slug:word>/": ("steward", 1),
    "office/facilities/new/": ("steward", 0),
    "office/holdings/<int:key>/end/": ("security", 1),
    "office/holdings/<int:key>/stand-in/": ("security", 2),
    "office/proposals/": ("audit", 2),
    "office/proposals/<uuid:key>/": ("audit", 2),
    "office/posts/": ("security", 2),
    "office/posts/<uuid:key>/": ("security", 2),
    "office/posts/<uuid:key>/end/": ("security", 1),
    "office/posts/<uuid:key>/give/": ("security", 2),
    "office/posts/new/": ("security", 0),
    "office/programs/": ("security", 2),
    "office/programs/<uuid:key>/end/": ("security", 1),
    "office/programs/new/": ("security", 1),
    "office/stand-in/": ("worker", 4),
    "people/": ("worker", 3),
    "people/new/": ("worker", 0),
    "people/place/": ("worker", 3),
    "people/<uuid:key>/": ("reviewer", 18),  # who, kin, spells, papers, claims, corrections, account: a query each
    "people/<uuid:key>/consents/": ("worker", 5),
    "people/<uuid:key>/entitlements/": ("worker", 9),
    "people/<uuid:key>/household/": ("worker", 7),  # who, their home, its people, who came and went, the log
    "people/<uuid:key>/invite/": ("worker", 5),  # the account that the person has, and the open invitation
    "people/<uuid:key>/merges/<uuid:merge>/": ("steward", 6),
    "people/<uuid:key>/record/<slug:word>/": ("worker", 3),
    "people/<uuid:key>/rows/<slug:table>/<uuid:row>/<slug:word>/": ("reviewer", 4),
    "permissions/": ("worker", 0),
    "places/<place:code>/": (
        "reviewer",
        17,
    ),  # what became of it and came into it, its runs, whether it is a place, who forfeited
    "privacy/": ("nobody", 0),
    "read-log/": ("audit", 7),
    "read-log/staff/": ("security", 3),
    "read-log/watched/": ("security", 1),
    "read-log/unusual/": ("audit", 2),
    "read-log/unusual/<uuid:key>/": ("audit", 2),
    "requests/": ("reviewer", 5),  # whom they are about, apart: one may have moved out of the place
    "requests/<uuid:key>/": ("reviewer", 10),  # the rows that it is about, who is named in them, steps, colleagues
    "retention/": ("officer", 2),
    "runs/": ("officer", 4),  # the rows and how many, what goes on, of which day the last of everybody is
    "runs/<uuid:key>/": ("officer", 11),
    # the run; the lists are counted at once, the changes apart; the keys of one page, then its rows, with parents; the
    # lookup, the log
    "today/": ("worker", 8),
}
"""Who opens a page, and how many queries it may take beside those of everybody who is signed in."""

Counts = tuple[list[str], list[str]]
"""The queries with few rows and with many."""

ASKED = {"people/": "?q=李", "api/people": "?q=李"}
"""What is asked of a page that is empty otherwise."""

NOT_MEASURED = {
    "leads elsewhere": r"my/|places/|findings/places/|account/(government|security/passkeys/login|password/change).*"
    r"|account/security/(passkeys/|authenticate/)",
    "takes orders only": r"api/(loads|people/search|runs/snapshots|self-check)|runs/start/|look/|post/"
    r"|language/setlang/|findings/again/|office/accounts/<uuid:key>/(link|close)/|office/proposals/<uuid:key>/key/|read-log/watched/<uuid:key>/end/|office/stand-in/<int:key>/end/|people/<uuid:key>/invite/confirm/",
    "is there in the midst of a sign-in only": r"account/(.*)?reauthenticate/|account/security/(app/off|codes)/"
    r"|account/security/passkeys/<int:pk>/remove/|office/password/.*",
    "gives a file, or what stands in one": r"exports/<uuid:key>/|intake/templates/.*"
    r"|intake/<uuid:key>/(faults|passed|commented|set-aside).+|api/loads/<uuidstr:key>/faults",
    "says that there is no such address": r"\^api/|api/",
}
"""Addresses that are no pages to be looked at, by why."""


@pytest.fixture(scope="module")
def counted(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Counts]]:
    """The queries of each page, with three rows of everything and with thirty."""
    with own_database("busy", django_db_blocker):
        forget()
        office = BusyOffice()
        office.grow(3)
        few = {pattern: queries_of(office, pattern) for pattern in MOST}
        office.grow(27)
        many = {pattern: queries_of(office, pattern) for pattern in MOST}
        forget()
        yield {pattern: (few[pattern], many[pattern]) for pattern in MOST}


def queries_of(office: BusyOffice, pattern: str) -> list[str]:
    """Return the queries of a page, the fewer of two times: what is kept for a minute is asked for once."""
    return min((_asked(office, pattern) for _ in range(2)), key=len)


def _asked(office: BusyOffice, pattern: str) -> list[str]:
    address, client = office.address(pattern) + ASKED.get(pattern, ""), office.clients[MOST[pattern][0]]
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    if answer.status_code != 200:
        return [f"{address} answers {answer.status_code}"] * 1000
    return [str(one["sql"]) for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]


def test_every_address_is_measured_or_left_out_for_a_reason() -> None:
    left_out = [one for one in addresses() if any(re.fullmatch(why, one) for why in NOT_MEASURED.values())]
    unknown = [one for one in addresses() if one not in MOST and one not in left_out]
    assert unknown == [], "say in MOST how many queries it may take, or in NOT_MEASURED why it is none to be measured"
    assert set(MOST) <= set(addresses())
    assert not set(MOST) & set(left_out)


@pytest.mark.parametrize("pattern", MOST)
def test_a_page_takes_a_bounded_number_of_queries(counted: dict[str, Counts], pattern: str) -> None:
    few, many = counted[pattern]
    role, most = MOST[pattern]
    most += 0 if role == "nobody" else SIGNED_IN
    assert len(few) <= most, "\n".join(one[:120] for one in few)
    assert len(many) <= len(few), "a query for each row:\n" + "\n".join(one[:120] for one in many[len(few) // 2 :])
