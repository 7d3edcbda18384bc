"""All that can be wrong with a cell: each rule's words and remedy, in the order of docs/reference/file-faults.md.

The words name no value, so that a fault can be shown, counted and logged without a person's data. A remedy may name
what this one cell needs: a village of a like name, a character's code point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from jiahe.intake.fault import Fault
from jiahe.web.words import Words


def _rule(rule: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Fault:
    return Fault(rule, Words(zh, en), Words(remedy_zh, remedy_en))


_FROM_CARD = ("对照居民身份证改正。", "Correct it from the identity card.")
_FROM_BOOK = ("对照银行卡或存折改正。", "Correct it from the bank card or passbook.")
_WRITE_DAY = ("写成 2024-05-01 的形式。", "Write it like 2024-05-01.")
_WHOLE_DAY = (
    "写出年、月、日，例如 2024-05-01；不知道是哪一日就留空。",
    "Write the whole date, like 2024-05-01; leave the cell empty if the day is not known.",
)
_PASTE = (
    "把这一列设为“文本”格式，再从原来的材料重新粘贴号码；丢掉的数字不能猜。",
    "Make the column text and paste the numbers again from where they came; lost digits cannot be guessed.",
)
_WRITE_YUAN = ("写元，最多两位小数，例如 3600.00。", "Write yuan with at most two decimals, like 3600.00.")
_FULL_NAME = (
    "对照居民身份证或户口簿写全名。",
    "Write the whole name as on the identity card or in the household book.",
)

_GROUPS: dict[tuple[str, str], tuple[Fault, ...]] = {
    ("各种格子", "Any cell"): (
        _rule(
            "required_empty",
            "这一格必须填，却是空的，或写着“不详”“/”之类的词。",
            "The cell must be filled, but is empty or says that it is unknown.",
            "填上这一格。",
            "Fill the cell.",
        ),
        _rule(
            "same_as_above",
            "写着“同上”，上面却没有可以照抄的格。",
            "The cell says “same as above”, and nothing stands above it.",
            "写出内容本身。",
            "Write out what is meant.",
        ),
        _rule(
            "spreadsheet_error",
            "这一格是表格软件的出错标记，例如 #N/A、#REF!、####。",
            "The cell holds a spreadsheet's error, like #N/A, #REF! or ####.",
            "改正公式，或把内容粘贴为数值。",
            "Mend the formula, or paste the values.",
        ),
        _rule(
            "cell_is_date",
            "这一列不是日期，这一格却被表格软件当成了日期或时间。",
            "The spreadsheet has made a date or time of a cell that is none.",
            "把这一列设为“文本”格式，再重新填写。",
            "Make the column text and write the cell again.",
        ),
        _rule(
            "cell_is_truth",
            "这一格是 TRUE 或 FALSE，这一列却不是“是/否”。",
            "The cell is TRUE or FALSE, but the column is not one of yes and no.",
            "写出内容本身。",
            "Write what is meant.",
        ),
        _rule(
            "number_lost",
            "号码被表格软件改成了科学计数，或超过 15 位，末尾的数字已丢失。",
            "A spreadsheet wrote the number as 1.2E+11, or it has more than 15 digits: its last digits are lost.",
            *_PASTE,
        ),
    ),
    ("身份证号码", "ID numbers"): (
        _rule(
            "id_number_lost",
            "Excel 已丢掉号码的末尾几位（号码变成 1.1E+17，或以 000 结尾）。",
            "Excel has lost the last digits (the number became 1.1E+17, or ends in 000).",
            *_PASTE,
        ),
        _rule(
            "id_number_15",
            "15 位的旧号码，已停用，不会自动换成 18 位。",
            "An old number of 15 digits, no longer valid; it is not turned into 18 digits.",
            "写 18 位公民身份号码。",
            "Write the number of 18 digits.",
        ),
        _rule(
            "id_number_masked",
            "号码中间有星号，不是完整的号码。",
            "Some digits are hidden behind stars.",
            "请对方提供完整的号码。",
            "Ask the sender for the whole number.",
        ),
        _rule("id_number_length", "号码不是 18 位。", "The number does not have 18 characters.", *_FROM_CARD),
        _rule(
            "id_number_characters",
            "号码里有不该有的字符。",
            "The number holds characters that do not belong there.",
            "对照居民身份证改正；其他证件的号码不写在这一列。",
            "Correct it from the identity card; the number of another paper does not belong in this column.",
        ),
        _rule(
            "id_number_birth_date",
            "号码里的出生日期不存在。",
            "The birth date in the number is no day of the calendar.",
            *_FROM_CARD,
        ),
        _rule(
            "id_number_check_digit",
            "号码的最后一位（校验码）不对，某一位写错了。",
            "The last digit, which checks the others, does not fit: some digit is wrong.",
            *_FROM_CARD,
        ),
    ),
    ("姓名", "Names"): (
        _rule(
            "name_digits",
            "姓名里有数字。",
            "The name holds digits.",
            "删去数字；序号、号码写到自己的列里。",
            "Take the digits out; a number has its own column.",
        ),
        _rule(
            "name_note",
            "姓名后面加了括号说明，例如“（死亡）”“（曾用名…）”。",
            "A note in brackets stands behind the name, such as “(died)”.",
            "这一格只写姓名；说明写到它自己的列里，例如死亡日期、曾用名、备注。",
            "Leave the name alone in its cell; the note has a column of its own: date of death, former name, remarks.",
        ),
        _rule(
            "name_masked",
            "姓名不完整（有“*”“某”）。",
            "Part of the name is hidden (“*”, “某”).",
            *_FULL_NAME,
        ),
        _rule(
            "name_character_lost",
            "姓名里有一个字没有显示出来（“?”“□”“�”）。",
            "A character of the name is lost (“?”, “□”, “�”).",
            "从原系统用 UTF-8 或 GB18030 重新导出，或对照身份证补上这个字。",
            "Export it again as UTF-8 or GB18030, or write the character as on the identity card.",
        ),
        _rule(
            "name_private_use",
            "姓名里有一个自造字，换一台电脑就认不出。",
            "The name holds a private-use character, which other computers cannot show.",
            "对照身份证改用标准字库（GB 18030-2022）里的字。",
            "Write the standard character (GB 18030-2022) as on the identity card.",
        ),
        _rule(
            "name_two",
            "一格里像是有两个人的姓名。",
            "The cell seems to hold the names of two persons.",
            "每人一行，或一人一列。",
            "Give each person a row or a column.",
        ),
        _rule(
            "name_spaces",
            "姓名中间有空格，看不出是一个人还是两个人。",
            "There are spaces in the name: it may be one person or two.",
            "是一个人就删去空格，或写间隔号“·”；是两个人就分开写。",
            "If it is one person, take the spaces out or write a middle dot (·); part two persons.",
        ),
        _rule(
            "name_latin",
            "姓名里有拼音或字母。",
            "The name holds Latin letters.",
            "写汉字；外国人的姓名按护照写，至少两个词。",
            "Write Chinese characters; a foreigner's name as in the passport, two words at least.",
        ),
        _rule(
            "name_characters",
            "姓名里有不该有的符号。",
            "The name holds signs that do not belong there.",
            *_FULL_NAME,
        ),
        _rule("name_long", "姓名超过 60 个字。", "The name has more than 60 characters.", *_FULL_NAME),
    ),
    ("日期", "Dates"): (
        _rule("date_unreadable", "看不出是哪一天。", "Which day it is cannot be told.", *_WRITE_DAY),
        _rule(
            "date_no_such_day",
            "日历上没有这一天。",
            "The calendar has no such day.",
            "改成真实的日期。",
            "Write the real date.",
        ),
        _rule(
            "date_no_day",
            "只有年和月，没有日；不会当成 1 日。",
            "Only a month, not a day; it is not taken for the 1st.",
            *_WHOLE_DAY,
        ),
        _rule("date_no_month", "只有年，没有月和日。", "Only a year, not a day.", *_WHOLE_DAY),
        _rule(
            "date_two_digit_year",
            "年份只有两位，看不出是哪个世纪。",
            "The year has two digits: the century cannot be told.",
            "年份写四位，例如 1985-03-02。",
            "Write the year with four digits, like 1985-03-02.",
        ),
        _rule(
            "date_ambiguous",
            "年份写在最后，日和月分不清（5/6/2023 是 5 月 6 日还是 6 月 5 日？）。",
            "The year comes last: day and month can be mistaken (is 5/6/2023 in May or in June?).",
            "先写年，例如 2023-05-06。",
            "Write the year first, like 2023-05-06.",
        ),
        _rule(
            "date_lunar",
            "这是农历日期，不会自动换成公历。",
            "This is a date of the lunar calendar; it is not converted.",
            "按身份证或出生证写公历日期。",
            "Write the date of the common calendar, as on the identity card or birth certificate.",
        ),
        _rule(
            "date_minguo",
            "用的是民国纪年，不会自动换算。",
            "The year is counted from 1912 (民国); it is not converted.",
            "写公元年份，例如民国 36 年写 1947。",
            "Write the common year: 民国36年 is 1947.",
        ),
        _rule(
            "date_serial",
            "文字里是表格软件的日期序号，不能确定是哪一天。",
            "The text is a spreadsheet's serial number of a date: which day it is cannot be told.",
            "在表格软件里把这一列设为日期格式，再重新导出。",
            "Set the column to a date format in the spreadsheet, and export it again.",
        ),
        _rule(
            "date_zero",
            "这一格是 0，被表格软件显示成 1900 年前后的日期。",
            "The cell is zero, which the spreadsheet shows as a day about 1900.",
            "不知道日期就留空。",
            "Leave the cell empty if the date is not known.",
        ),
        _rule(
            "date_with_time",
            "日期后面还有钟点，或只有钟点。",
            "The cell holds a time of day, with a date or alone.",
            "这一格只写日期。",
            "Write the date alone.",
        ),
        _rule(
            "date_out_of_range",
            "年份不在 1850 至 2200 之间。",
            "The year is not between 1850 and 2200.",
            "改成真实的日期。",
            "Write the real date.",
        ),
    ),
    ("性别", "Sex"): (
        _rule(
            "sex_unreadable",
            "不是“男”或“女”。",
            "Neither male nor female.",
            "写“男”或“女”（代码 1 或 2）；不知道就留空。",
            "Write 男 or 女 (code 1 or 2); leave the cell empty if it is not known.",
        ),
    ),
    ("地点", "Places"): (
        _rule(
            "place_unknown",
            "找不到这个地方。",
            "No such place is found.",
            "写 12 位区划代码，或本县乡镇和村的全名，例如“清溪镇柳林村3组”。",
            "Write the 12-digit code, or the full names of the county's township and village, like 清溪镇柳林村3组.",
        ),
        _rule(
            "place_ambiguous",
            "叫这个名字的地方不止一个。",
            "More than one place has this name.",
            "连同乡镇写全名，或写 12 位区划代码。",
            "Write the township as well, or the 12-digit code.",
        ),
        _rule(
            "place_code_length",
            "区划代码不是 6 位、9 位或 12 位。",
            "The place code does not have 6, 9 or 12 digits.",
            "写 12 位区划代码。",
            "Write the 12-digit code.",
        ),
        _rule(
            "place_code_unknown",
            "没有这个区划代码。",
            "No place has this code.",
            "核对代码；新设的地方请县里先加到区划表里。",
            "Check the code; a new place is first added to the county's list of divisions.",
        ),
        _rule(
            "place_code_and_name",
            "区划代码和地名说的不是同一个地方。",
            "The code and the name say different places.",
            "核对哪一个对，只留一个。",
            "Check which is right, and leave only that one.",
        ),
    ),
    ("金额", "Money"): (
        _rule("money_unreadable", "不是金额。", "Not a sum of money.", *_WRITE_YUAN),
        _rule(
            "money_fraction",
            "金额不足一分的部分无法支付。",
            "The sum has a fraction of a fen, which nobody can pay.",
            *_WRITE_YUAN,
        ),
        _rule(
            "money_negative",
            "金额是负数。",
            "The sum is negative.",
            "写实际发放的金额；退回的款项不写在这里。",
            "Write the sum that was paid; money that came back does not belong here.",
        ),
    ),
    ("电话", "Telephones"): (
        _rule(
            "phone_unreadable",
            "不是电话号码。",
            "Not a telephone number.",
            "写 11 位手机号，或带区号的座机，例如 0724-7322222。",
            "Write a mobile number of 11 digits, or a line with its area code, like 0724-7322222.",
        ),
        _rule(
            "phone_length",
            "手机号不是 11 位。",
            "The mobile number does not have 11 digits.",
            "核对号码，写全 11 位。",
            "Check the number and write all 11 digits.",
        ),
        _rule(
            "phone_no_area",
            "座机没有区号。",
            "The line has no area code.",
            "加上区号，例如 0724-7322222。",
            "Write the area code, like 0724-7322222.",
        ),
        _rule(
            "phone_two",
            "一格里有两个号码。",
            "The cell holds two numbers.",
            "只留常用的一个。",
            "Leave the one that is used most.",
        ),
        _rule(
            "phone_masked",
            "号码中间有星号，不是完整的号码。",
            "Some digits are hidden behind stars.",
            "请对方提供完整的号码。",
            "Ask the sender for the whole number.",
        ),
    ),
    ("银行账号", "Bank accounts"): (
        _rule(
            "account_lost",
            "Excel 已丢掉账号的末尾几位（账号变成 6.2E+18，或以 000 结尾）。",
            "Excel has lost the last digits (the number became 6.2E+18, or ends in 000).",
            *_PASTE,
        ),
        _rule(
            "account_check_digit",
            "银行卡号的最后一位（校验码）不对，某一位写错了。",
            "The last digit of the card, which checks the others, does not fit: some digit is wrong.",
            *_FROM_BOOK,
        ),
        _rule("account_length", "账号不是 8 至 32 位。", "The account does not have 8 to 32 digits.", *_FROM_BOOK),
        _rule(
            "account_masked",
            "账号中间有星号，不是完整的账号。",
            "Some digits are hidden behind stars.",
            "请对方提供完整的账号。",
            "Ask the sender for the whole account number.",
        ),
        _rule(
            "account_characters",
            "账号里有不该有的字符。",
            "The account holds characters that do not belong there.",
            "只写数字；开户行写到它自己的列里。",
            "Write digits only; the bank has a column of its own.",
        ),
    ),
    ("整数、是否、选项、文字", "Whole numbers, yes and no, choices, text"): (
        _rule("integer_unreadable", "不是整数。", "Not a whole number.", "只写数字，例如 2。", "Write digits, like 2."),
        _rule(
            "integer_fraction",
            "有小数，应为整数。",
            "The number has a fraction; it must be whole.",
            "写整数，例如 2。",
            "Write a whole number, like 2.",
        ),
        _rule(
            "yes_no_unreadable",
            "看不出“是”还是“否”。",
            "Neither yes nor no.",
            "写“是”或“否”。",
            "Write 是 (yes) or 否 (no).",
        ),
        _rule(
            "choice_unknown",
            "没有这一项。",
            "There is no such choice.",
            "改成可用的词。",
            "Write one of the words allowed.",
        ),
        _rule(
            "text_long",
            "文字超过 1000 个字。",
            "The text has more than 1,000 characters.",
            "缩短这一格。",
            "Shorten the cell.",
        ),
    ),
}

GROUPS: Mapping[tuple[str, str], tuple[Fault, ...]] = MappingProxyType(_GROUPS)
"""All faults under the headings (Chinese, English) of the reference page."""

FAULTS: Mapping[str, Fault] = MappingProxyType({fault.rule: fault for group in _GROUPS.values() for fault in group})
"""All faults by their rule."""


def with_remedy(rule: str, zh: str, en: str) -> Fault:
    """Return the fault of a rule with what this one cell needs."""
    return replace(FAULTS[rule], remedy=Words(zh, en))
