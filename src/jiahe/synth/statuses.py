"""Dated statuses: work, insurance, low income, service, and those of children without parents.

Not here: how a child came to be without parents (families.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiahe.synth.families import Families
from jiahe.synth.households import Homes
from jiahe.synth.moves import Whereabouts
from jiahe.synth.population import NEVER, YEAR, Calendar, Days, Flags, Index, People, joined, some_day

KINDS = (
    "orphan",
    "de_facto_unsupported",
    "abandoned",
    "employed",
    "insured_maternity",
    "insured_local",
    "low_income",
    "active_service",
)
_ORPHAN, _UNSUPPORTED, _ABANDONED, _EMPLOYED, _MATERNITY, _LOCAL, _LOW_INCOME, _SERVICE = range(len(KINDS))

_EMPLOYED_URBAN, _EMPLOYED_RURAL, _LOW_INCOME_HOUSEHOLDS, _IN_SERVICE = 0.42, 0.17, 0.035, 0.006


@dataclass
class Statuses:
    """Columns of statuses. ``place`` is -1 where the status belongs to no place."""

    person: Index
    kind: NDArray[np.int8]
    place: Index
    since: Days
    until: Days


def hold(
    rng: np.random.Generator,
    people: People,
    families: Families,
    homes: Homes,
    where: Whereabouts,
    county: Index,
    urban: Flags,
    calendar: Calendar,
) -> Statuses:
    """Draw everybody's statuses. ``county`` is the place of each person's county of residence, -1 where unknown."""
    here, today = people.living_here(), calendar.today
    parts: list[Statuses] = []

    def add(kind: int, who: Index, since: Days, until: Days | None = None, place: Index | None = None) -> None:
        n = len(who)
        goes_on = np.full(n, NEVER, dtype=np.int32)
        places = np.full(n, -1, dtype=np.int64) if place is None else place
        parts.append(Statuses(who, np.full(n, kind, dtype=np.int8), places, since, goes_on if until is None else until))

    for kind, (who, since) in (
        (_ORPHAN, families.orphans),
        (_UNSUPPORTED, families.unsupported),
        (_ABANDONED, families.abandoned),
    ):
        add(kind, who, since)

    grown = np.flatnonzero(here & (people.age >= 19) & (people.age < 60))
    chance = np.where(urban[grown], _EMPLOYED_URBAN, _EMPLOYED_RURAL) * np.where(where.elsewhere[grown], 1.4, 1.0)
    workers = grown[rng.random(len(grown)) < chance]
    begun = some_day(rng, np.maximum((people.birth[workers] + 18.5 * YEAR).astype(np.int32), today - 6000), today - 40)
    left = rng.random(len(workers)) < 0.08
    ended = np.where(left, some_day(rng, begun + 30, today - 1), NEVER).astype(np.int32)
    add(_EMPLOYED, workers, begun, ended, county[workers])
    for kind, share, delay in ((_MATERNITY, 0.88, 60), (_LOCAL, 0.92, 30)):
        insured = rng.random(len(workers)) < share
        first = np.minimum(begun[insured] + rng.integers(0, delay, int(insured.sum())), today - 1).astype(np.int32)
        until = np.where(ended[insured] < NEVER, np.maximum(ended[insured], first), NEVER).astype(np.int32)
        add(kind, workers[insured], first, until, county[workers[insured]])

    poor = rng.random(len(people)) < _LOW_INCOME_HOUSEHOLDS * np.where(urban[homes.head], 0.5, 1.15)
    who = np.flatnonzero(here & poor[homes.head])
    recognised = today - rng.integers(60, 3000, len(people)).astype(np.int32)
    add(_LOW_INCOME, who, np.maximum(recognised[homes.head[who]], people.birth[who]), None, county[who])

    young_men = np.flatnonzero(here & ~people.female & (people.age >= 18) & (people.age < 25))
    soldiers = young_men[rng.random(len(young_men)) < _IN_SERVICE]
    add(_SERVICE, soldiers, (today - rng.integers(30, 700, len(soldiers))).astype(np.int32))
    return joined(parts)
