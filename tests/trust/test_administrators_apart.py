"""An administrator reads nobody's record: they hold no other post, stand in at none, by no second account either."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from jiahe.places.models import Holding, Post
from jiahe.trust.acting import Acting, acting_as, posts_of
from jiahe.trust.models import StaffPerson
from jiahe.trust.office.delegation import name_stand_in
from jiahe.trust.office.posts import end_holding
from jiahe.trust.office.proposals import propose
from jiahe.web.refusal import Refused
from tests.cast import VILLAGE, Cast
from tests.trust.test_posts_and_accounts import BACKEND, DAY, Office, give, office, on_the_server

__all__ = ["office"]  # a fixture

pytestmark = pytest.mark.django_db


def days(first: int, last: int) -> dict[str, Any]:
    return {"from_date": timezone.localdate() + first * DAY, "until_date": timezone.localdate() + last * DAY}


def refused() -> Any:
    return pytest.raises(IntegrityError, match="An administrator holds no other post")


@pytest.mark.parametrize("admin", ["system", "security", "audit"])
@pytest.mark.parametrize("role", ["village_worker", "auditor", "finance"])
def test_the_database_gives_an_administrator_no_other_post(office: Office, admin: str, role: str) -> None:
    other = Post.objects.create(role=role, place=VILLAGE, title=role, title_en=role)
    one = {"post": office.admins[admin], "account": office.li}
    if admin == "security":
        one["substitutes_for"] = Holding.objects.get(account=office.guard)
    Holding.objects.create(post=other, account=office.li, **days(0, 30))
    with refused(), transaction.atomic():
        Holding.objects.create(**one, **days(29, 40))
    later = Holding.objects.create(**one, **days(30, 40))
    with refused(), transaction.atomic():
        Holding.objects.create(post=other, account=office.li, **days(35, 36))
    with refused(), transaction.atomic():
        Holding.objects.filter(id=later.id).update(from_date=timezone.localdate())


def test_nobody_lets_an_administrator_stand_in(office: Office) -> None:
    """One clerk alone could arrange it: for a stand-in of one's own nobody else is asked."""
    with on_the_server(office):
        audit = give(office, office.wang, office.admins["audit"])
    held = give(office, office.li)
    client = Client()
    client.force_login(office.li, backend=BACKEND)
    for whom in (office.guard, office.wang):
        asked = {"account": str(whom.id), **{name: str(day) for name, day in days(0, 7).items()}}
        answer = client.post("/office/stand-in/", asked)
        assert answer.status_code == 422
        assert "不担任、也不代理其他岗位" in answer.context["form"].errors["account"][0]
        said = pytest.raises(Refused, match="stands in at none")
        with acting_as(Acting.of(office.post, office.li)), said:
            name_stand_in(account=whom.id, **days(0, 7))
    with pytest.raises(Refused, match="stands in at none"):
        propose(act="stand_in", post=held.post_id, holding=held.id, account=office.wang.id, reason="休假", **days(0, 7))
    end_holding(holding=audit.id, on=timezone.localdate())
    with acting_as(Acting.of(office.post, office.li)):
        name_stand_in(account=office.wang.id, **days(0, 7))
    assert [one.id for one in posts_of(office.wang)] == [office.post.id]


def test_a_second_account_of_the_same_human_is_no_way_round(office: Office, cast: Cast) -> None:
    give(office, office.wang, office.admins["audit"])
    for one in (office.li, office.wang):
        StaffPerson.objects.create(account=one, person=cast.mother)
    for post in (office.post, office.admins["system"]):
        with pytest.raises(Refused, match="of the same human"):
            give(office, office.li, post)
