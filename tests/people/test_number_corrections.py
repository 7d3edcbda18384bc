"""A telephone or a bank account put right: sealed, found by, never overwritten unseen, and the person is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from jiahe.people.corrections import correct_account, correct_id_number, correct_phone
from jiahe.people.errors import Refused
from jiahe.people.models import Correction, Person
from jiahe.people.numbers import read_account, read_phone
from jiahe.people.queries import find_people
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.sealing import blind_index, unseal
from tests.cast import Cast
from tests.mine.test_own_pages import own
from tests.people.test_forms import opened, reviewer

__all__ = ["own", "reviewer"]  # fixtures

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en-GB"}
CARD, WRONG = "6222021234567890128", "6222021234567890123"
BOOK = "81010012345"
WHY: dict[str, Any] = {"reason": "换了卡", "source": "银行卡", "learned_on": dt.date(2025, 12, 10)}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (f" {CARD[:4]} {CARD[4:]}", CARD),
        ("８１０１００１２３４５", BOOK),
        ("81-0100-12345", BOOK),
        ("  ", None),
        (None, None),
    ],
)
def test_an_account_is_tidied(typed: str, number: str | None) -> None:
    assert read_account(typed) == number


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (WRONG, "check digit"),
        ("1234567", "8 to 32"),
        ("农行81010012345", "without the bank"),
        ("62220212****", "without"),
    ],
)
def test_what_is_no_account_is_refused(typed: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_account(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+86 138-0000-1234", "13800001234"),
        ("１３８００００１２３４", "13800001234"),
        ("(0724)7322222", "0724-7322222"),
        ("", None),
    ],
)
def test_a_telephone_is_tidied(typed: str, number: str | None) -> None:
    assert read_phone(typed) == number


@pytest.mark.parametrize("typed", ["12800001234", "1380000123", "7322222", "13800001234 13900001234"])
def test_what_is_no_telephone_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="telephone is wrong"):
        read_phone(typed)


def test_another_account_is_sealed_with_its_index_and_only_that_it_changed_is_noted(
    cast: Cast, posts: dict[str, Acting]
) -> None:
    with acting_as(posts["reviewer"]):
        correct_account(person=cast.mother, account=BOOK, **WHY)
        correct_account(person=cast.mother, account=CARD, shown="****2345", **WHY)
        mother = Person.objects.get(id=cast.mother, account_index=blind_index(CARD, "account"))
        assert unseal(mother.account_sealed, "account") == CARD
        noted = Correction.objects.filter(person=cast.mother).order_by("id")
        assert [(one.column, one.before, one.after) for one in noted] == [
            ("account", None, "***"),
            ("account", "***", "***"),
        ]
        assert (noted[1].post, noted[1].source, noted[1].reason) == (posts["reviewer"].post, "银行卡", "换了卡")
        with pytest.raises(Refused, match="Nothing is different"):
            correct_account(person=cast.mother, account=CARD, **WHY)
        correct_account(person=cast.mother, account=None, **WHY)
        mother.refresh_from_db()
        assert (mother.account_sealed, mother.account_index) == (None, None)


def test_a_telephone_is_found_by_its_new_number_only(cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(posts["reviewer"]):
        correct_phone(person=cast.mother, phone="13800001234", **WHY)
        correct_phone(person=cast.mother, phone="13900001234", **WHY)
        assert not find_people("13800001234").people
        assert [one.id for one in find_people("13900001234").people] == [cast.mother]


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        (correct_account, {"account": CARD}),
        (correct_phone, {"phone": "13800001234"}),
        (correct_id_number, {"id_number": "x"}),
    ],
)
def test_who_only_records_does_not_correct_a_number(
    cast: Cast, posts: dict[str, Acting], verb: Callable[..., None], given: dict[str, str]
) -> None:
    with acting_as(posts["worker"]), pytest.raises(PermissionDenied):
        verb(person=cast.mother, **given, **WHY)


def test_what_somebody_changed_meanwhile_is_told_of_and_not_overwritten(
    reviewer: Client, cast: Cast, posts: dict[str, Acting]
) -> None:
    path = f"/people/{cast.mother}/record/account/"
    said = {**opened(reviewer, path), "account": CARD, "reason": "换了卡", "source": "银行卡"}
    with acting_as(posts["officer"]):
        correct_account(person=cast.mother, account=BOOK, **WHY)
    answer = reviewer.post(path, said, headers=ENGLISH)
    assert answer.status_code == 422
    assert "somebody has changed this to “****2345”" in answer.content.decode()
    with acting_as(posts["reviewer"]):
        assert unseal(Person.objects.get(id=cast.mother).account_sealed, "account") == BOOK
    assert reviewer.post(path, said | {"shown": "****2345"}).status_code == 302


def test_the_form_asks_for_paper_and_reason_and_takes_nothing_away_by_itself(
    reviewer: Client, cast: Cast, posts: dict[str, Acting]
) -> None:
    with acting_as(posts["reviewer"]):
        correct_account(person=cast.mother, account=CARD, **WHY)
    path = f"/people/{cast.mother}/record/account/"
    page = reviewer.get(path, headers=ENGLISH).content.decode()
    assert "On record: ****0128." in page
    assert CARD not in page
    said = {**opened(reviewer, path), "reason": "本人要求", "source": "本人说明"}
    for wrong, told in (
        ({}, "tick the box"),
        ({"gone": "on", "account": BOOK}, "do not tick"),
        ({"account": WRONG}, "check digit"),
        ({"gone": "on", "reason": ""}, "Fill in “Why it is corrected”"),
        ({"gone": "on", "source": ""}, "Fill in “Resting on”"),
    ):
        answer = reviewer.post(path, said | wrong, headers=ENGLISH)
        assert answer.status_code == 422, wrong
        assert told in answer.content.decode(), wrong
    assert reviewer.post(path, said | {"gone": "on"}).status_code == 302
    with acting_as(posts["reviewer"]):
        assert Person.objects.get(id=cast.mother).account_sealed is None


def test_the_person_is_shown_that_the_account_was_changed_and_the_clerk_what_was(
    own: Callable[[UUID], Client], reviewer: Client, cast: Cast, posts: dict[str, Acting]
) -> None:
    mother, path = own(cast.mother), f"/my/{cast.mother}/"
    title = "The last change of the account that your money goes to"
    assert title not in mother.get(path, headers=ENGLISH).content.decode()
    with acting_as(posts["reviewer"]):
        correct_account(person=cast.mother, account=CARD, **WHY)
    page = mother.get(path, headers=ENGLISH).content.decode()
    for said in (title, "township_reviewer", "换了卡", "银行卡", "****0128"):
        assert said in page, said
    clerk = reviewer.get(f"/people/{cast.mother}/", headers=ENGLISH).content.decode()
    assert "bank account (sealed)" in clerk
    assert CARD not in page + clerk
