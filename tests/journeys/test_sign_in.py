"""Signing in: by an authenticator app, by a passkey without a password, and what is said when it goes wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.journeys.conftest import JOURNEY

pytestmark = JOURNEY

PASSWORD = "correct-horse-battery"
Say = Callable[[str, str], str]


CLERKS = """
    import datetime as dt
    from jiahe.places.models import Holding, Post
    from jiahe.trust.models import Account

    for name in names:
        account = Account(username=name, full_name="安全员")
        account.set_password(password)
        account.save(using="owner")
        post = Post.objects.using("owner").create(
            role="village_worker", place="420890100201", title="柳林村专干", title_en="Village worker of Liulin"
        )
        Holding.objects.using("owner").create(post=post, account=account, from_date=dt.date(2025, 1, 1))
"""


@pytest.fixture(scope="module")
def clerks(office: Any) -> Iterator[str]:
    """Village workers, one for each test."""
    names = [f"anquan-{number}" for number in range(20)]
    office.run(CLERKS, names=names, password=PASSWORD)
    return iter(names)


@pytest.fixture
def clerk(clerks: Iterator[str]) -> str:
    """A village worker of this test's own; the name under which they sign in."""
    return next(clerks)


@pytest.fixture
def here(office: Any) -> Callable[[str], str]:
    """An address by name: a passkey belongs to a name, not to a number, and localhost counts as safe."""
    return lambda path: f"{office.url.replace('127.0.0.1', 'localhost')}{path}"


def enter(page: Any) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sign_in(page: Any, here: Callable[[str], str], name: str, password: str = PASSWORD) -> None:
    page.goto(here("/account/login/"))
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", password)
    enter(page)


def code_of(secret: str, step: int = 0) -> str:
    """The code that an app shows (RFC 6238): written here again, so as not to test the server with itself."""
    counter = struct.pack(">Q", int(time.time()) // 30 + step)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def test_an_authenticator_app_is_set_up_and_signs_in(
    page: Any, check: Any, say: Say, clerk: str, here: Callable[[str], str]
) -> None:
    page.goto(here("/account/login/"))
    check(page, "sign-in")
    sign_in(page, here, clerk, "not-the-right-one")
    assert page.get_by_text(say("用户名或密码不对", "The name or the password is not right")).first.is_visible()
    check(page, "wrong-password")
    sign_in(page, here, clerk)
    page.get_by_role("link", name=say("账户安全", "Account safety")).click()
    check(page, "security")
    page.get_by_role("link", name=say("设置验证器", "Set up the app")).click()
    check(page, "set-up")
    secret = page.locator("code.key").inner_text()
    page.get_by_label(say("验证码", "Code")).fill("000000")
    enter(page)
    assert page.get_by_role("alert").is_visible()
    check(page, "wrong-code")
    page.get_by_label(say("验证码", "Code")).fill(code_of(secret))
    page.keyboard.press("Enter")
    page.wait_for_url("**/security/codes/")
    check(page, "recovery-codes")
    page.get_by_role("link", name=say("换一批新的", "Make new codes")).click()
    check(page, "make-new-codes")
    page.get_by_role("main").get_by_role("button", name=say("生成", "Make"), exact=True).click()
    page.wait_for_url("**/security/codes/")
    recovery = page.locator(".codes code").first.inner_text()
    check(page, "new-codes")
    for way, step in (("", "by-password"), ("security/", "by-code")):
        page.goto(here(f"/account/{way}reauthenticate/"))
        check(page, step)
    page.goto(here("/account/security/codes/"))
    page.get_by_role("link", name=say("已收好", "I have kept them")).click()
    check(page, "security-with-app")
    for code in (code_of(secret, 1), recovery):
        page.get_by_role("button", name=say("退出", "Sign out"), exact=True).click()
        sign_in(page, here, clerk)
        assert page.get_by_role("heading", name=say("还差一步", "One more step")).is_visible()
        check(page, "one-more-step")
        page.get_by_label(say("验证码", "Code")).fill(code)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/account/" not in url)
    page.goto(here("/account/security/app/off/"))
    check(page, "turn-off")
    page.get_by_role("button", name=say("关闭", "Turn off")).click()
    assert page.get_by_text(say("验证器已关闭", "The authenticator app is off")).is_visible()


NO_PASSWORD = """
    from jiahe.trust.models import Account

    account = Account.objects.using("owner").get(username=name)
    account.set_unusable_password()
    account.save(using="owner")
"""


def test_a_passkey_signs_in_without_a_password(
    office: Any, page: Any, check: Any, say: Say, clerk: str, here: Callable[[str], str]
) -> None:
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    key = device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )["authenticatorId"]
    sign_in(page, here, clerk)
    page.goto(here("/account/security/"))
    page.get_by_role("link", name=say("添加通行密钥", "Add a passkey")).click()
    check(page, "add-a-passkey")
    page.get_by_role("button", name=say("添加", "Add"), exact=True).click()
    page.wait_for_url("**/security/codes/")
    credentials = device.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    assert [one["isResidentCredential"] for one in credentials] == [True]
    page.goto(here("/account/security/passkeys/reauthenticate/"))
    check(page, "by-passkey")
    page.goto(here("/account/security/"))
    check(page, "security-with-passkey")
    page.get_by_role("button", name=say("退出", "Sign out"), exact=True).click()
    page.goto(here("/account/login/"))
    page.get_by_role("button", name=say("用通行密钥登录", "Sign in with a passkey")).click()
    page.wait_for_url(lambda url: "/account/" not in url)
    assert page.get_by_text(say("柳林村专干", "Village worker of Liulin")).first.is_visible()

    page.get_by_role("button", name=say("退出", "Sign out"), exact=True).click()
    sign_in(page, here, clerk)
    page.get_by_role("button", name=say("用通行密钥", "Use a passkey")).click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.get_by_role("button", name=say("退出", "Sign out"), exact=True).click()

    device.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.goto(here("/account/login/"))
    page.get_by_role("button", name=say("用通行密钥登录", "Sign in with a passkey")).click()
    page.locator("[data-passkey-error]").wait_for(state="visible")
    check(page, "the-device-refuses")

    office.run(NO_PASSWORD, name=clerk)
    device.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    page.get_by_role("button", name=say("用通行密钥登录", "Sign in with a passkey")).click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto(here("/account/password/set/"))
    check(page, "set-a-password")
    page.goto(here("/account/security/"))
    page.get_by_role("link", name=say("移除", "Remove")).click()
    check(page, "remove")
    page.get_by_role("button", name=say("移除", "Remove")).click()
    assert page.get_by_text(say("通行密钥已移除", "The passkey was removed")).is_visible()


PERSON = """
    import datetime as dt
    from django.conf import settings
    from jiahe.people.models import Person
    from jiahe.places.models import Post
    from jiahe.trust.acting import Acting, acting_as

    with acting_as(Acting.of(Post(role="steward", place=settings.COUNTY, title="数据", title_en="Steward"))):
        made = Person.objects.create(
            name="周小兰", sex="female", birth_date=dt.date(1991, 3, 4), hukou_place="420890100201",
            residence_place="420890100201", source="户籍", learned_on=dt.date(2025, 12, 1),
        )
    print(made.id, end="")
"""


def test_whoever_is_not_let_in_reads_why(page: Any, check: Any, say: Say) -> None:
    page.goto("/account/government/callback/?error=server_error")
    assert page.get_by_role("heading", name=say("统一认证没有成功", "The sign-on did not succeed")).is_visible()
    check(page, "the-sign-on-failed")
    page.get_by_role("link", name=say("回到登录", "Back to sign-in")).click()
    assert page.get_by_role("link", name=say("用政务服务统一认证登录", "Sign in by the government’s")).is_visible()
    page.goto("/account/inactive/")
    assert page.get_by_role("heading", name=say("账户已停用", "This account is closed")).is_visible()
    check(page, "account-closed")


def test_a_resident_is_invited_and_makes_an_account(
    office: Any, page: Any, check: Any, say: Say, clerk: str, here: Callable[[str], str]
) -> None:
    person = office.run(PERSON)
    sign_in(page, here, clerk)
    page.goto(here(f"/people/{person}/"))
    page.get_by_role("link", name=say("邀请本人开通账户", "Invite to an account of their own")).click()
    check(page, "invite")
    page.get_by_role("button", name=say("生成邀请码", "Make a code")).click()
    code = page.locator("code.key").inner_text()
    check(page, "the-code")
    page.get_by_role("button", name=say("退出", "Sign out"), exact=True).click()

    page.goto(here("/account/login/"))
    page.get_by_role("link", name=say("用邀请码开通账户", "Make an account with it")).click()
    check(page, "use-an-invitation")
    for wrong in (True, False):
        page.get_by_label(say("邀请码", "Invitation code")).fill("AAAAA-AAAAA" if wrong else code.lower())
        page.get_by_label(say("给自己起个用户名", "Choose a name for signing in")).fill(f"lan-{clerk}")
        page.get_by_label(say("密码", "Password"), exact=True).fill(PASSWORD)
        page.get_by_label(say("再输入一次密码", "The password again")).fill(PASSWORD)
        enter(page)
        if wrong:
            assert page.get_by_role("alert").is_visible()
            check(page, "a-wrong-code")
    page.wait_for_url(here("/"))
    check(page, "signed-in-as-oneself")
    page.goto(here("/my/"))
    assert page.get_by_text("周小兰").first.is_visible()
    check(page, "my-record")
    page.goto(here("/account/security/devices/"))
    check(page, "devices")
