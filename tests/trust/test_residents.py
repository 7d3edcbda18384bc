"""A resident acts for themselves: their own record, the children under 14 in their custody, and nothing else."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from django.conf import settings
from django.db import ProgrammingError, transaction
from django.utils import timezone

from jiahe.people.models import Custody, Parenthood, Person, Residence, Union
from jiahe.places.models import Post
from jiahe.trust.acting import Acting, acting_as, for_the_county, log_read
from jiahe.trust.models import Read
from tests.cast import Cast

pytestmark = pytest.mark.django_db

OF_ROW = {"source": "户籍", "learned_on": dt.date(2025, 12, 1)}


def resident(person: UUID) -> Acting:
    post = Post.objects.get(role=Post.Role.RESIDENT)
    return Acting(post.id, post.role, settings.COUNTY, post.title, post.title_en, person=person)


def seen_by(person: UUID) -> set[UUID]:
    with acting_as(resident(person)):
        return set(Person.objects.values_list("id", flat=True))


def test_a_mother_sees_herself_and_her_child_but_not_the_father(cast: Cast) -> None:
    assert seen_by(cast.mother) == {cast.mother, cast.girl}


def test_a_neighbour_sees_only_herself(cast: Cast) -> None:
    assert seen_by(cast.wang) == {cast.wang}


def test_a_child_of_fourteen_reads_their_own_record_alone(cast: Cast, posts: dict[str, Acting]) -> None:
    day = timezone.localdate()
    for years, seen in ((14, {cast.mother}), (13, {cast.mother, cast.girl})):
        with acting_as(posts["steward"]):
            Person.objects.filter(id=cast.girl).update(birth_date=dt.date(day.year - years, 1, 1))
        assert seen_by(cast.mother) == seen


def test_a_birthday_that_nobody_knows_is_not_under_fourteen(cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.girl).update(birth_date=None)
    assert seen_by(cast.mother) == {cast.mother}


def test_after_a_divorce_the_parent_with_custody_sees_the_child(cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(posts["steward"]):
        Custody.objects.create(
            child_id=cast.girl, custodian_id=cast.father, kind="parent", from_date=dt.date(2025, 1, 1), **OF_ROW
        )
    assert seen_by(cast.mother) == {cast.mother}
    assert seen_by(cast.father) == {cast.father, cast.girl}


def test_custody_in_an_institution_ends_the_parents_sight(cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(posts["steward"]):
        Custody.objects.create(child_id=cast.girl, kind="institution", from_date=dt.date(2025, 1, 1), **OF_ROW)
    assert seen_by(cast.mother) == {cast.mother}


@pytest.mark.parametrize(
    "changed", [{"kind": "step"}, {"kind": None}, {"until_date": dt.date(2025, 1, 1)}, {"superseded_at": "2025-01-01"}]
)
def test_only_a_parent_of_today_has_custody(cast: Cast, posts: dict[str, Acting], changed: dict[str, object]) -> None:
    if "superseded_at" in changed:
        changed = {"superseded_at": dt.datetime(2025, 1, 1, tzinfo=dt.UTC)}
    with acting_as(posts["steward"]):
        Parenthood.objects.filter(child_id=cast.girl, parent_id=cast.mother).update(**changed)
    assert seen_by(cast.mother) == {cast.mother}


def test_the_account_of_somebody_who_died_reads_nothing(cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.mother).update(death_date=dt.date(2025, 6, 1))
    assert seen_by(cast.mother) == set()


def test_rows_follow_the_persons_whom_a_resident_sees(cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(posts["steward"]):
        for person in (cast.mother, cast.wang):
            Residence.objects.create(person_id=person, place="420890100201", from_date=dt.date(2020, 1, 1), **OF_ROW)
    with acting_as(resident(cast.mother)):
        assert Residence.objects.count() == Union.objects.count() == 1
    with acting_as(resident(cast.wang)):
        assert Residence.objects.count() == 1
        assert not Union.objects.exists()


def test_a_resident_sees_who_has_looked_at_them_and_at_nobody_else(cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(posts["officer"]):
        for person in (cast.mother, cast.girl, cast.wang):
            log_read(person, page="person")
    with acting_as(resident(cast.mother)):
        assert set(Read.objects.values_list("person", flat=True)) == {cast.mother, cast.girl}


def test_the_countys_eyes_show_a_resident_no_more(cast: Cast) -> None:
    with acting_as(resident(cast.wang)), for_the_county():
        assert set(Person.objects.values_list("id", flat=True)) == {cast.wang}


def test_a_resident_without_a_person_sees_nobody(cast: Cast) -> None:
    post = Post.objects.get(role=Post.Role.RESIDENT)
    with acting_as(Acting.of(post)):
        assert not Person.objects.exists()


def test_a_resident_changes_nothing(cast: Cast) -> None:
    with acting_as(resident(cast.mother)):
        assert not Person.objects.filter(id=cast.mother).update(name="改名")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Residence.objects.create(
                person_id=cast.mother, place="420890100201", from_date=dt.date(2020, 1, 1), **OF_ROW
            )


def test_staff_are_not_helped_by_being_somebody(cast: Cast, posts: dict[str, Acting]) -> None:
    worker = posts["worker"]
    with acting_as(Acting(worker.post, worker.role, worker.place, worker.title, worker.title_en, person=cast.wang)):
        assert not Person.objects.filter(id=cast.wang).exists()
