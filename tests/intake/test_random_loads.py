"""Random lists in random layouts, from their bytes to the register: each true row is loaded, or it is said why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.invented import LISTS as COLUMNS
from tests.intake.invented import Draw
from tests.intake.paper import File, Paper
from tests.intake.saved import as_ods, as_text, as_xls, as_xlsx
from tests.intake.test_corpus_loads import columns_of, taken
from tests.intake.truths import LISTS, found, register, told

if TYPE_CHECKING:
    from jiahe.trust.acting import Acting

FORMATS: dict[str, Callable[[Paper], bytes]] = {
    "utf-8.csv": as_text,
    "gb18030.csv": lambda paper: as_text(paper, "gb18030", newline="\n"),
    "tab.txt": lambda paper: as_text(paper, "utf-8-sig", separator="\t"),
    "semicolon.csv": lambda paper: as_text(paper, "gb18030", separator=";"),
    "new.xlsx": as_xlsx,
    "1904.xlsx": lambda paper: as_xlsx(paper, date_1904=True),
    "old.xls": as_xls,
    "1904.xls": lambda paper: as_xls(paper, date_1904=True),
    "open.ods": as_ods,
}
MANNERS = {
    "sex": ("zh", "long", "code"),
    "date": ("dots", "slashes", "eight", "zh", "han", "full_width", "midnight"),
    "id": ("plain", "full_width", "small_x", "spaced", "trailing", "lost_text"),
    "name": ("plain", "spaced", "full_space", "dots"),
    "money": ("plain", "thousands", "yuan", "float"),
    "phone": ("plain", "dashes"),
    "account": ("plain", "spaced"),
}
IN_WORKBOOKS = {"date": ("typed", "serial", "eight_int"), "id": ("lost",), "phone": ("int",), "account": ("lost",)}
"""What else only a workbook can hold."""
LOST = {"id": "id_number_lost", "account": "account_lost"}


@dataclass(frozen=True)
class Filing:
    """How a list is written: the order of its columns, which of their names, how values are written, what is between.

    ``unknown``: the row of which the people are not in the register. ``unit``: sums are in units of ten thousand.
    """

    kind: str
    seed: int
    rows: int
    order: tuple[int, ...]
    names: tuple[int, ...]
    manners: tuple[str, ...]
    titles: int
    between: tuple[str, ...]
    total: bool
    unit: bool
    unknown: int | None
    format: str


@st.composite
def filings(draw: st.DrawFn) -> Filing:
    """A list of any kind, written in any way."""
    kind, written = draw(st.sampled_from(sorted(LISTS))), draw(st.sampled_from(sorted(FORMATS)))
    width = len(COLUMNS[kind])
    workbook = not written.endswith(("csv", "txt"))
    ways = {one: (*some, *(IN_WORKBOOKS.get(one, ()) if workbook else ())) for one, some in MANNERS.items()}
    rows = draw(st.integers(1, 8))
    return Filing(
        kind,
        draw(st.integers(0, 10_000)),
        rows,
        tuple(draw(st.permutations(range(width)))),
        tuple(draw(st.lists(st.integers(0, 9), min_size=width, max_size=width))),
        tuple(f"{one}:{draw(st.sampled_from(some))}" for one, some in ways.items()),
        draw(st.integers(0, 2)),
        tuple(draw(st.lists(st.sampled_from(["", "", "blank", "group"]), min_size=rows, max_size=rows))),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.none() | st.integers(0, rows - 1)),
        written,
    )


def written(filing: Filing) -> Paper:
    """The paper of a filing."""
    from jiahe.intake.sources import SOURCES

    paper, source, fields = Paper(filing.kind, "表"), SOURCES[LISTS[filing.kind].source], LISTS[filing.kind].fields
    manners = [one for one in filing.manners if not one.endswith(":plain") or one == "money:plain"]
    if filing.format.startswith("1904"):
        manners = [one.replace("date:serial", "date:serial_1904") for one in manners]
    paper.columns = tuple(COLUMNS[filing.kind][at] for at in filing.order)
    labels = []
    for column, name in zip(paper.columns, filing.names, strict=True):
        field = source.field(fields[column.key]) if column.key in fields else None
        names = (field.words.zh, *field.synonyms) if field else (column.label,)
        labels.append(names[name % len(names)])
    width = len(labels)
    for title in ("二〇二五年度登记花名册", "填报单位：青石镇（盖章）")[: filing.titles]:
        paper.skip("title", title, *[None] * (width - 1))
    tenthousands = filing.unit and any(column.kind == "money" for column in paper.columns)
    if tenthousands:
        paper.skip("note", "金额单位：万元", *[None] * (width - 1))
    paper.head(labels)
    records = Draw(filing.seed).records(filing.kind, filing.rows)
    for record, between in zip(records, filing.between, strict=True):
        if between:
            paper.skip(between, "第三组" if between == "group" else None, *[None] * (width - 1))
        amount = {"amount": f"{float(record['amount'] or 0) / 10_000:.4f}"} if tenthousands else {}
        paper.record(record, *manners, **amount)
    if filing.total:
        paper.skip("total", "合计", *[None] * (width - 1))
    return paper


def is_loaded(filing: Filing, acting: Acting, account: Any) -> None:
    """Hold that each true row of a filing is loaded once as it is, or set aside with the reason."""
    paper, kind = written(filing), filing.kind
    file = File(filing.format, FORMATS[filing.format](paper), (paper,))
    truths = list(paper.truth.items())
    known = [truth for n, (_, truth) in enumerate(truths) if n != filing.unknown or not LISTS[kind].people]
    unknown = [number for n, (number, _) in enumerate(truths) if n == filing.unknown and LISTS[kind].people]
    register(kind, known)
    load = taken(file, kind, columns_of(file, kind), account, acting)
    kinds = {column.key: column.kind for column in paper.columns}
    expected = dict.fromkeys(unknown, "person_not_found")
    for number, keys in paper.lost.items():
        lost = {kinds[key] for key in keys if key in LISTS[kind].fields}
        if lost:
            expected[number] = LOST[min(lost, key=list(LOST).index)]
    rules: dict[int, set[str]] = {}
    for number, rule in load.row_faults.values_list("number", "rule"):
        rules.setdefault(number, set()).add(rule)
    assert rules.keys() == expected.keys(), rules
    assert all(rule in rules[number] for number, rule in expected.items()), rules
    good = [truth for number, truth in truths if number not in expected]
    assert (load.read, load.loaded, load.unchanged) == (len(truths), len(good), 0)
    assert found(kind, load.id) == told(kind, good)
    again = taken(file, kind, columns_of(file, kind), account, acting)
    assert (again.loaded, again.unchanged, again.aside) == (0, load.loaded, load.aside)
    assert found(kind, again.id) == Counter()


class _TakenBack(Exception):
    """What an example has written."""


def tried(filing: Filing, acting: Acting, account: Any) -> None:
    with suppress(_TakenBack), transaction.atomic():
        is_loaded(filing, acting, account)
        raise _TakenBack


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@given(filing=filings())
@settings(max_examples=12, suppress_health_check=QUIET)
def test_each_row_of_any_layout_is_loaded_or_it_is_said_why_not(
    filing: Filing,
    in_villages: Acting,
    steward_account: Any,
) -> None:
    tried(filing, in_villages, steward_account)


@pytest.mark.slow
@given(filing=filings())
@settings(suppress_health_check=QUIET)
def test_each_row_of_very_many_layouts(
    filing: Filing,
    in_villages: Acting,
    steward_account: Any,
) -> None:
    tried(filing, in_villages, steward_account)
