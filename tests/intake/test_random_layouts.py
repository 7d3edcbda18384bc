"""Random tables in random layouts: the same rows come back, whatever stands around them."""

import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from jiahe.intake.reading import open_book
from tests.intake.invented import LISTS, Draw
from tests.intake.paper import Paper
from tests.intake.saved import as_ods, as_text, as_xls, as_xlsx
from tests.intake.test_reading import holds

# What may stand in a column of remarks: anything, with separators, quotation marks and line breaks.
REMARKS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(" ,;|，；\"'\n"), max_size=20
)
EVENTS = ("record", "record", "record", "as_above", "blank", "spaces", "subtotal", "group", "page", "narrow")


@dataclass(frozen=True)
class Layout:
    """How a table is laid out."""

    kind: str
    seed: int
    titles: int
    leading: int
    depth: int
    groups: tuple[int, ...]
    events: tuple[str, ...]
    remarks: tuple[str, ...]
    total: bool
    footer: bool


LAYOUTS = st.builds(
    Layout,
    kind=st.sampled_from(sorted(LISTS)),
    seed=st.integers(0, 10_000),
    titles=st.integers(0, 2),
    leading=st.integers(0, 3),
    depth=st.integers(1, 3),
    groups=st.lists(st.integers(2, 4), min_size=1, max_size=2).map(tuple),
    events=st.lists(st.sampled_from(EVENTS), min_size=1, max_size=30).map(lambda drawn: ("record", *drawn)),
    remarks=st.lists(REMARKS, min_size=1, max_size=6).map(tuple),
    total=st.booleans(),
    footer=st.booleans(),
)
TEXTS = st.fixed_dictionaries(
    {
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
        "separator": st.sampled_from([",", "\t", ";", "|", "，", "；"]),
        "newline": st.sampled_from(["\r\n", "\n"]),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        "last_newline": st.booleans(),
    }
)


def written(layout: Layout, *, merging: bool) -> Paper:
    """The paper of a layout; ``merging``: it can have merged cells."""
    paper, draw = Paper(layout.kind, "表"), Draw(layout.seed)
    width = len(paper.columns) + 1
    for _ in range(layout.leading):
        paper.skip("blank")
    for title in ("二〇二五年度奖励扶助花名册", "填报单位：青石镇（盖章）")[: layout.titles]:
        paper.skip("note" if "：" in title else "title", title, *[None] * (width - 1))
        if merging:
            paper.merge(paper.next - 1, 0, paper.next - 1, width - 1)
    header(paper, layout, merging=merging)
    body(paper, layout, draw)
    if layout.total:
        paper.skip("total", "合计", *[None] * (width - 3), 35, None)
    if layout.footer:
        paper.skip("footer", "填表人：某某", None, "审核人：", *[None] * (width - 3))
    trim(paper)
    return paper


def body(paper: Paper, layout: Layout, draw: Draw) -> None:
    """Write what the layout has below the header."""
    width = len(paper.columns) + 1
    passed = {
        "subtotal": ("total", [None, "小计", *[None] * (width - 4), "1,200.50", None]),
        "group": ("group", ["第三组", *[None] * (width - 1)]),
        "blank": ("blank", [None] * width),
        "spaces": ("blank", ["　"] * width),
    }
    cells, truth = [], {}
    for n, event in enumerate(layout.events):
        if event in passed:
            why, said = passed[event]
            paper.skip(why, *said)
        elif event == "page":
            for line in paper.lines[paper.header[0] - 1 : paper.header[1]]:
                paper.skip("repeated_header", *line)
        elif event == "as_above":
            paper.line(["同上" if at in (2, 3) else c for at, c in enumerate(cells)], truth, read=cells, filled=(2, 3))
        else:
            truth = draw.records(layout.kind, n + 1)[-1]
            # A narrow record: only the number, the name and one thing more are known.
            cells = paper.write(truth) if event == "record" else [*paper.write(truth)[:3], *[None] * (width - 4)]
            remark = layout.remarks[n % len(layout.remarks)].strip(" \n")
            cells = [*cells, None if remark.startswith(("=", "同上", '"', "'")) else remark or None]
            paper.line(cells, truth)


def header(paper: Paper, layout: Layout, *, merging: bool) -> None:
    """Write a header of one to three rows: the columns from the second on are in groups."""
    labels = [*(column.label for column in paper.columns), "备注"]
    if layout.depth == 1:
        paper.head(labels)
        return
    rows = [list(labels), [None] * len(labels), [None] * len(labels)]
    read, at, top = list(labels), 1, paper.next
    for n, size in enumerate(layout.groups):
        group = ("对象情况", "登记信息")[n]
        members = range(at, min(at + size, len(labels) - 1))
        at = members.stop
        if len(members) < 2:
            break
        for column in members:
            rows[0][column], rows[1][column] = None, labels[column]
            read[column] = f"{group} {labels[column]}"
        rows[0][members[0]] = group
        if merging:
            paper.merge(top, members[0], top, members[-1])
        if layout.depth == 3 and len(members) >= 3:
            for column in members[1:]:
                rows[1][column], rows[2][column] = None, labels[column]
                read[column] = f"{group} 其中 {labels[column]}"
            rows[1][members[1]] = "其中"
            if merging:
                paper.merge(top + 1, members[1], top + 1, members[-1])
    rows = [row for row in rows if any(row)]
    if merging:
        for column in range(len(labels)):
            filled = [n for n, row in enumerate(rows) if row[column] is not None]
            covered = [m for m in paper.merges if m[1] < column <= m[3] and m[0] >= top]
            first = max([*filled, *(m[0] - top for m in covered)])
            if first < len(rows) - 1 and rows[first][column] == labels[column]:
                paper.merge(top + first, column, top + len(rows) - 1, column)
    paper.head(*rows, labels=read)
    paper.units = {n: "元" for n, label in enumerate(labels) if label.endswith("（元）")}


def trim(paper: Paper) -> None:
    """A workbook ends with the last row that holds something."""
    while paper.next - 1 in paper.skipped and not any(str(c or "").strip() for c in paper.lines[-1]):
        del paper.skipped[paper.next - 1]
        paper.lines.pop()


def comes_back(paper: Paper, content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        (sheet,) = open_book(path, name).sheets
        holds(sheet, paper)


@given(layout=LAYOUTS, how=TEXTS)
def test_a_text_file_of_any_layout_comes_back(layout, how):
    paper = written(layout, merging=False)
    comes_back(paper, as_text(paper, **how), "表.csv")


@given(layout=LAYOUTS, write=st.sampled_from([as_xlsx, as_xls, as_ods]))
def test_a_workbook_of_any_layout_comes_back(layout, write):
    paper = written(layout, merging=True)
    comes_back(paper, write(paper), "表.xlsx")


@given(noise=st.binary(max_size=400), how=TEXTS)
@example(noise=b'"\n"', how={})
def test_whatever_is_written_below_a_table_is_accounted_for(noise, how):
    """Noise after good rows changes none of them, and each of its rows is a row, set aside, or skipped."""
    paper = Paper("deaths", "表")
    paper.head()
    paper.records(Draw(1).records("deaths", 30))
    encoding = how.get("encoding", "utf-8")
    good = as_text(paper, encoding=encoding, newline="\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "表.csv"
        path.write_bytes(good + noise)
        table = open_book(path, "表.csv").sheets[0].table
        rows = list(table.rows())
    assert {row.number: row.cells for row in rows if row.number <= len(paper.lines)} == paper.cells
    passed = [n for skipped in table.skipped for n in range(skipped.first, skipped.last + 1)]
    counted = sorted([1, *(row.number for row in rows), *passed])
    assert counted == list(range(1, len(counted) + 1))
