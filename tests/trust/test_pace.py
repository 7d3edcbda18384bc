"""Who looks up very much within an hour is stopped, told when they may go on, and noticed."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from jiahe.people.models import Person
from jiahe.people.names import search_keys
from jiahe.places.models import Holding, Post
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.models import Account, Alert, Lookups
from jiahe.trust.queries import noticed
from jiahe.trust.unusual import notice
from tests.cast import COUNTY, VILLAGE, Cast
from tests.mine.test_own_pages import SignIn, own
from tests.site.conftest import BACKEND, reader

__all__ = ["own", "reader"]  # fixtures

pytestmark = pytest.mark.django_db

ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en-GB"}


@pytest.fixture(autouse=True)
def three_an_hour(settings: Any) -> None:
    settings.LOOKUPS_AN_HOUR = 3


def test_after_so_many_one_is_told_when_to_go_on(reader: Client, cast: Cast) -> None:
    for address in ("/people/?q=李", f"/people/{cast.girl}/", f"/people/{cast.girl}/entitlements/"):
        assert reader.get(address).status_code == 200
    for address in (
        "/people/?q=李", f"/people/{cast.girl}/", f"/people/{cast.mother}/record/birth/", "/today/", "/findings/",
        "/today/?export=csv",
    ):  # fmt: skip
        stopped = reader.get(address, **ENGLISH)
        assert stopped.status_code == 429
        assert "3 records an hour at most; ten people in a list or a search count as one." in stopped.content.decode()
        assert "李小满" not in stopped.content.decode()
        assert 0 < int(stopped["Retry-After"]) <= 3600
    assert reader.get("/permissions/").status_code == 200
    program = reader.get(f"/api/people/{cast.girl}")
    assert (program.status_code, program["Content-Type"]) == (429, "application/problem+json")


@pytest.mark.parametrize("address", ["/today/", "/today/?show=due", "/findings/", "/findings/?show=closed"])
def test_a_page_of_a_list_that_names_few_counts_as_one(reader: Client, cast: Cast, address: str) -> None:
    assert [reader.get(address).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_those_whom_a_list_names_are_counted_however_many_are_on_a_page(
    reader: Client, cast: Cast, posts: dict[str, Acting], settings: Any
) -> None:
    settings.LOOKUPS_AN_HOUR = 9
    here = {"hukou_place": VILLAGE, "birth_date": dt.date(1990, 1, 1), "source": "x", "learned_on": dt.date(2025, 1, 1)}
    with acting_as(posts["steward"]):
        Person.objects.bulk_create(Person(name="孙某", search=search_keys("孙某"), **here) for _ in range(56))
    assert reader.get("/people/place/").status_code == 200  # 25 people, three records
    assert Lookups.objects.get().number == 3
    reader.get("/people/place/?name=孙某")
    assert Lookups.objects.get().number == 6
    reader.get("/people/?q=孙某")  # all 56, on however many pages they stand
    assert Lookups.objects.get().number == 12
    steward = Client()
    with acting_as(Acting(uuid4(), "security_administrator", COUNTY, "", "")):
        own = Post.objects.create(role="steward", place=VILLAGE, title="x", title_en="x")
    steward.force_login(_holding({"steward": Acting.of(own)}, "steward"), backend=BACKEND)
    assert steward.get("/people/place/?page=all").status_code == 200
    assert Lookups.objects.get(account__username="steward").number == 6  # all 59 on one page
    assert steward.get("/people/place/?page=all").status_code == 429


def _holding(posts: dict[str, Acting], name: str) -> Account:
    account = Account.objects.create(username=name)
    with acting_as(Acting(uuid4(), "security_administrator", COUNTY, "", "")):
        Holding.objects.create(account=account, post_id=posts[name].post, from_date=dt.date(2025, 1, 1))
    return account


def test_a_list_of_doubles_counts_too(cast: Cast, posts: dict[str, Acting]) -> None:
    officer = Client()
    officer.force_login(_holding(posts, "officer"), backend=BACKEND)
    assert [officer.get("/doubles/").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_a_search_by_number_counts_too(reader: Client, cast: Cast) -> None:
    for _ in range(3):
        reader.post("/people/", {"q": "420106199405065025"})
    assert reader.post("/people/", {"q": "420106199405065025"}).status_code == 429


def test_the_next_hour_begins_anew_and_another_account_is_not_stopped(reader: Client, cast: Cast) -> None:
    for _ in range(4):
        last = reader.get(f"/people/{cast.girl}/").status_code
    assert last == 429
    Lookups.objects.update(hour=timezone.now() - dt.timedelta(hours=2))
    assert reader.get(f"/people/{cast.girl}/").status_code == 200
    Lookups.objects.update(account=Account.objects.create(username="other"), number=99)
    assert reader.get(f"/people/{cast.girl}/").status_code == 200


def test_zero_lets_everybody_look_up_any_number(reader: Client, cast: Cast, settings: Any) -> None:
    settings.LOOKUPS_AN_HOUR = 0
    assert {reader.get(f"/people/{cast.girl}/").status_code for _ in range(5)} == {200}
    assert not Lookups.objects.exists()


def test_one_s_own_record_is_never_kept_from_one(own: SignIn, cast: Cast) -> None:
    mother = own(cast.mother)
    assert {mother.get(f"/my/{cast.mother}/").status_code for _ in range(5)} == {200}


def test_it_is_noticed(reader: Client, cast: Cast, posts: dict[str, Acting]) -> None:
    for _ in range(5):
        reader.get(f"/people/{cast.girl}/")
    with acting_as(posts["background"]):
        notice(timezone.localdate())
        notice(timezone.localdate())
        found = Alert.objects.get(rule="stopped")
    assert (found.account.username, found.number, found.usual) == ("reader", 5, 3)
    assert "5" in noticed(found)
