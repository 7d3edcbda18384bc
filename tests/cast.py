"""The cast of tests/town.py in the register, and posts that act on it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

if TYPE_CHECKING:
    from jiahe.trust.acting import Acting

VILLAGE, TOWN, COUNTY = "420890100201", "420890100000", "420890000000"
LEARNED = dt.date(2025, 12, 1)


def post(role: str, place: str) -> Acting:
    """A post as the database has it: a new one, but the one that works at night, which there is already."""
    from django.db import connections

    from jiahe.places.models import Post
    from jiahe.trust.acting import Acting

    if role == Post.Role.BACKGROUND:
        return Acting.of(Post.objects.using("owner").get(role=role, place=place))
    row = Post(role=role, place=place, title=role, title_en=role)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO places_post (id, role, place, title, title_en) VALUES (%s, %s, %s, %s, %s)",
            [row.id, role, place, role, role],
        )
    return Acting.of(row)


@pytest.fixture(scope="session")
def posts(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> dict[str, Acting]:
    """One post of each kind, committed once."""
    with django_db_blocker.unblock():
        return {
            "worker": post("village_worker", VILLAGE),
            "reviewer": post("township_reviewer", TOWN),
            "officer": post("county_officer", COUNTY),
            "steward": post("steward", COUNTY),
            "auditor": post("auditor", COUNTY),
            "background": post("background", COUNTY),
        }


def whole(*names: str, since: dt.date = LEARNED) -> None:
    """Declare tables whole; whoever acts must be the steward of the county."""
    from jiahe.people.models import Declaration
    from jiahe.trust.acting import current

    acting = current()
    assert acting is not None
    for name in names:
        told = {"source": "户籍", "learned_on": since, "why": "核对过", "post": acting.post}
        Declaration.objects.create(name=name, is_whole=True, **told)


class Cast:
    """The Li family, and Wang of another village."""

    def __init__(self) -> None:
        from jiahe.people.models import Parenthood, Union

        self.mother = self._person("李秀英", "female", dt.date(1994, 5, 6))
        self.father = self._person("李国强", "male", dt.date(1992, 11, 30), residence="440306001001")
        self.girl = self._person("李小满", "female", dt.date(2023, 3, 20))
        self.wang = self._person(
            "王桂芳", "female", dt.date(1990, 1, 2), hukou="420890100202", residence="420890100202"
        )
        for parent in (self.mother, self.father):
            Parenthood.objects.create(
                child_id=self.girl, parent_id=parent, kind="birth", source="户籍", learned_on=LEARNED
            )
        Union.objects.create(
            person_id=self.mother,
            spouse_id=self.father,
            from_date=dt.date(2019, 5, 1),
            source="户籍",
            learned_on=LEARNED,
        )

    def _person(self, name: str, sex: str, born: dt.date, hukou: str = VILLAGE, residence: str = VILLAGE) -> UUID:
        from jiahe.people.models import Person
        from jiahe.people.names import search_keys

        return Person.objects.create(
            name=name, search=search_keys(name), sex=sex, birth_date=born, nationality="CHN", hukou_place=hukou,
            hukou_kind="rural", residence_place=residence, source="户籍", learned_on=LEARNED,
        ).id  # fmt: skip


@pytest.fixture
def cast(db: None, posts: dict[str, Acting]) -> Cast:
    from jiahe.trust.acting import acting_as

    with acting_as(posts["steward"]):
        return Cast()
