"""The guard catches what is planted, says which refusal and where, and leaves honest words alone."""

from dataclasses import replace

import pytest

from jiahe.charter import check_guarded, check_package, check_schema, check_spoken, load_charter
from jiahe.charter.guard import unused_exemptions
from jiahe.charter.refusals import Exemption, Guarded, Reader
from jiahe.facts.contract import FACTS
from jiahe.law.errors import LawError
from jiahe.law.schema import Column, Schema, Table
from jiahe.law.types import Type


def schema_with(column):
    return Schema((Table("persons", "人员", "People", (Column("person_id", Type.TEXT, "编号", "Key"), column)),))


def planted(tmp_path, name, text):
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return check_package(tmp_path)


@pytest.mark.parametrize(
    ("column", "refusal", "found"),
    [
        (Column("birth_plan", Type.BOOL, "情况", "Kind"), 1, "'birth plan' in 'birth_plan'"),
        (Column("kind_of_birth", Type.BOOL, "是否计划外", "Kind"), 1, "'计划外' in '是否计划外'"),
        (Column("lawful_birth", Type.BOOL, "生育情况", "Kind of birth"), 1, "'lawful birth' in 'lawful_birth'"),
        (Column("pregnant_since", Type.DATE, "怀孕日期", "Since when"), 2, "'pregnant' in 'pregnant_since'"),
        (Column("last_iud", Type.DATE, "日期", "Day of the last one"), 2, "'iud' in 'last_iud'"),
        (Column("task_done", Type.BOOL, "任务完成", "Whether it is done"), 3, "'task' in 'task_done'"),
        (Column("fee_owed", Type.MONEY, "社会抚养费", "Sum owed"), 4, "'fee' in 'fee_owed'"),
        (Column("told_by", Type.TEXT, "举报人", "Who told"), 5, "'举报' in '举报人'"),
        (Column("jihuawai", Type.BOOL, "情况", "Kind"), 1, "'jihuawai'"),
        (Column("chao_sheng", Type.BOOL, "情况", "Kind"), 1, "'chao sheng' in 'chao_sheng'"),
        (Column("csy", Type.BOOL, "情况", "Kind"), 1, "'csy'"),
        (Column("second_child_permit", Type.TEXT, "编号", "Number"), 1, "'child permit' in 'second_child_permit'"),
        (Column("kind_of_birth", Type.TEXT, "计外", "Kind"), 1, "'计外'"),
        (Column("seen_on", Type.DATE, "B超日期", "Day"), 2, "'B超' in 'B超日期'"),
        (Column("yunqing", Type.TEXT, "情况", "State"), 2, "'yunqing'"),
        (Column("birth_control", Type.TEXT, "方式", "Way"), 2, "'birth control' in 'birth_control'"),
        (Column("ccp_member", Type.BOOL, "身份", "Standing"), 4, "'ccp member' in 'ccp_member'"),
        (Column("source_person", Type.TEXT, "线索提供人", "Who said so"), 5, "'线索提供人'"),
    ],
)
def test_a_refused_column_is_named_with_its_refusal(column, refusal, found):
    first = check_schema(schema_with(column))[0]
    assert (first.where, first.refusal.number, first.found) == (f"facts: persons.{column.name}", refusal, found)
    assert str(first).startswith(f"facts: persons.{column.name}: {found}. Charter, refusal {refusal}: ")


def test_a_refused_choice_of_a_column_is_found():
    kinds = {"disability": ("残疾人证", "disability card"), "sterilised": ("手术证明", "note of an operation")}
    column = Column("kind", Type.TEXT, "证件种类", "Which certificate", choices=kinds)
    assert [(b.where, b.refusal.number) for b in check_schema(schema_with(column))] == [
        ("facts: persons.kind=sterilised", 2)
    ]


def test_a_refused_criterion_of_a_rule_is_found_with_its_line(tmp_path):
    rule = "class A(Programme):\n    @criterion(zh='符合政策生育', en='In order')\n    def a(child): ...\n"
    (breach,) = planted(tmp_path, "programmes/cn/allowance/rule.py", rule)
    assert (breach.where, breach.refusal.number) == ("programmes/cn/allowance/rule.py:2", 1)


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("def birth_permit(town): ...", 1),
        ("unplanned_births = 3", 1),
        ("rows.filter(isOutOfPlan=True)", 1),
        ("town.required_checks()", 2),
        ("sterilisation_rate = done / owed", 3),
        ("def fine(person): ...", 4),
        ("informant = None", 5),
        ("BLACKLIST = []", 6),
        ('"""Counts those of 四术."""', 3),
        ('title = f"{town} 社会抚养费"', 4),
        ('title = "计划外出生"', 1),
        ('title = "计划 外"', 1),
        ('title = "“超”生"', 1),
        ("from towns import births as jihuawai_births", 1),
        ("except ValueError as birth_permit: ...", 1),
        ("excess_births = 3", 1),
        ("iud_check_due = None", 2),
        ('title = "季度双查"', 2),
        ('title = "上环比例"', 3),
        ("contraceptive_prevalence = 0.8", 3),
        ("def rank_villages_by_births(): ...", 3),
        ('title = "各村出生人数排名"', 3),
        ("fuyangfei = 0", 4),
    ],
)
def test_refused_words_in_python_are_found(tmp_path, line, refusal):
    text = f"try: ...\n{line}\n" if line.startswith("except") else f"{line}\n"
    assert {b.refusal.number for b in planted(tmp_path, "room/module.py", text)} == {refusal}


def test_refused_words_in_parameters_are_found_with_their_line(tmp_path):
    text = "programme: cn/x\nparameters:\n  birth_fine:\n    zh: 标准\n    en: Rate\n    # 社会抚养费 in a comment\n"
    (breach,) = planted(tmp_path, "programmes/cn/x/parameters.yaml", text)
    assert (breach.where, breach.refusal.number) == ("programmes/cn/x/parameters.yaml:3", 4)


def test_a_penalty_is_refused_as_a_name_and_allowed_in_a_sentence(tmp_path):
    (breach,) = planted(tmp_path, "a.yaml", "zh: 扣发\nen: Penalty for a late claim\n")
    assert (breach.where, breach.refusal.number) == ("a.yaml:2", 4)
    assert planted(tmp_path, "a.yaml", "note: There is no penalty for a late claim.\n") == []


def test_refused_words_in_a_template_are_found_with_their_line(tmp_path):
    (breach,) = planted(tmp_path, "templates/board.html", "<h1>{{ village }}</h1>\n<p>名单公示</p>\n")
    assert (breach.where, breach.refusal.number) == ("templates/board.html:2", 6)


@pytest.mark.parametrize(
    ("title", "refusal"),
    [("Villages ranked by births", 3), ("各村出生数排名", 3), ("{{ row.jihuawai }}", 1), ("未到人员名单", 2)],
)
def test_a_list_or_ranking_in_a_template_is_refused(tmp_path, title, refusal):
    (breach,) = planted(tmp_path, "templates/villages.html", f"<h1>{title}</h1>\n")
    assert (breach.where, breach.refusal.number) == ("templates/villages.html:1", refusal)


@pytest.mark.parametrize(
    "name", ["templates/iud_checks.html", "out_of_plan.parquet", "notes/计划外.md", "birth-permits/a.csv"]
)
def test_a_file_or_folder_is_not_called_so_either(tmp_path, name):
    assert [b.where for b in planted(tmp_path, name, "")] == [name]


def test_documentation_and_comments_may_name_what_is_refused(tmp_path):
    assert planted(tmp_path, "README.md", "社会抚养费 was abolished in 2021.\n") == []
    assert planted(tmp_path, "a.py", "# 社会抚养费 was abolished in 2021.\n") == []


@pytest.mark.parametrize(
    "honest",
    [
        "以上环节已完成",
        "检查环境",
        "循环检测",
        "政策内容见附件",
        "计划内容",
        "他计划外出务工",
        "上环比赛",
        "三查看后再办",
        "统计外出生活的人",
        "按出生日期排序",
        "Villages by name, then people by date of birth",
        "births out of hospital",
        "吸引产业",
        "本标准生活费",
        "热线人工服务",
        "出生医学证明",
        "孕前优生健康检查",
        "计划生育手术并发症鉴定",
        "独生子女父母光荣证",
        "依法收养",
        "公布名次前的统计数",
        "A difficult delivery adds fifteen days.",
        "Approved claims are planned for payment in March.",
        "The lawful adoption is registered.",
        "It is not examined here.",
        "An operation that took place in Hubei.",
    ],
)
def test_honest_words_are_left_alone(tmp_path, honest):
    assert listed(planted(tmp_path, "a.yaml", f"note: {honest}\n")) == []


def listed(breaches):
    return [str(breach) for breach in breaches]


def test_an_order_of_birth_is_refused_to_a_programme_without_an_article():
    (breach,) = check_guarded({"cn/new": {("persons", "birth_date"), ("parenthoods", "birth_order")}}, with_readers())
    assert breach.where == "cn/new"
    assert breach.found.startswith("it reads parenthoods.birth_order, and charter/refusals.yaml names no article")


def test_an_order_of_birth_is_allowed_to_the_programme_whose_article_needs_it():
    charter = with_readers(Reader("cn/leave", "第二十二条", "the second child brings more days"))
    assert check_guarded({"cn/leave": {("parenthoods", "birth_order")}}, charter) == []


def test_a_permission_that_is_not_used_is_reported():
    charter = with_readers(Reader("cn/leave", "第二十二条", "the second child brings more days"))
    (breach,) = check_guarded({"cn/leave": {("persons", "birth_date")}}, charter)
    assert "lets it read parenthoods.birth_order (第二十二条), and it does not" in str(breach)


def with_readers(*readers):
    return replace(load_charter(), guarded=(Guarded("parenthoods.birth_order", 1, readers),))


def test_an_exception_that_excuses_nothing_is_reported(tmp_path):
    stale = Exemption(4, "room/old.py:*", "it was there once")
    charter = load_charter()
    charter = replace(charter, exceptions=(*charter.exceptions, stale))
    assert unused_exemptions(tmp_path, FACTS, charter) == [
        "refusals.yaml: the exception for 'room/old.py:*' (refusal 4) excuses nothing any more. Take it out."
    ]


@pytest.mark.parametrize(
    "no",
    [
        "您无权享受该补贴",
        "申请未通过",
        "不予发放",
        "Your claim is rejected.",
        "This is the final decision.",
        "You are not entitled.",
    ],
)
def test_a_final_no_is_caught_in_what_a_person_is_told(no):
    (breach,) = check_spoken(no, "explanation")
    assert breach.refusal.number == 7


@pytest.mark.parametrize(
    "said",
    [
        "按现有资料，第二项条件不符合：孩子于2025年1月1日已满三周岁。是否批准由工作人员决定，您可以申诉。",
        "By the facts at hand one condition is not met. A person decides, and you can appeal.",
    ],
)
def test_a_condition_that_is_not_met_may_be_told(said):
    assert check_spoken(said, "explanation") == []


def test_a_fault_in_the_list_of_words_is_named_with_its_line(tmp_path):
    file = tmp_path / "refusals.yaml"
    one = "{number: 1, zh: 一, en: one, instead: do, anywhere: {zh: ['(']}}"
    file.write_text(f"refusals:\n  - {one}\nexceptions: []\nguarded: []\n", encoding="utf-8")
    with pytest.raises(LawError, match=r"refusals.yaml, line 2.*'\(' is not a regular expression"):
        load_charter(file)
