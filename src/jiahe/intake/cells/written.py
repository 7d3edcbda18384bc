"""What is common to all cells: how a text is tidied, which words mean "unknown", when digits are lost.

Nothing here changes a digit or a letter: only width, spaces, invisible characters and the apostrophe that a spreadsheet
puts before a text.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from decimal import Decimal

from jiahe.intake.cells.faults import FAULTS
from jiahe.intake.fault import Fault
from jiahe.intake.fields import Kind

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | None
"""A cell as a file gives it."""

_INVISIBLE = (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
_SELECTORS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
_CONTROLS = tuple(code for code in (*range(0x20), *range(0x7F, 0xA0)) if not chr(code).isspace())
_TIDY: dict[int, int | None] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys((*_INVISIBLE, *_SELECTORS, *_CONTROLS)),
}
NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""Halves of characters, and what Unicode keeps from ever being one: databases and workbooks do not hold them."""
_SPACES = re.compile(r"\s+")
_MARKS = " '‘’`"
_PLAIN = re.compile(r"[!-&(-_a-~][!-_a-~]*")

UNKNOWN = frozenset(
    {"", "-", "--", "---", "—", "——", "–", "_", "/", "//", "\\", "n/a", "na", "nil", "null", "none", "nan", "unknown"}
    | {"无", "暂无", "没有", "不详", "未知", "不明", "不清楚", "未填", "未填写", "空", "空白", "待查", "待补", "待核实"}
)
"""What a cell of any kind says when it is unknown, in lower case. Where 无 is an answer (yes or no), it is one."""

UNKNOWN_BY_KIND: Mapping[Kind, frozenset[str]] = {
    Kind.ID_NUMBER: frozenset({"无证", "无身份证", "无身份证号", "未办证", "未办理", "未上户", "未落户"}),
    Kind.NAME: frozenset(
        {
            *("未取名", "未起名", "暂未取名", "待取名", "未命名", "无名", "无名氏", "新生儿"),
            *("未婚", "离异", "离婚", "丧偶", "亡", "已亡", "亡故", "已故", "去世", "已去世", "死亡", "已死亡"),
        }
    ),
    Kind.DATE: frozenset({"至今", "长期", "长期有效", "永久", "健在", "在世", "9999-12-31", "99991231"}),
    Kind.SEX: frozenset({"0", "9", "未说明", "未说明的性别", "未知的性别"}),
    Kind.PHONE: frozenset({"无电话", "无手机", "没有电话", "未留"}),
    Kind.ACCOUNT: frozenset({"无卡", "无账户", "无账号", "未开户", "未办卡", "未办理"}),
}
"""What else means unknown in a column of one kind: of a date what has not happened, of sex GB/T 2261.1's 0 and 9.

Of a name what is said of a spouse or parent in its place.
"""

UNKNOWN_TYPED: Mapping[Kind, tuple[int | dt.date, ...]] = {
    Kind.SEX: (0, 9),
    Kind.DATE: (99991231, dt.date.max, dt.datetime.combine(dt.date.max, dt.time())),
}
"""The same in cells that are no texts; the last day of the calendar is how systems write that there is no end."""

_SAME = frozenset({"同上", "同前", "同左", "同上行", "〃", "″", '"', "“", "”", "ditto"})
_ERRORS = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|#+)", re.IGNORECASE)
EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,3}")
"""A number as a spreadsheet writes one that is too long: 1.10101E+17."""

EXACT_DIGITS = 15
"""How many digits of a number a spreadsheet keeps (IEEE 754 double precision, as Excel's specifications say)."""


def tidy(text: str) -> str:
    """Return a text in plain width, without invisible characters, its blanks single and none around it.

    An apostrophe or a backtick at its beginning is a spreadsheet's mark of a text, and goes as well.
    """
    if _PLAIN.fullmatch(text):
        return text
    return _SPACES.sub(" ", text.translate(_TIDY)).lstrip(_MARKS).rstrip(" ")


def unspaced(text: str) -> str:
    """Return a tidy text without its blanks."""
    return text.replace(" ", "")


def general_fault(text: str) -> Fault | None:
    """Return what is wrong with a tidy text in a column of any kind, or None."""
    if text in _SAME:
        return FAULTS["same_as_above"]
    return FAULTS["spreadsheet_error"] if text.startswith("#") and _ERRORS.fullmatch(text) else None


def digits_of(number: int | float) -> str | None:
    """Return a number's digits as a spreadsheet shows them, or None when some of them are lost."""
    if isinstance(number, int):
        text = str(number)
        many = len(text.lstrip("-")) > EXACT_DIGITS
        return None if many and (text.endswith("000") or _survives_double(number)) else text
    if not number.is_integer():
        return plain_decimal(number)
    return None if abs(number) >= 10**EXACT_DIGITS else str(int(number))


def _survives_double(number: int) -> bool:
    """Whether a whole number may have been one of 53 bits, which holds no long number's last digits."""
    try:
        return int(float(number)) == number
    except OverflowError:
        return False


def plain_decimal(number: float) -> str:
    """Return a finite number as a spreadsheet shows it: of 15 digits at most, without an exponent."""
    return f"{Decimal(f'{number:.{EXACT_DIGITS}g}'):f}"


def is_error(number: float) -> bool:
    """Whether a number is none."""
    return not math.isfinite(number)
