"""The database itself refuses: what a post may not see is not there, whatever the code asks for."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import ProgrammingError, connection, transaction

from jiahe.people.models import Person
from jiahe.places.models import Post
from jiahe.trust.acting import Acting, acting_as, for_the_county

pytestmark = pytest.mark.django_db

TOWN = "420890100000"
NEAR, FAR = "420890100001", "420890100002"


def acting(role: str, place: str) -> Acting:
    return Acting(Post(role=role, place=place).id, role, place, role, role)


@pytest.fixture
def two_people() -> None:
    with acting_as(acting("steward", "420890000000")):
        for name, place in (("李一", NEAR), ("王二", FAR)):
            Person.objects.create(name=name, hukou_place=place, source="test", learned_on=dt.date(2025, 1, 1))


@pytest.mark.parametrize(
    ("role", "place", "seen"),
    [
        ("village_worker", NEAR, ["李一"]),
        ("village_worker", FAR, ["王二"]),
        ("township_reviewer", TOWN, ["李一", "王二"]),
        ("county_officer", "420890000000", ["李一", "王二"]),
        ("township_reviewer", "420890101000", []),
        ("system_administrator", "420890000000", []),
        ("finance", "420890000000", []),
    ],
)
def test_a_post_sees_the_people_of_its_place(two_people: None, role: str, place: str, seen: list[str]) -> None:
    with acting_as(acting(role, place)):
        assert sorted(Person.objects.values_list("name", flat=True)) == seen


def test_nobody_sees_nobody(two_people: None) -> None:
    assert not Person.objects.exists()


def test_a_village_worker_cannot_write_into_another_village(two_people: None) -> None:
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with acting_as(acting("village_worker", NEAR)), refused, transaction.atomic():
        Person.objects.create(name="赵三", hukou_place=FAR, source="test", learned_on=dt.date(2025, 1, 1))


def test_the_application_cannot_switch_the_policies_off() -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="must be owner"):
        cursor.execute("ALTER TABLE people_person DISABLE ROW LEVEL SECURITY")


def test_a_prepared_statement_answers_whoever_acts_now(two_people: None) -> None:
    def seen() -> list[str]:
        return list(Person.objects.order_by("name").values_list("name", flat=True))

    for _ in range(8):  # planned anew the first times, then once for all
        for place, names in ((NEAR, ["李一"]), (FAR, ["王二"]), (TOWN, ["李一", "王二"])):
            with acting_as(acting("township_reviewer", place)):
                assert seen() == names
        assert seen() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE %s", ["%people_person%"])
        assert sum(row[0] for row in cursor.fetchall()) > 0


def test_within_each_other_each_block_sees_its_own(two_people: None) -> None:
    def seen() -> int:
        return Person.objects.count()

    with acting_as(acting("village_worker", NEAR)):
        with for_the_county():
            with for_the_county():
                assert seen() == 2
            assert seen() == 2, "the inner block was the same, and took nothing back"
            with acting_as(None):
                assert seen() == 0
            assert seen() == 2
        assert seen() == 1
        with pytest.raises(ValueError, match="stop"), transaction.atomic(), for_the_county():
            raise ValueError("stop")
        assert seen() == 1, "the rollback took the county back"
    assert seen() == 0
