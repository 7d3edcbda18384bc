"""Lists as files: complete, typed, and harmless to the spreadsheet that opens them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.http import FileResponse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from jiahe.web.exports import harmless
from jiahe.web.words import Words
from tests.web.test_tables import table


def content(response: FileResponse) -> bytes:
    return b"".join(response.streaming_content)


def sheet(response: FileResponse, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content(response))).get_sheet_by_name(name).to_python()


def lines(query: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content(table(query).export(by="县卫健局")).decode("utf-8-sig"))))


def test_csv_says_what_it_is_and_holds_every_row(reader: Callable[[str], None]) -> None:
    reader("zh")
    cover, heads, *rows = lines("?export=csv&sort=name&page=7")
    assert cover[0].startswith("内容：名单；导出时间：")
    assert cover[0].endswith("；行数：3；筛选：未筛选；制表：县卫健局")
    assert heads == ["姓名", "出生", "金额", "状态"]
    assert rows == [
        ["'=1+1", "1980-01-02", "0.05", "好"],
        ["李一", "1990-05-01", "3600.00", "好"],
        ["王二", "", "", "不好"],
    ]


def test_csv_holds_what_the_filters_leave_and_says_so(reader: Callable[[str], None]) -> None:
    reader("en")
    cover, _, *rows = lines("?export=csv&state=bad")
    assert "Filtered by: State=bad" in cover[0]
    assert [row[0] for row in rows] == ["王二"]


def test_excel_holds_numbers_and_days_as_such(reader: Callable[[str], None]) -> None:
    reader("zh")
    response = table("?export=xlsx").export()
    rows = sheet(response, "数据")
    assert rows[0] == ["姓名", "出生", "金额", "状态"]
    assert rows[1] == ["李一", dt.date(1990, 5, 1), 3600.0, "好"]
    assert rows[3][0] == "'=1+1"
    assert "%E5%90%8D%E5%8D%95" in response["Content-Disposition"]


def test_a_workbook_says_what_it_is_when_by_whom_and_under_which_rules(reader: Callable[[str], None]) -> None:
    reader("en")
    made = table("?export=xlsx&state=good").export(by="County officer", rests_on="2025-12-10 (subsidy v3)")
    said = {row[0]: row[1] for row in sheet(made, "About")}
    assert said["What"] == "People"
    assert said["Rows"] == "2"
    assert said["Filtered by"] == "State=good"
    assert said["Made by"] == "County officer"
    assert said["Under the rules of"] == "2025-12-10 (subsidy v3)"
    assert "Exported" in said


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_file_is_run(reader: Callable[[str], None], kind: str, start: str) -> None:
    reader("zh")
    evil = f"{start}HYPERLINK(1)"
    rows = [{"name": evil, "born": None, "sum": None, "state": "good"}]
    made = table(f"?export={kind}&q={quote(evil)}", rows, caption=Words(evil, evil)).export(by=evil, rests_on=evil)
    body = content(made)
    if kind == "csv":
        cells = [cell for line in csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")) for cell in line]
    else:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        cells = [
            cell for name in book.sheet_names for line in book.get_sheet_by_name(name).to_python() for cell in line
        ]
        parts = zipfile.ZipFile(io.BytesIO(body))
        assert not [one for one in parts.namelist() if one.startswith("xl/worksheets/") and b"<f>" in parts.read(one)]
    assert any("HYPERLINK" in str(cell) for cell in cells)
    assert not [cell for cell in cells if str(cell).startswith(start)]


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@a", "\ta", "\ra", "\na", "＝1", "＋1", "－1", "＠a"])
def test_a_formula_becomes_a_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert harmless(text)[:1] not in tuple("=+-@\t\r\n＝＋－＠")
    assert harmless(text).endswith(text)


def test_only_the_files_that_are_offered_can_be_taken() -> None:
    assert not table("?export=csv", exports=()).wants_export
    assert not table("?export=exe").wants_export
    assert table("?export=xlsx").wants_export
