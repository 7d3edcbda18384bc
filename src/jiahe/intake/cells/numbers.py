"""Citizen identity numbers, telephones and accounts as cells hold them. A digit that is lost is never guessed."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from stdnum import luhn
from stdnum.cn import ric

from jiahe.facts.checks.identity import fault_of
from jiahe.intake.cells.faults import FAULTS
from jiahe.intake.cells.written import EXPONENT, digits_of, unspaced
from jiahe.intake.fault import Fault

_QUICK = re.compile(r"[1-9][0-9]{5}((?:18|19|20)[0-9]{6})[0-9]{3}[0-9X]")
_AS_X = re.compile(r"(?<=^[0-9]{17})[x×✕✖╳хХχΧ]$")
_STARS = re.compile(r"\*|[●█xX]{3,}")

_FACTS_RULES = {
    "id_lost": "id_number_lost",
    "id_15_digits": "id_number_15",
    "id_length": "id_number_length",
    "id_characters": "id_number_characters",
    "id_check_digit": "id_number_check_digit",
    "id_no_such_day": "id_number_birth_date",
}
"""The rules of the facts contract's check, which judges the numbers, and what they are called here."""


def read_id_number(cell: str | int | float) -> str | Fault:
    """Return a citizen identity number (GB 11643-1999): 17 digits and a digit or X."""
    if isinstance(cell, str):
        if (quick := _QUICK.fullmatch(cell)) and cell[-1] == ric.calc_check_digit(cell) and _is_day(quick[1]):
            return cell
        number = _AS_X.sub("X", unspaced(cell))
        if EXPONENT.fullmatch(number):
            return FAULTS["id_number_lost"]
        if _STARS.search(number):
            return FAULTS["id_number_masked"]
    else:
        digits = digits_of(cell)
        if digits is None:
            return FAULTS["id_number_lost"]
        number = digits
    broken = fault_of(number)
    return number if broken is None else FAULTS[_FACTS_RULES[broken]]


@lru_cache(100_000)
def _is_day(eight_digits: str) -> bool:
    try:
        dt.date(int(eight_digits[:4]), int(eight_digits[4:6]), int(eight_digits[6:]))
    except ValueError:
        return False
    return True


# ---------------------------------------------------------------------------------------------------- telephones

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LINE = re.compile(r"\(?(0(?:10|2[0-9]|[3-9][0-9]{2}))\)?[- ]?([2-9][0-9]{2,3}) ?-?([0-9]{4})")
_LOCAL = re.compile(r"[2-9][0-9]{2,3}-?[0-9]{4}")
_ABROAD = re.compile(r"^(?:\+|00)?86[- ]?(?=1[3-9])")
_BETWEEN = re.compile(r"(?<=[0-9])[- ](?=[0-9])")
_PARTED = re.compile(r"[ ,;/|、或和&]+")


def read_phone(cell: str | int | float) -> str | Fault:
    """Return a mobile number of 11 digits, or a line as 0724-7322222."""
    if isinstance(cell, str):
        if EXPONENT.fullmatch(cell):
            return FAULTS["number_lost"]
        text = cell.removesuffix(".0")
    else:
        digits = digits_of(cell)
        if digits is None:
            return FAULTS["number_lost"]
        text = digits
    if line := _LINE.fullmatch(text):
        return f"{line[1]}-{line[2]}{line[3]}"
    number = _BETWEEN.sub("", _ABROAD.sub("", text))
    return number if _MOBILE.fullmatch(number) else FAULTS[_phone_rule(text, number)]


def _phone_rule(text: str, number: str) -> str:
    parts = [part for part in _PARTED.split(text) if sum(map(str.isdigit, part)) >= 7]
    if len(parts) > 1 or re.fullmatch(r"(1[3-9][0-9]{9}){2,}", number):
        return "phone_two"
    if "*" in number:
        return "phone_masked"
    if _LOCAL.fullmatch(text):
        return "phone_no_area"
    return "phone_length" if re.fullmatch(r"1[0-9]{7,}", number) else "phone_unreadable"


# ---------------------------------------------------------------------------------------------------- accounts

_CARD = re.compile(r"62[0-9]{14,17}")
_ACCOUNT = re.compile(r"[0-9]{8,32}")


def read_account(cell: str | int | float) -> str | Fault:
    """Return an account's digits. A UnionPay card (62…, 16 to 19 digits) must have the right check digit (Luhn)."""
    if isinstance(cell, str):
        number = unspaced(cell).replace("-", "")
        if EXPONENT.fullmatch(cell):
            return FAULTS["account_lost"]
        if "*" in number:
            return FAULTS["account_masked"]
    else:
        digits = digits_of(cell)
        if digits is None:
            return FAULTS["account_lost"]
        number = digits
    if not number.isascii() or not number.isdigit():
        return FAULTS["account_characters"]
    if not _ACCOUNT.fullmatch(number):
        return FAULTS["account_length"]
    if _CARD.fullmatch(number) and not luhn.is_valid(number):
        return FAULTS["account_lost" if number.endswith("000") else "account_check_digit"]
    return number
