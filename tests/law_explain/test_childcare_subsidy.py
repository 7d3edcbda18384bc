"""The explanation of a real programme: a girl of March 2023 is owed 4500 yuan in two claims."""

import datetime as dt

import pytest

from jiahe.facts.contract import FACTS
from jiahe.law.explain import Names, explain, to_text
from jiahe.law.facts import Facts
from jiahe.law.outcome import determine_one
from jiahe.law.rule import Pack
from jiahe.law.setting import Setting
from jiahe.programmes.cn.childcare_subsidy.rule import ChildcareSubsidy

HOME = "420106001001"
PACK = Pack((ChildcareSubsidy.rule,))


def person(key, birth_date, sex, **other):
    return {
        "person_id": key, "birth_date": birth_date, "death_date": None, "sex": sex, "nationality": "CHN",
        "hukou_place": HOME, "source": "户籍登记", **other,
    }  # fmt: skip


MOTHER = person("mother", dt.date(1994, 5, 6), "female")
GIRL = person("girl", dt.date(2023, 3, 20), "female")
NAMES = Names(row_name=lambda table, key: {"mother": "李秀兰", "girl": "王小禾"}.get(key, key))


def explained(girl=GIRL, *, on=dt.date(2025, 9, 15), region="420000000000", months_ahead=36):
    tables = {table.name: [] for table in FACTS.tables}
    tables["persons"] = [MOTHER, girl]
    tables["parenthoods"] = [{"child": "girl", "parent": "mother", "kind": "birth", "source": "出生登记"}]
    setting = Setting.of(PACK, on, region)
    (found,) = determine_one(Facts(FACTS, tables), PACK, setting, "girl")
    return explain(found, names=NAMES, months_ahead=months_ahead)


def test_the_amounts_are_worked_out_claim_by_claim():
    explanation = explained()
    assert explanation.headline.zh == "符合，共 4500.00 元"
    assert [(one.year, one.amount) for one in explanation.instalments] == [(2025, 360_000), (2026, 90_000), (2027, 0)]
    first, second, _ = explanation.instalments
    assert first.arithmetic.zh == "每年补贴标准 3600.00 元"
    assert second.arithmetic.zh == "每月补贴标准 300.00 元 × 应补贴月数 3 个月 = 900.00 元"
    assert second.arithmetic.en == "subsidy per month 300.00 yuan × months owed 3 months = 900.00 yuan"
    assert second.where[0].zh == "应补贴月数：2025年1月至2026年3月相差 14 个月 + 1 − 12 = 3 个月"


def test_every_condition_stands_there_with_its_article_and_its_fact():
    explanation = explained()
    assert {one.value for one in explanation.criteria} == {"met"}
    under_three = explanation.criteria[0]
    assert "国卫办人口发〔2025〕24号" in under_three.cites
    assert under_three.records[0].about.zh == "王小禾"
    assert under_three.records[0].cells[0].said.zh == "2023年3月20日"


def test_the_figures_stand_there_with_their_documents():
    yearly = next(one for one in explained().figures if one.name == "annual_rate")
    assert (yearly.said.zh, yearly.since, yearly.region_name.zh) == ("3600.00 元", dt.date(2025, 1, 1), "全国")
    assert yearly.confirmed
    assert yearly.document.read


def test_a_missing_birth_date_asks_for_the_birth_certificate():
    explanation = explained({**GIRL, "birth_date": None})
    assert explanation.status == "needs_evidence"
    assert "persons.birth_date" in explanation.criteria[0].missing
    assert "出生医学证明" in [paper.zh for paper in explanation.papers]
    assert "出生医学证明" in to_text(explanation, "zh")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_deadline_that_comes_next_is_named(language):
    explanation = explained()
    assert explanation.next_change is not None
    assert explanation.next_change.day > dt.date(2025, 9, 15)
    assert explanation.next_change.words.say(language) in [one.say(language) for one in explanation.outlook]


def test_a_child_elsewhere_is_told_what_decides_and_who_decides():
    explanation = explained(region="330800000000")
    assert explanation.status == "not_eligible"
    hukou = next(one for one in explanation.criteria if one.key == "hukou_here")
    assert hukou.value == "not_met"
    assert "金额要按更正后的资料另算" in hukou.outlook[0].zh
    assert explanation.instalments == ()
