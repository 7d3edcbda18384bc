"""Staff with accounts, and a file that is taken to its end once it is checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import COUNTY


@pytest.fixture
def sign_in(posts: Any, cast: Any) -> Callable[[str], Client]:
    """``sign_in("reviewer")``: a client of an account that holds that post."""
    from jiahe.places.models import Holding
    from jiahe.trust.acting import Acting, acting_as
    from jiahe.trust.models import Account

    office = Acting(posts["steward"].post, "security_administrator", COUNTY, "", "")
    clients: dict[str, Client] = {}

    def signed_in(name: str) -> Client:
        if name not in clients:
            with acting_as(office):
                account = Account.objects.create(username=f"doubles-{name}", password="!", full_name="甲")
                Holding.objects.create(account=account, post_id=posts[name].post, from_date=dt.date(2025, 1, 1))
            clients[name] = Client()
            clients[name].force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return clients[name]

    return signed_in


@pytest.fixture
def finish(posts: Any) -> Callable[[Any], None]:
    """``finish(load)``: what was checked is loaded."""
    from jiahe.intake import applying
    from jiahe.intake.models import Load

    def finished(load: Any) -> None:
        Load.objects.filter(id=load.id).update(state="loading")
        applying.load_rows(load.id, posts["steward"])
        load.refresh_from_db()

    return finished
