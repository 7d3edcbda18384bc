"""Merges while others write, and while keys change: committed, on connections of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from tests.at_once import begun
from tests.cast import COUNTY, VILLAGE, post
from tests.own_database import own_database

if TYPE_CHECKING:
    from jiahe.trust.acting import Acting

TOLD = {"source": "派出所", "learned_on": dt.date(2025, 12, 10)}
WHY = {"reason": "同一人登记了两次", "source": "户口簿", "learned_on": dt.date(2025, 12, 11)}
NUMBER = "420890199405060026"


@pytest.fixture
def steward(django_db_setup: None, django_db_blocker: Any) -> Iterator[Acting]:
    with own_database("merging", django_db_blocker):
        yield post("steward", COUNTY)


@pytest.fixture
def person(steward: Acting) -> Callable[[], UUID]:
    from jiahe.people.models import Person
    from jiahe.trust.acting import acting_as

    def added() -> UUID:
        with acting_as(steward):
            return Person.objects.create(name="李秀英", search=[], sex="female", hukou_place=VILLAGE, **TOLD).id

    return added


@pytest.fixture
def other() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


@pytest.mark.parametrize("again", [(1, 0), (2, 1)], ids=["into the one who goes", "the same pair"])
def test_of_two_merges_at_once_the_second_finds_nobody(
    steward: Acting, person: Callable[[], UUID], other: ThreadPoolExecutor, again: tuple[int, int]
) -> None:
    from jiahe.people.errors import Refused
    from jiahe.people.lock import lock_register
    from jiahe.people.merging import merge
    from jiahe.people.models import Person
    from jiahe.trust.acting import acting_as

    people = [person(), person(), person()]

    def second() -> None:
        with acting_as(steward):
            merge(keep=people[again[0]], other=people[again[1]], **WHY)

    with acting_as(steward):
        lock_register()
        merging = begun(other, second)
        assert not merging.done()
        merge(keep=people[2], other=people[1], **WHY)
    with pytest.raises(Refused, match="no such person"):
        merging.result()
    with acting_as(steward):
        assert {*Person.objects.values_list("id", flat=True)} == {people[0], people[2]}


def test_keys_are_changed_between_a_merge_and_its_undoing(steward: Acting, person: Callable[[], UUID]) -> None:
    from jiahe.people.corrections import correct_id_number
    from jiahe.people.merging import merge, unmerge
    from jiahe.people.models import Person
    from jiahe.people.queries import find_people
    from jiahe.trust import key_store
    from jiahe.trust.acting import acting_as
    from jiahe.trust.key_changes import new_key, retire, values_by_key
    from jiahe.trust.rotation import rotate
    from jiahe.trust.sealing import unseal
    from jiahe.trust.suites import SM4

    keep, gone = person(), person()
    with acting_as(steward):
        correct_id_number(person=gone, id_number=NUMBER, reason="补登", **TOLD)
        merged = merge(keep=keep, other=gone, **WHY)
    number = new_key(SM4)
    try:
        with acting_as(steward):
            first = merge(keep=keep, other=person(), **WHY)
            unmerge(merge=first, reason="是两个人")
        assert rotate().rows == 2, "the kept record's number, and that of the merge"
        assert values_by_key() == {number: 2}
        retire(1)
        with acting_as(steward):
            assert [one.id for one in find_people(NUMBER).people] == [keep]
            unmerge(merge=merged, reason="是两个人")
            assert [one.id for one in find_people(NUMBER).people] == [gone]
            assert unseal(Person.objects.get(id=gone).id_sealed, "id_number") == NUMBER
            assert Person.objects.get(id=keep).id_sealed is None
        assert values_by_key() == {number: 1}
    finally:
        for name in ("seal", "index"):
            key_store.file_of(f"{name}-{number}").unlink()
        key_store.secret.cache_clear()


@pytest.mark.parametrize("ended", [True, False], ids=["ended", "stopped"])
def test_an_account_that_acts_for_nobody_keeps_no_merge_up(
    steward: Acting, person: Callable[[], UUID], ended: bool
) -> None:
    from jiahe.people.errors import Refused
    from jiahe.people.merging import merge, unmerge
    from jiahe.trust.acting import acting_as
    from jiahe.trust.models import Account, Resident

    keep, gone = person(), person()
    for one, name in ((keep, "kept"), (gone, "gone")):
        account = Account.objects.using("owner").create(username=name, full_name="乙", password="!")
        Resident.objects.using("owner").create(account=account, person=one, from_date=dt.date(2025, 1, 1))
    with acting_as(steward), pytest.raises(Refused, match="account of their own"):
        merge(keep=keep, other=gone, **WHY)
    if ended:
        Resident.objects.using("owner").filter(person=gone).update(until_date=dt.date(2025, 6, 1))
    else:
        Account.objects.using("owner").filter(username="gone").update(is_active=False)
    with acting_as(steward), pytest.raises(Refused, match="Keep the one that is used"):
        merge(keep=gone, other=keep, **WHY)
    with acting_as(steward):
        merged = merge(keep=keep, other=gone, **WHY)
    own = Resident.objects.using("owner").filter(account__username__in=("gone", "kept"))
    theirs = own.order_by("account__username").values_list("person", flat=True)
    assert [*theirs] == [gone, keep]
    with acting_as(steward):
        unmerge(merge=merged, reason="是两个人")
    assert [*theirs.all()] == [gone, keep]
