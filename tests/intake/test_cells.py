import datetime as dt

import pytest

from jiahe.intake.cells import FAULTS, Cell, Reader, read_cell
from jiahe.intake.cells.written import UNKNOWN, UNKNOWN_BY_KIND
from jiahe.intake.fault import Fault
from jiahe.intake.fields import Kind
from tests.intake.columns import PLACES, card, column, id_number

MOTHER = id_number("42089019900307002")
WITH_X = next(number for n in range(100) if (number := id_number(f"420890199003070{n:02d}")).endswith("X"))
OLD = id_number("42242519300307002")  # coded decades after she was born, in a county that is no more
THREE_ZEROS = next(
    number for day in range(1, 29) for n in range(10)
    if (number := id_number(f"420890199003{day:02d}{n}00")).endswith("000")
)  # fmt: skip
ZEROS_BY_EXCEL = MOTHER[:15] + "000"
CARD = card("621700332001234567")

READ: dict[Kind, list[tuple[Cell, object]]] = {
    Kind.ID_NUMBER: [
        (MOTHER, MOTHER),
        (f" {MOTHER[:6]} {MOTHER[6:14]} {MOTHER[14:]}　", MOTHER),
        ("'" + MOTHER, MOTHER),
        ("`" + MOTHER, MOTHER),
        ("\u200e" + MOTHER + "\ufeff", MOTHER),
        (MOTHER.translate(str.maketrans("0123456789", "０１２３４５６７８９")), MOTHER),
        (WITH_X.lower(), WITH_X),
        (WITH_X[:-1] + "ｘ", WITH_X),
        (WITH_X[:-1] + "×", WITH_X),
        (WITH_X[:-1] + "Х", WITH_X),  # Cyrillic
        (OLD, OLD),
        (THREE_ZEROS, THREE_ZEROS),
        (id_number("83000019900307002"), id_number("83000019900307002")),  # a resident from Taiwan
    ],
    Kind.NAME: [
        ("李秀英", "李秀英"),
        ("张 三", "张三"),
        ("张　三丰", "张三丰"),
        (" 欧阳 娜娜 ", "欧阳娜娜"),
        ("诸 葛 亮", "诸葛亮"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("阿依古丽 · 买买提", "阿依古丽·买买提"),
        ("王𬭎", "王𬭎"),  # CJK extension E
        ("李㛃", "李㛃"),  # CJK extension A
        ("陈𰻝", "陈𰻝"),  # CJK extension G
        ("黄〇", "黄〇"),
        ("⽂⽟", "文玉"),  # Kangxi radicals, as PDF files give them
        ("NGUYEN THI LAN", "NGUYEN THI LAN"),
    ],
    Kind.DATE: [
        (dt.date(2023, 5, 6), dt.date(2023, 5, 6)),
        (dt.datetime(2023, 5, 6), dt.date(2023, 5, 6)),
        (dt.datetime(2023, 5, 6, 14, 35), dt.date(2023, 5, 6)),
        (45052.6, dt.date(2023, 5, 6)),
        (20230506143520, dt.date(2023, 5, 6)),
        (45052, dt.date(2023, 5, 6)),
        (45052.0, dt.date(2023, 5, 6)),
        (1, dt.date(1900, 1, 1)),
        (59, dt.date(1900, 2, 28)),
        (61, dt.date(1900, 3, 1)),
        (20230506, dt.date(2023, 5, 6)),
        (20230506.0, dt.date(2023, 5, 6)),
        *(
            (text, dt.date(2023, 5, 6))
            for text in (
                "20230506", "2023-5-6", "2023-05-06", "2023.5.6", "2023/5/6", "2023年5月6日", "2023年05月06号",
                "2023年5月6", "２０２３年５月６日", "2023 年 5 月 6 日", "2023－05－06", "二〇二三年五月六日",
                "二零二三年五月六日", "二○二三年五月六日", "2023-05-06 00:00:00", "2023-05-06T00:00:00.000",
                "2023/5/6 0:00", " 2023-5-6 ", "2023-05-06T00:00:00Z", "2023-05-06 14:35", "2023/5/6 14:35:20",
                "2023年5月6日14时35分", "2023年5月6日 下午2时35分", "2023年5月6日14点", "2023 年 5 月 6 日 14:35",
                "2023-05-06T14:35:20.123+08:00", "2023.5.6 2:35 PM", "二〇二三年五月六日14时35分20秒", "20230506143520",
            )
        ),
        ("一九九九年十二月三十一日", dt.date(1999, 12, 31)),
        ("二〇二四年二月二十九日", dt.date(2024, 2, 29)),
        ("2099-01-01", dt.date(2099, 1, 1)),
        *((never, None) for never in ("9999-12-31", 99991231, dt.date(9999, 12, 31), dt.datetime(9999, 12, 31))),
    ],
    Kind.SEX: [
        *((cell, "male") for cell in ("男", "男性", " 男 ", "1", 1, 1.0, "M", "male", "1-男", "１")),
        *((cell, "female") for cell in ("女", "女性", "2", 2, 2.0, "F", "Female", "2-女")),
        *((cell, None) for cell in ("0", "9", 0, 9, 0.0, "未说明的性别")),
    ],
    Kind.MONEY: [
        *(
            (cell, 360000)
            for cell in (
                3600, 3600.0, "3600", "3600.00", "3,600.00", "３，６００．００", "3600元", "3600 元整", "¥3,600.00",
                "￥3600", "人民币3600元", "0.36万元", "0.36万", "叁仟陆佰元整", "叁仟陆佰圆整",
                "人民币叁仟陆佰元正", "三千六百元",
            )
        ),
        (0, 0),
        ("0.00", 0),
        (0.1 + 0.2, 30),
        (1234.56, 123456),
        ("3600.500", 360050),
        ("伍角", 50),
        ("壹万零伍拾元伍角叁分", 1005053),
        ("壹佰元零伍分", 10005),
    ],
    Kind.PHONE: [
        *(
            (cell, "13812345678")
            for cell in (
                13812345678, 13812345678.0, "13812345678", "138 1234 5678", "138-1234-5678", "+8613812345678",
                "８６-13812345678",
            )
        ),
        ("0724-7322222", "0724-7322222"),
        ("07247322222", "0724-7322222"),
        ("（0724）7322222", "0724-7322222"),
        ("010-62345678", "010-62345678"),
    ],
    Kind.ACCOUNT: [
        (CARD, CARD),
        (" ".join((CARD[:4], CARD[4:8], CARD[8:12], CARD[12:])), CARD),
        ("'" + CARD, CARD),
        ("81010000123456789", "81010000123456789"),  # a passbook
        (810100001234, "810100001234"),
    ],
    Kind.INTEGER: [
        *((cell, 3) for cell in (3, 3.0, "3", "３", "3.0", "3人", "三", "三个")),
        ("1,234", 1234),
        ("十二", 12),
        ("-3", -3),
        (9999, 9999),
    ],
    Kind.YES_NO: [
        *((cell, True) for cell in ("是", "有", "√", "✓", "1", 1, 1.0, True, "Y", "yes", "TRUE")),
        *((cell, False) for cell in ("否", "无", "没有", "×", "0", 0, 0.0, False, "N", "no", "false")),
    ],
    Kind.TEXT: [
        ("  湖北省人民医院　妇产科 ", "湖北省人民医院 妇产科"),
        (12, "12"),
        (12.0, "12"),
        (3.5, "3.5"),
        ("'=A1", "=A1"),
        ("a\x00b", "ab"),
        ("长" * 60, "长" * 60),
    ],
}  # fmt: skip

NOT_READ: dict[Kind, list[tuple[Cell, str]]] = {
    Kind.ID_NUMBER: [
        ("1.10101E+17", "id_number_lost"),
        ("1.10101199003071e17", "id_number_lost"),
        (float(MOTHER.replace("X", "0")), "id_number_lost"),
        (int(ZEROS_BY_EXCEL), "id_number_lost"),
        (int(float(MOTHER.replace("X", "0"))), "id_number_lost"),
        (ZEROS_BY_EXCEL, "id_number_lost"),
        ("420890900307123", "id_number_15"),
        (420890900307123, "id_number_15"),
        (420890900307123.0, "id_number_15"),
        (MOTHER[:-1], "id_number_length"),
        (MOTHER + "1", "id_number_length"),
        (3.5, "id_number_length"),
        ("张三", "id_number_length"),
        (MOTHER[:5] + "O" + MOTHER[6:], "id_number_characters"),
        (MOTHER[:6] + "********" + MOTHER[14:], "id_number_masked"),
        (MOTHER[:-1] + str((int(MOTHER[-1].replace("X", "0")) + 1) % 10), "id_number_check_digit"),
        (id_number("42089019900230002"), "id_number_birth_date"),
        (id_number("42089017900301002"), "id_number_birth_date"),
        (dt.date(2023, 5, 6), "cell_is_date"),
        (True, "cell_is_truth"),
    ],
    Kind.NAME: [
        ("张三1", "name_digits"),
        (12, "name_digits"),
        ("张三（死亡）", "name_note"),
        ("张三【曾用名】", "name_note"),
        ("张*", "name_masked"),
        ("李某某", "name_masked"),
        ("张?", "name_character_lost"),
        ("张□", "name_character_lost"),
        ("张\ufffd", "name_character_lost"),
        ("张\ue123", "name_private_use"),
        ("张\U000f0001", "name_private_use"),
        ("张三、李四", "name_two"),
        ("张三/李四", "name_two"),
        ("张三 李四", "name_spaces"),
        ("阿迪力 买买提", "name_spaces"),
        ("zhangsan", "name_latin"),
        ("张san", "name_latin"),
        ("·张三", "name_characters"),
        ("张三！", "name_characters"),
        ("张" * 61, "name_long"),
        ("同上", "same_as_above"),
        ("〃", "same_as_above"),
        ("#REF!", "spreadsheet_error"),
    ],
    Kind.DATE: [
        (60, "date_no_such_day"),
        (0, "date_zero"),
        (dt.datetime(1899, 12, 31), "date_zero"),
        (dt.time(), "date_zero"),
        (dt.time(14, 30), "date_with_time"),
        (0.6, "date_with_time"),
        ("14:30", "date_with_time"),
        ("14时35分", "date_with_time"),
        ("2023-5-6 24:00", "date_with_time"),
        ("2023-5-6 14:75", "date_with_time"),
        ("2023-05-05T16:00:00Z", "date_with_time"),
        ("2023-05-05T16:00:00+00:00", "date_with_time"),
        ("2023-05 14:30", "date_no_day"),
        ("2023年5月30日25时", "date_with_time"),
        ("20231306143500", "date_no_such_day"),
        (-1, "date_unreadable"),
        (2023, "date_no_month"),
        ("2023", "date_no_month"),
        ("2023年", "date_no_month"),
        ("二〇二三年", "date_no_month"),
        (2023.5, "date_no_day"),
        (202305, "date_no_day"),
        ("2023年5月", "date_no_day"),
        ("2023-05", "date_no_day"),
        ("2023.5", "date_no_day"),
        ("二〇二三年五月", "date_no_day"),
        ("23-5-6", "date_two_digit_year"),
        ("85年3月2日", "date_two_digit_year"),
        ("850302", "date_two_digit_year"),
        ("5/6/2023", "date_ambiguous"),
        ("25.6.2023", "date_ambiguous"),
        ("06052023", "date_ambiguous"),
        ("农历2023年五月初六", "date_lunar"),
        ("腊月廿三", "date_lunar"),
        ("2023年闰二月初一", "date_lunar"),
        ("民国36年5月6日", "date_minguo"),
        ("45052", "date_serial"),
        ("2023-02-30", "date_no_such_day"),
        ("20231301", "date_no_such_day"),
        ("2023年2月29日", "date_no_such_day"),
        ("1023-05-06", "date_out_of_range"),
        (dt.date(2923, 5, 6), "date_out_of_range"),
        ("2023 05 06", "date_unreadable"),
        ("2023-5.6", "date_unreadable"),
        ("去年", "date_unreadable"),
        (float("nan"), "spreadsheet_error"),
        ("######", "spreadsheet_error"),
    ],
    Kind.SEX: [("3", "sex_unreadable"), ("男女", "sex_unreadable"), (True, "cell_is_truth")],
    Kind.MONEY: [
        ("3600.005", "money_fraction"),
        (3600.005, "money_fraction"),
        ("-5", "money_negative"),
        ("(3,600)", "money_negative"),
        ("三千六", "money_unreadable"),
        ("三千六元", "money_unreadable"),
        ("36,00", "money_unreadable"),
        ("3600/年", "money_unreadable"),
        ("3²", "money_unreadable"),
        (10**15, "money_unreadable"),
        ("3.6E+03", "number_lost"),
    ],
    Kind.PHONE: [
        ("1381234567", "phone_length"),
        ("138123456789", "phone_length"),
        ("7322222", "phone_no_area"),
        ("13812345678/13987654321", "phone_two"),
        ("13812345678 13987654321", "phone_two"),
        ("138****5678", "phone_masked"),
        ("电话", "phone_unreadable"),
        ("1.38123E+10", "number_lost"),
    ],
    Kind.ACCOUNT: [
        (int(CARD[:15] + "0000"), "account_lost"),
        (float(CARD), "account_lost"),
        ("6.217E+18", "account_lost"),
        (CARD[:15] + "0000", "account_lost"),
        (CARD[:-1] + str((int(CARD[-1]) + 1) % 10), "account_check_digit"),
        ("1234567", "account_length"),
        ("6217****4567", "account_masked"),
        ("农行" + CARD, "account_characters"),
    ],
    Kind.INTEGER: [
        (3.5, "integer_fraction"),
        ("3.5", "integer_fraction"),
        ("三四", "integer_unreadable"),
        ("3²", "integer_unreadable"),
        ("1E+16", "number_lost"),
        (10**90, "number_lost"),
        *((cell, "integer_large") for cell in (10_000, "10000", "-10000", 2**31, "９９９９９９９９９９", "二百亿")),
        (dt.date(2023, 3, 2), "cell_is_date"),  # 3-2, as Excel reads it
    ],
    Kind.YES_NO: [("也许", "yes_no_unreadable"), (2, "yes_no_unreadable"), ("x", "yes_no_unreadable")],
    Kind.TEXT: [
        ("1.10101E+17", "number_lost"),
        (1e17, "number_lost"),
        ("长" * 61, "text_long"),
        *((f"a{lost}b", "text_character_lost") for lost in ("\ud842", "\udfb7", "\ufffe", "\uffff")),
    ],
}


def reader(kind: Kind, **options: object) -> Reader:
    return Reader(column(kind), PLACES, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", READ)
def test_a_cell_is_read_as_what_it_says(kind):
    read = [(cell, reader(kind).one(cell)) for cell, _ in READ[kind]]
    assert [(cell, value, type(value)) for cell, value in read] == [(c, v, type(v)) for c, v in READ[kind]]


@pytest.mark.parametrize("kind", NOT_READ)
def test_a_cell_that_says_no_value_is_named_for_what_it_is(kind):
    found = [(cell, reader(kind).one(cell)) for cell, _ in NOT_READ[kind]]
    named = [(str(cell)[:40], fault.rule if isinstance(fault, Fault) else fault) for cell, fault in found]
    assert named == [(str(cell)[:40], rule) for cell, rule in NOT_READ[kind]]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.CHOICE])
def test_a_word_for_unknown_is_unknown_and_never_a_value(kind):
    words = sorted(UNKNOWN | UNKNOWN_BY_KIND.get(kind, frozenset()))
    if kind is Kind.YES_NO:
        words = [word for word in words if word not in ("无", "没有")]
    read = reader(kind).column([None, " ", "　", *words, *(f" {word.upper()} " for word in words)])
    assert [one for one in read if one is not None] == []


def test_every_rule_is_met_by_a_cell():
    met = {rule for cases in NOT_READ.values() for _, rule in cases}
    elsewhere = {rule for rule in FAULTS if rule.startswith(("place_", "choice_"))} | {
        "required_empty",
        "paper_of_another",
    }
    assert met | elsewhere == set(FAULTS)
    assert met & elsewhere == set()


def test_every_fault_says_in_both_languages_what_is_wrong_and_what_to_do():
    for rule, fault in FAULTS.items():
        assert fault.rule == rule
        for words in (fault.words, fault.remedy):
            assert words.zh.endswith(("。", "？", "）"))
            assert words.en.endswith((".", "?", ")"))


def test_a_number_beyond_all_numbers_is_lost_and_not_a_crash():
    for kind in (Kind.ID_NUMBER, Kind.MONEY, Kind.DATE, Kind.INTEGER, Kind.TEXT):
        assert reader(kind).one(10**5000) == FAULTS["number_lost"]


def test_a_column_reads_equal_looking_cells_of_different_types_as_what_they_are():
    assert reader(Kind.YES_NO).column([1, True, 1.0, "1", 0, False]) == [True, True, True, True, False, False]
    read = reader(Kind.SEX).column([1, True, 1.0, "1"])
    assert [one.rule if isinstance(one, Fault) else one for one in read] == ["male", "cell_is_truth", "male", "male"]
    read = reader(Kind.DATE).column([dt.datetime(2023, 5, 6), dt.date(2023, 5, 6), 45052])
    assert read == [dt.date(2023, 5, 6)] * 3


def test_a_column_gives_what_each_cell_gives():
    for kind, cases in (*READ.items(), *NOT_READ.items()):
        if kind in (Kind.ID_NUMBER, Kind.ACCOUNT):
            continue
        cells = [cell for cell, _ in cases] * 2
        assert reader(kind).column(cells) == [reader(kind).one(cell) for cell in cells]


def test_where_excel_has_lost_digits_a_number_ending_in_000_is_not_believed():
    believed = reader(Kind.ID_NUMBER)
    assert believed.column([MOTHER, THREE_ZEROS]) == [MOTHER, THREE_ZEROS]
    doubted = reader(Kind.ID_NUMBER)
    lost = FAULTS["id_number_lost"]
    assert doubted.column([THREE_ZEROS, MOTHER, "1.10101E+17"]) == [lost, MOTHER, lost]
    assert doubted.column([THREE_ZEROS]) == [lost]  # the same column, further down


def test_a_name_is_told_the_code_of_its_private_use_character():
    fault = read_cell(column(Kind.NAME), "张\ue123")
    assert isinstance(fault, Fault)
    assert "U+E123" in fault.remedy.zh
    assert "U+E123" in fault.remedy.en


def test_the_heading_says_the_unit_of_a_bare_number_and_the_cell_may_say_its_own():
    read = reader(Kind.MONEY, unit="万元").column([0.36, "0.36", "3600元", "0.36万元", "叁仟陆佰元", 0.123456])
    assert read == [360000, 360000, 360000, 360000, 360000, 123456]
    assert reader(Kind.MONEY, unit="分").column([12]) == [12]
    with pytest.raises(ValueError, match="unit '美元' is none of"):
        reader(Kind.MONEY, unit="美元")


def test_a_workbook_of_1904_counts_its_days_from_then():
    assert reader(Kind.DATE, since_1904=True).column([43590, 1]) == [dt.date(2023, 5, 6), dt.date(1904, 1, 2)]


def test_a_column_holds_what_its_place_in_the_register_holds():
    text, fault = Reader(column(Kind.TEXT, longest=40)).column(["4" * 40, "4" * 41])
    assert text == "4" * 40
    assert isinstance(fault, Fault)
    assert (fault.rule, fault.remedy.zh) == ("text_long", "缩短这一格，最多 40 个字。")
    number, fault = Reader(column(Kind.INTEGER, most=40_000)).column([40_000, 40_001])
    assert number == 40_000
    assert isinstance(fault, Fault)
    assert (fault.rule, "40000" in fault.remedy.zh, "40000" in fault.remedy.en) == ("integer_large", True, True)


def test_a_choice_is_read_in_all_its_written_forms():
    field = column(
        Kind.CHOICE, choices={"birth": ("亲生", "婚生", "1"), "adoption": ("收养", "领养", "2"), "none": ("无",)}
    )
    read = Reader(field).column(["亲生", "婚 生", 1, 1.0, "birth", "领养", "无", "", "-"])
    assert read == ["birth", "birth", "birth", "birth", "birth", "adoption", "none", None, None]
    meant, listed = Reader(field).column(["收养子", "外甥"])
    assert isinstance(meant, Fault)
    assert meant.remedy.zh == "是不是想写“收养”？"
    assert isinstance(listed, Fault)
    assert listed.remedy.zh == "可用：亲生、收养、无。"


def test_a_choice_written_alike_for_two_values_is_refused():
    with pytest.raises(ValueError, match="stands for both"):
        Reader(column(Kind.CHOICE, choices={"a": ("甲",), "b": ("甲",)}))
