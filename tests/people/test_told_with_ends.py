"""What is told with its end: homes, hukou, custody, papers and statuses that are over; and how a claim stands."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from jiahe.people import actions
from jiahe.people.claims import record_claim, told_by
from jiahe.people.errors import Refused
from jiahe.people.loading import loading
from jiahe.people.models import BELIEVED, Certificate, Change, Claim, Custody, Hukou, Person, Residence, Status
from jiahe.people.queries import read_record
from jiahe.people.timeline import life_of
from jiahe.trust.acting import acting_as
from tests.cast import VILLAGE, Cast

pytestmark = pytest.mark.django_db
TOLD = {"source": "居住登记", "learned_on": dt.date(2025, 12, 10)}
OTHER = "420890100202"
D = dt.date


def spells(person: Any) -> list[tuple[str, dt.date, dt.date | None]]:
    rows = Residence.objects.filter(BELIEVED, person=person).order_by("from_date")
    return list(rows.values_list("place", "from_date", "until_date"))


def test_living_on_in_the_place_of_today_makes_up_no_earlier_days(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        actions.move_residence(person=cast.wang, place=OTHER, from_date=D(2020, 1, 1), **TOLD)
        assert spells(cast.wang) == [(OTHER, D(2020, 1, 1), None)]
        assert not Person.objects.get(id=cast.wang).corrections.exists()


def titles(person: Any) -> list[tuple[dt.date | None, str]]:
    record = read_record(person, page="test")
    assert record is not None
    return [(one.on, one.title) for one in life_of(record) if one.title in ("开始居住", "不再居住")]


def test_a_life_tells_of_an_end_that_no_other_home_follows(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]), translation.override("zh-hans"):
        for place, year in ((OTHER, 2010), (VILLAGE, 2012)):
            days = {"from_date": D(year, 1, 1), "until_date": D(year + 2, 1, 1)}
            actions.move_residence(person=cast.mother, place=place, **days, **TOLD)
        assert titles(cast.mother) == [
            (D(2014, 1, 1), "不再居住"), (D(2012, 1, 1), "开始居住"), (D(2010, 1, 1), "开始居住"),
        ]  # fmt: skip


def test_a_later_move_does_not_fill_days_that_are_on_record(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        days = {"from_date": D(2010, 1, 1), "until_date": D(2012, 1, 1)}
        actions.move_residence(person=cast.mother, place=OTHER, **days, **TOLD)
        assert Person.objects.get(id=cast.mother).residence_place == VILLAGE
        actions.move_residence(person=cast.mother, place=OTHER, from_date=D(2025, 1, 1), **TOLD)
        assert spells(cast.mother) == [(OTHER, D(2010, 1, 1), D(2012, 1, 1)), (OTHER, D(2025, 1, 1), None)]
        days = {"from_date": D(2011, 1, 1), "until_date": D(2013, 1, 1)}
        with pytest.raises(Refused, match="recorded already"):
            actions.move_residence(person=cast.mother, place=VILLAGE, **days, **TOLD)


def test_nobody_is_lost_from_sight_when_the_only_place_ends(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        Person.objects.filter(id=cast.wang).update(hukou_place=None)
        moved = {"person": cast.wang, "place": OTHER, "from_date": D(2020, 1, 1)}
        actions.move_residence(**moved, **TOLD)
        with pytest.raises(Refused, match="no village would see"):
            actions.move_residence(**moved, until_date=D(2025, 1, 1), **TOLD)
        assert spells(cast.wang) == [(OTHER, D(2020, 1, 1), None)]
        with pytest.raises(Refused, match="lies ahead"):
            actions.move_residence(**moved, until_date=D(2199, 1, 1), **TOLD)


def test_custody_that_is_over_takes_it_from_nobody(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        own: dict[str, Any] = {"child": cast.girl, "kind": "guardian", **TOLD}
        actions.record_custody(custodian=cast.mother, from_date=D(2023, 3, 20), **own)
        actions.record_custody(custodian=cast.wang, from_date=D(2023, 5, 1), until_date=D(2024, 5, 1), **own)
        rows = Custody.objects.filter(BELIEVED, child=cast.girl).order_by("from_date")
        assert list(rows.values_list("custodian", "until_date")) == [(cast.mother, None), (cast.wang, D(2024, 5, 1))]
        ahead = {"from_date": D(2025, 1, 1), "until_date": D(2041, 3, 20)}
        actions.record_custody(**own | {"kind": "parent"}, custodian=cast.father, **ahead)
        assert rows.get(custodian=cast.mother).until_date == D(2025, 1, 1), "whose end lies ahead has it now"


def test_a_paper_or_status_on_record_ends_and_stays_readable(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        for verb, table, kind in (
            (actions.record_certificate, Certificate, "one_child_parents"),
            (actions.record_status, Status, "low_income"),
        ):
            one = {"person": cast.mother, "kind": kind, "from_date": D(2020, 1, 1)}
            verb(**one, **TOLD)
            verb(**one, until_date=D(2024, 1, 1), **TOLD)
            assert table.objects.get(BELIEVED, kind=kind).until_date == D(2024, 1, 1)
            assert table.objects.filter(kind=kind).count() == 2
            with pytest.raises(Refused, match="already"):
                verb(**one, until_date=D(2025, 1, 1), **TOLD)


def test_an_end_that_lies_ahead_is_moved_by_who_learns_later_and_one_that_has_come_is_not(
    cast: Cast, posts: Any
) -> None:
    with acting_as(posts["officer"]):
        for verb, table, kind in (
            (actions.record_certificate, Certificate, "disability"),
            (actions.record_status, Status, "insured_maternity"),
        ):
            one = {"person": cast.mother, "kind": kind, "from_date": D(2023, 5, 1), "source": "残联名单"}
            verb(**one, until_date=D(2033, 5, 1), learned_on=D(2025, 6, 1))
            with pytest.raises(Refused, match="already"):
                verb(**one, until_date=D(2025, 3, 1), learned_on=D(2025, 5, 31))
            verb(**one, until_date=D(2043, 5, 1), learned_on=D(2025, 9, 1))
            assert table.objects.get(BELIEVED, kind=kind).until_date == D(2043, 5, 1)
            verb(**one, until_date=D(2025, 11, 1), learned_on=D(2025, 12, 1))
            assert table.objects.get(BELIEVED, kind=kind).until_date == D(2025, 11, 1)
            assert table.objects.filter(kind=kind).count() == 3
            with pytest.raises(Refused, match="already"):
                verb(**one, until_date=D(2025, 10, 1), learned_on=D(2025, 12, 2))


def test_custody_whose_end_lies_ahead_passes_to_another_and_one_that_is_over_does_not(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        own: dict[str, Any] = {"child": cast.girl, "kind": "parent", **TOLD}
        actions.record_custody(custodian=cast.mother, from_date=D(2024, 1, 1), until_date=D(2032, 1, 1), **own)
        actions.record_custody(custodian=cast.father, from_date=D(2025, 1, 1), **own)
        rows = Custody.objects.filter(BELIEVED, child=cast.girl).order_by("from_date")
        assert list(rows.values_list("custodian", "until_date")) == [
            (cast.mother, D(2025, 1, 1)), (cast.father, None),
        ]  # fmt: skip
        actions.record_custody(custodian=cast.father, from_date=D(2025, 1, 1), until_date=D(2025, 6, 1), **own)
        with pytest.raises(Refused, match="sole custody"):
            actions.record_custody(custodian=cast.mother, from_date=D(2025, 3, 1), **own)


def test_what_a_row_on_record_lacks_is_filled_in_and_what_contradicts_it_is_refused(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        card: dict[str, Any] = {"person": cast.mother, "kind": "disability", "from_date": D(2023, 5, 1), **TOLD}
        actions.record_certificate(**card)
        actions.record_certificate(**card, grade=3)
        actions.record_certificate(**card, number="B-7", until_date=D(2033, 5, 1))
        now = Certificate.objects.get(BELIEVED)
        assert (now.grade, now.number, now.until_date) == (3, "B-7", D(2033, 5, 1))
        for other in ({"grade": 2}, {"number": "C-8"}, {"grade": 2, "until_date": D(2025, 12, 1)}):
            with pytest.raises(Refused, match="says otherwise"):
                actions.record_certificate(**card, **other)
        with pytest.raises(Refused, match="already"):
            actions.record_certificate(**card, grade=3, number="B-7")
        status: dict[str, Any] = {"person": cast.mother, "kind": "low_income", "from_date": D(2020, 1, 1), **TOLD}
        actions.record_status(**status)
        actions.record_status(**status, place=VILLAGE, until_date=D(2024, 1, 1))
        with pytest.raises(Refused, match="says otherwise"):
            actions.record_status(**status, place=OTHER)
        assert Status.objects.get(BELIEVED).place == VILLAGE
        home: dict[str, Any] = {"child": cast.girl, "custodian": None, "kind": "institution", **TOLD}
        actions.record_custody(**home, from_date=D(2024, 1, 1))
        actions.record_custody(**home, from_date=D(2024, 1, 1), institution_place=VILLAGE)
        assert Custody.objects.get(BELIEVED).institution_place == VILLAGE
        with pytest.raises(Refused, match="says otherwise"):
            actions.record_custody(**home, from_date=D(2024, 1, 1), institution_place=OTHER, until_date=D(2025, 1, 1))
        assert Custody.objects.get(BELIEVED).until_date is None


SUBSIDY: dict[str, Any] = {"programme": "cn/childcare-subsidy", "year": 2025}


def test_a_claim_is_recorded_and_told(cast: Cast, posts: Any) -> None:
    asked = {"person": cast.girl, **SUBSIDY, "submitted_on": D(2025, 9, 5)}
    with acting_as(posts["officer"]):
        record_claim(**asked, applicant=cast.mother, place=VILLAGE, decision="pending", **TOLD)
        one = Claim.objects.get()
        assert (one.applicant_id, one.place, one.decision, one.decided_on) == (cast.mother, VILLAGE, "pending", None)
        assert set(Change.objects.filter(action="claim").values_list("person", flat=True)) == {cast.girl, cast.mother}
        record_claim(**asked, decision="approved", decided_on=D(2025, 9, 9), **TOLD)
        now = Claim.objects.get(BELIEVED)
        assert (now.applicant_id, now.decision, now.decided_on) == (cast.mother, "approved", D(2025, 9, 9))
        assert told_by(**asked, decision="pending", decided_on=None)
        assert not told_by(**asked, decision="refused", decided_on=None)
        assert not told_by(**asked | {"year": 2026}, decision="pending", decided_on=None)
        with pytest.raises(Refused, match="another decision"):
            record_claim(**asked, decision="refused", decided_on=D(2025, 9, 9), **TOLD)


def test_a_decision_on_record_gets_its_day_once(cast: Cast, posts: Any) -> None:
    asked = {"person": cast.girl, **SUBSIDY, "submitted_on": D(2025, 9, 5)}
    with acting_as(posts["officer"]):
        record_claim(**asked, applicant=cast.mother, decision="approved", **TOLD)
        day = D(2025, 9, 9)
        with pytest.raises(Refused, match="another decision"):
            record_claim(**asked, decision="refused", decided_on=day, **TOLD)
        record_claim(**asked, applicant=cast.father, place=VILLAGE, decision="approved", decided_on=day, **TOLD)
        now = Claim.objects.get(BELIEVED)
        assert (now.decision, now.decided_on) == ("approved", day)
        assert (now.applicant_id, now.place) == (cast.mother, VILLAGE), "what was not known is filled in"
        assert told_by(**asked, decision="approved", decided_on=day)
        with pytest.raises(Refused, match="another decision"):
            record_claim(**asked, decision="approved", decided_on=D(2025, 9, 10), **TOLD)


def test_a_claim_that_cannot_be_is_refused(cast: Cast, posts: Any) -> None:
    asked = {"person": cast.girl, **SUBSIDY, "submitted_on": D(2025, 9, 5), "decision": "pending"}
    with acting_as(posts["auditor"]), pytest.raises(PermissionDenied):
        record_claim(**asked, **TOLD)
    with acting_as(posts["worker"]), pytest.raises(Refused, match="in your area"):
        record_claim(**asked | {"person": cast.wang}, **TOLD)
    with acting_as(posts["officer"]):
        with pytest.raises(Refused, match="lies ahead"):
            record_claim(**asked | {"decided_on": D(2199, 1, 1)}, **TOLD)
        assert not Claim.objects.exists()


TOWN = "420890100000"


def test_a_place_told_less_closely_takes_nothing_away(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        before = Person.objects.get(id=cast.mother)
        with pytest.raises(Refused, match="The register is closer"):
            actions.move_hukou(person=cast.mother, place=TOWN, from_date=D(2015, 1, 1), **TOLD)
        with loading(uuid4()):
            actions.move_hukou(person=cast.mother, place=TOWN, from_date=D(2015, 1, 1), **TOLD)
        now = Person.objects.get(id=cast.mother)
        assert (now.hukou_place, now.household_id, now.village_group) == (
            before.hukou_place, before.household_id, before.village_group,
        )  # fmt: skip
        rows = Hukou.objects.filter(BELIEVED, person=cast.mother)
        assert list(rows.values_list("place", "from_date", "until_date")) == [(TOWN, D(2015, 1, 1), None)]


def test_an_end_told_by_of_a_home_known_more_closely(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        actions.move_residence(person=cast.mother, place=OTHER, from_date=D(2020, 1, 1), **TOLD)
        days = {"from_date": D(2020, 1, 1), "until_date": D(2024, 1, 1)}
        actions.move_residence(person=cast.mother, place=TOWN, **days, **TOLD)
        assert spells(cast.mother)[-1] == (OTHER, D(2020, 1, 1), D(2024, 1, 1))
        assert Person.objects.get(id=cast.mother).residence_place is None


def test_less_close_than_the_spell_that_goes_on_is_refused(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        actions.move_residence(person=cast.mother, place=OTHER, from_date=D(2020, 1, 1), **TOLD)
        with pytest.raises(Refused, match="The register is closer"):
            actions.move_residence(person=cast.mother, place=TOWN, from_date=D(2022, 1, 1), **TOLD)


def test_what_was_learned_earlier_does_not_move_anybody_from_where_they_were_found_since(
    cast: Cast, posts: Any
) -> None:
    with acting_as(posts["officer"]):
        who = Person.objects.get(id=cast.mother)
        old = {"source": "居住登记", "learned_on": who.learned_on - dt.timedelta(days=1)}
        with pytest.raises(Refused, match="later than this source"):
            actions.move_residence(person=cast.mother, place=OTHER, from_date=D(2010, 1, 1), **old)
        assert Person.objects.get(id=cast.mother).residence_place == who.residence_place
        assert spells(cast.mother) == []


def test_who_has_left_after_the_register_learned_of_the_home_is_nowhere_known(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        Person.objects.filter(id=cast.mother).update(learned_on=D(2020, 1, 1))
        days = {"from_date": D(2015, 1, 1), "until_date": D(2024, 1, 1)}
        actions.move_residence(person=cast.mother, place=VILLAGE, **days, **TOLD)
        assert Person.objects.get(id=cast.mother).residence_place is None
