"""The kinds of files that other offices send, each a module's constant, and how far each is believed."""

from __future__ import annotations

from jiahe.intake.sources.base import Role, Source, Told, Values
from jiahe.intake.sources.births import BIRTHS
from jiahe.intake.sources.custodies import CUSTODIES
from jiahe.intake.sources.events import ADOPTIONS, DEATHS, DIVORCES, MARRIAGES, PARENTS
from jiahe.intake.sources.money import CLAIMS, PAYMENTS
from jiahe.intake.sources.moves import HUKOU_MOVES, MOVES
from jiahe.intake.sources.papers import COMPLICATIONS, DISABILITIES, ONE_CHILD_CERTIFICATES, ORPHANS, STATUSES
from jiahe.intake.sources.person_lists import ACCOUNTS, HOUSEHOLDS

SOURCES = {
    one.key: one
    for one in (
        HOUSEHOLDS, BIRTHS, PARENTS, DEATHS, MARRIAGES, DIVORCES, ADOPTIONS, CUSTODIES, MOVES, HUKOU_MOVES,
        DISABILITIES, ONE_CHILD_CERTIFICATES, COMPLICATIONS, ORPHANS, STATUSES, ACCOUNTS, CLAIMS, PAYMENTS,
    )
}  # fmt: skip

PAPER = 3
"""How far a value is believed that a clerk has typed from a paper, or that was in the register from the beginning."""

_BY_NAME = {one.named(office): one for one in SOURCES.values() for office in ("", *one.offices)}


def trust(source: str, column: str, *, by_file: bool) -> int:
    """Return how far a column is believed when it came from what ``source`` names: a file's source, or a paper.

    Who typed it from a birth certificate looked at the paper, though the files of birth certificates are called so too.
    """
    known = _BY_NAME.get(source) if by_file else None
    return PAPER if known is None else known.rank(column)


__all__ = ["SOURCES", "Role", "Source", "Told", "Values", "trust"]
