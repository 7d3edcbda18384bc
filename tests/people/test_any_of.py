"""A column is looked up among more values than PostgreSQL takes parameters: a town has as many people."""

from __future__ import annotations

from typing import Any

import pytest
import uuid_utils.compat as uuids

from jiahe.entitlements.models import Outcome
from jiahe.people.models import Parenthood, Person
from jiahe.people.signals import places_renumbered
from jiahe.trust.acting import acting_as
from tests.cast import VILLAGE, Cast

pytestmark = pytest.mark.django_db
MANY = [uuids.uuid7() for _ in range(70_000)]


def test_any_number_of_keys_is_looked_up(cast: Cast, posts: Any) -> None:
    with acting_as(posts["steward"]):
        assert [one.id for one in Person.objects.filter(id__is_any=[*MANY, cast.girl])] == [cast.girl]
        rows = Parenthood.objects.filter(child_id__is_any=[*MANY, cast.girl])
        assert {one.parent_id for one in rows} == {cast.mother, cast.father}
        assert not Parenthood.objects.exclude(child_id__is_any=[*MANY, cast.girl]).filter(child=cast.girl).exists()
        assert Person.objects.filter(hukou_place__is_any=[VILLAGE, str(cast.girl)]).filter(id=cast.girl).exists()
        assert not Person.objects.filter(id__is_any=[]).exists()


def test_people_of_a_town_of_any_size_are_looked_for_under_its_new_code(cast: Cast, posts: Any) -> None:
    with acting_as(posts["steward"]):
        Outcome.objects.create(
            person_id=cast.girl, programme="cn/childcare-subsidy", place="420890100202", status="eligible",
            on="2025-12-05",
        )  # fmt: skip
        places_renumbered.send(sender=Person, people=[*MANY, cast.girl])
        assert Outcome.objects.get(person=cast.girl).place == VILLAGE
