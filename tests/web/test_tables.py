"""Lists: what is shown, sorted, filtered, paged; from a list and from the database alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import RequestFactory

from jiahe.places.models import Post
from jiahe.trust.acting import Acting, acting_as
from jiahe.web.tables import Choice, Column, Contains, Export, Since, Table
from jiahe.web.tags import Tag
from jiahe.web.words import Words

PEOPLE = [
    {"name": "李一", "born": dt.date(1990, 5, 1), "sum": 360000, "state": "good"},
    {"name": "王二", "born": None, "sum": None, "state": "bad"},
    {"name": "=1+1", "born": dt.date(1980, 1, 2), "sum": 5, "state": "good"},
]
STATES = [("good", Words("好", "good")), ("bad", Words("不好", "bad"))]


def table(query: str = "", rows: Any = PEOPLE, **options: Any) -> Table:
    columns = [
        Column("name", Words("姓名", "Name"), kind="name", sort="name", link=lambda row: f"/p/{row['name']}/"),
        Column("born", Words("出生", "Born"), kind="day", sort="born"),
        Column("sum", Words("金额", "Sum"), kind="money", sort="sum"),
        Column("state", Words("状态", "State"), lambda row: Tag(dict(STATES)[row["state"]], row["state"])),
    ]
    filters = [
        Contains("q", Words("姓名", "Name"), "name"),
        Choice("state", Words("状态", "State"), STATES),
        Since("since", Words("不早于", "Since"), "born"),
    ]
    request = RequestFactory().get("/list/" + query)
    export = Export(rests_on=Words("编造的例子", "made-up examples"), shows=None)
    options = {"columns": columns, "filters": filters, "caption": Words("名单", "People"), "export": export, **options}
    return Table(request, rows, **options)


def names(shown: Table) -> list[str]:
    return [row["name"] for row in shown.page.object_list]


def test_rows_that_are_counted_already_are_counted_again_only_when_filtered() -> None:
    whole, filtered = table(), table("?q=李")
    for one in (whole, filtered):
        one.knows_count(99)
    assert (whole.count, filtered.count) == (99, 1)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["李一", "王二", "=1+1"]),
        ("?sort=sum", ["=1+1", "李一", "王二"]),
        ("?sort=-sum", ["李一", "=1+1", "王二"]),
        ("?sort=state", ["李一", "王二", "=1+1"]),
        ("?sort=nonsense", ["李一", "王二", "=1+1"]),
        ("?q=李", ["李一"]),
        ("?state=good&sort=born", ["=1+1", "李一"]),
        ("?state=nonsense", ["李一", "王二", "=1+1"]),
        ("?since=1985年1月1日", ["李一"]),
        ("?since=nonsense", ["李一", "王二", "=1+1"]),
    ],
)
def test_sorting_and_filtering(query: str, expected: list[str]) -> None:
    assert names(table(query)) == expected


def test_unknown_values_come_last_both_ways() -> None:
    assert names(table("?sort=born"))[-1] == names(table("?sort=-born"))[-1] == "王二"


@pytest.mark.parametrize(
    ("page", "first"), [("1", 0), ("2", 10), ("99", 30), ("-1", 30), ("x", 0), ("", 0), ("all", 0)]
)
def test_a_page_that_does_not_exist_is_the_nearest(page: str, first: int) -> None:
    rows = [{"name": f"{n:02}", "born": None, "sum": n, "state": "good"} for n in range(35)]
    shown = table(f"?page={page}", rows, per_page=10)
    assert names(shown)[0] == f"{first:02}"
    assert shown.count == 35
    assert len(names(shown)) == {0: 35 if page == "all" else 10, 10: 10, 30: 5}[first]


def test_addresses_keep_the_other_wishes() -> None:
    shown = table("?q=李&state=good&page=2&other=1")
    assert shown.address(sort="name", page=None) == "?q=%E6%9D%8E&state=good&other=1&sort=name"
    assert shown.other_wishes == [("other", "1")]
    assert shown.address_without_filters == "?other=1"
    assert [head.href.split("sort=")[-1] for head in table("?sort=name").heads[:2]] == ["-name", "born"]


def test_two_tables_on_one_page_do_not_disturb_each_other() -> None:
    assert names(table("?b-q=李", name="a")) == ["李一", "王二", "=1+1"]
    assert names(table("?b-q=李", name="b")) == ["李一"]


def test_how_a_table_is_written(reader: Callable[[str], None], written: Callable[..., str]) -> None:
    reader("en")
    html = written('<c-table :table="table" />', table=table("?sort=name"))
    assert '<th role="columnheader" scope="col" class=" sorts" aria-sort="ascending"' in html
    assert '<a href="/p/李一/"><span lang="zh-Hans">李一</span></a>' in html
    assert '<td role="cell" data-head="Sum" class="right">3,600.00 yuan</td>' in html
    assert '<strong class="tag tag-bad">bad</strong>' in html
    assert '<span class="none">unknown</span>' in html
    assert "3 rows" in html


def test_a_row_without_such_a_value_says_why(reader: Callable[[str], None], written: Callable[..., str]) -> None:
    columns = [Column("sum", Words("金额", "Sum"), lambda row: Words("没有应发", "nothing owed"), kind="money")]
    reader("zh")
    html = written('<c-table :table="table" />', table=table(columns=columns, filters=[]))
    assert html.count('scope="row">没有应发</th>') == len(PEOPLE)


def test_values_are_escaped(written: Callable[..., str]) -> None:
    rows = [{"name": "<script>", "born": None, "sum": 1, "state": "good"}]
    assert "<script>" not in written('<c-table :table="table" />', table=table(rows=rows))


def test_an_empty_table_says_what_can_be_done(reader: Callable[[str], None], written: Callable[..., str]) -> None:
    reader("zh")
    assert "没有符合条件的内容" in written('<c-table :table="table" />', table=table("?q=nobody"))
    html = written(
        '<c-table :table="table">请导入。</c-table>', table=table(rows=[], empty=Words("还没有人", "Nobody yet"))
    )
    assert "还没有人" in html
    assert "请导入。" in html


@pytest.mark.django_db
def test_a_queryset_is_sorted_filtered_and_paged_by_the_database(django_assert_num_queries: Any) -> None:
    office = Post(role="security_administrator", place="420890000000", title="安", title_en="S")
    with acting_as(Acting.of(office)):
        for n in range(12):
            Post.objects.create(role="finance", place="420890000000", title=f"财政{n:02}", title_en=f"Finance {n}")
    shown = table(
        "?q=财政&sort=-title&page=2",
        Post.objects.all(),
        columns=[Column("title", Words("岗位", "Post"), sort="title")],
        filters=[Contains("q", Words("岗位", "Post"), "title__icontains")],
        per_page=5,
    )
    with django_assert_num_queries(2):
        assert [str(cells[0][1]) for _, cells in shown.lines] == ["财政06", "财政05", "财政04", "财政03", "财政02"]
        assert shown.count == 12
