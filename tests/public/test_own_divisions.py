"""The public pages and the API know what the office has made of its divisions: new, renamed, gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from jiahe.places.changes import rename_division
from jiahe.places.models import Division
from jiahe.places.naming import forget
from jiahe.public.programmes import place_name
from jiahe.trust.acting import acting_as
from tests.cast import COUNTY, TOWN
from tests.public.visitor import Visitor

pytestmark = pytest.mark.django_db

CITY, GONE = "420800000000", "420822000000"  # 荆门市, 沙洋县
ON = dt.date(2025, 6, 1)


@pytest.fixture(autouse=True)
def own(posts: Any) -> Iterator[None]:
    """An invented county whose town has another name by now; and one that is no more."""
    with acting_as(posts["steward"]):
        for code, name, level in ((COUNTY, "禾阳县", 3), (TOWN, "清溪镇", 4)):
            Division.objects.create(code=code, name=name, level=level, source="测试")
        Division.objects.create(code=GONE, name="沙洋县", level=3, source="名单", until_date=ON)
        forget()
        rename_division(code=COUNTY, name="新禾阳市", on=ON, source="批复")
        forget()
    yield
    forget()


def names(**asked: str) -> list[str]:
    return [one["name"] for one in Client().get("/api/places", asked).json()]


def test_the_api_names_the_divisions_of_today() -> None:
    assert "新禾阳市" in names(within=CITY)
    assert "沙洋县" not in names(within=CITY)
    assert names(within=COUNTY) == ["清溪镇"]
    assert names(q="新禾阳") == ["新禾阳市"]
    assert names(q="沙洋县") == []
    assert Client().get("/api/programmes", {"place": GONE}).status_code == 422


def test_the_law_library_offers_them() -> None:
    page = Client().get("/law/", {"place": CITY}).content.decode()
    assert "新禾阳市" in page
    assert "沙洋县" not in page
    assert "新禾阳市" in Client().get("/law/", {"place": COUNTY}).content.decode()


def test_the_self_check_offers_them_and_takes_them() -> None:
    visitor = Visitor()
    visitor.answer(who="child", place=COUNTY, birth="2025-03-20", alive="yes")
    assert "新禾阳市" in visitor.page
    for part in ("420000000000", CITY):
        asked = {"step": "place", "place_at": part, "who": "child", "birth": "2025-03-20", "do": "continue"}
        page = Client().post("/check/", asked).content.decode()
    assert "新禾阳市" in page
    assert "沙洋县" not in page


def test_what_is_no_more_keeps_its_last_name() -> None:
    assert (place_name(GONE), place_name(TOWN)) == ("沙洋县", "湖北省荆门市新禾阳市清溪镇")
