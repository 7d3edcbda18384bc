"""Reads the numbers of a person: citizen identity numbers (GB 11643-1999), telephones and bank accounts.

What a telephone and an account are is decided here, for what is typed and for the cells of files.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from stdnum import luhn

from jiahe.facts.checks.identity import fault_of
from jiahe.people.errors import Refused
from jiahe.web.words import day_words


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
    said, its_sex = born_and_sex(number)
    if born is not None and said != born:
        its, ours = day_words(said), day_words(born)
        raise Refused(
            f"身份证号码里的出生日期是{its.zh}，登记的是{ours.zh}。请核对哪一个对。",
            f"The ID number says born on {its.en}, the record says {ours.en}. Check which is right.",
            "id_number",
        )
    if sex is not None and sex != its_sex:
        raise Refused(
            "身份证号码里的性别与登记的不一致，请核对。",
            "The ID number says another sex than the record. Check which is right.",
            "id_number",
        )
    return number


def born_and_sex(number: str) -> tuple[dt.date, str]:
    """Return the birth date and sex that an ID number holds (GB 11643-1999: digits 7 to 14, and 17)."""
    return dt.date.fromisoformat(number[6:14]), "male" if int(number[16]) % 2 else "female"


def birth_date_in(number: str) -> dt.date | None:
    """Return the birth date that a number holds, right or mistyped; None when those digits are no day."""
    try:
        return dt.date.fromisoformat(number[6:14])
    except ValueError:
        return None


_APART = "[^0-9A-Za-z]*"
HOLDS_ID_NUMBER = _APART.join(
    [
        "[1-9]", *["[0-9]"] * 5, f"(?:1{_APART}[89]|2{_APART}0)", *["[0-9]"] * 2,
        f"(?:0{_APART}[1-9]|1{_APART}[0-2])", f"(?:[012]{_APART}[0-9]|3{_APART}[01])", *["[0-9]"] * 3, "[0-9Xx]",
    ]
)  # fmt: skip
"""What 18 characters of the shape of an ID number look like in a text, also with blanks or hyphens between them."""
_ID_NUMBER_IN = re.compile(HOLDS_ID_NUMBER)


def without_id_number(text: str | None, own: str | None) -> str | None:
    """Return a paper's number without the holder's ID number (a disability card's begins with it); None: nothing left.

    ``own``: the holder's. Raises Refused when the number holds one that is not the holder's: it is not their paper.
    """
    if not text or _ID_NUMBER_IN.search(bare := unicodedata.normalize("NFKC", text)) is None:
        return text or None
    bare = re.sub(_APART.removesuffix("*"), "", bare).upper()
    rest = bare.replace(own, "", 1) if own is not None else bare
    if _ID_NUMBER_IN.search(rest) is not None:
        raise Refused(
            "证件号码里有一个身份证号码，不是持证人登记的身份证号码。请核对证件是不是此人的；"
            "此人还没有登记身份证号码的，先登记。",
            "The number holds an ID number that is not the one on record of the holder. Check whose it is; if the "
            "holder has no ID number on record, record that first.",
            "number",
        )
    return rest or None


_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LINE = re.compile(r"\(?(0(?:10|2[0-9]|[3-9][0-9]{2}))\)?[- ]?([2-9][0-9]{2,3}) ?-?([0-9]{4})")
_ABROAD = re.compile(r"^(?:\+|00)?86[- ]?(?=1[3-9])")
_BETWEEN = re.compile(r"(?<=[0-9])[- ](?=[0-9])")


def phone_of(text: str) -> str | None:
    """Return a mobile number of 11 digits, or a line as 0724-7322222; None when the text is neither."""
    if line := _LINE.fullmatch(text):
        return f"{line[1]}-{line[2]}{line[3]}"
    number = bare_phone(text)
    return number if _MOBILE.fullmatch(number) else None


def bare_phone(text: str) -> str:
    """Return a mobile number without the country's code, and without what stands between its digits."""
    return _BETWEEN.sub("", _ABROAD.sub("", text))


def read_phone(text: str | None) -> str | None:
    """Return the telephone, tidied, or None when there is none. Raises Refused when it is none."""
    typed = unicodedata.normalize("NFKC", text or "").strip()
    if not typed:
        return None
    number = phone_of(typed)
    if number is None:
        raise Refused(
            "电话不对：写 11 位手机号，或带区号的座机，如 0724-7322222。",
            "The telephone is wrong: write a mobile number of 11 digits, or a line with its area code, like "
            "0724-7322222.",
            "phone",
        )
    return number


_CARD = re.compile(r"62[0-9]{14,17}")
_ACCOUNT = re.compile(r"[0-9]{8,32}")


def account_fault(number: str) -> str | None:
    """Return what is wrong with an account: its "characters", "length" or "check_digit"; None when nothing shows.

    A UnionPay card (62…, 16 to 19 digits) must have the right check digit (Luhn).
    """
    if not number.isascii() or not number.isdigit():
        return "characters"
    if not _ACCOUNT.fullmatch(number):
        return "length"
    return "check_digit" if _CARD.fullmatch(number) and not luhn.is_valid(number) else None


def read_account(text: str | None) -> str | None:
    """Return the bank account, tidied, or None when there is none. Raises Refused when it is none."""
    number = tidy_number(text or "").replace("-", "")
    if not number:
        return None
    fault = account_fault(number)
    if fault is not None:
        raise Refused(*_NO_ACCOUNT[fault], "account")
    return number


_NO_ACCOUNT = {
    "characters": ("账号只写数字，不写开户行。", "Write the digits of the account only, without the bank."),
    "length": (
        "账号不是 8 至 32 位，请对照银行卡或存折。",
        "The account does not have 8 to 32 digits. Compare the bank card or passbook.",
    ),
    "check_digit": (
        "银行卡号有一位写错了（校验码不对），请对照银行卡。",
        "Some digit of the card is wrong: the check digit does not fit. Compare the card.",
    ),
}


def masked(number: str | None, kind: str = "id_number") -> str | None:
    """Return a number as pages show it, by its ends: 422822********1234, 138****1234, ****1234."""
    if number is None:
        return None
    if kind == "id_number":
        return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"
    return f"{number[:3]}****{number[-4:]}" if kind == "phone" else f"****{number[-4:]}"


def nationality_of(number: str | None, hukou_place: str | None) -> str | None:
    """Return CHN for who has a citizen's number or a hukou, which only citizens have; None: not known."""
    return "CHN" if number or hukou_place else None
