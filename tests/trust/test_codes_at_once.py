"""A code that several send at the same moment lets one of them in: committed, by connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection, transaction

from jiahe.trust.models import Account
from jiahe.trust.second_factor import use_code
from tests.own_database import own_database
from tests.trust.test_sign_in import now_code

MANY = 4


def at_once(take: Callable[[int], bool]) -> list[bool]:
    """Call a function from several connections at the same moment; return what it said, sorted."""
    together = Barrier(MANY)

    def taken(number: int) -> bool:
        together.wait()
        try:
            return take(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as senders:
        return sorted(senders.map(taken, range(MANY)))


def test_one_of_them_is_let_in(django_db_setup: None, django_db_blocker: Any) -> None:
    with own_database("codes", django_db_blocker):
        secret = generate_totp_secret()
        with transaction.atomic():
            app = TOTP.activate(Account.objects.create(username="li", full_name="李晓燕"), secret).instance
        code = now_code(secret)
        assert at_once(lambda _: use_code(app, code)) == [False] * (MANY - 1) + [True]


def test_one_of_them_is_let_in_by_a_recovery_code_and_the_others_stay_good(
    django_db_setup: None, django_db_blocker: Any
) -> None:
    with own_database("recovery", django_db_blocker):
        with transaction.atomic():
            li = Account.objects.create(username="li", full_name="李晓燕")
            codes = RecoveryCodes.activate(li).get_unused_codes()
        read = [RecoveryCodes.activate(li) for _ in range(MANY)]  # as requests that have read before any wrote
        assert at_once(lambda one: read[one].validate_code(codes[0])) == [False] * (MANY - 1) + [True]
        assert RecoveryCodes.activate(li).get_unused_codes() == codes[1:]
