"""A county officer and two records that are much alike: looked at side by side, merged, and parted again."""

from __future__ import annotations

from typing import Any

from tests.journeys.conftest import JOURNEY
from tests.journeys.the_town import VILLAGE, Say, sign_in

pytestmark = JOURNEY

TWICE = """
    import datetime as dt
    from jiahe.intake.doubles.search import look_for_doubles
    from jiahe.people.models import Parenthood, Person
    from jiahe.people.names import search_keys
    from jiahe.trust.acting import acting_as, background

    with acting_as(background()):
        made = [
            Person.objects.create(
                name=name, search=search_keys(name), sex="female", birth_date=dt.date(1961, 2, day),
                hukou_place=village, residence_place=village, source=source, learned_on=dt.date(2025, 12, 1),
            )
            for name, source in zip(names, ("户籍", "卫健"), strict=True)
        ]
        child = Person.objects.create(
            name=daughter, search=search_keys(daughter), sex="female", birth_date=dt.date(1988, 3, day),
            hukou_place=village, residence_place=village, source="户籍", learned_on=dt.date(2025, 12, 1),
        )
        Parenthood.objects.create(child=child, parent=made[1], kind="birth", source="卫健", learned_on=child.learned_on)
        look_for_doubles()
"""


def press_with_alt(page: Any, letter: str) -> None:
    """Press Alt and a letter. Playwright's own keyboard leaves out the text, by which Chromium finds the button."""
    browser = page.context.new_cdp_session(page)
    key = {"modifiers": 1, "key": letter, "unmodifiedText": letter, "windowsVirtualKeyCode": ord(letter.upper())}
    for kind in ("keyDown", "keyUp"):
        browser.send("Input.dispatchKeyEvent", {"type": kind, **key})
    browser.detach()


def test_two_records_of_one_person_are_merged_and_parted(
    town: Any, page: Any, say: Say, check: Any, language: str, width: int
) -> None:
    # given somebody whom two offices have written in two ways
    own = {"zh": "兰凤", "en": "梅菊"}[language][width == 360]
    names, day = [f"孙{own}英", f"孙{own}瑛"], 3 + "兰凤梅菊".index(own)
    daughter = f"周{own}"
    town.run(TWICE, names=names, daughter=daughter, day=day, village=VILLAGE)
    sign_in(page, "xian")
    page.goto("/doubles/")
    check(page, "doubles")

    # when they are looked at side by side
    page.get_by_role("link", name=f"孙{own}").first.press("Enter")
    page.get_by_role("heading", name=say("是不是同一个人？", "Are they one person?")).wait_for()
    both = page.get_by_role("region", name=say("两份资料并排", "The two records side by side"))
    assert all(one in both.inner_text() for one in (*names, daughter))
    check(page, "side-by-side")

    # then merging by its key asks for the paper first
    press_with_alt(page, "s")
    page.get_by_text(say("请填写“凭什么材料”", "Fill in “The paper it rests on”")).first.wait_for()
    check(page, "paper-is-missing")
    page.get_by_label(say("凭什么材料", "The paper it rests on")).fill("户口簿")
    press_with_alt(page, "s")
    page.get_by_text(say("已合并。", "Merged.")).wait_for()

    # and the kept record has the family of both
    page.goto(f"/people/?q={daughter}")
    page.get_by_role("link", name=daughter).click()
    page.get_by_role("link", name=f"孙{own}").first.click()
    merged = page.get_by_role("heading", name=say("合并过的档案", "Records that were merged into this one"))
    merged.wait_for()
    check(page, "merged")

    # when it turns out that they are two people
    page.get_by_role("link", name=say("撤销合并", "Part them again")).press("Enter")
    check(page, "parting")
    page.get_by_label(say("为什么撤销", "Why they are parted")).fill("是两个人")
    page.get_by_role("button", name=say("撤销合并", "Part the two records again")).press("Enter")

    # then both are there again
    page.get_by_text(say("已撤销合并", "The records are parted again")).wait_for()
    for one in names:
        page.goto(f"/people/?q={one}")
        assert page.get_by_role("link", name=one, exact=True).is_visible()
    page.goto("/doubles/?show=decided")
    assert page.get_by_text(say("合并过，又撤销了", "Merged, and parted again")).first.is_visible()
    check(page, "decided")
