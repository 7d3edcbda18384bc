"""Who is in the register: the living of each sex and age, and those who have died since the register was opened.

Not here: how they are related (marriages.py, births.py) and where they live (households.py).
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from jiahe.synth.mortality import OLDEST, Floats, hazards
from jiahe.synth.shape import Counts, birth_window

REGISTER_YEARS = 15
"""The register keeps everybody who died in so many years before the snapshot."""

NEVER = np.int32(3_000_000)
"""Day number that stands for "has not happened"; written as an empty cell."""

YEAR = 365.25

Days = NDArray[np.int32]
"""Days since 1970-01-01."""
Index = NDArray[np.int64]
"""Positions in :class:`People`; -1 is nobody."""
Flags = NDArray[np.bool_]


class Origin(enum.IntEnum):
    """Why a person is in the register."""

    HERE = 0  # hukou here, alive or died since the register was opened
    EARLIER = 1  # hukou here, died before that; in the register as somebody's spouse or child
    MARRIED_IN = 2  # hukou elsewhere, married to somebody here
    MOVED_AWAY = 3  # hukou elsewhere, somebody's child


@dataclass(frozen=True)
class Calendar:
    """The snapshot day with what follows from it."""

    on: dt.date
    today: int = field(init=False)
    born_from: Days = field(init=False)
    born_to: Days = field(init=False)
    hazard: Floats = field(init=False)
    _fates: dict[range, Floats] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        windows = [birth_window(age, self.on) for age in range(OLDEST + 1)]
        object.__setattr__(self, "today", day_number(self.on))
        object.__setattr__(self, "born_from", np.array([day_number(first) for first, _ in windows], dtype=np.int32))
        object.__setattr__(self, "born_to", np.array([day_number(last) for _, last in windows], dtype=np.int32))
        object.__setattr__(self, "hazard", hazards(self.on))

    def fates(self, windows: range) -> Floats:
        """Return when those who died in the windows did so: cumulative shares for each sex and age, plus 2 a row.

        It is one long ascending array, so that one search draws for everybody.
        """
        if windows not in self._fates:
            hazard = self.hazard[:, :, windows.start : windows.stop]
            later = np.cumsum(hazard[:, :, ::-1], axis=2)[:, :, ::-1] - hazard  # to be lived through before the window
            chance = np.cumsum(np.exp(-later) * -np.expm1(-hazard) + 1e-15, axis=2)
            chance /= chance[:, :, -1:]
            rows = 2.0 * np.arange(2 * (OLDEST + 1))
            self._fates[windows] = (chance.reshape(len(rows), -1) + rows[:, None]).ravel()
        return self._fates[windows]

    def year_born(self, age: int) -> int:
        """Return the calendar year in which most of those of this age were born."""
        middle = (int(self.born_from[age]) + int(self.born_to[age])) // 2
        return (dt.date(1970, 1, 1) + dt.timedelta(days=middle)).year


def day_number(day: dt.date) -> int:
    """Return days since 1970-01-01."""
    return day.toordinal() - dt.date(1970, 1, 1).toordinal()


@dataclass
class People:
    """Everybody in one block, as columns. ``age`` is the completed age on the snapshot day, of the dead too."""

    female: Flags
    age: NDArray[np.int16]
    birth: Days
    death: Days
    origin: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.age)

    def add(self, other: People) -> Index:
        """Append people and return their positions."""
        first = len(self)
        for name in ("female", "age", "birth", "death", "origin"):
            setattr(self, name, np.concatenate([getattr(self, name), getattr(other, name)]))
        return np.arange(first, len(self))

    def alive(self) -> Flags:
        """Return who is alive on the snapshot day."""
        return self.death == NEVER

    def living_here(self) -> Flags:
        """Return who is alive and has hukou here: the people that the register counts."""
        return self.alive() & (self.origin == Origin.HERE)


def born(rng: np.random.Generator, age: NDArray[np.int16], calendar: Calendar) -> Days:
    """Draw birth dates for people of these completed ages."""
    first, last = calendar.born_from[age], calendar.born_to[age]
    return (first + rng.random(len(age)) * (last - first + 1)).astype(np.int32)


def died_within(
    rng: np.random.Generator, female: Flags, age: NDArray[np.int16], calendar: Calendar, windows: range
) -> Days:
    """Draw days of death within the yearly windows (0 is the year before the snapshot), by the life table."""
    row = female * (OLDEST + 1) + age
    drawn = np.searchsorted(calendar.fates(windows), 2 * row + rng.random(len(age)))
    back = windows.start + drawn - row * len(windows)
    end = calendar.today - np.round(back * YEAR)
    return np.minimum(end - rng.random(len(age)) * YEAR, calendar.today - 1).astype(np.int32)


Rows = TypeVar("Rows")


def joined(parts: Sequence[Rows]) -> Rows:
    """Put rows of the same columns (dataclasses of arrays) under each other."""
    columns = zip(*(vars(part).values() for part in parts), strict=True)
    return type(parts[0])(*(np.concatenate(column) for column in columns))


def pick(rng: np.random.Generator, weights: Floats, n: int) -> Index:
    """Draw ``n`` positions without replacement, in proportion to their weights, in random order."""
    if n == 0:
        return np.empty(0, dtype=np.int64)
    with np.errstate(divide="ignore"):
        keys = rng.exponential(size=len(weights)) / weights
    return rng.permutation(np.argpartition(keys, n - 1)[:n])


def whole(rng: np.random.Generator, expected: float) -> int:
    """Round up or down at random, right on average."""
    return int(expected + rng.random())


def some_day(rng: np.random.Generator, first: Days, last: Days | int) -> Days:
    """Draw a day from each first day to its last one; the first day where they are the wrong way round."""
    return (first + rng.random(len(first)) * np.maximum(last - first, 0)).astype(np.int32)


def in_order(rng: np.random.Generator, birth: Days, death: Days, calendar: Calendar) -> Days:
    """Return days of death, put after the birth where both were drawn in one year in the wrong order."""
    infant = death < birth
    late = np.minimum(birth + rng.integers(0, 200, len(birth)), calendar.today - 1).astype(np.int32)
    return np.where(infant, late, death)


def settle(rng: np.random.Generator, living: Counts, share: Floats, calendar: Calendar) -> People:
    """Make the people of one block: exactly ``living`` alive, and the dead that a population like this has left behind.

    ``living`` and ``share`` are [sex, age]: whole people, and their unrounded expectation (which has people at the
    highest ages even where no whole person is left alive).
    """
    lost = np.expm1(calendar.hazard[:, :, :REGISTER_YEARS].sum(axis=2)) * share
    dead = np.floor(lost + rng.random(lost.shape)).astype(np.int64)
    sexes, ages = np.divmod(np.arange(living.size), OLDEST + 1)
    which = np.concatenate(
        [np.repeat(np.arange(living.size), living.ravel()), np.repeat(np.arange(dead.size), dead.ravel())]
    )
    gone = np.arange(len(which)) >= living.sum()
    order = np.lexsort((rng.random(len(which)), ages[which]))
    which, gone = which[order], gone[order]
    female, age = sexes[which] == 1, ages[which].astype(np.int16)
    birth = born(rng, age, calendar)
    death = np.full(len(which), NEVER, dtype=np.int32)
    death[gone] = died_within(rng, female[gone], age[gone], calendar, range(REGISTER_YEARS))
    birth[gone] = np.minimum(birth[gone], calendar.today - 2)
    return People(
        female, age, birth, in_order(rng, birth, death, calendar), np.full(len(which), Origin.HERE, dtype=np.int8)
    )
