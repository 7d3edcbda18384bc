"""The list of the people of a place: whom it shows, what it leaves out, and who may take it along."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from jiahe.people.models import Certificate, Person
from jiahe.people.place_views import _years_ago
from jiahe.places.models import Holding, Post
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.models import Account, Read
from tests.cast import COUNTY, LEARNED, TOWN, Cast

pytestmark = pytest.mark.django_db
ADDRESS = "/people/place/"


@pytest.fixture
def client_of(cast: Cast, posts: Any) -> Any:
    """``client_of("worker")`` is the browser of somebody who holds that post; "town": of a data steward of the town."""

    def client(name: str) -> Client:
        account = Account.objects.create_user(f"{name}-lists", password="a-long-password", full_name="章小兰")
        with acting_as(Acting(posts["steward"].post, "security_administrator", COUNTY, "", "")):
            held = posts[name].post if name != "town" else _steward_of_the_town()
            Holding.objects.create(account=account, post_id=held, from_date=dt.date(2025, 1, 1))
        found = Client()
        found.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return found

    return client


def _steward_of_the_town() -> UUID:
    made: UUID = Post.objects.create(role="steward", place=TOWN, title="-", title_en="-").id
    return made


def names(client: Client, **asked: str) -> set[str]:
    shown = client.get(ADDRESS, asked).content.decode()
    return {name for name in ("李秀英", "李国强", "李小满", "王桂芳") if name in shown}


def test_a_worker_sees_the_living_of_the_village(client_of: Any, cast: Cast, posts: Any) -> None:
    client = client_of("worker")
    assert names(client) == {"李秀英", "李国强", "李小满"}
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.father).update(death_date=dt.date(2025, 6, 1))
    assert names(client) == {"李秀英", "李小满"}


def test_a_post_of_the_county_chooses_a_town_or_a_village_first(client_of: Any) -> None:
    client = client_of("officer")
    assert names(client) == set()
    assert "请先选择乡镇或村" in client.get(ADDRESS).content.decode()
    assert names(client, place=COUNTY) == names(client, place="440306001001") == set(), "no place to choose"
    assert names(client_of("reviewer")) == {"李秀英", "李国强", "李小满", "王桂芳"}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"age_to": "17"}, {"李小满"}),
        ({"age_from": "18"}, {"李秀英", "李国强"}),
        ({"age_from": "十八"}, set()),
        ({"here": "home"}, {"李秀英", "李小满"}),
        ({"here": "away"}, {"李国强"}),
        ({"here": "hukou"}, {"李秀英", "李国强", "李小满"}),
        ({"group": "7"}, {"李小满"}),
        ({"group": "-7"}, set()),
        ({"certificate": "disability"}, {"李国强"}),
        ({"name": "秀"}, {"李秀英"}),
    ],
)
def test_what_the_filters_leave(
    client_of: Any, cast: Cast, posts: Any, asked: dict[str, str], expected: set[str]
) -> None:
    told = {"kind": "disability", "source": "残联", "learned_on": LEARNED}
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.girl).update(village_group=7)
        Certificate.objects.create(person_id=cast.father, from_date=dt.date(2020, 1, 1), **told)
        over = {"from_date": dt.date(2015, 1, 1), "until_date": dt.date(2020, 1, 1)}
        Certificate.objects.create(person_id=cast.mother, **over, **told)
    assert names(client_of("worker"), **asked) == expected


@pytest.mark.parametrize(
    ("today", "years", "born"),
    [("2028-02-29", 3, "2025-02-28"), ("2027-02-28", 3, "2024-02-28"), ("2026-03-01", 18, "2008-03-01")],
)
def test_an_age_is_completed_on_the_birthday(
    monkeypatch: pytest.MonkeyPatch, today: str, years: int, born: str
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: dt.date.fromisoformat(today))
    assert _years_ago(years) == dt.date.fromisoformat(born)


def test_no_list_of_women_of_some_age_can_be_made(client_of: Any) -> None:
    client = client_of("town")
    asked = {"age_from": "20", "age_to": "40"}
    assert names(client, **asked, sex="female") == {"李秀英", "李国强", "王桂芳"}, "sex is no filter"
    page = client.get(ADDRESS, asked).content.decode()
    assert "性别" not in page
    assert "光荣证" not in page
    assert "并发症" not in page


def test_a_data_steward_takes_it_along_without_numbers_and_it_is_logged(client_of: Any, cast: Cast, posts: Any) -> None:
    client = client_of("town")
    with acting_as(posts["auditor"]):
        before = Read.objects.filter(what="export").count()
    made = client.get(ADDRESS, {"age_to": "60", "export": "csv"})
    cover, heads, *rows = csv.reader(io.StringIO(b"".join(made.streaming_content).decode("utf-8-sig")))
    assert heads == ["姓名", "出生日期", "组", "户籍地", "常住地"]
    assert {row[0] for row in rows} == {"李秀英", "李国强", "李小满", "王桂芳"}
    assert "制表：章小兰，" in cover[0]
    assert "年龄到（周岁）=60" in cover[0]
    assert "依据：登记册的现状：" in cover[0]
    with acting_as(posts["auditor"]):
        logged = Read.objects.filter(what="export", page="export:people", purpose="worklist")
        assert set(logged.values_list("person", flat=True)) >= {cast.mother, cast.father, cast.girl, cast.wang}
        assert Read.objects.filter(what="export").count() == before + len(rows)


@pytest.mark.parametrize("name", ["worker", "reviewer", "auditor"])
def test_who_may_not_export_people_gets_the_page_and_no_file(client_of: Any, name: str) -> None:
    answer = client_of(name).get(ADDRESS, {"export": "csv"})
    assert not answer.streaming
    assert "导出 CSV" not in answer.content.decode()


def test_the_search_leads_there(client_of: Any) -> None:
    assert f'href="{ADDRESS}"' in client_of("worker").get("/people/").content.decode()
