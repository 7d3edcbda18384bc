"""One block of the register from first to last: people, marriages, births, families, homes, papers and claims.

A block draws from its own stream of random numbers, so that it comes out the same whatever is made before or beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiahe.synth.births import bear
from jiahe.synth.certificates import Certificates, certify
from jiahe.synth.claims import Claims, claim
from jiahe.synth.families import Families, raise_children
from jiahe.synth.households import Homes, house
from jiahe.synth.marriages import marry
from jiahe.synth.mortality import Floats
from jiahe.synth.moves import Whereabouts, whereabouts
from jiahe.synth.offspring import Offspring, offspring
from jiahe.synth.places import Block
from jiahe.synth.population import Calendar, Flags, Index, Origin, People, settle
from jiahe.synth.shape import Counts
from jiahe.synth.statuses import Statuses, hold

_URBAN_AWAY, _URBAN_MARRIED_IN = 0.75, 0.40


@dataclass(frozen=True)
class Task:
    """What a block is to hold: the living by sex and age, their unrounded expectation, and how many live elsewhere.

    ``county_of``: the county of every place.
    """

    block: Block
    living: Counts
    expected: Floats
    elsewhere: int
    villages: Index
    away: tuple[Index, Floats]
    county_of: Index
    at_least: int


@dataclass
class MadeBlock:
    """Everything known about a block's people, as columns over positions in ``people``."""

    people: People
    families: Families
    homes: Homes
    where: Whereabouts
    children: Offspring
    certificates: Certificates
    statuses: Statuses
    claims: Claims
    urban: Flags
    order: Index
    """Positions in the order of the register, without people whom nobody refers to."""


def make_block(rng: np.random.Generator, task: Task, calendar: Calendar) -> MadeBlock:
    """Make all people and families of one block."""
    at_least = task.at_least
    people = settle(rng, task.living, task.expected, calendar)
    unions = marry(rng, people, calendar)
    births = bear(rng, people, unions, calendar, urban=task.block.urban, at_least=at_least)
    families = raise_children(rng, people, unions, births, calendar, at_least=at_least)
    homes = house(rng, people, families, task.block)
    where = whereabouts(
        rng, people, families, homes, task.villages, task.away, task.elsewhere, calendar, at_least=at_least
    )
    urban = _urban(rng, people, homes, task.block)
    children = offspring(people, families)
    kept = _referred_to(people, families)
    certificates = certify(rng, people, families, children, kept, urban, calendar, at_least=at_least)
    county = np.where(where.residence >= 0, task.county_of[where.residence], -1)
    statuses = hold(rng, people, families, homes, where, county, urban, calendar)
    claims = claim(rng, people, families, children, certificates, urban, calendar)
    order = homes.order[kept[homes.order]]
    return MadeBlock(people, families, homes, where, children, certificates, statuses, claims, urban, order)


def _urban(rng: np.random.Generator, people: People, homes: Homes, block: Block) -> Flags:
    """Draw who counts as urban in the programmes of the one-child period, whole households at once."""
    share = np.array([village.urban for village in block.villages])[homes.village]
    share = np.where(people.origin == Origin.MOVED_AWAY, _URBAN_AWAY, share)
    share = np.where(people.origin == Origin.MARRIED_IN, _URBAN_MARRIED_IN, share)
    return rng.random(len(people))[homes.head] < share


def _referred_to(people: People, families: Families) -> Flags:
    """Return whom the register keeps: all with hukou here, and of the others those who are somebody's kin."""
    keep = people.origin == Origin.HERE
    for kin in (families.unions.wife, families.unions.husband):
        keep[kin] = True
    for parent in (families.mother, families.father):
        keep[parent[parent >= 0]] = True
        keep |= parent >= 0
    return keep
