"""Reforms: read as a diff, priced over the cast, and wrong files explained. The unknown is not priced as nothing."""

import datetime as dt
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jiahe.cli.console import ready_facts
from jiahe.determination.reform import effects, read_reform, simulate
from jiahe.law.errors import LawError
from jiahe.law.setting import Setting
from jiahe.programmes import the_pack
from tests.town import PERSONS, VILLAGE, rows, write_town

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
    setting = Setting.of(the_pack(), dt.date(2025, 9, 15), "420000000000", unconfirmed=True)
    found = simulate(facts.tables, the_pack(), changed, setting, tmp_path / "out")
    (whole,) = [effect for effect in found if effect.programme == CHILDCARE and effect.place is None]
    assert whole.winners == 2
    assert whole.losers == 0
    assert whole.before == whole.after == 2
    assert whole.cost == 2 * 120000
    others = [effect for effect in found if effect.programme != CHILDCARE and effect.place is None]
    assert others
    assert [(effect.cost, effect.winners) for effect in others] == [(0, 0)] * len(others)


def priced(facts, tmp_path, text, *, keys=(CHILDCARE,), on=dt.date(2025, 9, 15), region="420000000000"):
    """Return the effects on the whole region by programme."""
    changed = reform(tmp_path, text)
    pack = the_pack().only(keys)
    changed = replace(changed, pack=changed.pack.only(keys))
    found = simulate(facts.tables, pack, changed, Setting.of(the_pack(), on, region), tmp_path / "out")
    return {effect.programme: effect for effect in found if effect.place is None}


RATE = "zh: a\nen: b\nparameters: {cn/childcare-subsidy: {annual_rate: [%s]}}"


def outcomes(file, *rows):
    """Write outcomes of the programme of a test, each of (person, this year, total), and return their file."""
    columns = ["person_id", "this_year", "total"]
    table = pa.table({name: list(values) for name, values in zip(columns, zip(*rows, strict=True), strict=True)})
    for name, value in (("programme", CHILDCARE), ("place", "420106001001"), ("status", "eligible")):
        table = table.append_column(name, pa.array([value] * len(rows)))
    pq.write_table(table, file)
    return file


def test_a_sum_that_becomes_unknown_is_no_saving(tmp_path):
    before = outcomes(tmp_path / "before.parquet", ("girl", 360000, 1080000), ("boy", 90000, 270000))
    after = outcomes(tmp_path / "after.parquet", ("girl", 360000, None), ("boy", 90000, 270000))
    whole, _ = effects(before, after, region="420000000000")
    assert (whole.before, whole.after) == (2, 2)
    assert (whole.total_before, whole.total_after) == (1350000, 270000)
    assert (whole.cost_of_all_years, whole.unpriced_of_all_years) == (0, 1)
    assert (whole.became_unknown, whole.losers) == (1, 0)


def test_a_figure_that_holds_for_a_time_lets_todays_law_count_again(facts, tmp_path):
    whole = priced(facts, tmp_path, RATE % "{from: 2025-01-01, until: 2025-06-01, value: 4800.00}")[CHILDCARE]
    assert (whole.cost, whole.cost_of_all_years, whole.unpriced_of_all_years) == (2 * 120000, 2 * 120000, 0)


def test_what_is_unknown_under_both_laws_has_no_price(tmp_path):
    """Nobody has written down how the delivery went, so the days of leave are unknown before and after."""
    employed = "person,kind,place,from_date,until_date\nwang_mother,employed,,2020-01-01,"
    town = write_town(tmp_path / "town", statuses=employed)
    with ready_facts(town, None, lambda step, share: None, check=True) as facts:
        leave = "cn/maternity-leave"
        whole = priced(facts, tmp_path, RATE % "{from: 2025-01-01, value: 1.00}", keys=[leave], on=dt.date(2024, 7, 1))
    assert (whole[leave].before, whole[leave].this_year_unknown_before, whole[leave].unpriced) == (1, 1, 1)


def test_a_programme_can_be_ended(facts, tmp_path):
    text = "zh: a\nen: b\nparameters: {cn/childcare-subsidy: {in_force: [{from: 2025-01-01, value: false}]}}"
    whole = priced(facts, tmp_path, text)[CHILDCARE]
    assert (whole.before, whole.after, whole.no_longer_entitled, whole.losers) == (2, 0, 2, 2)
    assert (whole.cost, whole.unpriced) == (-whole.this_year_before, 0)
    assert whole.this_year_before > 0


def test_a_programme_can_be_extended_to_a_region_where_nothing_was_in_force(facts, tmp_path):
    hohhot = "cn/hohhot-childbirth-subsidy"
    text = f"""
zh: a
en: b
parameters:
  {hohhot}:
    in_force: [{{from: 2025-01-01, value: true, region: "420890100000"}}]
"""
    found = priced(facts, tmp_path, text, keys=[hohhot])
    assert all(effect.before == 0 for effect in found.values())
    assert not (tmp_path / "out" / "before" / "outcomes.parquet").exists()
    assert (tmp_path / "out" / "after" / "outcomes.parquet").exists()


GIFT = """
from jiahe.facts.contract import FACTS
from jiahe.law import Instalment, Programme, criterion, load_parameters


class Gift(Programme):
    key = "{key}"
    zh, en = "新办法", "New scheme"
    schema, unit = FACTS, "persons"
    parameters = load_parameters(__file__)
    benefit = "money"

    def population(person, law):
        return person.birth_date >= law.births_from

    @criterion(zh="女", en="A girl", cites="第一条", evidence=("户口簿", "hukou booklet"))
    def is_a_girl(person, law):
        return person.sex == "female"

    def instalments(person, law):
        return [Instalment("gift", zh="一次", en="once", year=law.today.year, amount=law.gift)]
"""

GIFT_FIGURES = """
programme: {key}
sources: {{text: {{title: 办法, read: true}}}}
in_force: [{{from: 2025-01-01, source: text, article: 一}}]
parameters:
  births_from:
    {{type: date, zh: 起, en: from, values: [{{from: 2025-01-01, value: 2020-01-01, source: text, article: 一}}]}}
  gift: {{type: money, zh: 金额, en: gift, values: [{{from: 2025-01-01, value: 100.00, source: text, article: 一}}]}}
"""


@pytest.mark.parametrize("key", ["cn/new-gift", CHILDCARE])
def test_a_rule_file_brings_a_new_programme_or_takes_the_place_of_one(facts, tmp_path, key):
    (tmp_path / "gift.py").write_text(GIFT.format(key=key), encoding="utf-8")
    (tmp_path / "parameters.yaml").write_text(GIFT_FIGURES.format(key=key), encoding="utf-8")
    changed = reform(tmp_path, "zh: a\nen: b\nrules: [gift.py]\n")
    assert changed.changes == (f"{key}: rule from gift.py",)
    before, after = the_pack().only([CHILDCARE]), changed.pack.only({CHILDCARE, key})
    setting = Setting.of(the_pack(), dt.date(2025, 9, 15), "420000000000")
    found = simulate(facts.tables, before, replace(changed, pack=after), setting, tmp_path / "out")
    whole = {effect.programme: effect for effect in found if effect.place is None}
    girls = [person for person in rows(PERSONS) if person["sex"] == "female" and person["birth_date"] >= "2020"]
    assert girls
    assert whole[key].this_year_after == 10_000 * len(girls)
    if key == CHILDCARE:
        assert whole[key].this_year_before > 0
    else:
        assert (whole[key].before, whole[key].newly_entitled, whole[key].cost) == (0, len(girls), 10_000 * len(girls))
        assert whole[CHILDCARE].cost == 0


def test_a_town_is_told_by_villages(facts, tmp_path):
    changed = reform(tmp_path, RATE % "{from: 2025-01-01, value: 4800.00}")
    setting = Setting.of(the_pack(), dt.date(2025, 9, 15), "420890100000")
    pack = the_pack().only([CHILDCARE])
    found = simulate(
        facts.tables, pack, replace(changed, pack=changed.pack.only([CHILDCARE])), setting, tmp_path / "out"
    )
    assert {effect.place: effect.winners for effect in found if effect.winners} == {None: 2, VILLAGE: 2}


def test_where_neither_law_has_a_programme_it_is_said(facts, tmp_path):
    with pytest.raises(LawError, match=r"改革前后都没有施行的项目.*before the reform or after it"):
        priced(facts, tmp_path, RATE % "{from: 2025-01-01, value: 1.00}", on=dt.date(2001, 1, 1))


def test_a_value_of_a_part_of_the_region_changes_only_that_part(facts, tmp_path):
    text = RATE % '{from: 2025-01-01, value: 4800.00, region: "420106000000"}'
    whole = priced(facts, tmp_path, text)[CHILDCARE]
    assert (whole.winners, whole.cost) == (0, 0)
    assert not whole.changes_something
    here = priced(facts, tmp_path, text.replace("420106000000", "420890100000"))[CHILDCARE]
    assert (here.winners, here.cost) == (2, 240000)
    assert here.changes_something


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
            "zh: a\nen: b\nparameters: {cn/childcare-subsidy: {annual_rate: [{from: 2025-01-01, value: -3600.00}]}}",
            "-3600.00 is below zero, and a programme only gives. Write 0 where nothing is given",
        ),
        (
            ANNUAL + "[{region: 4201, from: 2025-01-01, value: 1.00}]",
            "reform.yaml, line 5, .*region: “4201”不是区划代码.*'4201' is not a place code: write all 12 digits",
        ),
        (
            ANNUAL + "[{from: 2025-01-01, until: 2025-01-01, value: 1.00}]",
            "'until' is the first day on which it no longer holds",
        ),
        (RATE % "{from: 2025-01-01, until: 2024-01-01, value: 1.00}", "ends .2024-01-01. before it begins"),
        (
            RATE % "{from: 2025-01-01, value: 1.00}, {from: 2025-01-01, value: 2.00}",
            "line 3.*two values for region 000000000000 are in force on 2025-01-01",
        ),
        (RATE % "{from: 2025-01-01, value: 1.00, region: 420000}", "line 3.*write all 12 digits"),
        (RATE % "", "the list is empty"),
        ("zh: a\nen: b\nparameters: {cn/childcare-subsidy: {in_forse: []}}", "Did you mean 'in_force'"),
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
