"""Each row that was read is loaded, unchanged or set aside: where one is lost the file fails, and nothing is loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.cast import Cast
from tests.intake.conftest import id_number
from tests.intake.test_loads import acting, household

__all__ = ["acting"]  # the fixture


def rows(count: int) -> list[dict[str, str]]:
    born = [dt.date(2001, 2, 1) + dt.timedelta(days=at) for at in range(count)]
    return [
        household(姓名=f"周{chr(0x4E00 + at)}", 身份证号=id_number(one, "male", at), 性别="男", 出生日期=f"{one}")
        for at, one in enumerate(born)
    ]


@pytest.fixture
def work(posts: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], Any]:
    """``work(load)`` does what the background would do, batches of two rows at a time; what fails is rolled back."""
    from jiahe.intake import applying, checking

    monkeypatch.setattr(checking, "BATCH", 2)

    def worked(load: Any) -> Any:
        load.refresh_from_db()
        with transaction.atomic(), suppress(checking.Stopped):
            if load.state == "checking":
                checking.check(load, posts["steward"])
            else:
                applying.load_rows(load.id, posts["steward"])
        load.refresh_from_db()
        return load

    return worked


@pytest.fixture
def begun(take: Callable[..., Any]) -> Callable[[int], Any]:
    """``begun(5)`` is a file of five rows that waits to be checked."""
    from jiahe.intake.models import Load

    def waiting(count: int) -> Any:
        load = take("household_registration", rows(count), until="checked")
        load.rows.all().delete()
        nothing = dict.fromkeys(("read", "loaded", "changed", "unchanged", "aside"), 0)
        Load.objects.filter(id=load.id).update(state="checking", checked_at=None, **nothing)
        return load

    return waiting


def losing(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let the check lose a row of the file on its way from the reader to the table of rows."""
    from jiahe.intake import checking

    whole = checking._check_batch

    def lost(load: Any, source: Any, at: int, rows: Any, *others: Any) -> Any:
        return whole(load, source, at, [one for one in rows if one.number != number], *others)

    monkeypatch.setattr(checking, "_check_batch", lost)


def test_a_row_lost_by_the_check_fails_the_file(
    acting: Cast, begun: Any, work: Any, steward: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jiahe.intake.checking import RowsLost
    from jiahe.intake.models import Load

    load = begun(5)
    losing(monkeypatch, 4)
    with pytest.raises(RowsLost, match="5 rows were read, and 4 loaded"):
        work(load)
    Load.objects.filter(id=load.id).update(state="failed", error=RowsLost.__name__)
    page = steward.get(f"/intake/{load.id}/").content.decode()
    assert "读到的行数与查过的行数不一致" in page


@pytest.mark.parametrize("lost", [(), (3,)])
def test_a_row_lost_before_a_check_was_cut_off_is_noticed_when_it_goes_on(
    acting: Cast, begun: Any, work: Any, lost: tuple[int, ...]
) -> None:
    from jiahe.intake.checking import RowsLost
    from jiahe.intake.models import Load

    load = work(begun(7))
    load.rows.exclude(number__in={2, 3, 4, 5}.difference(lost)).delete()
    left = load.rows.count()
    Load.objects.filter(id=load.id).update(state="checking", read=left, loaded=left)
    if not lost:
        assert (work(load).state, load.read, load.loaded) == ("checked", 7, 7)
        return
    with pytest.raises(RowsLost, match="7 rows were read, and 6 loaded"):
        work(load)


def test_a_check_that_was_done_again_counts_each_row_once(
    acting: Cast, begun: Any, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jiahe.intake.models import Load

    load = begun(7)
    assert (work(load).state, load.read, load.loaded) == ("checked", 7, 7)
    load.rows.filter(number__in=(3, 6)).update(again=True)
    Load.objects.filter(id=load.id).update(state="checking")
    assert (work(load).state, load.read, load.loaded) == ("checked", 7, 7)


def test_a_row_lost_between_check_and_load_lets_nothing_be_loaded(acting: Cast, begun: Any, work: Any) -> None:
    from jiahe.intake.actions import begin_loading
    from jiahe.intake.checking import RowsLost
    from jiahe.people.models import Person

    load = work(begun(5))
    load.rows.filter(number=4).delete()
    begin_loading(key=load.id)
    with pytest.raises(RowsLost):
        work(load)
    assert not Person.objects.filter(load=load.id).exists()


def test_the_database_keeps_no_counts_that_lose_a_row(acting: Cast, begun: Any, work: Any) -> None:
    from jiahe.intake.models import Load

    load = work(begun(5))
    with pytest.raises(IntegrityError, match="no_row_lost"), transaction.atomic():
        Load.objects.filter(id=load.id).update(loaded=4)
