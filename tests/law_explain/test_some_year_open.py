"""What can be claimed now is told by its sum: who claimed for another year is not told that it never claimed."""

import datetime as dt
from dataclasses import replace

import pytest

from jiahe.facts.contract import FACTS
from jiahe.law.explain import explain, to_text
from jiahe.law.facts import Facts
from jiahe.law.outcome import determine_one
from jiahe.law.rule import Pack
from jiahe.law.setting import Setting
from jiahe.programmes.cn.hohhot_childbirth_subsidy.rule import HohhotChildbirthSubsidy

HOME = "150102001001"
KEY = "cn/hohhot-childbirth-subsidy"
PACK = Pack((HohhotChildbirthSubsidy.rule,))
ONE_YEAR = "Of it, 10000.00 yuan can be claimed now: no claim that stands is on record for that."
BOTH_YEARS = "Of it, 20000.00 yuan can be claimed now: no claim that stands is on record for that."


def determined(*, on, claimed=()):
    """Return the answer for a second child of June 2025 to its family."""
    tables = {table.name: [] for table in FACTS.tables}
    born = {
        "mother": (dt.date(1994, 5, 6), "female"),
        "father": (dt.date(1992, 2, 3), "male"),
        "boy": (dt.date(2019, 9, 9), "male"),
        "girl": (dt.date(2025, 6, 1), "female"),
    }
    tables["persons"] = [
        {"person_id": key, "birth_date": day, "death_date": None, "sex": sex,
         "nationality": "CHN", "hukou_place": HOME, "residence_place": HOME}
        for key, (day, sex) in born.items()
    ]  # fmt: skip
    tables["parenthoods"] = [
        {"child": child, "parent": parent, "kind": "birth"}
        for child in ("boy", "girl")
        for parent in ("mother", "father")
    ]
    tables["claims"] = [
        {"person": "girl", "applicant": "mother", "programme": KEY, "year": year, "place": HOME,
         "submitted_on": dt.date(year, 9, 1), "decision": "pending"}
        for year in claimed
    ]  # fmt: skip
    (found,) = determine_one(Facts(FACTS, tables), PACK, Setting.of(PACK, on, "150100000000"), "girl")
    return found


@pytest.mark.parametrize(
    ("on", "claimed", "said"),
    [
        (dt.date(2026, 10, 1), (2026,), ONE_YEAR),
        (dt.date(2026, 10, 1), (2025,), ONE_YEAR),
        (dt.date(2026, 10, 1), (), BOTH_YEARS),
        (dt.date(2026, 10, 1), (2025, 2026), "A claim is on record."),
        (dt.date(2025, 10, 1), (), ONE_YEAR),
    ],
    ids=[
        "this year claimed",
        "the earlier year claimed",
        "neither claimed",
        "both claimed",
        "only one year is due yet",
    ],
)
def test_it_is_said_of_what_no_claim_is_on_record(on, claimed, said):
    explanation = explain(determined(on=on, claimed=claimed))
    assert explanation.status == "eligible"
    assert said in [one.en for one in explanation.notes]
    assert said in to_text(explanation, "en", 10_000)


def test_who_never_claimed_for_years_that_are_all_due_is_told_that_no_claim_is_on_record():
    found = determined(on=dt.date(2029, 10, 1))
    assert found.unclaimed == found.total == 5_000_000
    assert "No claim that stands is on record: it can be claimed." in [one.en for one in explain(found).notes]


def test_what_can_be_claimed_is_no_part_of_a_total_that_is_not_known():
    explanation = explain(replace(determined(on=dt.date(2026, 10, 1), claimed=(2025,)), total=None))
    said = [one.en for one in explanation.notes]
    assert "10000.00 yuan can be claimed now: no claim that stands is on record for that." in said


def test_while_the_sum_is_not_known_the_open_year_may_be_any_that_is_due():
    explanation = explain(replace(determined(on=dt.date(2026, 10, 1), claimed=(2026,)), unclaimed=None))
    said = [one.en for one in explanation.notes]
    assert "For some year, this or an earlier one, no claim that stands is on record: it can be claimed." in said
