"""Figures about the record of a place: what is missing, round ages, late registration, and what two sources lack.

Figures only, no list of anybody. They are about the record; nothing here counts or compares births of families.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from jiahe.intake.findings.here import PLACED
from jiahe.intake.findings.two_lists import TwoLists
from jiahe.places.divisions import level_of, place_range
from jiahe.web.words import Words

# ------------------------------------------------------------------------------------------------ round ages

ENOUGH_FOR_AGES = 500
"""People of 23 to 62 below whom the index says more of chance than of the record."""


def whipple(counts: Mapping[int, int]) -> float | None:
    """Return Whipple's index of age heaping on 0 and 5: 1 none, 5 all (U.S. Census Bureau, PAS, SINGAGE).

    ``counts``: people by age in completed years. Five times those of 25, 30 … 60, over those of 23 to 62; None: none.
    """
    everybody = sum(counts.get(age, 0) for age in range(23, 63))
    return 5 * sum(counts.get(age, 0) for age in range(25, 61, 5)) / everybody if everybody else None


# ------------------------------------------------------------------------------------------------ what is missing


@dataclass(frozen=True)
class Measure:
    """What can be missing: of whom it is asked, and of whom it is missing, as SQL about ``p``, a living person."""

    key: str
    words: Words
    of: Words
    asked: str
    missing: str


_LIVING, _MINORS = Words("在世的人", "the living"), Words("18 岁以下", "under 18")
MEASURES = (
    Measure("birth_date", Words("没有出生日期", "No birth date"), _LIVING, "true", "p.birth_date IS NULL"),
    Measure("sex", Words("没有性别", "No sex"), _LIVING, "true", "p.sex IS NULL"),
    Measure("id_number", Words("没有身份证号码", "No ID number"), _LIVING, "true", "NOT p.has_id"),
    Measure(
        "phone", Words("没有电话", "No telephone"), Words("18 岁以上", "18 and over"),
        "p.birth_date <= %(on)s::date - interval '18 years'", "NOT p.has_phone",
    ),
    Measure(
        "household", Words("没有户", "No household"), Words("户籍在本地", "with their hukou here"),
        "p.hukou_place = p.place", "p.household_id IS NULL",
    ),
    Measure(
        "parents", Words("没有父母", "No parent"), _MINORS, "p.birth_date > %(on)s::date - interval '18 years'",
        "NOT EXISTS (SELECT FROM people_parenthood k WHERE k.child_id = p.id AND k.superseded_at IS NULL)",
    ),
    Measure(
        "late", Words("出生一年后才登记", "Registered a year after birth"),
        Words("建册以来在本地出生", "born here since the register is kept"),
        "p.birth_date >= (SELECT learned_on FROM people_coverage WHERE name = 'persons') "
        "AND p.birth_place >= %(low)s AND p.birth_place <= %(high)s",
        "p.learned_on > p.birth_date + interval '1 year'",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Share:
    """Of how many people something is asked, and of how many it is missing."""

    asked: int
    missing: int

    @property
    def share(self) -> float | None:
        """Return the share of those of whom it is missing; None when it is asked of nobody."""
        return self.missing / self.asked if self.asked else None

    def is_far_above(self, whole: Share) -> bool:
        """Whether the share is beyond three standard errors of the whole's: more than chance. Never for few people."""
        if self.asked < 30 or not whole.share or not self.share:
            return False
        expected = whole.share
        return self.share > expected + 3 * math.sqrt(expected * (1 - expected) / self.asked)


@dataclass(frozen=True)
class Figures:
    """The record of one place: people living there, what is missing, and how many have which age."""

    people: int
    shares: Mapping[str, Share]
    ages: Mapping[int, int]

    @property
    def heaping(self) -> float | None:
        """Return Whipple's index; None for too few people."""
        enough = sum(self.ages.get(age, 0) for age in range(23, 63)) >= ENOUGH_FOR_AGES
        return whipple(self.ages) if enough else None


def figures_of(place: str, on: dt.date) -> Figures:
    """Return the figures of a place, of the people whom the acting post sees there."""
    people, shares = _shares(place, on, "%(place)s").get(place, (0, {one.key: Share(0, 0) for one in MEASURES}))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT extract(year FROM age(%(on)s::date, p.birth_date))::int, count(*) FROM ({PLACED}) p "
            f"WHERE {_HERE} AND p.birth_date <= %(on)s GROUP BY 1",
            _values(place, on),
        )
        return Figures(people, shares, dict(cursor.fetchall()))


def figures_below(place: str, on: dt.date) -> dict[str, dict[str, Share]]:
    """Return what is missing in each division directly below a place, by code; of the place itself: known no deeper."""
    digits = {1: 4, 2: 6, 3: 9, 4: 12}.get(level_of(place), 12)
    return {code: shares for code, (_, shares) in _shares(place, on, f"rpad(left(p.place, {digits}), 12, '0')").items()}


_HERE = "p.place >= %(first)s AND p.place <= %(last)s AND p.death_date IS NULL"


def _values(place: str, on: dt.date) -> dict[str, Any]:
    (low, high), (first, last) = place_range(settings.COUNTY), place_range(place)
    county = {"low": low, "high": high, "county": settings.COUNTY}
    return {**county, "first": first, "last": last, "place": place, "on": on}


def _shares(place: str, on: dt.date, code: str) -> dict[str, tuple[int, dict[str, Share]]]:
    counts = ", ".join(
        f"count(*) FILTER (WHERE {one.asked}), count(*) FILTER (WHERE ({one.asked}) AND {one.missing})"
        for one in MEASURES
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {code} AS code, count(*), {counts} FROM ({PLACED}) p WHERE {_HERE} GROUP BY 1 ORDER BY 1",
            _values(place, on),
        )
        return {
            row[0]: (
                row[1],
                {
                    one.key: Share(*row[2 + 2 * number : 4 + 2 * number]) for number, one in enumerate(MEASURES)
                },
            )
            for row in cursor.fetchall()
        }  # fmt: skip


# ------------------------------------------------------------------------------------------------ two sources

BIRTHS, DEATHS = "births", "deaths"
_TOLD = {
    BIRTHS: """
        SELECT p.id, p.source, p.birth_date AS day FROM here p
        UNION SELECT p.id, k.source, p.birth_date FROM here p JOIN people_parenthood k ON k.child_id = p.id
            AND k.kind = 'birth' AND k.superseded_at IS NULL
        UNION SELECT p.id, h.source, p.birth_date FROM here p JOIN people_hukou h ON h.person_id = p.id
            AND h.superseded_at IS NULL
        UNION SELECT p.id, t.source, p.birth_date FROM here p JOIN intake_telling t ON t.person_id = p.id
            AND t.event = 'birth'""",
    DEATHS: """
        SELECT p.id, c.source, p.death_date AS day FROM here p
        JOIN people_correction c ON c.person_id = p.id AND c."column" = 'death_date'
        UNION SELECT p.id, p.source, p.death_date FROM here p WHERE NOT EXISTS (
            SELECT FROM people_correction c WHERE c.person_id = p.id AND c."column" = 'death_date')
        UNION SELECT p.id, u.source, p.death_date FROM here p
        JOIN people_union u ON p.id IN (u.person_id, u.spouse_id) AND u.ended_by = 'death'
            AND u.until_date = p.death_date AND u.superseded_at IS NULL
        UNION SELECT p.id, t.source, p.death_date FROM here p JOIN intake_telling t ON t.person_id = p.id
            AND t.event = 'death'""",
}
"""Which sources told of a person's birth or death: those of rows of the register, and files that said so as well."""


def lists_of(what: str, place: str, year: int) -> dict[str, set[UUID]]:
    """Return the keys of those born, or who died, in a year, by each source that tells of it; the longest first."""
    values = {**_values(place, dt.date(year, 12, 31)), "since": dt.date(year, 1, 1)}
    day = "birth_date" if what == BIRTHS else "death_date"
    found: dict[str, set[UUID]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH here AS (SELECT p.id, p.source, p.birth_date, p.death_date FROM ({PLACED}) p "
            f"WHERE p.place >= %(first)s AND p.place <= %(last)s AND p.{day} >= %(since)s AND p.{day} <= %(on)s) "
            f"SELECT id, source FROM ({_TOLD[what]}) told",
            values,
        )
        for person, source in cursor.fetchall():
            found[source].add(person)
    return dict(sorted(found.items(), key=lambda one: (-len(one[1]), one[0])))


def compared(lists: Mapping[str, set[UUID]], first: str, second: str) -> TwoLists:
    """Return how many are on each of two lists and on both."""
    one, two = lists.get(first, set()), lists.get(second, set())
    return TwoLists(len(one), len(two), len(one & two))
