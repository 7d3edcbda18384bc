"""Divisions that are renamed, recoded, merged, split: their history, posts and people, and what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from jiahe.people.models import BELIEVED, Correction, Hukou, Person
from jiahe.places.changes import (
    ChangeRefused,
    Part,
    merge_divisions,
    recode_division,
    rename_division,
    split_division,
)
from jiahe.places.history import codes_now, held_on, history_of, with_predecessors
from jiahe.places.models import Division, Facility, Post
from jiahe.places.naming import divisions, forget, full_name, inside, name_of
from jiahe.trust.acting import acting_as
from tests.cast import COUNTY, LEARNED, TOWN, VILLAGE, Cast

pytestmark = pytest.mark.django_db

OTHER, THIRD = "420890100202", "420890100203"
TOWN_2, VILLAGE_2 = "420890101000", "420890101201"
PLACES = [
    (COUNTY, "禾阳县", 3),
    (TOWN, "清溪镇", 4),
    (VILLAGE, "柳林村", 5),
    (OTHER, "石墩村", 5),
    (TOWN_2, "甲乡", 4),
    (VILLAGE_2, "东岗村", 5),
]
ON = dt.date(2025, 6, 1)
PAPER = "民政局批复"


@pytest.fixture
def county(cast: Cast, posts: Any) -> Iterator[Cast]:
    """The county's divisions and the cast, and the data steward acting."""
    with acting_as(posts["steward"]):
        Division.objects.bulk_create([Division(code=c, name=n, level=i, source="测试") for c, n, i in PLACES])
        forget()
        yield cast
    forget()


def merged(**changes: Any) -> None:
    asked = {"old": [VILLAGE, OTHER], "code": THIRD, "name": "新柳村", "on": ON, "source": PAPER}
    merge_divisions(**{**asked, **changes})


def test_a_renamed_division_keeps_its_code_and_its_old_name_is_still_known(county: Cast) -> None:
    rename_division(code=VILLAGE, name="柳林社区", on=ON, source=PAPER)
    assert name_of(VILLAGE) == "柳林社区"
    before, after = held_on(VILLAGE, dt.date(2025, 5, 31)), held_on(VILLAGE, ON)
    assert before is not None
    assert after is not None
    assert (before.name, after.name, after.source) == ("柳林村", "柳林社区", PAPER)
    (event,) = history_of(VILLAGE)
    assert (event.kind, event.on, event.old[0].name, event.new[0].name) == ("renamed", ON, "柳林村", "柳林社区")
    assert not Correction.objects.exists(), "nobody's place has another code"


def test_divisions_that_have_not_changed_are_not_put_together_anew(county: Cast) -> None:
    before = divisions()
    forget()
    assert divisions() is before
    rename_division(code=VILLAGE, name="柳林社区", on=ON, source=PAPER)
    forget()
    assert divisions() is not before
    assert divisions().name(VILLAGE) == "柳林社区"


def test_merged_villages_keep_their_history_and_their_people_follow(county: Cast) -> None:
    merged()
    assert [one.code for one in inside(TOWN)] == [THIRD]
    assert not divisions().is_known(VILLAGE)
    assert (name_of(VILLAGE), full_name(VILLAGE), name_of(THIRD)) == ("柳林村", "柳林村", "新柳村")
    mother, wang = Person.objects.get(id=county.mother), Person.objects.get(id=county.wang)
    assert {mother.hukou_place, mother.residence_place, wang.hukou_place} == {THIRD}
    spells = Hukou.objects.filter(BELIEVED, person=county.mother).order_by("from_date")
    assert [(one.place, one.from_date, one.until_date) for one in spells] == [
        (VILLAGE, dt.date(1994, 5, 6), ON),
        (THIRD, ON, None),
    ]
    was = Correction.objects.get(person=county.mother, column="hukou_place")
    assert (was.before, was.after, was.reason) == (VILLAGE, THIRD, "区划调整：柳林村、石墩村并入新柳村")
    assert Person.objects.get(id=county.father).residence_place == "440306001001", "who lives elsewhere stays there"
    (event,) = history_of(VILLAGE)
    assert [one.name for one in event.old] == ["柳林村", "石墩村"]


def test_a_spell_keeps_the_old_code_before_the_day_and_takes_the_new_one_after(county: Cast) -> None:
    told = {"source": "户籍", "learned_on": LEARNED}
    Hukou.objects.create(
        person_id=county.mother, place=OTHER, from_date=dt.date(2001, 1, 1), until_date=dt.date(2019, 5, 1), **told
    )
    Hukou.objects.create(person_id=county.mother, place=VILLAGE, from_date=dt.date(2019, 5, 1), **told)
    Hukou.objects.create(person_id=county.girl, place=VILLAGE, from_date=dt.date(2025, 7, 1), **told)
    merged()

    def spells(person: Any) -> list[Any]:
        rows = Hukou.objects.filter(BELIEVED, person=person).order_by("from_date")
        return [(one.place, str(one.from_date), str(one.until_date)) for one in rows]

    assert spells(county.mother) == [
        (OTHER, "2001-01-01", "2019-05-01"),
        (VILLAGE, "2019-05-01", "2025-06-01"),
        (THIRD, "2025-06-01", "None"),
    ]
    assert spells(county.girl) == [(THIRD, "2025-07-01", "None")]
    old = Hukou.objects.get(person=county.mother, superseded_at__isnull=False)
    assert (old.place, old.until_date, old.superseded_why) == (VILLAGE, None, "区划调整：柳林村、石墩村并入新柳村")


def test_posts_and_facilities_follow(county: Cast, posts: Any) -> None:
    with acting_as(replace(posts["steward"], role="security_administrator")):
        clinic = Facility.objects.create(name="卫生室", place=OTHER, from_date=dt.date(2020, 1, 1))
    merged()
    assert Post.objects.get(id=posts["worker"].post).place == THIRD
    assert Facility.objects.get(id=clinic.id).place == THIRD


def test_who_worked_in_a_merged_village_sees_its_people_under_the_new_code(county: Cast, posts: Any) -> None:
    from jiahe.trust.acting import Acting

    merged()
    with acting_as(Acting.of(Post.objects.get(id=posts["worker"].post))):
        assert Person.objects.filter(id__in=[county.mother, county.wang]).count() == 2


def test_a_merged_village_may_keep_the_code_of_one(county: Cast) -> None:
    merged(code=VILLAGE, name="柳林村")
    assert Person.objects.get(id=county.wang).hukou_place == VILLAGE
    assert codes_now(ON) == {OTHER: VILLAGE}
    assert not Correction.objects.filter(person=county.mother).exists(), "whose code stays is left alone"


def test_numbers_of_the_old_places_are_found_under_the_new_one(county: Cast) -> None:
    recode_division(code=VILLAGE, new_code="420890101202", on=ON, source=PAPER)
    merge_divisions(
        old=["420890101202", VILLAGE_2], code=VILLAGE_2, name="东岗村", on=dt.date(2025, 9, 1), source=PAPER
    )

    def found(code: str, on: dt.date = dt.date(2025, 10, 1)) -> set[str]:
        return set(Division.objects.filter(with_predecessors(code, on, "code")).values_list("code", flat=True))

    assert found(VILLAGE_2) == {VILLAGE, "420890101202", VILLAGE_2}
    assert found(TOWN_2) == {TOWN_2, VILLAGE, "420890101202", VILLAGE_2}
    assert found(TOWN) == {TOWN, OTHER}, "what went to another town is counted there"
    assert found(TOWN, dt.date(2025, 1, 1)) == {TOWN, OTHER, VILLAGE}, "before that day it was here"
    assert [event.kind for event in history_of(VILLAGE_2)] == ["merged", "recoded"]


def test_a_village_is_split_by_its_groups_and_an_unknown_group_is_an_unknown_village(county: Cast) -> None:
    Person.objects.filter(id=county.mother).update(village_group=3)
    Person.objects.filter(id=county.girl).update(village_group=5)
    Person.objects.filter(id=county.father).update(village_group=8)
    parts = [Part(VILLAGE, "柳林村", ("3", "4")), Part(THIRD, "柳东村", ("5",))]
    split_division(code=VILLAGE, parts=parts, on=ON, source=PAPER)
    places = dict(Person.objects.values_list("id", "hukou_place"))
    assert [places[one] for one in (county.mother, county.girl, county.father)] == [VILLAGE, THIRD, TOWN]
    assert not Hukou.objects.filter(person=county.mother).exists(), "the code of who stays is the same"
    assert codes_now(ON) == {}, "one part kept the code, and with it the numbers of old"
    assert {one.name for event in history_of(THIRD) for one in event.new} == {"柳林村", "柳东村"}


def test_numbers_of_a_split_village_that_is_no_more_are_the_town_s(county: Cast) -> None:
    parts = [Part("420890100204", "柳西村", ("1",)), Part(THIRD, "柳东村", ("5",))]
    split_division(code=VILLAGE, parts=parts, on=ON, source=PAPER)
    assert codes_now(ON) == {VILLAGE: TOWN}
    rows = Division.objects.filter(with_predecessors(TOWN, ON, "code", alone=True))
    assert {one.code for one in rows} == {TOWN, VILLAGE}


def test_the_villages_of_a_merged_town_stay_villages(county: Cast) -> None:
    asked = {"old": [TOWN_2, TOWN], "code": TOWN, "name": "清溪镇", "on": ON, "source": PAPER}
    with pytest.raises(ChangeRefused, match=f"{VILLAGE} is used already, by 柳林村. Give 东岗村 .{VILLAGE_2}. another"):
        merge_divisions(**asked)
    merge_divisions(**asked, codes={VILLAGE_2: "420890100209"})
    assert full_name("420890100209", from_level=4) == "清溪镇东岗村"
    assert name_of(VILLAGE_2) == "东岗村"
    assert [one.code for one in inside(TOWN)] == [VILLAGE, OTHER, "420890100209"]


def test_a_town_is_split_by_its_villages(county: Cast) -> None:
    north, south = Part(TOWN, "清溪镇", (VILLAGE,)), Part("420890102000", "南溪镇", (OTHER,))
    split_division(code=TOWN, parts=[north, south], on=ON, source=PAPER)
    assert full_name("420890102202", from_level=4) == "南溪镇石墩村"
    assert Person.objects.get(id=county.wang).hukou_place == "420890102202"
    assert Person.objects.get(id=county.mother).hukou_place == VILLAGE


def refused(verb: Any, **asked: Any) -> ChangeRefused:
    with pytest.raises(ChangeRefused) as error:
        verb(**{"on": ON, "source": PAPER, **asked})
    return error.value


@pytest.mark.parametrize(
    ("verb", "asked", "field", "said"),
    [
        (rename_division, {"code": VILLAGE, "name": "柳林村"}, "name", "is called 柳林村 already"),
        (rename_division, {"code": VILLAGE, "name": " "}, "name", "The name is empty"),
        (rename_division, {"code": VILLAGE, "name": "新", "source": " "}, "source", "which paper"),
        (rename_division, {"code": VILLAGE, "name": "新", "on": dt.date(2999, 1, 1)}, "on", "lies ahead"),
        (rename_division, {"code": "42089010020", "name": "新"}, "code", "write 12 digits"),
        (rename_division, {"code": "420890100299", "name": "新"}, "code", "no division with the code 420890100299"),
        (rename_division, {"code": "420882000000", "name": "新"}, "code", "not lie in this county"),
        (recode_division, {"code": VILLAGE, "new_code": VILLAGE}, "new_code", "its code already"),
        (recode_division, {"code": VILLAGE, "new_code": OTHER}, "new_code", "used already, by 石墩村"),
        (recode_division, {"code": VILLAGE, "new_code": "420890103201"}, "new_code", "420890103000, was not there on"),
        (recode_division, {"code": VILLAGE, "new_code": "420890103000"}, "new_code", "has the form of level 4"),
        (recode_division, {"code": VILLAGE, "new_code": "420882001201"}, "new_code", "not lie in this county"),
        (recode_division, {"code": COUNTY, "new_code": "420891000000"}, "code", "Of a county, only the name"),
        (
            recode_division,
            {"code": TOWN, "new_code": "420890105000", "codes": {VILLAGE: "420890106201"}},
            "codes",
            "柳林村 goes to 420890105000; its new code must begin with 420890105, not be 420890106201",
        ),
        (merge_divisions, {"old": [VILLAGE], "code": VILLAGE, "name": "新"}, "old", "at least two"),
        (merge_divisions, {"old": [VILLAGE, TOWN_2], "code": VILLAGE, "name": "新"}, "old", "of one level"),
        (split_division, {"code": VILLAGE, "parts": [Part(THIRD, "新", ())]}, "parts", "at least two parts"),
        (
            split_division,
            {"code": VILLAGE, "parts": [Part(THIRD, "新", ("1",)), Part(VILLAGE, "旧", ("1",))]},
            "parts",
            "1 stands in two parts",
        ),
        (
            split_division,
            {"code": VILLAGE, "parts": [Part(THIRD, "新", ("东",)), Part(VILLAGE, "旧", ("1",))]},
            "parts",
            "'东' is not the number",
        ),
        (
            split_division,
            {"code": TOWN, "parts": [Part("420890102000", "新", (VILLAGE,)), Part(TOWN, "旧", ())]},
            "parts",
            "No part holds these villages: 石墩村 420890100202",
        ),
        (
            split_division,
            {"code": TOWN, "parts": [Part("420890102000", "新", (VILLAGE_2,)), Part(TOWN, "旧", ())]},
            "parts",
            "420890101201 is not a village of 清溪镇",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_to_blame(
    county: Cast, verb: Any, asked: dict[str, Any], field: str, said: str
) -> None:
    error = refused(verb, **asked)
    assert error.field == field
    assert said in str(error)
    assert error.zh != str(error)
    assert not Division.objects.filter(until_date__isnull=False).exists(), "nothing is half done"


def test_a_code_that_was_once_used_is_not_given_again(county: Cast) -> None:
    merged()
    assert "used already, by 柳林村" in str(refused(recode_division, code=VILLAGE_2, new_code=VILLAGE))


def test_a_division_that_has_changed_since_is_not_changed_before(county: Cast) -> None:
    rename_division(code=VILLAGE, name="柳林社区", on=ON, source=PAPER)
    for day in (ON, dt.date(2025, 1, 1)):
        error = refused(rename_division, code=VILLAGE, name="柳林新村", on=day)
        assert (error.field, "has changed on 2025-06-01 already" in str(error)) == ("on", True)


def test_a_published_place_keeps_its_history_too(county: Cast, settings: Any) -> None:
    settings.COUNTY = "420882000000"
    with acting_as(_steward_of("420882000000")):
        rename_division(code="420882001000", name="新市新街道", on=ON, source=PAPER)
    assert name_of("420882001000") == "新市新街道"
    assert [one.name for event in history_of("420882001000") for one in event.old] == ["新市街道"]


def _steward_of(place: str) -> Any:
    from uuid import uuid4

    from jiahe.trust.acting import Acting

    return Acting(uuid4(), "steward", place, "", "")


@pytest.mark.parametrize("role", ["officer", "worker", "reviewer", "auditor"])
def test_only_the_data_steward_changes_divisions(county: Cast, posts: Any, role: str) -> None:
    with acting_as(posts[role]), pytest.raises(PermissionDenied):
        rename_division(code=VILLAGE, name="柳林社区", on=ON, source=PAPER)
    assert name_of(VILLAGE) == "柳林村"
