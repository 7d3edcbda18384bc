"""Which children women had, and when: it walks from the oldest children to the youngest and picks their mothers.

A child is one of the block's own people, or is added: as somebody who moved away, or who died before the register was
opened. Not here: adoption, guardians and step-parents (families.py).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiahe.synth.marriages import Marriages, active_on
from jiahe.synth.mortality import OLDEST, Floats
from jiahe.synth.population import (
    NEVER,
    REGISTER_YEARS,
    Calendar,
    Days,
    Index,
    Origin,
    People,
    born,
    died_within,
    in_order,
    pick,
    whole,
)

OLDEST_CHILD = 82
TWINS, TRIPLETS = 0.010, 0.00015
"""Share of deliveries."""

_GROWN = 18
_LINKED = 0.985
"""Share of the children under age whose mother is in the register."""
_SONS_STAY = ((18, 25, 35, 82), (0.92, 0.84, 0.78, 0.76))
_DAUGHTERS_STAY = ((18, 25, 35, 82), (0.90, 0.66, 0.46, 0.42))
"""Share of the grown-up children whose hukou is still here, by their age."""
_NO_BIRTH = 999
_RAISED = 2200
"""Days after which a child's death no longer makes its parents readier for another one (six years)."""
_SINCE_WEDDING = ((0, 0.7, 1.5, 3, 5, 8, 12), (0.25, 0.9, 1.0, 0.8, 0.45, 0.2, 0.08))
_SINCE_BIRTH = ((2, 3, 4, 5, 6, 8, 11, 15), (0.7, 1.0, 1.0, 0.9, 0.75, 0.5, 0.2, 0.05))
_FECUNDITY = ((16, 19, 22, 30, 35, 40, 44, 48), (0.3, 0.8, 1.0, 1.0, 0.7, 0.3, 0.06, 0.01))
_NEXT_CHILD = {  # how readily the families of a time had a second, third, fourth and later child
    1900: (1.0, 0.95, 0.85, 0.65),
    1972: (0.85, 0.6, 0.35, 0.15),
    1980: (0.45, 0.15, 0.06, 0.02),
    1992: (0.30, 0.07, 0.02, 0.01),
    2014: (0.75, 0.24, 0.12, 0.05),
    2021: (0.75, 0.34, 0.18, 0.08),
}
_TOWN_FACTOR = {1900: 0.9, 1980: 0.3, 2014: 0.75}
"""How much rarer second and later children are in town than in the countryside."""


@dataclass
class Births:
    """Parenthoods by birth, as positions in People. ``father`` is -1 where none is known."""

    child: Index
    mother: Index
    father: Index


@dataclass
class _Mothers:
    """Women who could be mothers, ordered by age."""

    who: Index
    age: NDArray[np.int64]
    death: Days
    parity: NDArray[np.int64]  # children who lived past their sixth year
    last: NDArray[np.int64]  # age today of the latest child
    unions: list[Marriages]  # first and second marriage of each, aligned; -1 husbands where there is none


@dataclass
class _Children:
    """Children given to mothers so far."""

    child: list[Index] = field(default_factory=list)
    mother: list[Index] = field(default_factory=list)
    father: list[Index] = field(default_factory=list)


@cache
def _fertility() -> tuple[list[int], list[int], Floats]:
    text = files("jiahe.synth").joinpath("census/china_fertility.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    periods, ages = sorted({int(r["from_year"]) for r in rows}), sorted({int(r["age"]) for r in rows})
    rates = np.zeros((len(periods), len(ages)))
    for row in rows:
        rates[periods.index(int(row["from_year"])), ages.index(int(row["age"]))] = float(row["rate"])
    return periods, ages, rates


def _expected_births(ages: NDArray[np.int64], year: int) -> float:
    """Return the births that so many women would have had at these ages in a year."""
    periods, lows, rates = _fertility()
    period = max(0, int(np.searchsorted(periods, year, side="right")) - 1)
    group = np.clip((ages - lows[0]) // 5, 0, len(lows) - 1)
    return float(rates[period][group][(ages >= 15) & (ages < 50)].sum())


def bear(
    rng: np.random.Generator, people: People, unions: Marriages, calendar: Calendar, *, urban: float, at_least: int
) -> Births:
    """Give the people of a block their mothers and fathers, and the women of the block all their children.

    ``urban`` is the block's share of townspeople. ``at_least`` makes rare kinds of delivery certain where a register is
    small (1) or leaves them to chance (0).
    """
    mothers = _mothers(people, unions)
    own = np.flatnonzero(people.origin == Origin.HERE)
    first_of_age = np.searchsorted(people.age[own], np.arange(OLDEST_CHILD + 2))
    found = _Children()
    for age in range(OLDEST_CHILD, -1, -1):
        candidates = slice(int(np.searchsorted(mothers.age, age + 17)), int(np.searchsorted(mothers.age, age + 49)))
        hazard, father = _readiness(mothers, candidates, age, calendar, urban)
        willing = int((hazard > 0).sum())
        if willing == 0:
            continue
        local = own[first_of_age[age] : first_of_age[age + 1]]
        year = calendar.year_born(age)
        expected = _expected_births(mothers.age[candidates] - age, year)
        children = _children(rng, people, local, age, expected, willing, calendar)
        triplets = rng.poisson(TRIPLETS * len(children)) + (at_least if age == 1 else 0)
        multiples = _multiples(rng, len(children), triplets)
        picked = pick(rng, hazard, len(children) - int(multiples.sum()))
        delivery = np.concatenate([np.arange(len(picked)), np.repeat(np.arange(len(multiples)), multiples)])
        _share_birthday(rng, people, children, delivery, len(picked), calendar)
        found.child.append(children)
        found.mother.append(mothers.who[candidates][picked][delivery])
        found.father.append(father[picked][delivery])
        chosen = picked + candidates.start
        raised = people.death[children] > people.birth[children] + _RAISED
        mothers.parity[chosen] += np.bincount(delivery[raised], minlength=len(picked))
        mothers.last[chosen] = age
    births = Births(np.concatenate(found.child), np.concatenate(found.mother), np.concatenate(found.father))
    return _without_siblings_married(births, unions, len(people))


def _mothers(people: People, unions: Marriages) -> _Mothers:
    who = np.flatnonzero(people.female & (people.age >= 17))
    who = who[np.argsort(people.age[who], kind="stable")]
    place = np.full(len(people), -1, dtype=np.int64)
    place[who] = np.arange(len(who))
    rows = np.argsort(unions.since, kind="stable")
    _, first_rows = np.unique(unions.wife[rows], return_index=True)
    first = rows[first_rows]
    second = np.setdiff1d(rows, first, assume_unique=True)
    aligned = []
    for chosen in (first, second):
        husband = np.full(len(who), -1, dtype=np.int64)
        since, until = np.full(len(who), NEVER, dtype=np.int32), np.full(len(who), -NEVER, dtype=np.int32)
        at = place[unions.wife[chosen]]
        husband[at], since[at], until[at] = unions.husband[chosen], unions.since[chosen], unions.until[chosen]
        aligned.append(Marriages(who, husband, since, until, np.zeros(len(who), dtype=np.int8)))
    n = len(who)
    parity, last = np.zeros(n, dtype=np.int64), np.full(n, _NO_BIRTH, dtype=np.int64)
    return _Mothers(who, people.age[who].astype(np.int64), people.death[who], parity, last, aligned)


def _readiness(
    mothers: _Mothers, candidates: slice, age: int, calendar: Calendar, urban: float
) -> tuple[Floats, Index]:
    """Return how likely each candidate is to have a child of this age, and who would be the father."""
    first_day, last_day = int(calendar.born_from[age]), int(calendar.born_to[age])
    parity, last = mothers.parity[candidates], mothers.last[candidates]
    father = np.full(len(parity), -1, dtype=np.int64)
    married = np.zeros(len(parity))
    for unions in mothers.unions:
        part = Marriages(*(column[candidates] for column in vars(unions).values()))
        active = active_on(part, first_day + 150, last_day)
        father[active] = part.husband[active]
        married[active] = (last_day - part.since[active]) / 365.25
    first_child = np.interp(married, *_SINCE_WEDDING) * 0.45
    since_birth = np.interp(last - age, *_SINCE_BIRTH)
    after_loss = since_birth * 0.7
    year = calendar.year_born(age)
    following = np.array(_at(_NEXT_CHILD, year)) * (1 - urban * (1 - _at(_TOWN_FACTOR, year)))
    later_child = following[np.clip(parity - 1, 0, 3)] * since_birth * 0.35
    hazard = np.where(parity == 0, np.where(last == _NO_BIRTH, first_child, after_loss), later_child)
    hazard = np.where(father >= 0, hazard, np.where(parity == 0, 0.0015, 0.0005))  # no husband
    hazard *= np.interp(mothers.age[candidates] - age, *_FECUNDITY)
    hazard[(last == age + 1) | (mothers.death[candidates] <= last_day)] = 0
    return hazard, father


def _at(by_year: dict[int, Any], year: int) -> Any:
    return by_year[max(since for since in by_year if since <= year)]


def _children(
    rng: np.random.Generator,
    people: People,
    local: Index,
    age: int,
    expected: float,
    willing: int,
    calendar: Calendar,
) -> Index:
    """Return who was born to the block's women and is of this age: its own people first drawn, then those added."""
    chosen, added = [], []
    lost = 1 - np.exp(-calendar.hazard[:, age, REGISTER_YEARS:].sum(axis=1))
    for female in (False, True):
        own = local[people.female[local] == female]
        if age < _GROWN:
            linked, away, early = _LINKED * len(own), 0.01 * len(own), 0.0
        else:
            births = expected * (0.485 if female else 0.515)
            survivors = births * (1 - lost[int(female)])
            stay = float(np.interp(age, *(_DAUGHTERS_STAY if female else _SONS_STAY)))
            plenty = max(1.0, len(own) / max(survivors, 1.0)) ** 0.5  # many of this age, few who could be their mothers
            linked = min(0.97 * len(own), survivors * min(0.95, stay * plenty))
            away, early = survivors - linked, births - survivors
        chosen.append(rng.permutation(own)[: whole(rng, linked)])
        added.append((female, whole(rng, away), whole(rng, early)))
    here = np.concatenate(chosen)
    room = max(0, int(willing * 0.9) - len(here))
    wanted = sum(away + early for _, away, early in added)
    share = min(1.0, room / wanted) if wanted else 0.0
    new = [
        _add(rng, people, female, age, int(away * share), int(early * share), calendar) for female, away, early in added
    ]
    return rng.permutation(np.concatenate([here, *new]))[:willing]


def _add(
    rng: np.random.Generator, people: People, female: bool, age: int, away: int, early: int, calendar: Calendar
) -> Index:
    """Add children who moved away (some have died since) and children who died before the register was opened."""
    n = away + early
    ages, sex = np.full(n, age, dtype=np.int16), np.full(n, female)
    birth = born(rng, ages, calendar)
    death = np.full(n, NEVER, dtype=np.int32)
    origin = np.where(np.arange(n) < away, Origin.MOVED_AWAY, Origin.EARLIER).astype(np.int8)
    since_opened = 1 - np.exp(-calendar.hazard[int(female), age, :REGISTER_YEARS].sum())
    gone = (origin == Origin.MOVED_AWAY) & (rng.random(n) < since_opened)
    death[gone] = died_within(rng, sex[gone], ages[gone], calendar, range(REGISTER_YEARS))
    long_ago = origin == Origin.EARLIER
    before = range(REGISTER_YEARS, OLDEST + 1)
    death[long_ago] = died_within(rng, sex[long_ago], ages[long_ago], calendar, before)
    return people.add(People(sex, ages, birth, in_order(rng, birth, death, calendar), origin))


def _multiples(rng: np.random.Generator, children: int, triplets: int) -> NDArray[np.int64]:
    """Return by how many children each of the first deliveries exceeds one."""
    triplets = min(triplets, children // 6)
    twins = min(int(rng.binomial(children, TWINS)), children // 6)
    return np.repeat(np.array([2, 1]), [triplets, twins])


def _share_birthday(
    rng: np.random.Generator, people: People, children: Index, delivery: Index, deliveries: int, calendar: Calendar
) -> None:
    """Give the second and third children of one delivery the first child's birth date."""
    later = children[deliveries:]
    people.birth[later] = people.birth[children[delivery[deliveries:]]]
    people.death[later] = in_order(rng, people.birth[later], people.death[later], calendar)


def _without_siblings_married(births: Births, unions: Marriages, people: int) -> Births:
    """Forget the parents of wives whom chance has made a sister of their husband."""
    mother, father = np.full(people, -1, dtype=np.int64), np.full(people, -1, dtype=np.int64)
    mother[births.child], father[births.child] = births.mother, births.father
    wife, husband = unions.wife, unions.husband
    same = ((mother[wife] == mother[husband]) & (mother[wife] >= 0)) | (
        (father[wife] == father[husband]) & (father[wife] >= 0)
    )
    keep = ~np.isin(births.child, wife[same])
    return Births(births.child[keep], births.mother[keep], births.father[keep])
