"""A county officer and two records that are much alike, by keyboard: looked at side by side, merged, parted again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.by_keyboard import Hands
from tests.journeys.conftest import JOURNEY
from tests.journeys.the_town import VILLAGE, Say

pytestmark = JOURNEY

TWICE = """
    import datetime as dt
    from jiahe.intake.doubles.search import look_for_doubles
    from jiahe.people.models import Parenthood, Person
    from jiahe.people.names import search_keys
    from jiahe.trust.acting import acting_as, background

    def woman(name, born, source):
        return Person.objects.create(
            name=name, search=search_keys(name), sex="female", birth_date=born, hukou_place=village,
            residence_place=village, source=source, learned_on=dt.date(2025, 12, 1),
        )

    with acting_as(background()):
        for day, own in enumerate(all_own, 3):
            woman(f"孙{own}英", dt.date(1961, 2, day), "户籍")
            other = woman(f"孙{own}瑛", dt.date(1961, 2, day), "卫健")
            child = woman(f"周{own}", dt.date(1988, 3, day), "户籍")
            Parenthood.objects.create(
                child=child, parent=other, kind="birth", source="卫健", learned_on=child.learned_on
            )
        look_for_doubles()
"""
OWN = "兰凤梅菊"


@pytest.fixture(scope="module")
def twice(town: Any) -> None:
    """For each run somebody whom two offices have written in two ways, and a daughter of the one."""
    town.run(TWICE, all_own=OWN, village=VILLAGE)


def press_with_alt(page: Any, letter: str) -> None:
    """Press Alt and a letter. Playwright's own keyboard leaves out the text, by which Chromium finds the button."""
    browser = page.context.new_cdp_session(page)
    key = {"modifiers": 1, "key": letter, "unmodifiedText": letter, "windowsVirtualKeyCode": ord(letter.upper())}
    for kind in ("keyDown", "keyUp"):
        browser.send("Input.dispatchKeyEvent", {"type": kind, **key})
    browser.detach()


def test_two_records_of_one_person_are_merged_and_parted(
    twice: None, page: Any, say: Say, hands: Hands, run: int
) -> None:
    # given somebody whom two offices have written in two ways
    own = OWN[run]
    names, daughter = [f"孙{own}英", f"孙{own}瑛"], f"周{own}"
    hands.sign_in("xian", "start")
    hands.press(page.locator("main a[href='/doubles/']").first, "doubles")

    # when they are looked at side by side
    hands.press(page.get_by_role("link", name=f"孙{own}").first, "side-by-side")
    assert page.get_by_role("heading", name=say("是不是同一个人？", "Are they one person?")).is_visible()
    both = page.get_by_role("region", name=say("两份资料并排", "The two records side by side"))
    assert all(one in both.inner_text() for one in (*names, daughter))

    # then merging by its key asks for the paper first
    press_with_alt(page, "s")
    page.get_by_text(say("请填写“凭什么材料”", "Fill in “The paper it rests on”")).first.wait_for()
    hands.check(page, "paper-is-missing")
    hands.write(page.get_by_label(say("凭什么材料", "The paper it rests on")), "户口簿")
    press_with_alt(page, "s")
    page.get_by_text(say("已合并。", "Merged.")).wait_for()
    hands.check(page, "next")

    # and the kept record has the family of both
    hands.begin(f"/people/?q={daughter}", "found")
    hands.press(page.get_by_role("link", name=daughter), "daughter")
    hands.press(page.get_by_role("link", name=f"孙{own}").first, "merged")
    merged = page.get_by_role("heading", name=say("合并过的档案", "Records that were merged into this one"))
    assert merged.is_visible()

    # when it turns out that they are two people
    hands.press(page.get_by_role("link", name=say("撤销合并", "Part them again")), "parting")
    hands.write(page.get_by_label(say("为什么撤销", "Why they are parted")), "是两个人")
    hands.press(page.get_by_role("button", name=say("撤销合并", "Part the two records again")), "parted")

    # then both are there again
    assert page.get_by_text(say("已撤销合并", "The records are parted again")).is_visible()
    for one in names:
        hands.begin(f"/people/?q={one}", one)
        assert page.get_by_role("link", name=one, exact=True).is_visible()
    hands.begin("/doubles/?show=decided", "decided")
    assert page.get_by_text(say("合并过，又撤销了", "Merged, and parted again")).first.is_visible()
