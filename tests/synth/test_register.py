"""Asking for a register: the same again, exactly the contract's tables, and what cannot be asked for."""

import datetime as dt
import json

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jiahe.facts import FACTS, check
from jiahe.places import Divisions
from jiahe.synth import SynthError, UnknownCounty, make_register
from jiahe.synth.tables import SCHEMAS
from jiahe.synth.write import ROW_GROUP, TableFile


def content(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_arguments_make_the_same_files(tmp_path):
    for name in ("one", "two"):
        make_register(tmp_path / name, people=3000, seed=7)
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_another_seed_makes_other_people(tmp_path):
    for seed in (7, 8):
        make_register(tmp_path / str(seed), people=3000, seed=seed)
    assert content(tmp_path / "7") != content(tmp_path / "8")


def test_every_table_has_exactly_the_contracts_columns(register):
    for table in FACTS.tables:
        schema = pq.read_schema(register.summary.out / f"{table.name}.parquet")
        assert schema.names == [column.name for column in table.columns]


def test_every_column_of_the_contract_says_something(town):
    """Only the end of an adoption is never filled: none is dissolved."""
    empty = []
    for table in FACTS.tables:
        rows = pq.read_table(town.summary.out / f"{table.name}.parquet")
        empty += [(table.name, name) for name in rows.schema.names if rows[name].null_count == len(rows)]
    assert empty == [("parenthoods", "until_date")]


def test_the_summary_counts_the_rows_that_were_written(register):
    written = {
        table.name: pq.read_metadata(register.summary.out / f"{table.name}.parquet").num_rows for table in FACTS.tables
    }
    assert register.summary.rows == written


def test_the_register_says_how_to_make_it_again(town):
    told = json.loads((town.summary.out / "about" / "register.json").read_text("utf-8"))
    assert told["asked"] == {
        "town": True, "county": None, "people": None, "seed": 2026, "on": "2026-01-15", "dirty": False,
    }  # fmt: skip
    assert told["made"]["people"] == 38_980
    assert "invented" in (town.summary.out / "about" / "README.txt").read_text("utf-8")


def test_the_files_do_not_depend_on_how_the_rows_were_handed_over(tmp_path):
    people = 2 * ROW_GROUP + 100
    columns = [
        pa.array(range(people), field.type) if field.type == pa.int64() else pa.nulls(people, field.type)
        for field in SCHEMAS["hukou"]
    ]
    table = pa.table(columns, SCHEMAS["hukou"])
    for name, step in (("small.parquet", 9_999), ("large.parquet", people)):
        file = TableFile(tmp_path / name, SCHEMAS["hukou"])
        for first in range(0, people, step):
            file.add(table.slice(first, step))
        file.close()
    assert (tmp_path / "small.parquet").read_bytes() == (tmp_path / "large.parquet").read_bytes()


def test_progress_ends_with_everything_done(tmp_path):
    told = []
    make_register(tmp_path / "out", people=2000, progress=lambda step, share: told.append(share))
    assert told[-1] == 1


@pytest.mark.parametrize("county", ["420881", "420881000000"])
def test_a_county_has_its_real_townships_and_villages_where_they_are_published(tmp_path, county):
    summary = make_register(tmp_path / "out", county=county, people=1000)
    assert summary.county_name == "钟祥市"
    assert pq.read_table(tmp_path / "out" / "places.parquet").num_rows == 0


def test_villages_that_are_not_published_are_invented_under_codes_that_no_village_has(tmp_path):
    make_register(tmp_path / "out", county="330106000000", people=3000)
    places = pq.read_table(tmp_path / "out" / "places.parquet").to_pylist()
    assert places
    assert all(place["code"].startswith("330106") and place["code"][9] >= "6" for place in places)


@pytest.mark.parametrize("on", [dt.date(2020, 11, 1), dt.date(2024, 2, 29), dt.date(2031, 7, 1)])
def test_other_snapshot_days_have_nothing_later_than_themselves(tmp_path, on):
    make_register(tmp_path / "out", people=2000, on=on)
    persons = pq.read_table(tmp_path / "out" / "persons.parquet", columns=["birth_date", "death_date"])
    for name in ("birth_date", "death_date"):
        assert max(day for day in persons[name].to_pylist() if day) <= on


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"people": 3}, "^做不了 3 人的登记册.*3 people cannot be made: ask for 500 to 20,000,000"),
        ({"town": True, "people": 9000}, "^演示镇.*leave out county and people, or town"),
        (
            {"people": 900, "on": dt.date(2019, 1, 1)},
            "^资料截止日 2019-01-01 不行.*snapshot day 2019-01-01 is out of range: take one from 2020-11-01",
        ),
        ({"people": 900, "seed": -1}, "^种子 -1 是负数.*seed -1 is negative"),
    ],
)
def test_what_cannot_be_made_is_refused_with_what_to_ask_for(tmp_path, asked, message):
    with pytest.raises(SynthError, match=message):
        make_register(tmp_path / "out", **asked)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("county", ["420899000000", "4208", "420800000000", "42088100000x"])
def test_an_unknown_county_is_refused_with_what_to_write(tmp_path, county):
    with pytest.raises(
        UnknownCounty,
        match=f"^“{county}”不是县级区划代码.*'{county}' is not the code of a county. Write its 6 or 12 digits",
    ):
        make_register(tmp_path / "out", county=county, people=900)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(SynthError, match="name a new folder, or empty it first"):
        make_register(tmp_path, people=900)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_used(tmp_path):
    (tmp_path / "out").mkdir()
    make_register(tmp_path / "out", people=900)
    assert (tmp_path / "out" / "persons.parquet").is_file()


@pytest.mark.slow
def test_a_large_register_is_made_in_blocks_and_has_exactly_its_people(tmp_path):
    summary = make_register(tmp_path / "out", people=300_000)
    persons = tmp_path / "out" / "persons.parquet"
    here = "hukou_place LIKE '420881%' AND death_date IS NULL"
    ((people, homes, numbers, twice),) = duckdb.sql(
        f"""SELECT count(*) FILTER ({here}), count(*) FILTER ({here} AND residence_place NOT LIKE '420881%'),
        count(DISTINCT person_id), count(id_number) - count(DISTINCT id_number) FROM '{persons}'"""
    ).fetchall()
    assert (people, homes) == (300_000, summary.living_elsewhere)
    assert (numbers, twice) == (summary.rows["persons"], 0)
    assert pq.read_metadata(persons).num_row_groups > 3
    report = check(tmp_path / "out", divisions=Divisions.published(), snapshot_day=summary.on)
    assert (dict(report.rules), report.faultless) == ({}, True)
