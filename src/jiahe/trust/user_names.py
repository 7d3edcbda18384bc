"""What a user name must not be: it stands open in the database, as a telephone or ID number never does."""

from __future__ import annotations

import re
import unicodedata

from jiahe.web.words import Words

TELLS_A_NUMBER = Words(
    "用户名不能是手机号码或身份证号：用户名不加密保存。请换一个，例如拼音。",
    "The user name cannot be a telephone or ID number: it is not kept sealed. Choose another, such as letters.",
)

_BETWEEN = r"[-\s.+_@]*"
_DIGIT = f"[0-9]{_BETWEEN}"
_MOBILE = f"(?:(?:0{_BETWEEN}0{_BETWEEN})?8{_BETWEEN}6{_BETWEEN})?1{_BETWEEN}[3-9](?:{_BETWEEN}[0-9]){{9}}"
_NUMBER = re.compile(f"(?<![0-9])(?:{_MOBILE}|(?:{_DIGIT}){{17}}[0-9Xx]|(?:{_DIGIT}){{14}}[0-9])(?![0-9])")


def tells_a_number(name: str) -> bool:
    """Whether a mobile number or an ID number stands in a name, in digits of any script, also with signs in between."""
    plain = "".join(str(unicodedata.decimal(one, one)) for one in unicodedata.normalize("NFKC", name))
    return _NUMBER.search(plain) is not None
