"""A client of the whole office, signed in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from jiahe.trust.acting import acting_as
from tests.cast import Cast

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def reader(cast: Cast, posts: Any) -> Client:
    """A client signed in as the village's worker."""
    from jiahe.places.models import Holding
    from jiahe.trust.acting import Acting
    from jiahe.trust.models import Account

    account = Account.objects.create_user("reader", password="a-long-password", full_name="读者")
    with acting_as(Acting(posts["steward"].post, "security_administrator", "420890000000", "", "")):
        Holding.objects.create(account=account, post_id=posts["worker"].post, from_date=dt.date(2025, 1, 1))
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client
