"""Where people's hukou and homes are and were: who lives elsewhere, who came, who left.

Places are positions in Ground.codes(); -1 is unknown. Not here: which village a household lies in (households.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiahe.synth.families import Families
from jiahe.synth.households import Homes
from jiahe.synth.mortality import Floats
from jiahe.synth.population import NEVER, YEAR, Calendar, Days, Flags, Index, Origin, People, day_number, pick, some_day

_LEAVES = ((0, 5, 14, 17, 20, 30, 40, 50, 60, 75), (0.10, 0.14, 0.16, 0.3, 0.5, 0.5, 0.38, 0.22, 0.08, 0.02))
"""How readily people of an age live elsewhere."""
_CAME_SMALL, _BRIDES, _LEFT_GROWN, _RETURNED = 0.015, 0.15, 0.30, 0.02


@dataclass
class Spells:
    """Columns of residences or hukou. ``until`` is NEVER for the spell that goes on."""

    person: Index
    place: Index
    since: Days
    until: Days


@dataclass
class Whereabouts:
    """Hukou, residence and birthplace of everybody, and the spells of those who moved.

    ``elsewhere``: hukou here, home not.
    """

    hukou: Index
    residence: Index
    born: Index
    elsewhere: Flags
    hukou_spells: Spells
    residence_spells: Spells


def whereabouts(
    rng: np.random.Generator,
    people: People,
    families: Families,
    homes: Homes,
    villages: Index,
    away: tuple[Index, Floats],
    elsewhere: int,
    calendar: Calendar,
    *,
    at_least: int,
) -> Whereabouts:
    """Place everybody. ``villages`` are the block's place positions; ``away`` those elsewhere and their shares."""
    n = len(people)
    somewhere = rng.choice(away[0], n, p=away[1])
    home = np.where(homes.village >= 0, villages[homes.village], _kin_home(people, families, homes, villages))
    outside = (people.origin == Origin.MARRIED_IN) | (people.origin == Origin.MOVED_AWAY)
    hukou = np.where(outside, somewhere, home)
    left = _who_left(rng, people, homes, elsewhere)
    residence = np.where(left, somewhere[homes.head], home)
    gone = people.origin == Origin.MOVED_AWAY
    residence[gone] = np.where(
        rng.random(int(gone.sum())) < 0.8, hukou[gone], somewhere[rng.permutation(np.flatnonzero(gone))]
    )
    residence[people.death < NEVER] = -1
    hukou_spells = _hukou_spells(rng, people, families, home, hukou, somewhere, left, calendar, at_least)
    moved = np.zeros(n, dtype=bool)
    moved[hukou_spells.person] = True
    spells = _residence_spells(rng, people, families, home, residence, somewhere, left, moved, calendar)
    born = _birthplaces(rng, people, hukou, somewhere, left, calendar)
    return Whereabouts(hukou, residence, born, left, hukou_spells, spells)


def _birthplaces(
    rng: np.random.Generator, people: People, hukou: Index, somewhere: Index, left: Flags, calendar: Calendar
) -> Index:
    """Return the county of everybody's maternity unit: mostly their own (place 0), often unknown for the old."""
    lots = rng.random((2, len(people)))
    own = np.where(people.origin == Origin.MARRIED_IN, hukou, 0)
    far = lots[0] < np.where(left & (people.age < 18), 0.5, 0.12)
    known = lots[1] < np.interp(people.age, (20, 30, 60), (0.985, 0.8, 0.2))
    return np.where(known, np.where(far, somewhere, own), -1)


def _kin_home(people: People, families: Families, homes: Homes, villages: Index) -> Index:
    """Return the village of a spouse or else a parent, for people who have no household here."""
    home = np.full(len(people), villages[0])
    for kin in (families.mother, families.father):
        there = (kin >= 0) & (homes.village[kin] >= 0)
        home[there] = villages[homes.village[kin[there]]]
    for one, other in (
        (families.unions.wife, families.unions.husband),
        (families.unions.husband, families.unions.wife),
    ):
        there = homes.village[other] >= 0
        home[one[there]] = villages[homes.village[other[there]]]
    return home


def _who_left(rng: np.random.Generator, people: People, homes: Homes, number: int) -> Flags:
    """Choose exactly so many who live elsewhere, by age, households together."""
    here = np.flatnonzero(people.living_here())
    household = rng.lognormal(0.0, 1.1, len(people))
    weights = np.interp(people.age[here], *_LEAVES) * household[homes.head[here]]
    left = np.zeros(len(people), dtype=bool)
    left[here[pick(rng, weights, min(number, len(here)))]] = True
    return left


def _spells(*parts: tuple[Index, Index, NDArray[np.integer], NDArray[np.integer]]) -> Spells:
    person, place, since, until = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((since, person))
    return Spells(person[order], place[order], since[order].astype(np.int32), until[order].astype(np.int32))


def _moved(who: Index, before: Index, after: Index, first: Days, day: Days) -> list[tuple[Index, Index, Days, Days]]:
    """Return two spells each: at one place from the first day, at another since the day of moving."""
    return [(who, before, first, day), (who, after, day, np.full(len(who), NEVER, dtype=np.int32))]


def _hukou_spells(
    rng: np.random.Generator,
    people: People,
    families: Families,
    home: Index,
    hukou: Index,
    somewhere: Index,
    left: Flags,
    calendar: Calendar,
    at_least: int,
) -> Spells:
    since_last_year = day_number(dt.date(calendar.on.year - 1, 1, 2))
    registered = people.birth + rng.integers(3, 30, len(people)).astype(np.int32)
    alive = people.alive()
    small = people.living_here() & ~left & (people.age < 3) & (people.birth < calendar.today - 150)
    came = rng.permutation(np.flatnonzero(small))[: max(2 * at_least, round(small.sum() * _CAME_SMALL))]
    day = some_day(rng, np.maximum(people.birth[came] + 60, since_last_year), calendar.today - 3)
    parts = _moved(came, somewhere[came], home[came], registered[came], day)

    gone = np.flatnonzero(alive & (people.origin == Origin.MOVED_AWAY))
    young = people.age[gone] < 4
    kept = gone[young & (people.birth[gone] < calendar.today - 150)]
    day = some_day(rng, np.maximum(people.birth[kept] + 60, since_last_year), calendar.today - 3)
    parts += _moved(kept, home[kept], hukou[kept], registered[kept], day)

    grown = gone[(people.age[gone] >= 19) & (rng.random(len(gone)) < _LEFT_GROWN)]
    first = (people.birth[grown] + 18 * YEAR).astype(np.int32)
    day = some_day(rng, first, np.minimum(first + round(14 * YEAR), calendar.today - 5))
    parts += _moved(grown, home[grown], hukou[grown], registered[grown], day)

    wives, first_row = np.unique(families.unions.wife, return_index=True)
    wedding = families.unions.since[first_row]
    no_kin = people.living_here()[wives] & ~left[wives] & (families.mother[wives] < 0)
    chosen = no_kin & (rng.random(len(wives)) < _BRIDES) & (wedding < calendar.today - 500)
    brides, wedding = wives[chosen], wedding[chosen]
    day = (wedding + rng.integers(0, 400, len(brides))).astype(np.int32)
    parts += _moved(brides, somewhere[brides], home[brides], registered[brides], day)
    return _spells(*parts)


def _residence_spells(
    rng: np.random.Generator,
    people: People,
    families: Families,
    home: Index,
    residence: Index,
    somewhere: Index,
    left: Flags,
    moved: Flags,
    calendar: Calendar,
) -> Spells:
    """Make the spells of those who live elsewhere, of some who came back, and of spouses who moved in."""
    away = np.flatnonzero(left)
    day = (calendar.today - 20 - rng.exponential(5 * YEAR, len(away))).astype(np.int32)
    from_birth = day < people.birth[away] + 30
    born_there, went = away[from_birth], ~from_birth
    forever = np.full(len(born_there), NEVER, dtype=np.int32)
    parts = [(born_there, residence[born_there], people.birth[born_there], forever)]
    parts += _moved(away[went], home[away[went]], residence[away[went]], people.birth[away[went]], day[went])

    able = people.living_here() & ~left & ~moved & (people.age >= 20) & (people.age < 60)
    back = np.flatnonzero(able & (rng.random(len(people)) < _RETURNED))
    went_on = some_day(rng, (people.birth[back] + 17 * YEAR).astype(np.int32), calendar.today - 400)
    came_on = some_day(rng, went_on + 60, calendar.today - 10)
    parts += [(back, home[back], people.birth[back], went_on), (back, somewhere[back], went_on, came_on)]
    parts += [(back, home[back], came_on, np.full(len(back), NEVER, dtype=np.int32))]

    for spouse in (families.unions.wife, families.unions.husband):
        who, row = np.unique(spouse, return_index=True)
        in_law = (people.origin[who] == Origin.MARRIED_IN) & people.alive()[who]
        since, who = families.unions.since[row[in_law]], who[in_law]
        parts.append((who, residence[who], since, np.full(len(who), NEVER, dtype=np.int32)))
    return _spells(*parts)
