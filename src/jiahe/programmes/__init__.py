"""The law itself: one folder a programme, with its rule, its parameters, its worked cases and its sources."""

from __future__ import annotations

from functools import cache

from jiahe.law.programme import pack_of
from jiahe.law.rule import Pack


@cache
def the_pack() -> Pack:
    """Return every programme that ships with Jiahe. Read once a process."""
    return pack_of(__name__)
