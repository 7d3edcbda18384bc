"""Who has no household is put into one: by marriage, adoption, return; and what a wrong or other hukou does to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from jiahe.people import actions, corrections, withdrawals
from jiahe.people.arrivals import Newcomer, record_arrival
from jiahe.people.errors import Refused
from jiahe.people.forms import events_for
from jiahe.people.households import join_household
from jiahe.people.models import BELIEVED, Change, Household, Hukou, Person
from jiahe.trust.acting import acting_as
from tests.cast import TOWN, VILLAGE, Cast
from tests.people.test_forms import opened, reviewer  # noqa: F401 - the client of the township's reviewer
from tests.site.conftest import reader  # noqa: F401 - the client of the village's worker

TOLD: dict[str, Any] = {"source": "户口簿", "learned_on": dt.date(2025, 12, 10)}
WHY: dict[str, Any] = {**TOLD, "reason": "写错了村"}
NEXT, FAR = "420890100202", "420106001001"
CAME = dt.date(2025, 10, 1)
SAID = {"whose": "other", "other": "李秀英 1994-05-06", "on": "2025-10-01", "source": "户口簿"}


@pytest.fixture
def house(cast: Cast, posts: Any) -> Household:
    """The household of the Li mother, of the third group."""
    with acting_as(posts["steward"]):
        house = Household.objects.create(place=VILLAGE, village_group=3, from_date=dt.date(2019, 5, 1))
        Person.objects.filter(id=cast.mother).update(household=house, village_group=3)
    return house


@pytest.fixture
def bride(cast: Cast, posts: Any) -> Person:
    """Somebody who came by marriage, with her hukou, and is of no household."""
    who = Newcomer(
        name="周春梅", sex="female", birth_date=dt.date(1999, 2, 3), hukou_place=VILLAGE, hukou_from=CAME,
        residence_place=VILLAGE,
    )  # fmt: skip
    with acting_as(posts["worker"]):
        return record_arrival(who, why="marriage", **TOLD)


def of(person: Any, posts: Any) -> Person:
    with acting_as(posts["steward"]):
        return Person.objects.select_related("household").get(id=getattr(person, "id", person))


def test_a_bride_joins_a_household_of_her_village(
    reader: Client, cast: Cast, posts: Any, house: Household, bride: Person  # noqa: F811
) -> None:  # fmt: skip
    path = f"/people/{bride.id}/record/join/"
    assert path in reader.get(f"/people/{bride.id}/").content.decode()
    said = {**opened(reader, path), **SAID}
    for _ in range(2):
        assert reader.post(path, said)["Location"] == f"/people/{bride.id}/"
    now = of(bride, posts)
    assert (now.household_id, now.village_group) == (house.id, 3)
    page = reader.get(f"/people/{bride.id}/").content.decode()
    assert "入户 household joined" in page
    assert path not in page, "she has one now"
    assert "李秀英" in page.split("同户的人", 1)[1].split("</div>")[0]
    assert "周春梅" in reader.get(f"/people/{cast.mother}/household/").content.decode()
    listed = reader.get("/people/place/?group=3").content.decode()
    assert "周春梅" in listed
    assert "李小满" not in listed, "of no group"
    with acting_as(posts["steward"]):
        assert {one.person for one in Change.objects.filter(action="household")} == {bride.id}


def test_a_household_of_one_s_own_begins(
    reader: Client, cast: Cast, posts: Any, bride: Person  # noqa: F811
) -> None:  # fmt: skip
    path = f"/people/{bride.id}/record/join/"
    said = {**SAID, "whose": "own", "other": "", "village_group": "5"}
    assert reader.post(path, {**opened(reader, path), **said}).status_code == 302
    now = of(bride, posts)
    home = now.household
    assert now.village_group == 5
    assert (home.place, home.village_group, home.from_date, home.source) == (VILLAGE, 5, CAME, "户口簿")


def test_what_the_form_cannot_know_is_refused_at_its_field(
    reader: Client, cast: Cast, posts: Any, house: Household, bride: Person  # noqa: F811
) -> None:  # fmt: skip
    path = f"/people/{bride.id}/record/join/"
    for changed, words in (
        ({"other": ""}, "请填写入谁的户"),
        ({"other": "李国强 1992-11-30"}, "没有写此人在哪一户"),
        ({"on": "2025-09-30"}, "自2025年10月1日起才在这里"),
        ({"village_group": "-1"}, "大于或等于"),
    ):
        told = reader.post(path, {**opened(reader, path), **SAID, **changed})
        assert told.status_code == 422
        assert words in told.content.decode()
    assert of(bride, posts).household_id is None


def test_nobody_joins_a_household_of_another_village_or_before_it_is_there_or_a_second_one(
    cast: Cast, posts: Any, house: Household
) -> None:
    with acting_as(posts["steward"]):
        for one, on, words in (
            (cast.wang, CAME, "not of the village"),
            (cast.girl, dt.date(2019, 1, 1), "before the day of birth"),
            (cast.father, dt.date(2019, 1, 1), "begins on 1 May 2019"),
            (cast.mother, CAME, "has a household"),
        ):
            with pytest.raises(Refused, match=words):
                join_household(person=one, other=cast.mother, on=on, **TOLD)
        Person.objects.filter(id=cast.girl).update(hukou_place=None)
        with pytest.raises(Refused, match="not in your area, or not known"):
            join_household(person=cast.girl, other=cast.mother, on=CAME, **TOLD)
        actions.record_death(person=cast.father, death_date=dt.date(2025, 9, 1), **TOLD)
        with pytest.raises(Refused, match="had died before"):
            join_household(person=cast.father, other=None, on=CAME, **TOLD)


def test_it_is_offered_to_the_living_whose_hukou_is_in_the_area_and_who_have_none(
    reader: Client, cast: Cast, posts: Any, house: Household  # noqa: F811
) -> None:  # fmt: skip
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.father).update(hukou_place=FAR, residence_place=VILLAGE)
    with acting_as(posts["worker"]):
        offered = {one.name for one in Person.objects.all() if "join" in events_for(one)}
        with pytest.raises(Refused, match="not in your area"):
            join_household(person=cast.father, other=None, on=CAME, **TOLD)
    assert offered == {"李小满"}
    assert reader.get(f"/people/{cast.father}/record/join/").status_code == 404
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.girl).update(death_date=dt.date(2025, 3, 1))
    assert reader.get(f"/people/{cast.girl}/record/join/").status_code == 404


# ------------------------------------------------------------------------------------------------ another village


def test_with_the_hukou_corrected_to_another_village_household_and_group_are_left(
    cast: Cast, posts: Any, house: Household
) -> None:
    with acting_as(posts["officer"]):
        corrections.correct_person(person=cast.mother, hukou_place=NEXT, **WHY)
    mother = of(cast.mother, posts)
    assert (mother.hukou_place, mother.household_id, mother.village_group) == (NEXT, None, None)


def test_the_group_of_the_other_village_is_written_with_it_and_the_right_household_stays(
    cast: Cast, posts: Any, house: Household
) -> None:
    with acting_as(posts["officer"]):
        corrections.correct_person(person=cast.mother, hukou_place=NEXT, village_group=8, **WHY)
        assert of(cast.mother, posts).village_group == 8
        Person.objects.filter(id=cast.mother).update(household=house, village_group=3)
        corrections.correct_person(person=cast.mother, hukou_place=VILLAGE, **WHY)
    mother = of(cast.mother, posts)
    assert (mother.household_id, mother.village_group) == (house.id, 3), "it was of that village all along"


def test_a_place_that_is_only_told_more_closely_takes_nothing(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        house = Household.objects.create(place=TOWN)
        Person.objects.filter(id=cast.mother).update(hukou_place=TOWN, household=house, village_group=3)
        Person.objects.filter(id=cast.girl).update(hukou_place=TOWN, village_group=3)
        for one in (cast.mother, cast.girl):
            corrections.correct_person(person=one, hukou_place=VILLAGE, **WHY)
            assert of(one, posts).village_group == 3
    assert of(cast.mother, posts).household_id == house.id


def test_the_group_is_corrected_on_the_form(
    reviewer: Client, cast: Cast, posts: Any, house: Household  # noqa: F811
) -> None:  # fmt: skip
    path = f"/people/{cast.mother}/record/correction/"
    form = reviewer.get(path).context["form"]
    said = {name: form[name].value() for name in form.own if form[name].value() is not None}
    said |= {"village_group": "4", "reason": "组写错了", "source": "户口簿"}
    assert reviewer.post(path, {**opened(reviewer, path), **said}).status_code == 302
    assert of(cast.mother, posts).village_group == 4
    assert "村民小组 3 → 4" in reviewer.get(f"/people/{cast.mother}/").content.decode()


def test_a_move_takes_the_group_of_who_has_no_household_and_its_withdrawal_brings_it_back(
    cast: Cast, posts: Any
) -> None:
    with acting_as(posts["officer"]):
        Person.objects.filter(id=cast.mother).update(village_group=3)
        actions.move_hukou(person=cast.mother, place=NEXT, from_date=dt.date(2025, 6, 1), **TOLD)
        assert of(cast.mother, posts).village_group is None
        row = Hukou.objects.get(BELIEVED, person=cast.mother, place=NEXT)
        withdrawals.withdraw_row(person=cast.mother, table="hukou", row=row.id, restore=True, **WHY)
        assert of(cast.mother, posts).village_group == 3


def test_who_joined_a_household_after_a_wrong_move_is_back_in_the_one_before(
    cast: Cast, posts: Any, house: Household
) -> None:
    with acting_as(posts["officer"]):
        actions.move_hukou(person=cast.mother, place=NEXT, from_date=dt.date(2025, 6, 1), **TOLD)
        join_household(person=cast.mother, other=None, on=dt.date(2025, 6, 1), village_group=9, **TOLD)
        row = Hukou.objects.get(BELIEVED, person=cast.mother, place=NEXT)
        withdrawals.withdraw_row(person=cast.mother, table="hukou", row=row.id, restore=True, **WHY)
    mother = of(cast.mother, posts)
    assert (mother.hukou_place, mother.household_id, mother.village_group) == (VILLAGE, house.id, 3)
