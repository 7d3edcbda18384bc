"""Reforms: read as a diff, priced over the cast, and wrong files explained."""

import datetime as dt

import pytest

from jiahe.determination.reform import read_reform, simulate
from jiahe.law.errors import LawError
from jiahe.law.setting import Setting
from jiahe.programmes import the_pack

CHILDCARE = "cn/childcare-subsidy"


ANNUAL = "zh: a\nen: b\nparameters:\n  cn/childcare-subsidy:\n    annual_rate: "


def reform(tmp_path, text):
    file = tmp_path / "reform.yaml"
    file.write_text(text, encoding="utf-8")
    return read_reform(file, the_pack())


def test_a_higher_rate_has_winners_and_a_cost(facts, tmp_path):
    changed = reform(
        tmp_path,
        """
zh: 每年四千八百元
en: 4800 yuan a year
parameters:
  cn/childcare-subsidy:
    annual_rate:
      - {from: 2025-01-01, value: 4800.00}
""",
    )
    setting = Setting.of(the_pack(), dt.date(2025, 9, 15), "420000000000")
    found = simulate(facts.tables, the_pack(), changed, setting, tmp_path / "out")
    (whole,) = [effect for effect in found if effect.programme == CHILDCARE and effect.place is None]
    assert whole.winners == 2
    assert whole.losers == 0
    assert whole.before == whole.after == 2
    assert whole.cost == 2 * 120000
    others = [effect for effect in found if effect.programme != CHILDCARE and effect.place is None]
    assert all(effect.cost == 0 and effect.winners == 0 for effect in others)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("zh: a\nen: b\nparameters: {cn/childcare: {}}", "Did you mean 'cn/childcare-subsidy'"),
        ("zh: a\nen: b\nparameters: {cn/childcare-subsidy: {anual_rate: []}}", "Did you mean 'annual_rate'"),
        ("zh: a\nen: b", "changes nothing"),
        ("zh: a\nen: b\nrules: [nowhere.py]", "there is no file"),
        ("zh: a", "'en' is missing"),
        (
            "zh: a\nen: b\nparameters: {cn/childcare-subsidy: {annual_rate: [{from: 2025-13-01, value: 1.00}]}}",
            "'2025-13-01' is not a date",
        ),
        (
            "zh: a\nen: b\nparameters: {cn/childcare-subsidy: {annual_rate: [{from: 2025-01-01, value: 1.005}]}}",
            "not a whole number of fen",
        ),
        (
            ANNUAL + "[{region: 4201, from: 2025-01-01, value: 1.00}]",
            "reform.yaml, line 5, .*region: “4201”不是区划代码.*'4201' is not a place code: write all 12 digits",
        ),
        (
            ANNUAL + "[{from: 2025-01-01, until: 2025-01-01, value: 1.00}]",
            "'until' is the first day on which it no longer holds",
        ),
    ],
)
def test_a_wrong_reform_file_says_what_is_wrong(tmp_path, text, message):
    with pytest.raises(LawError, match=message):
        reform(tmp_path, text)


CHANGED = """
from jiahe.law import criterion
from jiahe.programmes.cn.childcare_subsidy.rule import ChildcareSubsidy

class Changed(ChildcareSubsidy):
    @criterion(zh="国籍", en="Nationality", cites="a draft")
    def chinese_nationality(child, law):
        return child.nationality == "XXX"
"""


def test_a_rule_that_changes_one_condition_keeps_the_others(facts, tmp_path):
    (tmp_path / "my_rule.py").write_text(CHANGED, encoding="utf-8")
    changed = reform(tmp_path, "zh: 改国籍条件\nen: another nationality\nrules: [my_rule.py]")
    before, after = (pack.rule(CHILDCARE) for pack in (the_pack(), changed.pack))
    assert [one.key for one in after.criteria] == [one.key for one in before.criteria]
    assert [one.key for one in after.criteria if one.cites == "a draft"] == ["chinese_nationality"]
    assert changed.changes == (f"{CHILDCARE}: rule from my_rule.py",)
    setting = Setting.of(the_pack(), dt.date(2025, 9, 15), "420000000000")
    found = simulate(facts.tables, the_pack(), changed, setting, tmp_path / "out")
    (whole,) = [effect for effect in found if effect.programme == CHILDCARE and effect.place is None]
    assert (whole.before, whole.after, whole.no_longer_entitled) == (2, 0, 2)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            CHANGED.replace("child.nationality ==", "child.nation =="),
            r"reform.yaml, line 3, rules\[0\]: .*/my_rule.py, line 8: A persons row has no 'nation'.",
        ),
        ("x = 1", r"my_rule.py 里没有项目。my_rule.py has no programme in it"),
    ],
)
def test_a_rule_that_cannot_be_read_is_named(tmp_path, rule, message):
    (tmp_path / "my_rule.py").write_text(rule, encoding="utf-8")
    with pytest.raises(LawError, match=message):
        reform(tmp_path, "zh: a\nen: b\nrules: [my_rule.py]")
