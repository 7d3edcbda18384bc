"""Reads citizen identity numbers (GB 11643-1999): 18 digits, of which the last may be X."""

from __future__ import annotations

import datetime as dt
import unicodedata

from stdnum.cn import ric

from jiahe.facts.checks.identity import fault_of
from jiahe.people.errors import Refused


def tidy_number(text: str) -> str:
    """Return a number without spaces, in plain width and capitals."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def read_id_number(text: str | None, *, born: dt.date | None = None, sex: str | None = None) -> str | None:
    """Return the number, tidied, or None when there is none.

    Raises Refused when it is none, or says another birth date or sex than the record.
    """
    number = tidy_number(text or "")
    if not number:
        return None
    if fault_of(number) is not None:
        raise Refused(
            "身份证号码不对：请核对 18 位数字，最后一位可以是 X。",
            "The ID number is wrong: check its 18 digits; the last may be X.",
            "id_number",
        )
    said = ric.get_birth_date(number)
    if born is not None and said != born:
        raise Refused(
            f"身份证号码里的出生日期是 {said}，登记的是 {born}。请核对哪一个对。",
            f"The ID number says born on {said}, the record says {born}. Check which is right.",
            "id_number",
        )
    its_sex = "male" if int(number[16]) % 2 else "female"
    if sex is not None and sex != its_sex:
        raise Refused(
            "身份证号码里的性别与登记的不一致，请核对。",
            "The ID number says another sex than the record. Check which is right.",
            "id_number",
        )
    return number


def masked(number: str | None) -> str | None:
    """Return a number as pages show it: 422822********1234."""
    return None if number is None else f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"


def nationality_of(number: str | None, hukou_place: str | None) -> str | None:
    """Return CHN for who has a citizen's number or a hukou, which only citizens have; None: not known."""
    return "CHN" if number or hukou_place else None
