"""Something in the record does not agree: the village answers it with a paper, the county closes it, a figure moves."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.conftest import JOURNEY
from tests.journeys.the_town import Say, sign_in

pytestmark = JOURNEY

PLANT = """
    import datetime as dt
    from jiahe.intake.findings.search import look
    from jiahe.people.actions import record_certificate
    from jiahe.people.models import Person
    from jiahe.places.models import Post
    from jiahe.trust.acting import Acting, acting_as, background

    with acting_as(Acting.of(Post.objects.using("owner").get(holdings__account__username="xian"))):
        for name in ("王桂芳", "陈丽", "赵敏", "李秀英"):
            record_certificate(
                person=Person.objects.get(name=name).id, kind="disability", from_date=dt.date(2020, 1, 1),
                source="残联名册", learned_on=dt.date(2026, 1, 5),
            )
    with acting_as(background()):
        look(place="420890000000")
"""


@pytest.fixture(scope="module")
def planted(town: Any) -> Any:
    """Four disability cards of the village without a grade, and a search that found them."""
    town.run(PLANT)
    return town


def test_a_finding_is_answered_by_one_and_closed_by_another(
    planted: Any, page: Any, check: Any, say: Say, language: str, width: int
) -> None:
    name = ["王桂芳", "陈丽", "赵敏", "李秀英"][(language == "en") + 2 * (width == 360)]
    rule = say("残疾人证没有等级", "A disability card without a grade")
    sign_in(page, "liulin")
    page.goto("/")
    page.get_by_role("link", name=say("数据核查", "Data checks")).first.click()
    page.get_by_role("heading", name=say("数据核查", "Data checks")).wait_for()
    page.get_by_label(say("问题", "Finding"), exact=True).select_option(label=rule)
    page.get_by_role("button", name=say("筛选", "Filter")).click()
    check(page, "findings")
    page.get_by_role("link", name=name).click()
    page.get_by_role("heading", name=rule).wait_for()
    check(page, "finding")
    page.get_by_role("button", name=say("提交", "Send")).click()
    check(page, "what-is-missing")
    page.get_by_label(say("记录无误", "The record is right")).check()
    page.get_by_role("textbox", name=say("怎么核实的", "How you know")).fill("入户看过证件，残联尚未评级")
    page.get_by_role("textbox", name=say("凭什么材料", "The paper it rests on")).fill("残疾人证")
    page.get_by_role("button", name=say("提交", "Send")).click()
    page.get_by_text(say("已答复，等别人办结。", "Answered. Somebody else will close it.")).wait_for()
    assert page.get_by_role("button", name=say("提交", "Send")).count() == 0
    check(page, "answered")
    address = page.url
    page.context.clear_cookies()
    if language == "en":
        page.goto("/")
    sign_in(page, "xian")
    page.goto(address)
    page.get_by_label(say("可以，办结", "Yes, close it")).check()
    check(page, "to-be-closed")
    page.get_by_role("button", name=say("提交", "Send")).click()
    page.get_by_text(say("已办结。", "Closed.")).first.wait_for()
    check(page, "closed")


def test_a_place_shows_how_complete_its_record_is(planted: Any, page: Any, check: Any, say: Say) -> None:
    sign_in(page, "xian")
    page.goto("/findings/places/420890100000/")
    page.get_by_role("heading", name=say("记录完整情况", "How complete the record is")).wait_for()
    check(page, "record")
    page.get_by_role("link", name="柳林村").click()
    page.get_by_role("link", name=say("两个来源互相核对", "Compare two sources")).click()
    check(page, "sources")
    page.get_by_label(say("哪一年", "Of the year")).select_option("2025")
    page.get_by_role("button", name=say("比较", "Compare")).click()
    page.get_by_role("heading", name=say("两个来源互相核对", "Two sources compared")).wait_for()
    page.goto("/findings/")
    page.get_by_role("button", name=say("现在核查本地", "Search this place now")).click()
    page.get_by_role("status").first.wait_for()
    check(page, "asked")
