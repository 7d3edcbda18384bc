"""Who appears in a list that says more than a name has it in the read log, and reads it in plain words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jiahe.entitlements.models import Outcome
from jiahe.people.declaring import declare
from jiahe.people.models import Certificate
from jiahe.people.whole import TABLES
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.models import Account, Alert, Read, StaffPerson
from jiahe.trust.unusual import notice
from tests.cast import COUNTY, VILLAGE, Cast
from tests.mine.test_own_pages import SignIn, own
from tests.site.conftest import reader

__all__ = ["own", "reader"]  # fixtures

pytestmark = pytest.mark.django_db
SUBSIDY = "cn/childcare-subsidy"


@pytest.fixture
def owed(cast: Cast, posts: dict[str, Acting]) -> Cast:
    """The girl is owed a subsidy that nobody has claimed."""
    with acting_as(posts["background"]):
        Outcome.objects.all().delete()
        Outcome.objects.create(
            person_id=cast.girl, programme=SUBSIDY, place=VILLAGE, status="eligible", this_year=360000,
            unclaimed=360000, total=360000, enrolled=False, on=timezone.localdate(),
        )  # fmt: skip
    return cast


def logged(posts: dict[str, Acting]) -> dict[Any, tuple[str, str]]:
    with acting_as(posts["auditor"]):
        return {one.person: (one.what, one.page) for one in Read.objects.order_by("id")}


def test_a_list_of_who_is_owed_what_logs_whom_it_names_in_one_statement(
    reader: Client, owed: Cast, posts: dict[str, Acting]
) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert "李小满" in reader.get("/today/").content.decode()
    assert sum("INSERT INTO trust_read" in one["sql"] for one in captured.captured_queries) == 1
    listed = ("list", "list:missed")
    assert logged(posts) == {owed.girl: listed, owed.mother: listed, owed.father: listed}


def test_a_list_that_only_names_people_logs_nobody_and_one_of_holders_of_a_card_does(
    reader: Client, cast: Cast, posts: dict[str, Acting]
) -> None:
    with acting_as(posts["steward"]):
        told = {"source": "x", "learned_on": dt.date(2025, 1, 1), "from_date": dt.date(2020, 1, 1)}
        Certificate.objects.create(person_id=cast.father, kind="disability", grade=2, **told)
    assert "李小满" in reader.get("/people/place/").content.decode()
    assert "李小满" in reader.get("/people/?q=李小满").content.decode()
    assert logged(posts) == {}
    narrowed = reader.get("/people/place/?certificate=disability").content.decode()
    assert "李国强" in narrowed
    assert logged(posts) == {cast.father: ("list", "list:certificate")}


def test_a_person_reads_of_the_lists_of_a_day_in_one_line(
    reader: Client, owed: Cast, own: SignIn, posts: dict[str, Acting]
) -> None:
    for address in ("/today/", "/today/", "/today/?sort=born", "/people/place/?certificate=disability"):
        reader.get(address)
    mother = own(owed.mother)
    page = mother.get(f"/my/{owed.girl}/looked/").content.decode()
    assert page.count("列在名单上") == 1
    assert "列在名单上，应享而没有申领的人，共 3 次" in page
    readings = mother.get(f"/my/{owed.girl}/copy.json").json()["readings"]
    assert [one["times"] for one in readings if one["what"] == ["列在名单上", "Appeared in a list"]] == [3]


def test_what_is_owed_to_a_child_logs_the_parents_whose_facts_it_shows(
    reader: Client, owed: Cast, posts: dict[str, Acting]
) -> None:
    with acting_as(posts["steward"]):
        for one in TABLES:
            declare(name=one, source="户籍", learned_on=dt.date(2025, 1, 1), why="核对过")
    page = reader.get(f"/people/{owed.girl}/entitlements/").content.decode()
    named = {key for name, key in (("李秀英", owed.mother), ("李国强", owed.father)) if name in page}
    assert named, "the page names no parent: the test says nothing"
    assert {one for one, said in logged(posts).items() if said == ("view", "entitlements")} == {owed.girl, *named}


def test_own_family_in_a_list_is_no_notice_and_looking_for_a_name_in_it_is(
    reader: Client, owed: Cast, posts: dict[str, Acting]
) -> None:
    account = Account.objects.get(username="reader")
    with acting_as(Acting(posts["steward"].post, "security_administrator", COUNTY, "", "")):
        StaffPerson.objects.create(account=account, person=owed.mother)
    reader.get("/today/")
    with acting_as(posts["background"]):
        assert notice(timezone.localdate()) == 0
    reader.get("/today/?name=李小满")
    assert logged(posts)[owed.girl] == ("view", "list:missed")
    with acting_as(posts["auditor"]):
        assert list(Alert.objects.values_list("rule", "account__username")) == [("own_family", "reader")]
