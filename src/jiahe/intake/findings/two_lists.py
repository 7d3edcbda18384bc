"""How many there are, from two lists that both lack some (Lincoln-Petersen, Chandrasekar-Deming, Chapman).

Counts only: nobody on any list is named. The estimate supposes that being on one list says nothing about being on the
other; where who is missed by one is missed by the other too, there are more than it says.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

FEW = 7
"""Below so many on both lists the estimate is biased and the interval is of no use (Robson and Regier 1964)."""
_Z = 1.959964
"""Of a 95 % interval."""


@dataclass(frozen=True)
class Interval:
    """An estimated count with the ends of its 95 % interval."""

    value: float
    low: float
    high: float

    def less(self, known: int) -> Interval:
        """Return what is left when some are known."""
        return Interval(self.value - known, self.low - known, self.high - known)


@dataclass(frozen=True)
class TwoLists:
    """Two lists: how many are on the first, on the second, and on both."""

    first: int
    second: int
    both: int

    def __post_init__(self) -> None:
        if not 0 <= self.both <= min(self.first, self.second):
            raise ValueError(f"{self.both} cannot be on both of two lists of {self.first} and {self.second}.")

    @property
    def seen(self) -> int:
        """Return how many are on at least one of the lists."""
        return self.first + self.second - self.both

    @property
    def too_few(self) -> bool:
        """Whether too few are on both lists to say anything."""
        return self.both < FEW

    @property
    def petersen(self) -> float | None:
        """Return the Lincoln-Petersen estimate, n1 n2 / m; None when nobody is on both lists."""
        return self.first * self.second / self.both if self.both else None

    @property
    def chapman(self) -> float:
        """Return Chapman's estimate, (n1 + 1)(n2 + 1) / (m + 1) - 1, which is less biased for small numbers."""
        return (self.first + 1) * (self.second + 1) / (self.both + 1) - 1

    @property
    def variance(self) -> float:
        """Return the variance of Chapman's estimate (Seber 1970)."""
        one, two, both = self.first, self.second, self.both
        return (one + 1) * (two + 1) * (one - both) * (two - both) / ((both + 1) ** 2 * (both + 2))

    @property
    def all(self) -> Interval:
        """Return Chapman's estimate of how many there are, with its interval.

        The interval is lognormal in those on neither list (Burnham and others 1987), so it never goes below those who
        were seen.
        """
        unseen = self.chapman - self.seen
        if unseen <= 0 or self.variance == 0:
            return Interval(self.chapman, self.chapman, self.chapman)
        spread = math.exp(_Z * math.sqrt(math.log(1 + self.variance / unseen**2)))
        return Interval(self.chapman, self.seen + unseen / spread, self.seen + unseen * spread)

    @property
    def missing_from_first(self) -> Interval:
        """Return how many the first list lacks."""
        return self.all.less(self.first)

    @property
    def missing_from_second(self) -> Interval:
        """Return how many the second list lacks."""
        return self.all.less(self.second)
