"""The errors of the law engine. Each names the thing, the value, the rule, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class LawError(Exception):
    """Something in a rule, a parameter file or a case file is wrong. The message says what to write instead.

    ``zh``: the same in Chinese, for those who write files and commands; what only the writer of a rule in Python meets
    has none.
    """

    def __init__(self, en: str, zh: str = "") -> None:
        super().__init__(zh + en)
        self.en = en
        self.zh = zh


class TypeMismatch(LawError):
    """An operation was asked of a value whose type does not have it."""


class UnknownName(LawError):
    """A name that the schema, the parameters or the pack do not have. The message says what was probably meant."""


class Unfinished(LawError):
    """A rule lacks a part that every rule must have."""


def meant(name: str, known: Iterable[str]) -> str:
    """Return the same as ``did_you_mean``, in Chinese."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"是不是 {close[0]!r}？"
    return f"可以写：{'、'.join(names)}。" if names else "这里没有可写的。"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return "Did you mean 'x'?" for the nearest known name, or the list of all known names when none is near."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"Known names: {', '.join(names)}." if names else "There are no names here."
