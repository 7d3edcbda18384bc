"""Sign-ins, good and bad, and sign-outs leave a line in the server's log: whose, never what was typed."""

from __future__ import annotations

import pytest
from django.test import Client
from structlog.testing import capture_logs

from jiahe.trust.models import Account

pytestmark = pytest.mark.django_db


def test_a_sign_in_a_failed_one_and_a_sign_out_are_noted_by_the_account() -> None:
    account = Account.objects.create_user("li", password="a-long-enough-word", full_name="李")
    client = Client()
    with capture_logs() as said:
        client.post("/account/login/", {"login": "li", "password": "not this one"})
        client.post("/account/login/", {"login": "nobody-has-this-name", "password": "x"})
        client.post("/account/login/", {"login": "li", "password": "a-long-enough-word"})
        client.post("/account/logout/")
    found = [(one["event"], one["account"]) for one in said if "sign" in one["event"]]
    key = str(account.id)
    assert found == [("sign-in failed", key), ("sign-in failed", None), ("signed in", key), ("signed out", key)]
    assert "nobody-has-this-name" not in str(said)
    assert "not this one" not in str(said)
