import datetime as dt
import re
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
import xlsxwriter
from django.utils import translation
from python_calamine import CalamineWorkbook

from jiahe.intake.cells import FAULTS, Cell, Reader
from jiahe.intake.fault import Fault
from jiahe.intake.fields import Kind
from jiahe.intake.mapping import PROBLEM, How, match_columns
from jiahe.intake.reading.grid import GridRow, Problem
from jiahe.intake.reports import Found, write_commented, write_set_aside, write_template
from jiahe.intake.reports.shape import sheet_name
from jiahe.web.words import Words
from tests.intake.columns import COUNTY, PLACES, column, id_number

NUMBER = id_number("42089019900307002")
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Line(NamedTuple):
    number: int
    cells: tuple[Cell, ...]
    raw: str | None = None


@dataclass(frozen=True)
class File:
    """A table of a file, for a report."""

    lines: tuple[Line, ...]
    sheet: str = "名册"
    header: tuple[int, int] = (2, 3)
    labels: tuple[str, ...] = ("姓名", "身份证号", "出生日期", "金额")
    columns: tuple[int, ...] = (1, 2, 3, 5)
    units: tuple[str | None, ...] = field(default=(None, None, None, "万元"))

    def rows(self):
        return iter(self.lines)

    def physical(self):
        yield GridRow(1, (None, "清溪镇户籍名册", None, None, None, "单位：万元"))
        yield GridRow(2, (None, "基本情况"))
        yield GridRow(3, (None, *self.labels))
        for line in self.lines:
            lost = Problem(FAULTS["text_character_lost"], line.raw) if line.raw is not None else None
            yield GridRow(line.number, () if lost else (None, *line.cells[:3], None, *line.cells[3:]), lost)


ROSTER = File(
    (
        Line(4, ("李秀英", NUMBER, dt.date(1990, 3, 7), 0.36)),
        Line(5, ("=HYPERLINK(1)", 1.10101e17, "2023年5月", "@SUM(A1)")),
        Line(7, (None, "'" + NUMBER, dt.datetime(2023, 5, 6, 14, 30), 10**20 + 1)),
        Line(8, ("甲" * 40_000, True, dt.date(1899, 12, 30), float("nan"))),
        Line(9, (None, None, None, None), "李四\t一\t二\t三\t四\t五"),
    )
)
FOUND = [
    Found("名册", 5, 0, FAULTS["name_latin"]),
    Found("名册", 5, 1, FAULTS["id_number_lost"]),
    Found("名册", 5, 2, FAULTS["date_no_day"]),
    Found("名册", 7, 2, FAULTS["date_with_time"]),
    Found("名册", 7, 0, FAULTS["required_empty"]),
    Found("名册", 9, None, FAULTS["text_long"]),
]


def sheet_of(path: Path, name: str) -> list[list[Cell]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)


def comments_of(path: Path) -> dict[str, str]:
    """Return the comments of a workbook by their cells."""
    found = {}
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            if re.fullmatch(r"xl/comments\d+\.xml", name):
                for one in ElementTree.fromstring(book.read(name)).iter(f"{S}comment"):
                    found[one.attrib["ref"]] = "".join(part.text or "" for part in one.iter(f"{S}t"))
    return found


def part_of(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as book:
        return book.read(name).decode()


def test_the_file_comes_back_with_its_cells_in_their_places_and_its_faults_on_them(tmp_path):
    write_commented([ROSTER], FOUND, tmp_path / "a.xlsx")
    cells = sheet_of(tmp_path / "a.xlsx", "名册")
    assert (cells[0][1], cells[0][5]) == ("清溪镇户籍名册", "单位：万元")
    assert set(cells[1]) == {""}, "of a header of several rows, the last says it all"
    assert cells[2][1:6] == ["姓名", "身份证号", "出生日期", "", "金额（万元）"]
    assert cells[3][1:6] == ["李秀英", NUMBER, dt.date(1990, 3, 7), "", 0.36]
    assert cells[6][2:4] == ["'" + NUMBER, dt.datetime(2023, 5, 6, 14, 30)]
    assert cells[6][5] == "100000000000000000001"
    assert cells[8][6] == "李四\t一\t二\t三\t四\t五"
    comments = comments_of(tmp_path / "a.xlsx")
    assert sorted(comments) == ["B5", "B7", "B9", "C5", "D5", "D7"]
    assert comments["D5"] == f"{FAULTS['date_no_day'].words.zh}\n{FAULTS['date_no_day'].remedy.zh}"


def test_no_cell_of_the_file_is_a_formula_on_the_way_back(tmp_path):
    write_commented([ROSTER], FOUND, tmp_path / "a.xlsx")
    write_set_aside([(ROSTER, ROSTER.lines)], FOUND, tmp_path / "b.xlsx")
    for name in ("a.xlsx", "b.xlsx"):
        with zipfile.ZipFile(tmp_path / name) as book:
            assert not [
                part for part in book.namelist() if part.startswith("xl/worksheets/") and b"<f>" in book.read(part)
            ]
    assert sheet_of(tmp_path / "a.xlsx", "名册")[4][1] == "'=HYPERLINK(1)"
    assert sheet_of(tmp_path / "b.xlsx", "名册")[2][3] == "'@SUM(A1)"


def test_what_no_workbook_can_hold_comes_back_as_a_lost_character(tmp_path):
    lost = replace(ROSTER, lines=(Line(4, ("李\ud842", "\uffff\ufffe", "\x00\x1f", None)),))
    lost = replace(lost, labels=("姓\ufffe名", *ROSTER.labels[1:]))
    write_set_aside([(lost, lost.lines)], [], tmp_path / "b.xlsx")
    write_commented([lost], [Found("名册", 4, 0, FAULTS["name_characters"])], tmp_path / "a.xlsx")
    for name, first, header in (("a", 1, 2), ("b", 0, 0)):
        cells = sheet_of(tmp_path / f"{name}.xlsx", "名册")
        assert cells[header][first] == "姓\ufffd名"
        assert cells[header + 1][first : first + 3] == ["李\ufffd", "\ufffd\ufffd", "\x00\x1f"]


def test_each_faulty_cell_is_coloured_and_no_other(tmp_path):
    write_commented([ROSTER], FOUND, tmp_path / "a.xlsx")
    styles = ElementTree.fromstring(part_of(tmp_path / "a.xlsx", "xl/styles.xml"))
    filled = {
        str(at)
        for at, one in enumerate(styles.find(f"{S}cellXfs"))  # type: ignore[arg-type]
        if int(one.attrib["fillId"]) > 1
    }
    sheet = ElementTree.fromstring(part_of(tmp_path / "a.xlsx", "xl/worksheets/sheet2.xml"))
    assert {one.attrib["r"] for one in sheet.iter(f"{S}c") if one.attrib.get("s") in filled} == {
        "B5", "C5", "D5", "D7", "B7", "B9", "G9"
    }  # fmt: skip


def test_the_first_sheet_sums_the_faults_up_in_groups_that_are_mended_at_once(tmp_path):
    many = [Found("名册", row, 1, FAULTS["id_number_15"]) for row in range(4, 34)]
    write_commented([ROSTER], [*FOUND, *many], tmp_path / "a.xlsx")
    lines = sheet_of(tmp_path / "a.xlsx", "问题汇总")
    assert "36" in str(lines[0][0])
    assert lines[2] == [
        "名册",
        "身份证号",
        FAULTS["id_number_15"].words.zh,
        30,
        FAULTS["id_number_15"].remedy.zh,
        "、".join(map(str, range(4, 14))) + "……",
        "id_number_15",
    ]
    assert len(lines) == 2 + 7
    assert ["名册", "整行"] in [line[:2] for line in lines]


def test_the_reader_of_english_gets_english_words(tmp_path):
    with translation.override("en"):
        write_commented([ROSTER], FOUND, tmp_path / "a.xlsx")
        write_template(Words("出生", "Births"), FIELDS, tmp_path / "t.xlsx")
    assert FAULTS["date_no_day"].remedy.en in comments_of(tmp_path / "a.xlsx")["D5"]
    assert CalamineWorkbook.from_path(tmp_path / "a.xlsx").sheet_names[0] == "Faults"
    labels = sheet_of(tmp_path / "t.xlsx", "Births")[0]
    assert [match.how for match in match_columns(labels, [], FIELDS, {})] == [How.SAME_WORDS] * len(FIELDS)


def test_a_file_of_more_rows_than_a_sheet_goes_on_in_the_next(tmp_path):
    longer = replace(ROSTER, lines=(*ROSTER.lines, Line(1_048_577, ("王桂芳", NUMBER, None, 1))))
    write_commented([longer], [Found("名册", 1_048_577, 0, FAULTS["name_two"])], tmp_path / "a.xlsx")
    assert sheet_of(tmp_path / "a.xlsx", "名册 (2)")[0][1:3] == ["王桂芳", NUMBER]
    assert list(comments_of(tmp_path / "a.xlsx")) == ["B1"]


def test_beyond_so_many_comments_the_colour_remains(tmp_path):
    write_commented([ROSTER], FOUND, tmp_path / "a.xlsx", at_most_comments=2)
    assert len(comments_of(tmp_path / "a.xlsx")) == 2
    assert part_of(tmp_path / "a.xlsx", "xl/worksheets/sheet2.xml").count('r="D7"') == 1


def test_several_sheets_and_a_table_without_rows_are_all_there(tmp_path):
    tables = [ROSTER, replace(ROSTER, sheet="空表", lines=()), replace(ROSTER, sheet="问题汇总")]
    write_commented(tables, [], tmp_path / "a.xlsx")
    assert CalamineWorkbook.from_path(tmp_path / "a.xlsx").sheet_names == ["问题汇总", "名册", "空表", "问题汇总 (2)"]
    assert sheet_of(tmp_path / "a.xlsx", "空表")[2][1] == "姓名"


NAMES = (
    *("2024/5月[补报]", "'", "长" * 40, "长" * 40, "History", "A", "a"),
    *("𬭎" * 20, "x" + "𬭎" * 20, "x" * 30 + "'y", "x" * 27 + "'y", "x" * 27 + "'z", "半\ud842", "\ufffe"),
)


def test_a_name_that_excel_refuses_is_made_one_that_it_takes(tmp_path):
    used: set[str] = set()
    names = [sheet_name(name, used) for name in NAMES]
    assert names[0] == "2024 5月 补报"
    assert len({name.lower() for name in names}) == len(names)
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:  # it refuses what Excel refuses
        for name in names:
            book.add_worksheet(name)
    assert CalamineWorkbook.from_path(tmp_path / "a.xlsx").sheet_names == names


def test_rows_set_aside_come_with_their_headers_and_what_is_wrong_and_can_be_uploaded_again(tmp_path):
    write_set_aside([(ROSTER, ROSTER.lines[1:])], FOUND, tmp_path / "b.xlsx")
    head, *rows = sheet_of(tmp_path / "b.xlsx", "名册")
    assert head == ["姓名", "身份证号", "出生日期", "金额（万元）", "《问题》", "《原文》"]
    assert len(rows) == 4
    assert rows[0][4] == "\n".join(
        ["原表第 5 行"]
        + [
            f"{label}：{FAULTS[rule].words.zh}{FAULTS[rule].remedy.zh}"
            for label, rule in (("姓名", "name_latin"), ("身份证号", "id_number_lost"), ("出生日期", "date_no_day"))
        ]
    )
    assert rows[3][4:] == [
        f"原表第 9 行\n{FAULTS['text_long'].words.zh}{FAULTS['text_long'].remedy.zh}",
        "李四\t一\t二\t三\t四\t五",
    ]
    fields = [column(Kind.NAME, "name", "姓名"), column(Kind.MONEY, "amount", "金额")]
    matches = match_columns(head, [[row[at] for row in rows] for at in range(6)], fields, {})
    assert [match.label for match in matches if match.how is How.IGNORED] == [PROBLEM, "《原文》"]
    assert [match.field.key for match in matches if match.field] == ["name", "amount"]


def test_a_cell_that_comes_back_reads_as_it_did(tmp_path):
    kinds = (Kind.NAME, Kind.ID_NUMBER, Kind.DATE, Kind.MONEY)
    readers = [Reader(column(kind), unit="万元") for kind in kinds]
    write_set_aside([(ROSTER, ROSTER.lines)], FOUND, tmp_path / "b.xlsx")
    back = sheet_of(tmp_path / "b.xlsx", "名册")[1:]
    for line, cells in zip(ROSTER.lines, back, strict=True):
        before = [reader.one(cell) for reader, cell in zip(readers, line.cells, strict=True)]
        after = [reader.one(cell) for reader, cell in zip(readers, cells[:4], strict=True)]
        if line.number == 8:  # what no workbook holds: 40,000 characters, a day before 1900, no number
            assert before[1] == after[1] == FAULTS["cell_is_truth"]
        else:
            assert after == before


FIELDS = [
    column(Kind.NAME, "name", "姓名", required=True),
    column(Kind.ID_NUMBER, "id_number", "身份证号", required=True),
    column(Kind.SEX, "sex", "性别"),
    column(Kind.DATE, "born", "出生日期"),
    column(Kind.CHOICE, "kind", "亲子关系", choices={"birth": ("亲生", "婚生"), "adoption": ("收养",)}),
    column(Kind.YES_NO, "only_child", "是否独生子女"),
    column(Kind.PLACE, "hukou", "户籍地"),
    column(Kind.ACCOUNT, "account", "银行账号"),
    column(Kind.PHONE, "phone", "联系电话"),
    column(Kind.MONEY, "amount", "发放金额"),
]


@pytest.fixture
def template(tmp_path) -> Path:
    write_template(Words("出生医学证明", "Birth certificates"), FIELDS, tmp_path / "t.xlsx", PLACES, county=COUNTY)
    return tmp_path / "t.xlsx"


def test_a_template_is_known_again_when_it_is_uploaded(template):
    labels = sheet_of(template, "出生医学证明")[0]
    assert labels[:3] == ["姓名*", "身份证号*", "性别"]
    matches = match_columns(labels, [], FIELDS, {})
    assert [(match.field and match.field.key, match.how) for match in matches] == [
        (one.key, How.SAME_WORDS) for one in FIELDS
    ]


def test_a_template_offers_the_answers_that_there_are_and_they_can_be_read(template):
    sheet = ElementTree.fromstring(part_of(template, "xl/worksheets/sheet1.xml"))
    lists = {
        one.attrib["sqref"]: (one.find(f"{S}formula1").text, one.attrib.get("errorStyle"))  # type: ignore[union-attr]
        for one in sheet.iter(f"{S}dataValidation")
    }
    assert lists["C2:C20001"] == ('"男,女"', None)
    assert lists["E2:E20001"] == ('"亲生,收养"', None)
    assert lists["F2:F20001"] == ('"是,否"', None)
    assert set(lists) == {"C2:C20001", "E2:E20001", "F2:F20001", "G2:G20001"}
    for at, key in ((2, "C"), (4, "E"), (5, "F"), (6, "G")):
        for answer in lists[f"{key}2:{key}20001"][0].strip('"').split(","):
            read = Reader(FIELDS[at], PLACES, county=COUNTY).one(answer)
            assert isinstance(read, str | bool | tuple), answer


def test_a_long_list_of_villages_has_a_sheet_of_its_own(tmp_path):
    write_template(Words("出生", "Births"), FIELDS, tmp_path / "t.xlsx", PLACES, county="420882000000")
    villages = [line[0] for line in sheet_of(tmp_path / "t.xlsx", "可选项")]
    assert len(villages) > 100
    assert f"'可选项'!$A$1:$A${len(villages)}" in part_of(tmp_path / "t.xlsx", "xl/worksheets/sheet1.xml")
    read = Reader(FIELDS[6], PLACES, county="420882000000").column(villages)
    assert [village for village, answer in zip(villages, read, strict=True) if not isinstance(answer, tuple)] == []


def test_a_template_keeps_numbers_as_text_and_says_how_each_column_is_written(template):
    styles = ElementTree.fromstring(part_of(template, "xl/styles.xml"))
    forms = [one.attrib["numFmtId"] for one in styles.find(f"{S}cellXfs")]  # type: ignore[union-attr]
    sheet = ElementTree.fromstring(part_of(template, "xl/worksheets/sheet1.xml"))
    of_column = {}
    for one in sheet.iter(f"{S}col"):
        for at in range(int(one.attrib["min"]), int(one.attrib["max"]) + 1):
            of_column[at] = forms[int(one.attrib["style"])] if "style" in one.attrib else None
    as_text = "49"
    assert [of_column[at] for at in (2, 8, 9)] == [as_text] * 3
    assert of_column[4] not in (as_text, None, "0")
    comments = comments_of(template)
    assert comments["B1"].startswith("必填。18 位公民身份号码")
    notes = sheet_of(template, "填写说明")
    assert ["亲子关系", "", "从列出的词里选一个。", "亲生、收养"] in notes


def test_a_mended_value_stands_as_it_is_read_in_the_rows_set_aside_of_each_sheet(tmp_path):
    other = File((Line(4, ("=1+1", NUMBER, None, 1)),), sheet="名册二")
    mended = Fault("mended", Words("文件写的是“甲”，按“乙”读。", "“甲” is written, “乙” is read."), Words("", ""))
    read = [Found("名册", 4, 2, mended, "2020-01-02"), Found("名册二", 4, 0, mended, "乙")]
    write_set_aside([(ROSTER, ROSTER.lines[:1]), (other, other.lines)], read, tmp_path / "b.xlsx")
    first, second = sheet_of(tmp_path / "b.xlsx", "名册")[1], sheet_of(tmp_path / "b.xlsx", "名册二")[1]
    assert (first[2], second[0]) == ("2020-01-02", "乙")
    assert "文件写的是“甲”" in str(second)
