"""What began today ends today, an account is closed whatever it holds, and no post is left that nobody can end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from jiahe.places.models import Holding
from jiahe.trust.acting import Acting, acting_as, log_read, posts_of
from jiahe.trust.models import Account, Read, SignedIn
from jiahe.trust.office.accounts import close_account
from jiahe.trust.office.delegation import end_stand_in, name_stand_in
from jiahe.trust.office.posts import end_holding, end_post, stand_in
from jiahe.web.refusal import Refused
from tests.cast import Cast
from tests.trust.test_posts_and_accounts import BACKEND, DAY, Office, give, office, on_the_server

__all__ = ["office"]  # a fixture

pytestmark = pytest.mark.django_db


def days(first: int, last: int) -> dict[str, object]:
    return {"from_date": timezone.localdate() + first * DAY, "until_date": timezone.localdate() + last * DAY}


@contextmanager
def command_line(office: Office) -> Iterator[None]:
    """As a command on the server acts, which holds no post itself."""
    with transaction.atomic(), acting_as(replace(office.acting, post=UUID(int=0), account=None)):
        yield


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    client.get("/")
    return client


def test_a_post_that_was_given_by_mistake_is_taken_back_the_same_day(office: Office, cast: Cast) -> None:
    held = give(office, office.li)
    with acting_as(Acting.of(office.post, office.li)):
        log_read(cast.mother, page="person")
    end_holding(holding=held.id, on=timezone.localdate())
    assert posts_of(office.li) == []
    held.refresh_from_db()
    assert held.from_date == held.until_date == timezone.localdate(), "that it was held is still to be read"
    with acting_as(Acting.of(office.admins["audit"])):
        assert Read.objects.get(account=office.li).person == cast.mother
    give(office, office.wang)
    assert [one.id for one in posts_of(office.wang)] == [office.post.id]
    give(office, office.li, **days(0, 1), post=office.admins["system"])


def test_a_stand_in_who_was_named_by_mistake_goes_at_once(office: Office) -> None:
    give(office, office.li)
    acting = Acting.of(office.post, office.li)
    with acting_as(acting):
        made = name_stand_in(account=office.wang.id, **days(0, 7))
    client = signed_in(office.wang)
    assert client.get("/people/").status_code == 200
    with acting_as(acting):
        end_stand_in(holding=made.id, on=timezone.localdate())
    assert client.get("/people/").status_code == 403
    with acting_as(acting):
        name_stand_in(account=office.wang.id, **days(0, 7))
    assert client.get("/people/").status_code == 200, "and is named again"


def test_an_account_is_closed_on_the_day_on_which_its_stand_in_began(office: Office) -> None:
    held = give(office, office.li)
    with on_the_server(office):
        instead = stand_in(holding=held.id, account=office.wang.id, **days(0, 7))
    client = signed_in(office.li)
    assert SignedIn.objects.filter(account=office.li).exists()
    assert close_account(account=office.li.id) == 0
    assert not Account.objects.get(id=office.li.id).is_active
    assert not SignedIn.objects.filter(account=office.li).exists()
    assert client.get("/people/").status_code == 302
    for one in (held, instead):
        one.refresh_from_db()
        assert one.until_date == timezone.localdate()


def test_closing_ends_what_would_begin_later(office: Office) -> None:
    held = give(office, office.li, **days(3, 30))
    with on_the_server(office):
        instead = stand_in(holding=held.id, account=office.wang.id, **days(5, 9))
    close_account(account=office.li.id)
    assert not Holding.objects.filter(id__in=[held.id, instead.id]).exists()
    give(office, office.wang, **days(3, 30))


def test_an_account_is_closed_though_one_holding_is_another_s_to_end(office: Office) -> None:
    own = Holding.objects.get(account=office.guard)
    with command_line(office):
        instead = stand_in(holding=own.id, account=office.li.id, **days(0, 7))
    client = signed_in(office.guard)
    page = client.post(f"/office/accounts/{office.li.id}/close/", follow=True).content.decode()
    assert "请另一位安全管理员在岗位页面结束它的任期" in page
    assert not Account.objects.get(id=office.li.id).is_active
    with command_line(office):
        end_holding(holding=instead.id, on=timezone.localdate())
    assert Holding.objects.get(id=instead.id).until_date == timezone.localdate()


# ---- posts of those who have left


def test_a_post_whose_former_holder_has_left_is_ended(office: Office) -> None:
    held = give(office, office.li)
    Holding.objects.filter(id=held.id).update(
        from_date=timezone.localdate() - 900 * DAY, until_date=timezone.localdate() - 300 * DAY
    )
    close_account(account=office.li.id)
    give(office, office.wang)
    end_post(post=office.post.id, on=timezone.localdate())
    assert posts_of(office.wang) == []
    office.post.refresh_from_db()
    assert office.post.until_date == timezone.localdate()


def test_what_a_closed_account_still_holds_is_ended(office: Office) -> None:
    """As offices have it in which an account was closed before its holdings were ended with it."""
    now, later = give(office, office.li, until_date=timezone.localdate() + DAY), give(office, office.li, **days(2, 9))
    Account.objects.filter(id=office.li.id).update(is_active=False)
    with pytest.raises(Refused, match="li holds this post"):
        give(office, office.wang)
    for one in (now, later):
        end_holding(holding=one.id, on=timezone.localdate())
    give(office, office.wang)


def test_nobody_ends_a_post_of_their_own(office: Office) -> None:
    with pytest.raises(Refused, match="their own posts"):
        end_post(post=office.admins["security"].id, on=timezone.localdate())


def test_who_held_the_acting_post_once_is_administered_as_anybody(office: Office) -> None:
    day = timezone.localdate()
    with command_line(office):
        own = Holding.objects.get(account=office.guard)
        own.from_date = day - 10 * DAY
        own.save()
        Holding.objects.create(
            account=office.li, post=office.admins["security"], from_date=day - 90 * DAY, until_date=day - 10 * DAY
        )
    held = give(office, office.li)
    assert Holding.objects.create(post=office.admins["audit"], account=office.wang, from_date=day)
    end_holding(holding=held.id, on=day)
    assert posts_of(office.li) == []
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Holding.objects.create(post=office.post, account=office.guard, from_date=day)
