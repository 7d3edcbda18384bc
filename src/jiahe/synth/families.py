"""What happened to families after the births: adoption, custody after a divorce, step-parents, orphans and guardians.

Not here: marriages and births themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiahe.synth.births import Births
from jiahe.synth.marriages import DEATH, DIVORCE, Marriages
from jiahe.synth.population import NEVER, YEAR, Calendar, Days, Flags, Index, Origin, People, joined, some_day, whole

BIRTH, ADOPTION, STEP = 0, 1, 2
"""Positions in the contract's choices of parenthoods.kind."""
PARENT, GUARDIAN, INSTITUTION = 0, 1, 2
"""Positions in the contract's choices of custodies.kind."""

_ADULT = round(18 * YEAR)
_ADOPTED = 0.003
_ORPHANS, _UNSUPPORTED, _IN_INSTITUTION = 0.0006, 0.0015, 0.0002
"""Shares of the children under age."""


@dataclass
class Custodies:
    """Columns of custodies. ``custodian`` is -1 for an institution."""

    child: Index
    custodian: Index
    kind: NDArray[np.int8]
    since: Days
    until: Days


@dataclass
class Families:
    """Everything about kinship in one block.

    ``mother``, ``father``: one a person, -1 where not in the register. ``adopted_on``: NEVER for a child by birth.
    ``step``: child, step-parent, and the day of the wedding. ``orphans`` … ``abandoned``: children and since when.
    """

    unions: Marriages
    mother: Index
    father: Index
    adopted_on: Days
    step: tuple[Index, Index, Days]
    custodies: Custodies
    orphans: tuple[Index, Days]
    unsupported: tuple[Index, Days]
    abandoned: tuple[Index, Days]
    institution: Index


def raise_children(
    rng: np.random.Generator, people: People, unions: Marriages, births: Births, calendar: Calendar, *, at_least: int
) -> Families:
    """Settle who brings each child up. Adds the dead parents of some orphans to ``people``."""
    mother, father = _parents(people, births)
    settled = people.living_here() & (people.age < 18) & (people.birth < calendar.today - 100)
    alone = np.flatnonzero(settled & (mother < 0) & (father < 0))
    chosen = _choose_lone_children(rng, people, alone, at_least)
    mother, father, unions = _dead_parents(rng, people, chosen["orphans"], mother, father, unions, calendar)
    adopted_on = _adoptions(rng, people, mother, father, calendar, at_least)
    after_divorce, custodian = _after_divorce(rng, people, unions, mother, father, calendar)
    step = _step_parents(people, unions, mother, father, custodian, calendar)
    orphans, unsupported = _without_parents(rng, people, mother, father, chosen["unsupported"], calendar)
    guarded = np.concatenate([orphans[0], unsupported[0]])
    since = np.concatenate([orphans[1], unsupported[1]])
    guardians = _guardians(rng, people, guarded, mother, father)
    end_at_guardian(after_divorce, guarded, since, len(people))
    institution = chosen["institution"]
    arrived = some_day(rng, people.birth[institution] + 10, calendar.today - 20)
    orphans = np.concatenate([orphans[0], institution]), np.concatenate([orphans[1], arrived])
    abandoned = institution[::3], arrived[::3]
    parts = [
        after_divorce,
        _custodies(guarded, guardians, GUARDIAN, since),
        _custodies(institution, np.full(len(institution), -1), INSTITUTION, arrived),
    ]
    custodies = joined(parts)
    return Families(unions, mother, father, adopted_on, step, custodies, orphans, unsupported, abandoned, institution)


def _parents(people: People, births: Births) -> tuple[Index, Index]:
    mother, father = np.full(len(people), -1, dtype=np.int64), np.full(len(people), -1, dtype=np.int64)
    mother[births.child], father[births.child] = births.mother, births.father
    return mother, father


def _custodies(child: Index, custodian: Index, kind: int, since: Days) -> Custodies:
    n = len(child)
    return Custodies(child, custodian, np.full(n, kind, dtype=np.int8), since, np.full(n, NEVER, dtype=np.int32))


def _choose_lone_children(rng: np.random.Generator, people: People, alone: Index, at_least: int) -> dict[str, Index]:
    """Choose, among children whose parents are not in the register, those in an institution, orphans and unsupported.

    Where ``at_least`` asks for it, the first of each is among the youngest.
    """
    order = rng.permutation(alone)
    order = order[np.argsort(people.age[order] >= 3, kind="stable")] if at_least else order
    minors = int((people.living_here() & (people.age < 18)).sum())
    counts = [max(at_least, whole(rng, share * minors)) for share in (_IN_INSTITUTION, _ORPHANS, _UNSUPPORTED)]
    names, taken = ("institution", "orphans", "unsupported"), {}
    first, rest = order[: len(names)], order[len(names) :]
    for i, (name, count) in enumerate(zip(names, counts, strict=True)):
        own = first[i : i + 1] if count else first[:0]
        more = max(0, count - len(own))
        taken[name], rest = np.concatenate([own, rest[:more]]), rest[more:]
    return taken


def _dead_parents(
    rng: np.random.Generator,
    people: People,
    orphans: Index,
    mother: Index,
    father: Index,
    unions: Marriages,
    calendar: Calendar,
) -> tuple[Index, Index, Marriages]:
    """Add both parents, who died, of children who have none in the register."""
    n = len(orphans)
    born = people.birth[orphans]
    deaths = [some_day(rng, born + 60, calendar.today - 10) for _ in range(2)]
    hers = (born - rng.uniform(20, 34, n) * YEAR).astype(np.int32)
    his = (hers - rng.uniform(0, 4, n) * YEAR).astype(np.int32)
    added = []
    for female, birth, death in ((True, hers, deaths[0]), (False, his, deaths[1])):
        age = ((calendar.today - birth) / YEAR).astype(np.int16)
        origin = np.full(n, Origin.HERE, dtype=np.int8)
        added.append(people.add(People(np.full(n, female), age, birth, death, origin)))
    mother, father = (np.concatenate([column, np.full(2 * n, -1, dtype=np.int64)]) for column in (mother, father))
    mother[orphans], father[orphans] = added
    until = np.minimum(*deaths)
    more = Marriages(added[0], added[1], born - 400, until, np.full(n, DEATH, dtype=np.int8))
    return mother, father, joined([unions, more])


def _adoptions(
    rng: np.random.Generator, people: People, mother: Index, father: Index, calendar: Calendar, at_least: int
) -> Days:
    """Make some children adopted ones, and draw the day."""
    adopted_on = np.full(len(people), NEVER, dtype=np.int32)
    last = np.minimum(people.death[mother], people.death[father])
    last = np.minimum(np.minimum(last, people.death), calendar.today) - 5
    able = (mother >= 0) & (father >= 0) & (last - people.birth > 120)
    chosen = able & (rng.random(len(people)) < _ADOPTED)
    small = np.flatnonzero(able & (people.age < 3) & people.living_here())
    chosen[small[: at_least if not chosen[small].any() else 0]] = True
    who = np.flatnonzero(chosen)
    first = people.birth[who] + 45
    adopted_on[who] = some_day(rng, first, np.minimum(last[who], first + round(4 * YEAR)))
    return adopted_on


def _union_of(unions: Marriages, mother: Index, father: Index, people: int) -> Index:
    """Return which marriage each pair of parents had; -1 for none."""
    keys = unions.wife * people + unions.husband
    order = np.argsort(keys)
    wanted = mother * people + father
    at = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
    return np.where((keys[order][at] == wanted) & (mother >= 0) & (father >= 0), order[at], -1)


def _after_divorce(
    rng: np.random.Generator, people: People, unions: Marriages, mother: Index, father: Index, calendar: Calendar
) -> tuple[Custodies, Index]:
    """Give children of the divorced to one parent until they are 18, and return each child's custodian, -1 for both."""
    union = _union_of(unions, mother, father, len(people))
    day = np.where(union >= 0, unions.until[union], NEVER)
    divorced = (union >= 0) & (unions.ended_by[union] == DIVORCE)
    child = np.flatnonzero(divorced & (people.birth < day) & (day < people.birth + _ADULT) & (day < people.death))
    custodian = np.full(len(people), -1, dtype=np.int64)
    custodian[child] = np.where(rng.random(len(child)) < 0.55, mother[child], father[child])
    until = np.minimum(np.minimum(people.birth[child] + _ADULT, people.death[child]), people.death[custodian[child]])
    rows = _custodies(child, custodian[child], PARENT, day[child].astype(np.int32))
    rows.until = np.where(until <= calendar.today, until, NEVER).astype(np.int32)
    return rows, custodian


def end_at_guardian(after_divorce: Custodies, guarded: Index, since: Days, n: int) -> None:
    """End the custody of one parent on the day from which the child has a guardian."""
    guarded_on = np.full(n, NEVER, dtype=np.int32)
    guarded_on[guarded] = since
    after_divorce.until = np.minimum(after_divorce.until, guarded_on[after_divorce.child])


def _step_parents(
    people: People, unions: Marriages, mother: Index, father: Index, custodian: Index, calendar: Calendar
) -> tuple[Index, Index, Days]:
    """Make the new spouse of the parent who brings a child up its step-parent."""
    later = np.full(len(people), -1, dtype=np.int64)
    by_since = np.argsort(unions.since, kind="stable")
    for who in (unions.wife, unions.husband):
        later[who[by_since]] = by_since  # the last one written is the latest marriage
    found = []
    for parent, other, spouse in ((mother, father, unions.husband), (father, mother, unions.wife)):
        union = np.where(parent >= 0, later[parent], -1)
        new_spouse, since = spouse[union], unions.since[union]
        brings_up = (custodian == parent) | ((other >= 0) & (people.death[other] < since))
        young = (people.birth < since) & (since < people.birth + _ADULT) & (since < people.death)
        child = np.flatnonzero((union >= 0) & (new_spouse != other) & brings_up & young)
        found.append((child, new_spouse[child], since[child]))
    child, parent, since = (np.concatenate(column) for column in zip(*found, strict=True))
    return child, parent, since


def _without_parents(
    rng: np.random.Generator, people: People, mother: Index, father: Index, unsupported: Index, calendar: Calendar
) -> tuple[tuple[Index, Days], tuple[Index, Days]]:
    """Return orphans (both parents dead) and children without support in fact (one dead, the other not there)."""
    minor = people.living_here() & (people.age < 18)
    lost_both = minor & (mother >= 0) & (father >= 0) & _dead(people, mother) & _dead(people, father)
    orphans = np.flatnonzero(lost_both)
    since = np.maximum(people.death[mother[orphans]], people.death[father[orphans]])
    lost_one = np.flatnonzero(minor & ~lost_both & (father >= 0) & (mother >= 0) & _dead(people, father))
    more = lost_one[rng.random(len(lost_one)) < 0.08]
    day = np.minimum(people.death[father[more]] + 120, calendar.today - 1)
    lone = some_day(rng, people.birth[unsupported] + 30, calendar.today - 30)
    return (orphans, since), (np.concatenate([more, unsupported]), np.concatenate([day, lone]).astype(np.int32))


def _dead(people: People, who: Index) -> Flags:
    return people.death[who] < NEVER


def _guardians(rng: np.random.Generator, people: People, children: Index, mother: Index, father: Index) -> Index:
    """Return a living grandparent of each child where there is one, else somebody of 40 to 68 of the block."""
    elders = np.flatnonzero(people.living_here() & (people.age >= 40) & (people.age < 69))
    guardian = elders[rng.integers(0, len(elders), len(children))]
    for side in (mother, father):
        for line in (father, mother):
            parent = side[children]
            grandparent = np.where(parent >= 0, line[parent], -1)
            there = (grandparent >= 0) & (people.death[grandparent] == NEVER)
            guardian = np.where(there, grandparent, guardian)
    return guardian
