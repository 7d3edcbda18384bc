"""Whatever a folder holds: rows read are rows used and rows set aside, and what was cleaned is clean."""

import os
import tempfile
from pathlib import Path

import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from jiahe.facts.contract import FACTS
from jiahe.law.types import Type
from tests.facts.folders import WUHAN, checked, cleaned, id_number, write_csv

KEYS = ["a", "b", "c", "d", "e", "f"]
DATES = [
    "1960-01-01",
    "1985-06-30",
    "1986-01-01",
    "2010/5/1",
    "2024-02-30",
    "45000",
    "1800-01-01",
    "2030-01-01",
    "",
    "不详",
]
CELLS = {
    Type.REF: [*KEYS, "z", ""],
    Type.DATE: DATES,
    Type.INT: ["1", "2", "2024", "x", "-1", "99", ""],
    Type.MONEY: ["10.00", "3600", "-5", "0.001", "一百", ""],
    Type.BOOL: ["true", "否", "maybe", ""],
    Type.PLACE: [WUHAN, "330106109001", "420106", "999999999999", ""],
    Type.TEXT: ["cn/leave", "=1", "", "\n", "张 三", '"'],
}
ID_NUMBERS = [id_number("42010619850630001"), id_number("42010619850630002"), "420106198506300000", "1.1E+17", ""]


OTHERS = [table.name for table in FACTS.tables if table.name not in ("persons", "parenthoods")]


def cell(column):
    if column.name == "person_id":
        return st.sampled_from([*KEYS, *KEYS, ""])
    if column.name == "id_number":
        return st.sampled_from(ID_NUMBERS)
    words = [*list(column.choices)[:2], "no such word", ""] if column.choices else CELLS[column.type]
    return st.sampled_from(words)


@st.composite
def folders(draw):
    """Draw rows for a few tables, with few distinct cells so that they collide, and some of the columns left out."""
    tables = {}
    others = draw(st.lists(st.sampled_from(OTHERS), max_size=3, unique=True))
    for table in FACTS.tables:
        if table.name not in ("persons", "parenthoods", *others):
            continue
        columns = [c for c in table.columns if c.required or draw(st.integers(0, 3)) > 0]
        count = draw(st.integers(0, 14 if table.name in ("persons", "parenthoods") else 6))
        tables[table.name] = [{c.name: draw(cell(c)) for c in columns} for _ in range(count)]
        tables[table.name, "columns"] = [c.name for c in columns]
    return tables


@settings(max_examples=max(1, int(os.environ.get("JIAHE_EXAMPLES", "100")) // 12))
@given(folders())
def test_every_row_is_accounted_for_and_cleaning_is_done_once(tables):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "register"
        for name, columns in tables.items():
            if isinstance(name, tuple):
                write_csv(folder / f"{name[0]}.csv", tables[name[0]], columns)
        facts = cleaned(folder, Path(place) / "clean")
        for name, count in facts.report.tables.items():
            blank = sum(not any(row.values()) for row in tables[name])
            assert count.read == len(tables[name]) - blank
            assert count.read == count.used + count.set_aside
            if name in facts.report.unusable:
                assert (count.used, (facts.folder / f"{name}.parquet").exists()) == (0, False)
            else:
                assert pq.read_metadata(facts.folder / f"{name}.parquet").num_rows == count.used
        again = checked(facts.folder)
        assert again.faultless, [finding.text("en") for finding in again.findings() if finding.severity != "warning"]
        assert again.in_contract_form
        used = {name: c.used for name, c in facts.report.tables.items() if name not in facts.report.unusable}
        assert {name: c.read for name, c in again.tables.items()} == used
