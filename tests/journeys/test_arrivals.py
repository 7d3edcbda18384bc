"""A bride from another county is entered, and then the marriage; by keyboard only."""

from __future__ import annotations

from typing import Any

import pytest
from stdnum.cn import ric

from tests.journeys.conftest import JOURNEY
from tests.journeys.the_town import Say, sign_in

pytestmark = JOURNEY

GROOM = """
    import datetime as dt
    from jiahe.people.models import Person
    from jiahe.people.names import search_keys

    for name in names:
        Person.objects.using("owner").create(
            name=name, search=search_keys(name), sex="male", birth_date=dt.date(1995, 2, 3), nationality="CHN",
            hukou_place="420890100201", residence_place="420890100201", source="户籍", learned_on=dt.date(2025, 12, 1),
        )
"""


def typed(page: Any, label: str, text: str) -> None:
    """Go to a field by the tab key, and write."""
    reach(page, page.get_by_label(label, exact=False).first)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def reach(page: Any, target: Any) -> None:
    """Press the tab key until something has the focus."""
    for _ in range(80):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def press(page: Any, target: Any) -> None:
    reach(page, target)
    page.keyboard.press("Enter")


@pytest.fixture(scope="module")
def grooms(town: Any) -> list[str]:
    """A man of the village for each run."""
    names = [f"何大{one}" for one in "山川河海"]
    town.run(GROOM, names=names)
    return names


@pytest.fixture
def couple(grooms: list[str], run: int) -> tuple[str, str, str]:
    """A groom of the village; a bride whom nobody has heard of, born on a day of her own, and her number."""
    number = f"4403061996030{4 + run}182"
    return grooms[run], f"陈美{'兰竹菊梅'[run]}", number + ric.calc_check_digit(number + "0")


def test_a_bride_from_another_county_is_entered_and_then_the_marriage(
    couple: tuple[str, str, str], page: Any, check: Any, say: Say
) -> None:
    groom, bride, number = couple
    sign_in(page, "liulin")
    page.goto("/people/")
    typed(page, say("查谁", "Who"), groom)
    page.keyboard.press("Enter")
    press(page, page.get_by_role("link", name=groom))
    press(page, page.get_by_role("link", name=say("结婚登记", "Record a marriage")))

    # The marriage cannot be recorded: nobody has that number.
    typed(page, say("配偶", "Spouse"), number)
    typed(page, say("登记日期", "Day of registration"), "2025-10-01")
    typed(page, say("依据", "Resting on"), "结婚证")
    page.keyboard.press("Enter")
    page.locator(".error-summary").wait_for()
    check(page, "not-in-the-register")

    # So she is added first.
    press(page, page.get_by_role("link", name=say("登记新来的人", "Add somebody who has come")))
    page.get_by_role("heading", name=say("登记新来的人", "Add somebody who has come")).wait_for()
    check(page, "who-has-come")
    reach(page, page.get_by_label(say("迁来或来此居住", "moved here")))
    page.keyboard.press("ArrowDown")
    assert page.get_by_label(say("结婚来的", "came by marriage")).is_checked()
    typed(page, say("姓名", "Name"), bride)
    typed(page, say("身份证号码", "ID number"), number[:-1] + ("1" if number[-1] != "1" else "2"))
    typed(page, say("户籍地", "Hukou"), "440306000000")
    typed(page, say("现在住在哪里", "Where they live now"), "柳林村")
    typed(page, say("从哪一天起住在那里", "From which day they live there"), "2025-10-01")
    typed(page, say("依据", "Resting on"), "居民身份证")
    page.keyboard.press("Enter")
    page.locator(".error-summary").wait_for()
    check(page, "the-number-is-wrong")
    typed(page, say("身份证号码", "ID number"), number)
    page.keyboard.press("Enter")

    # Back at the marriage, with her name and birth date written.
    page.wait_for_url("**/record/marriage/?person=*")
    assert (
        page.get_by_label(say("配偶", "Spouse")).input_value()
        == f"{bride} {number[6:10]}-{number[10:12]}-{number[12:14]}"
    )
    check(page, "back-at-the-marriage")
    typed(page, say("登记日期", "Day of registration"), "2025-10-01")
    typed(page, say("依据", "Resting on"), "结婚证")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=groom).wait_for()
    assert bride in page.locator(".tree").inner_text()
    press(page, page.locator(".tree").get_by_role("link", name=bride))
    page.get_by_role("heading", name=bride).wait_for()
    check(page, "her-record")

    # Whoever would add her once more is shown that she is there.
    page.goto("/people/new/")
    reach(page, page.get_by_label(say("迁来或来此居住", "moved here")))
    page.keyboard.press("Space")
    typed(page, say("姓名", "Name"), bride)
    typed(page, say("现在住在哪里", "Where they live now"), "柳林村")
    typed(page, say("依据", "Resting on"), "本人说明")
    page.keyboard.press("Enter")
    page.get_by_text(say("可能是同一个人", "Perhaps the same person")).wait_for()
    assert page.get_by_role("link", name=bride).is_visible()
    check(page, "perhaps-the-same")
