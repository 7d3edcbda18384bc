"""A faulty register has the faults that it says it has, and the check of a facts folder finds them."""

import csv
from collections import defaultdict

import pytest

from jiahe.facts import FACTS, check
from jiahe.places import Divisions
from jiahe.synth import make_register
from jiahe.synth.faults import FAULTS

FOUND_ONCE_A_COLUMN = {"date_odd", "open_word"}
"""Oddities of writing that the check reports once, with their number."""


@pytest.fixture(scope="module")
def dirty(tmp_path_factory):
    return make_register(tmp_path_factory.mktemp("synth") / "dirty", people=6000, seed=3, dirty=True)


@pytest.fixture(scope="module")
def planted(dirty):
    with (dirty.out / "about" / "planted_faults.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tables_are_csv_files_and_the_places_are_named(dirty):
    names = {path.name for path in dirty.out.iterdir() if path.is_file()}
    assert names == {f"{table.name}.csv" for table in FACTS.tables} | {"places.csv"}


def test_every_kind_of_fault_is_planted_and_counted(dirty, planted):
    assert {row["kind"] for row in planted} == {fault.kind for fault in FAULTS} | {"unknown_column"}
    assert sum(dirty.faults.values()) == len(planted)


def test_one_or_two_rows_in_a_hundred_are_faulty(dirty, planted):
    rows = sum(dirty.rows[table] for table in ("persons", "parenthoods"))
    faulty = sum(row["table"] in ("persons", "parenthoods") for row in planted)
    assert 0.005 < faulty / rows < 0.03


def test_no_row_has_two_faults(planted):
    where = [(row["table"], row["row"]) for row in planted]
    assert len(set(where)) == len(where)


def test_the_check_finds_every_planted_fault_where_it_is(dirty, planted):
    report = check(dirty.out, divisions=Divisions.published(), snapshot_day=dirty.on)
    found = defaultdict(set)
    for finding in report.findings():
        found[finding.file, str(finding.row or 0)].add(finding.rule)
    missed = [
        row
        for row in planted
        if row["rule"]
        and row["rule"] not in FOUND_ONCE_A_COLUMN
        and row["rule"] not in found[row["table"] + ".csv", row["row"]]
    ]
    assert missed == []
    assert set(report.rules) >= FOUND_ONCE_A_COLUMN


def test_the_same_arguments_plant_the_same_faults(tmp_path):
    for name in ("one", "two"):
        make_register(tmp_path / name, people=900, seed=3, dirty=True)
    for file in ("persons.csv", "about/planted_faults.csv"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
