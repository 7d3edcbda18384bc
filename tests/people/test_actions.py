"""Life events on the register: what is recorded, what stays readable, what is refused and in which words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from jiahe.people import actions, corrections, households
from jiahe.people.births import record_birth
from jiahe.people.errors import Refused
from jiahe.people.models import BELIEVED, Change, Correction, Hukou, Parenthood, Person, Residence, Union
from jiahe.people.queries import read_record
from jiahe.people.signals import facts_changed
from jiahe.trust.acting import acting_as
from jiahe.trust.models import Read
from tests.cast import VILLAGE, Cast

pytestmark = pytest.mark.django_db
TOLD = {"source": "出生医学证明", "learned_on": dt.date(2025, 12, 10)}
ON = {**TOLD, "on": dt.date(2025, 12, 9)}


def test_a_birth_is_recorded_with_its_parents_and_told(cast: Cast, posts: Any) -> None:
    told: list[Any] = []
    facts_changed.connect(lambda people, **_: told.extend(people), weak=False, dispatch_uid="test")
    with acting_as(posts["worker"]):
        child = record_birth(
            name="李大寒", sex="male", birth_date=dt.date(2025, 12, 1), mother=cast.mother, father=cast.father,
            hukou_place=VILLAGE, **TOLD,
        )  # fmt: skip
        assert {p.parent_id for p in Parenthood.objects.filter(child=child)} == {cast.mother, cast.father}
        assert set(told) == {child.id, cast.mother, cast.father}
        assert Change.objects.filter(person=child.id, action="birth").exists()
        assert Read.objects.filter(person=cast.mother, post_id=posts["worker"].post).exists()
    facts_changed.disconnect(dispatch_uid="test")


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"birth_date": dt.date(2999, 1, 1)}, "date", "还没有到"),
        ({"birth_date": dt.date(1999, 1, 1)}, "mother", "还太小"),
        ({"id_number": "420801202512010011"}, "id_number", "18 位"),
        ({"id_number": "11010519491231002X"}, "id_number", "1949年12月31日"),
    ],
)
def test_a_birth_that_cannot_be_is_refused(
    cast: Cast, posts: Any, changes: dict[str, Any], field: str, said: str
) -> None:
    asked = {
        "name": "某",
        "sex": "female",
        "birth_date": dt.date(2025, 12, 1),
        "mother": cast.mother,
        "residence_place": VILLAGE,
        **TOLD,
        **changes,
    }
    with acting_as(posts["worker"]):
        with pytest.raises(Refused) as refused:
            record_birth(**asked)
        assert refused.value.field == field
        assert said in refused.value.words.zh
        assert not Person.objects.filter(name="某").exists()


def test_a_mother_outside_the_post_s_place_is_not_there(cast: Cast, posts: Any) -> None:
    with acting_as(posts["worker"]), pytest.raises(Refused, match="no such person"):
        record_birth(name="某", sex="male", birth_date=dt.date(2025, 12, 1), mother=cast.wang, **TOLD)


def test_an_auditor_cannot_record(cast: Cast, posts: Any) -> None:
    with acting_as(posts["auditor"]), pytest.raises(PermissionDenied):
        actions.record_death(person=cast.mother, death_date=dt.date(2025, 12, 1), **TOLD)


def test_a_death_ends_the_marriage_and_what_was_believed_stays(cast: Cast, posts: Any) -> None:
    with acting_as(posts["reviewer"]):
        actions.record_death(person=cast.mother, death_date=dt.date(2025, 11, 3), **TOLD)
        rows = Union.objects.order_by("learned_on")
        assert [(r.until_date, r.superseded_at is not None) for r in rows] == [
            (None, True),
            (dt.date(2025, 11, 3), False),
        ]
        record = read_record(cast.mother, page="test")
        assert record is not None
        assert [(c.column, c.before, c.after) for c in record.corrections] == [("death_date", None, "2025-11-03")]
        with pytest.raises(Refused, match="recorded already"):
            actions.record_death(person=cast.mother, death_date=dt.date(2025, 11, 4), **TOLD)


def test_a_move_out_of_the_village_takes_the_person_out_of_the_worker_s_sight(cast: Cast, posts: Any) -> None:
    with acting_as(posts["worker"]):
        for verb in (actions.move_residence, actions.move_hukou):
            verb(person=cast.mother, place="420890100202", from_date=dt.date(2025, 6, 1), **TOLD)
        assert not Person.objects.filter(id=cast.mother).exists()
    with acting_as(posts["officer"]):
        spells = Hukou.objects.filter(BELIEVED, person=cast.mother).order_by("from_date")
        assert [(s.place, s.from_date, s.until_date) for s in spells] == [
            (VILLAGE, dt.date(1994, 5, 6), dt.date(2025, 6, 1)),
            ("420890100202", dt.date(2025, 6, 1), None),
        ]
        assert Person.objects.get(id=cast.mother).hukou_place == "420890100202"


def test_two_places_on_one_day_are_impossible(cast: Cast, posts: Any) -> None:
    from django.db import IntegrityError, transaction

    days = {"person_id": cast.girl, "source": "x", "learned_on": dt.date(2025, 1, 1)}
    with acting_as(posts["officer"]):
        Residence.objects.create(place=VILLAGE, from_date=dt.date(2024, 1, 1), **days)
        with pytest.raises(IntegrityError, match="one_residence_a_day"), transaction.atomic():
            Residence.objects.create(place="420890100202", from_date=dt.date(2025, 1, 1), **days)


def test_nobody_is_their_own_spouse_parent_or_guardian(cast: Cast, posts: Any) -> None:
    day = dt.date(2025, 6, 1)
    with acting_as(posts["officer"]):
        with pytest.raises(Refused, match="spouse is this very person"):
            actions.record_marriage(person=cast.wang, spouse=cast.wang, from_date=day, **TOLD)
        with pytest.raises(Refused, match="parent is this very person"):
            actions.record_adoption(child=cast.girl, parent=cast.girl, from_date=day, **TOLD)
        with pytest.raises(Refused, match="is the child itself"):
            actions.record_custody(child=cast.girl, custodian=cast.girl, kind="guardian", from_date=day, **TOLD)


def test_a_marriage_needs_two_who_are_free(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        with pytest.raises(Refused, match="married"):
            actions.record_marriage(person=cast.father, spouse=cast.wang, from_date=dt.date(2025, 1, 1), **TOLD)
        actions.record_divorce(person=cast.father, until_date=dt.date(2024, 5, 1), **TOLD)
        actions.record_marriage(person=cast.father, spouse=cast.wang, from_date=dt.date(2025, 1, 1), **TOLD)
        assert Union.objects.filter(BELIEVED).count() == 2


def test_households_split_and_merge(cast: Cast, posts: Any) -> None:
    from jiahe.people.models import Household

    with acting_as(posts["officer"]):
        house = Household.objects.create(place=VILLAGE)
        Person.objects.filter(id__in=[cast.mother, cast.father, cast.girl]).update(household=house)
        new = households.split_household(people=[cast.mother, cast.girl], **ON)
        assert set(new.people.values_list("id", flat=True)) == {cast.mother, cast.girl}
        households.merge_households(person=cast.girl, other=cast.father, **ON)
        assert house.people.count() == 3
        new.refresh_from_db()
        assert (new.from_date, new.until_date) == (ON["on"], ON["on"])
        with pytest.raises(Refused, match="nobody stays"):
            households.split_household(people=[cast.mother, cast.father, cast.girl], **ON)
        with pytest.raises(Refused, match="share a household"):
            households.merge_households(person=cast.girl, other=cast.father, **ON)
        with pytest.raises(Refused, match="does not say"):
            households.merge_households(person=cast.girl, other=cast.wang, **ON)


def test_a_correction_leaves_the_old_value_readable(cast: Cast, posts: Any) -> None:
    with acting_as(posts["reviewer"]):
        corrections.correct_person(
            person=cast.girl, reason="出生证为准", birth_date=dt.date(2023, 3, 21), name="李小曼", **TOLD
        )
        was = {c.column: c.before for c in Correction.objects.filter(person=cast.girl)}
        assert was == {"birth_date": "2023-03-20", "name": "李小满"}
        assert Person.objects.get(search__contains=["lixiaoman"], id=cast.girl).name == "李小曼"
        with pytest.raises(Refused, match="Nothing is different"):
            corrections.correct_person(person=cast.girl, reason="x", name="李小曼", **TOLD)


def test_an_id_number_is_sealed_and_found_by_its_exact_value_only(cast: Cast, posts: Any) -> None:
    from stdnum.cn import ric

    from jiahe.people.queries import find_people

    number = "42010619900102002"
    number += ric.calc_check_digit(number + "0")
    with acting_as(posts["steward"]):
        twin = Person.objects.create(
            name="王桂芬", hukou_place="420890100202", source="x", learned_on=dt.date(2025, 1, 1)
        )
    with acting_as(posts["reviewer"]):
        corrections.correct_id_number(person=cast.wang, id_number=number, reason="补录", **TOLD)
        row = Person.objects.get(id=cast.wang)
        assert number.encode() not in bytes(row.id_sealed)
        assert [p.id for p in find_people(f" {number.lower()} ").people] == [cast.wang]
        record = read_record(cast.wang, page="test")
        assert record is not None
        assert record.id_number == f"420106********{number[-4:]}"
        with pytest.raises(Refused, match="has this ID number"):
            corrections.correct_id_number(person=twin.id, id_number=number, reason="x", **TOLD)
