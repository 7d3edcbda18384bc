"""Earlier applications and payments, so that some families are served already, some not yet, and some never asked.

What is paid out here is invented history, not a determination: sums follow the published rules roughly, and nobody
should read an entitlement from it. Not here: the law (jiahe.programmes).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiahe.synth.certificates import Certificates, one_child_parents, severely_disabled
from jiahe.synth.families import INSTITUTION, Families
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
)

PROGRAMMES = ("cn/childcare-subsidy", "cn/loss-support", "cn/elder-support", "cn/only-child-allowance")
_CHILDCARE, _LOSS, _ELDER, _ALLOWANCE = range(4)
DECISIONS = ("pending", "approved", "returned", "refused")
_PENDING, _APPROVED, _RETURNED, _REFUSED = range(4)

_ASKED = {_CHILDCARE: 0.82, _LOSS: 0.75, _ELDER: 0.85, _ALLOWANCE: 0.60}
"""Share of the families who ever applied, of those that plausibly could."""
_OPENED = dt.date(2025, 8, 31)
"""When offices began to take applications for the childcare subsidy."""
_RENEWED = 8.0
"""Days after which families renew, on average: from the second claim on, one click is enough."""
_STARTS = day_number(dt.date(2025, 1, 1))
_MONTH, _YEARLY = 300_00, 3600_00
_BEREAVED, _DISABLED_CHILD, _ELDERS, _ALLOWANCES = 590_00 * 12, 460_00 * 12, 960_00, 120_00
"""Fen a year in the invented history."""


@dataclass
class Claims:
    """Columns of claims and payments. ``paid`` is fen and ``paid_on`` NEVER where nothing has been paid yet."""

    person: Index
    applicant: Index
    programme: NDArray[np.int8]
    year: NDArray[np.int64]
    submitted: Days
    decision: NDArray[np.int8]
    decided: Days
    paid: NDArray[np.int64]
    paid_on: Days


def claim(
    rng: np.random.Generator,
    people: People,
    families: Families,
    children: Offspring,
    certificates: Certificates,
    urban: Flags,
    calendar: Calendar,
) -> Claims:
    """Draw the applications of a block's families up to the snapshot day, and what was paid on them."""
    lots = rng.random((len(PROGRAMMES), len(people)))
    parts = list(_childcare(rng, people, families, children, lots[_CHILDCARE], calendar))
    parts += _yearly(rng, people, families, children, certificates, urban, lots, calendar)
    return joined(parts)


def _decide(
    rng: np.random.Generator, submitted: Days, calendar: Calendar, outcome: tuple[float, float, float], longest: int
) -> tuple[NDArray[np.int8], Days]:
    """Draw decisions (shares approved, returned, refused) within ``longest`` days; what is not due yet is pending."""
    n = len(submitted)
    decided = submitted + rng.integers(4, longest, n)
    decision = 1 + rng.choice(3, n, p=outcome)
    stuck = rng.random(n) < 0.015
    waits = (decided > calendar.today) | stuck
    return np.where(waits, _PENDING, decision).astype(np.int8), np.where(waits, NEVER, decided).astype(np.int32)


def _quarters_end(day: Days) -> Days:
    """Return when it is paid: on the 25th of a quarter's last month, at least ten days after the decision."""
    month = (day + 10).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    last = (month // 3 * 3 + 2).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + 24
    following = (month // 3 * 3 + 5).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + 24
    return np.where(day + 10 <= last, last, following).astype(np.int32)


def _childcare(
    rng: np.random.Generator,
    people: People,
    families: Families,
    children: Offspring,
    lots: NDArray[np.float64],
    calendar: Calendar,
) -> Iterator[Claims]:
    """Claims for small children, year by year since 2025."""
    young = (people.birth + round(3 * YEAR) > _STARTS) & (people.death >= _STARTS) & (people.origin == Origin.HERE)
    young &= children.delivery <= 3
    families_lot = np.where(families.mother >= 0, lots[families.mother], lots)
    asks = young & (families_lot < np.where(families.mother >= 0, _ASKED[_CHILDCARE], 0.5))
    birth = people.birth.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    born, month = birth // 12 + 1970, birth % 12 + 1
    owed = np.where(born < 2025, 12 * (born - 2022) + month, 36)
    begun = np.where((born >= 2025) & (rng.random(len(people)) < 0.35), born + 1, np.maximum(born, 2025))
    for year in range(2025, calendar.on.year + 1):
        turn = year - begun
        left = np.clip(owed - 12 * turn, 0, 12)
        who = np.flatnonzero(asks & (turn >= 0) & (left > 0) & (people.death >= day_number(dt.date(year, 1, 1))))
        opened = day_number(_OPENED if year == 2025 else dt.date(year, 1, 5))
        closed = day_number(dt.date(year, 12, 31))
        first = np.maximum(people.birth[who] + 12, opened)
        wait = rng.beta(1.1, 2.6, len(who)) * np.maximum(closed - first, 1)
        renewal = np.minimum(rng.exponential(_RENEWED, len(who)), closed - opened)
        submitted = np.where(turn[who] > 0, opened + renewal, first + wait).astype(np.int32)
        who, submitted = who[submitted < calendar.today], submitted[submitted < calendar.today]
        decision, decided = _decide(rng, submitted, calendar, (0.955, 0.028, 0.017), 28)
        amount = np.where(born[who] < 2025, left[who] * _MONTH, _YEARLY)
        paid_on = _quarters_end(np.where(decision == _APPROVED, decided, 0).astype(np.int32))
        yield _claims(
            who,
            _applicants(rng, people, families, who),
            _CHILDCARE,
            year,
            submitted,
            decision,
            decided,
            amount,
            paid_on,
            calendar,
        )


def _applicants(rng: np.random.Generator, people: People, families: Families, child: Index) -> Index:
    """Return who applied for each child: the custodian, else a living parent; -1 for an institution or nobody known."""
    mother, father = families.mother[child], families.father[child]
    hers = (mother >= 0) & (people.death[mother] == NEVER)
    his = (father >= 0) & (people.death[father] == NEVER)
    applicant = np.where(hers & (~his | (rng.random(len(child)) < 0.7)), mother, np.where(his, father, -1))
    custodian = np.full(len(people), -2, dtype=np.int64)
    goes_on = families.custodies.until == NEVER
    custodian[families.custodies.child[goes_on]] = families.custodies.custodian[goes_on]
    custodian[families.custodies.child[families.custodies.kind == INSTITUTION]] = -1
    return np.where(custodian[child] > -2, custodian[child], applicant)


def _claims(
    who: Index,
    applicant: Index,
    programme: int,
    year: int,
    submitted: Days,
    decision: NDArray[np.int8],
    decided: Days,
    amount: NDArray[np.int64],
    paid_on: Days,
    calendar: Calendar,
) -> Claims:
    paid = (decision == _APPROVED) & (paid_on <= calendar.today)
    n = len(who)
    programmes, years = np.full(n, programme, dtype=np.int8), np.full(n, year, dtype=np.int64)
    money, day = np.where(paid, amount, 0).astype(np.int64), np.where(paid, paid_on, NEVER).astype(np.int32)
    return Claims(who, applicant, programmes, years, submitted, decision, decided, money, day)


def _yearly(
    rng: np.random.Generator,
    people: People,
    families: Families,
    children: Offspring,
    certificates: Certificates,
    urban: Flags,
    lots: NDArray[np.float64],
    calendar: Calendar,
) -> Iterator[Claims]:
    """Claims of parents of the one-child period: reviewed each December for the year to come, paid in September."""
    here, n = people.living_here(), len(people)
    certified = one_child_parents(certificates, n)
    child = children.eldest
    only = (children.count == 1) & certified & here
    lost = only & (people.death[child] < NEVER)
    disabled = only & ~lost & severely_disabled(certificates, n)[child]
    of_age = _of_age(people, families, child)
    loss = (lost | disabled) & of_age
    era = (children.first_born >= day_number(dt.date(1973, 1, 1))) & (
        children.first_born < day_number(dt.date(2002, 1, 1))
    )
    few = (children.count >= 1) & ((children.alive <= 1) | ((children.alive == 2) & (children.daughters_alive == 2)))
    elder = here & ~urban & era & few & (people.age >= 61) & (people.birth >= day_number(dt.date(1933, 1, 1))) & ~loss
    allowance = only & ~lost & (people.age[child] < 14)
    family = np.where(child >= 0, child, np.arange(n))
    amounts = np.where(lost, _BEREAVED, _DISABLED_CHILD)
    for programme, able, amount in (
        (_LOSS, loss, amounts),
        (_ELDER, elder, _ELDERS),
        (_ALLOWANCE, allowance, _ALLOWANCES),
    ):
        asks = np.flatnonzero(able & (lots[programme][family] < _ASKED[programme]))
        sums = np.broadcast_to(amount, n)[asks]
        for year in (calendar.on.year - 1, calendar.on.year):
            yield _reviewed(rng, asks, sums, programme, year, calendar)


def _of_age(people: People, families: Families, child: Index) -> Flags:
    """Return whether the mother of the person's eldest child (or the person, without her) is 50 or older."""
    mother = np.where(child >= 0, families.mother[child], -1)
    alive = (mother >= 0) & (people.death[mother] == NEVER)
    return np.where(alive, people.age[mother], people.age) >= 50


def _reviewed(
    rng: np.random.Generator,
    who: Index,
    amount: NDArray[np.int64],
    programme: int,
    year: int,
    calendar: Calendar,
) -> Claims:
    first, last = day_number(dt.date(year - 1, 11, 20)), day_number(dt.date(year - 1, 12, 31))
    submitted = some_day(rng, np.full(len(who), first, dtype=np.int32), last)
    known = submitted < calendar.today
    who, amount, submitted = who[known], amount[known], submitted[known]
    decision, decided = _decide(rng, submitted, calendar, (0.975, 0.015, 0.010), 75)
    paid_on = np.full(len(who), day_number(dt.date(year, 9, 25)), dtype=np.int32)
    return _claims(who, who, programme, year, submitted, decision, decided, amount, paid_on, calendar)
