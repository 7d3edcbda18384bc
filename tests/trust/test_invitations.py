"""Invitations: a code opens one account, once, for two weeks, for the person whom the office meant."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from jiahe.people.models import Person
from jiahe.trust.acting import Acting, acting_as, posts_of
from jiahe.trust.invitations import (
    FROM_EVERYWHERE,
    LENGTH,
    LETTERS,
    WRONG_TRIES,
    NotInvited,
    invite,
    kept,
    redeem,
    shown,
)
from jiahe.trust.models import Account, Invitation, Resident
from jiahe.trust.user_names import tells_a_number
from jiahe.trust.waiting import waiting_for
from tests.cast import COUNTY, Cast

pytestmark = pytest.mark.django_db

ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en-GB"}
PASSWORD = "correct-horse-battery"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def code(cast: Cast, posts: dict[str, Acting]) -> str:
    """A code for the mother, made by the village worker."""
    return invited(cast.mother, posts)


def invited(person: UUID, posts: dict[str, Acting]) -> str:
    with acting_as(posts["worker"]):
        return invite(person=person)


def account(name: str = "xiuying") -> Account:
    return Account(username=name, full_name=name)


def own_person(who: Account) -> UUID | None:
    return next((post.person for post in posts_of(who)), None)


def join(client: Client, code: str, **changed: str) -> Any:
    form = {"code": code, "username": "xiuying", "password": PASSWORD, "again": PASSWORD, **changed}
    return client.post("/account/join/", form, **ENGLISH)


# ---- the code


def test_a_code_has_ten_characters_that_nobody_mistakes(code: str) -> None:
    assert len(code) == LENGTH == 10
    assert set(code) <= set(LETTERS)
    assert not set("0O1IL2Z5S8BUV") & set(LETTERS)


def test_the_database_does_not_know_the_code(code: str, posts: dict[str, Acting]) -> None:
    with acting_as(posts["worker"]):
        kept = bytes(Invitation.objects.get().code)
    assert code.encode() not in kept


def test_a_post_invites_only_whom_it_sees(cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(posts["worker"]), pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
        invite(person=cast.wang)
    with acting_as(posts["auditor"]), pytest.raises(PermissionDenied):
        invite(person=cast.mother)


# ---- redeeming


def test_the_account_is_the_persons_own(cast: Cast, code: str) -> None:
    mine = account()
    assert redeem(code=f" {shown(code).lower()} ", account=mine) == cast.mother
    assert own_person(mine) == cast.mother
    assert "李秀英" not in mine.full_name  # who manages accounts learns of nobody in the register
    with acting_as(Acting.of(posts_of(mine)[0], mine)):
        assert set(Person.objects.values_list("id", flat=True)) == {cast.mother, cast.girl}


def test_a_code_works_once(code: str) -> None:
    redeem(code=code, account=account())
    with pytest.raises(NotInvited):
        redeem(code=code, account=account("another"))
    assert not Account.objects.filter(username="another").exists()


@pytest.mark.parametrize(("days", "good"), [(13, True), (15, False)])
def test_a_code_is_good_for_two_weeks(cast: Cast, posts: dict[str, Acting], days: int, good: bool) -> None:
    with acting_as(posts["worker"]):
        Invitation.objects.create(
            person=cast.mother, code=kept("ACDEFGHJKM"), post_id=posts["worker"].post,
            made_at=timezone.now() - dt.timedelta(days=days),
        )  # fmt: skip
    if good:
        assert redeem(code="ACDEFGHJKM", account=account()) == cast.mother
    else:
        with pytest.raises(NotInvited):
            redeem(code="ACDEFGHJKM", account=account())


def test_a_newer_code_makes_the_former_void(cast: Cast, code: str, posts: dict[str, Acting]) -> None:
    newer = invited(cast.mother, posts)
    with pytest.raises(NotInvited):
        redeem(code=code, account=account())
    assert redeem(code=newer, account=account()) == cast.mother


def test_an_account_is_one_persons(cast: Cast, code: str, posts: dict[str, Acting]) -> None:
    mine = account()
    redeem(code=code, account=mine)
    with pytest.raises(NotInvited):
        redeem(code=invited(cast.father, posts), account=mine)
    assert own_person(mine) == cast.mother


def test_the_application_ties_no_account_without_a_code(cast: Cast, posts: dict[str, Acting]) -> None:
    mine = account()
    mine.save()
    with acting_as(posts["worker"]), pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
        Resident.objects.create(account=mine, person=cast.mother, from_date=dt.date(2025, 1, 1))
    with acting_as(posts["worker"]), pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
        Invitation.objects.update(used_at=None)


# ---- the pages


def test_an_invited_person_makes_an_account_and_is_signed_in(client: Client, code: str) -> None:
    assert join(client, code)["Location"] == "/"
    page = client.get("/", **ENGLISH).content.decode()
    assert "Resident" in page
    assert "李秀英" in client.get("/my/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "AAAAA-AAAAA"}, "The code is wrong, used, or too old"),
        ({"username": "a b"}, "Use letters, digits"),
        ({"again": "another-password"}, "The two passwords differ"),
        ({"username": "13900001234"}, "cannot be a telephone or ID number"),
        ({"username": "+86-139-0000-1234"}, "cannot be a telephone or ID number"),
        ({"username": "42089019940506002x"}, "cannot be a telephone or ID number"),
        ({"username": "420890940506002"}, "cannot be a telephone or ID number"),
        ({"username": "１３９００００１２３４"}, "cannot be a telephone or ID number"),
        ({"username": "١٣٩٠٠٠٠١٢٣٤"}, "cannot be a telephone or ID number"),
        ({"username": "zhang13900001234"}, "cannot be a telephone or ID number"),
        ({"username": "zhang.1-13900001234"}, "cannot be a telephone or ID number"),
        ({"username": "li1.139-0000-1234"}, "cannot be a telephone or ID number"),
        ({"username": "zhang2.139.0000.1234"}, "cannot be a telephone or ID number"),
        ({"username": "zhang.139.0000.1234.li"}, "cannot be a telephone or ID number"),
        ({"password": "password1234", "again": "password1234"}, "too common"),
        ({"password": "xiuying-xiuying", "username": "xiuying-xiuying"}, "too similar"),
    ],
)
def test_what_is_wrong_is_said_and_no_account_is_made(
    client: Client, code: str, changed: dict[str, str], said: str
) -> None:
    answer = join(client, **{"code": code, **changed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Account.objects.filter(full_name__in=["xiuying", changed.get("username", "")]).exists()


def test_a_name_with_some_digits_may_be_taken(client: Client, code: str) -> None:
    assert join(client, code, username="xiuying1994").status_code == 302


def test_a_name_in_wide_letters_is_kept_in_plain_ones_and_signs_in_in_both(client: Client, code: str) -> None:
    assert join(client, code, username="ｘｉｕｙｉｎｇ８").status_code == 302
    assert Account.objects.filter(username="xiuying8").exists()
    said = {"password": PASSWORD}
    for name in ("ｘｉｕｙｉｎｇ８", "xiuying8"):
        assert Client().post("/account/login/", {**said, "login": name}).status_code == 302


def test_a_name_that_was_kept_in_wide_letters_still_signs_in(client: Client, code: str) -> None:
    assert join(client, code, username="xiuying8").status_code == 302
    Account.objects.filter(username="xiuying8").update(username="ｘｉｕ８")
    assert Client().post("/account/login/", {"password": PASSWORD, "login": "ｘｉｕ８"}).status_code == 302


@pytest.mark.parametrize("name", ["li139000012345", "li2026", "12345678901234", "li12345678901"])
def test_a_name_with_digits_that_are_no_number_of_a_person_may_be_taken(name: str) -> None:
    assert not tells_a_number(name)


def test_that_a_name_is_taken_is_told_only_to_who_has_a_code(client: Client, code: str) -> None:
    account("Zhao").save()
    free, taken = (join(client, "AAAAA-AAAAA", username=name).content.decode() for name in ("qian", "zhao"))
    assert "The code is wrong, used, or too old" in taken
    assert taken.replace("zhao", "qian").count("error") == free.count("error")
    assert "This name is taken" not in taken
    assert "This name is taken" in join(client, code, username="zhao").content.decode()
    assert join(client, code, username="qian").status_code == 302, "the code is still good"
    assert Account.objects.filter(username="qian").exists()


def test_a_village_hall_may_mistype_and_from_the_sixtieth_wrong_code_on_a_right_one_must_wait(
    client: Client, code: str
) -> None:
    limit = {"app": "jiahe", "action": "redeem", "config": WRONG_TRIES, "key": "codes"}
    asked = RequestFactory().post("/")
    for _ in range(59):
        assert ratelimit.consume(asked, **limit)
    assert "The code is wrong, used, or too old" in join(client, "AAAAAAAAAA").content.decode()
    answer = join(client, code)
    assert "Too many wrong codes. Try again after" in answer.content.decode()
    assert join(Client(REMOTE_ADDR="10.0.0.9"), code).status_code == 302


def test_guessing_from_many_addresses_stops_too_and_the_security_administrator_is_told(
    client: Client, code: str, posts: dict[str, Acting]
) -> None:
    rate = ratelimit.parse_rates(FROM_EVERYWHERE["redeem"])[0]
    name = ratelimit.get_cache_key(RequestFactory().get("/"), app="jiahe", action="redeem", rate=rate, key="codes")
    cache.set(name, [timezone.now().timestamp()] * 999, 3600)
    assert "The code is wrong" in join(client, "AAAAAAAAAA").content.decode()
    said = "guessed invitation codes"
    guard = Acting(posts["steward"].post, "security_administrator", COUNTY, "", "")
    with acting_as(guard), translation.override("en"):
        assert not any(said in words for words, _ in waiting_for(guard))
        assert "Too many wrong codes" in join(Client(REMOTE_ADDR="10.0.0.9"), code).content.decode()
        assert any(said in words for words, _ in waiting_for(guard))
    with acting_as(posts["worker"]), translation.override("en"):
        assert not any(said in words for words, _ in waiting_for(posts["worker"]))
