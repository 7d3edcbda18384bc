"""What is past its time goes, and nothing else: by the inventory, counted, and never what the law reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connections, transaction
from django.utils import timezone

from jiahe.facts.contract import FACTS
from jiahe.people.models import FACT_TABLES, Change, Person
from jiahe.trust import seals
from jiahe.trust.acting import Acting, acting_as, log_read
from jiahe.trust.inventory import the_inventory
from jiahe.trust.models import Read, RetentionRun, Seal
from jiahe.trust.retention import erase_expired
from jiahe.trust.sealing import blind_index, seal
from jiahe.trust.verifying import verify
from tests.cast import COUNTY, Cast, post
from tests.own_database import own_database

YEARS = {years: timezone.now() - dt.timedelta(days=366 * years) for years in (1, 2, 3, 4, 5)}


@pytest.mark.django_db
def test_each_rule_takes_what_is_old_and_leaves_what_is_young(cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(posts["steward"]):
        Change.objects.create(person=cast.girl, action="old", post=posts["steward"].post, at=YEARS[4])
        Change.objects.create(person=cast.girl, action="young", post=posts["steward"].post, at=YEARS[2])
        for person, died in ((cast.wang, timezone.localdate() - dt.timedelta(days=400)), (cast.father, None)):
            phone = {"phone_sealed": seal("13800000000", "phone"), "phone_index": blind_index("13800000000", "phone")}
            Person.objects.filter(id=person).update(death_date=died, **phone)
    for key, ends in (("gone", timezone.now() - dt.timedelta(days=3)), ("here", timezone.now())):
        Session.objects.create(session_key=key, session_data="x", expire_date=ends)
    with acting_as(posts["background"]):
        expected = {
            "people.Change": 1, "sessions.Session": 1, "people.Person.phone_sealed": 1, "people.Person.phone_index": 1,
        }  # fmt: skip
        counted = {name: count for name, count in erase_expired(dry_run=True).items() if count}
        assert counted == expected
        assert Change.objects.filter(action="old").exists()
        assert {name: count for name, count in erase_expired().items() if count} == expected
        assert not any(erase_expired().values())
        assert not Change.objects.filter(action="old").exists()
        assert Change.objects.filter(action="young").exists()
        full = Person.objects.filter(phone_sealed__isnull=False).values_list("id", flat=True)
        assert list(full) == [cast.father]
        assert RetentionRun.objects.count() == 2
        assert RetentionRun.objects.order_by("at")[0].counts["people.Change"] == 1
    assert Session.objects.filter(session_key="here").exists()


@pytest.mark.django_db
def test_only_background_work_erases(posts: dict[str, Acting]) -> None:
    with acting_as(posts["steward"]), pytest.raises(PermissionDenied):
        erase_expired()


@pytest.mark.django_db
def test_the_database_keeps_what_is_young_whatever_the_code_asks_for(cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(posts["background"]):
        log_read(cast.girl, page="test")
        Change.objects.create(person=cast.girl, action="young", post=posts["background"].post)
        for table in (Read, Change):
            with suppress(ProgrammingError), transaction.atomic():
                assert table.objects.filter(person=cast.girl).delete()[0] == 0
            assert table.objects.filter(person=cast.girl).exists()


def test_nothing_that_the_law_reads_is_ever_past_its_time() -> None:
    """Rows that were taken back are no facts (people/facts.py)."""
    tables = the_inventory().tables
    for name, model in FACT_TABLES.items():
        held = tables[model._meta.label]
        rule = held.retention.expiry
        assert rule is None or rule.after == "superseded_at", f"{held.label} holds the facts {name}"
        blanked = {one.name for one in held.columns if one.retention.expiry and one.retention.expiry.then == "blank"}
        read = {column.name for column in FACTS.table(name).columns}
        assert not {one.removesuffix("_id") for one in blanked} & read, "a rule can read them"


@pytest.fixture(scope="module")
def old_log(django_db_setup: None, django_db_blocker: Any) -> Iterator[Acting]:
    with own_database("old_log", django_db_blocker):
        yield post("background", COUNTY)


def test_an_old_reading_goes_and_the_log_stays_whole(old_log: Acting) -> None:
    worker = post("village_worker", COUNTY)
    for at in (YEARS[4], YEARS[2]):
        with acting_as(worker):
            log_read(uuid4(), page="person")
        with connections["owner"].cursor() as cursor:
            cursor.execute("UPDATE trust_read SET at = %s WHERE at > now() - interval '1 day'", [at])
        assert seals.seal_all() == 1
    _seal_again(first=YEARS[4])
    assert (verify().count, verify().rows) == (0, 2)
    with acting_as(old_log):
        assert erase_expired()["trust.Read"] == 1
    verdict = verify()
    assert (verdict.count, verdict.rows, verdict.expired) == (0, 1, 1)
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM trust_read")
    assert [one.kind for one in verify().faults] == ["removed"]


def _seal_again(first: dt.datetime) -> None:
    """Make the seals as they would be had the first been made at a former time."""
    before = b""
    for one in Seal.objects.using("owner").order_by("number"):
        one.at, one.before = (first if one.number == 1 else one.at), before
        one.hash = before = seals.hash_of(one)
        one.save(using="owner")
    seals._keep_heads([seals.Head(one.number, one.hash.hex(), one.at)])
