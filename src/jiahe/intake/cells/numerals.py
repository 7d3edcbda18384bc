"""Numbers in Chinese characters, plain (三千六百) and as on cheques (叁仟陆佰). A number in doubt is none: 三千六."""

from __future__ import annotations

import re

_PLAIN = str.maketrans(
    "〇○Ｏ壹贰貳弍叁參叄肆伍陆陸柒捌玖两拾佰仟萬億圆", "零零零一二二二三三三四五六六七八九二十百千万亿元"
)
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_FORM = re.compile("[零一二三四五六七八九十百千万亿]{1,30}")
_TOO_MUCH = 10**12


def plain(text: str) -> str:
    """Return a text with its numerals in their plain form."""
    return text.translate(_PLAIN)


def number_said(text: str) -> int | None:
    """Return the number that a text says in Chinese characters, or None when it is not one number, well written."""
    text = plain(text)
    if not _FORM.fullmatch(text):
        return None
    number = _added_up(text)
    if number >= _TOO_MUCH:
        return None
    return number if _without_first_one(said(number)) == _without_first_one(text) else None


def digits_said(text: str) -> str | None:
    """Return the digits that a text says one by one (二〇二三), or None."""
    text = plain(text)
    return "".join(str(_DIGITS[sign]) for sign in text) if text and set(text) <= _DIGITS.keys() else None


def _added_up(text: str) -> int:
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _UNITS:
            section += (digit or 1) * _UNITS[sign]
            digit = 0
        elif sign == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        else:
            total, section, digit = (total + section + digit) * 100_000_000, 0, 0
    return total + section + digit


def said(number: int) -> str:
    """Return a number from 0 to 10¹² - 1 as it is written in plain Chinese characters."""
    if number == 0:
        return "零"
    parts = []
    for value, sign in ((10**8, "亿"), (10**4, "万"), (1, "")):
        four, number = divmod(number, value)
        parts.append(f"{_four(four).rstrip('零')}{sign}" if four else "零")
    return re.sub("零+", "零", "".join(parts)).strip("零")


def _four(number: int) -> str:
    signs = [("零一二三四五六七八九"[int(digit)]) for digit in f"{number:04d}"]
    return "".join(sign if sign == "零" else sign + unit for sign, unit in zip(signs, "千百十-", strict=True)).rstrip(
        "-"
    )


def _without_first_one(text: str) -> str:
    return text[1:] if text.startswith("一十") else text
