"""A wrong row is taken back or corrected: it stays readable, and what it had ended goes on."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied

from jiahe.people import actions, corrections, withdrawals
from jiahe.people.errors import Refused
from jiahe.people.models import BELIEVED, Custody, Household, Hukou, Person, Residence, Union
from jiahe.people.queries import read_record
from jiahe.people.timeline import life_of
from jiahe.trust.acting import acting_as
from tests.cast import TOWN, VILLAGE, Cast

pytestmark = pytest.mark.django_db
ELSEWHERE, FAR = "420890100202", "420106000000"
TOLD = {"source": "派出所", "learned_on": dt.date(2025, 12, 10)}
WHY = {**TOLD, "reason": "登错了人"}


def spells(table: type[Any], person: UUID) -> list[tuple[str, dt.date, dt.date | None]]:
    rows = table.objects.filter(BELIEVED, person=person).order_by("from_date")
    return [(one.place, one.from_date, one.until_date) for one in rows]


def only(table: type[Any], **values: Any) -> Any:
    return table.objects.get(BELIEVED, **values)


def test_a_wrong_move_is_withdrawn_and_the_earlier_home_goes_on(cast: Cast, posts: Any) -> None:
    with acting_as(posts["reviewer"]):
        actions.move_residence(person=cast.mother, place=ELSEWHERE, from_date=dt.date(2025, 6, 1), **TOLD)
        row = only(Residence, person=cast.mother, place=ELSEWHERE)
        withdrawals.withdraw_row(person=cast.mother, table="residence", row=row.id, restore=True, **WHY)
        assert spells(Residence, cast.mother) == [(VILLAGE, dt.date(1994, 5, 6), None)]
        assert Person.objects.get(id=cast.mother).residence_place == VILLAGE
        row.refresh_from_db()
        assert (row.superseded_why, row.superseded_source) == ("登错了人", "派出所")
        assert row.superseded_by == posts["reviewer"].post
        record = read_record(cast.mother, page="test")
        assert record is not None
        told = [one for one in life_of(record) if one.row is not None and one.row.superseded_at]
        assert row.id in {one.row.id for one in told}
        with pytest.raises(Refused, match="was withdrawn or changed"):
            withdrawals.withdraw_row(person=cast.mother, table="residence", row=row.id, restore=False, **WHY)


def test_without_restoring_where_somebody_lives_is_unknown(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        actions.move_residence(person=cast.mother, place=ELSEWHERE, from_date=dt.date(2025, 6, 1), **TOLD)
        row = only(Residence, person=cast.mother, place=ELSEWHERE)
        withdrawals.withdraw_row(person=cast.mother, table="residence", row=row.id, restore=False, **WHY)
        assert spells(Residence, cast.mother) == [(VILLAGE, dt.date(1994, 5, 6), dt.date(2025, 6, 1))]
        assert Person.objects.get(id=cast.mother).residence_place is None


def test_a_spell_between_two_others_gives_its_days_back(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        actions.move_residence(person=cast.girl, place=ELSEWHERE, from_date=dt.date(2024, 1, 1), **TOLD)
        actions.move_residence(person=cast.girl, place=FAR, from_date=dt.date(2025, 1, 1), **TOLD)
        row = only(Residence, person=cast.girl, place=ELSEWHERE)
        withdrawals.withdraw_row(person=cast.girl, table="residence", row=row.id, restore=True, **WHY)
        assert spells(Residence, cast.girl) == [
            (VILLAGE, dt.date(2023, 3, 20), dt.date(2025, 1, 1)),
            (FAR, dt.date(2025, 1, 1), None),
        ]
        assert Person.objects.get(id=cast.girl).residence_place == FAR


def test_a_withdrawn_hukou_move_puts_the_person_back_into_the_household(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        house = Household.objects.create(place=VILLAGE, village_group=3)
        Person.objects.filter(id=cast.mother).update(household=house, village_group=3)
        actions.move_hukou(person=cast.mother, place=ELSEWHERE, from_date=dt.date(2025, 6, 1), **TOLD)
        assert Person.objects.get(id=cast.mother).household_id is None
        row = only(Hukou, person=cast.mother, place=ELSEWHERE)
        withdrawals.withdraw_row(person=cast.mother, table="hukou", row=row.id, restore=True, **WHY)
        mother = Person.objects.get(id=cast.mother)
        assert (mother.hukou_place, mother.household_id, mother.village_group) == (VILLAGE, house.id, 3)


def test_a_first_registration_that_was_wrong_leaves_the_hukou_unknown(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        Person.objects.filter(id=cast.girl).update(hukou_place=None)
        actions.move_hukou(person=cast.girl, place=ELSEWHERE, from_date=dt.date(2025, 6, 1), **TOLD)
        row = only(Hukou, person=cast.girl)
        withdrawals.withdraw_row(person=cast.girl, table="hukou", row=row.id, restore=False, **WHY)
        assert Person.objects.get(id=cast.girl).hukou_place is None


def test_nobody_is_left_where_no_post_would_find_them(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        Person.objects.filter(id=cast.girl).update(hukou_place=None, residence_place=None)
        actions.move_hukou(person=cast.girl, place=VILLAGE, from_date=dt.date(2025, 6, 1), **TOLD)
        row = only(Hukou, person=cast.girl)
        with pytest.raises(Refused, match="no village would see"):
            withdrawals.withdraw_row(person=cast.girl, table="hukou", row=row.id, restore=False, **WHY)
        assert Person.objects.get(id=cast.girl).hukou_place == VILLAGE


@pytest.mark.parametrize("day", [dt.date(2025, 3, 1), dt.date(2025, 9, 1)])
def test_a_move_on_another_day_lets_the_earlier_spell_follow(cast: Cast, posts: Any, day: dt.date) -> None:
    with acting_as(posts["reviewer"]):
        actions.move_residence(person=cast.mother, place=ELSEWHERE, from_date=dt.date(2025, 6, 1), **TOLD)
        row = only(Residence, person=cast.mother, place=ELSEWHERE)
        change = {"person": cast.mother, "table": "residence", "row": row.id, **WHY}
        withdrawals.correct_row(from_date=day, **change)
        assert spells(Residence, cast.mother) == [(VILLAGE, dt.date(1994, 5, 6), day), (ELSEWHERE, day, None)]


def test_a_corrected_place_is_where_the_person_lives(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        actions.move_residence(person=cast.mother, place=ELSEWHERE, from_date=dt.date(2025, 6, 1), **TOLD)
        row = only(Residence, person=cast.mother, place=ELSEWHERE)
        withdrawals.correct_row(person=cast.mother, table="residence", row=row.id, place=TOWN, **WHY)
        assert Person.objects.get(id=cast.mother).residence_place == TOWN
        row = only(Residence, person=cast.mother, place=TOWN)
        with pytest.raises(Refused, match="ends before it begins"):
            withdrawals.correct_row(
                person=cast.mother, table="residence", row=row.id, until_date=dt.date(2025, 1, 1), **WHY
            )


def test_a_divorce_that_never_was_is_corrected_and_the_marriage_goes_on(cast: Cast, posts: Any) -> None:
    with acting_as(posts["reviewer"]):
        actions.record_divorce(person=cast.mother, until_date=dt.date(2025, 5, 1), **TOLD)
        change = {"person": cast.father, "table": "union", **WHY}
        withdrawals.correct_row(row=only(Union).id, until_date=None, **change)
        union = only(Union)
        assert (union.until_date, union.ended_by) == (None, None)
        with pytest.raises(Refused, match="choose divorce"):
            withdrawals.correct_row(row=union.id, until_date=dt.date(2025, 5, 1), **change)


def test_only_a_post_that_corrects_may_and_only_within_its_place(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        actions.move_residence(person=cast.wang, place=VILLAGE, from_date=dt.date(2025, 6, 1), **TOLD)
        union, move = only(Union), only(Residence, person=cast.wang, place=VILLAGE)
    with acting_as(posts["worker"]), pytest.raises(PermissionDenied):
        withdrawals.withdraw_row(person=cast.mother, table="union", row=union.id, restore=False, **WHY)
    with acting_as(posts["reviewer"]), pytest.raises(Refused, match="no such record"):
        withdrawals.withdraw_row(person=cast.mother, table="residence", row=move.id, restore=False, **WHY)


# ------------------------------------------------------------------------------------------------ deaths


def test_a_death_recorded_by_mistake_is_withdrawn_and_the_marriage_goes_on(cast: Cast, posts: Any) -> None:
    with acting_as(posts["reviewer"]):
        actions.record_death(person=cast.mother, death_date=dt.date(2025, 11, 3), **TOLD)
        with pytest.raises(Refused, match="Correct the death"):
            withdrawals.correct_row(person=cast.mother, table="union", row=only(Union).id, until_date=None, **WHY)
        corrections.correct_death(person=cast.mother, death_date=None, **WHY)
        union = only(Union)
        assert (union.until_date, union.ended_by) == (None, None)
        assert Person.objects.get(id=cast.mother).death_date is None
        with pytest.raises(Refused, match="No death"):
            corrections.correct_death(person=cast.mother, death_date=None, **WHY)


def test_a_death_on_another_day_ends_the_marriage_on_that_day(cast: Cast, posts: Any) -> None:
    with acting_as(posts["reviewer"]):
        actions.record_death(person=cast.mother, death_date=dt.date(2025, 11, 3), **TOLD)
        corrections.correct_death(person=cast.mother, death_date=dt.date(2025, 11, 1), **WHY)
        assert (only(Union).until_date, only(Union).ended_by) == (dt.date(2025, 11, 1), "death")
        with pytest.raises(Refused, match="before the day of birth"):
            corrections.correct_death(person=cast.mother, death_date=dt.date(1990, 1, 1), **WHY)


def test_a_marriage_that_both_deaths_ended_stays_ended(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        for one, day in ((cast.mother, dt.date(2025, 11, 3)), (cast.father, dt.date(2025, 11, 5))):
            actions.record_death(person=one, death_date=day, **TOLD)
        corrections.correct_death(person=cast.mother, death_date=None, **WHY)
        assert (only(Union).until_date, only(Union).ended_by) == (dt.date(2025, 11, 5), "death")


def test_a_widow_who_married_again_keeps_the_death_from_being_withdrawn(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        actions.record_death(person=cast.mother, death_date=dt.date(2024, 11, 3), **TOLD)
        actions.record_marriage(person=cast.wang, spouse=cast.father, from_date=dt.date(2025, 2, 1), **TOLD)
        with pytest.raises(Refused, match="on record as married"):
            corrections.correct_death(person=cast.mother, death_date=None, **WHY)
        assert Person.objects.get(id=cast.mother).death_date == dt.date(2024, 11, 3)


# ---------------------------------------------------------------------------------------------- places and lost updates


def test_a_place_that_a_dated_row_holds_is_not_corrected_by_itself(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        corrections.correct_person(person=cast.girl, residence_place=TOWN, **WHY)
        actions.move_residence(person=cast.girl, place=ELSEWHERE, from_date=dt.date(2025, 6, 1), **TOLD)
        with pytest.raises(Refused, match="Record a move") as refused:
            corrections.correct_person(person=cast.girl, residence_place=VILLAGE, **WHY)
        assert refused.value.field == "residence_place"


def test_what_somebody_changed_meanwhile_is_not_overwritten(cast: Cast, posts: Any) -> None:
    shown = {"name": "李小满", "sex": "female"}
    with acting_as(posts["reviewer"]):
        corrections.correct_person(person=cast.girl, name="李小曼", sex="male", shown=shown, **WHY)
        with pytest.raises(Refused) as refused:
            corrections.correct_person(person=cast.girl, name="李晓满", shown=shown, **WHY)
        assert "“李小曼”" in refused.value.words.zh
        assert "“李晓满”" in refused.value.words.zh
        corrections.correct_person(person=cast.girl, sex="male", nationality="MMR", shown=shown, **WHY)
        assert Person.objects.get(id=cast.girl).name == "李小曼"


# ------------------------------------------------------------------------------------------------ custody


def test_guardians_may_be_two_but_one_parent_has_custody_alone(cast: Cast, posts: Any) -> None:
    from django.db import IntegrityError, transaction

    day, later = dt.date(2025, 2, 1), dt.date(2025, 4, 1)
    with acting_as(posts["officer"]):
        for custodian, jointly in ((cast.wang, False), (cast.mother, True)):
            actions.record_custody(
                child=cast.girl, custodian=custodian, kind="guardian", from_date=day, jointly=jointly, **TOLD
            )
        assert Custody.objects.filter(BELIEVED, until_date__isnull=True).count() == 2
        actions.record_custody(
            child=cast.girl, custodian=cast.father, kind="parent", from_date=dt.date(2025, 3, 1), **TOLD
        )
        going_on = Custody.objects.filter(BELIEVED, until_date__isnull=True)
        assert [one.custodian_id for one in going_on] == [cast.father]
        with pytest.raises(Refused, match="Only other guardians can share"):
            actions.record_custody(
                child=cast.girl, custodian=cast.mother, kind="parent", from_date=later, jointly=True, **TOLD
            )  # fmt: skip
        for kind, name in (("institution", "one_sole_custody"), ("guardian", "no_guardian_beside_sole_custody")):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                Custody.objects.create(
                    child_id=cast.girl, custodian_id=cast.wang, kind=kind, from_date=dt.date(2025, 6, 1), **TOLD
                )
        row = going_on.get()
        withdrawals.withdraw_row(person=cast.girl, table="custody", row=row.id, restore=True, **WHY)
        assert {one.custodian_id for one in going_on.all()} == {cast.wang, cast.mother}
