"""Keys by which people are found by name: the characters with one missing, the pinyin, its initials.

Two names that differ in one character (another, one more, one less, two swapped) share a key, as in search by deletion
neighbourhoods. Of pinyin one key is kept; a query with a wrong letter is tried as all that it may have been.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from string import ascii_lowercase

from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal
from pypinyin.seg.simpleseg import seg

_LETTERS = re.compile(r"[a-zü]+")
_PASSPORT = re.compile(r"([ln])yu")
_SPACES = re.compile(r"[\s·•・.]+")


def tidy(text: str) -> str:
    """Return a name or query without spaces, dots and differences of width or case."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).lower()


def close_to(name: str) -> set[str]:
    """Return a tidy name and all that it is with one character missing."""
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)) if len(name) > 1)}


@lru_cache(maxsize=50_000)
def _syllables(word: str) -> tuple[str, ...]:
    """Return the pinyin of a word, as pypinyin parts a name into words: names differ, their words repeat."""
    return tuple(one.replace("ü", "v") for one in lazy_pinyin(word, style=Style.NORMAL))


@lru_cache(maxsize=50_000)
def _surname_readings(character: str) -> tuple[str, ...]:
    return tuple(one.replace("ü", "v") for one in pinyin(character, style=Style.NORMAL, heteronym=True)[0])


def pinyin_of(name: str) -> tuple[str, str]:
    """Return a tidy name's pinyin without tones, and its initials: 王小明 gives ("wangxiaoming", "wxm")."""
    syllables = [one for word in seg(name) for one in _syllables(word)]
    return "".join(syllables), "".join(one[:1] for one in syllables)


def readings_of(name: str) -> frozenset[str]:
    """Return a tidy name's pinyin and initials, with the surname in every reading of its character.

    A surname is often read otherwise than the character in a sentence (曾 Zeng, 单 Shan), and who asks may know either.
    """
    found = {*pinyin_of(name)}
    rest, initials = pinyin_of(name[1:])
    for surname in _surname_readings(name[:1]):
        found |= {surname + rest, surname[:1] + initials}
    return frozenset(found)


def search_keys(name: str | None) -> list[str]:
    """Return the keys that a person's row is found by."""
    if not name:
        return []
    own = tidy(name)
    return sorted({f"={own}", *close_to(own), *readings_of(own)})


def exact_keys(query: str) -> list[str]:
    """Return the keys of those who are called just so: by characters, pinyin or initials. A passport writes lyu."""
    text = tidy(query).replace("ü", "v")
    if _LETTERS.fullmatch(text):
        return sorted({text, _PASSPORT.sub(r"\1v", text)})
    return [f"={text}"] if text else []


def tolerant_keys(query: str) -> list[str]:
    """Return the keys of those whose name differs in one character, or whose pinyin in one letter."""
    text = tidy(query).replace("ü", "v")
    if _LETTERS.fullmatch(text):
        return sorted(_spelt_like(text))
    return sorted(close_to(text)) if text else []


_FEWEST, _MOST = 5, 40
"""Letters of a pinyin in which one may be wrong: fewer may be initials, and a longer one is no name."""


def _spelt_like(letters: str) -> set[str]:
    """Return the spellings that differ from some letters in one (another, one more, one less, two swapped).

    Only such as are pinyin from end to end: of some five hundred that is a tenth.
    """
    if not _FEWEST <= len(letters) <= _MOST:
        return set()
    parts = [(letters[:at], letters[at:]) for at in range(len(letters) + 1)]
    found = {
        *(head + tail[1:] for head, tail in parts if tail),
        *(head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1),
        *(head + one + tail[1:] for head, tail in parts if tail for one in ascii_lowercase),
        *(head + one + tail for head, tail in parts for one in ascii_lowercase),
    }
    return {one for one in found if len(one) >= _FEWEST and one != letters and _is_pinyin(one)}


@cache
def _all_syllables() -> frozenset[str]:
    readings = {one for several in PINYIN_DICT.values() for one in several.split(",")}
    return frozenset(to_normal(one).replace("ü", "v") for one in readings)


def _is_pinyin(letters: str) -> bool:
    """Whether some letters can be parted into syllables."""
    ends = {0}
    for end in range(1, len(letters) + 1):
        if any(start in ends and letters[start:end] in _all_syllables() for start in range(max(0, end - 6), end)):
            ends.add(end)
    return len(letters) in ends
