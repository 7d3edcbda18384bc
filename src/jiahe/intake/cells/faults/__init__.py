"""All that can be wrong with a cell: each rule's words and remedy, in the order of docs/reference/file-faults.md.

The words name no value, so that a fault can be shown, counted and logged without a person's data. A remedy may name
what this one cell needs: a village of a like name, a character's code point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from jiahe.intake.cells.faults import answers, days, general, names, numbers, places, sums
from jiahe.intake.fault import Fault
from jiahe.web.words import Words

GROUPS: Mapping[tuple[str, str], tuple[Fault, ...]] = MappingProxyType(
    {
        ("各种格子", "Any cell"): general.ANY,
        ("身份证号码", "ID numbers"): numbers.ID_NUMBERS,
        ("姓名", "Names"): names.NAMES,
        ("日期", "Dates"): days.DATES,
        ("性别", "Sex"): answers.SEX,
        ("地点", "Places"): places.PLACES,
        ("金额", "Money"): sums.MONEY,
        ("电话", "Telephones"): numbers.TELEPHONES,
        ("银行账号", "Bank accounts"): numbers.ACCOUNTS,
        ("整数、是否、选项、文字", "Whole numbers, yes and no, choices, text"): answers.OTHERS,
    }
)
"""All faults under the headings (Chinese, English) of the reference page."""

FAULTS: Mapping[str, Fault] = MappingProxyType({fault.rule: fault for group in GROUPS.values() for fault in group})
"""All faults by their rule."""


def with_remedy(rule: str, zh: str, en: str) -> Fault:
    """Return the fault of a rule with what this one cell needs."""
    return replace(FAULTS[rule], remedy=Words(zh, en))
