"""Attempts to sign in are counted once for the whole office, whichever process answers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client

from tests.served import Visitor, free_address, wait_until_ready


@pytest.fixture
def two_servers(django_db_setup: None) -> Iterator[list[str]]:
    """Two web servers on the tests' database, each a process of its own."""
    addresses = [free_address() for _ in range(2)]
    command = [sys.executable, "-m", "granian", "jiahe.site.wsgi:application", "--interface=wsgi", "--log-level=error"]
    started = [subprocess.Popen([*command, f"--port={address.split(':')[1]}"]) for address in addresses]
    try:
        for address, process in zip(addresses, started, strict=True):
            wait_until_ready(f"http://{address}/health/ready", process, Path(os.devnull))
        yield [f"http://{address}" for address in addresses]
    finally:
        for one in started:
            one.terminate()
            one.wait(30)


def sign_in(server: str, name: str) -> str:
    """Try to sign in with a wrong password; return the page that answers."""
    return Visitor(server).sign_in(name, "not-this-one")[2]


@pytest.mark.slow
def test_two_servers_share_the_limit(two_servers: list[str], django_db_blocker: pytest.FixtureRequest) -> None:
    one, other = two_servers
    tried = [sign_in(server, "somebody") for server in (one, other, one, other, one)]
    assert not any(TOO_MANY in page for page in tried)
    assert TOO_MANY in sign_in(other, "somebody")
    assert TOO_MANY in sign_in(one, "somebody")
    assert TOO_MANY not in sign_in(other, "somebody-else")
    with django_db_blocker.unblock(), connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM trust_attempt RETURNING cache_key, value")
        kept = cursor.fetchall()
    assert kept
    assert "127.0.0.1" not in str(kept)
    assert "somebody" not in str(kept)


TOO_MANY = "连续输错次数过多"
ROBOT = {"login": "nobody-here", "password": "not-this-one"}


def last_of_many(client: Client, **headers: str) -> str:
    """Fail to sign in for thirty accounts, then for one more; return that answer."""
    for number in range(30):
        client.post("/account/login/", {**ROBOT, "login": f"nobody-{number}"}, headers=headers)
    return client.post("/account/login/", ROBOT, headers=headers).content.decode()


@pytest.mark.django_db
def test_an_address_that_anybody_can_write_does_not_escape_the_limit() -> None:
    client = Client()
    last_of_many(client)
    forged = client.post("/account/login/", ROBOT, headers={"x-forwarded-for": "198.51.100.7"})
    assert TOO_MANY in forged.content.decode()


@pytest.mark.django_db
def test_behind_a_proxy_each_reader_is_counted_alone(settings: pytest.FixtureRequest) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = Client()
    assert TOO_MANY in last_of_many(client, **{"x-forwarded-for": "192.0.2.1, 198.51.100.7"})
    other = client.post("/account/login/", ROBOT, headers={"x-forwarded-for": "198.51.100.7, 192.0.2.9"})
    assert TOO_MANY not in other.content.decode()
