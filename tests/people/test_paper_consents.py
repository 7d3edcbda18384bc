"""A consent that somebody gave on paper, and its withdrawal, recorded by the office and seen by the person."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from jiahe.trust.acting import acting_as
from jiahe.trust.consents import has_consent, the_purposes
from jiahe.trust.models import Read
from tests.cast import Cast
from tests.mine.test_own_pages import SignIn, own
from tests.site.conftest import reader

__all__ = ["own", "reader"]  # fixtures

pytestmark = pytest.mark.django_db

SMS = f"sms@{the_purposes()['sms'].texts[-1].since}"
ENGLISH = {"accept-language": "en-GB"}
GIVEN = {"what": "give", "purpose": SMS, "paper": "2026年3月1日同意书，村档案柜"}
TAKEN = {"what": "withdraw", "purpose": SMS, "paper": "2026年4月1日撤回书"}


def test_it_is_recorded_from_a_paper_and_the_person_sees_by_which_post(
    reader: Client, own: SignIn, cast: Cast, posts: Any
) -> None:
    page, hers = f"/people/{cast.mother}/consents/", f"/my/{cast.mother}/consents/"
    assert page in reader.get(f"/people/{cast.mother}/").content.decode()
    assert reader.post(page, GIVEN)["Location"] == page
    with acting_as(posts["worker"]):
        assert has_consent(cast.mother, "sms")
        assert Read.objects.filter(person=cast.mother, page="consents", purpose="service").exists()
    mother = own(cast.mother)
    shown = mother.get(hers, headers=ENGLISH).content.decode()
    assert "recorded from paper" in shown
    assert GIVEN["paper"] in shown
    assert "(village_worker)" in shown
    assert reader.post(page, TAKEN)["Location"] == page
    with acting_as(posts["worker"]):
        assert not has_consent(cast.mother, "sms")
    assert TAKEN["paper"] in mother.get(hers, headers=ENGLISH).content.decode()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({**GIVEN, "paper": " "}, "Fill in “Which paper, and where it is kept”"),
        ({**GIVEN, "purpose": "sms@2020-01-01"}, "Choose again"),
        (TAKEN, "There is no consent to this on record"),
    ],
)
def test_what_is_wrong_is_said(reader: Client, cast: Cast, posts: Any, form: dict[str, str], said: str) -> None:
    answer = reader.post(f"/people/{cast.mother}/consents/", form, headers=ENGLISH)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with acting_as(posts["worker"]):
        assert not has_consent(cast.mother, "sms")


def test_another_village_s_people_are_not_there(reader: Client, cast: Cast) -> None:
    assert reader.get(f"/people/{cast.wang}/consents/").status_code == 404
    assert reader.post(f"/people/{cast.wang}/consents/", GIVEN).status_code == 404
