"""How sums are written, for every kind of sum that a rule can hold."""

import datetime as dt
from fractions import Fraction

import pytest

from jiahe.law import Pack, date_of, greatest, least, unit, unknown, when, yuan
from jiahe.law.explain import Names
from jiahe.law.explanation.arithmetic import Arithmetic
from jiahe.law.explanation.wording import DAYS, YUAN
from jiahe.law.facts import Facts
from jiahe.law.programme import Law
from jiahe.law.reference import Reference
from jiahe.law.setting import Setting
from jiahe.law.types import Type
from tests.law_explain.heating import SCHEMA, ZHANG, HeatingHelp

ON = dt.date(2025, 9, 15)
PERSON = unit(SCHEMA, "persons")
LAW = Law(HeatingHelp.parameters, PERSON.home.node)
MONTHS = PERSON.birth_date.months_until(dt.date(1951, 6, 1)).named("月数", "number of months", ("个月", "months"))
PAID = PERSON.payments.sum(lambda p: p.amount)


def worked(value, unit_=YUAN, *, person=ZHANG, payments=(), language="zh"):
    setting = Setting.of(Pack((HeatingHelp.rule,)), ON, "110000000000")
    reference = Reference(Facts(SCHEMA, {"persons": [person], "cards": [], "payments": payments}), setting)
    scope = reference.unit(HeatingHelp.rule.unit, person["person_id"])
    said, where = Arithmetic(reference, scope, Names()).of(value.node, unit_)
    return said.say(language), [one.say(language) for one in where]


def paid(amount):
    return [{"person": "p1", "amount": amount, "programme": "x", "source": None}]


CASES = {
    "a figure alone": (LAW.monthly_rate, "每月补助标准 300.00 元"),
    "a sum written in the rule": (yuan("12.50"), "12.50 元"),
    "a product": (LAW.monthly_rate * MONTHS, "每月补助标准 300.00 元 × 月数 15 个月 = 4500.00 元"),
    "a sum": (LAW.monthly_rate + LAW.care_rate, "每月补助标准 300.00 元 + 每月护理补助 900.00 元 = 1200.00 元"),
    "a product of a sum": (
        (LAW.monthly_rate + yuan("1.00")) * 2,
        "（每月补助标准 300.00 元 + 1.00 元） × 2 = 602.00 元",
    ),
    "a difference within a difference": (
        LAW.care_rate - (LAW.monthly_rate - yuan("1.00")),
        "每月护理补助 900.00 元 − （每月补助标准 300.00 元 − 1.00 元） = 601.00 元",
    ),
    "nothing added is not said": (LAW.monthly_rate + yuan("0.00"), "每月补助标准 300.00 元"),
    "once is not said": (LAW.monthly_rate * 1, "每月补助标准 300.00 元"),
    "the branch taken": (
        when(PERSON.heating == "coal").then(LAW.care_rate).otherwise(LAW.monthly_rate),
        "每月补助标准 300.00 元",
    ),
    "the side taken of least": (least(LAW.care_rate, LAW.monthly_rate), "每月补助标准 300.00 元"),
    "the side taken of greatest": (greatest(LAW.care_rate, LAW.monthly_rate), "每月护理补助 900.00 元"),
    "a limit that took over": (
        greatest(LAW.monthly_rate - LAW.care_rate, yuan("0.00")),
        "每月补助标准 300.00 元 − 每月护理补助 900.00 元 = −600.00 元，不足 0.00 元，按 0.00 元计",
    ),
    "a limit in a larger sum": (
        LAW.monthly_rate + least(LAW.care_rate * 2, yuan("1000.00")),
        ("每月补助标准 300.00 元 + 1000.00 元（每月护理补助 900.00 元 × 2 = 1800.00 元，超过 1000.00 元，"
        "按 1000.00 元计） = 1300.00 元"),
    ),
    "a share": (LAW.monthly_rate.share(LAW.winter_share), "每月补助标准 300.00 元 × 冬季加发比例 12.5 % = 37.50 元"),
    "a share that is rounded": (
        yuan("100.00").share(Fraction(1, 3), rounding="up"),
        "100.00 元 × 1/3（不足一分的按一分计） = 33.34 元",
    ),
    "a whole percentage": (yuan("100.00").share(Fraction(17, 20)), "100.00 元 × 85 % = 85.00 元"),
    "months at changing rates": (
        LAW.care_rate.accrued(dt.date(2025, 1, 9), dt.date(2025, 12, 31)),
        "每月护理补助 740.00 元 × 6 个月 + 900.00 元 × 6 个月（2025年1月至12月） = 9840.00 元",
    ),
    "no months": (LAW.care_rate.accrued(dt.date(2025, 3, 1), dt.date(2025, 1, 1)), "每月护理补助 0.00 元"),
    "several rates, several times": (
        LAW.care_rate.accrued(dt.date(2025, 6, 1), dt.date(2025, 7, 1)) * 2,
        "（每月护理补助 740.00 元 × 1 个月 + 900.00 元 × 1 个月（2025年6月至7月）） × 2 = 3280.00 元",
    ),
    "rows that were added up": (PAID, "“发放记录”合计 50.00 元"),
    "an unknown figure": (LAW.bonus.on(dt.date(2020, 1, 1)) * MONTHS, "一次性慰问金 未知 × 月数 15 个月 = 未知"),
    "an unknown": (unknown(Type.MONEY), "未知"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_sum_is_written_with_its_quantities(name):
    value, expected = CASES[name]
    assert worked(value, payments=paid(5000))[0] == expected


def test_a_named_quantity_says_how_it_came_about():
    months = least(MONTHS + 2, 12).named("应补月数", "months owed", ("个月", "months"))
    said, where = worked(LAW.monthly_rate * months)
    assert said == "每月补助标准 300.00 元 × 应补月数 12 个月 = 3600.00 元"
    assert where == [
        "月数：1950年3月至1951年6月相差 15 个月",
        "应补月数：月数 15 个月 + 2 = 17，超过 12，按 12 计",
    ]


def test_english_says_the_same():
    said, where = worked(LAW.monthly_rate * MONTHS, language="en")
    assert said == "Help per month 300.00 yuan × number of months 15 months = 4500.00 yuan"
    assert where == ["number of months: 15 months from March 1950 to June 1951"]


def test_days_are_in_days():
    days = LAW.most_months.named("假期", "leave", ("天", "days")) + PERSON.cards.count()
    assert worked(days, DAYS)[0] == "假期 12 天"
    counted = PERSON.birth_date.days_until(dt.date(1950, 3, 30)) + 1
    assert worked(counted, DAYS)[0] == "1950年3月20日至1950年3月30日共 10 天 + 1 = 11 天"


def test_completed_years_name_both_dates():
    years = PERSON.birth_date.years_until(date_of(2025, 9, 15))
    assert worked(LAW.monthly_rate * years)[0] == (
        "每月补助标准 300.00 元 × 1950年3月20日至2025年9月15日满 75 年 = 22500.00 元"
    )


def test_an_unknown_condition_leaves_the_sum_unknown():
    value = when(PERSON.heating == "coal").then(yuan("1.00")).otherwise(yuan("2.00"))
    assert worked(value, person={**ZHANG, "heating": None})[0] == "未知"
