"""The register put right: a wrong move is withdrawn; pressed twice, recorded once; a household is split and merged."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.conftest import JOURNEY
from tests.journeys.the_town import Say, sign_in

pytestmark = JOURNEY


def open_person(page: Any, say: Say, pinyin: str, name: str) -> None:
    page.goto("/people/")
    page.get_by_label(say("查谁", "Who")).fill(pinyin)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=name).click()
    page.get_by_role("heading", name=name).wait_for()


def test_a_wrong_move_is_withdrawn_and_the_earlier_home_is_back(town: Any, page: Any, check: Any, say: Say) -> None:
    home = page.locator(".summary div", has=page.get_by_text(say("常住地", "Lives in"), exact=True))
    sign_in(page, "xian")
    open_person(page, say, "zhaomin", "赵敏")
    page.get_by_role("link", name=say("居住地变动", "Record a move of home")).click()
    page.get_by_label(say("地点", "Place")).fill("清溪镇")
    page.get_by_label(say("从哪一天起", "From which day")).fill("2026-01-05")
    page.get_by_label(say("依据", "Resting on")).fill("村委会")
    page.get_by_role("button", name=say("保存", "Save")).click()
    page.wait_for_url("**/people/*-*/")
    assert "柳林村" not in home.inner_text()
    event = page.locator(".event", has_text="清溪镇").filter(has=page.get_by_role("link"))
    event.filter(has_not_text="柳林村").get_by_role("link").click()
    assert page.get_by_label(say("恢复此前的记录", "Restore the earlier record")).is_checked()
    check(page, "withdraw")
    page.get_by_role("button", name=say("撤销记录", "Withdraw a record")).click()
    check(page, "asked-why")
    page.get_by_label(say("为什么撤销", "Why it is withdrawn")).fill("登错了人")
    page.get_by_label(say("依据", "Resting on")).fill("本人说明")
    page.get_by_role("button", name=say("撤销记录", "Withdraw a record")).click()
    page.get_by_role("heading", name="赵敏").wait_for()
    assert "柳林村" in home.inner_text()
    assert page.locator(".event s", has_text="清溪镇").count()
    assert page.get_by_text("登错了人").count()
    check(page, "struck-through")


def test_a_birth_whose_button_is_pressed_twice_is_recorded_once(
    town: Any, page: Any, check: Any, say: Say, language: str, width: int
) -> None:
    name = f"赵迎{'春夏秋冬'[(language == 'en') + 2 * (width == 360)]}"
    sign_in(page, "liulin")
    open_person(page, say, "zhaomin", "赵敏")
    page.get_by_role("link", name=say("出生登记", "Record a birth")).click()
    page.get_by_label(say("孩子姓名", "Name of the child")).fill(name)
    page.get_by_label(say("出生日期", "Day of birth")).fill("2026-10-01")
    page.get_by_label(say("与本页这位家长住在一起", "with the parent of this page")).check()
    page.get_by_label(say("不知道，或暂不登记", "not known, or not recorded yet")).check()
    page.get_by_label(say("依据", "Resting on")).fill("出生医学证明")
    check(page, "birth")
    page.get_by_role("button", name=say("保存", "Save")).dblclick()
    page.wait_for_url("**/entitlements/")
    page.get_by_role("heading", name=name).wait_for()
    page.goto(f"/people/?q={name}")
    assert page.get_by_role("link", name=name).count() == 1
    check(page, "found-once")


BOOKLET = """
    import datetime as dt
    from stdnum.cn import ric
    from jiahe.people.corrections import correct_id_number
    from jiahe.people.models import Household, Person
    from jiahe.places.models import Post
    from jiahe.trust.acting import Acting, acting_as

    people = Person.objects.using("owner").filter(name__in=["王桂芳", "王建军", "王谷雨"])
    people.update(household=Household.objects.using("owner").create(place=people[0].hukou_place))
    number = "420106199001020022"[:17]
    number += ric.calc_check_digit(number + "0")
    told = {"source": "户口簿", "learned_on": dt.date(2025, 12, 1), "reason": "补录"}
    with acting_as(Acting.of(Post.objects.using("owner").get(holdings__account__username="xian"))):
        correct_id_number(person=people.get(name="王桂芳").id, id_number=number, **told)
    print(number)
"""


@pytest.fixture(scope="module")
def number(town: Any) -> str:
    """The ID number of 王桂芳, whose household is on record."""
    return str(town.run(BOOKLET)).strip()


def test_a_household_is_split_and_merged_again(town: Any, page: Any, check: Any, say: Say, number: str) -> None:
    same = page.locator(".summary div", has=page.get_by_text(say("同户的人", "Same household"), exact=True))
    sign_in(page, "liulin")
    open_person(page, say, "wangjianjun", "王建军")
    assert "王桂芳" in same.inner_text()
    page.get_by_role("link", name=say("分户", "Split the household")).click()
    assert page.get_by_label("王谷雨").is_visible()
    page.get_by_label(say("从哪一天起", "From which day")).fill("2026-01-05")
    page.get_by_label(say("依据", "Resting on")).fill("户口簿")
    check(page, "split")
    page.get_by_role("button", name=say("保存", "Save")).click()
    page.get_by_role("heading", name="王建军").wait_for()
    assert "王桂芳" not in same.inner_text()
    check(page, "on-his-own")
    page.get_by_role("link", name=say("并户", "Merge households")).click()
    page.get_by_label(say("并入谁的户", "Into whose household")).fill(number)
    page.get_by_label(say("从哪一天起", "From which day")).fill("2026-01-05")
    page.get_by_label(say("依据", "Resting on")).fill("户口簿")
    check(page, "merge")
    page.get_by_role("button", name=say("保存", "Save")).click()
    page.get_by_role("heading", name="王建军").wait_for()
    assert "王桂芳" in same.inner_text()
    check(page, "together-again")
