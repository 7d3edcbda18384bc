"""Doubles that are weighed or decided while somebody else merges, drops or pauses: committed, on two connections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg
import pytest
from django.db import OperationalError, connections, transaction

from tests.at_once import begun, waiting
from tests.cast import COUNTY, LEARNED, VILLAGE, post
from tests.intake.conftest import DAY, PLACES, as_csv, identity
from tests.intake.test_loads import household
from tests.own_database import own_database

if TYPE_CHECKING:
    from jiahe.intake.models import Load
    from jiahe.trust.acting import Acting

WHY = {"reason": "同一人", "source": "户口簿", "learned_on": LEARNED}
BORN = dt.date(1994, 5, 6)


class Office:
    """An office of its own with a steward, and 李秀英 in the register."""

    def __init__(self) -> None:
        from jiahe.places.models import Division, Holding, Post
        from jiahe.trust.acting import Acting
        from jiahe.trust.models import Account

        steward = post("steward", COUNTY)
        account = Account.objects.using("owner").create(username="steward", full_name="数据管理员", password="!")
        held = Post.objects.using("owner").get(id=steward.post)
        Holding.objects.using("owner").create(account=account, post=held, from_date=dt.date(2025, 1, 1))
        Division.objects.using("owner").bulk_create(
            [Division(code=code, name=name, level=level, source="测试") for code, name, level in PLACES]
        )
        self.steward, self.night = Acting.of(held, account), post("background", COUNTY)
        self.mother = self.person("李秀英")

    def person(self, name: str) -> UUID:
        from jiahe.people.models import Person
        from jiahe.people.names import search_keys
        from jiahe.trust.acting import acting_as

        with acting_as(self.steward):
            return Person.objects.create(
                name=name, search=search_keys(name), sex="female", birth_date=BORN, hukou_place=VILLAGE,
                residence_place=VILLAGE, source="户籍", learned_on=LEARNED,
            ).id  # fmt: skip

    def file(self) -> Load:
        """A file with a row much like the mother, taken in and about to be checked."""
        from jiahe.intake import actions
        from jiahe.intake.models import Load
        from jiahe.trust.acting import acting_as

        with acting_as(self.steward):
            assert self.steward.account is not None
            rows = [household(姓名="李秀瑛", 性别="女", 出生日期=BORN.isoformat())]
            load = actions.receive(
                source="household_registration", pieces=[as_csv(rows)], file_name="户籍.csv", learned_on=DAY,
                account=self.steward.account,
            )  # fmt: skip
            Load.objects.filter(id=load.id).update(state="checking")
            load.refresh_from_db()
        return load

    def check(self, load: Load) -> None:
        from jiahe.intake import checking

        checking.check(load, self.steward)

    def found(self, load: Load) -> tuple[str, int, int, int]:
        """The state of a file, and how many rows are set aside, pairs asked and faults told."""
        from jiahe.trust.acting import acting_as

        with acting_as(self.steward):
            load.refresh_from_db()
            return load.state, load.rows.filter(fate="aside").count(), load.pairs.count(), load.row_faults.count()

    def doing(self, acting: Acting, do: Callable[..., Any], **values: Any) -> Callable[[], Any]:
        """Something to be done by a post."""
        from jiahe.trust.acting import acting_as

        def done() -> Any:
            with acting_as(acting):
                return do(**values)

        return done


@pytest.fixture
def office(django_db_setup: None, django_db_blocker: Any) -> Iterator[Office]:
    from jiahe.places.naming import forget

    with own_database("doubles", django_db_blocker):
        forget()
        yield Office()
        forget()


@pytest.fixture
def other() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_a_row_like_somebody_who_was_merged_away_meanwhile_goes_on_without_them(
    office: Office, other: ThreadPoolExecutor
) -> None:
    from jiahe.people.lock import lock_register
    from jiahe.people.merging import merge
    from jiahe.trust.acting import acting_as

    load, kept = office.file(), office.person("赵明")
    with acting_as(office.steward):
        lock_register()
        checking = begun(other, lambda: office.check(load))
        assert not checking.done()
        merge(keep=kept, other=office.mother, **WHY)
    checking.result()
    assert office.found(load) == ("checked", 0, 0, 0)
    with acting_as(office.steward):
        identity(load)


@pytest.mark.parametrize("verb", ["pause", "drop"])
def test_a_check_that_is_stopped_while_it_weighs_leaves_no_pair(
    office: Office, other: ThreadPoolExecutor, verb: str
) -> None:
    from jiahe.intake import actions, checking
    from jiahe.intake.models import Load
    from jiahe.trust.acting import acting_as

    load = office.file()
    with transaction.atomic(using="owner"):
        connections["owner"].cursor().execute("LOCK TABLE people_union")  # which only the weighing reads
        doing = begun(other, lambda: office.check(load), "owner")
        assert not doing.done()
        with acting_as(office.steward):
            if verb == "pause":
                actions.pause(key=load.id, paused=True)
            else:
                actions.drop(key=load.id)
    with pytest.raises(checking.Stopped):
        doing.result()
    assert office.found(load) == ({"pause": "checking", "drop": "dropped"}[verb], 0, 0, 0)
    if verb == "pause":
        with acting_as(office.steward):
            Load.objects.filter(id=load.id).update(paused=False)
        office.check(load)
        assert office.found(load) == ("checked", 1, 1, 1)


def test_a_check_that_is_killed_while_it_settles_finds_the_same_again(
    office: Office, other: ThreadPoolExecutor
) -> None:
    from jiahe.people.lock import lock_register
    from jiahe.trust.acting import acting_as

    load = office.file()
    host, name = (connections["default"].settings_dict[one] for one in ("HOST", "NAME"))
    with acting_as(office.steward):
        lock_register()
        checking = begun(other, lambda: office.check(load))
        [process] = waiting()
        with psycopg.connect(host=host, user="postgres", dbname=name, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(%s)", [process])
        with pytest.raises(OperationalError):
            checking.result()
    assert office.found(load) == ("checking", 0, 0, 0)
    office.check(load)
    assert office.found(load) == ("checked", 1, 1, 1)


def test_a_search_asks_about_nobody_who_was_merged_away_meanwhile(office: Office, other: ThreadPoolExecutor) -> None:
    from jiahe.intake.doubles.search import look_for_doubles
    from jiahe.people.lock import lock_register
    from jiahe.people.merging import merge
    from jiahe.trust.acting import acting_as

    second, _ = office.person("李秀瑛"), office.person("李秀莹")
    with acting_as(office.steward):
        lock_register()
        search = begun(other, office.doing(office.night, look_for_doubles))
        assert not search.done()
        merge(keep=second, other=office.mother, **WHY)
    assert search.result() == {"opened": 1, "gone": 0}
    assert office.doing(office.night, look_for_doubles)() == {"opened": 0, "gone": 0}


def test_a_pair_is_merged_while_another_merge_moves_it(office: Office, other: ThreadPoolExecutor) -> None:
    from jiahe.intake.doubles.actions import merge_pair
    from jiahe.intake.doubles.search import look_for_doubles
    from jiahe.intake.models import Pair
    from jiahe.people.errors import Refused
    from jiahe.people.lock import lock_register
    from jiahe.people.merging import merge
    from jiahe.trust.acting import acting_as

    second = office.person("李秀瑛")
    assert office.doing(office.night, look_for_doubles)() == {"opened": 1, "gone": 0}
    third = office.person("赵明")
    with acting_as(office.steward):
        [pair] = Pair.objects.all()
        lock_register()
        merging = begun(other, office.doing(office.steward, merge_pair, pair=pair.id, keep=office.mother, **WHY))
        assert not merging.done()
        merge(keep=third, other=second, **WHY)  # moves the pair
    merging.result()
    with acting_as(office.steward):
        pair.refresh_from_db()
        assert (pair.answer, pair.person_id, pair.other_id) == ("same", office.mother, office.mother)
    with pytest.raises(Refused, match="just decided"):
        office.doing(office.steward, merge_pair, pair=pair.id, keep=office.mother, **WHY)()


def test_a_row_whose_file_is_dropped_meanwhile_is_decided_no_more(office: Office, other: ThreadPoolExecutor) -> None:
    from jiahe.intake import actions
    from jiahe.intake.doubles.actions import decide_row
    from jiahe.intake.models import Load
    from jiahe.people.errors import Refused
    from jiahe.trust.acting import acting_as

    load = office.file()
    office.check(load)
    with acting_as(office.steward):
        [pair] = load.pairs.all()
        Load.objects.select_for_update().get(id=load.id)
        deciding = begun(other, office.doing(office.steward, decide_row, pair=pair.id, same=True))
        assert not deciding.done()
        actions.drop(key=load.id)
    with pytest.raises(Refused, match="just decided"):
        deciding.result()
    assert office.found(load)[2] == 0
