"""Who looks up very much within an hour is stopped, told when they may go on, and noticed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jiahe.places.models import Holding
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.models import Account, Alert, Lookups
from jiahe.trust.queries import noticed
from jiahe.trust.unusual import notice
from tests.cast import COUNTY, Cast
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
        assert "3 times an hour at most. You can go on after" in stopped.content.decode()
        assert "李小满" not in stopped.content.decode()
        assert 0 < int(stopped["Retry-After"]) <= 3600
    assert reader.get("/permissions/").status_code == 200
    program = reader.get(f"/api/people/{cast.girl}")
    assert (program.status_code, program["Content-Type"]) == (429, "application/problem+json")


@pytest.mark.parametrize("address", ["/today/", "/today/?show=due", "/findings/", "/findings/?show=closed"])
def test_a_page_of_a_list_counts_as_one_however_many_are_on_it(reader: Client, cast: Cast, address: str) -> None:
    assert [reader.get(address).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_a_list_of_doubles_counts_too(cast: Cast, posts: dict[str, Acting]) -> None:
    account = Account.objects.create(username="officer")
    with acting_as(Acting(posts["steward"].post, "security_administrator", COUNTY, "", "")):
        Holding.objects.create(account=account, post_id=posts["officer"].post, from_date=dt.date(2025, 1, 1))
    officer = Client()
    officer.force_login(account, backend=BACKEND)
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
