"""Whom a leak concerns: whose record an account read meanwhile, which kinds of data, and that this was asked."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from jiahe.people.affected import HEADER, NoSuchReader, affected_by, files_shown, kinds_of, write
from jiahe.people.models import Person
from jiahe.trust.acting import Acting, acting_as, log_read, log_reads, log_rows
from jiahe.trust.inventory import the_inventory
from jiahe.trust.models import Account, Read
from jiahe.trust.purposes import known_pages
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SPAN: dict[str, Any] = {"since": NOW - dt.timedelta(hours=1), "until": NOW + dt.timedelta(hours=1)}


@pytest.fixture
def thief(cast: Cast, posts: dict[str, Acting]) -> Account:
    """An account that looked at the mother twice and took a list with Wang; another looked at the girl."""
    made = [Account.objects.create(username=name, full_name=name, password="!") for name in ("thief", "honest")]
    for account, people in zip(made, ((cast.mother, cast.mother), (cast.girl,)), strict=True):
        with acting_as(Acting(**{**vars(posts["officer"]), "account": account.id})):
            for one in people:
                log_read(one, page="person")
            if account.username == "thief":
                log_reads([cast.wang], what="export", page="export:entitlements/today.html")
    return made[0]


def rows_of(people: Any) -> list[dict[str, str]]:
    text = io.StringIO(newline="")
    assert write(text, people.values()) == len(people)
    return list(csv.DictReader(io.StringIO(text.getvalue())))


def test_it_names_each_whose_record_was_read_and_what_was_shown(
    cast: Cast, posts: dict[str, Acting], thief: Account
) -> None:
    with acting_as(posts["background"]):
        people = affected_by(account="thief", post=None, **SPAN)
        found = {one[HEADER[1]]: one for one in rows_of(people)}
        assert set(found) == {"李秀英", "王桂芳"}
        assert found["李秀英"][HEADER[6]] == "2"
        assert found["李秀英"][HEADER[3]] == "是 yes"
        assert "Telephone and bank account" in found["李秀英"][HEADER[9]]
        assert "Telephone" not in found["王桂芳"][HEADER[9]], "the list shows none"
        assert found["王桂芳"][HEADER[10]] == "今天要办的事 Today"
        for person in (cast.mother, cast.wang):
            assert Read.objects.filter(person=person, page="export:affected", what="export").count() == 1
        assert not Read.objects.filter(person=cast.girl, page="export:affected").exists()


def test_it_says_of_which_files_rows_were_shown(cast: Cast, posts: dict[str, Acting], thief: Account) -> None:
    load = uuid4()
    with acting_as(Acting(**{**vars(posts["steward"]), "account": thief.id})):
        for rows in (3, 4):
            log_rows(load, rows, page="load-faults")
    with acting_as(posts["background"]):
        assert None not in affected_by(account="thief", post=None, **SPAN)
        assert files_shown(account="thief", post=None, **SPAN) == {load: 7}
        assert files_shown(account="honest", post=None, **SPAN) == {}


def test_it_keeps_to_the_time_the_post_and_the_account(cast: Cast, posts: dict[str, Acting], thief: Account) -> None:
    with acting_as(posts["background"]):
        everybody = {cast.mother, cast.wang, cast.girl}
        assert set(affected_by(account=None, post=posts["officer"].post, **SPAN)) == everybody
        assert not affected_by(account=None, post=posts["worker"].post, **SPAN)
        assert not affected_by(account="thief", post=None, since=SPAN["since"], until=NOW - dt.timedelta(minutes=1))
        with pytest.raises(NoSuchReader, match="nobody"):
            affected_by(account="nobody", post=None, **SPAN)


def test_who_is_in_the_register_no_longer_is_counted_and_formulas_are_harmless(
    cast: Cast, posts: dict[str, Acting], thief: Account
) -> None:
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.mother).update(name="=1+1")
    with acting_as(Acting(**{**vars(posts["officer"]), "account": thief.id})):
        log_read(uuid4(), page="person")
    with acting_as(posts["background"]):
        names = {one[HEADER[1]] for one in rows_of(affected_by(account="thief", post=None, **SPAN))}
        assert names == {"'=1+1", "王桂芳", "已不在登记册 no longer in the register"}


def test_only_who_may_see_the_log_asks(posts: dict[str, Acting], cast: Cast) -> None:
    with acting_as(posts["officer"]), pytest.raises(PermissionDenied):
        affected_by(account="thief", post=None, **SPAN)


def test_a_page_that_nobody_has_described_counts_as_the_whole_record() -> None:
    groups = the_inventory().words["groups"]
    assert kinds_of(["a page of tomorrow"]) == kinds_of(["person"])
    assert all(kinds_of([page]) for page in known_pages())
    assert set(kinds_of(known_pages())) <= set(groups)
