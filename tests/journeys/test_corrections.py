"""The register put right: a wrong move withdrawn; pressed twice, recorded once; a household joined, split, merged."""

from __future__ import annotations

from typing import Any

import pytest
from stdnum import luhn

from tests.journeys.conftest import JOURNEY
from tests.journeys.the_town import PASSWORD, Say, sign_in

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
    page.get_by_label(say("地点", "Place")).fill("深圳市南山区")
    page.get_by_label(say("从哪一天起", "From which day")).fill("2026-01-05")
    page.get_by_label(say("依据", "Resting on")).fill("村委会")
    page.get_by_role("button", name=say("保存", "Save")).click()
    page.wait_for_url("**/people/*-*/")
    assert "柳林村" not in home.inner_text()
    event = page.locator(".event", has_text="南山区").filter(has=page.get_by_role("link"))
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
    assert page.locator(".event s", has_text="南山区").count()
    assert page.get_by_text("登错了人").count()
    check(page, "struck-through")


def test_a_birth_whose_button_is_pressed_twice_is_recorded_once(
    town: Any, page: Any, check: Any, say: Say, run: int
) -> None:
    name, born = f"赵迎{'春夏秋冬'[run]}", f"{2026 - run}-10-01"
    sign_in(page, "liulin")
    open_person(page, say, "zhaomin", "赵敏")
    page.get_by_role("link", name=say("出生登记", "Record a birth")).click()
    page.get_by_label(say("孩子姓名", "Name of the child")).fill(name)
    _fill_in(page, say, name, born)
    check(page, "birth")
    page.get_by_role("button", name=say("保存", "Save")).dblclick()
    page.wait_for_url("**/entitlements/")
    page.get_by_role("heading", name=name).wait_for()
    page.goto(f"/people/?q={name}")
    assert page.get_by_role("link", name=name).count() == 1
    check(page, "found-once")


def test_a_birth_that_is_there_already_is_shown_and_a_twin_is_recorded(
    town: Any, page: Any, check: Any, say: Say, run: int
) -> None:
    twins, born = [f"陈双{one}" for one in ("梅兰", "竹菊", "松柏", "荷莲")[run]], f"{2023 - run}-08-09"
    sign_in(page, "liulin")
    for twin in twins:
        open_person(page, say, "chenli", "陈丽")
        page.get_by_role("link", name=say("出生登记", "Record a birth")).click()
        _fill_in(page, say, twin, born)
        page.get_by_role("button", name=say("保存", "Save")).click()
    assert page.get_by_role(
        "link", name=f"{twins[0]} {say('（在新窗口打开）', '(opens in a new window)')}"
    ).is_visible()
    assert page.get_by_label(say("孩子姓名", "Name of the child")).input_value() == twins[1], "nothing typed is lost"
    check(page, "perhaps-the-same-child")
    page.get_by_label(say("是另一个孩子（如双胞胎）", "another (like a twin)")).check()
    page.get_by_role("button", name=say("保存", "Save")).click()
    page.get_by_role("heading", name=twins[1]).wait_for()


def _fill_in(page: Any, say: Say, name: str, born: str) -> None:
    page.get_by_label(say("孩子姓名", "Name of the child")).fill(name)
    page.get_by_label(say("出生日期", "Day of birth")).fill(born)
    page.get_by_label(say("与本页这位家长住在一起", "with the parent of this page")).check()
    page.get_by_label(say("不知道，或暂不登记", "not known, or not recorded yet")).check()
    page.get_by_label(say("依据", "Resting on")).fill("出生医学证明")


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
    page.get_by_role("link", name=say("看这一户", "See the household")).click()
    page.get_by_role("heading", name=say("变动", "What happened")).wait_for()
    assert page.get_by_role("link", name="王桂芳").first.is_visible()
    check(page, "household")


RETURNED = """
    import datetime as dt
    from jiahe.people.models import Person
    from jiahe.people.names import search_keys

    for name in names:
        Person.objects.using("owner").create(
            name=name, search=search_keys(name), sex="male", birth_date=dt.date(1980, 3, 4), nationality="CHN",
            hukou_place="420890100201", residence_place="420890100201", source="户籍", learned_on=dt.date(2025, 12, 1),
        )
"""


@pytest.fixture(scope="module")
def returned(town: Any) -> list[str]:
    """Men who have come back to the village, one for each run and one more; of no household."""
    names = [f"汪归{one}" for one in "东西南北来"]
    town.run(RETURNED, names=names)
    return names


def test_somebody_of_no_household_joins_one(
    returned: list[str], number: str, page: Any, check: Any, say: Say, run: int
) -> None:
    name = returned[run]
    sign_in(page, "liulin")
    page.goto("/people/")
    page.get_by_label(say("查谁", "Who")).fill(name)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=name).click()
    page.get_by_role("link", name=say("入户", "Join a household")).click()
    page.get_by_label(say("加入别人的户", "that of somebody else")).check()
    page.get_by_label(say("从哪一天起", "From which day")).fill("2026-01-05")
    page.get_by_label(say("依据", "Resting on")).fill("户口簿")
    page.get_by_role("button", name=say("保存", "Save")).click()
    assert page.locator(".error-summary").get_by_text(say("请填写入谁的户", "Write whose household")).is_visible()
    check(page, "whose-household")
    page.get_by_label(say("入谁的户", "Whose household")).fill(number)
    page.get_by_role("button", name=say("保存", "Save")).click()
    page.get_by_role("heading", name=name).wait_for()
    same = page.locator(".summary div", has=page.get_by_text(say("同户的人", "Same household"), exact=True))
    assert "王桂芳" in same.inner_text()
    check(page, "joined")


RESIDENT = """
    import datetime as dt
    from jiahe.people.models import Person
    from jiahe.trust.models import Account, Resident

    account = Account(username="zhaomin", full_name="赵敏")
    account.set_password(password)
    account.save(using="owner")
    person = Person.objects.using("owner").get(name="赵敏").id
    Resident.objects.using("owner").create(account=account, person=person, from_date=dt.date(2025, 1, 1))
"""


@pytest.fixture(scope="module")
def zhao_min(town: Any) -> str:
    """The user name of 赵敏, who has an account of her own."""
    town.run(RESIDENT, password=PASSWORD)
    return "zhaomin"


def test_a_wrong_account_is_corrected_and_the_person_is_told(
    town: Any, zhao_min: str, page: Any, check: Any, say: Say, language: str, width: int
) -> None:
    begins = f"62220212345678{width:04d}{len(language) + (language == 'en')}"[:18]
    card = begins + luhn.calc_check_digit(begins)
    sign_in(page, "xian")
    open_person(page, say, "zhaomin", "赵敏")
    page.get_by_role("link", name=say("更正或补录银行账户", "Correct or add the bank account")).click()
    check(page, "account")
    page.get_by_label(say("银行账号", "Bank account")).fill(begins + "x")
    page.get_by_label(say("为什么更正", "Why it is corrected")).fill("换了银行卡")
    page.get_by_role("button", name=say("保存", "Save")).click()
    check(page, "paper-wanted")
    page.get_by_label(say("依据", "Resting on")).fill("本人的银行卡")
    page.get_by_role("button", name=say("保存", "Save")).click()
    assert page.locator(".error-summary").get_by_text(say("账号只写数字", "Write the digits")).is_visible()
    page.get_by_label(say("银行账号", "Bank account")).fill(f"{card[:6]} {card[6:]}")
    page.get_by_role("button", name=say("保存", "Save")).click()
    page.get_by_role("heading", name="赵敏").wait_for()
    assert page.get_by_text("换了银行卡").count()
    assert card not in page.content()
    check(page, "changed")
    page.context.clear_cookies(name="sessionid")
    sign_in(page, zhao_min)
    page.goto("/my/")
    told = page.locator(".notice", has_text=say("收款账户最近一次改动", "The last change of the account"))
    assert "本人的银行卡" in told.inner_text()
    assert say("县卫健局经办", "County officer") in told.inner_text()
    assert page.get_by_text(f"****{card[-4:]}").count()
    check(page, "told")


def test_a_claim_of_former_years_is_corrected(
    town: Any, page: Any, check: Any, say: Say, language: str, width: int
) -> None:
    day = f"2025-09-{11 + (language == 'en') + 2 * (width == 360)}"
    sign_in(page, "xian")
    open_person(page, say, "wangguyu", "王谷雨")
    claimed = page.locator(".event", has_text=say("申领", "Claimed")).filter(has=page.get_by_role("link"))
    claimed.get_by_role("link").click()
    check(page, "withdraw-a-claim")
    page.get_by_role("link", name=say("更正这条记录", "Correct this record")).click()
    decided = page.get_by_label(say("办结日期", "Day of the decision"))
    decided.fill("2025-08-01")
    page.get_by_label(say("为什么更正", "Why it is corrected")).fill("办结日期录错")
    page.get_by_label(say("依据", "Resting on")).fill("审批表")
    page.get_by_role("button", name=say("更正记录", "Correct a record")).click()
    check(page, "before-it-was-submitted")
    decided.fill(day)
    page.get_by_role("button", name=say("更正记录", "Correct a record")).click()
    page.get_by_role("heading", name="王谷雨").wait_for()
    assert page.locator(".event s", has_text="2025").count()
    assert page.get_by_text("办结日期录错").count()
    check(page, "claim-corrected")


DEAD = """
    import datetime as dt
    from jiahe.people.models import Person
    from jiahe.people.names import search_keys

    Person.objects.using("owner").create(
        name="赵老太", search=search_keys("赵老太"), sex="female", birth_date=dt.date(1940, 2, 3), nationality="CHN",
        death_date=dt.date(2024, 5, 6), hukou_place="420890100201", residence_place="420890100201", source="户籍",
        learned_on=dt.date(2025, 12, 1),
    )
"""


@pytest.fixture(scope="module")
def somebody_dead(town: Any) -> None:
    """An old woman of the village, who has died."""
    town.run(DEAD)


def test_each_change_of_a_record_has_a_form(
    somebody_dead: Any, returned: list[str], number: str, page: Any, check: Any, say: Say
) -> None:
    sign_in(page, "xian")
    looked_at: set[str] = set()
    for pinyin, name in (
        ("wangguifang", "王桂芳"),
        ("wangguyu", "王谷雨"),
        ("zhaolaotai", "赵老太"),
        ("wangguilai", returned[4]),
    ):
        open_person(page, say, pinyin, name)
        forms = {one.get_attribute("href") for one in page.locator("main a[href*='/record/']").all()}
        for form in sorted(forms):
            word = form.rstrip("/").rsplit("/", 1)[-1]
            if word not in looked_at:
                page.goto(form)
                check(page, word)
                looked_at.add(word)
