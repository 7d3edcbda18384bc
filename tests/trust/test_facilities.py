"""Facilities: added, ended, put right by who keeps the divisions; what was said before stays."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from jiahe.places.changes import ChangeRefused, merge_divisions
from jiahe.places.facilities import add_facility, correct_facility, end_facility
from jiahe.places.models import Division, Facility, FacilityCorrection, Holding, Post
from jiahe.places.naming import forget
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.models import Account
from tests.cast import COUNTY, TOWN, VILLAGE
from tests.site.conftest import BACKEND

pytestmark = pytest.mark.django_db

OTHER = "420890100202"
SINCE = dt.date(2020, 1, 1)
CLINIC = {"name": "柳林村卫生室", "kind": "village_clinic", "place": VILLAGE, "from_date": SINCE, "source": "许可证"}


@pytest.fixture
def steward(posts: Any) -> Any:
    """The county's places, and the data steward acting."""
    with acting_as(posts["steward"]):
        Division.objects.bulk_create(
            Division(code=code, name=name, level=level, source="测试")
            for code, name, level in (
                (COUNTY, "禾阳县", 3), (TOWN, "清溪镇", 4), (VILLAGE, "柳林村", 5), (OTHER, "石墩村", 5),
            )
        )  # fmt: skip
        forget()
        yield posts["steward"]
    forget()


@pytest.fixture
def desk(steward: Acting) -> Client:
    """A client signed in as the data steward."""
    account = Account.objects.create_user("steward", password="a-long-password", full_name="数")
    with acting_as(Acting(steward.post, "security_administrator", COUNTY, "", "")):
        Holding.objects.create(account=account, post_id=steward.post, from_date=dt.date(2025, 1, 1))
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def test_a_facility_is_added_ended_and_put_right_and_what_was_said_before_stays(steward: Acting) -> None:
    clinic = add_facility(**CLINIC)
    correct_facility(
        facility=clinic.id, reason="笔误", post=steward.post, name="柳林村第一卫生室", kind="village_clinic"
    )
    (was,) = FacilityCorrection.objects.filter(facility=clinic)
    assert (was.column, was.before, was.after, was.reason) == ("name", "柳林村卫生室", "柳林村第一卫生室", "笔误")
    assert was.post == steward.post
    end_facility(facility=clinic.id, on=dt.date(2025, 6, 1))
    clinic.refresh_from_db()
    assert (clinic.name, clinic.until_date) == ("柳林村第一卫生室", dt.date(2025, 6, 1))


@pytest.mark.parametrize(
    ("changed", "field", "en", "zh"),
    [
        ({"name": " "}, "name", "The name is empty.", "名称是空的，请填写。"),
        ({"place": "420106001001"}, "place", "420106001001 does not lie in this county.", "420106001001 不在本县。"),
        ({"place": "420890100299"}, "place", "420890100299", "420890100299"),
        ({"from_date": dt.date(2999, 1, 1)}, "from_date", "The day lies ahead.", "日期还没有到，到时再登记。"),
    ],
)
def test_what_cannot_be_of_a_facility_is_refused(
    steward: Acting, changed: dict[str, Any], field: str, en: str, zh: str
) -> None:
    with pytest.raises(ChangeRefused) as refused:
        add_facility(**{**CLINIC, **changed})
    assert refused.value.field == field
    assert en in str(refused.value)
    assert zh in refused.value.zh


def test_two_of_one_name_are_not_in_one_place_at_a_time(steward: Acting) -> None:
    first = add_facility(**CLINIC)
    with pytest.raises(ChangeRefused, match="there already"):
        add_facility(**{**CLINIC, "from_date": dt.date(2022, 1, 1)})
    end_facility(facility=first.id, on=dt.date(2022, 1, 1))
    add_facility(**{**CLINIC, "from_date": dt.date(2022, 1, 1)})


def test_a_facility_whose_posts_go_on_does_not_end(steward: Acting) -> None:
    clinic = add_facility(**CLINIC)
    with acting_as(Acting(steward.post, "security_administrator", COUNTY, "", "")):
        Post.objects.create(role="provider", place=VILLAGE, title="村医", title_en="Doctor", facility=clinic)
    with pytest.raises(ChangeRefused, match="村医"):
        end_facility(facility=clinic.id, on=dt.date(2025, 6, 1))


def test_facilities_of_one_name_follow_when_their_villages_are_merged(steward: Acting) -> None:
    for place in (VILLAGE, OTHER):
        add_facility(**{**CLINIC, "name": "村卫生室", "place": place})
    merge_divisions(old=[VILLAGE, OTHER], code=OTHER, name="新村", on=dt.date(2025, 6, 1), source="批复")
    assert Facility.objects.filter(name="村卫生室", place=OTHER).count() == 2


def test_the_database_lets_only_who_keeps_the_divisions_write(steward: Acting, posts: Any) -> None:
    clinic = add_facility(**CLINIC)
    with acting_as(posts["officer"]):
        with pytest.raises(PermissionDenied):
            add_facility(**{**CLINIC, "name": "另一处"})
        assert Facility.objects.filter(id=clinic.id).update(name="x") == 0
    with pytest.raises(IntegrityError, match="facility_days"), transaction.atomic():
        Facility.objects.filter(id=clinic.id).update(until_date=SINCE)


def test_the_pages(desk: Client, steward: Acting) -> None:
    said = {**CLINIC, "place": "柳林村", "from_date": "2020-01-01"}
    wrong = desk.post("/office/facilities/new/", {**said, "kind": ""})
    assert wrong.status_code == 422
    assert 'value="柳林村卫生室"' in wrong.content.decode()
    made = desk.post("/office/facilities/new/", said)
    page = desk.get(made["Location"]).content.decode()
    for shown in ("柳林村卫生室", "村卫生室", "许可证", "停办", "更正"):
        assert shown in page
    key = UUID(made["Location"].split("/")[-2])
    fixed = {**said, "name": "柳林卫生室", "reason": "笔误", "place": VILLAGE, "until_date": ""}
    assert desk.post(f"{made['Location']}correct/", fixed).status_code == 302
    assert "柳林村卫生室 → 柳林卫生室" in desk.get(made["Location"]).content.decode()
    assert desk.post(f"{made['Location']}end/", {"on": "2025-06-01"}).status_code == 302
    assert Facility.objects.get(id=key).until_date == dt.date(2025, 6, 1)
    for asked, there in (({"state": "closed"}, True), ({"state": "open"}, False), ({"kind": "nursery"}, False),
                         ({"place": "柳林"}, True), ({"place": "石墩"}, False)):  # fmt: skip
        listed = desk.get("/office/facilities/", asked).content.decode()
        assert (f"/office/facilities/{key}/" in listed) is there, asked
