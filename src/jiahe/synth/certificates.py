"""Certificates that people hold: of parents of one child, of disability, of an assessed complication.

Not here: what they entitle to.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiahe.synth.families import Families
from jiahe.synth.offspring import Offspring
from jiahe.synth.population import (
    NEVER,
    YEAR,
    Calendar,
    Days,
    Flags,
    Index,
    Origin,
    People,
    day_number,
    joined,
    some_day,
    whole,
)

ONE_CHILD, DISABILITY, COMPLICATION = 0, 1, 2
"""Positions in the contract's choices of certificates.kind."""

_PERIOD = day_number(dt.date(1979, 1, 1)), day_number(dt.date(2015, 12, 31))
"""Birth dates of the children whose parents could hold a one-child certificate; none was issued after the last."""
_SECOND_SINCE = day_number(dt.date(2014, 1, 1))
_SECOND_GENERATION = day_number(dt.date(2008, 6, 1))
"""When disability cards of the second generation began."""
_HOLD_URBAN, _HOLD_RURAL, _HOLD_BEREAVED, _HELD_BEFORE_SECOND = 0.60, 0.30, 0.80, 0.35
_DISABLED = ((0, 6, 15, 30, 45, 60, 70, 80, 104), (0.002, 0.006, 0.010, 0.014, 0.024, 0.045, 0.060, 0.075, 0.08))
_GRADES = (0.14, 0.34, 0.27, 0.25)
_COMPLICATIONS = 0.0003
"""Share of the women of 45 to 84."""


@dataclass
class Certificates:
    """Columns of certificates. ``grade`` is 0 where the kind has none."""

    person: Index
    kind: NDArray[np.int8]
    grade: NDArray[np.int64]
    since: Days
    until: Days


def certify(
    rng: np.random.Generator,
    people: People,
    families: Families,
    children: Offspring,
    kept: Flags,
    urban: Flags,
    calendar: Calendar,
    *,
    at_least: int,
) -> Certificates:
    """Draw the certificates of everybody in a block whom the register keeps (``kept``)."""
    parts = [
        *_one_child(rng, people, families, children, urban, calendar),
        _disability(rng, people, kept, calendar),
        _complications(rng, people, calendar, at_least),
    ]
    return joined(parts)


def _rows(
    person: Index, kind: int, grade: NDArray[np.int64] | int, since: Days, until: Days | None = None
) -> Certificates:
    n = len(person)
    goes_on = np.full(n, NEVER, dtype=np.int32)
    kinds, grades = np.full(n, kind, dtype=np.int8), np.broadcast_to(np.asarray(grade, dtype=np.int64), n)
    return Certificates(
        person, kinds, grades, since.astype(np.int32), goes_on if until is None else until.astype(np.int32)
    )


def _one_child(
    rng: np.random.Generator, people: People, families: Families, children: Offspring, urban: Flags, calendar: Calendar
) -> list[Certificates]:
    """Certify mothers of one child of the time, and the fathers with them; a later child ends the certificate."""
    first, second = children.first_born, children.second_born
    of_the_time = (first >= _PERIOD[0]) & (first <= _PERIOD[1]) & (second >= _SECOND_SINCE) & (second > first)
    mother = np.flatnonzero(of_the_time & people.female & (people.origin != Origin.MOVED_AWAY))
    child = children.eldest[mother]
    only = second[mother] == NEVER
    chance = np.where(urban[mother], _HOLD_URBAN, _HOLD_RURAL)
    chance = np.where(only & (people.death[child] < NEVER), _HOLD_BEREAVED, chance)
    issued = (people.birth[child] + 60 + rng.gamma(1.5, 0.9 * YEAR, len(mother))).astype(np.int32)
    last = np.minimum(np.minimum(people.death[child], second[mother]), _PERIOD[1])
    held = (rng.random(len(mother)) < chance * np.where(only, 1.0, _HELD_BEFORE_SECOND)) & (issued < last)
    until = np.where(only, NEVER, second[mother] + rng.integers(0, 200, len(mother)))
    until = np.where(until > calendar.today, NEVER, until)
    out = []
    father = families.father[child]
    his = (father >= 0) & (children.count[father] == children.count[mother])
    for person, theirs in ((mother, held), (father, held & his)):
        alive = theirs & (issued < people.death[person])
        out.append(_rows(person[alive], ONE_CHILD, 0, issued[alive], until[alive]))
    return out


def _disability(rng: np.random.Generator, people: People, kept: Flags, calendar: Calendar) -> Certificates:
    disabled = people.alive() & kept & (rng.random(len(people)) < np.interp(people.age, *_DISABLED))
    who = np.flatnonzero(disabled)
    who = who[people.birth[who] < calendar.today - 500]
    grade = 1 + rng.choice(4, len(who), p=_GRADES)
    since = some_day(rng, np.maximum(people.birth[who] + 365, _SECOND_GENERATION), calendar.today - 15)
    ended = rng.random(len(who)) < 0.03
    until = np.where(ended, some_day(rng, since + 30, calendar.today - 1), NEVER)
    return _rows(who, DISABILITY, grade, since, until)


def _complications(rng: np.random.Generator, people: People, calendar: Calendar, at_least: int) -> Certificates:
    women = np.flatnonzero(people.living_here() & people.female & (people.age >= 45) & (people.age < 85))
    number = max(3 * at_least, whole(rng, _COMPLICATIONS * len(women)))
    who = rng.permutation(women)[:number]
    grade = 1 + rng.permutation(np.arange(len(who)) % 3)
    since = some_day(
        rng, (people.birth[who] + 26 * YEAR).astype(np.int32), (people.birth[who] + 42 * YEAR).astype(np.int32)
    )
    return _rows(who, COMPLICATION, grade, since)


def severely_disabled(certificates: Certificates, people: int) -> Flags:
    """Return who holds a valid disability card of grade 1, 2 or 3."""
    valid = (certificates.kind == DISABILITY) & (certificates.grade <= 3) & (certificates.until == NEVER)
    out = np.zeros(people, dtype=bool)
    out[certificates.person[valid]] = True
    return out


def one_child_parents(certificates: Certificates, people: int) -> Flags:
    """Return who holds a valid certificate of the parents of one child."""
    valid = (certificates.kind == ONE_CHILD) & (certificates.until == NEVER)
    out = np.zeros(people, dtype=bool)
    out[certificates.person[valid]] = True
    return out
