"""What a program's key can be given: operations of the API, which the rooms make known beside their addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jiahe.trust.permissions import may
from jiahe.web.words import Words, is_chinese


@dataclass(frozen=True)
class Operation:
    """One thing to ask of the API. ``needs``: the permissions without which it cannot be done."""

    key: str
    words: Words
    needs: frozenset[tuple[str, str]]
    whole_county: bool = False
    """Whether only a post of the whole county can do it."""

    def fits(self, role: str) -> bool:
        """Whether a post of a role may do it at all."""
        return all(may(role, *one) for one in self.needs)


_KNOWN: dict[str, Operation] = {}


def operation(key: str, words: Words, *needs: tuple[str, str], whole_county: bool = False) -> Operation:
    """Make an operation known, and return it."""
    return _KNOWN.setdefault(key, Operation(key, words, frozenset(needs), whole_county))


def known() -> list[Operation]:
    """Return every operation, in the order in which the rooms told of them."""
    return list(_KNOWN.values())


def told(keys: Iterable[str]) -> str:
    """Return what operations are called, in the reader's language; one that is not there any more is left out."""
    return ("；" if is_chinese() else "; ").join(str(_KNOWN[key].words) for key in keys if key in _KNOWN)


def from_where(networks: Iterable[str]) -> str:
    """Return where a key may come from, in the reader's language."""
    return "、".join(networks) or str(Words("不限", "anywhere"))


def needed_by(keys: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Return the permissions that operations need, and no others."""
    return frozenset(one for key in keys if key in _KNOWN for one in _KNOWN[key].needs)
