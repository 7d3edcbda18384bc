"""A family checks what it is owed, and anybody reads the law: in a browser, by keyboard and without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.by_keyboard import Hands
from tests.journeys.conftest import JOURNEY

pytestmark = JOURNEY

Say = Callable[[str, str], str]
Check = Callable[..., None]


def when_she_chooses(page: Any, say: Say, zh: str, en: str) -> None:
    page.get_by_label(say(zh, en), exact=True).check()
    page.get_by_role("button", name=say("继续", "Continue"), exact=True).click()


def when_she_is_not_sure(page: Any, say: Say) -> None:
    page.get_by_role("button", name=say("不清楚", "Not sure"), exact=True).click()


def the_question(page: Any) -> str:
    return str(page.locator('form[action="/check/"] input[name=step]').get_attribute("value"))


def when_she_answers_all_but_her_hukou(page: Any, say: Say, hands: Hands) -> None:
    go_on = page.get_by_role("button", name=say("继续", "Continue"), exact=True)
    not_sure = page.get_by_role("button", name=say("不清楚", "Not sure"), exact=True)
    told = {
        "who": ("我是妈妈，问自己和孩子", "I am a mother: for me and my child"),
        "parents": ("亲生父母，是夫妻，都健在", "Both birth parents, married to each other, both living"),
        "alive": ("健在", "Yes"),
        "work": ("只有妈妈", "Only the mother"),
    }
    for number in range(12):
        step = the_question(page) if page.locator("input[name=step]").count() else ""
        if not step:
            break
        unsure = page.get_by_label(say("不清楚", "Not sure"), exact=True)
        if step == "birth":
            hands.write(page.get_by_label(say("孩子是哪天出生的？", "When was the child born?")), "2026-08-01")
        elif step in told:
            hands.choose(page.get_by_label(say(*told[step]), exact=True))
        elif unsure.count():
            hands.choose(unsure)
        else:
            hands.press(not_sure, f"after-{number}-{step}")
            continue
        hands.press(go_on, f"after-{number}-{step}")


def then_she_reads_what_is_still_open(page: Any, say: Say) -> None:
    text = page.get_by_role("main").inner_text()
    assert say("可能符合，还缺一些情况", "Perhaps: something is still open") in text
    assert say("居民户口簿", "household register (hukou) booklet") in text
    assert say("按您说的，暂时对不上", "Not by what you said") not in text
    assert page.url.endswith("/check/"), "no answer is in the address"


def test_a_mother_who_is_not_sure_of_her_hukou(page: Any, say: Say, hands: Hands) -> None:
    hands.begin("/", "start")
    hands.press(page.get_by_role("main").locator("a[href='/check/']").first, "who")
    when_she_answers_all_but_her_hukou(page, say, hands)
    then_she_reads_what_is_still_open(page, say)
    hands.open(page.locator("main details summary").first)
    hands.check(page, "condition-by-condition")
    names = {one["name"] for one in page.context.cookies()}
    assert names <= {"csrftoken", "django_language"}
    hands.press(page.get_by_role("link", name=say("重新开始", "Start again")), "again")
    assert the_question(page) == "who"


def test_a_mother_of_two_checks_one_child_and_then_the_other(page: Any, say: Say, check: Check) -> None:
    page.goto("/check/")
    when_she_chooses(page, say, "我是妈妈，问自己和孩子", "I am a mother: for me and my child")
    page.get_by_label(say("省、自治区、直辖市", "Province")).select_option("420000000000")
    page.get_by_role("button", name=say("继续", "Continue"), exact=True).click()
    page.get_by_role("button", name=say("只知道到这里", "This is all I know")).click()
    when_she_answers_for_a_child_with_a_sister(page, say, check)
    page.get_by_role("button", name=say("再看2024年3月5日出生的孩子", "Now the child born on 5 March 2024")).wait_for()
    check(page, "first-child")
    page.get_by_role("button", name=say("再看2024年3月5日出生的孩子", "Now the child born on 5 March 2024")).press(
        "Enter"
    )
    assert the_question(page) == "place", "what holds for the family is not asked again, the hukou is each child's own"
    check(page, "the-other-child")
    page.get_by_role("button", name=say("现在就看结果", "Show the answer now")).click()
    page.get_by_role("button", name=say("再看2026年8月1日出生的孩子", "Now the child born on 1 August 2026")).wait_for()
    check(page, "second-child")
    page.get_by_role("button", name=say("查另一个孩子", "Check another child")).click()
    assert the_question(page) == "birth"
    assert page.get_by_label(say("孩子是哪天出生的？", "When was the child born?")).input_value() == ""
    check(page, "another-child")


def when_she_answers_for_a_child_with_a_sister(page: Any, say: Say, check: Check) -> None:
    told = {"parents": "married", "alive": "yes", "claims": "none", "work": "mother", "siblings": "same"}
    days = {"birth": "2026-08-01", "sibling_1": "2024-03-05"}
    for _ in range(len(told) + len(days) + 1):
        step = the_question(page)
        if step == "":
            page.get_by_role("button", name=say("再回答几个问题", "Answer a few more")).click()
            continue
        if step in days:
            check(page, step)
            page.locator(f"input[name={step}]").fill(days[step])
        else:
            page.locator(f"input[name={step}][value={told[step]}]").check()
        page.get_by_role("button", name=say("继续", "Continue"), exact=True).click()
        if step == "sibling_1":
            break
    page.get_by_role("button", name=say("现在就看结果", "Show the answer now")).click()


def test_a_wrong_date_is_said_and_leads_to_its_field(page: Any, say: Say, check: Check) -> None:
    page.goto("/check/")
    when_she_chooses(page, say, "一个孩子", "A child")
    page.get_by_label(say("省、自治区、直辖市", "Province")).select_option("420000000000")
    page.get_by_role("button", name=say("继续", "Continue"), exact=True).click()
    check(page, "city")
    page.get_by_role("button", name=say("只知道到这里", "This is all I know")).click()
    when_she_chooses(page, say, "亲生父母，是夫妻，都健在", "Both birth parents, married to each other, both living")
    page.get_by_label(say("孩子是哪天出生的？", "When was the child born?")).fill("2999-1-1")
    page.get_by_role("button", name=say("继续", "Continue"), exact=True).click()
    assert page.get_by_role("alert").is_visible()
    check(page, "wrong-date")


def test_comparing_the_law_of_two_provinces(page: Any, say: Say, hands: Hands) -> None:
    hands.begin("/law/", "library")
    compare = say("对照两个地方或两个时间", "Compare two places")
    hands.press(page.get_by_role("main").get_by_role("link", name=compare), "which")
    hands.pick(page.get_by_label(say("第一个地方", "First place")), "420000000000")
    hands.pick(page.get_by_label(say("第二个地方", "Second place")), "510000000000")
    hands.press(page.get_by_role("button", name=say("对照", "Compare"), exact=True), "compared")
    assert "420000000000" in page.url
    rows = page.get_by_role("main").get_by_role("row")
    for figure, first, second in (
        (say("孩次只计存活子女", "The order counts only living children"), say("否", "no"), say("是", "yes")),
        (
            say("县级审核确认工作日", "Working days for the county's confirmation"),
            say("15 个工作日", "15 working days"),
            say("没有规定", "no figure on file"),
        ),
    ):
        row = rows.filter(has=page.get_by_role("rowheader", name=figure, exact=True))
        assert row.get_by_role("cell").all_inner_texts() == [first, second, say("不同", "differs")]
    subsidy = page.get_by_role("main").get_by_role("link", name=say("育儿补贴", "Childcare subsidy"), exact=True).first
    hands.press(subsidy, "programme")


@pytest.mark.parametrize("programme", ["loss-support", "maternity-leave"])
def test_a_programme_as_anybody_reads_it(page: Any, check: Check, programme: str) -> None:
    page.goto(f"/law/cn/{programme}/")
    check(page, programme)


@pytest.mark.parametrize("width", [1280], indirect=True)
def test_by_keyboard_alone(page: Any, say: Say, check: Check) -> None:
    page.goto("/check/")
    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.locator("input[name=step][value=place]").wait_for(state="attached")
    page.get_by_label(say("省、自治区、直辖市", "Province")).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("input[name=place_at]:not([value='000000000000'])").wait_for(state="attached")
    check(page, "by-keyboard")


@pytest.mark.parametrize("width", [360], indirect=True)
def test_without_a_script(browser: Any, office: Any, language: str, say: Say, width: int) -> None:
    context = browser.new_context(
        base_url=office.url, java_script_enabled=False, locale={"zh": "zh-CN", "en": "en-GB"}[language]
    )
    page = context.new_page()
    page.goto("/check/")
    when_she_chooses(page, say, "一个孩子", "A child")
    when_she_is_not_sure(page, say)
    assert the_question(page) == "parents"
    page.get_by_role("button", name=say("现在就看结果", "Show the answer now")).click()
    assert say("可能符合，还缺一些情况", "Perhaps: something is still open") in page.get_by_role("main").inner_text()
    context.close()
