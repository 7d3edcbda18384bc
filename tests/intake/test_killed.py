"""A check, a load or its taking back that is killed at any moment: the register is exactly as before, or as after."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from tests.cast import COUNTY, VILLAGE, post
from tests.intake.conftest import DAY, as_csv, id_number, identity
from tests.own_database import own_database
from tests.people.test_merging import everything

if TYPE_CHECKING:
    from jiahe.intake.models import Load
    from jiahe.trust.acting import Acting

pytestmark = pytest.mark.slow
ROWS, EVENTS, BATCH, KILLS = 200, 80, 25, 25
"""Of a list of people, of a file of deaths, of a batch; loads of each of two sources that are truly killed: fifty."""


@pytest.fixture(scope="module")
def steward(django_db_setup: None, django_db_blocker: Any) -> Iterator[Acting]:
    """The steward of an office with a database of its own, empty but for the invented county."""
    from jiahe.places.models import Division, Holding, Post
    from jiahe.places.naming import forget
    from jiahe.trust.acting import Acting
    from jiahe.trust.models import Account
    from tests.intake.conftest import PLACES

    with own_database("killed", django_db_blocker):
        acting = post("steward", COUNTY)
        account = Account.objects.using("owner").create(username="steward", full_name="数据管理员", password="!")
        held = Post.objects.using("owner").get(id=acting.post)
        Holding.objects.using("owner").create(account=account, post=held, from_date=dt.date(2025, 1, 1))
        Division.objects.using("owner").bulk_create(
            [Division(code=c, name=n, level=i, source="测试") for c, n, i in PLACES]
        )
        forget()
        yield Acting.of(held, account)
        forget()


def household_file(rows: int, *, phones: bool = True) -> bytes:
    """A list of people, a hundredth of whose rows are faulty."""
    draw, written = random.Random(5), []
    for n in range(rows):
        born = dt.date(1950, 1, 1) + dt.timedelta(days=draw.randrange(27_000))
        number = id_number(born, "male", n % 450, county=f"42{1000 + n // 450:04d}")
        written.append(
            {"姓名": f"周{chr(0x4E00 + n)}", "身份证号": number if n % 100 else "1.10101E+17", "性别": "男",
             "出生日期": born.isoformat(), "户籍地": VILLAGE, "户号": str(n // 4),
             "电话": f"138{n:08d}" if phones else ""}
        )  # fmt: skip
    return as_csv(written)


def death_file() -> bytes:
    """The deaths of some of them, and of a few whom nobody knows."""
    people = household_file(EVENTS).decode("utf-8-sig").splitlines()[1:]
    cells = [one.split(",") for one in people]
    return as_csv([{"姓名": one[0], "身份证号": one[1], "死亡日期": "2025-06-01"} for one in cells])


def begun(acting: Acting, source: str, content: bytes) -> Load:
    """A file that was taken in and waits to be checked."""
    from jiahe.intake import actions
    from jiahe.intake.models import Load
    from jiahe.trust.acting import acting_as

    with acting_as(acting):
        assert acting.account is not None
        load = actions.receive(
            source=source, pieces=[content], file_name="x.csv", learned_on=DAY, account=acting.account
        )
        Load.objects.filter(id=load.id).update(state="checking")
    return load


def state(acting: Acting, key: UUID) -> tuple[Any, int, int]:
    """The load, how many of its rows there are, and how many persons it has brought or changed."""
    from jiahe.intake.models import Load, Row
    from jiahe.people.models import Correction, Person
    from jiahe.trust.acting import acting_as

    with acting_as(acting):
        changed = Correction.objects.filter(load=key).values("person").distinct().count()
        return (
            Load.objects.get(id=key), Row.objects.filter(load=key).count(),
            Person.objects.filter(load=key).count() + changed,
        )  # fmt: skip


OF_LOADS = {"intake_load", "intake_row", "intake_rowfault"}
"""What is kept of files themselves, and not of what they say."""


def register(acting: Acting, *, files: bool = False) -> dict[str, list[Any]]:
    """Every row of every table about people; of those about the files only with ``files``."""
    from jiahe.trust.acting import acting_as

    with acting_as(acting):
        return {
            table: rows
            for table, rows in everything(["people_change"]).items()
            if (files or table not in OF_LOADS) and table != "intake_load" and not table.startswith("entitlements_run")
        }


def loaded(acting: Acting, source: str, content: bytes) -> UUID:
    """A file that was loaded."""
    from jiahe.intake import actions

    load = begun(acting, source, content)
    actions.work_on(load.id)
    load_now(acting, load.id)
    actions.work_on(load.id)
    return load.id


def load_now(acting: Acting, key: UUID) -> None:
    from jiahe.intake.models import Load
    from jiahe.trust.acting import acting_as

    with acting_as(acting):
        Load.objects.filter(id=key).update(state="loading")


def killed_after(seconds: float, do: Callable[[], None]) -> bool:
    """Do it in a process of its own, killed after some seconds; return whether it had ended by then."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:  # pragma: no cover - another process
        try:
            do()
        finally:
            os._exit(0)
    time.sleep(seconds)
    done = os.waitpid(child, os.WNOHANG)[0] != 0
    if not done:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return done


def how_long(do: Callable[[], None]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


@pytest.mark.parametrize("source", ["household_registration", "deaths"])
def test_fifty_loads_are_killed(source: str, steward: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list adds half of the people and changes the other half; the deaths are events."""
    from jiahe.intake import actions, applying, taking_back
    from jiahe.intake import checking as check
    from jiahe.trust.acting import acting_as

    for module in (check, applying):
        monkeypatch.setattr(module, "BATCH", BATCH)
    monkeypatch.setattr(check, "EVENTS", BATCH // 2)
    persons = source == "household_registration"
    content = household_file(ROWS) if persons else death_file()
    rows = ROWS if persons else EVENTS
    draw, killed = random.Random(20261122), Counter[str]()
    empty_at_first = {table for table, rows in register(steward).items() if rows}
    earlier = loaded(steward, "household_registration", household_file(ROWS // 2, phones=False))
    before = register(steward)
    assert len(before["people_person"]) == ROWS // 2 - ROWS // 200

    def at_random(what: str, longest: float, key: UUID) -> float:
        """Kill it; return how long to wait at most the next time, for what was over by then needs no longer."""
        over = killed_after(seconds := draw.uniform(0, longest), partial(actions.work_on, key))
        killed[what] += not over
        return seconds if over else longest

    whole = begun(steward, source, content)
    checking = how_long(partial(actions.work_on, whole.id))
    assert state(steward, whole.id)[0].state == "checked"
    load_now(steward, whole.id)
    loading = how_long(partial(actions.work_on, whole.id))
    load, there, brought = state(steward, whole.id)
    assert (load.state, there, brought) == ("loaded", rows, load.loaded), load.error
    assert register(steward)["intake_telling"] != before["intake_telling"], "who told of whom is kept with it"
    undoing = loading
    expected, tried = (load.read, load.loaded, load.unchanged, load.aside), 0
    assert (load.aside, load.loaded) == (-(-rows // 100), rows - -(-rows // 100))
    while killed["load"] < KILLS:
        assert (tried := tried + 1) <= 3 * KILLS, killed
        after = register(steward)
        with acting_as(steward):
            taking_back.undo(key=whole.id, account=steward.account)
        undoing = at_random("undo", undoing, whole.id)
        load, _, brought = state(steward, whole.id)
        assert (load.state, brought) in {("undoing", expected[1]), ("undone", 0)}, "all of it or nothing"
        assert register(steward) == (after if brought else before)
        actions.work_on(whole.id)
        load, _, brought = state(steward, whole.id)
        assert (load.state, brought) == ("undone", 0)
        assert register(steward) == before
        whole = begun(steward, source, content)
        at_random("check", checking, whole.id)
        load, there, brought = state(steward, whole.id)
        assert brought == 0, "a check changes nothing"
        assert there == load.read, "what is counted is there"
        actions.work_on(whole.id)  # goes on where it was
        load, there, _ = state(steward, whole.id)
        assert (load.state, there) == ("checked", rows)
        assert (load.read, load.loaded, load.unchanged, load.aside) == expected
        load_now(steward, whole.id)
        checked = register(steward, files=True)
        at_random("load", loading, whole.id)
        load, _, brought = state(steward, whole.id)
        assert (load.state, brought) in {("loading", 0), ("loaded", expected[1])}, "all of it or nothing"
        if not brought:
            assert register(steward, files=True) == checked
        actions.work_on(whole.id)
        load, _, brought = state(steward, whole.id)
        assert (load.state, brought) == ("loaded", expected[1])
    with acting_as(steward):
        identity(load)
    assert min(killed["check"], killed["undo"]) > KILLS // 3
    for key in (whole.id, earlier):  # for the other source
        with acting_as(steward):
            taking_back.undo(key=key, account=steward.account)
        actions.work_on(key)
    assert not [table for table, rows in register(steward).items() if rows and table not in empty_at_first]
