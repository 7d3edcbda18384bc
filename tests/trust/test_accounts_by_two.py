"""An account that one colleague's code opened shows no whole number until another has confirmed it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.models.functions import Now
from django.test import Client

from jiahe.people.models import Person
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.invitations import confirm, invite, redeem, standing_of
from jiahe.trust.log_actions import OwnNotice, close_alert
from jiahe.trust.models import Account, Alert, Invitation, Resident, StaffPerson
from jiahe.trust.queries import noticed
from jiahe.trust.sealing import seal
from jiahe.web.refusal import Refused
from tests.cast import Cast
from tests.trust.test_invitations import BACKEND, ENGLISH, account
from tests.trust.test_invitations_by_two import Clerks, again, clerks, mine

__all__ = ["clerks", "mine"]  # fixtures

pytestmark = pytest.mark.django_db

NUMBERS = {"id_sealed": "420106199405060021", "phone_sealed": "13800001234", "account_sealed": "81010012345"}


@pytest.fixture
def numbered(cast: Cast, posts: dict[str, Acting]) -> None:
    """The mother and the girl have all three numbers."""
    kinds = {"id_sealed": "id_number", "phone_sealed": "phone", "account_sealed": "account"}
    sealed = {column: seal(NUMBERS[column], kind) for column, kind in kinds.items()}
    with acting_as(posts["steward"]):
        Person.objects.filter(id__in=[cast.mother, cast.girl]).update(**sealed)


def copy_of(who: Account, person: Any) -> dict[str, Any]:
    client = Client()
    client.force_login(who, backend=BACKEND)
    return dict(client.get(f"/my/{person}/copy.json").json())


def numbers_in(copy: dict[str, Any]) -> set[str]:
    return {row[name] for row in copy["tables"]["people.Person"]["rows"] for name in NUMBERS if row[name]}


def opened_by(cast: Cast, clerks: Clerks, by: str = "reviewer") -> Invitation:
    with acting_as(clerks.acting[by]):
        found = standing_of(cast.mother).opened_by
    assert found is not None
    return found


def confirmed(cast: Cast, clerks: Clerks, by: str = "reviewer") -> None:
    found = opened_by(cast, clerks)
    with transaction.atomic(), acting_as(clerks.acting[by]):
        confirm(person=cast.mother, invitation=found.id)


def test_a_copy_has_the_ends_of_numbers_until_a_second_colleague_has_confirmed(
    numbered: None, cast: Cast, clerks: Clerks, mine: Account
) -> None:
    for person in (cast.mother, cast.girl):
        copy = copy_of(mine, person)
        assert not numbers_in(copy) & set(NUMBERS.values())
        assert "420106********0021" in numbers_in(copy)
        assert copy["left_out"][0]["kind"][1].startswith("the middle of the ID number")
        assert "another colleague than who gave you the code" in copy["left_out"][0]["why"][1]
    client = Client()
    client.force_login(mine, backend=BACKEND)
    assert "has not confirmed your account yet" in client.get(f"/my/{cast.mother}/", **ENGLISH).content.decode()
    confirmed(cast, clerks)
    for person in (cast.mother, cast.girl):
        copy = copy_of(mine, person)
        assert numbers_in(copy) == set(NUMBERS.values())
        assert "the middle of" not in copy["left_out"][0]["kind"][1]
    assert "has not confirmed your account yet" not in client.get(f"/my/{cast.mother}/", **ENGLISH).content.decode()


def test_it_is_confirmed_on_the_person_s_page_by_who_did_not_make_the_code(
    cast: Cast, clerks: Clerks, mine: Account
) -> None:
    page, there = f"/people/{cast.mother}/invite/", f"/people/{cast.mother}/invite/confirm/"
    record = clerks.client("reviewer").get(f"/people/{cast.mother}/", **ENGLISH).content.decode()
    assert "not confirmed by a second colleague" in record
    assert 'name="invitation"' not in clerks.client("worker").get(page, **ENGLISH).content.decode()
    shown = clerks.client("reviewer").get(page, **ENGLISH).content.decode()
    assert "the copy as JSON that the person takes has the whole ID number" in shown
    said = {"invitation": str(opened_by(cast, clerks).id), "seen": "on"}
    for one in ("worker", "other"):
        refused = clerks.client(one).post(there, said, **ENGLISH)
        assert "that they made themselves" in refused.content.decode()
    assert clerks.client("reviewer").post(there, said).status_code == 302
    with acting_as(clerks.acting["worker"]):
        assert standing_of(cast.mother).is_confirmed
    record = clerks.client("worker").get(f"/people/{cast.mother}/", **ENGLISH).content.decode()
    assert "confirmed by a second colleague" in record
    assert "not confirmed" not in record


def test_a_code_that_was_confirmed_before_it_was_used_opens_a_confirmed_account(cast: Cast, clerks: Clerks) -> None:
    code = again(cast, clerks)
    with acting_as(clerks.acting["reviewer"]):
        now = standing_of(cast.mother)
        assert now.to_confirm is not None
        confirm(person=cast.mother, invitation=now.to_confirm.id)
    redeem(code=code, account=account())
    with acting_as(clerks.acting["worker"]):
        assert standing_of(cast.mother).is_confirmed


def test_the_account_in_use_is_confirmed_while_a_newer_code_of_one_s_own_is_open(
    cast: Cast, clerks: Clerks, mine: Account
) -> None:
    again(cast, clerks, by="reviewer")
    used = opened_by(cast, clerks)
    page = f"/people/{cast.mother}/invite/"
    shown = clerks.client("reviewer").get(page, **ENGLISH).content.decode()
    assert f'value="{used.id}"' in shown
    assert "This confirms the account that the person has in use" in shown
    assert "the code opens a new account" not in shown
    assert "You made the code that waits" in shown
    theirs = clerks.client("worker").get(page, **ENGLISH).content.decode()
    assert f'value="{used.id}"' not in theirs
    assert "the code opens a new account" in theirs
    assert "You made the code that waits" not in theirs
    said = {"invitation": str(used.id), "seen": "on"}
    assert clerks.client("reviewer").post(f"{page}confirm/", said).status_code == 302
    with acting_as(clerks.acting["worker"]):
        assert standing_of(cast.mother).is_confirmed


def test_the_account_in_use_is_confirmed_while_nobody_knows_who_made_the_newer_code(
    cast: Cast, clerks: Clerks, mine: Account, posts: dict[str, Acting]
) -> None:
    with acting_as(posts["worker"]):  # by no account
        invite(person=cast.mother)
    shown = clerks.client("reviewer").get(f"/people/{cast.mother}/invite/", **ENGLISH).content.decode()
    assert f'value="{opened_by(cast, clerks).id}"' in shown
    assert "Who made the code that waits is not known" in shown
    assert "make another invitation" not in shown


def test_another_invitation_is_advised_where_nobody_knows_who_made_that_of_the_account(
    cast: Cast, clerks: Clerks, posts: dict[str, Acting]
) -> None:
    with acting_as(posts["worker"]):  # by no account
        code = invite(person=cast.mother)
    redeem(code=code, account=account("lost"))
    shown = clerks.client("reviewer").get(f"/people/{cast.mother}/invite/", **ENGLISH).content.decode()
    assert "make another invitation" in shown
    assert 'name="invitation"' not in shown
    again(cast, clerks)
    for one in ("worker", "reviewer"):
        shown = clerks.client(one).get(f"/people/{cast.mother}/invite/", **ENGLISH).content.decode()
        assert "make another invitation" not in shown, "one whose maker is known waits already"


def test_the_database_confirms_no_account_for_one_s_own_hand(
    cast: Cast, clerks: Clerks, mine: Account, posts: dict[str, Acting]
) -> None:
    used = opened_by(cast, clerks)
    values = {"confirmed_by": clerks.accounts["worker"], "confirmed_post": clerks.acting["worker"].post}
    with acting_as(clerks.acting["worker"]), pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(id=used.id).update(**values, confirmed_at=Now())
    with acting_as(clerks.acting["reviewer"]), pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
        Resident.objects.filter(person=cast.mother).update(confirmed_at=Now())
    with acting_as(clerks.guard):
        StaffPerson.objects.create(account=clerks.accounts["reviewer"], person=cast.mother)
    with pytest.raises(Refused, match="nor their own account"):
        confirmed(cast, clerks)


def test_an_account_that_was_ended_is_confirmed_no_more(cast: Cast, clerks: Clerks, mine: Account) -> None:
    former = opened_by(cast, clerks)
    code = again(cast, clerks)
    with acting_as(clerks.acting["reviewer"]):
        now = standing_of(cast.mother).invitation
        assert now is not None
        confirm(person=cast.mother, invitation=now.id)
    redeem(code=code, account=account("found"))
    with acting_as(clerks.acting["reviewer"]):
        with pytest.raises(Refused, match="the account that it opened was ended"):
            confirm(person=cast.mother, invitation=former.id)
        values = {"confirmed_by": clerks.accounts["reviewer"], "confirmed_post": clerks.acting["reviewer"].post}
        assert Invitation.objects.filter(id=former.id).update(**values, confirmed_at=Now()) == 0


def test_audit_is_told_of_who_has_more_than_twenty_codes_used_in_a_day(
    cast: Cast, clerks: Clerks, posts: dict[str, Acting]
) -> None:
    people = [_another(cast, posts, number) for number in range(22)]
    for number, person in enumerate(people):
        with acting_as(clerks.acting["worker"]):
            code = invite(person=person)
        redeem(code=code, account=account(f"new{number}"))
        if number == 19:
            with acting_as(posts["auditor"]):
                assert not Alert.objects.exists(), "twenty are none too many"
    with acting_as(replace(posts["auditor"], account=clerks.accounts["worker"].id)):
        (alert,) = Alert.objects.all()
        assert (alert.rule, alert.number, alert.account) == ("inviting", 22, clerks.accounts["worker"])
        assert "22" in noticed(alert)
        with pytest.raises(OwnNotice):
            close_alert(alert=alert.id, note="都是本人")


def _another(cast: Cast, posts: dict[str, Acting], number: int) -> Any:
    with acting_as(posts["steward"]):
        return cast._person(f"周{number}", "female", Person.objects.get(id=cast.mother).birth_date)
