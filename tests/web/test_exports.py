"""Lists as files: complete, typed, and harmless to the spreadsheet that opens them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.http import FileResponse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from jiahe.web.exports import harmless
from tests.web.test_tables import table


def content(response: FileResponse) -> bytes:
    return b"".join(response.streaming_content)


def lines(query: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content(table(query).export(by="县卫健局")).decode("utf-8-sig"))))


def test_csv_says_what_it_is_and_holds_every_row(reader: Callable[[str], None]) -> None:
    reader("zh")
    cover, heads, *rows = lines("?export=csv&sort=name&page=7")
    assert cover[0].startswith("名单；导出时间 ")
    assert cover[0].endswith("；共3行；未筛选；制表：县卫健局")
    assert heads == ["姓名", "出生", "金额", "状态"]
    assert rows == [
        ["'=1+1", "1980-01-02", "0.05", "好"],
        ["李一", "1990-05-01", "3600.00", "好"],
        ["王二", "", "", "不好"],
    ]


def test_csv_holds_what_the_filters_leave_and_says_so(reader: Callable[[str], None]) -> None:
    reader("en")
    cover, _, *rows = lines("?export=csv&state=bad")
    assert "filtered by State=bad" in cover[0]
    assert [row[0] for row in rows] == ["王二"]


def test_excel_holds_numbers_and_days_as_such(reader: Callable[[str], None]) -> None:
    reader("zh")
    response = table("?export=xlsx").export()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content(response))).get_sheet_by_index(0).to_python()
    assert rows[1] == ["姓名", "出生", "金额", "状态"]
    assert rows[2] == ["李一", dt.date(1990, 5, 1), 3600.0, "好"]
    assert rows[4][0] == "'=1+1"
    assert "%E5%90%8D%E5%8D%95" in response["Content-Disposition"]


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
