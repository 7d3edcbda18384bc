"""A claim or a payment of former years put right: the old row stays readable, and no rule reads it any more."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from jiahe.people.errors import Refused
from jiahe.people.facts import facts_of, kin_of
from jiahe.people.models import Change, Claim, Payment
from jiahe.people.queries import read_record
from jiahe.people.timeline import life_of
from jiahe.people.withdrawals import correct_row, withdraw_row
from jiahe.trust.acting import Acting, acting_as
from tests.cast import LEARNED, VILLAGE, Cast, whole
from tests.people.test_forms import opened, reviewer

__all__ = ["reviewer"]  # a fixture

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en-GB"}
SUBSIDY = "cn/childcare-subsidy"
WHY: dict[str, Any] = {"reason": "录错年度", "source": "申领表", "learned_on": dt.date(2025, 12, 10)}
_TOLD: dict[str, Any] = {"programme": SUBSIDY, "year": 2025, "place": VILLAGE, "source": "测试", "learned_on": LEARNED}


@pytest.fixture
def claim(cast: Cast, posts: dict[str, Acting]) -> Claim:
    """A claim of Wang, who is no kin, for the girl."""
    with acting_as(posts["steward"]):
        whole("claims", "payments")
        return Claim.objects.create(
            person_id=cast.girl, applicant_id=cast.wang, submitted_on=dt.date(2025, 9, 1), decision="pending", **_TOLD
        )


@pytest.fixture
def payment(cast: Cast, posts: dict[str, Acting]) -> Payment:
    with acting_as(posts["steward"]):
        return Payment.objects.create(person_id=cast.girl, amount=36_000, paid_on=dt.date(2025, 10, 1), **_TOLD)


def test_a_corrected_claim_is_what_rules_read_and_the_family_is_told(
    cast: Cast, posts: dict[str, Acting], claim: Claim
) -> None:
    with acting_as(posts["officer"]):
        correct_row(
            person=cast.girl, table="claim", row=claim.id, year=2024, decision="approved",
            decided_on=dt.date(2025, 9, 8), **WHY,
        )  # fmt: skip
        rows = [(one["year"], one["decision"]) for one in facts_of([cast.girl]).tables["claims"]]
        assert rows == [(2024, "approved")]
        claim.refresh_from_db()
        assert (claim.superseded_why, claim.superseded_by) == ("录错年度", posts["officer"].post)
        told = Change.objects.filter(action="correction").values_list("person", flat=True)
        assert set(told) == {cast.girl, cast.wang}
        record = read_record(cast.girl, page="test")
        assert record is not None
        claims = [one for one in life_of(record) if one.table == "claim"]
        assert [(one.row.year, one.row.superseded_at is None) for one in claims] == [(2024, True), (2025, False)]


def test_a_claim_that_never_was_makes_nobody_kin(cast: Cast, posts: dict[str, Acting], claim: Claim) -> None:
    with acting_as(posts["officer"]):
        assert cast.wang in kin_of([cast.girl], steps=1)
        withdraw_row(person=cast.girl, table="claim", row=claim.id, restore=False, **WHY)
        assert cast.wang not in kin_of([cast.girl], steps=1)
        assert not facts_of([cast.girl]).tables["claims"]
        with pytest.raises(Refused, match="was withdrawn or changed"):
            correct_row(person=cast.girl, table="claim", row=claim.id, year=2024, **WHY)


def test_days_that_cannot_be_are_refused(cast: Cast, posts: dict[str, Acting], claim: Claim) -> None:
    with acting_as(posts["officer"]):
        for days, said in (
            ({"decided_on": dt.date(2025, 8, 1)}, "before it was submitted"),
            ({"decided_on": dt.date(2999, 1, 1)}, "lies ahead"),
            ({"submitted_on": dt.date(2999, 1, 1)}, "lies ahead"),
        ):
            with pytest.raises(Refused, match=said):
                correct_row(person=cast.girl, table="claim", row=claim.id, **days, **WHY)


def test_who_only_records_does_not_withdraw_a_payment(cast: Cast, posts: dict[str, Acting], payment: Payment) -> None:
    with acting_as(posts["worker"]), pytest.raises(PermissionDenied):
        withdraw_row(person=cast.girl, table="payment", row=payment.id, restore=False, **WHY)


def test_a_payment_is_corrected_in_yuan_from_the_childs_page(
    reviewer: Client, cast: Cast, posts: dict[str, Acting], claim: Claim, payment: Payment
) -> None:
    page = reviewer.get(f"/people/{cast.girl}/", headers=ENGLISH).content.decode()
    assert "Childcare subsidy, 2025, 360.00 yuan" in page
    assert "Childcare subsidy, 2025, being handled" in page
    assert f"/rows/claim/{claim.id}/withdraw/" in page
    path = f"/people/{cast.girl}/rows/payment/{payment.id}/correct/"
    assert 'value="360.00"' in reviewer.get(path).content.decode()
    said = {
        **opened(reviewer, path), "year": "2025", "paid_on": "2025-10-01", "place": VILLAGE, "reason": "少录一位",
        "source": "发放清册",
    }  # fmt: skip
    for wrong in ("0", "-1", "12.345", "三千六"):
        answer = reviewer.post(path, said | {"amount": wrong})
        assert answer.status_code == 422
        assert wrong in answer.content.decode()
    assert reviewer.post(path, said | {"amount": "3600.00"}).status_code == 302
    with acting_as(posts["officer"]):
        assert [one["amount"] for one in facts_of([cast.girl]).tables["payments"]] == [360_000]
    struck = reviewer.get(f"/people/{cast.girl}/", headers=ENGLISH).content.decode()
    assert "少录一位" in struck
