"""Who lives in which household, and where the households lie: kin side by side, in villages and groups of a fair size.

Not here: people whose hukou is elsewhere; they have no household in the register.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiahe.synth.families import PARENT, Families
from jiahe.synth.marriages import DIVORCE
from jiahe.synth.mortality import Floats
from jiahe.synth.places import Block
from jiahe.synth.population import NEVER, Index, Origin, People

_MOTHERS_NAME = 0.04


@dataclass
class Homes:
    """One row a person: the head whose household it is, its village in the block, its group, its place in the order.

    ``line`` is the person from whom a lineage, and with it the surname, comes down.
    """

    head: Index
    village: Index
    group: Index
    number: Index  # of the household within its village, from 1
    order: Index  # everybody's position, household by household
    line: Index


def house(rng: np.random.Generator, people: People, families: Families, block: Block) -> Homes:
    """Put everybody with hukou here into a household, and the households into the block's villages and groups."""
    here = (people.origin == Origin.HERE) | (people.origin == Origin.EARLIER)
    head = _follow(_household_links(rng, people, families, here))
    kin = _follow(_kin_links(people, families, here, head))
    alive = people.living_here()
    size = np.bincount(head[alive], minlength=len(people))
    heads = np.unique(head[here])
    lots = rng.random(len(people))
    heads = heads[np.lexsort((heads, lots[kin[heads]]))]
    before = np.cumsum(size[heads]) - size[heads]
    position = np.zeros(len(people))
    position[heads] = before
    village, inside = _villages(position[heads] / max(1, int(alive.sum())), block)
    groups = np.array([v.groups for v in block.villages])[village]
    group = np.minimum((inside * groups).astype(np.int64), groups - 1) + 1
    number = np.arange(len(heads)) - np.searchsorted(village, village) + 1
    rank = np.full(len(people), len(people), dtype=np.int64)
    rank[heads] = np.arange(len(heads))
    own = np.where(here, rank[head], -1)
    order = np.lexsort((people.birth, np.where(here, own, len(heads))))
    line = _follow(_name_links(rng, families, len(people)))
    return Homes(
        head,
        np.where(here, village[own], -1),
        np.where(here, group[own], -1),
        np.where(here, number[own], -1),
        order,
        line,
    )


def _follow(link: Index) -> Index:
    """Follow each person's link to the end."""
    while True:
        further = link[link]
        if np.array_equal(further, link):
            return link
        link = further


def _household_links(rng: np.random.Generator, people: People, families: Families, here: NDArray[np.bool_]) -> Index:
    """Link everybody to whom they live with: wives to husbands, children to a parent, one grown son to his parents."""
    link = np.arange(len(people))
    unions, mother, father = families.unions, families.mother, families.father
    minor_or_single = np.ones(len(people), dtype=bool)
    minor_or_single[unions.wife] = minor_or_single[unions.husband] = False
    minor_or_single &= (people.age < 18) | (rng.random(len(people)) < 0.85)
    parent = np.where((father >= 0) & here[father], father, np.where((mother >= 0) & here[mother], mother, -1))
    custody = families.custodies.kind == PARENT
    child, custodian = families.custodies.child[custody], families.custodies.custodian[custody]
    parent[child] = np.where(here[custodian], custodian, parent[child])
    guardian = (families.custodies.custodian >= 0) & ~custody
    parent[families.custodies.child[guardian]] = families.custodies.custodian[guardian]
    joins = here & minor_or_single & (parent >= 0)
    link[joins] = parent[joins]

    by_since = np.argsort(unions.since, kind="stable")
    wife, husband = unions.wife[by_since], unions.husband[by_since]
    together = here[wife] & here[husband]
    link[wife] = np.where(together & (unions.ended_by[by_since] != DIVORCE), husband, wife)

    sons = np.flatnonzero(here & ~people.female & ~minor_or_single & (parent >= 0) & (people.death == NEVER))
    youngest = sons[np.lexsort((people.birth[sons], parent[sons]))]
    last = np.append(parent[youngest][1:] != parent[youngest][:-1], True)[: len(youngest)]
    stays = youngest[last & (rng.random(len(youngest)) < 0.45)]
    link[stays] = parent[stays]
    return link


def _kin_links(people: People, families: Families, here: NDArray[np.bool_], head: Index) -> Index:
    """Link households to that of the head's father or mother, so that kin can be housed side by side."""
    link = head.copy()
    heads = np.unique(head[here])
    father, mother = families.father[heads], families.mother[heads]
    parent = np.where((father >= 0) & here[father], father, np.where((mother >= 0) & here[mother], mother, -1))
    further = parent >= 0
    link[heads[further]] = head[parent[further]]
    return link


def _name_links(rng: np.random.Generator, families: Families, people: int) -> Index:
    """Link everybody to the parent whose surname they bear."""
    mother, father = families.mother, families.father
    hers = (father < 0) | ((mother >= 0) & (rng.random(people) < _MOTHERS_NAME))
    parent = np.where(hers, mother, father)
    return np.where(parent >= 0, parent, np.arange(people))


def _villages(position: Floats, block: Block) -> tuple[Index, Floats]:
    """Return each household's village in the block, and how far into the village it lies (0 to 1)."""
    shares = np.array([village.share for village in block.villages])
    edges = np.concatenate([[0.0], np.cumsum(shares / shares.sum())])
    village = np.clip(np.searchsorted(edges, position, side="right") - 1, 0, len(shares) - 1)
    return village, (position - edges[village]) / (edges[village + 1] - edges[village])
