"""A column that a source may bring: what it means, how its cells are read, and what offices call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from jiahe.web.words import Words


class Kind(StrEnum):
    """How the cells of a column are read."""

    ID_NUMBER = "id_number"
    NAME = "name"
    SEX = "sex"
    DATE = "date"
    PLACE = "place"
    MONEY = "money"
    PHONE = "phone"
    ACCOUNT = "account"
    INTEGER = "integer"
    YES_NO = "yes_no"
    CHOICE = "choice"
    TEXT = "text"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a source. ``synonyms``: what it is called at the head of a column; ``words.zh`` is one of itself.

    ``choices``: of a CHOICE, each value with the ways in which offices write it. ``longest``: of a TEXT, how many
    characters it may have. ``most``: of an INTEGER, the largest number; nothing counted here has more than four digits.
    ``only_weighed``: it helps to tell who is meant and is not recorded, so a cell that cannot be read is unknown.
    """

    key: str
    words: Words
    kind: Kind
    synonyms: tuple[str, ...] = ()
    required: bool = False
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    longest: int = 60
    most: int = 9_999
    only_weighed: bool = False
