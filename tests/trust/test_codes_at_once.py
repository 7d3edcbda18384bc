"""A code of an authenticator app that several send at the same moment: committed, by connections of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection, transaction

from jiahe.trust.models import Account
from jiahe.trust.second_factor import use_code
from tests.own_database import own_database
from tests.trust.test_sign_in import now_code

MANY = 4


def test_one_of_them_is_let_in(django_db_setup: None, django_db_blocker: Any) -> None:
    with own_database("codes", django_db_blocker):
        secret, together = generate_totp_secret(), Barrier(MANY)
        with transaction.atomic():
            app = TOTP.activate(Account.objects.create(username="li", full_name="李晓燕"), secret).instance
        code = now_code(secret)

        def take(found: Authenticator) -> bool:
            together.wait()
            try:
                return use_code(found, code)
            finally:
                connection.close()

        with ThreadPoolExecutor(MANY) as senders:
            taken = list(senders.map(take, [app] * MANY))
    assert sorted(taken) == [False] * (MANY - 1) + [True]
