"""A workbook of many sheets: those with the same header are named once, a hidden one is read when asked for."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from django.test import Client

from tests.cast import VILLAGE, Cast
from tests.in_process import one_connection  # noqa: F401 - used by itself in each test
from tests.intake.conftest import DAY, id_number

if TYPE_CHECKING:
    from jiahe.intake.models import Load
    from jiahe.trust.acting import Acting

POLICE = "household_registration"
KNOWN = ("姓名", "身份证号", "性别", "出生日期", "户籍地")
HEADER = (*KNOWN, *(f"备用{one}" for one in "一二三四五六七八九十甲乙"))
Rows = Sequence[Sequence[str]]


def born(n: int) -> dt.date:
    return dt.date(1980, 1, 1) + dt.timedelta(n)


def row(n: int) -> list[str]:
    return [f"周{chr(0x4E00 + n)}", id_number(born(n), "female"), "女", born(n).isoformat(), VILLAGE]


def book(sheets: Mapping[str, Rows], hidden: Sequence[str] = ()) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for line, cells in enumerate(rows):
                sheet.write_row(line, 0, cells)
            if name in hidden:
                sheet.hide()
    return out.getvalue()


@pytest.fixture
def acting(posts: dict[str, Acting], cast: Cast) -> Iterator[None]:
    from jiahe.trust.acting import acting_as

    with acting_as(posts["steward"]):
        yield


@pytest.fixture
def receive(acting: None, steward: Client, steward_account: Any) -> Callable[..., Load]:
    from jiahe.intake import actions

    def received(raw: bytes, **said: Any) -> Load:
        return actions.receive(
            source=POLICE, pieces=[raw], file_name="全县.xlsx", learned_on=DAY, account=steward_account.id, **said
        )

    return received


def asked(steward: Client, load: Load) -> tuple[str, dict[str, Any]]:
    """Return the page that asks what the columns are, and what a browser would send of it untouched."""
    page = steward.get(f"/intake/{load.id}/").content.decode()
    said: dict[str, Any] = {}
    for name, options in re.findall(r'<select name="(c\d+_\d+)".*?>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        said[name] = chosen[1] if chosen else ""
    said["sheets"] = re.findall(r'<input type="checkbox" name="sheets" value="(\d+)"[^>]*checked', page)
    return page, said


def test_a_sheet_for_each_of_150_villages_is_named_once_and_loaded(
    receive: Callable[..., Load], steward: Client
) -> None:
    from jiahe.intake.actions import work_on

    load = receive(book({f"{n}村": [HEADER, row(n)] for n in range(150)}))
    _, said = asked(steward, load)
    assert len(said) - 1 == len(HEADER), "one choice a column, not one a column and sheet"
    assert len(said["sheets"]) == 150
    sent = steward.post(f"/intake/{load.id}/", said)
    assert sent.status_code == 302, sent.content.decode()[:2000]
    work_on(load.id)
    load.refresh_from_db()
    assert (load.state, load.read, load.loaded, load.aside) == ("checked", 150, 150, 0)


def test_as_many_sheets_with_headers_of_their_own_can_be_sent_too(
    receive: Callable[..., Load], steward: Client
) -> None:
    load = receive(book({f"{n}村": [[*HEADER[:-1], f"备注{n}"], row(n)] for n in range(70)}))
    _, said = asked(steward, load)
    assert len(said) - 1 == 70 * len(HEADER) > 1_000
    assert steward.post(f"/intake/{load.id}/", said).status_code == 302
    load.refresh_from_db()
    assert len(load.columns) == 70


def test_a_sheet_that_is_not_ticked_is_not_read_and_nothing_of_it_is_remembered(
    receive: Callable[..., Load], steward: Client
) -> None:
    from jiahe.intake.models import Remembered

    load = receive(book({"一村": [KNOWN, row(1)], "二村": [KNOWN, row(2)], "合计": [KNOWN, row(1)]}))
    _, said = asked(steward, load)
    steward.post(f"/intake/{load.id}/", said | {"sheets": ["0", "1"]})
    load.refresh_from_db()
    assert sorted(load.columns) == ["0", "1"]
    assert Remembered.objects.get(label="姓名").field == "name"


def test_a_hidden_sheet_is_marked_and_left_out_unless_a_person_wants_it(
    receive: Callable[..., Load], steward: Client
) -> None:
    raw = book({"今年": [KNOWN, row(1)], "去年": [KNOWN, row(2)]}, hidden=["去年"])
    load = receive(raw)
    assert sorted(load.columns) == ["0"]
    page, said = asked(steward, load)
    assert "去年（隐藏的工作表）" in page
    assert said["sheets"] == ["0"]
    steward.post(f"/intake/{load.id}/", said)
    load.refresh_from_db()
    assert sorted(load.columns) == ["0"]
    wanted = receive(raw)
    _, said = asked(steward, wanted)
    steward.post(f"/intake/{wanted.id}/", said | {"sheets": ["0", "1"]})
    wanted.refresh_from_db()
    assert wanted.columns["1"] == wanted.columns["0"]


def test_a_workbook_of_which_the_only_table_is_hidden_waits_too(receive: Callable[..., Load], steward: Client) -> None:
    load = receive(book({"说明": [["见另表"]], "名册": [KNOWN, row(1)]}, hidden=["名册"]))
    _, said = asked(steward, load)
    assert said["sheets"] == []
    assert said["c1_0"] == "name"
    assert "没有一列要导入" in steward.post(f"/intake/{load.id}/", said).content.decode()
    assert steward.post(f"/intake/{load.id}/", said | {"sheets": ["1"]}).status_code == 302


def test_with_a_hidden_sheet_nothing_is_loaded_without_a_person(receive: Callable[..., Load]) -> None:
    sheets = {"今年": [KNOWN, row(1)], "去年": [KNOWN, row(2)]}
    said = {"by_itself": True, "load_when_faultless": True}
    assert receive(book(sheets), **said).state == "checking"
    assert receive(book(sheets, hidden=["去年"]), **said).state == "columns"
