"""Marriages: who married whom and when, how the marriage ended, and who married again.

Not here: children. A spouse whom nobody of the block could be is added as a person with hukou elsewhere, or as somebody
who died before the register was opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiahe.synth.population import (
    NEVER,
    REGISTER_YEARS,
    YEAR,
    Calendar,
    Days,
    Flags,
    Index,
    Origin,
    People,
    born,
    joined,
)

DIVORCE, DEATH = 0, 1
"""Positions in the contract's choices of unions.ended_by; -1 is a marriage that goes on."""

_BIRTH_YEARS = (1925, 1945, 1955, 1965, 1975, 1985, 1995, 2005)
_BRIDES_AGE = (19.8, 21.2, 22.8, 22.6, 23.2, 24.6, 26.4, 27.5)
_NEVER_MARRY = (0.003, 0.003, 0.004, 0.006, 0.01, 0.025, 0.07, 0.12)
_BACHELORS = (0.03, 0.04, 0.04, 0.04, 0.045, 0.06, 0.10, 0.15)


@dataclass
class Marriages:
    """Columns of unions; positions are those of People. ``until`` is NEVER while it goes on."""

    wife: Index
    husband: Index
    since: Days
    until: Days
    ended_by: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.wife)


def marry(rng: np.random.Generator, people: People, calendar: Calendar) -> Marriages:
    """Marry the people of a block, first and second marriages; spouses from outside are added to ``people``."""
    first = _first_marriages(rng, people, calendar)
    _end(rng, people, first, calendar, divorces=True)
    second = _second_marriages(rng, people, first, calendar)
    _end(rng, people, second, calendar, divorces=False)
    return joined([first, second])


def _birth_years(birth: NDArray[Any]) -> NDArray[np.float64]:
    return 1970 + birth / YEAR


def _first_marriages(rng: np.random.Generator, people: People, calendar: Calendar) -> Marriages:
    women, day = _brides(rng, people, calendar)
    men, cohort = _grooms(rng, people)
    paired_women, paired_men, late_women, late_men = _pair(rng, people.age[women], cohort)
    wives, husbands, since = women[paired_women], men[paired_men], day[paired_women]

    alone = women[late_women]
    outside = _outside(
        rng, people, people.age[alone] + rng.normal(2.0, 2.4, len(alone)), False, day[late_women], calendar
    )
    wives, husbands = np.concatenate([wives, alone]), np.concatenate([husbands, outside])
    since = np.concatenate([since, day[late_women]])

    keep = (cohort[late_men] >= 24) & (rng.random(len(late_men)) < 0.45)
    bachelors, ages = men[late_men[keep]], cohort[late_men[keep]]
    wedding = _wedding_day(rng, calendar.today - (ages + 0.5) * YEAR)
    settled = wedding < calendar.today - 30
    bachelors, ages, wedding = bachelors[settled], ages[settled], wedding[settled]
    brides = _outside(rng, people, ages.astype(float), True, wedding, calendar)
    wives, husbands = np.concatenate([wives, brides]), np.concatenate([husbands, bachelors])
    since = np.concatenate([since, wedding])
    return _possible(people, wives, husbands, since, calendar)


def _wedding_day(rng: np.random.Generator, birth: NDArray[Any]) -> Days:
    """Draw the day of a woman's first marriage."""
    year = _birth_years(birth)
    floor = np.where(year < 1960, 17.5, 19.9)
    mean = np.interp(year, _BIRTH_YEARS, _BRIDES_AGE)
    age = floor + rng.gamma(2.4, 1.0, len(birth)) * (mean - floor) / 2.4
    return (birth + age * YEAR).astype(np.int32)


def _brides(rng: np.random.Generator, people: People, calendar: Calendar) -> tuple[Index, Days]:
    women = np.flatnonzero(people.female & (people.age >= 18))
    day = _wedding_day(rng, people.birth[women].astype(float))
    single = rng.random(len(women)) < np.interp(_birth_years(people.birth[women]), _BIRTH_YEARS, _NEVER_MARRY)
    marries = ~single & (day < calendar.today) & (day < people.death[women])
    return women[marries], day[marries]


def _grooms(rng: np.random.Generator, people: People) -> tuple[Index, NDArray[np.int64]]:
    """Return men who would marry, and the age (today) of the women among whom each finds his wife."""
    men = np.flatnonzero(~people.female & (people.age >= 20))
    single = rng.random(len(men)) < np.interp(_birth_years(people.birth[men]), _BIRTH_YEARS, _BACHELORS)
    men = men[~single]
    younger = np.clip(rng.normal(2.0, 2.4, len(men)), -5, 12)
    return men, np.clip(people.age[men] - np.round(younger), 18, 104).astype(np.int64)


def _pair(
    rng: np.random.Generator, women: NDArray[np.int16], men: NDArray[np.int64]
) -> tuple[Index, Index, Index, Index]:
    """Pair women with men of the same cohort at random. Return the paired (twice) and the two remainders."""
    women_order = np.lexsort((rng.random(len(women)), women))
    men_order = np.lexsort((rng.random(len(men)), men))
    women_rank, women_count = _ranks(women[women_order])
    men_rank, men_count = _ranks(men[men_order])
    matched_women = women_rank < men_count[women[women_order]]
    matched_men = men_rank < women_count[men[men_order]]
    return women_order[matched_women], men_order[matched_men], women_order[~matched_women], men_order[~matched_men]


def _ranks(cohorts: NDArray[np.integer]) -> tuple[Index, Index]:
    """Return each position's rank within its cohort (``cohorts`` is sorted), and the size of every cohort."""
    size = np.bincount(cohorts, minlength=128)
    first = np.cumsum(size) - size
    return np.arange(len(cohorts)) - first[cohorts], size


def _outside(
    rng: np.random.Generator, people: People, ages: NDArray[np.float64], female: bool, wedding: Days, calendar: Calendar
) -> Index:
    """Add spouses whom the block does not have: for the old mostly people long dead, else some with hukou elsewhere."""
    age = np.clip(np.round(ages), 20, 104).astype(np.int16)
    birth = born(rng, age, calendar)
    dead = (age >= 62) & (rng.random(len(age)) < np.where(age >= 75, 0.9, 0.6))
    opened = calendar.today - round(REGISTER_YEARS * YEAR)
    married_for = (rng.beta(2.5, 1.2, len(age)) * np.maximum(opened - wedding, 400)).astype(np.int32)
    death = np.where(dead, np.minimum(wedding + married_for, opened - 1), NEVER).astype(np.int32)
    origin = np.where(dead, Origin.EARLIER, Origin.MARRIED_IN).astype(np.int8)
    return people.add(People(np.full(len(age), female), age, birth, death, origin))


def _possible(people: People, wife: Index, husband: Index, since: Days, calendar: Calendar) -> Marriages:
    """Put off weddings until the husband is of age, and leave out those that somebody did not live to see."""
    lawful_age = np.where(people.birth[husband] < -3653, 20, 22)  # born before 1960
    since = np.maximum(since, (people.birth[husband] + lawful_age * YEAR).astype(np.int32) + 1)
    alive = (since < people.death[wife]) & (since < people.death[husband]) & (since < calendar.today)
    n = int(alive.sum())
    until, ended_by = np.full(n, NEVER, dtype=np.int32), np.full(n, -1, dtype=np.int8)
    return Marriages(wife[alive], husband[alive], since[alive], until, ended_by)


def _end(rng: np.random.Generator, people: People, unions: Marriages, calendar: Calendar, *, divorces: bool) -> None:
    """End marriages by death, and some by divorce before that."""
    death = np.minimum(people.death[unions.wife], people.death[unions.husband])
    unions.until[:] = death
    unions.ended_by[:] = np.where(death < NEVER, DEATH, -1)
    if not divorces:
        return
    year = 1970 + unions.since / YEAR
    chance = np.interp(year, (1970, 1985, 1995, 2005, 2015), (0.02, 0.05, 0.10, 0.16, 0.20))
    day = unions.since + 300 + rng.exponential(8 * YEAR, len(unions))
    apart = (rng.random(len(unions)) < chance) & (day < np.minimum(death, calendar.today))
    unions.until[apart] = day[apart].astype(np.int32)
    unions.ended_by[apart] = DIVORCE


def _free_again(people: People, unions: Marriages, who: Index, share: Flags) -> Flags:
    """Return which marriages left their wife (or husband) free to marry again, and willing."""
    age_then = (unions.until - people.birth[who]) / YEAR
    here = people.origin[who] == Origin.HERE
    return (unions.until < NEVER) & (people.death[who] == NEVER) & here & (age_then < 58) & share


def _second_marriages(rng: np.random.Generator, people: People, first: Marriages, calendar: Calendar) -> Marriages:
    women = np.flatnonzero(_free_again(people, first, first.wife, rng.random(len(first)) < 0.5))
    men = np.flatnonzero(_free_again(people, first, first.husband, rng.random(len(first)) < 0.6))
    bride_ages = people.age[first.wife[women]] // 4
    groom_ages = np.clip((people.age[first.husband[men]].astype(np.int64) - 2) // 4, 0, 100)
    paired_women, paired_men, _, _ = _pair(rng, bride_ages, groom_ages)
    ended_w, ended_m = women[paired_women], men[paired_men]
    since = np.maximum(first.until[ended_w], first.until[ended_m])
    since = (since + 200 + rng.gamma(2.0, 1.2 * YEAR, len(since))).astype(np.int32)
    others = ended_w != ended_m
    return _possible(people, first.wife[ended_w[others]], first.husband[ended_m[others]], since[others], calendar)


def active_on(unions: Marriages, first_day: int, last_day: int) -> Flags:
    """Return which marriages held throughout the days from the first to the last."""
    return (unions.since <= first_day) & (unions.until > last_day)
