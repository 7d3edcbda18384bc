"""Keys by which people are found by name: the characters with one missing, the pinyin, its initials.

Two names that differ in one character (another, one more, one less, two swapped) share a key, as in search by deletion
neighbourhoods.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_LETTERS = re.compile(r"[a-zü]+")
_SPACES = re.compile(r"[\s·•・.]+")


def tidy(text: str) -> str:
    """Return a name or query without spaces, dots and differences of width or case."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).lower()


def close_to(name: str) -> set[str]:
    """Return a tidy name and all that it is with one character missing."""
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)) if len(name) > 1)}


@lru_cache(maxsize=50_000)
def pinyin_of(name: str) -> tuple[str, str]:
    """Return a tidy name's pinyin without tones, and its initials: 王小明 gives ("wangxiaoming", "wxm")."""
    syllables = [one.replace("ü", "v") for one in lazy_pinyin(name, style=Style.NORMAL)]
    return "".join(syllables), "".join(one[:1] for one in syllables)


def search_keys(name: str | None) -> list[str]:
    """Return the keys that a person's row is found by."""
    if not name:
        return []
    own = tidy(name)
    return sorted({f"={own}", *close_to(own), *pinyin_of(own)})


def exact_keys(query: str) -> list[str]:
    """Return the key of those who are called just so: by characters, pinyin or initials."""
    text = tidy(query).replace("ü", "v")
    return ([text] if _LETTERS.fullmatch(text) else [f"={text}"]) if text else []


def tolerant_keys(query: str) -> list[str]:
    """Return the keys of those whose name differs in one character; none for letters (pinyin is looked up exactly)."""
    text = tidy(query)
    return [] if not text or _LETTERS.fullmatch(text) else sorted(close_to(text))
