"""What is not read of a file is shown: header, units and rows passed over; and why a column is what it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.cast import VILLAGE, Cast
from tests.intake.conftest import DAY
from tests.intake.test_loads import GUO, LI, NEW

if TYPE_CHECKING:
    from jiahe.intake.models import Load
    from jiahe.trust.acting import Acting

FILE = f"""奖励扶助发放花名册,,,,,
单位：万元,,,,,
姓名,身份证号,项目,年度,金额,发放日期
李秀英,{LI},育儿补贴,2024,0.36,2024-10-31
合计,,,,0.36,
第三组,,,,,
,,,,,
填表人：张某,{GUO},审核人：,,,
"""


@pytest.fixture
def acting(posts: dict[str, Acting], cast: Cast) -> Iterator[Acting]:
    """Act as the steward."""
    from jiahe.trust.acting import acting_as

    with acting_as(posts["steward"]):
        yield posts["steward"]


@pytest.fixture
def receive(steward_account: Any, divisions: None, acting: Acting) -> Callable[..., Load]:
    """``receive(source, text)`` is a file whose columns wait to be named."""
    from jiahe.intake import actions

    def received(source: str, text: str) -> Load:
        return actions.receive(
            source=source, pieces=[text.encode()], file_name="x.csv", learned_on=DAY, account=steward_account.id
        )

    return received


def words_of(page: Any) -> str:
    """What a page says, without its tags."""
    body = page.content.decode().split("<main")[1]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def test_what_is_passed_over_is_shown_before_anything_is_confirmed(
    receive: Callable[..., Load], steward: Client
) -> None:
    load = receive("payments", FILE)
    said = words_of(steward.get(f"/intake/{load.id}/"))
    assert "表头 第 3 行" in said
    assert "单位 金额：万元" in said
    assert "不读：标题 1 行（第 1 行）" in said
    assert "不读：合计或小计 1 行（第 5 行）" in said
    assert "第 5 行：合计 0.36" in said
    assert GUO not in said, "of a number only its ends"
    assert "不读：分组行 1 行（第 6 行）" in said
    assert "不读：空行 1 行（第 7 行）" in said
    assert "不读：签字栏 1 行（第 8 行）" in said
    assert "补上序号或身份证号" in said


def test_it_stays_on_the_page_of_the_load_and_each_row_can_be_looked_at(
    take: Callable[..., Any], acting: Acting, steward: Client
) -> None:
    load = take("payments", FILE.encode(), until="checked")
    assert load.layout["0"]["passed"] == [
        ["blank", 1, "7"], ["title", 1, "1"], ["note", 1, "2"], ["group", 1, "6"], ["total", 1, "5"],
        ["footer", 1, "8"],
    ]  # fmt: skip
    page = steward.get(f"/intake/{load.id}/")
    assert "不读：合计或小计 1 行（第 5 行）" in words_of(page)
    assert f"/intake/{load.id}/passed/" in page.content.decode()
    rows = words_of(steward.get(f"/intake/{load.id}/passed/"))
    assert all(one in rows for one in ("标题 奖励扶助发放花名册", "合计或小计 合计 0.36", "签字栏 填表人：张某")), rows
    assert GUO not in rows


def test_each_column_says_why_it_is_taken_for_what_it_is_and_how_sure_that_is(
    receive: Callable[..., Load], steward: Client
) -> None:
    load = receive("household_registration", f"姓名,证号,出生,备注,村组\n周新,{NEW},2001-02-03,无,柳林村\n")
    said = words_of(steward.get(f"/intake/{load.id}/"))
    assert "列名相同，前 1 格里有 1 格读得懂；有把握。" in said
    assert "没有认出；需要的话请自己选" in said
    steward.cookies["django_language"] = "en"
    said = words_of(steward.get(f"/intake/{load.id}/"))
    assert "the same name, 1 of the first 1 cells can be read; sure." in said
    assert "Header Row 1" in said


def test_a_column_told_by_its_looks_is_only_proposed(receive: Callable[..., Load], steward: Client) -> None:
    rows = "".join(f"周{one},200{n}-02-03\n" for n, one in enumerate("一二三四五"))
    load = receive("household_registration", f"姓名,栏二\n{rows}")
    assert load.columns == {"0": {"0": "name"}}
    said = words_of(steward.get(f"/intake/{load.id}/"))
    assert "可能是“出生日期”：内容看起来像，前 5 格里有 5 格读得懂；没有把握，请自己选。" in said


def test_a_name_that_the_file_did_not_give_or_gave_twice_is_shown_and_not_remembered(
    receive: Callable[..., Load], steward: Client
) -> None:
    from jiahe.intake.models import Remembered

    load = receive("marriages", f"姓名,身份证号,姓名,身份证号,登记日期,\n李国强,{GUO},李秀英,{LI},2019-05-01,已核\n")
    said = words_of(steward.get(f"/intake/{load.id}/"))
    assert said.count("几列用了同一个列名") == 4
    assert said.count("这一列有内容，但没有列名") == 1
    chosen = {"c0_0": "husband_name", "c0_1": "husband_id_number", "c0_2": "wife_name", "c0_3": "wife_id_number"}
    steward.post(f"/intake/{load.id}/", chosen | {"c0_4": "day"})
    load.refresh_from_db()
    assert load.state == "checking"
    assert set(Remembered.objects.values_list("label", "field")) == {("登记日期", "day")}


def test_the_database_itself_holds_that_no_row_is_lost_or_invented(take: Callable[..., Any], acting: Acting) -> None:
    from jiahe.intake.models import Load

    load = take("household_registration", [{"姓名": "周新", "身份证号": NEW, "户籍地": VILLAGE}])
    for change in ({"read": 2}, {"loaded": 0}, {"unchanged": 1}, {"aside": 1}):
        with pytest.raises(IntegrityError, match="no_row_lost"), transaction.atomic():
            Load.objects.filter(id=load.id).update(**change)
