"""An invitation that would end somebody's account waits for a second human, and ties no colleague's account."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from jiahe.places.models import Holding
from jiahe.trust.acting import Acting, acting_as, posts_of
from jiahe.trust.invitations import NotInvited, confirm, invite, redeem, standing_of
from jiahe.trust.log_actions import OwnNotice, close_alert
from jiahe.trust.models import Account, Alert, Invitation, Resident, StaffPerson
from jiahe.web.refusal import Refused
from tests.cast import Cast
from tests.trust.test_invitations import BACKEND, ENGLISH, account, join, own_person

pytestmark = pytest.mark.django_db


class Clerks:
    """A village worker who has a second account, and a township reviewer; each holds a post."""

    def __init__(self, posts: dict[str, Acting]) -> None:
        self.guard = replace(posts["steward"], role="security_administrator")
        self.accounts: dict[str, Account] = {}
        self.acting: dict[str, Acting] = {}
        for name, full_name, post in (
            ("worker", "李晓燕", "worker"),
            ("other", "李 晓燕", "officer"),
            ("reviewer", "赵明", "reviewer"),
        ):
            self.accounts[name] = made = Account(username=name, full_name=full_name)
            made.save()
            with acting_as(self.guard):
                Holding.objects.create(post_id=posts[post].post, account=made, from_date=dt.date(2025, 1, 1))
            self.acting[name] = replace(posts[post], account=made.id)

    def client(self, name: str) -> Client:
        """A browser in which one of them is signed in."""
        client = Client()
        client.force_login(self.accounts[name], backend=BACKEND)
        return client


@pytest.fixture
def clerks(posts: dict[str, Acting]) -> Clerks:
    cache.clear()
    return Clerks(posts)


@pytest.fixture
def mine(cast: Cast, clerks: Clerks) -> Account:
    """The mother's own account, in use."""
    with acting_as(clerks.acting["worker"]):
        code = invite(person=cast.mother)
    made = account("lost")
    redeem(code=code, account=made)
    return made


def again(cast: Cast, clerks: Clerks, by: str = "worker") -> str:
    with acting_as(clerks.acting[by]):
        return invite(person=cast.mother)


def the_open_one(cast: Cast, clerks: Clerks, by: str = "reviewer") -> Invitation:
    with acting_as(clerks.acting[by]):
        found = standing_of(cast.mother).invitation
    assert found is not None
    return found


def confirmed(cast: Cast, clerks: Clerks, by: str = "reviewer") -> None:
    now = the_open_one(cast, clerks)
    with transaction.atomic(), acting_as(clerks.acting[by]):
        confirm(person=cast.mother, invitation=now.id)


# ---- a second human


def test_a_code_ends_no_account_before_a_second_colleague_has_confirmed_it(
    cast: Cast, clerks: Clerks, mine: Account
) -> None:
    code = again(cast, clerks)
    with pytest.raises(Refused, match="a second colleague of the office must see you"):
        redeem(code=code, account=account("thief"))
    assert own_person(mine) == cast.mother
    assert not Account.objects.filter(username="thief").exists()
    confirmed(cast, clerks)
    found = account("found")
    assert redeem(code=code, account=found) == cast.mother
    assert (own_person(mine), own_person(found)) == (None, cast.mother)


def test_who_made_it_confirms_nothing_by_another_account_either(cast: Cast, clerks: Clerks, mine: Account) -> None:
    again(cast, clerks)
    for one in ("worker", "other"):
        with pytest.raises(Refused, match="that they made themselves"):
            confirmed(cast, clerks, by=one)
    found = the_open_one(cast, clerks)
    own = {"confirmed_by": clerks.accounts["other"], "confirmed_post": clerks.acting["other"].post}
    with acting_as(clerks.acting["other"]), pytest.raises(IntegrityError, match="another human"), transaction.atomic():
        Invitation.objects.filter(id=found.id).update(**own, confirmed_at=Now())


def test_the_database_takes_no_other_name_no_other_post_and_no_confirmation_when_it_is_made(
    cast: Cast, clerks: Clerks, mine: Account, posts: dict[str, Acting]
) -> None:
    again(cast, clerks)
    rows = Invitation.objects.filter(used_at=None)
    for values in (
        {"confirmed_by": clerks.accounts["reviewer"], "confirmed_post": posts["worker"].post},
        {"confirmed_by": clerks.accounts["worker"], "confirmed_post": posts["reviewer"].post},
        {"confirmed_by": clerks.accounts["reviewer"], "confirmed_post": posts["reviewer"].post},
    ):
        refused = pytest.raises(ProgrammingError, match="row-level")
        with acting_as(clerks.acting["worker"]), refused, transaction.atomic():
            rows.update(**values, confirmed_at=Now())
    at_once = {
        "person": cast.mother, "code": b"x", "post_id": posts["worker"].post, "made_by": clerks.accounts["worker"],
        "confirmed_by": clerks.accounts["reviewer"], "confirmed_post_id": posts["reviewer"].post,
        "confirmed_at": timezone.now(),
    }  # fmt: skip
    with acting_as(clerks.acting["worker"]), pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
        Invitation.objects.create(**at_once)
    another = {"person": cast.mother, "code": b"y", "post_id": posts["worker"].post}
    with acting_as(clerks.acting["worker"]), pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
        Invitation.objects.create(**another, made_by=clerks.accounts["reviewer"])
    with acting_as(clerks.acting["reviewer"]), pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
        rows.update(used_at=None)


def test_an_invitation_of_nobody_known_is_confirmed_by_nobody(
    cast: Cast, clerks: Clerks, mine: Account, posts: dict[str, Acting]
) -> None:
    with acting_as(posts["worker"]):
        invite(person=cast.mother)
    with pytest.raises(Refused, match="made themselves"):
        confirmed(cast, clerks)


def test_a_newer_code_takes_the_confirmation_with_it(cast: Cast, clerks: Clerks, mine: Account) -> None:
    first = again(cast, clerks)
    shown = the_open_one(cast, clerks)
    newer = again(cast, clerks)
    with acting_as(clerks.acting["reviewer"]), pytest.raises(Refused, match="a newer one replaces it"):
        confirm(person=cast.mother, invitation=shown.id)
    confirmed(cast, clerks)
    with pytest.raises(NotInvited):
        redeem(code=first, account=account("thief"))
    assert redeem(code=newer, account=account("found")) == cast.mother


def test_only_who_may_invite_there_confirms(cast: Cast, clerks: Clerks, mine: Account, posts: Any) -> None:
    again(cast, clerks)
    now = the_open_one(cast, clerks)
    with acting_as(posts["auditor"]), pytest.raises(PermissionDenied):
        confirm(person=cast.mother, invitation=now.id)


def test_without_an_account_in_use_nobody_else_is_needed(cast: Cast, clerks: Clerks, mine: Account) -> None:
    Account.objects.filter(id=mine.id).update(is_active=False)
    assert redeem(code=again(cast, clerks), account=account("found")) == cast.mother
    assert not Alert.objects.filter(rule="new_account").exists()


# ---- no colleague's account


def test_a_code_makes_no_colleague_s_account_that_of_another_person(cast: Cast, clerks: Clerks) -> None:
    code, worker = again(cast, clerks), clerks.accounts["worker"]
    with acting_as(clerks.guard):
        Holding.objects.filter(account=worker).update(until_date=dt.date(2025, 2, 1))
    with pytest.raises(Refused, match="holds or held a post"):
        redeem(code=code, account=worker)
    with acting_as(clerks.guard):
        StaffPerson.objects.create(account=worker, person=cast.father)
    with pytest.raises(Refused, match="holds or held a post"):
        redeem(code=code, account=worker)
    with acting_as(clerks.guard):
        StaffPerson.objects.filter(account=worker).update(person=cast.mother)
    assert redeem(code=code, account=worker) == cast.mother, "it is her own record"


def test_the_page_says_so_and_the_code_stays_good(cast: Cast, clerks: Clerks) -> None:
    code, client = again(cast, clerks), clerks.client("worker")
    answer = client.post("/account/join/", {"code": code}, **ENGLISH)
    assert answer.status_code == 422
    assert "sign out and make an account of your own" in answer.content.decode()
    assert join(Client(), code).status_code == 302


# ---- who is told


def test_audit_is_told_and_who_made_it_does_not_close_it(
    cast: Cast, clerks: Clerks, mine: Account, posts: dict[str, Acting]
) -> None:
    code = again(cast, clerks)
    confirmed(cast, clerks)
    redeem(code=code, account=account("found"))
    with acting_as(replace(posts["auditor"], account=clerks.accounts["worker"].id)):
        (alert,) = Alert.objects.filter(rule="new_account")
        assert (alert.account, alert.person) == (clerks.accounts["worker"], cast.mother)
        with pytest.raises(OwnNotice):
            close_alert(alert=alert.id, note="问过了，没有问题")


def test_the_resident_reads_who_invited_who_confirmed_and_what_ended(
    cast: Cast, clerks: Clerks, mine: Account, posts: dict[str, Acting]
) -> None:
    client = Client()
    client.force_login(mine, backend=BACKEND)
    code = again(cast, clerks)
    page = client.get(f"/my/{cast.mother}/looked/", **ENGLISH).content.decode()
    assert page.count("made an invitation") == 2
    assert "its invitation was used, and opened an account" in page
    confirmed(cast, clerks)
    found = account("found")
    redeem(code=code, account=found)
    client.force_login(found, backend=BACKEND)
    page = client.get(f"/my/{cast.mother}/looked/", **ENGLISH).content.decode()
    assert "confirmed the invitation" in page
    assert "the account before was ended by it" in page
    for path in ("", "copy.json"):
        assert client.get(f"/my/{cast.mother}/{path}").status_code == 200
    with acting_as(Acting.of(posts_of(found)[0], found)):
        assert {one.person for one in Invitation.objects.all()} == {cast.mother}
        assert Resident.objects.count() == 2


def test_the_office_sees_how_it_stands_and_confirms_on_the_page(cast: Cast, clerks: Clerks, mine: Account) -> None:
    worker, reviewer, person = clerks.client("worker"), clerks.client("reviewer"), f"/people/{cast.mother}/"
    assert "has an account since" in worker.get(person, **ENGLISH).content.decode()
    made = worker.post(f"{person}invite/", **ENGLISH).content.decode()
    assert "The code works only once another colleague" in made
    code = made.split('class="key">')[1].split("<")[0]
    page = worker.get(f"{person}invite/", **ENGLISH).content.decode()
    assert "another colleague, who sees the person" in page
    assert "invite/confirm/" not in page
    seen = reviewer.get(person, **ENGLISH).content.decode()
    assert "waits for a second colleague" in seen
    assert code not in seen
    there = f"{person}invite/confirm/"
    key = str(the_open_one(cast, clerks).id)
    unseen = reviewer.post(there, {"invitation": key}, **ENGLISH)
    assert unseen.status_code == 422
    assert "First see the person" in unseen.content.decode()
    assert reviewer.post(there, {"invitation": key, "seen": "on"}).status_code == 302
    assert "confirmed, can be used" in reviewer.get(person, **ENGLISH).content.decode()
    twice = reviewer.post(there, {"invitation": key, "seen": "on"}, **ENGLISH)
    assert "This invitation was confirmed" in twice.content.decode()
    assert join(Client(), code).status_code == 302
