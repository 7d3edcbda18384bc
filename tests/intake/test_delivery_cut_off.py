"""A delivery that is killed, paused or dropped while it is parted has no load; later it has all, each once."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from tests.intake.conftest import DAY
from tests.intake.delivered import received
from tests.intake.test_delivery_files import WED, tables
from tests.intake.test_killed import how_long, killed_after, steward  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from jiahe.intake.models import Load
    from jiahe.trust.acting import Acting

pytestmark = pytest.mark.slow
KILLS = 12


@pytest.fixture
def begun(steward: Acting) -> Callable[[], Load]:  # noqa: F811 - the fixture
    """``begun()`` is a delivery of people and a marriage that was taken in."""
    from jiahe.trust.acting import acting_as

    def taken_in() -> Load:
        with acting_as(steward):
            assert steward.account is not None
            return received(tables(unions=[WED]), steward.account, DAY)

    return taken_in


def seen(acting: Acting, key: UUID) -> tuple[str, list[tuple[str, str]]]:
    """How far a delivery is, and of its loads the source and how far each is."""
    from jiahe.intake.delivery.queries import loads_of
    from jiahe.intake.models import Load
    from jiahe.trust.acting import acting_as

    with acting_as(acting):
        load = Load.objects.get(id=key)
        return load.state, [(one.source, one.state) for one in loads_of(load)]


WAITING: tuple[str, list[Any]] = ("checking", [])
PARTED = ("parted", [("household_registration", "checking"), ("marriages", "columns")])


def jobs(key: UUID) -> int:
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(task_name="jiahe.intake.tasks.work", args__load=str(key)).count()


def test_killed_at_any_moment_it_has_all_its_loads_or_none_and_goes_on(
    steward: Acting,  # noqa: F811 - the fixture
    begun: Callable[[], Load],
) -> None:
    from jiahe.intake import actions, files
    from jiahe.intake.delivery.queries import loads_of
    from jiahe.trust.acting import acting_as, background

    first = begun()
    longest = how_long(partial(actions.work_on, first.id))
    assert seen(steward, first.id) == PARTED
    draw, killed, cut_off = random.Random(20261122), 0, 0
    for _ in range(KILLS):
        load = begun()
        killed += not killed_after(draw.uniform(0, longest * 1.1), partial(actions.work_on, load.id))
        assert seen(steward, load.id) in (WAITING, PARTED), "all of it or nothing"
        cut_off += seen(steward, load.id) == WAITING
        before = jobs(load.id)
        actions.resume_cut_off_loads(background())
        assert jobs(load.id) - before == (seen(steward, load.id) == WAITING)
        actions.work_on(load.id)
        assert seen(steward, load.id) == PARTED
        with acting_as(steward):
            assert all(files.file_of(one.id).exists() for one in loads_of(load))
        assert not (files.folder() / f".delivery-{load.id}").exists(), "nobody finds its tables on the disk"
    assert min(killed, cut_off) > KILLS // 3


def test_paused_while_it_is_parted_it_begins_anew_when_it_goes_on(
    steward: Acting,  # noqa: F811 - the fixture
    begun: Callable[[], Load],
) -> None:
    from jiahe.intake import actions
    from jiahe.intake.checking import Stopped
    from jiahe.intake.delivery.actions import part_delivery
    from jiahe.intake.models import Load
    from jiahe.trust.acting import acting_as

    load = begun()
    told: list[int] = []
    with actions.telling(load.id, steward) as tell:

        def pause(done: int) -> None:
            told.append(done)
            if done >= 50:
                with acting_as(steward):
                    actions.pause(key=load.id, paused=True)
            tell(done)

        with pytest.raises(Stopped):
            part_delivery(load, steward, pause)
    assert told == sorted(told)
    assert 50 <= told[-1] < 100
    assert seen(steward, load.id) == WAITING
    actions.work_on(load.id)
    assert seen(steward, load.id) == WAITING, "it is paused"
    with acting_as(steward):
        assert Load.objects.get(id=load.id).done == 0, "it began anew, and saw that at once"
        actions.pause(key=load.id, paused=False)
    actions.work_on(load.id)
    assert seen(steward, load.id) == PARTED


def test_dropped_while_it_is_parted_it_stays_dropped(
    steward: Acting,  # noqa: F811 - the fixture
    begun: Callable[[], Load],
) -> None:
    from jiahe.intake import actions, files
    from jiahe.intake.checking import Stopped
    from jiahe.intake.delivery.actions import part_delivery
    from jiahe.trust.acting import acting_as

    load = begun()
    there = {one.name for one in files.folder().iterdir()}

    told: list[int] = []

    def drop(done: int) -> None:
        if done >= 95 and not told:
            told.append(done)
            with acting_as(steward):
                actions.drop(key=load.id)

    with pytest.raises(Stopped):
        part_delivery(load, steward, drop)
    assert told, "it was told before the end"
    assert seen(steward, load.id) == ("dropped", [])
    assert {one.name for one in files.folder().iterdir()} == there - {str(load.id)}


def test_who_does_not_hold_the_post_any_more_parts_nothing(
    steward: Acting,  # noqa: F811 - the fixture
    begun: Callable[[], Load],
) -> None:
    from jiahe.intake import actions
    from jiahe.trust.models import Account

    load = begun()
    mine = Account.objects.using("owner").filter(id=steward.account)
    mine.update(is_active=False)
    try:
        actions.work_on(load.id)
    finally:
        mine.update(is_active=True)
    assert seen(steward, load.id) == ("failed", [])
