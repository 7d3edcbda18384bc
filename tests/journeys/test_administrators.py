"""The three administrators at work: a second factor removed, seen by who watches, who may do what; and a stand-in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.by_keyboard import Hands
from tests.journeys.conftest import JOURNEY, RUNS
from tests.journeys.the_town import PASSWORD, Say, sign_in

pytestmark = JOURNEY

MAKE = """
    import datetime as dt
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import generate_totp_secret
    from django.db import transaction
    from jiahe.places.models import Holding, Post
    from jiahe.trust.models import Account
    from jiahe.trust.second_factor import SecondFactorAdapter

    owner = "owner"
    for username, role, title, english in people:
        account = Account(username=username, full_name=username)
        account.set_password(password)
        account.save(using=owner)
        post = Post.objects.using(owner).create(role=role, place=place, title=title, title_en=english)
        Holding.objects.using(owner).create(post=post, account=account, from_date=dt.date(2025, 1, 1))
    for username in locked_out:
        account = Account.objects.using(owner).get(username=username)
        with transaction.atomic():
            secret = SecondFactorAdapter().encrypt(generate_totp_secret())
        Authenticator.objects.using(owner).create(user=account, type="totp", data={"secret": secret})
"""
REFUSED = ("这个岗位不能这样做", "This post may not do this")


@pytest.fixture(scope="session")
def administered(town: Any) -> Any:
    """The town with a security and a system administrator, and for each run a clerk with a second factor."""
    clerks = [(f"chen-{run}", "village_worker", f"专干{run}", f"Desk {run}") for run in RUNS]
    people = [
        ("anquan", "security_administrator", "安全管理员", "Security administrator"),
        ("xitong", "system_administrator", "系统管理员", "System administrator"),
        *clerks,
    ]
    locked_out = [username for username, *_ in clerks]
    town.run(MAKE, people=people, locked_out=locked_out, place="420890000000", password=PASSWORD)
    return town


def test_a_factor_is_removed_and_who_watches_sees_by_whom(
    administered: Any, page: Any, check: Any, say: Say, run: int
) -> None:
    sign_in(page, "anquan")
    page.goto("/office/accounts/")
    check(page, "accounts")
    page.get_by_label(say("姓名或用户名", "Name or user name")).fill(f"chen-{run}")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: f"chen-{run}" in url)
    page.get_by_role("link", name=f"chen-{run}").click()
    check(page, "account")
    page.get_by_role("link", name=say("重设密码", "Another password")).click()
    check(page, "another-password")
    page.go_back()
    page.get_by_role("link", name=say("解除第二道验证", "Remove the second factor")).click()
    page.get_by_role("button", name=say("提请批准", "Propose it")).click()
    check(page, "asked-for-a-reason")
    page.get_by_label(say("原因", "Reason")).fill(f"手机丢失{run}")
    page.keyboard.press("Enter")
    page.get_by_text(f"手机丢失{run}").wait_for()
    check(page, "proposed")
    assert page.goto("/people/").status == 403
    page.context.clear_cookies()
    sign_in(page, "shenjiguanli")
    page.goto("/")
    check(page, "what-waits")
    page.get_by_role("link", name=say("等您批准", "your approval")).click()
    check(page, "proposals")
    page.locator("tr", has_text=f"手机丢失{run}").get_by_role("link").click()
    page.get_by_label(say("不批准", "Refuse"), exact=True).check()
    page.get_by_role("button", name=say("提交决定", "Send the decision")).click()
    check(page, "refused-without-a-reason")
    page.get_by_label(say("批准", "Approve"), exact=True).check()
    page.get_by_role("button", name=say("提交决定", "Send the decision")).click()
    page.wait_for_url("**/proposals/")
    page.locator("tr", has_text=f"手机丢失{run}").get_by_role("link").click()
    check(page, "approved")
    page.goto("/")
    page.get_by_role("link", name=say("管理员做过什么", "What administrators did")).first.click()
    row = page.locator("tr", has_text=f"手机丢失{run}").filter(has_text=say("解除", "Removed"))
    assert "shenjiguanli" in row.inner_text()
    assert "anquan" in row.inner_text()
    assert f"chen-{run}" in row.inner_text()
    check(page, "acts")
    assert page.goto("/office/accounts/").status == 403


def test_the_system_administrator_sees_runs_and_nobody(administered: Any, page: Any, check: Any, say: Say) -> None:
    sign_in(page, "xitong")
    page.goto("/runs/")
    check(page, "runs")
    page.goto("/retention/")
    check(page, "erasure")
    for closed in ("/people/", "/office/posts/", "/read-log/", "/office/stand-in/"):
        page.goto(closed)
        assert page.get_by_role("heading", name=say(*REFUSED)).is_visible(), closed
    page.get_by_role("link", name=say("谁可以做什么", "Who may do what")).click()
    page.get_by_role("heading", level=1, name=say("谁可以做什么", "Who may do what")).wait_for()
    check(page, "permissions")


def test_a_clerk_lets_a_colleague_stand_in_and_ends_it(
    administered: Any, page: Any, check: Any, say: Say, run: int
) -> None:
    sign_in(page, "xian")
    page.goto("/")
    page.get_by_role("link", name=say("谁代理我", "Who stands in for me")).click()
    page.get_by_role("button", name=say("安排", "Arrange")).click()
    check(page, "stand-in-with-errors")
    page.get_by_label(say("同事", "Colleague")).select_option(label=f"chen-{run}（chen-{run}）")
    page.get_by_label(say("从哪天起", "From")).fill("2999-01-01")
    page.get_by_label(say("到哪天为止", "Until")).fill("2999-02-01")
    page.get_by_role("button", name=say("安排", "Arrange")).click()
    end = page.get_by_role("button", name=f"chen-{run}")
    end.wait_for()
    check(page, "stand-in")
    end.click()
    page.get_by_text(say("没有人代理您", "Nobody stands in for you")).wait_for()


def test_a_consent_is_recorded_from_paper(town: Any, page: Any, check: Any, say: Say) -> None:
    sign_in(page, "liulin")
    page.goto("/people/?q=李秀英")
    page.get_by_role("link", name="李秀英").first.click()
    page.get_by_role("link", name=say("凭纸质材料登记同意", "Record a consent from paper")).click()
    page.get_by_role("button", name=say("登记", "Record"), exact=True).click()
    check(page, "consent-with-errors")
    page.get_by_label(say("同意", "agrees"), exact=True).check()
    page.get_by_label(say("请您评价服务", "Asking you how the service was")).check()
    page.get_by_label(say("哪份材料，存放在哪里", "Which paper, and where it is kept")).fill("同意书，村档案柜")
    page.get_by_role("button", name=say("登记", "Record"), exact=True).click()
    page.get_by_text("同意书，村档案柜").first.wait_for()
    check(page, "consent")


def test_a_key_is_approved_by_another_then_shown_once_and_ended(
    administered: Any, page: Any, hands: Hands, say: Say, run: int
) -> None:
    system = f"县公安局户籍系统{run}"
    hands.sign_in("anquan", "start")
    hands.press(page.locator("main a[href='/office/programs/']"), "keys")
    hands.press(page.get_by_role("link", name=say("发程序密钥", "Give a program a key")), "empty-form")
    propose = page.get_by_role("button", name=say("提请批准", "Propose it"))
    hands.press(propose, "with-errors")
    hands.write(page.locator("input[name=system]"), system)
    hands.write(page.locator("input[name=purpose]"), "每天核对户籍")
    desk = page.locator("select[name=post] option", has_text=say(f"专干{run}", f"Desk {run}"))
    hands.pick(page.locator("select[name=post]"), desk.get_attribute("value"))
    hands.tick(page.locator("input[name=operations][value='people:find']"))
    hands.write(page.locator("textarea[name=networks]"), "10.20.0.0/16")
    hands.press(propose, "proposed")
    proposed = page.url
    page.context.clear_cookies()
    hands.sign_in("shenjiguanli", "who-watches")
    hands.begin(proposed, "to-decide")
    hands.choose(page.get_by_label(say("批准", "Approve"), exact=True))
    hands.press(page.get_by_role("button", name=say("提交决定", "Send the decision")), "decided")
    page.context.clear_cookies()
    hands.sign_in("anquan", "again")
    hands.begin(proposed, "approved")
    hands.press(page.get_by_role("button", name=say("生成密钥", "Make the key")), "shown-once")
    assert page.locator("#key").inner_text().startswith("jiahe_")
    row = page.get_by_role("row", name=system)
    hands.press(row.get_by_role("link", name=say("停用密钥", "End the key")), "end")
    hands.press(page.get_by_role("button", name=say("停用密钥", "End the key")), "ended")
    assert page.locator("#key").count() == 0
    assert say("已停用", "Ended") in page.get_by_role("row", name=system).inner_text()
