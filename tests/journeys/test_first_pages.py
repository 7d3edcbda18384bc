"""The first pages that anybody sees, and how one comes in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.conftest import JOURNEY

pytestmark = JOURNEY

PASSWORD = "a long enough word for wang"
POSTS = [
    ("village_worker", "420890100001", "红星村村专干", "Village worker of Hongxing"),
    ("county_officer", "420890000000", "县卫健局家庭发展股", "County family development section"),
]

TOO_SMALL = """() => [...document.querySelectorAll(
    'button, select, input:not([type=hidden]), .button, .pages a, .ways a')]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"""
"""What a thumb would miss: controls of less than 44 px."""

Say = Callable[[str, str], str]
Check = Callable[..., None]


@pytest.fixture(scope="session")
def wang(office: Any) -> str:
    """A colleague who holds two posts; returns the user name."""
    office.staff("wang", password=PASSWORD, full_name="王秀英", posts=POSTS)
    return "wang"


def given_the_sign_in_page(page: Any, say: Say) -> None:
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name=say("登录", "Sign in")).click()


def when_they_sign_in(page: Any, say: Say, user: str, password: str) -> None:
    page.get_by_label(say("用户名", "User name")).fill(user)
    page.get_by_label(say("密码", "Password"), exact=True).fill(password)
    page.get_by_role("button", name=say("登录", "Sign in"), exact=True).click()


def test_a_family_sees_at_once_where_to_check(page: Any, say: Say, check: Check) -> None:
    page.goto("/")
    assert page.get_by_role("heading", level=1).inner_text() == say(
        "查一查您家能享受什么", "Check what your family is owed"
    )
    check(page, "home")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_component_is_shown(page: Any, say: Say, check: Check, scheme: str) -> None:
    page.goto("/components/")
    page.get_by_role("group").first.locator("summary").click()
    check(page, "components")
    assert page.evaluate(TOO_SMALL) == []


def test_errors_are_summed_up_and_lead_to_their_fields(page: Any, say: Say, check: Check) -> None:
    page.goto("/components/")
    page.get_by_role("button", name=say("提交", "Send"), exact=True).click()
    summary = page.get_by_role("alert")
    assert summary.evaluate("one => one === document.activeElement")
    check(page, "errors")
    summary.get_by_role("link", name=say("所在村（居）", "Village")).click()
    assert page.get_by_label(say("所在村（居）", "Village")).last.evaluate("one => one === document.activeElement")
    summary.get_by_role("link", name=say("出生日期", "Date of birth")).click()
    assert page.evaluate("document.activeElement.name") == "born_year"
    assert page.title().startswith(say("有错误", "Error"))


def test_a_list_is_filtered_sorted_and_paged(page: Any, say: Say, check: Check) -> None:
    page.goto("/components/")
    page.locator("#table-state").select_option("refused")
    page.get_by_role("button", name=say("筛选", "Filter"), exact=True).click()
    tags = page.locator("#table tbody .tag").all_inner_texts()
    assert set(tags) == {say("不予办理", "refused")}
    page.get_by_role("columnheader", name=say("金额", "Sum")).get_by_role("link").click()
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith(say("金额", "Sum"))
    page.get_by_role("link", name=say("下一页", "Next")).click()
    assert page.locator("#table-state").input_value() == "refused"
    check(page, "second-page")
    page.goto("/components/?name=没有这个人")
    check(page, "nothing-found")


def test_signing_in_wrongly_and_then_rightly(page: Any, say: Say, check: Check, wang: str, width: int) -> None:
    given_the_sign_in_page(page, say)
    check(page, "sign-in")
    when_they_sign_in(page, say, f"{wang}-{width}", "not the word")
    assert page.get_by_role("alert").is_visible()
    check(page, "wrong")
    when_they_sign_in(page, say, wang, PASSWORD)
    assert page.get_by_role("heading", level=1).inner_text() == say("我的工作", "My work")
    check(page, "signed-in")
    page.get_by_label(say("岗位", "Post"), exact=True).select_option(label=say(*POSTS[1][2:]))
    page.get_by_role("button", name=say("换岗", "Change post")).click()
    assert say(*POSTS[1][2:]) in page.get_by_role("status").inner_text()
    check(page, "other-post")
    page.get_by_role("link", name=say("账户安全", "Account safety")).click()
    check(page, "account-safety")
    page.get_by_role("link", name=say("修改密码", "Change password")).click()
    check(page, "password")
    page.goto("/account/logout/")
    check(page, "sign-out")
    page.get_by_role("main").get_by_role("button", name=say("退出", "Sign out")).click()
    assert page.get_by_role("heading", level=1).inner_text() == say(
        "查一查您家能享受什么", "Check what your family is owed"
    )
    check(page, "signed-out")


def test_language_colours_and_letters_are_chosen_and_kept(page: Any, say: Say, check: Check) -> None:
    page.goto("/account/login/")
    page.get_by_role("button", name=say("深色", "Dark")).click()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(18, 24, 22)"
    before = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    page.get_by_role("button", name=say("大字", "Larger text")).click()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > before * 1.25
    check(page, "dark-and-large")
    page.get_by_role("button", name=say("English", "中文")).click()
    assert page.url.endswith("/account/login/")
    assert page.get_by_role("heading", level=1).inner_text() == say("Sign in", "登录")
    page.goto("/")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    check(page, "other-language")


@pytest.mark.parametrize("width", [1280], indirect=True)
def test_by_keyboard_alone(page: Any, say: Say, check: Check, wang: str) -> None:
    page.goto("/account/login/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name=say("跳到正文", "Skip to the main content"))
    assert skip.evaluate("one => one === document.activeElement && one.getBoundingClientRect().left >= 0")
    check(page, "skip-link")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    page.keyboard.type(wang)
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement.tagName") == "A":
        page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    assert page.get_by_role("heading", level=1).inner_text() == say("我的工作", "My work")


def test_a_page_that_is_not_there(page: Any, say: Say, check: Check) -> None:
    page.goto("/nowhere/")
    assert page.get_by_role("heading", level=1).inner_text() == say("没有这个页面", "There is no such page")
    check(page, "not-found")


@pytest.mark.parametrize("width", [360], indirect=True)
def test_everything_works_without_a_script(
    browser: Any, office: Any, language: str, say: Say, width: int, wang: str
) -> None:
    context = browser.new_context(
        base_url=office.url, java_script_enabled=False, locale={"zh": "zh-CN", "en": "en-GB"}[language]
    )
    page = context.new_page()
    given_the_sign_in_page(page, say)
    when_they_sign_in(page, say, wang, PASSWORD)
    assert page.get_by_role("heading", level=1).inner_text() == say("我的工作", "My work")
    context.close()
