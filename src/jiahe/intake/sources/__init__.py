"""The kinds of files that other offices send, each a module's constant, and how far each is believed."""

from __future__ import annotations

from jiahe.intake.sources.base import Role, Source, Told, Values
from jiahe.intake.sources.births import BIRTHS
from jiahe.intake.sources.events import (
    ADOPTIONS,
    DEATHS,
    DISABILITIES,
    DIVORCES,
    MARRIAGES,
    ORPHANS,
    PAYMENTS,
)
from jiahe.intake.sources.person_lists import ACCOUNTS, HOUSEHOLDS

SOURCES = {
    one.key: one
    for one in (
        HOUSEHOLDS, BIRTHS, DEATHS, MARRIAGES, DIVORCES, ADOPTIONS, DISABILITIES, ORPHANS, ACCOUNTS, PAYMENTS,
    )
}  # fmt: skip

PAPER = 3
"""How far a value is believed that a clerk has typed from a paper, or that was in the register from the beginning."""

_BY_NAME = {one.named(office): one for one in SOURCES.values() for office in ("", *one.offices)}


def trust(source: str, column: str) -> int:
    """Return how far a column is believed when it came from what ``source`` names: a file's source, or a paper."""
    known = _BY_NAME.get(source)
    return PAPER if known is None else known.trust.get(column, 2)


__all__ = ["SOURCES", "Role", "Source", "Told", "Values", "trust"]
