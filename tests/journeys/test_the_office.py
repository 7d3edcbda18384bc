"""The office at work: a missed family is found and its reasons read; a birth is recorded and what it brings is seen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.conftest import JOURNEY
from tests.journeys.the_town import PASSWORD, Say, sign_in

pytestmark = JOURNEY


def test_a_missed_family_is_found_and_its_reasons_are_read(town: Any, page: Any, check: Any, say: Say) -> None:
    sign_in(page, "liulin")
    check(page, "start")
    page.goto("/today/")
    assert page.get_by_role("row", name="李小满").count() == 1
    check(page, "today")
    page.get_by_role("link", name="李小满").click()
    assert page.get_by_role("heading", name=say("育儿补贴", "Childcare subsidy")).is_visible()
    check(page, "entitlements")
    for summary in page.locator(".criteria summary").all():
        summary.click()
    check(page, "every-reason")
    page.get_by_role("link", name=say("档案", "Record"), exact=True).click()
    assert page.get_by_role("link", name="李秀英").is_visible()
    check(page, "record")


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
    town: Any, page: Any, check: Any, say: Say, language: str, width: int
) -> None:
    sign_in(page, "liulin")
    page.goto("/people/")
    check(page, "search")
    page.get_by_label(say("查谁", "Who")).fill("wangguifang")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="王桂芳").click()
    page.get_by_role("link", name=say("出生登记", "Record a birth")).click()
    check(page, "empty-form")
    page.get_by_role("button", name=say("保存", "Save")).click()
    check(page, "with-errors")
    name = f"王新{'一二三四'[(language == 'en') + 2 * (width == 360)]}"
    page.get_by_label(say("孩子姓名", "Name of the child")).fill(name)
    page.get_by_label(say("女", "female"), exact=True).check()
    page.get_by_label(say("出生日期", "Day of birth")).fill("2026年11月1日")
    page.get_by_label(say("户口落在哪里", "Where the hukou is")).fill("柳林村")
    page.get_by_label(say("与本页这位家长住在一起", "with the parent of this page")).check()
    page.get_by_label(say("孩子出生时的配偶", "the husband or wife at that time")).check()
    page.get_by_label(say("依据", "Resting on")).fill("出生医学证明")
    page.get_by_role("button", name=say("保存", "Save")).click()
    page.wait_for_url("**/entitlements/")
    assert page.get_by_role("heading", name=name).is_visible()
    assert page.locator(".answer.eligible").count()
    check(page, "entitled-at-once")
    page.goto("/today/")
    assert page.get_by_role("row", name=name).count() == 1


@pytest.mark.parametrize("language", ["zh"], indirect=True)
@pytest.mark.parametrize("width", [1280], indirect=True)
def test_by_keyboard_alone(town: Any, page: Any) -> None:
    page.goto("/account/login/")
    page.locator("input[name=login]").focus()
    page.keyboard.type("liulin")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto("/today/")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "李小满":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/entitlements/")


def test_another_village_is_not_there_and_finance_sees_no_people(town: Any, page: Any, check: Any, say: Say) -> None:
    refused = say("这个岗位不能这样做", "This post may not do this")
    sign_in(page, "liulin")
    page.goto("/places/420890000000/")
    assert page.get_by_role("heading", name=refused).is_visible()
    check(page, "refused")
    page.context.clear_cookies(name="sessionid")
    sign_in(page, "caizheng")
    page.goto("/people/")
    assert page.get_by_role("heading", name=refused).is_visible()
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
