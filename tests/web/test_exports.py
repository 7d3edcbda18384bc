"""Lists as files: complete, typed, and harmless to the spreadsheet that opens them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.http import FileResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from jiahe.places.naming import full_name
from jiahe.trust.acting import Acting
from jiahe.trust.models import Account
from jiahe.web.exports import file_of, harmless
from jiahe.web.tables import REGISTER, Column, Export, Persons, Table
from jiahe.web.words import Words
from tests.cast import COUNTY
from tests.web.test_tables import table


def content(response: FileResponse) -> bytes:
    return b"".join(response.streaming_content)


def sheet(response: FileResponse, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content(response))).get_sheet_by_name(name).to_python()


def lines(query: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content(file_of(table(query), "csv")).decode("utf-8-sig"))))


def signed_in(shown: Table, *, role: str = "steward", name: str = "李管理", title: str = "县数据管理员") -> Table:
    """A table whose reader is signed in and acts through a post of the county."""
    shown.request.acting = Acting(uuid4(), role, COUNTY, title, title)
    shown.request.user = Account(username="x", full_name=name)
    return shown


def test_csv_says_what_it_is_and_holds_every_row(reader: Callable[[str], None]) -> None:
    reader("zh")
    cover, heads, *rows = lines("?export=csv&sort=name&page=7")
    assert cover[0].startswith("内容：名单；导出时间：")
    assert cover[0].endswith("；行数：3；筛选：未筛选；依据：编造的例子")
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
    response = file_of(table("?export=xlsx"), "xlsx")
    rows = sheet(response, "数据")
    assert rows[0] == ["姓名", "出生", "金额", "状态"]
    assert rows[1] == ["李一", dt.date(1990, 5, 1), 3600.0, "好"]
    assert rows[3][0] == "'=1+1"
    assert "%E5%90%8D%E5%8D%95" in response["Content-Disposition"]


@pytest.mark.django_db
def test_a_workbook_says_what_it_is_when_by_whom_and_under_which_rules(reader: Callable[[str], None]) -> None:
    reader("en")
    export = Export(rests_on=lambda: "2025-12-10 (subsidy v3)", shows=None)
    made = file_of(signed_in(table("?export=xlsx&state=good", export=export)), "xlsx")
    said = {row[0]: row[1] for row in sheet(made, "About")}
    assert said["What"] == "People"
    assert said["Rows"] == "2"
    assert said["Filtered by"] == "State=good"
    assert said["Made by"] == f"李管理, 县数据管理员 ({full_name(COUNTY, from_level=3)})"
    assert said["Rests on"] == "2025-12-10 (subsidy v3)"
    assert "Exported" in said


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_file_is_run(reader: Callable[[str], None], kind: str, start: str) -> None:
    reader("zh")
    evil = f"{start}HYPERLINK(1)"
    rows = [{"name": evil, "born": None, "sum": None, "state": "good"}]
    said = {"caption": Words(evil, evil), "export": Export(rests_on=Words(evil, evil), shows=None)}
    shown = signed_in(table(f"?export={kind}&q={quote(evil)}", rows, **said), name=evil, title=evil)
    body = content(file_of(shown, kind))
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
    assert not table("?export=csv", export=None).wants_export
    assert not table("?export=exe").wants_export
    assert table("?export=xlsx").wants_export


PEOPLE_OF_A_PLACE = Export(rests_on=REGISTER, shows=Persons("person", "export:people", lambda row: [row["key"]]))


@pytest.mark.parametrize(("role", "may"), [("steward", True), ("village_worker", False), ("auditor", False)])
def test_a_list_of_people_is_taken_along_by_posts_that_may_export_that_record(role: str, may: bool) -> None:
    request = RequestFactory().get("/?export=csv&page=all")
    request.acting = Acting(uuid4(), role, COUNTY, "", "")
    columns = [Column("name", Words("姓名", "Name"))]
    rows = [{"name": str(number), "key": uuid4()} for number in range(30)]
    shown = Table(request, rows, caption=Words("人", "People"), columns=columns, export=PEOPLE_OF_A_PLACE)
    assert (shown.wants_export, bool(shown.export_links)) == (may, may)
    assert len(shown.page.object_list) == (30 if may else 25), "nor is the whole list on one page"


def test_nobody_who_is_not_signed_in_takes_people_along() -> None:
    assert not table("?export=csv", export=PEOPLE_OF_A_PLACE).exports
