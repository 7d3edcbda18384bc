"""Sums of money as a cell holds them: 3600, "3,600.00", "3600元", "0.36万元", "叁仟陆佰元整"; in whole fen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from jiahe.intake.cells.faults import FAULTS
from jiahe.intake.cells.numerals import number_said
from jiahe.intake.cells.numerals import plain as plain_numerals
from jiahe.intake.cells.written import EXPONENT, plain_decimal, unspaced
from jiahe.intake.fault import Fault

UNITS: Mapping[str, int] = {
    "分": 1,
    "角": 10,
    "元": 100,
    "百元": 10_000,
    "千元": 100_000,
    "万元": 1_000_000,
    "万": 1_000_000,
    "十万元": 10_000_000,
    "百万元": 100_000_000,
    "亿元": 10_000_000_000,
}
"""How many fen one of each unit is."""

_WRITTEN = re.compile(
    r"(?:人民币|RMB|CNY|[¥￥])?([-−]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.([0-9]{0,10}))?([百千]?元|[十百]?万元|万|亿元)?整?"
)
_NEGATIVE = re.compile(r"\([0-9,.]+\)")
_CHEQUE = re.compile("(?:人民币)?(?:([^元角分整正]+)元)?零?(?:([^元角分整正])角)?零?(?:([^元角分整正])分)?[整正]?")
_MOST = 10**14


def read_sum(cell: str | int | float, *, unit: str = "元") -> int | Fault:
    """Return whole fen. ``unit``: what a bare number counts, a key of UNITS; a unit in the cell itself goes before."""
    if isinstance(cell, str):
        text = unspaced(cell).replace("圆", "元")
        if EXPONENT.fullmatch(text):
            return FAULTS["number_lost"]
    else:
        text = str(cell) if isinstance(cell, int) else plain_decimal(cell)
    if _NEGATIVE.fullmatch(text):
        return FAULTS["money_negative"]
    if not (parts := _WRITTEN.fullmatch(text)):
        fen = _cheque(plain_numerals(text))
        return FAULTS["money_unreadable"] if fen is None else fen
    sign, whole, fraction, own_unit = parts.groups()
    fen_exactly = Decimal(f"{whole.replace(',', '')}.{fraction or 0}") * UNITS[own_unit or unit]
    if fen_exactly != int(fen_exactly):
        return FAULTS["money_fraction"]
    if sign and fen_exactly:
        return FAULTS["money_negative"]
    return int(fen_exactly) if fen_exactly < _MOST else FAULTS["money_unreadable"]


def _cheque(text: str) -> int | None:
    """Return the fen of a sum in characters that says its unit; the amount in words is what a cheque is worth."""
    parts = _CHEQUE.fullmatch(text)
    if parts is None or not any(parts.groups()):
        return None
    counted = [(number_said(part), value) for part, value in zip(parts.groups(), (100, 10, 1), strict=True) if part]
    if any(number is None for number, _ in counted):
        return None
    fen = sum(number * value for number, value in counted if number is not None)
    return fen if fen < _MOST else None
