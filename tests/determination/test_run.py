"""A run over a register: what it writes, and that a half-done run leaves nothing behind."""

import json

import duckdb
import pytest

from jiahe.determination.run import determine
from jiahe.law.errors import LawError
from jiahe.law.setting import Setting
from jiahe.programmes import the_pack

CHILDCARE = "cn/childcare-subsidy"


def outcomes(run, programme=CHILDCARE):
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT person_id, status, total, this_year, enrolled FROM read_parquet(?) WHERE programme = ?",
            [str(run.outcomes), programme],
        ).fetchall()
    return {row[0]: row[1:] for row in rows}


def test_each_family_gets_its_answer(run):
    found = outcomes(run)
    assert found["li_girl"] == ("eligible", 450000, 360000, False)
    assert found["wang_boy"][0] == "eligible"
    assert found["wang_boy"][3] is True
    assert found["chen_baby"][0] == "needs_evidence"
    assert found["chen_baby"][1] is None
    assert "zhao_boy" not in found


def test_every_criterion_is_in_the_outcomes(run):
    with duckdb.connect() as connection:
        described = connection.execute("SELECT * FROM read_parquet(?) LIMIT 0", [str(run.outcomes)]).description
    columns = {column[0] for column in described}
    for rule in run.query.rules:
        assert {f"{rule.rule.column}__{key}" for key in rule.criteria} <= columns


def test_the_record_says_what_was_run(run):
    record = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))
    assert record["on"] == "2025-09-15"
    assert record["region"] == "420000000000"
    assert len(record["programmes"][CHILDCARE]) == 12
    assert "cn/elder-support" in record["left_out_as_unconfirmed"]
    assert "persons.birth_date" in record["columns_read"]
    assert not any("name" in column or "id_number" in column for column in record["columns_read"])


def test_a_day_and_region_without_law_is_an_error_that_says_so(facts, tmp_path):
    import datetime as dt

    setting = Setting.of(the_pack(), dt.date(1990, 1, 1), "650000000000")
    with pytest.raises(LawError, match=r"No programme is in force on 1990-01-01 in region 650000000000"):
        determine(facts.tables, the_pack(), setting, tmp_path)


def test_a_failed_run_leaves_no_outcomes(facts, tmp_path):
    """The engine is told to write, and the register turns out to be broken half-way."""
    broken = tmp_path / "persons.parquet"
    whole = facts.tables["persons"].read_bytes()
    broken.write_bytes(whole[: len(whole) // 2])
    import datetime as dt

    setting = Setting.of(the_pack(), dt.date(2025, 9, 15), "420000000000")
    with pytest.raises((LawError, duckdb.Error)):
        determine({**facts.tables, "persons": broken}, the_pack(), setting, tmp_path / "result")
    assert not list((tmp_path / "result").glob("outcomes*"))


def test_an_absent_table_makes_its_criteria_unknown_and_nobody_counts_as_missed(facts, tmp_path):
    import datetime as dt

    from jiahe.determination.summary import summarise

    tables = {name: path for name, path in facts.tables.items() if name not in ("claims", "payments")}
    setting = Setting.of(the_pack(), dt.date(2025, 9, 15), "420000000000")
    run = determine(tables, the_pack().only([CHILDCARE]), setting, tmp_path)
    (line,) = summarise(run.outcomes, region="420000000000", level="all")
    assert line.missed == 0
    assert line.claims_unknown == line.entitled
