"""What the database was told of who acts is over with the transaction: the next request begins as nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from contextvars import copy_context
from threading import Thread
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from jiahe.places.models import Post
from jiahe.trust.acting import Acting, acting_as, current, for_the_county

NEAR, FAR = "420890100001", "420890100002"
COUNTY = "420890000000"
TOLD = "SELECT current_setting('jiahe.low', true), current_setting('jiahe.may', true)"


@pytest.fixture(autouse=True)
def _committing(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Blocks are the outermost transactions here, as they are of a request. They only read."""
    with django_db_blocker.unblock():
        yield
        connection.close()


def worker(place: str) -> Acting:
    return Acting.of(Post(role="village_worker", place=place))


def told() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(TOLD)
        low, may = cursor.fetchone()
    return low or "", may or ""


def test_the_end_of_the_transaction_takes_back_what_it_was_told() -> None:
    with acting_as(worker(NEAR)):
        low, may = told()
    assert low == NEAR
    assert "read:person" in may
    assert told() == ("", "")


def test_an_error_in_the_middle_leaves_nothing_for_the_next_request() -> None:
    with suppress(ValueError), acting_as(worker(NEAR)), for_the_county():
        assert told()[0] == COUNTY
        raise ValueError
    assert told() == ("", "")
    with acting_as(worker(FAR)):
        assert told()[0] == FAR


def test_an_error_of_the_database_in_the_middle_leaves_nothing_for_what_comes_after() -> None:
    with acting_as(worker(NEAR)):
        with suppress(Exception), transaction.atomic(), for_the_county(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert told()[0] == NEAR
        with for_the_county():
            with suppress(Exception), transaction.atomic(), acting_as(worker(FAR)), connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
            assert told()[0] == COUNTY
    assert told() == ("", "")


def test_a_savepoint_that_is_rolled_back_leaves_who_acted_before_it() -> None:
    with acting_as(worker(NEAR)):
        with transaction.atomic():
            with acting_as(worker(FAR)):
                assert told()[0] == FAR
            assert told()[0] == NEAR
            transaction.set_rollback(True)
        assert told()[0] == NEAR
        with for_the_county(), transaction.atomic():
            transaction.set_rollback(True)
        assert told()[0] == NEAR


def test_a_connection_that_breaks_in_the_middle_is_replaced_by_one_that_was_told_nothing() -> None:
    with suppress(OperationalError), acting_as(worker(NEAR)), for_the_county():
        host, pid = connection.settings_dict["HOST"], connection.connection.info.backend_pid
        with psycopg.connect(host=host, user="postgres", dbname="postgres") as admin:
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        told()
    assert current() is None
    assert told() == ("", "")
    with acting_as(worker(FAR)):
        assert told()[0] == FAR


def test_a_transaction_that_was_begun_by_nobody_is_told() -> None:
    with transaction.atomic():
        with acting_as(None):
            assert told() == ("", "")
        with acting_as(worker(NEAR)):
            assert told()[0] == NEAR
        assert told() == ("", "")


def test_a_thread_that_is_begun_while_somebody_acts_tells_its_own_connection() -> None:
    seen: list[str] = []

    def beside() -> None:
        try:
            seen.append(told()[0])
            with acting_as(current()):  # the very same: it is no less a new connection
                seen.append(told()[0])
            seen.append(told()[0])
        finally:
            connection.close()

    with acting_as(worker(NEAR)):
        thread = Thread(target=copy_context().run, args=[beside])
        thread.start()
        thread.join()
        assert told()[0] == NEAR
    assert seen == ["", NEAR, ""]
