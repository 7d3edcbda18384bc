"""The explanation of a real programme: a girl of March 2023 is owed 4500 yuan in two claims."""

import datetime as dt

import pytest

from jiahe.facts.contract import FACTS
from jiahe.law.explain import Names, Phrase, explain, to_html, to_text
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


TAX = Phrase(
    "育儿补贴免征个人所得税；认定最低生活保障对象、特困人员等救助对象时，不计入家庭或个人收入（《育儿补贴制度政策问答》第九问）。",
    "The subsidy is exempt from income tax, and is not counted as income when minimum-living or destitute support is "
    "decided (《育儿补贴制度政策问答》, 第九问).",
)


@pytest.mark.parametrize("girl", [GIRL, {**GIRL, "birth_date": None}])
def test_every_answer_but_a_no_says_that_the_subsidy_is_neither_taxed_nor_counted_as_income(girl):
    explanation = explained(girl)
    assert explanation.remarks == (TAX,)
    assert "tax_and_relief" in {one.name for one in explanation.figures}
    for form in (to_text, to_html):
        assert "免征个人所得税" in form(explanation, "zh").replace("\n", "")
        assert "exempt from income tax" in form(explanation, "en").replace("\n", " ")
    assert [one["zh"] for one in explanation.to_dict()["remarks"]] == [TAX.zh]


def test_an_answer_that_is_a_no_has_no_remarks():
    explanation = explained(region="330800000000")
    assert explanation.remarks == ()
    assert "tax_and_relief" not in {one.name for one in explanation.figures}


OTHER_MONEY = [
    ("230602001001", "2026-09-01", "大庆市三孩及以上另有每月200元"),
    ("150602001001", "2026-09-01", "鄂尔多斯市另有育儿补贴"),
    ("429005001001", "2025-09-15", "潜江市另有一次性生育补贴"),
    ("370102001001", "2026-09-01", "济南市原有的育儿生活补贴"),
    ("330302001001", "2026-07-31", "须在2026年7月31日前"),
    ("330302001001", "2026-08-01", None),
    ("530102001001", "2025-12-31", "云南省另有一次性生育补贴"),
    ("530102001001", "2026-01-01", None),
    ("420106001001", "2026-09-01", None),
]


@pytest.mark.parametrize(("place", "on", "words"), OTHER_MONEY)
def test_what_the_place_pays_besides_is_said_where_and_while_it_does(place, on, words):
    girl = {**GIRL, "birth_date": dt.date(2025, 3, 20), "hukou_place": place}
    (_, *others) = explained(girl, on=dt.date.fromisoformat(on), region=place[:2] + "0" * 10).remarks
    assert [words in one.zh for one in others] == ([] if words is None else [True])
