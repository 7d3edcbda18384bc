"""What was refused leaves a line in the server's log that says to which account, through which post, and why."""

from __future__ import annotations

from typing import Any

import pytest
import structlog
from django.core.cache import cache
from django.test import Client, override_settings
from structlog.testing import capture_logs

from jiahe.trust.acting import Acting
from tests.cast import Cast
from tests.site.conftest import reader

__all__ = ["reader"]  # a fixture

pytestmark = pytest.mark.django_db


def lines(said: list[Any]) -> list[Any]:
    return [one for one in said if one["event"] == "request"]


def test_a_record_that_is_not_for_a_post_is_a_line_with_account_and_post(
    reader: Client, cast: Cast, posts: dict[str, Acting]
) -> None:
    with capture_logs() as said:
        reader.get(f"/people/{cast.wang}/")
        reader.get("/read-log/")
        reader.get(f"/people/{cast.mother}/")
    account, post = reader.session["_auth_user_id"], str(posts["worker"].post)
    found = [(one["status"], one.get("account"), one.get("post")) for one in lines(said)]
    assert found == [(404, account, post), (403, account, post), (200, None, None)]
    assert str(cast.wang) not in str(said)


def test_a_stranger_is_refused_without_a_name() -> None:
    with capture_logs() as said:
        Client().get("/no/such/page/")
    (line,) = lines(said)
    assert line["status"] == 404
    assert not {"account", "post", "why"} & line.keys()


def test_a_forged_form_and_a_foreign_host_say_why() -> None:
    with capture_logs() as said, override_settings(ALLOWED_HOSTS=["office.example"]):
        Client(enforce_csrf_checks=True, headers={"host": "office.example"}).post("/account/login/", {"login": "李"})
        Client(headers={"host": "elsewhere.example"}).get("/")
    found = [(one["status"], one["why"]) for one in lines(said)]
    assert found == [(403, "form without its token"), (400, "DisallowedHost")]
    assert "elsewhere" not in str(said)


def test_guessing_that_is_stopped_is_a_line() -> None:
    cache.clear()
    client = Client()
    with capture_logs() as said:
        for _ in range(6):
            client.post("/account/login/", {"login": "nobody", "password": "wrong-wrong"})
    assert [one["event"] for one in said if one["event"] == "attempts stopped"] == ["attempts stopped"]
    assert "nobody" not in str(said)


def test_all_lines_of_a_request_bear_the_same_number(reader: Client) -> None:
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as said:
        for _ in range(2):
            Client().post("/account/login/", {"login": "nobody-1", "password": "wrong-wrong"})
    failed, first, again, second = said
    assert [failed["event"], first["event"]] == ["sign-in failed", "request"]
    assert failed["request"] == first["request"] != again["request"] == second["request"]
