"""What a model of matching is: comparisons of two records in levels, each with its odds and its words, and which pairs
are compared at all. Not here: the model of Chinese registers (chinese.py), and how a model is run (engine.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from jiahe.web.words import Words

Odds = Mapping[str, Mapping[str, tuple[float, float]]]
"""By comparison and level: m and u."""


@dataclass(frozen=True, slots=True)
class Level:
    """How much two values agree. ``sql``: its condition on ``column_l`` and ``column_r``; of the last level, empty.

    ``m``, ``u``: its share among pairs that are one person, and among pairs of two. ``frequency``: the column whose
    frequent values are weaker evidence. SQL is what DuckDB and Spark both read.
    """

    key: str
    words: Words
    sql: str
    m: float
    u: float
    frequency: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that is compared. ``unknown``: when it counts neither way. ``settled``: data do not change its odds."""

    key: str
    words: Words
    unknown: str
    levels: tuple[Level, ...]
    settled: bool = False

    def level(self, key: str) -> Level:
        """Return a level by its key."""
        return next(level for level in self.levels if level.key == key)


@dataclass(frozen=True, slots=True)
class Model:
    """``blocking``: a pair is compared when one of these holds, on ``l.column`` and ``r.column``.

    ``training``: by which pairs the odds are estimated: a comparison by those that read none of its columns.
    """

    comparisons: tuple[Comparison, ...]
    blocking: tuple[str, ...]
    training: tuple[str, ...]

    def comparison(self, key: str) -> Comparison:
        """Return a comparison by its key."""
        return next(one for one in self.comparisons if one.key == key)

    def frequencies(self) -> dict[str, float]:
        """Return each column whose frequent values are weaker evidence, with the chance that two of them agree."""
        levels = [level for one in self.comparisons for level in one.levels]
        return {level.frequency: level.u for level in levels if level.frequency}

    def odds(self) -> Odds:
        """Return m and u of every level."""
        return {one.key: {level.key: (level.m, level.u) for level in one.levels} for one in self.comparisons}

    def with_odds(self, odds: Odds) -> Model:
        """Return the model with other odds."""
        return replace(
            self,
            comparisons=tuple(
                replace(
                    one,
                    levels=tuple(
                        replace(level, m=odds[one.key][level.key][0], u=odds[one.key][level.key][1])
                        for level in one.levels
                    ),
                )
                for one in self.comparisons
            ),
        )


def same(column: str) -> str:
    """Return the condition that two values of a column are equal."""
    return f"{column}_l = {column}_r"


def either_unknown(column: str) -> str:
    """Return the condition that a value is unknown on one side."""
    return f"{column}_l IS NULL OR {column}_r IS NULL"
