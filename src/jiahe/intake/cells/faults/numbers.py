"""What can be wrong with the number of an identity card, a telephone or an account."""

from __future__ import annotations

from jiahe.intake.cells.faults.general import PASTE
from jiahe.intake.fault import Fault, rule

_FROM_CARD = ("对照居民身份证改正。", "Correct it from the identity card.")
_FROM_BOOK = ("对照银行卡或存折改正。", "Correct it from the bank card or passbook.")

ID_NUMBERS: tuple[Fault, ...] = (
    rule(
        "id_number_lost",
        "Excel 已丢掉号码的末尾几位（号码变成 1.1E+17，或以 000 结尾）。",
        "Excel has lost the last digits (the number became 1.1E+17, or ends in 000).",
        *PASTE,
    ),
    rule(
        "id_number_15",
        "15 位的旧号码，已停用，不会自动换成 18 位。",
        "An old number of 15 digits, no longer valid; it is not turned into 18 digits.",
        "写 18 位公民身份号码。",
        "Write the number of 18 digits.",
    ),
    rule(
        "id_number_masked",
        "号码中间有星号，不是完整的号码。",
        "Some digits are hidden behind stars.",
        "请对方提供完整的号码。",
        "Ask the sender for the whole number.",
    ),
    rule("id_number_length", "号码不是 18 位。", "The number does not have 18 characters.", *_FROM_CARD),
    rule(
        "id_number_characters",
        "号码里有不该有的字符。",
        "The number holds characters that do not belong there.",
        "对照居民身份证改正；其他证件的号码不写在这一列。",
        "Correct it from the identity card; the number of another paper does not belong in this column.",
    ),
    rule(
        "id_number_birth_date",
        "号码里的出生日期不存在。",
        "The birth date in the number is no day of the calendar.",
        *_FROM_CARD,
    ),
    rule(
        "paper_of_another",
        "证件号码里的身份证号码不是本行这个人的。",
        "The number of the paper holds an ID number that is not of the person of this row.",
        "核对证件是谁的，改正证件号码或身份证号码。",
        "Check whose paper it is; correct its number or the ID number.",
    ),
    rule(
        "id_number_check_digit",
        "号码的最后一位（校验码）不对，某一位写错了。",
        "The last digit, which checks the others, does not fit: some digit is wrong.",
        *_FROM_CARD,
    ),
)

TELEPHONES: tuple[Fault, ...] = (
    rule(
        "phone_unreadable",
        "不是电话号码。",
        "Not a telephone number.",
        "写 11 位手机号，或带区号的座机，例如 0724-7322222。",
        "Write a mobile number of 11 digits, or a line with its area code, like 0724-7322222.",
    ),
    rule(
        "phone_length",
        "手机号不是 11 位。",
        "The mobile number does not have 11 digits.",
        "核对号码，写全 11 位。",
        "Check the number and write all 11 digits.",
    ),
    rule(
        "phone_no_area",
        "座机没有区号。",
        "The line has no area code.",
        "加上区号，例如 0724-7322222。",
        "Write the area code, like 0724-7322222.",
    ),
    rule(
        "phone_two",
        "一格里有两个号码。",
        "The cell holds two numbers.",
        "只留常用的一个。",
        "Leave the one that is used most.",
    ),
    rule(
        "phone_masked",
        "号码中间有星号，不是完整的号码。",
        "Some digits are hidden behind stars.",
        "请对方提供完整的号码。",
        "Ask the sender for the whole number.",
    ),
)

ACCOUNTS: tuple[Fault, ...] = (
    rule(
        "account_lost",
        "Excel 已丢掉账号的末尾几位（账号变成 6.2E+18，或以 000 结尾）。",
        "Excel has lost the last digits (the number became 6.2E+18, or ends in 000).",
        *PASTE,
    ),
    rule(
        "account_check_digit",
        "银行卡号的最后一位（校验码）不对，某一位写错了。",
        "The last digit of the card, which checks the others, does not fit: some digit is wrong.",
        *_FROM_BOOK,
    ),
    rule("account_length", "账号不是 8 至 32 位。", "The account does not have 8 to 32 digits.", *_FROM_BOOK),
    rule(
        "account_masked",
        "账号中间有星号，不是完整的账号。",
        "Some digits are hidden behind stars.",
        "请对方提供完整的账号。",
        "Ask the sender for the whole account number.",
    ),
    rule(
        "account_characters",
        "账号里有不该有的字符。",
        "The account holds characters that do not belong there.",
        "只写数字；开户行写到它自己的列里。",
        "Write digits only; the bank has a column of its own.",
    ),
)
