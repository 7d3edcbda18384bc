"""Setting an office up: commands make its first administrator, who makes a post and an account; its owner comes in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import JOURNEY, LOCALES

pytestmark = JOURNEY

PASSWORD = "seven calm herons by the lake"
PLACES = "code,name,level\n420890000000,禾阳县,3\n420890100000,清溪镇,4\n420890100201,柳林村,5\n420890100203,石墩村,5\n"

Say = Callable[[str, str], str]


@pytest.fixture(scope="session")
def new_office(office: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An office that was set up by its commands, as docs/how-to/set-up-an-office.md has it. Returns the links."""
    file = tmp_path_factory.mktemp("places") / "places.csv"
    file.write_text(PLACES, encoding="utf-8")
    office.jiahe("office", "places", str(file))
    links = {}
    for role, title, english, username, name in (
        ("security_administrator", "安全岗", "Security desk", "zhouan", "周安"),
        ("audit_administrator", "审计岗", "Audit desk", "shenjiguan", "郑明"),
        ("steward", "数据岗", "Data desk", "shuju", "吴数"),
    ):
        office.jiahe("office", "post", "add", "--role", role, "--title", title, "--title-en", english)
        said = office.jiahe("office", "account", "add", username, "--name", name, "--address", office.url)
        office.jiahe("office", "account", "hold", username, title)
        links[username] = said.splitlines()[-1]
    return links


@pytest.fixture
def another(browser: Any, office: Any, language: str, width: int, watch: Any) -> Iterator[Any]:
    """A page of another reader, on a machine of their own."""
    context = browser.new_context(
        base_url=office.url, viewport={"width": width, "height": 800}, locale=LOCALES[language]
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    watch.follow(page)
    yield page
    context.close()


def set_password(page: Any, link: str, say: Say, check: Any) -> None:
    page.goto(link)
    page.get_by_label(say("新密码", "New password")).fill(PASSWORD)
    page.get_by_label(say("再写一遍", "The same again")).fill(PASSWORD)
    check(page, "first-password")
    page.get_by_role("button", name=say("设置密码", "Set the password")).click()
    page.wait_for_url("**/account/login/")


def sign_in(page: Any, username: str) -> None:
    page.goto("/account/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/account/" not in url)


def come_in(page: Any, links: dict[str, str], username: str, say: Say, check: Any) -> None:
    """Sign in; the first time, by setting a password."""
    link = links.pop(username, None)
    if link is not None:
        set_password(page, link, say, check)
    sign_in(page, username)


def test_a_post_and_an_account_are_made_and_its_owner_comes_in(
    new_office: Any, page: Any, another: Any, check: Any, say: Say, language: str, width: int
) -> None:
    username, title, english = f"xiaoyan{language}{width}", f"柳林村专干{language}{width}", f"Desk {language} {width}"
    come_in(page, new_office, "zhouan", say, check)

    page.goto("/office/posts/")
    check(page, "posts")
    page.get_by_role("link", name=say("新设岗位", "Make a post")).click()
    page.get_by_role("button", name=say("保存", "Save")).click()
    check(page, "post-with-errors")
    page.get_by_label(say("岗位类别", "Kind of post")).select_option("village_worker")
    page.get_by_label(say("负责的地方", "Place")).fill("柳林村")
    page.get_by_label(say("岗位名称", "Name in Chinese")).fill(title)
    page.get_by_label(say("英文名称", "Name in English")).fill(english)
    page.get_by_role("button", name=say("保存", "Save")).click()
    page.get_by_role("heading", level=1, name=say(title, english)).wait_for()
    check(page, "post")
    post = page.url

    page.goto("/office/accounts/new/")
    check(page, "new-account")
    page.get_by_label(say("姓名", "Full name")).fill("李晓燕")
    page.get_by_label(say("用户名", "User name")).fill(username)
    page.get_by_role("button", name=say("保存", "Save")).click()
    page.get_by_role("button", name=say("生成密码链接", "Make a link for a password")).click()
    link = page.locator("#link").inner_text()
    check(page, "link")

    page.goto(post)
    page.get_by_role("link", name=say("交给同事担任", "Give it to a colleague")).click()
    page.get_by_label(say("同事", "Colleague")).select_option(label=f"李晓燕（{username}）")
    page.get_by_label(say("原因", "Reason")).fill("新同事到岗")
    check(page, "give")
    page.get_by_role("button", name=say("提请批准", "Propose it")).click()
    page.get_by_text(say("已提请", "Proposed")).wait_for()
    check(page, "proposed")

    come_in(another, new_office, "shenjiguan", say, check)
    another.goto("/office/proposals/")
    another.locator("tr", has_text=say("等待批准", "Waiting")).filter(has_text="李晓燕").get_by_role("link").click()
    another.get_by_label(say("批准", "Approve"), exact=True).check()
    another.get_by_role("button", name=say("提交决定", "Send the decision")).click()
    another.wait_for_url("**/proposals/")
    another.context.clear_cookies()
    page.goto(post)
    page.get_by_role("row", name="李晓燕").wait_for()
    check(page, "given")
    for step, way in (
        ("end-the-holding", page.get_by_role("row", name="李晓燕").locator("a[href*='/holdings/'][href$='/end/']")),
        ("a-stand-in", page.get_by_role("row", name="李晓燕").locator("a[href$='/stand-in/']")),
        ("end-the-post", page.get_by_role("link", name=say("撤销岗位", "End the post"))),
    ):
        way.click()
        check(page, step)
        page.goto(post)

    set_password(another, link, say, check)
    sign_in(another, username)
    assert say(title, english) in another.locator(".acting").inner_text()
    check(another, "signed-in")
    another.goto("/office/posts/")
    assert another.get_by_role("heading", name=say("这个岗位不能这样做", "This post may not do this")).is_visible()


def test_the_data_steward_sees_a_division_and_its_history(
    new_office: Any, page: Any, check: Any, say: Say, language: str, width: int
) -> None:
    come_in(page, new_office, "shuju", say, check)
    page.goto("/office/divisions/")
    check(page, "divisions")
    page.get_by_role("link", name=re.compile("石墩")).first.click()
    for verb in ("merge", "split", "recode"):
        page.goto(f"/office/divisions/420890100203/{verb}/")
        check(page, verb)
    page.goto("/office/divisions/420890100203/rename/")
    page.get_by_label(say("新名称", "New name")).fill(f"石墩{language}{width}村")
    page.get_by_label(say("从哪天起", "From")).fill("2999-01-01")
    page.get_by_label(say("依据", "Resting on")).fill("批复")
    page.get_by_role("button", name=say("保存", "Save")).click()
    assert page.get_by_role("alert").get_by_text(say("还没有到", "lies ahead")).is_visible()
    check(page, "refused")
    day = f"2025-0{1 + 2 * (language == 'en') + (width == 360)}-01"
    page.get_by_label(say("从哪天起", "From")).fill(day)
    page.get_by_role("button", name=say("保存", "Save")).click()
    page.get_by_role("listitem").filter(has_text=f"石墩{language}{width}村").first.wait_for()
    check(page, "history")


def test_the_data_steward_keeps_the_facilities_and_loses_nothing_in_another_language(
    new_office: Any, page: Any, check: Any, say: Say, language: str, width: int
) -> None:
    come_in(page, new_office, "shuju", say, check)
    page.goto("/office/facilities/")
    check(page, "facilities")
    page.get_by_role("link", name=say("新增服务机构", "Add a facility")).click()
    name = f"石墩卫生室{language}{width}"
    page.get_by_label(say("名称", "Name")).fill(name)
    page.get_by_role("button", name=say("保存", "Save")).click()
    page.get_by_role("alert").wait_for()
    check(page, "facility-with-errors")
    for there in (say("English", "中文"), say("中文", "English")):
        page.get_by_role("button", name=there, exact=True).click()
        page.get_by_role("button", name=there, exact=True).wait_for(state="detached")
        assert page.locator("#id_name").input_value() == name
    page.get_by_label(say("村卫生室", "Village clinic")).check()
    page.get_by_label(say("在哪里", "Where")).fill("420890100203")
    page.get_by_label(say("从哪天起开办", "Open since")).fill("2024-03-01")
    page.get_by_label(say("依据", "Resting on")).fill("许可证")
    page.get_by_role("button", name=say("保存", "Save")).click()
    page.get_by_role("heading", name=name).wait_for()
    page.get_by_role("link", name=say("更正", "Put right")).click()
    check(page, "put-right")
    page.get_by_label(say("从哪天起开办", "Open since")).fill("2024-02-01")
    page.get_by_label(say("为什么更正", "Why it is put right")).fill("笔误")
    page.get_by_role("button", name=say("保存", "Save")).click()
    page.get_by_role("heading", name=say("更正记录", "What was put right")).wait_for()
    check(page, "facility")
    page.goto(f"{page.url}end/")
    check(page, "end")
    page.goto("/office/facilities/")
    check(page, "facilities-listed")


def test_a_newer_list_is_compared_by_command(new_office: Any, office: Any, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(PLACES.replace("柳林村", "柳林新村"), encoding="utf-8")
    said = office.jiahe("office", "newer-list", str(file), "--on", "2024-06-30")
    assert "柳林新村" in said
    assert re.search("保留 kept [1-9]", said), "the office itself has recorded the place"
    assert "--apply" in said
