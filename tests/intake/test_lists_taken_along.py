"""The lists of a file as Excel and CSV: all of what they show, and each in the read log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.intake.test_changes import rows as changing
from tests.intake.test_loads import GUO, LI, NEW, acting, household

__all__ = ["acting"]  # the fixture


@pytest.fixture
def lines(steward: Client) -> Callable[[str], list[str]]:
    """``lines(address)``: the rows of the CSV of a list."""

    def read(address: str) -> list[str]:
        answer = steward.get(f"{address}{'&' if '?' in address else '?'}export=csv")
        assert answer.headers["Content-Type"].startswith("text/csv"), answer
        return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[2:]  # type: ignore[attr-defined]

    return read


def readings(page: str) -> list[Any]:
    from jiahe.trust.models import Read

    return list(Read.objects.filter(page=page))


def test_what_a_file_changes(acting: Cast, take: Callable[..., Any], lines: Any) -> None:
    load = take("household_registration", changing(), until="checked")
    address = f"/intake/{load.id}/changes/?show=filled"
    found = lines(address)
    assert [line.split(",")[:2] for line in found] == [["李秀英", "户号"], ["李秀英", "电话"]]
    assert "13800000000" not in "".join(found)
    (read,) = readings("export:load-changes")
    assert (read.person, read.what) == (acting.mother, "export")
    assert not readings("load-changes"), "it was taken along, not shown"


def test_no_cell_of_what_a_file_changes_is_a_page(acting: Cast, take: Callable[..., Any], steward: Client) -> None:
    load = take("deaths", [{"姓名": "李秀英", "身份证号": LI, "死亡日期": "2025-11-01"}], until="checked")
    move = take("moves", [{"姓名": "李秀英", "身份证号": LI, "居住地": "420890100202", "居住起始日期": "2025-03-01"}])
    for one, show, there in ((load, "filled", "1 November 2025"), (move, "replaced", "柳林村")):
        answer = steward.get(f"/intake/{one.id}/changes/?show={show}&export=csv", headers={"accept-language": "en"})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        assert there in text
        assert "<" not in text


def test_all_rows_with_a_fault_though_the_page_lists_fewer(
    acting: Cast, take: Callable[..., Any], lines: Any, steward: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jiahe.intake import queries

    monkeypatch.setattr(queries, "AT_MOST", 2)
    wrong = [household(姓名=f"周{one}", 身份证号=NEW, 户籍地="无此村") for one in "甲乙丙"]
    load = take("household_registration", wrong, until="checked")
    address = f"/intake/{load.id}/faults/place_unknown/"
    page = steward.get(address).content.decode()
    assert page.count("无此村") == 2
    assert "页面最多列出 2 行，导出的表最多 5,000 行" in page
    assert [line.split(",")[0] for line in lines(address)] == ["2", "3", "4"]
    (read,) = readings("export:faults")
    assert (read.load, read.rows) == (load.id, 3)


def test_rows_that_were_not_read(acting: Cast, take: Callable[..., Any], lines: Any) -> None:
    text = f"某镇花名册\n姓名,身份证号,户籍地\n周新,{NEW},柳林村\n李国强,{GUO},柳林村\n填表人：张某\n"
    load = take("household_registration", text.encode(), until="checked")
    found = lines(f"/intake/{load.id}/passed/")
    assert len(found) == 2
    assert "填表人：张某" in found[1]
    (read,) = readings("export:load-passed")
    assert (read.load, read.rows, read.what) == (load.id, 2, "export")
