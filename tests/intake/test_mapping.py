import datetime as dt

import pytest

from jiahe.intake.fields import Field, Kind
from jiahe.intake.labels import Meaning, meaning_of, plain_label
from jiahe.intake.mapping import PROBLEM, SURE, WRITTEN, How, Match, match_columns
from jiahe.intake.sources import SOURCES
from jiahe.intake.sources.kin import KIN
from tests.intake.columns import column, id_number

BIRTH = [
    column(Kind.NAME, "name", "婴儿姓名", synonyms=("姓名", "新生儿姓名", "孩子姓名"), required=True),
    column(Kind.SEX, "sex", "性别", synonyms=("婴儿性别", "新生儿性别")),
    column(Kind.DATE, "born", "出生日期", synonyms=("婴儿出生日期", "新生儿出生日期"), required=True),
    column(Kind.TEXT, "certificate", "出生医学证明编号", synonyms=("出生证号",), required=True),
    column(Kind.NAME, "mother_name", "母亲姓名", synonyms=("产妇姓名",), required=True),
    column(Kind.ID_NUMBER, "mother_id", "母亲身份证号", required=True),
    column(Kind.PHONE, "mother_phone", "母亲电话"),
    column(Kind.NAME, "father_name", "父亲姓名"),
    column(Kind.ID_NUMBER, "father_id", "父亲身份证号"),
    column(Kind.PLACE, "hukou", "户籍地"),
]
MARRIAGE = [
    column(Kind.NAME, "man_name", "男方姓名", required=True),
    column(Kind.ID_NUMBER, "man_id", "男方身份证号", required=True),
    column(Kind.NAME, "woman_name", "女方姓名", required=True),
    column(Kind.ID_NUMBER, "woman_id", "女方身份证号", required=True),
    column(Kind.DATE, "on", "结婚日期", synonyms=("结婚登记日期", "登记日期"), required=True),
]
ONE = [
    column(Kind.NAME, "name", "姓名", required=True),
    column(Kind.ID_NUMBER, "id_number", "身份证号", required=True),
    column(Kind.SEX, "sex", "性别"),
    column(Kind.DATE, "born", "出生日期"),
    column(Kind.PHONE, "phone", "联系电话"),
    column(Kind.ACCOUNT, "account", "银行账号"),
    column(Kind.MONEY, "amount", "发放金额"),
    column(Kind.PLACE, "hukou", "户籍地"),
    column(Kind.PLACE, "residence", "居住地"),
]
IDS = [id_number(f"420890199003070{n:02d}") for n in range(10, 30)]


def matched(labels, fields, samples=(), remembered=None) -> dict[str, str]:
    """Return the key of the field for each label that has one."""
    found = match_columns(labels, samples, fields, remembered or {})
    return {match.label: match.field.key for match in found if match.field is not None and match.column is not None}


def of_column(at: int, matches: list[Match]) -> Match:
    return next(match for match in matches if match.column == at)


HEADERS: list[tuple[str, list[Field], list[str], list[str | None]]] = [
    ("plain", ONE, ["姓名", "身份证号", "性别"], ["name", "id_number", "sex"]),
    ("spaced and starred", ONE, ["姓  名*", "身 份 证 号＊", "性　别"], ["name", "id_number", "sex"]),
    ("numbered", ONE, ["1、姓名", "2.身份证号码", "（3）性别", "④出生年月日"], ["name", "id_number", "sex", "born"]),
    ("units and notes in brackets", ONE, ["姓名（必填）", "发放金额（元）", "出生日期(公历)"],
     ["name", "amount", "born"]),
    ("line breaks", ONE, ["姓\n名", "公民身份\n号码"], ["name", "id_number"]),
    ("public security", ONE, ["公民身份号码", "姓名", "性别", "出生日期", "户籍地址"],
     ["id_number", "name", "sex", "born", "hukou"]),
    ("bank", ONE, ["序号", "户名", "账号", "金额"], [None, None, "account", "amount"]),
    ("one card", ONE, ["姓名", "身份证号码", "一卡通账号", "补贴金额(元)"], ["name", "id_number", "account", "amount"]),
    ("contact", ONE, ["姓名", "联系方式", "家庭住址"], ["name", "phone", "residence"]),
    ("mobile", ONE, ["姓名", "手机号码", "现居住地址", "户口所在地"], ["name", "phone", "residence", "hukou"]),
    ("of the person", ONE, ["本人姓名", "本人身份证号"], ["name", "id_number"]),
    ("somebody else beside", ONE, ["姓名", "身份证号", "母亲姓名", "母亲身份证号"], ["name", "id_number", None, None]),
    ("somebody else only", ONE, ["户主姓名", "户主身份证号码"], [None, None]),
    ("a clerk's telephone", ONE, ["姓名", "经办人姓名", "经办人联系电话"], ["name", None, None]),
    ("an unknown relative", ONE, ["姓名", "舅舅姓名", "姑母身份证号"], ["name", None, None]),
    ("guardian", ONE, ["姓名", "监护人姓名", "监护人电话"], ["name", None, None]),
    ("head before person", ONE, ["户主姓名", "姓名", "与户主关系", "身份证号"], [None, "name", None, "id_number"]),
    ("household", [*ONE, *KIN], ["户主", "姓名", "与户主的关系", "父亲", "母亲姓名", "爱人姓名", "户主身份证号"],
     ["head_name", "name", "relation", "father_name", "mother_name", "spouse_name", None]),
    ("English", ONE, ["name", "Id_number", "PHONE"], ["name", "id_number", "phone"]),
    ("birth", BIRTH, ["新生儿姓名", "性别", "出生日期", "母亲姓名", "母亲身份证号码", "父亲姓名", "父亲身份证号码"],
     ["name", "sex", "born", "mother_name", "mother_id", "father_name", "father_id"]),
    ("birth with groups", BIRTH, ["婴儿信息/姓名", "母亲信息/姓名", "母亲信息/身份证件号码", "父亲信息/姓名"],
     ["name", "mother_name", "mother_id", "father_name"]),
    ("person in brackets", BIRTH, ["姓名", "姓名（母亲）", "身份证号（母亲）", "姓名（父）"],
     ["name", "mother_name", "mother_id", "father_name"]),
    ("woman for mother", BIRTH, ["婴儿姓名", "女方姓名", "男方姓名", "女方身份证号"],
     ["name", "mother_name", "father_name", "mother_id"]),
    ("mother before child", BIRTH, ["母亲姓名", "姓名", "产妇联系电话"], ["mother_name", "name", "mother_phone"]),
    ("certificate in other words", BIRTH, ["出生证编号", "新生儿姓名"], ["certificate", "name"]),
    ("either parent", BIRTH, ["父母姓名", "父(母)姓名", "父母身份证号"], [None, None, None]),
    ("child's number is nobody's", BIRTH, ["身份证号", "孩子身份证号"], [None, None]),
    ("marriage", MARRIAGE, ["男方姓名", "男方身份证号", "女方姓名", "女方身份证号", "结婚登记日期"],
     ["man_name", "man_id", "woman_name", "woman_id", "on"]),
    ("husband and wife", MARRIAGE, ["丈夫姓名", "妻子姓名", "夫身份证号", "妻身份证号"],
     ["man_name", "woman_name", "man_id", "woman_id"]),
    ("names of nobody", MARRIAGE, ["姓名", "身份证号", "姓名", "身份证号"], [None, None, None, None]),
    ("divorce is not marriage", MARRIAGE, ["男方姓名", "离婚日期", "离婚登记日期"], ["man_name", None, None]),
    ("not paid is not paid", ONE, ["姓名", "未发放金额"], ["name", None]),
    ("former address", ONE, ["原户籍地", "现户籍地"], [None, "hukou"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "labels", "keys"), [case[1:] for case in HEADERS], ids=[case[0] for case in HEADERS]
)
def test_each_column_is_the_field_that_it_names_and_of_nobody_else(fields, labels, keys):
    found = match_columns(labels, [], fields, {})
    columns = [match for match in found if match.column is not None]
    assert [match.label for match in columns] == labels
    assert [match.field.key if match.field else None for match in columns] == keys


def test_what_is_missing_and_what_nobody_claims_is_listed():
    found = match_columns(["序号", "姓名", "备注"], [], ONE, {})
    assert [(match.label, match.how) for match in found[:3]] == [
        ("序号", How.IGNORED),
        ("姓名", How.SAME_WORDS),
        ("备注", How.UNCLAIMED),
    ]
    assert [(match.field and match.field.key, match.column, match.how) for match in found[3:]] == [
        ("id_number", None, How.MISSING)
    ]


def test_what_a_person_confirmed_before_goes_before_everything():
    labels = ["姓名", "名", "证号", "性别"]
    remembered = {" 名 ": "name", "证号": "id_number", "性别": None}
    found = match_columns(labels, [], ONE, remembered)
    assert matched(labels, ONE, remembered=remembered) == {"名": "name", "证号": "id_number"}
    assert of_column(1, found).how is How.REMEMBERED
    assert of_column(3, found).how is How.IGNORED


def test_a_remembered_field_that_the_source_no_longer_has_claims_nothing():
    assert matched(["旧栏"], ONE, remembered={"旧栏": "gone"}) == {}


def test_the_columns_of_a_file_of_rows_set_aside_are_left_out():
    found = match_columns(["姓名", PROBLEM, WRITTEN], [], ONE, {})
    assert [match.how for match in found[:3]] == [How.SAME_WORDS, How.IGNORED, How.IGNORED]


def test_a_column_without_a_name_is_told_by_its_looks_and_not_for_sure():
    labels = ["姓名", "", "号码", "栏四"]
    samples = [["李秀英"] * 9, IDS, [f"138{n:08d}" for n in range(9)], ["男", "女", "男"]]
    found = match_columns(labels, samples, ONE, {})
    assert [(match.field and match.field.key, match.how) for match in found[1:4]] == [
        ("id_number", How.LOOKS),
        ("phone", How.LOOKS),
        ("sex", How.LOOKS),
    ]
    assert max(match.sure for match in found[1:4]) < 0.5


def test_looks_do_not_win_over_the_person_that_a_label_names():
    assert matched(["姓名", "母亲身份证号"], ONE, [["李秀英"], IDS]) == {"姓名": "name"}
    assert matched(["舅舅身份证号"], ONE, [IDS]) == {}
    assert matched(["", ""], BIRTH, [IDS, IDS]) == {}  # of the mother or of the father?


def test_two_columns_that_look_alike_are_left_to_a_person():
    assert matched(["甲", "乙"], ONE, [IDS, IDS]) == {}


def test_dates_are_told_from_accounts_by_their_looks():
    days = [f"2023{month:02d}15" for month in range(1, 10)]
    assert matched(["甲"], ONE, [days]) == {"甲": "born"}
    assert matched(["甲"], ONE, [[dt.date(2023, 5, day) for day in range(1, 9)]]) == {"甲": "born"}


def test_a_column_whose_cells_say_something_else_than_its_name_is_half_as_sure():
    sure = of_column(0, match_columns(["身份证号"], [IDS], ONE, {})).sure
    doubted = of_column(0, match_columns(["身份证号"], [["李秀英", "王桂芳", "陈丽"]], ONE, {})).sure
    assert doubted == sure / 2


def test_of_two_columns_with_one_name_the_first_is_taken_in_doubt():
    first, second, *_ = match_columns(["姓名", "姓名"], [], ONE, {})
    assert (first.field and first.field.key, first.sure, second.field) == ("name", SURE[How.SAME_WORDS] / 2, None)


def test_no_field_is_given_twice_and_no_column_is_lost():
    for _, fields, labels, _ in HEADERS:
        found = match_columns(labels * 2, [], fields, {})
        keys = [match.field.key for match in found if match.field is not None and match.column is not None]
        assert len(keys) == len(set(keys))
        assert [match.column for match in found if match.column is not None] == list(range(2 * len(labels)))


@pytest.mark.parametrize(
    ("label", "plain"),
    [
        ("姓 名*", "姓名"),
        ("1、姓名", "姓名"),
        ("（12）姓名：", "姓名"),
        ("①姓名", "姓名"),
        ("2024年金额", "2024年金额"),
        ("金额（万元）", "金额"),
        ("金额/万元", "金额"),
        ("年龄：岁", "年龄"),
        ("出生日期[YYYY-MM-DD]", "出生日期"),
        ("身份证号(母亲)", "母亲身份证号"),
        ("Ｎａｍｅ", "name"),
        ("", ""),
        ("姓\x00名\u200b", "姓名"),  # a workbook can hold both, the database not the first
        ("\ufeff姓　名\u00ad", "姓名"),
    ],
)
def test_a_label_is_compared_by_its_name_alone(label, plain):
    assert plain_label(label) == plain


def test_a_label_says_of_whom_and_what():
    assert meaning_of("新生儿母亲身份证件号码") == Meaning("mother", "id_number")
    assert meaning_of("母亲基本信息姓名") == Meaning("mother", "name")
    assert meaning_of("被收养人姓名") == Meaning("adoptee", "name")
    assert meaning_of("收养人姓名") == Meaning("adopter", "name")
    assert meaning_of("舅舅姓名") == Meaning("舅舅", "name")
    assert meaning_of("母亲民族") == Meaning("mother", "ethnicity")
    assert meaning_of("母亲学历") == Meaning("mother", "学历")


def test_the_contract_s_own_names_are_known_of_persons():
    labels = (
        "name", "id_number", "sex", "birth_date", "hukou_place", "hukou_kind", "residence_place", "household_id",
        "village_group",
    )  # fmt: skip
    found = match_columns(labels, [()] * len(labels), SOURCES["household_registration"].fields, {})
    assert [one.field.key.replace("household", "household_id") for one in found if one.field] == list(labels)
    assert {one.how for one in found} <= {How.SAME_WORDS, How.SYNONYM}
