"""What a name is compared by: its usual characters, its sound, its characters in order, and all but one of them.

A name that is no name (不详, 新生儿, 小芳) is unknown, never evidence.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from jiahe.people.names import pinyin_of, tidy

UNREADABLE = "□"
"""Stands for a character that a system could not write; it often comes as ?, * or ＊."""

_LOST = re.compile(r"[?*□■〇○�]")
_NOT_A_NAME = re.compile(
    r"[□]*|无|无名|无名氏|未知|不详|不明|未取名|未起名|待定|暂无|婴儿|新生儿|小[一-鿿]|.*(之子|之女|的孩子|的小孩)"
)
_POSITIONS = 4


class Spelling(NamedTuple):
    """The keys of a name. ``without``: it with its first, second, third, fourth character missing (None: no such one).

    ``name``: as it is written. ``plain``: in usual characters. ``sound``: pinyin by character, without tones; None when
    a character is unreadable. ``letters``: its characters in an order of their own. ``pattern``: for LIKE, when a
    character is unreadable.
    """

    name: str
    plain: str
    sound: str | None
    letters: str
    without: tuple[str | None, ...]
    pattern: str | None


def spell(name: str | None) -> Spelling | None:
    """Return the keys of a name, or None when it names nobody."""
    written = _LOST.sub(UNREADABLE, tidy(name or ""))
    if not written or _NOT_A_NAME.fullmatch(written):
        return None
    plain = "".join(_usual().get(one, one) for one in written)
    lost = UNREADABLE in written
    return Spelling(
        written,
        plain,
        None if lost else " ".join(map(_syllable, plain)),
        "".join(sorted(plain)),
        tuple(plain[:at] + plain[at + 1 :] if at < len(plain) and len(plain) > 1 else None for at in range(_POSITIONS)),
        plain.replace("%", "").replace("_", "").replace(UNREADABLE, "_") if lost else None,
    )


def sound(name: str | None) -> str | None:
    """Return a name's sound alone, or None when it names nobody or cannot be read."""
    spelling = spell(name)
    return spelling.sound if spelling else None


@cache
def _syllable(character: str) -> str:
    return pinyin_of(character)[0]


@cache
def _usual() -> dict[str, str]:
    """Return the usual character for each traditional or variant one, from variants.txt."""
    lines = (files(__package__) / "variants.txt").read_text(encoding="utf-8").splitlines()
    pairs = " ".join(line for line in lines if not line.startswith("#")).split()
    return {pair[0]: pair[1] for pair in pairs}
