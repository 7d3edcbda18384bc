"""The family on a person's page: who is whose what, and what is over."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from jiahe.people import actions
from jiahe.people.family_tree import age_of, family_of
from jiahe.people.models import Parenthood, Person
from jiahe.people.queries import read_record
from jiahe.trust.acting import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TOLD: dict[str, Any] = {"source": "户口簿", "learned_on": dt.date(2025, 12, 1)}


def test_a_marriage_that_is_over_and_an_adoption_say_so(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        actions.record_divorce(person=cast.mother, until_date=dt.date(2024, 3, 1), **TOLD)
        actions.record_marriage(person=cast.mother, spouse=other(), from_date=dt.date(2025, 3, 1), **TOLD)
        Parenthood.objects.create(child_id=cast.wang, parent_id=cast.mother, kind="adoption", **TOLD)
        record = read_record(cast.mother, page="person")
        assert record is not None
        with translation.override("zh-hans"):
            family = family_of(record)
    now, before = family.spouses
    assert now.said == ""
    assert before.person is not None
    assert before.person.id == cast.father
    assert before.said == "离婚，至 2024年3月1日"
    assert {one.kin.id: one.said for one in family.children} == {cast.girl: "", cast.wang: "依法收养"}


def other() -> Any:
    return Person.objects.create(
        name="赵一", sex="male", birth_date=dt.date(1990, 1, 1), hukou_place="420890100201", **TOLD
    ).id


@pytest.mark.parametrize(
    ("born", "died", "age"),
    [("1990-06-16", None, 35), ("1990-06-15", None, 36), (None, None, None), ("1990-01-01", "2020-01-01", None)],
)
def test_an_age_is_of_the_living_and_of_a_known_birthday(born: str | None, died: str | None, age: int | None) -> None:
    def on(text: str | None) -> dt.date | None:
        return dt.date.fromisoformat(text) if text else None

    assert age_of(Person(birth_date=on(born), death_date=on(died)), dt.date(2026, 6, 15)) == age
