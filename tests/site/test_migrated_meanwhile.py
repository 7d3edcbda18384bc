"""An office goes on while another release changes the tables: what a connection has prepared still answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from jiahe.people.models import Residence
from jiahe.people.queries import _ALL_ABOUT
from jiahe.trust.acting import posts_of
from jiahe.trust.models import Account


@pytest.fixture(autouse=True)
def _committing(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Nothing is held between two statements, as between two requests. They only read."""
    with django_db_blocker.unblock():
        yield
        connection.close()


def owner() -> psycopg.Connection[Any]:
    settings = connection.settings_dict
    return psycopg.connect(host=settings["HOST"], user="jiahe_owner", dbname=settings["NAME"], autocommit=True)


def posts() -> list[Any]:
    return posts_of(Account(username="nobody"))


def residences() -> list[Any]:
    query, keys = _ALL_ABOUT[Residence]
    return list(Residence.objects.raw(query, [uuid4()] * keys))


@pytest.mark.parametrize(("table", "ask"), [("places_post", posts), ("people_residence", residences)])
def test_a_table_has_another_column(table: str, ask: Callable[[], list[Any]]) -> None:
    for _ in range(8):  # prepared by then
        assert ask() == []
    with owner() as migrating:
        migrating.execute(f"ALTER TABLE {table} ADD COLUMN of_a_later_release integer")
        try:
            assert ask() == []
        finally:
            migrating.execute(f"ALTER TABLE {table} DROP COLUMN of_a_later_release")


def test_a_function_is_made_anew() -> None:
    for _ in range(8):
        assert posts() == []
    with owner() as migrating, migrating.transaction():
        (said,) = migrating.execute("SELECT pg_get_functiondef('trust_own_person'::regproc)").fetchone() or ("",)
        migrating.execute("DROP FUNCTION trust_own_person")
        migrating.execute(said)
    assert posts() == []
