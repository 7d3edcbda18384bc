"""Values mended once for all their rows: checked again, kept with who decided, taken back, remembered if asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.test import Client

from tests.cast import Cast
from tests.intake.conftest import id_number, identity

if TYPE_CHECKING:
    from jiahe.trust.acting import Acting

NUMBERS = [id_number(dt.date(1990, 1, 1 + n), "male", 30 + n) for n in range(6)]


def rows(**other: str) -> list[dict[str, str]]:
    row = {"姓名": "", "身份证号": "", "性别": "男", "出生日期": "", "户籍地": "柳林村"} | other
    return [row | {"姓名": f"周{name}", "身份证号": NUMBERS[n]} for n, name in enumerate("甲乙丙丁")]


FILE = [*rows(户籍地="二孩镇")[:2], rows(户籍地="二孩镇", 性别="男性別")[2], rows()[3]]
"""Two rows with a place that is none, one that has a wrong sex as well, and one without a fault."""


@pytest.fixture
def acting(posts: dict[str, Acting], cast: Cast) -> Iterator[Acting]:
    from jiahe.trust.acting import acting_as

    with acting_as(posts["steward"]):
        yield posts["steward"]


@pytest.fixture
def again(acting: Acting) -> Callable[[Any], None]:
    """``again(load)`` checks a file as the background does."""
    from jiahe.intake import checking

    def check(load: Any) -> None:
        load.refresh_from_db()
        checking.check(load, acting)
        load.refresh_from_db()
        identity(load)

    return check


@pytest.fixture
def mend(steward_account: Any, again: Callable[[Any], None]) -> Callable[..., None]:
    """``mend(load, {("hukou_place", "二孩镇"): "柳林村"})`` decides it and checks the file again."""
    from jiahe.intake.mending import actions

    def decided(load: Any, used: dict[tuple[str, str], str], *, remember: bool = False) -> None:
        actions.mend(key=load.id, used=used, remember=remember, account=steward_account.id)
        again(load)

    return decided


def counts(load: Any) -> tuple[int, int, int]:
    return load.read, load.loaded, load.aside


def test_a_value_is_listed_once_with_all_its_rows(acting: Acting, take: Callable[..., Any]) -> None:
    from jiahe.intake.mending.queries import values

    load = take("household_registration", FILE, until="checked")
    found = [(one.field.key, one.written, one.rows, one.first) for one in values(load)]
    assert found == [("hukou_place", "二孩镇", 3, 2), ("sex", "男性別", 1, 4)]


def test_numbers_and_names_of_people_are_never_mended_for_several_rows(
    acting: Acting, take: Callable[..., Any]
) -> None:
    from jiahe.intake.mending.queries import values

    bad = [one | {"身份证号": "1.1E+17", "姓名": "周*"} for one in rows()]
    load = take("household_registration", [*bad, rows(户籍地="#N/A")[0]], until="checked")
    assert load.aside == 5
    assert values(load) == []


@pytest.mark.parametrize("rule", ["date_no_day", "date_no_month", "date_zero", "date_lunar"])
def test_a_date_that_is_another_day_in_each_row_is_never_mended_for_several_rows(rule: str) -> None:
    from jiahe.intake.cells import FAULTS
    from jiahe.intake.mending.values import can_be_mended
    from jiahe.intake.sources import SOURCES

    birth_date = SOURCES["household_registration"].field("birth_date")
    assert can_be_mended(birth_date, FAULTS["date_no_such_day"])
    assert not can_be_mended(birth_date, FAULTS[rule])


@pytest.mark.parametrize(
    ("given", "kept", "fen"),
    [
        ("3600", "3600元", 360_000), ("3,600.50", "3,600.50元", 360_050), ("3600整", "3600元", 360_000),
        ("0.36万元", "0.36万元", 360_000), ("叁仟陆佰元整", "叁仟陆佰元整", 360_000), ("不详", "不详", None),
    ],
)  # fmt: skip
def test_a_mended_sum_without_a_unit_is_in_yuan_in_any_column(given: str, kept: str, fen: int | None) -> None:
    from jiahe.intake.cells import Reader
    from jiahe.intake.mending.values import as_used
    from jiahe.intake.sources import SOURCES

    amount = SOURCES["payments"].field("amount")
    assert as_used(amount, given) == kept
    assert Reader(amount, unit="万元").one(kept) == fen


def test_all_rows_with_a_mended_value_are_checked_again(
    acting: Acting, take: Callable[..., Any], mend: Callable[..., None]
) -> None:
    load = take("household_registration", FILE, until="checked")
    assert counts(load) == (4, 1, 3)
    untouched = load.rows.get(number=5).id

    mend(load, {("hukou_place", "二孩镇"): "420890100202"})

    assert counts(load) == (4, 3, 1), "one row has another fault"
    assert load.row_faults.get().rule == "sex_unreadable"
    assert load.rows.get(number=5).id == untouched, "what was checked and does not have the value stays as it is"
    row = load.rows.get(number=2)
    assert row.says["hukou_place"] == "420890100202"
    done = load.mends.get()
    assert (row.mended, done.rows, done.written, done.used) == ([done.id], 3, "二孩镇", "420890100202")

    mend(load, {("sex", "男性別"): "男"})
    assert counts(load) == (4, 4, 0)


def test_what_is_mended_is_what_is_loaded(acting: Acting, take: Callable[..., Any], mend: Callable[..., None]) -> None:
    from jiahe.intake import applying
    from jiahe.intake.models import Load
    from jiahe.people.models import Person

    load = take("household_registration", FILE, until="checked")
    mend(load, {("hukou_place", "二孩镇"): "石墩村3组"})
    Load.objects.filter(id=load.id).update(state="loading")
    applying.load_rows(load.id, acting)
    load.refresh_from_db()
    identity(load)
    new = Person.objects.get(name="周甲")
    assert (new.hukou_place, new.village_group) == ("420890100202", 3)


def test_a_correction_says_what_was_written_and_what_was_read(
    acting: Acting, take: Callable[..., Any], mend: Callable[..., None]
) -> None:
    from jiahe.intake import applying
    from jiahe.intake.models import Load
    from jiahe.people.models import Person

    take("household_registration", rows(户籍地="清溪镇")[:1])
    load = take("household_registration", rows(户籍地="二孩镇")[:1], until="checked")
    mend(load, {("hukou_place", "二孩镇"): "420890100202"})
    assert (load.loaded, load.changed) == (1, 1)
    Load.objects.filter(id=load.id).update(state="loading")
    applying.load_rows(load.id, acting)
    noted = Person.objects.get(name="周甲").corrections.get(column="hukou_place")
    assert noted.load == load.id
    assert "“二孩镇”按“" in noted.reason
    assert "石墩村”读" in noted.reason


def test_a_value_that_cannot_be_read_either_is_refused(
    acting: Acting, take: Callable[..., Any], steward_account: Any
) -> None:
    from jiahe.intake.mending.actions import mend
    from jiahe.web.refusal import Refused

    load = take("household_registration", FILE, until="checked")
    for used in ({("hukou_place", "二孩镇"): "三孩镇"}, {("hukou_place", "没有这样写"): "柳林村"}, {}):
        with pytest.raises(Refused):
            mend(key=load.id, used=used, remember=False, account=steward_account.id)
    load.refresh_from_db()
    assert (load.state, load.mends.count()) == ("checked", 0)


def test_a_mend_is_taken_back_before_the_load(
    acting: Acting, take: Callable[..., Any], mend: Callable[..., None], again: Callable[[Any], None],
    steward_account: Any,
) -> None:  # fmt: skip
    from jiahe.intake.mending.actions import take_back

    load = take("household_registration", FILE, until="checked")
    mend(load, {("hukou_place", "二孩镇"): "柳林村"})
    done = load.mends.get()
    take_back(key=load.id, mend=done.id, account=steward_account.id)
    again(load)
    assert counts(load) == (4, 1, 3)
    done.refresh_from_db()
    assert (done.taken_back_by_id, done.taken_back_at is None) == (steward_account.id, False)
    assert set(load.row_faults.values_list("written", flat=True)) == {"二孩镇", "男性別"}


@pytest.mark.parametrize("replaced", [False, True])
def test_a_row_is_checked_again_that_a_mended_one_made_the_second_about_somebody(
    acting: Acting, take: Callable[..., Any], mend: Callable[..., None], again: Callable[[Any], None],
    steward_account: Any, replaced: bool,
) -> None:  # fmt: skip
    from jiahe.intake.mending import actions

    one = rows(户籍地="二孩镇")[0]
    third = rows(户籍地="二孩镇")[1] | {"性别": "男性別"}
    second = one | {"户籍地": "柳林村", "性别": "男性別"}
    load = take("household_registration", [one, second, third, *rows()[2:]], until="checked")
    mend(load, {("hukou_place", "二孩镇"): "柳林村"})
    mend(load, {("sex", "男性別"): "男"})
    assert counts(load) == (5, 4, 1)
    assert load.row_faults.get().rule == "twice_in_file"
    if replaced:
        load.row_faults.create(sheet=0, number=4, rule="place_unknown", columns=[4], written="二孩镇")
        used = {("hukou_place", "二孩镇"): "石墩村"}
        actions.mend(key=load.id, used=used, remember=False, account=steward_account.id)
        assert set(load.rows.filter(again=True).values_list("number", flat=True)) == {2, 3, 4}
        return
    done = load.mends.get(field="hukou_place")
    actions.take_back(key=load.id, mend=done.id, account=steward_account.id)
    again(load)
    assert (load.rows.get(number=2).fate, load.rows.get(number=3).fate) == ("aside", "new")


def test_what_one_office_writes_is_not_remembered_of_another(
    acting: Acting, take: Callable[..., Any], mend: Callable[..., None]
) -> None:
    from jiahe.intake.mending.actions import recall

    load, same, other = (take("household_registration", FILE, until="checked") for _ in range(3))
    load.office = same.office = "one"
    other.office = "other"
    load.save(update_fields=["office"])
    mend(load, {("sex", "男性別"): "男"}, remember=True)
    recall(same)
    recall(other)
    assert (same.mends.count(), other.mends.count()) == (1, 0)


def test_a_file_in_which_a_remembered_value_is_used_waits_for_somebody(
    acting: Acting, take: Callable[..., Any], steward_account: Any
) -> None:
    from jiahe.intake.actions import load_faultless
    from jiahe.intake.models import Load

    load = take("household_registration", rows()[:1], until="checked")
    Load.objects.filter(id=load.id).update(load_when_faultless=True)
    known = load.mends.create(
        field="sex", written="男性別", used="男", account_id=steward_account.id, remembered=True, rows=1
    )
    load_faultless(load.id, acting)
    load.refresh_from_db()
    assert load.state == "checked"
    load.mends.filter(id=known.id).update(rows=0)
    load_faultless(load.id, acting)
    load.refresh_from_db()
    assert load.state == "loading", "what the file does not have keeps nobody waiting"


def test_it_is_remembered_for_the_source_only_when_asked_for(
    acting: Acting, take: Callable[..., Any], mend: Callable[..., None], steward_account: Any, again: Any
) -> None:
    from jiahe.intake.mending.actions import recall, take_back
    from jiahe.intake.models import RememberedValue

    load = take("household_registration", FILE, until="checked")
    mend(load, {("sex", "男性別"): "男"})
    assert not RememberedValue.objects.exists()
    mend(load, {("hukou_place", "二孩镇"): "柳林村"}, remember=True)

    other = take(
        "household_registration", [*FILE, rows(户籍地="三孩镇")[0] | {"身份证号": NUMBERS[5]}], until="checked"
    )
    assert other.aside == 4
    recall(other)
    other.rows.update(again=True)
    type(other).objects.filter(id=other.id).update(state="checking")
    again(other)
    assert counts(other) == (5, 3, 2)
    known = other.mends.get()
    assert (known.remembered, known.rows, known.account_id) == (True, 3, steward_account.id)

    take_back(key=other.id, mend=known.id, account=steward_account.id)
    assert not RememberedValue.objects.exists(), "what is taken back is not remembered either"


def test_checking_again_can_be_paused_and_loses_no_row(
    acting: Acting, take: Callable[..., Any], steward_account: Any, again: Callable[[Any], None]
) -> None:
    from jiahe.intake import checking
    from jiahe.intake.actions import pause
    from jiahe.intake.mending.actions import mend

    load = take("household_registration", FILE, until="checked")
    mend(key=load.id, used={("hukou_place", "二孩镇"): "柳林村"}, remember=False, account=steward_account.id)
    pause(key=load.id, paused=True)
    load.refresh_from_db()
    with pytest.raises(checking.Stopped), transaction.atomic():
        checking.check(load, acting)
    load.refresh_from_db()
    identity(load)
    assert load.rows.filter(again=True).count() == 3
    pause(key=load.id, paused=False)
    again(load)
    assert counts(load) == (4, 3, 1)


def test_the_page_mends_several_values_at_once_and_names_what_cannot_be_read(
    steward: Client, acting: Acting, take: Callable[..., Any], again: Callable[[Any], None]
) -> None:
    load = take("household_registration", FILE, until="checked")
    address = f"/intake/{load.id}/values/"
    assert address in steward.get(f"/intake/{load.id}/").content.decode()
    assert "二孩镇" in steward.get(address).content.decode()
    wrong = steward.post(address, {"v0": "三孩镇", "v1": "男"})
    assert (wrong.status_code, load.mends.count()) == (200, 0)

    done = steward.post(address, {"v0": "420890100201 柳林村", "v1": "男"})
    assert done.status_code == 302
    load.refresh_from_db()
    assert load.state == "checking"
    again(load)
    assert counts(load) == (4, 4, 0)
    shown = steward.get(address).content.decode()
    assert "禾阳县清溪镇柳林村" in shown or "清溪镇柳林村" in shown

    one = load.mends.get(field="sex")
    assert steward.post(address, {"back": str(one.id)}).status_code == 302
    assert steward.post(address, {"back": "no number"}).status_code == 200
