"""Every worked case explained: whatever is open says what settles it, and nobody is sent for papers in vain."""

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

import jiahe.programmes
from jiahe.law.cases import find_case_files, read_cases
from jiahe.law.explain import explain
from jiahe.law.explanation import sentences
from jiahe.law.outcome import determine_one
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE, NOT_ELIGIBLE
from jiahe.programmes import the_pack

WITHOUT_PAPERS = {sentences.WAITS_FOR_THE_LAW, sentences.AN_OFFICIAL_SETTLES_IT[False]}


@cache
def explained():
    """Return each outcome that a case expects something of, with its explanation and the case's name."""
    found = []
    for file in find_case_files([Path(jiahe.programmes.__file__).parent]):
        for case in read_cases(file, the_pack()):
            for expect in case.expect:
                outcomes = determine_one(case.facts, the_pack().only([case.rule.key]), case.setting, expect.key)
                found += [(case.name, outcome, explain(outcome, months_ahead=0)) for outcome in outcomes]
    return found


def of_status(status):
    return [one for one in explained() if one[1].status == status]


def test_what_needs_evidence_names_a_paper_or_says_that_none_is_needed():
    cases = of_status(NEEDS_EVIDENCE)
    assert len(cases) > 20
    for name, _, explanation in cases:
        says_none = bool(WITHOUT_PAPERS & set(explanation.notes))
        assert bool(explanation.papers) is not says_none, name


def test_an_unknown_amount_of_an_entitled_person_names_a_paper_or_the_figure_that_is_missing():
    cases = [one for one in of_status(ELIGIBLE) if one[1].total is None]
    assert len(cases) > 10
    for name, _, explanation in cases:
        missing = [one for one in explanation.left_out if one.value is None]
        assert explanation.papers or missing, name


def test_a_condition_that_is_not_met_names_the_papers_that_would_show_otherwise():
    failed = [
        (name, outcome.rule.criterion(one.key), one)
        for name, outcome, explanation in of_status(NOT_ELIGIBLE)
        for one in explanation.criteria
        if one.value == "not_met"
    ]
    assert len(failed) > 20
    for name, criterion, one in failed:
        said = " ".join(sentence.zh for sentence in one.outlook)
        assert all(paper in said for paper, _ in criterion.evidence), name


@pytest.mark.parametrize("benefit", ["money", "days"])
def test_leave_is_not_said_to_be_claimed_here(benefit):
    notes = [
        set(explanation.notes) for _, outcome, explanation in of_status(ELIGIBLE) if outcome.rule.benefit == benefit
    ]
    assert notes
    assert all((sentences.TAKEN_AT_WORK in said) is (benefit == "days") for said in notes)


def test_no_fact_of_a_row_is_said_twice():
    for name, _, explanation in explained():
        for criterion in explanation.criteria:
            for record in criterion.records:
                assert len(set(record.cells)) == len(record.cells), name


def of_case(name):
    """Return the one outcome that a case expects something of, explained with the look ahead."""
    (outcome,) = [outcome for case, outcome, _ in explained() if case == name]
    return explain(outcome)


def test_who_waits_with_the_papers_is_told_the_day_on_which_a_year_is_lost():
    explanation = of_case("Divorced: who has custody is not on record")
    assert explanation.status == NEEDS_EVIDENCE
    assert explanation.next_change.day == dt.date(2026, 1, 1)
    assert explanation.next_change.total == 480_000
    less = "4800.00 yuan (2025, first claim: 0.00 yuan instead of 3600.00 yuan)"
    said = [sentence.en for sentence in explanation.outlook]
    assert said == [
        "If all are met, it comes to 8400.00 yuan.",
        f"If nothing else changes, from 1 January 2026 on it would come to {less}, if all are met.",
        "Bring the papers soon, and claim before 1 January 2026.",
    ]


@pytest.mark.parametrize(
    ("case", "note"),
    [
        ("Date of birth not on record", sentences.BRING_THE_PAPERS),
        ("Harbin: left and came back: the months are for a person to settle", sentences.AN_OFFICIAL_SETTLES_IT[True]),
        ("Twins who both died: no text says how they count, so a person decides", sentences.WAITS_FOR_THE_LAW),
        (
            "Only a step-father on record: parents or guardians are still to be shown",
            sentences.AN_OFFICIAL_SETTLES_IT[True],
        ),
    ],
)
def test_what_is_needed_is_said_as_what_it_is(case, note):
    assert of_case(case).notes[0] == note


def test_the_paper_is_named_that_would_settle_where_a_claim_was_taken():
    papers = of_case("A move, and where the claim was taken is not on record").papers
    assert [paper.en for paper in papers] == ["receipt of the claim, or record of the payment"]


def test_leave_is_to_be_taken_and_money_to_be_claimed_in_time():
    leave = of_case("Zhejiang, a fourth child is not named by the text, so its days are left open and never refused")
    assert leave.outlook[-1].en == "What has not been taken should be taken before 5 November 2024."
    money = of_case("A move, and where the claim was taken is not on record")
    assert money.outlook[-1].en == "What has not been claimed yet should be claimed before 1 January 2028."


def test_who_need_not_bring_anything_is_not_told_to_bring_papers():
    """The year may be lost all the same: so the advice is to claim, and not to wait."""
    advised = [
        [sentence.en for sentence in explain(outcome).outlook]
        for _, outcome, explanation in of_status(NEEDS_EVIDENCE)
        if WITHOUT_PAPERS & set(explanation.notes)
    ]
    assert any("Do not wait for that: claim before" in " ".join(one) for one in advised)
    assert [one for one in advised if "papers" in " ".join(one)] == []
