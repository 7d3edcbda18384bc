"""Who holds a post says who stands in for them, for some days, and nobody passes on what is not theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from jiahe.places.models import Holding
from jiahe.trust.acting import Acting, acting_as, posts_of
from jiahe.trust.models import AdminAct
from jiahe.trust.office.delegation import end_stand_in, name_stand_in
from jiahe.web.refusal import Refused
from tests.trust.test_posts_and_accounts import BACKEND, DAY, Office, give, office

__all__ = ["office"]  # a fixture

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en-GB"}


def today() -> Any:
    return timezone.localdate()


@pytest.fixture
def li(office: Office) -> Acting:
    """Li, who holds the post for thirty days."""
    give(office, office.li, until_date=today() + 30 * DAY)
    return Acting.of(office.post, office.li)


def test_the_holder_names_a_colleague_and_it_is_noted(office: Office, li: Acting) -> None:
    client = Client()
    client.force_login(office.li, backend=BACKEND)
    assert "/office/stand-in/" in client.get("/").content.decode()
    days = {"from_date": today().isoformat(), "until_date": (today() + 7 * DAY).isoformat()}
    assert client.post("/office/stand-in/", {"account": office.wang.id, **days}).status_code == 302
    assert [one.id for one in posts_of(office.wang)] == [office.post.id]
    assert "wang" in client.get("/office/stand-in/").content.decode()
    noted = AdminAct.objects.get(act="own_stand_in")
    assert (noted.by, noted.account, noted.post) == (office.li, office.wang, office.post)


def test_the_limits_are_those_of_every_stand_in(office: Office, li: Acting) -> None:
    days = {"from_date": today(), "until_date": today() + 7 * DAY}
    with acting_as(li):
        with pytest.raises(Refused, match="within the holder's days"):
            name_stand_in(account=office.wang.id, **{**days, "until_date": today() + 60 * DAY})
        with pytest.raises(Refused, match="another colleague"):
            name_stand_in(account=office.li.id, **days)


def test_it_is_ended_and_what_has_not_begun_is_taken_back(office: Office, li: Acting) -> None:
    with acting_as(li):
        made = name_stand_in(account=office.wang.id, from_date=today() + 2 * DAY, until_date=today() + 7 * DAY)
        end_stand_in(holding=made.id, on=today())
        assert not Holding.objects.filter(id=made.id).exists()
    assert AdminAct.objects.filter(act="end_own_stand_in").count() == 1


def test_who_stands_in_does_not_pass_it_on_and_administrators_do_not_delegate(office: Office, li: Acting) -> None:
    days = {"from_date": today(), "until_date": today() + 7 * DAY}
    with acting_as(li):
        made = name_stand_in(account=office.wang.id, **days)
    with acting_as(Acting.of(office.post, office.wang)):
        with pytest.raises(PermissionDenied):
            name_stand_in(account=office.guard.id, **days)
        with pytest.raises(PermissionDenied):
            end_stand_in(holding=made.id, on=today())
    with acting_as(office.acting), pytest.raises(PermissionDenied):
        name_stand_in(account=office.wang.id, **days)
    wang = Client()
    wang.force_login(office.wang, backend=BACKEND)
    page = wang.get("/office/stand-in/", headers=ENGLISH).content.decode()
    assert "cannot pass it on" in page
    assert "<select" not in page


def test_the_database_holds_the_limits_too(office: Office, li: Acting) -> None:
    held = Holding.objects.get(account=office.li)
    rightly = {"post": office.post, "account": office.wang, "from_date": today(), "until_date": today() + 7 * DAY}
    elsewhere = office.admins["audit"]
    for wrong in (
        {"substitutes_for": None},
        {"substitutes_for": held, "until_date": today() + 31 * DAY},
        {"substitutes_for": held, "until_date": None},
        {"substitutes_for": held, "from_date": today() - DAY},
        {"substitutes_for": held, "post": elsewhere},
    ):
        with acting_as(li), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Holding.objects.create(**{**rightly, **wrong})
    with acting_as(li):
        assert Holding.objects.create(**rightly, substitutes_for=held).pk
        assert not Holding.objects.filter(id=held.id).update(until_date=None)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            AdminAct.objects.create(act="give_post", by=office.li, account=office.wang, post=office.post)
