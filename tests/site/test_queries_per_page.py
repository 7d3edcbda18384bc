"""How many queries each page takes, whoever is on it: a list of a hundred takes no more than a list of one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiahe.people import actions
from jiahe.trust.acting import acting_as
from tests.cast import VILLAGE, Cast

MOST = {"/today/": 24, "/people/?q=李": 14, "/people/{girl}/": 28, "/people/{girl}/entitlements/": 32, "/places/": 12}
"""Queries of a page, the session, the post and the transaction included."""


def of_the_page(captured: CaptureQueriesContext) -> list[str]:
    """Return the queries, but those that note once a minute that the session is still used."""
    said = [str(one["sql"]) for one in captured.captured_queries]
    return [one for one in said if "trust_signedin" not in one and "SAVEPOINT" not in one]


@pytest.mark.parametrize("page", MOST)
def test_a_page_takes_a_bounded_number_of_queries(reader: Client, cast: Cast, posts: Any, page: str) -> None:
    path = page.format(girl=cast.girl)
    reader.get(path)
    with CaptureQueriesContext(connection) as before:
        assert reader.get(path, follow=False).status_code in (200, 302)
    assert len(of_the_page(before)) <= MOST[page], [one[:80] for one in of_the_page(before)]
    with acting_as(posts["worker"]):
        for day in range(1, 13):
            actions.record_birth(
                name=f"李{day}", sex="female", birth_date=dt.date(2025, day, 1), mother=cast.mother, father=cast.father,
                hukou_place=VILLAGE, source="x", learned_on=dt.date(2026, 1, 2),
            )  # fmt: skip
    with CaptureQueriesContext(connection) as after:
        reader.get(path)
    assert len(of_the_page(after)) <= len(of_the_page(before)) + 1, "a query for each row"
