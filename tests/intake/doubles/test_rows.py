"""What of a row is weighed beside a person of the register when it has no ID number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jiahe.people.models import Person
from jiahe.trust.acting import Acting, acting_as
from tests.cast import Cast
from tests.intake.test_loads import household

pytestmark = pytest.mark.django_db
ALIKE = household(姓名="李秀瑛", 性别="女", 出生日期="1994-05-06")
"""A row that is much like the cast's mother, 李秀英, and is asked about."""


@pytest.fixture
def weighed(cast: Cast, posts: dict[str, Acting], take: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """``weighed(row, …)``: the evidence about the one pair that a file of these rows leaves open."""

    def found(*rows: dict[str, str]) -> Any:
        [pair] = take("household_registration", rows, until="checked").pairs.all()
        assert pair.person_id == cast.mother
        return pair.evidence

    with acting_as(posts["steward"]):
        yield found


def test_the_telephone_is_weighed_and_can_make_sure_who_is_meant(
    weighed: Callable[..., Any], cast: Cast, take: Callable[..., Any]
) -> None:
    from jiahe.trust.sealing import blind_index, seal

    number = "13800000000"
    Person.objects.filter(id=cast.mother).update(
        phone_sealed=seal(number, "phone"), phone_index=blind_index(number, "phone")
    )
    assert weighed(ALIKE)["phone_level"] is None
    assert weighed(ALIKE | {"联系电话": "13900000000"})["phone_level"] == "other"
    sure = take("household_registration", [ALIKE | {"联系电话": number}], until="checked")
    assert [one.person for one in sure.rows.all()] == [cast.mother]


def test_while_keys_change_an_index_is_the_one_that_the_register_holds(cast: Cast, posts: dict[str, Acting]) -> None:
    from jiahe.intake.doubles.rows import as_held

    old, new, nobodys = b"o" * 16, b"n" * 16, b"x" * 32
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.mother).update(phone_index=old)
        assert as_held([new + old, None, nobodys]) == [old, None, nobodys[:16]]
