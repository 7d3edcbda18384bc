"""Sign-in: what is there and what is not, lockout in words, the second factor that staff must have."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from jiahe.places.models import Holding, Post
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.models import Account
from jiahe.trust.second_factor import use_code

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-battery"
CHINESE, ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}, {"HTTP_ACCEPT_LANGUAGE": "en-GB"}


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def li() -> Account:
    """A village worker."""
    account = Account(username="li", full_name="李晓燕")
    account.set_password(PASSWORD)
    account.save()
    with acting_as(Acting.of(Post(role="security_administrator", place="420890000000", title="安", title_en="S"))):
        post = Post.objects.create(role="village_worker", place="420890100001", title="一村", title_en="Village 1")
        Holding.objects.create(post=post, account=account, from_date=timezone.localdate())
    return account


def sign_in(client: Client, password: str = PASSWORD, **headers: str) -> Any:
    return client.post("/account/login/", {"login": "li", "password": password}, **headers)


def now_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def app(li: Account) -> str:
    """The secret of an authenticator app that li has set up."""
    secret = generate_totp_secret()
    TOTP.activate(li, secret)
    RecoveryCodes.activate(li)
    return secret


# ---- what is there


def test_nobody_signs_up_and_nothing_goes_by_mail(client: Client) -> None:
    for gone in ("signup/", "password/reset/", "email/", "confirm-email/", "login/code/", "3rdparty/"):
        assert client.get(f"/account/{gone}").status_code == 404
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith("account_")}
    assert names == {
        "account_login", "account_logout", "account_inactive", "account_reauthenticate", "account_change_password",
        "account_set_password",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("password", "said"),
    [("short-one", "至少"), ("password1234", "常见"), ("lixiaoyan2024", "")],
)
def test_a_weak_password_is_refused_in_words(client: Client, li: Account, password: str, said: str) -> None:
    sign_in(client)
    answer = client.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
        **CHINESE,
    )
    li.refresh_from_db()
    assert li.check_password(PASSWORD) == bool(said)
    if said:
        assert said in answer.content.decode()


# ---- lockout


@pytest.mark.parametrize(("headers", "said"), [(CHINESE, "已暂停登录。请在"), (ENGLISH, "Try again after")])
def test_after_five_wrong_passwords_one_is_told_when_to_try_again(
    client: Client, li: Account, headers: dict[str, str], said: str
) -> None:
    for _ in range(5):
        assert said not in sign_in(client, "wrong-wrong-wrong", **headers).content.decode()
    answer = sign_in(client, **headers)
    assert said in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_another_account_is_not_locked_with_it(client: Client, li: Account) -> None:
    for _ in range(6):
        client.post("/account/login/", {"login": "nobody", "password": "wrong-wrong"})
    assert sign_in(client).status_code == 302


def test_wrong_codes_lock_too(client: Client, app: str) -> None:
    sign_in(client)
    for _ in range(5):
        client.post("/account/security/authenticate/", {"code": "000000"})
    answer = client.post("/account/security/authenticate/", {"code": now_code(app)}, **ENGLISH)
    assert "Try again after" in answer.content.decode()
    assert "_auth_user_id" not in client.session


# ---- the second factor


def test_a_password_alone_does_not_open_an_account_with_a_second_factor(client: Client, app: str) -> None:
    answer = sign_in(client)
    assert answer["Location"] == "/account/security/authenticate/"
    assert "_auth_user_id" not in client.session
    client.post("/account/security/authenticate/", {"code": now_code(app)})
    assert "_auth_user_id" in client.session


def test_a_recovery_code_works_once(client: Client, li: Account, app: str) -> None:
    code = RecoveryCodes.activate(li).get_unused_codes()[0]
    for works in (True, False):
        client.logout()
        sign_in(client)
        client.post("/account/security/authenticate/", {"code": code})
        assert ("_auth_user_id" in client.session) == works


def enter(client: Client, code: str) -> bool:
    """Sign in anew with a code; return whether that was let in."""
    client.logout()
    sign_in(client)
    client.post("/account/security/authenticate/", {"code": code})
    return "_auth_user_id" in client.session


def test_a_code_of_the_app_works_once_as_long_as_it_would_be_good(client: Client, app: str) -> None:
    code = now_code(app)
    assert enter(client, code)
    cache.clear()  # where allauth remembers it, for 30 seconds of its 90
    assert not enter(client, code)
    assert not enter(client, f"{code[:3]} {code[3:]}")


def test_the_code_that_sets_up_an_app_signs_nobody_in(client: Client, li: Account) -> None:
    sign_in(client)
    client.get("/account/security/app/")
    code = now_code(client.session["mfa.totp.secret"])
    client.post("/account/security/app/", {"code": code})
    assert Authenticator.objects.filter(user=li, type="totp").exists()
    assert not enter(client, code)


def test_a_code_before_one_that_was_used_is_used_too(app: str, monkeypatch: pytest.MonkeyPatch) -> None:
    authenticator, now = Authenticator.objects.get(type="totp"), time.time()
    before = now_code(app)
    monkeypatch.setattr(time, "time", lambda: now + 30)
    assert use_code(authenticator, now_code(app))
    assert not use_code(authenticator, before)


def test_the_database_does_not_give_the_secret_away(app: str) -> None:
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert app not in kept


@pytest.fixture
def required(settings: Any) -> None:
    settings.STAFF_MFA = "required"


OPEN = {"/account/security/": 200, "/account/security/app/": 200, "/account/security/passkeys/add/": 200}


def test_staff_without_a_second_factor_reach_nothing_else(client: Client, li: Account, required: None) -> None:
    sign_in(client)
    for path in ("/", "/people/", "/today/", "/components/", "/account/password/change/", "/account/security/codes/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/account/security/")
    assert client.post("/runs/start/").status_code in (302, 404)
    assert client.get("/api/people/", {"q": "李"}).status_code == 403
    for path, status in OPEN.items():
        assert client.get(path).status_code == status
    assert "请先设置第二重验证" in client.get("/account/security/", **CHINESE).content.decode()


def test_once_it_is_set_up_work_begins(client: Client, li: Account, required: None) -> None:
    sign_in(client)
    client.get("/account/security/app/")
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/account/security/app/", {"code": now_code(secret)})
    assert answer["Location"] == "/account/security/codes/"
    assert client.get("/").status_code == 200
    codes = client.get("/account/security/codes/").content.decode()
    assert all(code in codes for code in RecoveryCodes.activate(li).get_unused_codes())


def test_who_holds_no_post_is_not_asked(client: Client, required: None) -> None:
    client.force_login(Account.objects.create(username="zhao", full_name="赵一"))
    assert client.get("/").status_code == 200


def test_the_last_factor_taken_away_leads_back(client: Client, li: Account, app: str, required: None) -> None:
    sign_in(client)
    client.post("/account/security/authenticate/", {"code": now_code(app)})
    assert client.get("/").status_code == 200
    client.post("/account/security/app/off/")
    assert client.get("/")["Location"] == "/account/security/"


def test_long_after_sign_in_one_is_asked_again(client: Client, li: Account, app: str) -> None:
    sign_in(client)
    client.post("/account/security/authenticate/", {"code": now_code(app)})
    session = client.session
    session["account_authentication_methods"] = [
        {**one, "at": one["at"] - 600} for one in session["account_authentication_methods"]
    ]
    session.save()
    answer = client.post("/account/security/app/off/")
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert Authenticator.objects.filter(type="totp").exists()
