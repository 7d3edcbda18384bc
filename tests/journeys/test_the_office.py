"""The office at work, by keyboard: a missed family is found and its reasons read; a birth brings what is seen then."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.by_keyboard import Hands
from tests.journeys.conftest import JOURNEY
from tests.journeys.the_town import COUNTY, NEXT_VILLAGE, Say, sign_in

pytestmark = JOURNEY


def test_a_missed_family_is_found_and_its_reasons_are_read(town: Any, page: Any, hands: Hands, say: Say) -> None:
    hands.sign_in("liulin", "start")
    hands.press(page.locator("main a[href='/today/']"), "today")
    assert page.get_by_role("row", name="李小满").count() == 1
    hands.press(page.get_by_role("link", name="李小满"), "entitlements")
    assert page.get_by_role("heading", name=say("育儿补贴", "Childcare subsidy")).is_visible()
    reasons = page.locator(".criteria summary")
    assert reasons.count() > 5
    for summary in reasons.all():
        hands.open(summary)
    assert page.locator(".criteria details:not([open])").count() == 0
    told = page.get_by_role("main").inner_text()
    assert "国卫办人口发〔2025〕24号 第五条" in told, "the article"
    assert say("2023年3月20日", "20 March 2023") in told, "the reason: her day of birth"
    assert re.search(say(r"共 (\d[\d,]*\.\d\d) 元", r"(\d[\d,]*\.\d\d) yuan"), told), "the sum"
    hands.check(page, "every-reason")
    hands.press(page.get_by_role("link", name=say("档案", "Record"), exact=True), "record")
    assert page.get_by_role("link", name="李秀英").is_visible()


def test_who_needs_a_paper_and_which(town: Any, page: Any, check: Any, say: Say) -> None:
    sign_in(page, "liulin")
    page.goto("/today/?show=papers")
    assert say("居民户口簿", "hukou") in page.get_by_role("row", name="陈小寒").inner_text()
    check(page, "papers")
    page.goto("/today/?show=due")
    check(page, "due")
    page.goto("/places/")
    check(page, "take-up")


def test_a_birth_is_recorded_and_what_it_brings_is_seen_at_once(
    town: Any, page: Any, hands: Hands, say: Say, language: str, width: int
) -> None:
    hands.sign_in("liulin", "start")
    hands.press(page.locator("main a[href='/people/']"), "search")
    hands.send(page.get_by_label(say("查谁", "Who")), "wangguifang", "found")
    hands.press(page.get_by_role("link", name="王桂芳"), "record")
    hands.press(page.get_by_role("link", name=say("出生登记", "Record a birth")), "empty-form")
    save = page.get_by_role("button", name=say("保存", "Save"))
    hands.press(save, "with-errors")
    run = (language == "en") + 2 * (width == 360)
    name, born = f"王新{'一二三四'[run]}", ("2026年11月1日", "2026年1月5日", "2025年3月9日", "2023年8月5日")[run]
    fault = page.locator(".error-summary a").first
    hands.open(fault)
    assert page.locator(f"{fault.get_attribute('href')}:focus").count() == 1, "a fault leads to its field"
    hands.write(page.get_by_label(say("孩子姓名", "Name of the child")), name)
    hands.choose(page.get_by_label(say("女", "female"), exact=True))
    hands.write(page.get_by_label(say("出生日期", "Day of birth")), born)
    hands.write(page.get_by_label(say("户口落在哪里", "Where the hukou is")), "柳林村")
    hands.choose(page.get_by_label(say("与本页这位家长住在一起", "with the parent of this page")))
    hands.choose(page.get_by_label(say("孩子出生时的配偶", "the husband or wife at that time")))
    hands.write(page.get_by_label(say("依据", "Resting on")), "出生医学证明")
    hands.press(save, "entitled-at-once")
    assert "/entitlements/" in page.url
    assert page.get_by_role("heading", name=name).is_visible()
    assert page.locator(".answer.eligible").count()
    hands.begin("/today/", "today")
    assert page.get_by_role("row", name=name).count() == 1


STRANGER = """
    from jiahe.people.models import Person
    print(Person.objects.using("owner").get(name="刘淑珍").id)
"""


def test_another_village_is_refused_politely_and_nobody_of_it_is_found(
    town: Any, page: Any, hands: Hands, say: Say
) -> None:
    refused = page.get_by_role("heading", name=say("这个岗位不能这样做", "This post may not do this"))
    hands.sign_in("liulin", "start")
    for place in (NEXT_VILLAGE, COUNTY):
        hands.begin(f"/places/{place}/", f"refused-{place}")
        assert refused.is_visible()
    hands.begin("/people/", "search")
    hands.send(page.get_by_label(say("查谁", "Who")), "刘淑珍", "nobody")
    assert page.get_by_role("link", name="刘淑珍").count() == 0
    for leaf in ("", "entitlements/", "record/death/"):
        hands.begin(f"/people/{town.run(STRANGER).strip()}/{leaf}", f"not-there-{leaf.strip('/').replace('/', '-')}")
        assert page.get_by_role("heading", name=say("没有这个页面", "There is no such page")).is_visible()
        assert "刘淑珍" not in page.get_by_role("main").inner_text()
    assert page.locator("main a").count(), "and a way on"


def test_finance_sees_no_people(town: Any, page: Any, check: Any, say: Say) -> None:
    sign_in(page, "caizheng")
    page.goto("/people/")
    assert page.get_by_role("heading", name=say("这个岗位不能这样做", "This post may not do this")).is_visible()
    page.goto("/runs/")
    check(page, "runs")
    page.locator("tbody a").first.click()
    check(page, "run")


@pytest.mark.parametrize("language", ["zh"], indirect=True)
@pytest.mark.parametrize("width", [1280], indirect=True)
def test_the_county_starts_a_run(town: Any, page: Any, check: Any) -> None:
    sign_in(page, "xian")
    page.goto("/runs/")
    page.get_by_role("button", name="现在判定", exact=True).click()
    page.wait_for_url("**/runs/*/")
    for _ in range(120):
        if page.get_by_text("已完成").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    assert page.get_by_text("已完成").count()
    check(page, "done")
