"""A check or a load that is killed at any moment: afterwards the register is exactly as before, or exactly as after."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from tests.cast import COUNTY, VILLAGE, post
from tests.intake.conftest import DAY, as_csv, id_number, identity
from tests.own_database import own_database

if TYPE_CHECKING:
    from jiahe.intake.models import Load
    from jiahe.trust.acting import Acting

pytestmark = pytest.mark.slow
ROWS, BATCH, KILLS = 1_000, 125, 25
"""Of the file, of a batch; kills of a check, and again of a load."""


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


def household_file() -> bytes:
    """A list of people, a hundredth of whose rows are faulty."""
    draw, rows = random.Random(5), []
    for n in range(ROWS):
        born = dt.date(1950, 1, 1) + dt.timedelta(days=draw.randrange(25_000))
        number = id_number(born, "male", n % 450, county=f"42{1000 + n // 450:04d}")
        rows.append(
            {"姓名": f"周{chr(0x4E00 + n)}", "身份证号": number if n % 100 else "1.10101E+17", "性别": "男",
             "出生日期": born.isoformat(), "户籍地": VILLAGE, "户号": str(n // 4)}
        )  # fmt: skip
    return as_csv(rows)


def begun(acting: Acting) -> Load:
    """A file that was taken in and waits to be checked."""
    from jiahe.intake import actions
    from jiahe.intake.models import Load
    from jiahe.trust.acting import acting_as

    with acting_as(acting):
        assert acting.account is not None
        load = actions.receive(
            source="household_registration", pieces=[household_file()], file_name="户籍.csv", learned_on=DAY,
            account=acting.account,
        )  # fmt: skip
        Load.objects.filter(id=load.id).update(state="checking")
    return load


def state(acting: Acting, key: UUID) -> tuple[Any, int, int]:
    """The load, how many of its rows there are, and how many persons it has brought."""
    from jiahe.intake.models import Load, Row
    from jiahe.people.models import Person
    from jiahe.trust.acting import acting_as

    with acting_as(acting):
        return (
            Load.objects.get(id=key), Row.objects.filter(load=key).count(), Person.objects.filter(load=key).count(),
        )  # fmt: skip


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


def test_killed_at_fifty_moments(steward: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    from jiahe.intake import actions, applying
    from jiahe.intake import checking as check
    from jiahe.intake.models import Load
    from jiahe.trust.acting import acting_as

    monkeypatch.setattr(check, "BATCH", BATCH)
    monkeypatch.setattr(applying, "BATCH", BATCH)
    draw = random.Random(20261122)
    whole = begun(steward)
    checking = how_long(partial(actions.work_on, whole.id))
    checked = state(steward, whole.id)[0]
    assert checked.state == "checked"
    with acting_as(steward):
        Load.objects.filter(id=whole.id).update(state="loading")
    loading = how_long(partial(actions.work_on, whole.id))
    load, rows, people = state(steward, whole.id)
    assert (load.state, rows, people) == ("loaded", ROWS, load.loaded)
    assert (load.aside, load.loaded) == (ROWS // 100, ROWS - ROWS // 100)
    expected = (load.read, load.loaded, load.unchanged, load.aside)
    for _ in range(KILLS):
        with acting_as(steward):
            actions.undo(key=whole.id, account=steward.account)
        actions.work_on(whole.id)
        load, _, people = state(steward, whole.id)
        assert (load.state, people) == ("undone", 0)
        whole = begun(steward)
        killed_after(draw.uniform(0, checking * 1.1), partial(actions.work_on, whole.id))
        load, rows, people = state(steward, whole.id)
        assert people == 0, "a check changes nothing"
        assert rows == load.read, "what is counted is there"
        actions.work_on(whole.id)  # goes on where it was
        load, rows, _ = state(steward, whole.id)
        assert (load.state, rows) == ("checked", ROWS)
        assert (load.read, load.loaded, load.unchanged, load.aside) == expected
        with acting_as(steward):
            Load.objects.filter(id=whole.id).update(state="loading")
        killed_after(draw.uniform(0, loading * 1.1), partial(actions.work_on, whole.id))
        load, _, people = state(steward, whole.id)
        assert (load.state, people) in {("loading", 0), ("loaded", expected[1])}, "all of it or nothing"
        actions.work_on(whole.id)
        load, _, people = state(steward, whole.id)
        assert (load.state, people) == ("loaded", expected[1])
    with acting_as(steward):
        identity(load)
