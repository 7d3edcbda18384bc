"""Residents' sign-in names, often a telephone, stand in no list of colleagues, and no form takes such an account."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.invitations import invite, redeem
from jiahe.trust.models import Account, StaffPerson
from jiahe.trust.office.accounts import close_account, password_link
from jiahe.trust.office.delegation import name_stand_in
from jiahe.trust.office.posts import end_holding
from jiahe.trust.office.proposals import propose
from jiahe.trust.office.queries import accounts_listed, colleagues
from jiahe.web.refusal import Refused
from tests.cast import Cast
from tests.trust.test_posts_and_accounts import BACKEND, DAY, Office, give, office

__all__ = ["office"]  # a fixture

pytestmark = pytest.mark.django_db

PHONE = "13900001234"


@pytest.fixture
def resident(office: Office, cast: Cast, posts: Any) -> Account:
    """The mother's own account, whose name is her telephone."""
    with acting_as(posts["worker"]):
        code = invite(person=cast.mother)
    made = Account(username=PHONE, full_name=PHONE)
    redeem(code=code, account=made)
    return made


def days() -> dict[str, Any]:
    return {"from_date": timezone.localdate(), "until_date": timezone.localdate() + 7 * DAY}


def test_no_list_has_a_resident_s_name(office: Office, resident: Account) -> None:
    held = give(office, office.li)
    guard, li = Client(), Client()
    guard.force_login(office.guard, backend=BACKEND)
    li.force_login(office.li, backend=BACKEND)
    pages = [
        (li, "/office/stand-in/"),
        *(
            (guard, path)
            for path in (
                f"/office/posts/{office.post.id}/give/", f"/office/holdings/{held.id}/stand-in/", "/office/accounts/",
                "/read-log/staff/",
            )
        ),
    ]  # fmt: skip
    for client, path in pages:
        page = client.get(path).content.decode()
        assert "wang" in page, path
        assert PHONE not in page, path
    assert guard.get(f"/office/accounts/{resident.id}/").status_code == 404
    assert resident not in accounts_listed()


def test_what_is_sent_all_the_same_is_refused(office: Office, resident: Account, cast: Cast) -> None:
    held = give(office, office.li)
    asked = {"account": str(resident.id), "reason": "接替", "id_number": ""}
    asked |= {name: str(day) for name, day in days().items()}
    guard, li = Client(), Client()
    guard.force_login(office.guard, backend=BACKEND)
    li.force_login(office.li, backend=BACKEND)
    for client, path in (
        (li, "/office/stand-in/"),
        (guard, f"/office/posts/{office.post.id}/give/"),
        (guard, f"/office/holdings/{held.id}/stand-in/"),
        (guard, "/read-log/staff/"),
    ):
        assert client.post(path, asked).status_code == 422, path
    with acting_as(Acting.of(office.post, office.li)), pytest.raises(Refused, match="no such account"):
        name_stand_in(account=resident.id, **days())
    for act in ("password_link", "remove_factor"):
        with pytest.raises(Refused, match="no such account"):
            propose(act=act, account=resident.id, reason="忘记密码")
    with pytest.raises(Refused, match="no such account"):
        password_link(account=resident.id)
    with pytest.raises(Refused, match="no such account"):
        give(office, resident)


def test_a_colleague_who_is_a_resident_too_stays_a_colleague(office: Office, cast: Cast, posts: Any) -> None:
    end_holding(holding=give(office, office.li).id, on=timezone.localdate())
    StaffPerson.objects.create(account=office.li, person=cast.mother)
    with acting_as(posts["worker"]):
        code = invite(person=cast.mother)
    redeem(code=code, account=office.li)
    assert {office.li, office.wang, office.guard} <= set(colleagues())
    give(office, office.li)


def test_a_resident_s_account_can_be_closed(office: Office, resident: Account) -> None:
    close_account(account=resident.id)
    assert not Account.objects.get(id=resident.id).is_active
