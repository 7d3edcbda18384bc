"""The 12 digits by which a place is named: which of them are its own, and what level they name."""

from __future__ import annotations

from functools import cache

from jiahe.law.errors import LawError

LEVELS = {"province": 2, "city": 4, "county": 6, "town": 9, "village": 12}
"""Digits of a 12-digit division code that name each level."""


def check_place(code: str) -> str:
    """Return the code if it is 12 digits. Raises LawError otherwise."""
    if len(code) != 12 or not code.isascii() or not code.isdigit():
        raise LawError(
            f"{code!r} is not a place code: write all 12 digits, with zeros below the level you mean.",
            f"“{code}”不是区划代码：请写全 12 位数字，所指级别以下补 0。",
        )
    return code


@cache
def place_prefix(code: str) -> str:
    """Return the digits of a code that name its place: '420800000000' gives '4208', the nation ''."""
    for digits in (0, 2, 4, 6, 9):
        if set(code[digits:]) <= {"0"}:
            return code[:digits]
    return code
