"""What comes back of a file that was checked: its own cells with comments, and the rows set aside, to be sent again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.cast import Cast
from tests.intake.conftest import id_number
from tests.intake.paper import Paper
from tests.intake.saved import as_xls, as_xlsx
from tests.intake.test_loads import GUO, NEW, household
from tests.intake.test_reports import comments_of

if TYPE_CHECKING:
    from jiahe.trust.acting import Acting

OLD = id_number(dt.date(1931, 2, 3), "male", 14)


@pytest.fixture
def acting(posts: dict[str, Acting], cast: Cast) -> Iterator[Cast]:
    """Act as the steward."""
    from jiahe.trust.acting import acting_as

    with acting_as(posts["steward"]):
        yield cast


def test_faulty_rows_come_back_can_be_mended_and_are_loaded(
    acting: Cast, take: Callable[..., Any], tmp_path: Path
) -> None:
    from jiahe.intake import queries
    from jiahe.people.models import Person

    load = take(
        "household_registration",
        [
            household(姓名="周新", 身份证号=NEW, 户籍地="清溪镇柳林村3组"),
            household(姓名="周旧", 身份证号="1.10101E+17", 户籍地="柳琳村"),
        ],
    )
    assert (load.loaded, load.aside) == (1, 1)
    assert Person.objects.get(name="周新").village_group == 3
    queries.write_commented(load, tmp_path / "commented.xlsx")
    comments = comments_of(tmp_path / "commented.xlsx")
    assert sorted(comments) == ["B3", "E3"]
    assert "是不是清溪镇柳林村？" in comments["E3"]
    queries.write_set_aside(load, tmp_path / "aside.xlsx")
    head, row = CalamineWorkbook.from_path(tmp_path / "aside.xlsx").get_sheet_by_index(0).to_python()
    assert row[:2] == ["周旧", "1.10101E+17"]
    mended = dict(zip(map(str, head), map(str, row), strict=False))
    again = take("household_registration", [mended | {"身份证号": OLD, "户籍地": "清溪镇柳林村"}])
    assert (again.loaded, again.aside) == (1, 0)
    assert Person.objects.get(name="周旧").hukou_place == "420890100201"


def test_a_remedy_for_one_cell_is_not_said_of_all_of_its_rule(acting: Cast, take: Callable[..., Any]) -> None:
    from jiahe.intake.cells import FAULTS

    rows = [household(姓名="周新", 户籍地="柳琳村"), household(姓名="周旧", 户籍地="石敦村")]
    load = take("household_registration", rows, until="checked")
    assert load.faults["place_unknown"]["remedy_zh"] == FAULTS["place_unknown"].remedy.zh
    said = [fault.said["zh"] for fault in load.row_faults.filter(rule="place_unknown").order_by("number")]
    assert ["柳林村" in said[0], "石墩村" in said[1]] == [True, True]


def test_a_sum_is_taken_in_the_unit_that_the_file_states(acting: Cast, take: Callable[..., Any]) -> None:
    from jiahe.people.models import Payment, Person
    from jiahe.trust.sealing import blind_index, seal

    Person.objects.filter(id=acting.father).update(
        id_sealed=seal(GUO, "id_number"), id_index=blind_index(GUO, "id_number")
    )
    head = "单位：万元\n姓名,身份证号,项目,年度,金额,发放日期\n"
    load = take("payments", f"{head}李国强,{GUO},育儿补贴,2025,0.36,2025-10-31\n".encode("gb18030"))
    assert load.loaded == 1, set(load.row_faults.values_list("rule", flat=True))
    assert Payment.objects.get().amount == 360000


def test_the_rows_with_a_fault_are_taken_along_with_what_was_checked(
    steward: Client, take: Callable[..., Any], cast: Cast, posts: dict[str, Acting]
) -> None:
    from jiahe.trust.acting import acting_as

    with acting_as(posts["steward"]):
        load = take("household_registration", [household(姓名="周新", 户籍地="柳琳村")], until="checked")
    answer = steward.get(f"/intake/{load.id}/faults/place_unknown/?export=csv")
    said, heads, row = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert f"依据：文件《{load.file_name}》" in said
    assert "制表：" in said
    assert heads == "行号,工作表,单元格,说明"
    assert "柳琳村" in row


@pytest.mark.parametrize("write", [as_xlsx, as_xls])
def test_days_counted_from_1904_come_back_as_the_same_days(
    acting: Cast, take: Callable[..., Any], tmp_path: Path, write: Callable[..., bytes]
) -> None:
    from jiahe.intake import queries
    from jiahe.people.models import Person

    born = dt.date(1931, 2, 3)
    paper = Paper("households")
    paper.lines = [
        ["姓名", "身份证号", "出生日期", "户籍地"],
        ["周旧", "1.10101E+17", (born - dt.date(1904, 1, 1)).days, "柳林村"],
        ["周新", NEW, (dt.date(2001, 2, 3) - dt.date(1904, 1, 1)).days, "柳林村"],
    ]
    load = take("household_registration", write(paper, date_1904=True))
    assert (load.loaded, load.aside) == (1, 1)
    for write_report in (queries.write_commented, queries.write_set_aside):
        write_report(load, tmp_path / "out.xlsx")
        written = CalamineWorkbook.from_path(tmp_path / "out.xlsx")
        row = written.get_sheet_by_name(written.sheet_names[-1]).to_python()[1]
        assert row[2] == born
    again = Paper("households")
    again.lines = CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_index(0).to_python()
    again.lines = [[OLD if cell == "1.10101E+17" else cell or None for cell in line] for line in again.lines]
    mended = take("household_registration", as_xlsx(again))
    assert (mended.loaded, mended.aside) == (1, 0), set(mended.row_faults.values_list("rule", flat=True))
    assert Person.objects.get(name="周旧").birth_date == born
