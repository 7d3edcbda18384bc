"""What a person is told is never a machine's last word, and no instalment takes anything: every worked case of every
programme is determined, explained and read."""

from pathlib import Path

import pytest

import jiahe
from jiahe.charter import check_spoken
from jiahe.law.cases import read_cases
from jiahe.law.explain import explain, to_html, to_json
from jiahe.law.outcome import determine_one
from jiahe.programmes import the_pack

CASES = sorted(Path(jiahe.__file__).parent.glob("programmes/**/cases.yaml"))

WHO_DECIDES = ("由工作人员核实后决定", "可以申请复核", "Only a person may refuse", "ask for a review")
"""What an explanation says, in each language, where a condition is not met."""


@pytest.mark.slow
@pytest.mark.parametrize("file", CASES, ids=lambda file: file.parent.name)
def test_nothing_is_taken_and_no_explanation_is_a_final_no_and_each_says_who_decides(file):
    for case in read_cases(file, the_pack()):
        for expect in case.expect:
            for outcome in determine_one(case.facts, case.pack.only([case.rule.key]), case.setting, expect.key):
                where = f"{file.parent.name}/{case.where}: {expect.key}"
                assert [one for one in outcome.instalments if one.amount is not None and one.amount < 0] == [], where
                explanation = explain(outcome, months_ahead=0)
                told = [to_json(explanation), to_html(explanation, "zh"), to_html(explanation, "en")]
                assert [str(breach) for text in told for breach in check_spoken(text, where)] == []
                if outcome.failed:
                    assert [promise for promise in WHO_DECIDES if promise not in told[0]] == [], where
