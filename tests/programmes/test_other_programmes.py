"""The programmes beside the childcare subsidy: month by month against a plain count, and what their cases cannot say.

The worked examples stand in cases.yaml beside each rule.
"""

import calendar
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiahe import programmes
from jiahe.facts.contract import FACTS
from jiahe.law import Pack
from jiahe.law.case_runs import run_case
from jiahe.law.cases import read_cases
from jiahe.law.explain import explain, to_html, to_text
from jiahe.law.facts import Facts
from jiahe.law.outcome import determine_one
from jiahe.law.setting import Setting
from jiahe.programmes.cn.complication_support.rule import ComplicationSupport
from jiahe.programmes.cn.elder_support.rule import ElderSupport
from jiahe.programmes.cn.loss_support.rule import LossSupport
from jiahe.programmes.cn.maternity_leave.rule import MaternityLeave
from jiahe.programmes.cn.only_child_allowance.rule import OnlyChildAllowance
from jiahe.programmes.cn.only_child_lump_sum.rule import OnlyChildLumpSum
from jiahe.programmes.cn.parental_leave.rule import ParentalLeave
from jiahe.programmes.cn.paternity_leave.rule import PaternityLeave

PROGRAMMES = (
    ComplicationSupport, ElderSupport, LossSupport, MaternityLeave, OnlyChildAllowance, OnlyChildLumpSum, ParentalLeave,
    PaternityLeave,
)  # fmt: skip
PACK = Pack(tuple(programme.rule for programme in PROGRAMMES))
BEIJING, HUBEI, GUANGDONG, HENAN = "110000000000", "420000000000", "440000000000", "410000000000"
DEATH, DISABILITY = 90000, 74000  # fen a month in Beijing since 2022-07-01

DATES = st.dates(dt.date(1990, 1, 1), dt.date(2025, 12, 31))


def rows_of(programme):
    return Path(programmes.__file__).parent / programme.key.replace("-", "_") / "cases.yaml"


CASES = [case for programme in PROGRAMMES for case in read_cases(rows_of(programme), PACK)]


def outcome(programme, who, tables, *, on, region, unconfirmed=False):
    """The outcome of one programme for ``who``, or None. ``tables``: rows of facts; persons by id; others are empty."""
    filled = {table.name: [] for table in FACTS.tables}
    for name, rows in tables.items():
        columns = dict.fromkeys(column.name for column in FACTS.table(name).columns)
        given_rows = [{"person_id": key, **row} for key, row in rows.items()] if name == "persons" else rows
        filled[name] = [{**columns, **row} for row in given_rows]
    setting = Setting.of(PACK, on, region, unconfirmed=unconfirmed)
    found = {o.rule.key: o for o in determine_one(Facts(FACTS, filled), PACK, setting, who)}
    return found.get(programme.key)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.rule.column}: {case.name}" for case in CASES])
def test_a_worked_case_holds_on_both_engines(case):
    assert run_case(case).faults == ()


def test_every_programme_has_cases_for_yes_for_no_and_for_unknown():
    found = Counter((case.rule.key, expect.status) for case in CASES for expect in case.expect)
    lacking = [
        f"{programme.key}: no case is {status}"
        for programme in PROGRAMMES
        for status in ("eligible", "not_eligible", "needs_evidence")
        if not found[programme.key, status]
    ]
    assert lacking == []


def test_every_confirmed_figure_names_its_article():
    bare = [
        f"{programme.key} {parameter.name} {dated.region} {dated.start}"
        for programme in PROGRAMMES
        for parameter in programme.parameters
        for dated in parameter.values
        if dated.confirmed and not dated.article
    ]
    assert bare == []


# ------------------------------------------------------------------------------------------------ loss support


def month_sum(year, *, mother_49_on, certificate_on, died_on, card_on, ends_on):
    """Count the months of a year one by one: 900 yuan once the child has died, 740 while it lives with a card."""
    total = 0
    for month in range(1, 13):
        first = dt.date(year, month, 1)
        last = dt.date(year, month, calendar.monthrange(year, month)[1])
        if max(mother_49_on, certificate_on) > last or ends_on < first:
            continue
        if died_on is not None and died_on <= last:
            total += DEATH
        elif card_on is not None and card_on <= last:
            total += DISABILITY
    return total


@given(
    born=st.dates(dt.date(1955, 1, 1), dt.date(1976, 12, 31)),
    certificate_on=DATES,
    died_on=st.none() | DATES,
    card_on=st.none() | DATES,
    mother_died_on=st.none() | st.dates(dt.date(2024, 1, 1), dt.date(2025, 12, 31)),
    another_on=st.none() | st.dates(dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
    on=st.dates(dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
)
def test_loss_support_is_the_sum_of_its_months(born, certificate_on, died_on, card_on, mother_died_on, another_on, on):
    died_on = died_on if died_on is not None and died_on <= on else None
    card_on = card_on if card_on is not None and card_on <= (died_on or on) else None
    another_on = another_on if another_on is not None and another_on <= on else None
    mother_died_on = mother_died_on if mother_died_on is not None and mother_died_on <= on else None
    tables = {
        "persons": {
            "mother": {"sex": "female", "birth_date": born, "hukou_place": BEIJING, "death_date": mother_died_on},
            "son": {"birth_date": dt.date(1989, 5, 5), "death_date": died_on},
            "another": {"birth_date": another_on},
        },
        "parenthoods": [{"child": "son", "parent": "mother", "kind": "birth"}],
        "certificates": [{"person": "mother", "kind": "one_child_parents", "from_date": certificate_on}],
    }
    if another_on:
        tables["parenthoods"].append({"child": "another", "parent": "mother", "kind": "birth"})
    if card_on:
        tables["certificates"].append({"person": "son", "kind": "disability", "grade": 3, "from_date": card_on})

    found = outcome(LossSupport, "mother", tables, on=on, region=BEIJING)

    mother_49_on = dt.date(born.year + 49, born.month, 28 if (born.month, born.day) == (2, 29) else born.day)
    met = mother_49_on <= on and certificate_on <= on and (died_on or card_on)
    if found is None:
        assert not (died_on or card_on) or (mother_died_on and mother_died_on.year < on.year)
    elif found.status == "eligible":
        assert met
        expected = month_sum(
            on.year,
            mother_49_on=mother_49_on,
            certificate_on=certificate_on,
            died_on=died_on,
            card_on=card_on,
            ends_on=min(mother_died_on or dt.date.max, another_on or dt.date.max),
        )
        assert found.total == expected
    else:
        assert not met


@given(grade=st.sampled_from([None, 1, 2, 3, 4]), sex=st.sampled_from([None, "female", "male"]))
def test_a_missing_fact_is_never_a_yes_or_a_no(grade, sex):
    tables = {
        "persons": {
            "parent": {"sex": sex, "birth_date": dt.date(1960, 1, 1), "hukou_place": BEIJING},
            "spouse": {},
            "son": {"birth_date": dt.date(1989, 5, 5)},
        },
        "unions": [{"person": "parent", "spouse": "spouse", "from_date": dt.date(1988, 1, 1)}],
        "parenthoods": [{"child": "son", "parent": "parent", "kind": "birth"}],
        "certificates": [
            {"person": "parent", "kind": "one_child_parents", "from_date": dt.date(1990, 1, 1)},
            {"person": "son", "kind": "disability", "grade": grade, "from_date": dt.date(2010, 1, 1)},
        ],
    }
    found = outcome(LossSupport, "parent", tables, on=dt.date(2024, 6, 1), region=BEIJING)
    if grade == 4:
        assert found.failed == ["child_died_or_is_disabled"]
    elif grade is None or sex != "female":  # a husband, or perhaps one: the wife's birth date is not recorded
        assert found.status == "needs_evidence"
    else:
        assert found.total == 12 * DISABILITY


@given(
    died_on=st.dates(dt.date(2000, 1, 1), dt.date(2011, 12, 31)),
    on=st.dates(dt.date(2008, 1, 1), dt.date(2011, 12, 31)),
)
def test_from_60_elder_support_and_loss_support_together_are_the_higher_of_the_two(died_on, on):
    tables = {
        "persons": {
            "mother": {"sex": "female", "birth_date": dt.date(1945, 1, 1), "hukou_place": HUBEI, "hukou_kind": "rural"},
            "son": {"sex": "male", "birth_date": dt.date(1980, 5, 5), "death_date": died_on if died_on <= on else None},
        },
        "parenthoods": [{"child": "son", "parent": "mother", "kind": "birth"}],
        "certificates": [{"person": "mother", "kind": "one_child_parents", "from_date": dt.date(1981, 1, 1)}],
    }
    loss = outcome(LossSupport, "mother", tables, on=on, region=HUBEI, unconfirmed=True)
    elder = outcome(ElderSupport, "mother", tables, on=on, region=HUBEI, unconfirmed=True)
    alone = 60000 if on.year == 2008 else 72000
    paid = (loss.total if loss else 0) + (elder.total if elder.status == "eligible" else 0)
    assert paid == max(loss.total if loss else 0, alone)


# ------------------------------------------------------------------------------------------------ who pays


@pytest.fixture
def only_child_family():
    return {
        "persons": {
            "mother": {"sex": "female", "birth_date": dt.date(1984, 1, 1), "hukou_kind": "urban"},
            "father": {"sex": "male", "birth_date": dt.date(1983, 1, 1), "hukou_kind": "urban"},
            "son": {"birth_date": dt.date(2012, 5, 20)},
        },
        "parenthoods": [{"child": "son", "parent": who, "kind": "birth"} for who in ("mother", "father")],
        "unions": [{"person": "mother", "spouse": "father", "from_date": dt.date(2010, 1, 1)}],
        "certificates": [
            {"person": who, "kind": "one_child_parents", "from_date": dt.date(2013, 1, 1)}
            for who in ("mother", "father")
        ],
        "statuses": [{"person": "mother", "kind": "employed", "from_date": dt.date(2008, 1, 1)}],
    }


@pytest.mark.parametrize(
    ("region", "mother", "father"),
    [
        (GUANGDONG, {"employer": 6000}, {"government": 6000}),
        (HENAN, {"by_local_measures": 24000}, {"by_local_measures": 24000}),
        (BEIJING, {"by_local_measures": 6000}, {"by_local_measures": 6000}),
    ],
)
def test_each_parents_part_is_in_the_instalment_of_whoever_pays_it(only_child_family, region, mother, father):
    for person in only_child_family["persons"].values():
        person["hukou_place"] = region
    for who, expected in (("mother", mother), ("father", father)):
        found = outcome(OnlyChildAllowance, who, only_child_family, on=dt.date(2024, 6, 1), region=region)
        assert {paid.instalment.key: paid.amount for paid in found.instalments if paid.amount} == expected


def test_an_explanation_says_who_pays_which_half(only_child_family):
    for person in only_child_family["persons"].values():
        person["hukou_place"] = GUANGDONG
    found = outcome(OnlyChildAllowance, "mother", only_child_family, on=dt.date(2024, 6, 1), region=GUANGDONG)
    explanation = explain(found, months_ahead=0)
    (part,) = [part for one in explanation.instalments for part in one.paid_by]
    assert {one.key: one.amount for one in part.payers} == {"own": 6000, "the_other": 6000}
    assert part.payers[0].arithmetic.zh == "120.00 元 × 50 % = 60.00 元"
    assert "本人所在单位，发给本人：120.00 元 × 50 % = 60.00 元" in to_text(explanation, "zh")
    assert "the other parent's half" in to_html(explanation, "en").replace("&#39;", "'")


def test_an_allowance_by_local_measures_does_not_guess_who_pays(only_child_family):
    for person in only_child_family["persons"].values():
        person["hukou_place"] = BEIJING
    found = outcome(OnlyChildAllowance, "mother", only_child_family, on=dt.date(2024, 6, 1), region=BEIJING)
    (part,) = [part for one in explain(found, months_ahead=0).instalments for part in one.paid_by]
    assert [one.key for one in part.payers] == ["by_local_measures"]
    assert "由谁出钱，条文没有写或办法还没有读到" in part.payers[0].words.zh


# ------------------------------------------------------------------------------------------------ leave


@given(order=st.none() | st.integers(1, 9))
def test_the_order_of_births_changes_nothing_where_the_text_does_not_ask_for_it(order):
    tables = {
        "persons": {
            "mother": {"sex": "female", "birth_date": dt.date(1995, 1, 1), "residence_place": GUANGDONG},
            "child": {"birth_date": dt.date(2024, 3, 5)},
        },
        "parenthoods": [
            {"child": "child", "parent": "mother", "kind": "birth", "birth_order": order, "difficult_delivery": False}
        ],
        "statuses": [{"person": "mother", "kind": "employed", "from_date": dt.date(2020, 1, 1)}],
    }
    found = outcome(MaternityLeave, "mother", tables, on=dt.date(2024, 5, 1), region=GUANGDONG)
    assert (found.status, found.total) == ("eligible", 178)


def test_leave_after_a_miscarriage_is_told_but_no_rule_reads_it():
    days = {name: MaternityLeave.parameters[name].at("000000000000", dt.date(2024, 1, 1), unconfirmed=False).value
            for name in ("early_miscarriage_days", "late_miscarriage_days")}  # fmt: skip
    assert days == {"early_miscarriage_days": 15, "late_miscarriage_days": 42}


# ------------------------------------------------------------------------------------------------ what was not read


def test_what_no_text_of_the_place_speaks_of_is_not_said_to_be_left_out():
    assert not Setting.of(PACK, dt.date(2024, 6, 1), HUBEI).left_out(OnlyChildLumpSum.rule)
    assert not Setting.of(PACK, dt.date(2024, 6, 1), "000000000000").left_out(OnlyChildAllowance.rule)  # others have it
