"""Each parent's children in a row: how many, who came first, which delivery each was.

Step-children are not counted. Not here: how the children came to be (births.py, families.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiahe.synth.families import Families
from jiahe.synth.population import NEVER, Days, Index, People


@dataclass
class Offspring:
    """One row a person. ``eldest`` is -1 and the dates are NEVER for the childless.

    ``daughters_alive`` and ``alive`` count children living today; ``second_born`` is the second child's birth date.
    ``delivery`` and ``order`` are of the person as a child of their own mother; 0 where there is none.
    """

    count: Index
    alive: Index
    daughters_alive: Index
    eldest: Index
    first_born: Days
    second_born: Days
    delivery: NDArray[np.int64]
    order: NDArray[np.int64]


def offspring(people: People, families: Families) -> Offspring:
    """Count everybody's children."""
    n = len(people)
    child = np.concatenate([np.flatnonzero(families.mother >= 0), np.flatnonzero(families.father >= 0)])
    mothers = int((families.mother >= 0).sum())
    parent = np.concatenate([families.mother[child[:mothers]], families.father[child[mothers:]]])
    living = people.death[child] == NEVER
    eldest, first_born, second_born = np.full(n, -1), np.full(n, NEVER), np.full(n, NEVER)
    by_birth = np.lexsort((child, people.birth[child], parent))
    child_sorted, parent_sorted = child[by_birth], parent[by_birth]
    start = np.searchsorted(parent_sorted, parent_sorted)
    place = np.arange(len(child)) - start
    eldest[parent_sorted[place == 0]] = child_sorted[place == 0]
    first_born[parent_sorted[place == 0]] = people.birth[child_sorted[place == 0]]
    second_born[parent_sorted[place == 1]] = people.birth[child_sorted[place == 1]]
    delivery, order = _mothers_count(people, families)
    return Offspring(
        np.bincount(parent, minlength=n),
        np.bincount(parent[living], minlength=n),
        np.bincount(parent[living & people.female[child]], minlength=n),
        eldest,
        first_born.astype(np.int32),
        second_born.astype(np.int32),
        delivery,
        order,
    )


def _mothers_count(people: People, families: Families) -> tuple[Index, Index]:
    """Return which delivery and which child of their mother everybody was; an adopted child was no delivery of hers."""
    delivery, order = np.zeros(len(people), dtype=np.int64), np.zeros(len(people), dtype=np.int64)
    child = np.flatnonzero(families.mother >= 0)
    child = child[np.lexsort((child, people.birth[child], families.mother[child]))]
    mother, birth = families.mother[child], people.birth[child]
    start = np.searchsorted(mother, mother)
    order[child] = np.arange(len(child)) - start + 1
    borne = families.adopted_on[child] == NEVER
    own, own_mother, own_birth = child[borne], mother[borne], birth[borne]
    new = np.ones(len(own), dtype=np.int64)
    new[1:] = (own_mother[1:] != own_mother[:-1]) | (own_birth[1:] != own_birth[:-1])
    running = np.cumsum(new)
    before = running[np.searchsorted(own_mother, own_mother)] - 1
    delivery[own] = running - before
    return delivery, order
