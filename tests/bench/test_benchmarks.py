"""The benchmarks compare like with like: both sides give the same answers."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.hand_sql import oracle
from jiahe.facts.contract import FACTS
from jiahe.synth import make_register

RUN = Path(__file__).parents[2] / "bench" / "run.py"
BEIJING_COUNTY = "110118000000"
DAY = dt.date(2026, 1, 15)


def test_the_country_template_is_the_same_in_both_languages():
    """Every amount of every person and household, not only the sums."""
    versus = pytest.importorskip("bench.openfisca.versus", reason="needs OpenFisca (the bench requirements)")
    from bench.openfisca.country import make_country

    country, system = make_country(2_000), versus.load_system()
    totals = versus.check_same(versus.our_outcomes(country.facts(), 2), versus.their_amounts(country, system), country)
    assert all(cents > 0 for cents in totals.values())


@pytest.mark.slow
@pytest.mark.parametrize("programme", sorted(oracle.PROGRAMMES))
def test_a_query_written_by_hand_owes_everybody_the_same(programme, tmp_path_factory):
    """An independent reading of the same law: person by person, to the fen, over 50,000 people."""
    folder = tmp_path_factory.mktemp("register") / "facts"
    make_register(folder, county=BEIJING_COUNTY, people=50_000, seed=11, on=DAY)
    tables = {t.name: folder / f"{t.name}.parquet" for t in FACTS.tables if (folder / f"{t.name}.parquet").is_file()}
    by_engine, by_hand = folder.parent / "engine.parquet", folder.parent / "hand.parquet"
    oracle.run_engine(programme, tables, BEIJING_COUNTY, DAY, by_engine)
    oracle.run_by_hand(programme, tables, BEIJING_COUNTY, DAY, by_hand)
    assert oracle.differences(programme, by_engine, by_hand) == []
    people, fen = oracle.sums(programme, by_hand)
    assert people > 0
    assert fen > 0


@pytest.mark.slow
def test_figures_of_an_office_of_their_own_are_measured_one_after_the_other():
    """Whether they are within their bars a busy machine cannot say; that they can be measured it can."""
    asked = ["self-check-p99-ms", "read-log", "load-vs-copy"]
    command = [sys.executable, str(RUN), *asked, "--people", "2000", "--families", "20", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    found = {one["name"]: one["value"] for one in json.loads(done.stdout)["figures"]}
    assert set(found) == {"self-check-p99-ms", "read-log-ms", "load-vs-copy", "load-peak-memory"}
    assert all(value > 0 for value in found.values())
