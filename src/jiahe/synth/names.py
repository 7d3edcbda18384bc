"""Names of made-up people, out of the lists of Faker's Chinese provider.

Surnames come with their shares; given names are drawn evenly. Not here: from whom a surname comes down (households.py).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
from faker.providers.person.zh_CN import Provider
from numpy.typing import NDArray

from jiahe.synth.population import Flags, Index

_SURNAMES = tuple(Provider.last_names)
_WEIGHTS = np.array(list(Provider.last_names.values()), dtype=float)
_GIVEN = (tuple(Provider.first_names_male), tuple(Provider.first_names_female))
_LONGEST = max(len(names) for names in _GIVEN)


@cache
def _full_names() -> pa.Array:
    """Return every name there can be: by surname, sex (male first), given name."""
    padded = [names + names[:1] * (_LONGEST - len(names)) for names in _GIVEN]
    return pa.array([surname + given for surname in _SURNAMES for sex in padded for given in sex], pa.string())


def surnames(rng: np.random.Generator, people: int) -> Index:
    """Draw surnames (positions in the list) for so many people."""
    return rng.choice(len(_SURNAMES), people, p=_WEIGHTS / _WEIGHTS.sum())


def name(rng: np.random.Generator, surname: NDArray[np.int64], female: Flags) -> pa.Array:
    """Draw given names and return the full names."""
    sizes = np.array([len(names) for names in _GIVEN])[female.astype(np.int8)]
    given = (rng.random(len(surname)) * sizes).astype(np.int64)
    return _full_names().take(pa.array((surname * 2 + female) * _LONGEST + given))
