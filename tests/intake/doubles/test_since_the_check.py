"""Who came into the register between the check of a file and its loading is not added a second time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from jiahe.people.models import Person
from jiahe.trust.acting import acting_as
from tests.cast import LEARNED, VILLAGE, Cast
from tests.in_process import one_connection  # noqa: F401 - used by itself in each test
from tests.intake.conftest import as_csv, id_number, identity
from tests.intake.test_loads import household, rules

pytestmark = pytest.mark.django_db
POLICE = "household_registration"
BORN = dt.date(1980, 1, 2)
ZHAO = household(姓名="赵小明", 性别="男", 出生日期=BORN.isoformat())
ALIKE = household(姓名="赵晓明", 性别="男", 出生日期=BORN.isoformat())
NUMBER = id_number(BORN, "male", 21)


@pytest.fixture(autouse=True)
def steward_acts(posts: Any, cast: Cast) -> Iterator[None]:
    with acting_as(posts["steward"]):
        yield


@pytest.fixture
def confirm(steward: Client, posts: Any) -> Callable[[Any], str]:
    """``confirm(load)``: press the button, let the background do its work, and return what the page says then."""
    from jiahe.intake.actions import work_on

    def confirmed(load: Any) -> str:
        steward.post(f"/intake/{load.id}/", {"confirm": "yes"})
        work_on(load.id)
        load.refresh_from_db()
        identity(load)
        return steward.get(f"/intake/{load.id}/").content.decode()

    return confirmed


def named(*names: str) -> int:
    return Person.objects.filter(name__in=names).count()


def test_of_two_files_that_were_checked_before_either_was_loaded_nobody_is_doubled(
    take: Callable[..., Any], confirm: Any
) -> None:
    from jiahe.intake.doubles.actions import decide_row

    first = take(POLICE, [ZHAO], until="checked")
    other = household(姓名="钱新", 性别="女", 出生日期="1990-03-04")
    second = take(POLICE, [ALIKE, other], until="checked")
    assert (first.loaded, second.loaded) == (1, 2)
    confirm(first)
    page = confirm(second)
    assert (second.state, second.loaded, second.aside, rules(second)) == ("checked", 1, 1, {"perhaps_there"})
    assert "检查之后登记册里又登记了人" in page
    assert "1 行要由人来定是不是登记册里的人" in page
    assert named("钱新") == 0, "nothing of it is loaded"
    decide_row(pair=second.pairs.get().id, same=False)
    page = confirm(second)
    assert (second.state, second.loaded, second.aside, second.error) == ("loaded", 2, 0, "")
    assert "检查之后登记册里又登记了人" not in page
    assert named("赵小明", "赵晓明", "钱新") == 3


def test_the_very_same_file_checked_twice_and_loaded_twice_adds_nobody_twice(
    take: Callable[..., Any], confirm: Any
) -> None:
    row = ZHAO | {"联系电话": "13800000000", "户号": "0007"}
    loads = [take(POLICE, [row], until="checked") for _ in range(2)]
    for load in loads:
        confirm(load)
    assert named("赵小明") == 1
    assert [(one.state, one.loaded, one.unchanged, one.aside) for one in loads] in (
        [("loaded", 1, 0, 0), ("loaded", 0, 1, 0)],
        [("loaded", 1, 0, 0), ("checked", 0, 0, 1)],
    )


@pytest.mark.parametrize("first_has_it", [True, False])
def test_one_with_a_number_and_one_without_are_not_added_both(
    take: Callable[..., Any], confirm: Any, first_has_it: bool
) -> None:
    rows = [ZHAO | {"身份证号": NUMBER}, ZHAO]
    loads = [take(POLICE, [row], until="checked") for row in (rows if first_has_it else reversed(rows))]
    for load in loads:
        confirm(load)
    assert named("赵小明") == 1


def test_whom_a_worker_records_meanwhile_is_not_added_by_the_file(take: Callable[..., Any], confirm: Any) -> None:
    from jiahe.people.arrivals import Newcomer, record_arrival

    load = take(POLICE, [ZHAO], until="checked")
    who = Newcomer(name="赵晓明", sex="male", birth_date=BORN, hukou_place=VILLAGE, residence_place=VILLAGE)
    record_arrival(who, why="missed", source="户口簿", learned_on=LEARNED)
    confirm(load)
    assert (load.state, load.loaded, load.aside) == ("checked", 0, 1)
    assert named("赵小明") == 0


def test_a_file_that_needs_no_confirmation_goes_back_to_a_person(steward: Client, posts: Any) -> None:
    from jiahe.intake.actions import load_faultless, receive, work_on
    from jiahe.intake.checking import check
    from jiahe.intake.models import Load

    account = Load._meta.get_field("account").related_model.objects.get(username__startswith="steward-").id
    loads = [
        receive(
            source=POLICE, pieces=[as_csv([row])], file_name="户籍.csv", learned_on=LEARNED, account=account,
            load_when_faultless=True,
        )
        for row in (ZHAO, ALIKE)
    ]  # fmt: skip
    for load in loads:
        Load.objects.filter(id=load.id).update(state="checking")
        load.refresh_from_db()
        check(load, posts["steward"])
        load_faultless(load.id, posts["steward"])
    for load in loads:
        work_on(load.id)
        load.refresh_from_db()
        identity(load)
    assert [(one.state, one.loaded, one.aside) for one in loads] == [("loaded", 1, 0), ("checked", 0, 1)]
    assert named("赵小明", "赵晓明") == 1
