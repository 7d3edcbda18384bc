"""The nightly search finds the records of a county's register that are about one person, and takes no two for one."""

import random
from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from jiahe.intake.matching import Settings, duplicates
from tests.intake.matching.county import STRANGERS, make_county

pytestmark = pytest.mark.slow

DOUBLES = 900
"""People who are there twice: the second time without an ID number, and with the faults of a list."""


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return make_county(tmp_path_factory.mktemp("county"), people=30_000, seed=20260303)


@pytest.fixture(scope="module")
def planted(county):
    """The register with doubles and with strangers much like somebody, and for each double whose it is."""
    draw = random.Random(20260303)
    twice = set(draw.sample(sorted(row for row, person in county.truth.items() if person is not None), DOUBLES))
    alike = {row for row, kind in county.kind.items() if kind in STRANGERS}
    kept = [one for one in county.file["record_id"].to_pylist() if one in twice | alike]
    more = county.file.filter(pc.is_in(county.file["record_id"], value_set=pa.array(kept)))
    return pa.concat_tables([county.register, more]), {row: county.truth[row] for row in twice}


@pytest.mark.parametrize("columns", ["all", "no telephone", "no kin"])
def test_what_is_sure_is_right_and_the_doubles_that_are_there_are_found(county, planted, columns):
    register, truth = planted
    without = {"all": [], "no telephone": ["phone"], "no kin": ["mother_name", "father_name", "spouse_name"]}[columns]
    pairs = duplicates(register.drop_columns(without), settings=Settings()).pairs.to_pylist()
    real = {frozenset(pair) for pair in truth.items()}
    by_verdict = {
        verdict: [frozenset((one["left_id"], one["right_id"])) for one in pairs if one["verdict"] == verdict]
        for verdict in ("sure", "ask")
    }
    sure, shown = by_verdict["sure"], {both for some in by_verdict.values() for both in some}
    precision, recall = sum(both in real for both in sure) / len(sure), len(real & shown) / len(real)
    lost = Counter(county.kind[row] for row, person in truth.items() if frozenset((row, person)) not in shown)
    wrong = Counter(
        "/".join(sorted(county.kind.get(one, "register") for one in both)) for both in sure if both not in real
    )
    print(f"\n{columns}: sure: precision {precision:.4f}, recall {len(real & set(sure)) / len(real):.4f}", end="; ")
    print(f"with ask {recall:.4f}; {len(sure)} sure, {len(by_verdict['ask'])} asked about of {register.num_rows}")
    print("lost:", lost, "wrong:", wrong)
    assert precision >= 0.99
    assert recall >= 0.97
