"""Where one is signed in, and for how long."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client

from jiahe.trust.models import Account, SignedIn
from jiahe.trust.sessions import device_in_words

pytestmark = pytest.mark.django_db

CHINESE, ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}, {"HTTP_ACCEPT_LANGUAGE": "en-GB"}
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36 MicroMessenger/8.0"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"
PASSWORD = "correct-horse-battery"


@pytest.fixture
def li() -> Account:
    account = Account(username="li", full_name="李晓燕")
    account.set_password(PASSWORD)
    account.save()
    return account


def signed_in(agent: str = DESK, **more: str) -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    client.post("/account/login/", {"login": "li", "password": PASSWORD, **more})
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/security/devices/").status_code == 200


def wait(client: Client, minutes: float, key: str = "last_used") -> None:
    """Let time pass for a session."""
    session = client.session
    session[key] = int(time.time() - minutes * 60)
    session.save()


# ---- for how long


@pytest.mark.parametrize(("more", "minutes", "still"), [
    ({}, 29, True),
    ({}, 31, False),
    ({"shared": "on"}, 14, True),
    ({"shared": "on"}, 16, False),
])  # fmt: skip
def test_who_does_nothing_is_signed_out(li: Account, more: dict[str, str], minutes: int, still: bool) -> None:
    client = signed_in(**more)
    wait(client, minutes)
    assert is_in(client) == still


def test_use_keeps_the_session(li: Account) -> None:
    client = signed_in()
    for _ in range(3):
        wait(client, 20)
        assert is_in(client)


def test_use_does_not_keep_it_for_more_than_twelve_hours(li: Account) -> None:
    client = signed_in()
    wait(client, 12 * 60 + 1, "signed_in_at")
    assert not is_in(client)


@pytest.mark.parametrize(("headers", "said"), [(CHINESE, "您有30分钟没有操作"), (ENGLISH, "nothing was done for 30")])
def test_one_is_told_why_and_comes_back_to_the_page(li: Account, headers: dict[str, str], said: str) -> None:
    client = signed_in()
    wait(client, 31)
    answer = client.get("/people/?q=1", **headers)
    assert answer["Location"] == "/account/login/?next=/people/%3Fq%3D1"
    assert said in client.get(answer["Location"], **headers).content.decode()


def test_a_program_is_told_too(li: Account) -> None:
    client = signed_in()
    wait(client, 31)
    assert client.get("/api/people/").status_code == 401


# ---- where


def test_the_list_names_devices_in_words(li: Account) -> None:
    signed_in(PHONE)
    html = signed_in(DESK).get("/account/security/devices/", **CHINESE).content.decode()
    assert "安卓手机，微信" in html
    assert "Windows 电脑，Edge" in html


@pytest.mark.parametrize("agent", ["", "curl/8.0"])
def test_what_is_not_known_is_said_to_be_unknown(agent: str) -> None:
    assert device_in_words(agent).zh == "未知设备"


def test_one_device_is_signed_out_from_another(li: Account) -> None:
    phone, desk, third = signed_in(PHONE), signed_in(), signed_in()
    key = str(SignedIn.objects.get(session=phone.session.session_key).id)
    desk.post("/account/security/devices/", {"one": key})
    assert (is_in(phone), is_in(desk), is_in(third)) == (False, True, True)


def test_all_others_are_signed_out(li: Account) -> None:
    phone, desk, third = signed_in(PHONE), signed_in(), signed_in()
    desk.post("/account/security/devices/", {"all": "yes"})
    assert (is_in(phone), is_in(desk), is_in(third)) == (False, True, False)


def test_nobody_signs_out_somebody_else(li: Account) -> None:
    desk = signed_in()
    other = Client()
    other.force_login(Account.objects.create(username="wang", full_name="王"))
    for told in ({"one": str(SignedIn.objects.get(account=li).id)}, {"one": ""}, {"one": "nonsense"}, {"all": "yes"}):
        other.post("/account/security/devices/", told)
    assert is_in(desk)


def test_a_new_password_ends_the_others_and_keeps_this_one_in_the_list(li: Account) -> None:
    phone, desk = signed_in(PHONE), signed_in()
    answer: Any = desk.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": "another-horse-battery", "password2": "another-horse-battery"},
    )
    assert answer.status_code == 302
    assert (is_in(phone), is_in(desk)) == (False, True)
    assert desk.session.session_key in SignedIn.objects.values_list("session", flat=True)


def test_who_signs_out_leaves_the_list(li: Account) -> None:
    signed_in().post("/account/logout/")
    assert not SignedIn.objects.exists()
