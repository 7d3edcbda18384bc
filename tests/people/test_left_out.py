"""What the register should have had before: parents by birth, an adoption, a claim of former years, by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jiahe.people import actions, corrections
from jiahe.people.claims import record_claim
from jiahe.people.errors import Refused
from jiahe.people.models import BELIEVED, Change, Claim, Parenthood, Payment, Person, Status
from jiahe.people.names import search_keys
from jiahe.trust.acting import acting_as
from tests.cast import VILLAGE, Cast
from tests.people.test_forms import number_of, opened, reviewer  # noqa: F401 - the client of the township's reviewer
from tests.site.conftest import reader  # noqa: F401 - the client of the village's worker

TOLD = {"source": "户口簿", "learned_on": dt.date(2025, 12, 10)}
BORN = dt.date(2024, 5, 6)
PLACE = {"hukou_place": VILLAGE}


@pytest.fixture
def child(cast: Cast, posts: Any) -> Person:
    """A child who is in the register without parents."""
    with acting_as(posts["steward"]):
        return Person.objects.create(name="李小单", sex="male", birth_date=BORN, hukou_place=VILLAGE, **TOLD)


def parents_of(child: Person) -> set[Any]:
    return {one.parent_id for one in Parenthood.objects.filter(BELIEVED, child=child, kind="birth")}


def test_a_mother_and_a_father_who_lives_elsewhere_are_recorded_on_the_child_s_page(
    cast: Cast, posts: Any, child: Person, reader: Client  # noqa: F811
) -> None:  # fmt: skip
    number = number_of(dt.date(1992, 11, 30), "male")
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.father).update(hukou_place="420890100202")
        corrections.correct_id_number(person=cast.father, id_number=number, reason="补录", **TOLD)
    path = f"/people/{child.id}/record/parents/"
    assert path in reader.get(f"/people/{child.id}/").content.decode()
    said = {**opened(reader, path), "mother": "李秀英 1994-05-06", "father": number, "source": "出生医学证明"}
    for _ in range(2):
        assert reader.post(path, said)["Location"] == f"/people/{child.id}/"
    with acting_as(posts["steward"]):
        assert parents_of(child) == {cast.mother, cast.father}
        assert {one.person for one in Change.objects.filter(action="parents")} == {child.id, cast.mother, cast.father}


def test_a_parent_who_was_withdrawn_is_recorded_anew_and_another_is_not_overwritten(
    cast: Cast, posts: Any, reader: Client, reviewer: Client  # noqa: F811
) -> None:  # fmt: skip
    path = f"/people/{cast.girl}/record/parents/"
    with acting_as(posts["steward"]):
        Parenthood.objects.filter(child=cast.girl, parent=cast.father).update(superseded_at=timezone.now())
    wang = {"mother": "王桂芳 1990-01-02", "source": "户口簿"}
    with acting_as(posts["steward"]):
        row = Parenthood.objects.get(child=cast.girl, parent=cast.mother)
    told = reviewer.post(path, {**opened(reviewer, path), **wang})
    assert told.status_code == 422
    assert "已有另一位母亲" in told.content.decode()
    withdraw = f"/people/{cast.girl}/rows/parenthood/{row.id}/withdraw/"
    said = {**opened(reviewer, withdraw), "reason": "登错了人", "source": "户口簿"}
    assert reviewer.post(withdraw, said).status_code == 302
    assert reviewer.post(path, {**opened(reviewer, path), **wang}).status_code == 302
    with acting_as(posts["steward"]):
        girl = Person.objects.get(id=cast.girl)
        assert parents_of(girl) == {cast.wang}


def test_parents_are_offered_where_one_is_not_known(cast: Cast, posts: Any, reader: Client) -> None:  # noqa: F811
    path = f"/people/{cast.girl}/record/parents/"
    assert path not in reader.get(f"/people/{cast.girl}/").content.decode()
    assert reader.get(path).status_code == 404
    with acting_as(posts["steward"]):
        Parenthood.objects.filter(child=cast.girl, parent=cast.father).update(superseded_at=timezone.now())
    assert path in reader.get(f"/people/{cast.girl}/").content.decode()
    assert reader.get(path).status_code == 200


def test_nobody_who_is_named_is_refused_at_the_field(cast: Cast, child: Person, reader: Client) -> None:  # noqa: F811
    path = f"/people/{child.id}/record/parents/"
    told = reader.post(path, {**opened(reader, path), "source": "户口簿"}).content.decode()
    assert "请写明母亲或父亲" in told
    swapped = {**opened(reader, path), "father": "李秀英 1994-05-06", "source": "户口簿"}
    assert "不能是孩子的这一方家长" in reader.post(path, swapped).content.decode()


def test_who_was_added_meanwhile_is_filled_in_as_the_parent_that_they_are(
    cast: Cast,
    child: Person,
    reader: Client,  # noqa: F811
) -> None:
    form = reader.get(f"/people/{child.id}/record/parents/?person={cast.mother}").context["form"]
    assert (form["mother"].value(), form["father"].value()) == ("李秀英 1994-05-06", None)


def test_a_receipt_of_a_past_claim_is_recorded_and_then_its_decision(
    cast: Cast,
    posts: Any,
    reader: Client,  # noqa: F811
) -> None:
    path = f"/people/{cast.girl}/record/claim/"
    receipt = {
        "programme": "cn/childcare-subsidy", "year": "2024", "submitted_on": "2025-09-03", "decision": "pending",
        "source": "申领受理回执",
    }  # fmt: skip
    assert "育儿补贴" in reader.get(path).content.decode()
    assert reader.post(path, {**opened(reader, path), **receipt}).status_code == 302
    done = {**receipt, "decision": "approved", "decided_on": "2025-09-01", "applicant": "李秀英 1994-05-06"}
    wrong = reader.post(path, {**opened(reader, path), **done})
    assert "办结日期早于提交日期" in wrong.content.decode()
    done["decided_on"] = "2025-09-20"
    assert reader.post(path, {**opened(reader, path), **done}).status_code == 302
    with acting_as(posts["worker"]):
        row = Claim.objects.get(BELIEVED, person=cast.girl)
        assert (row.decision, row.decided_on, row.applicant_id) == ("approved", dt.date(2025, 9, 20), cast.mother)
    assert "育儿补贴，2024年，已通过" in reader.get(f"/people/{cast.girl}/").content.decode()


def test_a_payment_that_was_withdrawn_by_mistake_is_recorded_again(
    cast: Cast,
    posts: Any,
    reviewer: Client,  # noqa: F811
) -> None:
    path = f"/people/{cast.girl}/record/payment/"
    paid = {
        "programme": "cn/childcare-subsidy", "year": "2025", "amount": "3600.00", "paid_on": "2025-10-15",
        "place": "湖北省武汉市武昌区", "source": "银行回单",
    }  # fmt: skip
    assert "补登发放" in reviewer.get(f"/people/{cast.girl}/").content.decode()
    ahead = {**opened(reviewer, path), **paid, "paid_on": "2999-01-01"}
    assert 'href="#id_paid_on"' in reviewer.post(path, ahead).content.decode(), "the error leads to its field"
    for sum_ in ("-5", "0", "3600.001", "99999999999"):
        told = reviewer.post(path, {**opened(reviewer, path), **paid, "amount": sum_})
        assert "请写大于 0、不超过百亿元的金额" in told.content.decode(), sum_
    assert reviewer.post(path, {**opened(reviewer, path), **paid}).status_code == 302
    twice = reviewer.post(path, {**opened(reviewer, path), **paid})
    assert twice.status_code == 422
    assert "已经登记，不用再登记" in twice.content.decode()
    with acting_as(posts["reviewer"]):
        row = Payment.objects.get(BELIEVED, person=cast.girl)
        assert (row.amount, row.year, row.paid_on, row.place) == (360000, 2025, dt.date(2025, 10, 15), "420106000000")
    withdraw = f"/people/{cast.girl}/rows/payment/{row.id}/withdraw/"
    said = {**opened(reviewer, withdraw), "reason": "看错了人", "source": "银行回单"}
    assert reviewer.post(withdraw, said).status_code == 302
    assert reviewer.post(path, {**opened(reviewer, path), **paid}).status_code == 302
    with acting_as(posts["reviewer"]):
        assert Payment.objects.get(BELIEVED, person=cast.girl).id != row.id
    assert "育儿补贴，2025年，3,600.00 元" in reviewer.get(f"/people/{cast.girl}/").content.decode()


def test_the_same_claim_and_another_decision_are_refused(cast: Cast, posts: Any) -> None:
    claim: dict[str, Any] = {
        "person": cast.girl, "programme": "cn/childcare-subsidy", "year": 2025, "submitted_on": dt.date(2025, 9, 1),
    }  # fmt: skip
    with acting_as(posts["worker"]):
        record_claim(**claim, decision="approved", **TOLD)
        with pytest.raises(Refused, match="recorded already"):
            record_claim(**claim, decision="approved", **TOLD)
        with pytest.raises(Refused, match="another decision"):
            record_claim(**claim, decision="refused", **TOLD)


def test_an_adoption_of_long_ago_is_recorded_when_the_child_is_grown_up_or_has_died(
    cast: Cast,
    posts: Any,
    reader: Client,  # noqa: F811
) -> None:
    with acting_as(posts["steward"]):
        parent = Person.objects.create(
            name="李长根", search=search_keys("李长根"), sex="male", birth_date=dt.date(1960, 1, 2), **PLACE, **TOLD
        )
        actions.record_death(person=cast.mother, death_date=dt.date(2025, 1, 5), **TOLD)
    adopted = {"parent": "李长根 1960-01-02", "from_date": "1996-03-01", "source": "收养登记证"}
    for child in (cast.father, cast.mother):
        path = f"/people/{child}/record/adoption/"
        assert path in reader.get(f"/people/{child}/").content.decode()
        assert reader.post(path, {**opened(reader, path), **adopted}).status_code == 302
    with acting_as(posts["steward"]):
        rows = Parenthood.objects.filter(BELIEVED, parent=parent, kind="adoption", from_date=dt.date(1996, 3, 1))
        assert {one.child_id for one in rows} == {cast.father, cast.mother}


def test_nobody_is_adopted_before_the_birth_after_the_death_or_of_age(cast: Cast, posts: Any) -> None:
    """The law before 2021 let relatives adopt the older too; somebody of unknown age may have been a child."""
    with acting_as(posts["steward"]):
        old = Person.objects.create(name="李长根", sex="male", birth_date=dt.date(1960, 1, 2), **PLACE, **TOLD)
        young = Person.objects.create(name="李小妹", sex="female", birth_date=dt.date(2004, 5, 6), **PLACE, **TOLD)
        actions.record_death(person=cast.mother, death_date=dt.date(2025, 1, 5), **TOLD)
        for child, day, words in (
            (cast.mother, dt.date(1994, 5, 5), "before the day of birth"),
            (cast.mother, dt.date(2025, 1, 6), "had died before"),
            (young.id, dt.date(2022, 5, 6), "18 or over on that day"),
        ):
            with pytest.raises(Refused, match=words) as refused:
                actions.record_adoption(child=child, parent=old.id, from_date=day, **TOLD)
            assert refused.value.field == "from_date"
        actions.record_adoption(child=young.id, parent=old.id, from_date=dt.date(2022, 5, 5), **TOLD)
        actions.record_adoption(child=cast.mother, parent=old.id, from_date=dt.date(2012, 6, 1), **TOLD)
        Person.objects.filter(id=cast.wang).update(birth_date=None)
        actions.record_adoption(child=cast.wang, parent=old.id, from_date=dt.date(2022, 5, 6), **TOLD)


def test_that_a_child_died_before_its_hukou_was_registered_is_recorded_after_the_death(
    cast: Cast,
    posts: Any,
    reader: Client,  # noqa: F811
) -> None:
    died = dt.date(2025, 3, 1)
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.girl).update(death_date=died)
    path = f"/people/{cast.girl}/record/status/"
    assert path in reader.get(f"/people/{cast.girl}/").content.decode()
    assert "去世时未办户口登记" in reader.get(path).content.decode()
    said = {**opened(reader, path), "kind": "never_registered", "from_date": "2025-03-01", "source": "死亡证明"}
    assert reader.post(path, said).status_code == 302
    with acting_as(posts["steward"]):
        row = Status.objects.get(BELIEVED, person=cast.girl)
        assert (row.kind, row.from_date, row.until_date) == ("never_registered", died, None)


def test_all_are_offered_of_somebody_who_has_died_and_to_nobody_who_may_not_record(
    cast: Cast,
    posts: Any,
    reader: Client,  # noqa: F811
) -> None:
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.girl).update(death_date=dt.date(2025, 3, 1))
        Parenthood.objects.filter(child=cast.girl, parent=cast.father).update(superseded_at=timezone.now())
    page = reader.get(f"/people/{cast.girl}/").content.decode()
    assert "补登父母（亲生）" in page
    assert "补登申领" in page
    assert "收养登记" in page
    assert "出生登记" not in page
    with acting_as(posts["auditor"]), pytest.raises(Exception, match="record:person"):
        record_claim(
            person=cast.girl, programme="x", year=2025, submitted_on=BORN, decision="pending", **TOLD
        )  # fmt: skip
