"""Posts and accounts: who may give what to whom, from when to when; three administrators who stay three people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from jiahe.places.models import Division, Holding, Post
from jiahe.places.naming import forget
from jiahe.trust.acting import Acting, acting_as, posts_of
from jiahe.trust.models import Account
from jiahe.trust.office.accounts import account_of_link, add_account, close_account, password_link
from jiahe.trust.office.posts import add_post, end_holding, end_post, give_post, stand_in
from jiahe.web.refusal import Refused
from tests.cast import COUNTY, TOWN, VILLAGE

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Office:
    """The security administrator, three colleagues, and a post."""

    def __init__(self) -> None:
        self.guard = add_account(username="guard", full_name="安全员")
        self.li, self.wang = (add_account(username=one, full_name=one) for one in ("li", "wang"))
        titles = {"title": "某岗", "title_en": "A post"}
        self.admins = {
            role: add_post(role=f"{role}_administrator", place=COUNTY, **titles)
            for role in ("system", "security", "audit")
        }
        self.post = add_post(role="village_worker", place=VILLAGE, title="柳林村专干", title_en="Worker of Liulin")
        give_post(post=self.admins["security"].id, account=self.guard.id, from_date=timezone.localdate())
        self.acting = Acting.of(self.admins["security"], self.guard)


@pytest.fixture
def office(posts: Any) -> Iterator[Office]:
    """An office of its own, with its security administrator acting."""
    with acting_as(posts["steward"]):
        places = [(COUNTY, "禾阳县", 3), (TOWN, "清溪镇", 4), (VILLAGE, "柳林村", 5)]
        Division.objects.bulk_create([Division(code=c, name=n, level=i, source="测试") for c, n, i in places])
    forget()
    with acting_as(replace(posts["steward"], role="security_administrator")):
        made = Office()
    with acting_as(made.acting):
        yield made
    forget()


@contextmanager
def on_the_server(office: Office) -> Iterator[None]:
    """As a command on the server does it: nobody has to approve."""
    with transaction.atomic(), acting_as(replace(office.acting, account=None)):
        yield


def give(office: Office, account: Account, post: Post | None = None, **days: Any) -> Holding:
    with on_the_server(office):
        return give_post(
            post=(post or office.post).id, account=account.id, **{"from_date": timezone.localdate(), **days}
        )


def test_a_post_is_held_from_a_day_until_another(office: Office) -> None:
    give(office, office.li, until_date=timezone.localdate() + 30 * DAY)
    give(office, office.wang, from_date=timezone.localdate() + 30 * DAY)
    assert [one.title for one in posts_of(office.li)] == ["柳林村专干"]
    assert posts_of(office.wang) == [], "not yet"


def test_two_do_not_hold_one_post_at_a_time(office: Office) -> None:
    give(office, office.li)
    with pytest.raises(
        Refused, match=r"li holds this post from .* to —. End that first, or let the colleague stand in"
    ):
        give(office, office.wang, from_date=timezone.localdate() + 5 * DAY)
    with pytest.raises(Refused, match="holds the post during that time already"):
        give(office, office.li, from_date=timezone.localdate() + 5 * DAY)


def test_a_colleague_stands_in_within_the_holder_s_days(office: Office) -> None:
    held = give(office, office.li, until_date=timezone.localdate() + 30 * DAY)
    days = {"from_date": timezone.localdate(), "until_date": timezone.localdate() + 7 * DAY}
    with on_the_server(office):
        stand_in(holding=held.id, account=office.wang.id, **days)
    assert [one.id for one in posts_of(office.wang)] == [office.post.id] == [one.id for one in posts_of(office.li)]
    with pytest.raises(Refused, match="within the holder's days"):
        stand_in(
            holding=held.id,
            account=office.guard.id,
            from_date=timezone.localdate(),
            until_date=timezone.localdate() + 60 * DAY,
        )
    with pytest.raises(Refused, match="another colleague"):
        stand_in(holding=held.id, account=office.li.id, **days)


def test_a_holding_ends_and_with_it_who_stands_in(office: Office) -> None:
    held = give(office, office.li)
    with on_the_server(office):
        instead = stand_in(
            holding=held.id,
            account=office.wang.id,
            from_date=timezone.localdate() + 2 * DAY,
            until_date=timezone.localdate() + 9 * DAY,
        )
    end_holding(holding=held.id, on=timezone.localdate() + 5 * DAY)
    held.refresh_from_db()
    instead.refresh_from_db()
    assert held.until_date == instead.until_date == timezone.localdate() + 5 * DAY
    with pytest.raises(Refused, match="already"):
        end_holding(holding=held.id, on=timezone.localdate() + 6 * DAY)
    with pytest.raises(Refused, match="is past"):
        end_holding(holding=held.id, on=timezone.localdate() - DAY)


def test_what_has_not_begun_is_taken_back(office: Office) -> None:
    held = give(office, office.li, from_date=timezone.localdate() + 3 * DAY)
    end_holding(holding=held.id, on=timezone.localdate())
    assert not Holding.objects.filter(id=held.id).exists()


def test_an_ended_post_is_given_to_nobody(office: Office) -> None:
    held = give(office, office.li)
    end_post(post=office.post.id, on=timezone.localdate() + DAY)
    held.refresh_from_db()
    assert held.until_date == timezone.localdate() + DAY
    with pytest.raises(Refused, match="The post ends on"):
        give(office, office.wang, from_date=timezone.localdate() + 2 * DAY)


@pytest.mark.parametrize(("first", "second"), [("system", "audit"), ("audit", "system")])
def test_the_three_administrators_are_three_people(office: Office, first: str, second: str) -> None:
    held = give(office, office.li, office.admins[first], until_date=timezone.localdate() + 30 * DAY)
    assert Holding.objects.get(id=held.id).administers
    with pytest.raises(Refused, match="are three people"):
        give(office, office.li, office.admins[second], from_date=timezone.localdate() + 29 * DAY)
    refused = pytest.raises(IntegrityError, match="one_administrator_each")
    with refused, transaction.atomic():  # the database refuses it too, whatever the row says of itself
        Holding.objects.create(
            post=office.admins[second], account=office.li, from_date=timezone.localdate() + DAY, administers=False
        )
    give(office, office.li, office.admins[second], from_date=timezone.localdate() + 30 * DAY)
    with pytest.raises(Refused, match="holds no other post and stands in at none"):
        give(office, office.li)


def test_nobody_gives_themselves_a_post(office: Office) -> None:
    with pytest.raises(Refused, match="Nobody manages their own posts") as refused:
        give_post(post=office.post.id, account=office.guard.id, from_date=timezone.localdate())
    assert refused.value.field == "account"
    own = Holding.objects.get(account=office.guard)
    with pytest.raises(Refused, match="their own posts"):
        end_holding(holding=own.id, on=timezone.localdate() + DAY)
    refused_by_database = pytest.raises(ProgrammingError, match="row-level security")
    with refused_by_database, transaction.atomic():
        Holding.objects.create(post=office.post, account=office.guard, from_date=timezone.localdate())
    assert not Holding.objects.filter(id=own.id).update(until_date=timezone.localdate() + DAY)


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        ({"role": "boss"}, "role", "There is no role 'boss'"),
        ({"role": "background"}, "role", "There is no role 'background'"),
        ({"place": "420890100999"}, "place", "No division has the code"),
        ({"place": "420882000000"}, "place", "not lie in this county"),
        ({"role": "audit_administrator"}, "place", "whole county"),
        ({"title": " "}, "title", "Give the post a name"),
        ({"role": "provider"}, "facility", "Name the facility"),
    ],
)
def test_a_post_that_cannot_be_is_refused(office: Office, asked: dict[str, str], field: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refused:
        add_post(**{"role": "village_worker", "place": VILLAGE, "title": "岗", "title_en": "Post", **asked})
    assert refused.value.field == field


def test_a_provider_s_post_is_for_its_facility(office: Office) -> None:
    made = add_post(role="provider", place=TOWN, title="卫生院", title_en="Health centre", facility="清溪镇卫生院")
    assert (made.facility.name, made.facility.place) == ("清溪镇卫生院", TOWN)


@pytest.mark.parametrize("role", ["officer", "steward", "worker"])
def test_only_the_security_administrator_manages_posts(office: Office, posts: Any, role: str) -> None:
    with acting_as(posts[role]):
        with pytest.raises(PermissionDenied):
            give_post(post=office.post.id, account=office.li.id, from_date=timezone.localdate())
        with pytest.raises(PermissionDenied):
            add_account(username="x", full_name="x")


def test_an_account_is_made_without_a_password_and_its_owner_sets_one_once(office: Office) -> None:
    path = password_link(account=office.li.id)
    with acting_as(None):
        client = Client()
        assert client.get(path).status_code == 200
        wrong = client.post(path, {"new_password1": "short", "new_password2": "short"})
        assert wrong.status_code == 422
        word = "a long and calm evening"
        assert client.post(path, {"new_password1": word, "new_password2": word}).status_code == 302
        assert client.get(path).status_code == 404, "it works once"
    assert Account.objects.get(id=office.li.id).check_password(word)
    assert account_of_link(office.wang.id, path.split("/")[-2]) is None, "it is nobody else's"


def test_links_of_administrators_are_not_made_by_another(office: Office) -> None:
    give(office, office.li, office.admins["audit"])
    with pytest.raises(Refused, match="made on the server"):
        password_link(account=office.li.id)
    with pytest.raises(Refused, match="Change your own"):
        password_link(account=office.guard.id)


def test_a_user_name_is_one_person_s(office: Office) -> None:
    with pytest.raises(Refused, match="'LI' is taken"):
        add_account(username="LI", full_name="李")
    with pytest.raises(Refused, match="letters, digits"):
        add_account(username="li li", full_name="李")
    with pytest.raises(Refused, match="telephone or ID number"):
        add_account(username="13900001234", full_name="李")
    with pytest.raises(Refused, match="full name"):
        add_account(username="li2", full_name=" ")


def test_a_closed_account_holds_nothing_and_does_not_come_in(office: Office) -> None:
    held = give(office, office.li)
    Holding.objects.filter(id=held.id).update(from_date=timezone.localdate() - 30 * DAY)
    close_account(account=office.li.id)
    assert posts_of(office.li) == []
    with pytest.raises(Refused, match="closed"):
        give(office, office.li)
    with pytest.raises(Refused, match="own account"):
        close_account(account=office.guard.id)


@pytest.fixture
def guard(office: Office) -> Client:
    """A client signed in as the security administrator."""
    client = Client()
    client.force_login(office.guard, backend=BACKEND)
    return client


def test_the_pages_are_there_for_the_security_administrator_only(office: Office, guard: Client) -> None:
    held = give(office, office.li)
    other = Client()
    other.force_login(office.li, backend=BACKEND)
    paths = [
        "posts/",
        "posts/new/",
        f"posts/{office.post.id}/",
        f"posts/{office.post.id}/give/",
        f"posts/{office.post.id}/end/",
        f"holdings/{held.id}/end/",
        f"holdings/{held.id}/stand-in/",
        "accounts/",
        "accounts/new/",
        f"accounts/{office.li.id}/",
        f"accounts/{office.li.id}/reset/",
        "proposals/",
    ]
    for path in paths:
        assert guard.get(f"/office/{path}").status_code == 200, path
        assert other.get(f"/office/{path}").status_code == 403, path
        assert Client().get(f"/office/{path}").status_code == 302, path


def test_who_stands_in_is_said_in_the_reader_s_language(office: Office, guard: Client) -> None:
    held = give(office, office.li)
    with on_the_server(office):
        days = {"from_date": timezone.localdate(), "until_date": timezone.localdate() + 7 * DAY}
        stand_in(holding=held.id, account=office.wang.id, **days)
    assert "（代理）" in guard.get("/office/posts/").content.decode()
    english = guard.get("/office/posts/", HTTP_ACCEPT_LANGUAGE="en-GB").content.decode()
    assert ("(stands in)" in english, "代理" in english) == (True, False)


def test_a_refusal_stands_at_its_field_and_nothing_is_lost(office: Office, guard: Client) -> None:
    give(office, office.li)
    asked = {"account": str(office.wang.id), "from_date": str(timezone.localdate()), "until_date": "", "reason": "接替"}
    answer = guard.post(f"/office/posts/{office.post.id}/give/", asked)
    assert answer.status_code == 422
    assert "担任这个岗位" in answer.context["form"].errors["from_date"][0]
    assert str(office.wang.id) in answer.content.decode()


def test_the_pages_of_divisions(office: Office, guard: Client, posts: Any) -> None:
    assert guard.get("/office/divisions/").status_code == 200
    assert guard.get(f"/office/divisions/{VILLAGE}/rename/").status_code == 403
    assert guard.get("/office/divisions/420890100999/").status_code == 404
    steward = add_account(username="steward", full_name="数据")
    with on_the_server(office):
        give_post(post=posts["steward"].post, account=steward.id, from_date=timezone.localdate())
    client = Client()
    client.force_login(steward, backend=BACKEND)
    for verb in ("rename", "recode", "merge", "split"):
        assert client.get(f"/office/divisions/{TOWN}/{verb}/").status_code == 200
    asked = {"name": "柳林社区", "on": str(timezone.localdate()), "source": "批复"}
    assert client.post(f"/office/divisions/{VILLAGE}/rename/", asked).status_code == 302
    assert "柳林村更名为柳林社区" in client.get(f"/office/divisions/{VILLAGE}/").content.decode()
    split = {
        "name_1": "甲",
        "code_1": VILLAGE,
        "holds_1": "1",
        "name_2": "乙",
        "code_2": "1",
        "on": str(timezone.localdate()),
        "source": "批",
    }
    answer = client.post(f"/office/divisions/{VILLAGE}/split/", split)
    assert answer.status_code == 422
