"""What comes back of a file that was checked: its own cells with comments, and the rows set aside, to be sent again."""

from __future__ import annotations

import datetime as dt
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.test import Client
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from python_calamine import CalamineWorkbook

from tests.cast import VILLAGE, Cast
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
    from jiahe.intake import reporting
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
    reporting.write_commented(load, tmp_path / "commented.xlsx")
    comments = comments_of(tmp_path / "commented.xlsx")
    assert sorted(comments) == ["B3", "E3"]
    assert "是不是清溪镇柳林村？" in comments["E3"]
    reporting.write_set_aside(load, tmp_path / "aside.xlsx")
    book = openpyxl.load_workbook(tmp_path / "aside.xlsx")
    head, row = book.active.iter_rows()
    at = {cell.value: cell.column - 1 for cell in head}
    assert [cell.value for cell in row[:2]] == ["周旧", "1.10101E+17"]
    row[at["身份证号"]].value, row[at["户籍地"]].value = OLD, "清溪镇柳林村"
    book.save(tmp_path / "aside.xlsx")
    again = take("household_registration", (tmp_path / "aside.xlsx").read_bytes(), name="aside.xlsx")
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
    from jiahe.intake import reporting
    from jiahe.intake.reading.package import counts_from_1904
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
    for write_report in (reporting.write_commented, reporting.write_set_aside):
        write_report(load, tmp_path / "out.xlsx")
        written = CalamineWorkbook.from_path(tmp_path / "out.xlsx")
        row = written.get_sheet_by_name(written.sheet_names[-1]).to_python()[1]
        days = (row[2], counts_from_1904(tmp_path / "out.xlsx"))
        assert days in ((born, False), ((born - dt.date(1904, 1, 1)).days, True))
    again = Paper("households")
    again.lines = CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_index(0).to_python()
    again.lines = [[OLD if cell == "1.10101E+17" else cell or None for cell in line] for line in again.lines]
    mended = take("household_registration", as_xlsx(again))
    assert (mended.loaded, mended.aside) == (1, 0), set(mended.row_faults.values_list("rule", flat=True))
    assert Person.objects.get(name="周旧").birth_date == born


def workbook(path: Path) -> bytes:
    """A file as an office makes it: a title over merged cells, formulas, links, a hidden sheet, a name, properties."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名册"
    sheet.merge_cells("A1:E1")
    sheet["A1"] = "2025年户籍人口登记表"
    sheet.append(["姓名", "公民身份号码", "性别", "户籍地", "备注"])
    sheet.append(["周新", NEW, "男", "柳林村", "迁入"])
    sheet.append(["周旧", "1.10101E+17", "男性別", "二孩镇", "=1+1"])
    sheet.append(["周又", OLD, "男", None, None])
    sheet.merge_cells("D4:D5")
    sheet["E4"].data_type = "s"
    sheet["E5"] = '=HYPERLINK("http://a.example/"&B5,"看")'
    sheet["A3"].hyperlink = "http://a.example/"
    sheet["B4"].comment = Comment("派出所已核", "派出所")
    book.create_sheet("说明")["B2"] = "填表说明"
    book.create_sheet("底册").sheet_state = "hidden"
    book["底册"]["A1"] = "不给人看的"
    book.defined_names["外部"] = DefinedName("外部", attr_text="[1]Sheet1!$A$1")
    book.properties.creator = "某民警"
    book.save(path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    return path.read_bytes()


@pytest.fixture
def commented(
    acting: Cast, take: Callable[..., Any], tmp_path: Path, steward_account: Any, posts: dict[str, Acting]
) -> Path:
    """The workbook above with comments, one value of it mended for all its rows."""
    from jiahe.intake import checking, reporting
    from jiahe.intake.mending.actions import mend

    load = take("household_registration", workbook(tmp_path / "in.xlsx"), until="checked", name="名册.xlsx")
    assert (load.read, load.aside) == (3, 2)
    mend(key=load.id, used={("sex", "男性別"): "男"}, remember=False, account=steward_account.id)
    load.refresh_from_db()
    checking.check(load, posts["steward"])
    load.refresh_from_db()
    reporting.write_commented(load, tmp_path / "out.xlsx")
    reporting.write_set_aside(load, tmp_path / "aside.xlsx")
    return tmp_path / "out.xlsx"


def test_a_workbook_comes_back_with_comments_where_it_is_wrong(commented: Path) -> None:
    book = openpyxl.load_workbook(commented)
    assert book.sheetnames == ["问题汇总", "名册"]
    sheet = book["名册"]
    assert sheet["A1"].value == "2025年户籍人口登记表"
    assert [cell.value for cell in sheet[3]] == ["周新", NEW, "男", "柳林村", "迁入"]
    said = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
    assert sorted(said) == ["B4", "C4", "D4", "D5"]
    assert "“男性別”" in said["C4"]
    assert sheet["D5"].value == "二孩镇", "a merged cell's value stands in each row that it covers"
    assert (sheet["B4"].fill.start_color.rgb, sheet["A4"].fill.fill_type) == ("FFFFD9D9", None)
    front = [[cell.value for cell in row] for row in book.worksheets[0]]
    assert ["名册", "性别"] in [row[:2] for row in front]

    aside = commented.with_name("aside.xlsx")
    _, row, _ = CalamineWorkbook.from_path(aside).get_sheet_by_index(0).to_python()
    assert row[2] == "男", "what was mended once need not be mended again"
    assert "文件写的是“男性別”" in row[5]


def test_nothing_of_the_sender_s_workbook_comes_back_but_what_its_cells_said(commented: Path) -> None:
    book = openpyxl.load_workbook(commented)
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}, "no formula"
    assert not [cell for cell in cells if cell.hyperlink]
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not book.defined_names
    assert book["名册"]["E4"].value == "'=1+1"
    with zipfile.ZipFile(commented) as package:
        assert not [name for name in package.namelist() if "external" in name.lower() or "vba" in name.lower()]
        everything = b"".join(package.read(name) for name in package.namelist())
    for told in ("某民警", "派出所已核", "不给人看的", "a.example", "填表说明"):
        assert told.encode() not in everything


def test_the_commented_workbook_is_mended_in_place_and_uploaded_again(
    commented: Path, take: Callable[..., Any]
) -> None:
    from jiahe.people.models import Person

    book = openpyxl.load_workbook(commented)
    book["名册"]["B4"], book["名册"]["C4"] = number_of(1932), "男"
    book["名册"]["D4"] = book["名册"]["D5"] = "柳林村"
    book.save(commented)
    again = take("household_registration", commented.read_bytes(), name="名册.xlsx")
    assert (again.read, again.loaded, again.aside) == (3, 3, 0), set(again.row_faults.values_list("rule", flat=True))
    assert Person.objects.filter(name__in=["周新", "周旧", "周又"], hukou_place=VILLAGE).count() == 3


def number_of(year: int) -> str:
    return id_number(dt.date(year, 2, 3), "male", 15)


def test_a_long_file_takes_no_more_memory_than_a_short_one(
    acting: Cast, take: Callable[..., Any], tmp_path: Path
) -> None:
    from jiahe.intake import reporting

    rows = [household(姓名="周新", 户籍地="柳琳村")]
    peaks = []
    for many in (500, 5_000):
        load = take("household_registration", rows * many, until="checked")
        load.row_faults.filter(number__gt=100).delete()  # what is wrong is held, row by row; what is right is not
        tracemalloc.start()
        reporting.write_commented(load, tmp_path / "out.xlsx")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 2**20
