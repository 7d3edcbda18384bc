"""The database itself refuses: what a post may not see is not there, whatever the code asks for."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import ProgrammingError, connection, transaction

from jiahe.people.models import Person
from jiahe.places.models import Post
from jiahe.trust.acting import Acting, acting_as

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
