"""Citizen identity numbers, telephones and accounts as cells hold them. A digit that is lost is never guessed."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from stdnum.cn import ric

from jiahe.facts.checks.identity import fault_of
from jiahe.intake.cells.faults import FAULTS
from jiahe.intake.cells.written import EXPONENT, digits_of, unspaced
from jiahe.intake.fault import Fault
from jiahe.people.numbers import account_fault, bare_phone, phone_of

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

_LOCAL = re.compile(r"[2-9][0-9]{2,3}-?[0-9]{4}")
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
    return phone_of(text) or FAULTS[_phone_rule(text)]


def _phone_rule(text: str) -> str:
    number = bare_phone(text)
    parts = [part for part in _PARTED.split(text) if sum(map(str.isdigit, part)) >= 7]
    if len(parts) > 1 or re.fullmatch(r"(1[3-9][0-9]{9}){2,}", number):
        return "phone_two"
    if "*" in number:
        return "phone_masked"
    if _LOCAL.fullmatch(text):
        return "phone_no_area"
    return "phone_length" if re.fullmatch(r"1[0-9]{7,}", number) else "phone_unreadable"


# ---------------------------------------------------------------------------------------------------- accounts


def read_account(cell: str | int | float) -> str | Fault:
    """Return an account's digits."""
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
    fault = account_fault(number)
    if fault == "check_digit" and number.endswith("000"):
        fault = "lost"
    return number if fault is None else FAULTS[f"account_{fault}"]
