"""The matching finds the people of a county in a file full of the faults that Chinese lists have."""

from collections import Counter

import pytest

from jiahe.intake.matching import Settings, match
from tests.intake.matching.county import make_county

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return make_county(tmp_path_factory.mktemp("county"), people=30_000, seed=20260301)


KIN, TELEPHONE = ["mother_name", "father_name", "spouse_name"], ["phone"]
LEFT_OUT = {"kin and telephone": [], "kin": TELEPHONE, "telephone": KIN, "neither": [*KIN, *TELEPHONE]}
"""What offices send beside name, sex, birth date and place, and the columns that a file without it does not have."""


@pytest.fixture(scope="module", params=LEFT_OUT)
def found(request, county):
    print(f"\n{request.param}:", end="")
    return match(county.file.drop_columns(LEFT_OUT[request.param]), county.register)


def test_estimating_needs_no_columns_that_a_file_does_not_have(tmp_path):
    small = make_county(tmp_path, people=3_000, seed=20260302)
    found = match(small.file.drop_columns(LEFT_OUT["neither"]), small.register, settings=Settings(estimate=True))
    assert found.is_estimated
    assert 0 < found.odds["spouse"]["same"][1] < found.odds["spouse"]["same"][0] < 1, "the prior's, for none is known"


def by_weight(pairs, truth):
    """Yield precision and recall at every threshold, a record and a person being matched once, the heaviest first."""
    real = sum(person is not None for person in truth.values())
    rows, people, right, taken = set(), set(), 0, 0
    for weight, left, person in sorted(
        zip(pairs["weight"].to_pylist(), pairs["left_id"].to_pylist(), pairs["right_id"].to_pylist(), strict=True),
        key=lambda one: (-one[0], *one[1:]),
    ):
        if left in rows or person in people:
            continue
        rows.add(left), people.add(person)
        taken += 1
        right += truth[left] == person
        yield weight, right / taken, right / real


def f1(point):
    """The harmonic mean of precision and recall."""
    _, precision, recall = point
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


SURE = Settings().sure
"""The threshold of the product: set beforehand, and not by any labels."""


def at_threshold(points):
    """Return the last point (weight, precision, recall), heaviest first, that reaches the threshold."""
    return [point for point in points if point[0] >= SURE][-1]


def test_what_is_sure_is_right_and_what_is_there_is_found(county, found):
    pairs = found.pairs.to_pylist()
    sure = [pair for pair in pairs if pair["verdict"] == "sure"]
    right = sum(county.truth[pair["left_id"]] == pair["right_id"] for pair in sure)
    real = sum(person is not None for person in county.truth.values())
    shown = {pair["left_id"] for pair in pairs if county.truth[pair["left_id"]] == pair["right_id"]}
    lost = Counter(county.kind[row] for row, person in county.truth.items() if person and row not in shown)
    wrong = Counter(county.kind[pair["left_id"]] for pair in sure if county.truth[pair["left_id"]] != pair["right_id"])
    print(f"\nsure: precision {right / len(sure):.4f}, recall {right / real:.4f}; with ask {len(shown) / real:.4f}")
    print("asked about:", Counter(pair["why"] for pair in pairs if pair["verdict"] == "ask"), found.count())
    print("lost:", lost, "wrong:", wrong)
    assert right / len(sure) >= 0.99
    assert len(shown) / real >= 0.97
    assert lost["wrong character"] <= 10, "the same parents speak for a twin, and do not hide a typing error"


def test_one_threshold_alone_could_reach_a_precision_of_99_and_a_recall_of_97_percent_in_hindsight(county, found):
    points = list(by_weight(found.pairs, county.truth))
    fixed, best = at_threshold(points), max(points, key=f1)
    print(f"\nat {SURE:.0f} bits: precision {fixed[1]:.4f}, recall {fixed[2]:.4f};", end=" ")
    print(f"best by the labels, at {best[0]:.1f} bits: {best[1]:.4f}, {best[2]:.4f}")
    assert fixed[1] >= 0.99, "at its own threshold the product trades recall, which it asks a person for"
    assert best[1] >= 0.99
    assert best[2] >= 0.97
