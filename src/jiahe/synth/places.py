"""The ground of a made-up register: its townships, villages and groups, and the real places people move to or from.

Not here: which family lives where (households.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from jiahe.places import Divisions, Place
from jiahe.synth.errors import UnknownCounty
from jiahe.synth.mortality import Floats

DEFAULT_COUNTY = "420881000000"
TOWN_COUNTY = Place("420890000000", "禾阳县", 3)
"""An invented county in a real city (荆门市), so that a real province's and city's law holds there."""
TOWN = Place("420890100000", "稻香湾镇", 4)
TOWN_GROUPS = 302
_TOWN_VILLAGES = (
    ("稻香湾社区", 1.7),
    ("莲塘村", 0.91),
    ("石墩村", 1.19),
    ("永丰畈村", 1.13),
    ("柳林沟村", 0.90),
    ("东岗村", 1.08),
    ("上塘村", 1.15),
    ("三渡村", 1.15),
    ("枫香坪村", 0.78),
    ("新堰村", 0.83),
    ("安福桥村", 1.23),
)
"""The town's community and villages: invented names, and how large each is beside the others."""

BLOCK = 45_000
"""People in one block, about. Families live within one block; memory grows with it."""
_VILLAGE = 1_800
_GROUP = 130
_LEAST_TOWNSHIP = 8_000
_FULL_VILLAGE = 6_000
"""Above this many people a village, the real villages are too few for a register and invented ones are used."""

_FIRST = "青白金银石沙清柳杨桃梅兰竹松荷云月星新永兴和安福庆丰长高平大小东西南北上下双三龙凤鹤马"
_SECOND = "桥湾河溪塘堰坪岗冲畈店铺庙湖台岭坡泉墩井滩林沟洲渡"
_INVENTED_VILLAGE, _INVENTED_COMMUNITY = 601, 901
"""Village numbers that the statistical codes leave unused, so that no invented village takes a real one's code."""


@dataclass(frozen=True)
class Village:
    """A village or residents' community.

    ``urban``: the share of its people who count as urban. ``share``: its share of the register's people.
    """

    code: str
    name: str
    urban: float
    share: float = 1.0
    groups: int = 1


@dataclass(frozen=True)
class Block:
    """Neighbouring villages whose families are made together. ``share``: of the register's people."""

    villages: tuple[Village, ...]
    share: float

    @property
    def urban(self) -> float:
        """The share of people whom the programmes of the one-child period count as urban."""
        return float(np.average([v.urban for v in self.villages], weights=[v.share for v in self.villages]))


@dataclass(frozen=True)
class Ground:
    """Where a register lies. ``invented``: the places that the published divisions do not have."""

    county: Place
    blocks: tuple[Block, ...]
    invented: tuple[Place, ...]
    away: tuple[str, ...]
    away_share: Floats

    @property
    def prefix(self) -> str:
        """The six digits that every place of the register begins with."""
        return self.county.code[:6]

    def codes(self) -> tuple[str, ...]:
        """Every place code that a row may name: the county, its townships and villages, then the places elsewhere."""
        villages = [village.code for block in self.blocks for village in block.villages]
        townships = sorted({code[:9] + "000" for code in villages})
        return (self.county.code, *townships, *villages, *self.away)


def _published() -> Iterable[Place]:
    return Divisions.published()._places.values()


def town_ground() -> Ground:
    """Return the demo town: ten villages, one residents' community, 302 groups, in an invented county."""
    shares = np.array([share for _, share in _TOWN_VILLAGES])
    groups = np.floor(shares / shares.sum() * TOWN_GROUPS).astype(int)
    groups[np.argsort(-shares)[: TOWN_GROUPS - groups.sum()]] += 1
    numbers = (1, *range(201, 211))
    villages = tuple(
        Village(f"420890100{number:03d}", name, 0.85 if number == 1 else 0.06, share, int(n))
        for number, (name, share), n in zip(numbers, _TOWN_VILLAGES, groups, strict=True)
    )
    invented = (TOWN_COUNTY, TOWN, *(Place(v.code, v.name, 5) for v in villages))
    return Ground(TOWN_COUNTY, (Block(villages, 1.0),), invented, *_away(TOWN_COUNTY.code))


def county_ground(rng: np.random.Generator, county: str, people: int) -> Ground:
    """Return a real county's townships, with its villages where they are published, else with invented ones.

    ``county`` has 6 or 12 digits. A small register uses only the first few townships. Raises UnknownCounty.
    """
    divisions = Divisions.published()
    county = county.ljust(12, "0") if len(county) == 6 else county
    if county not in divisions or divisions.level(county) != 3:
        raise UnknownCounty(
            f"“{county}”不是县级区划代码：请写它的 6 位或 12 位代码，例如 {DEFAULT_COUNTY}（钟祥市）；"
            "jiahe/places/published/china_to_township.csv.gz 里有全部（level 为 3）。"
            f"{county!r} is not the code of a county. Write its 6 or 12 digits, such as {DEFAULT_COUNTY} (钟祥市); "
            "jiahe/places/published/china_to_township.csv.gz has them all (level 3)."
        )
    below = [place for place in _published() if place.code.startswith(county[:6])]
    townships = [place for place in below if place.level == 4]
    if not townships:
        raise UnknownCounty(
            f"已公布的区划里，{county}（{divisions.name(county)}）没有乡级：请换一个县。"
            f"The published divisions have no townships of {county} ({divisions.name(county)}): take another county."
        )
    townships = townships[: max(1, people // _LEAST_TOWNSHIP)]
    weights = rng.lognormal(0.0, 0.45, len(townships))
    published = {t.code: [p for p in below if p.level == 5 and p.code[:9] == t.code[:9]] for t in townships}
    known = sum(len(villages) for villages in published.values())
    real = bool(known) and people / known < _FULL_VILLAGE
    names = _invented_names(rng)
    villages: list[Village] = []
    invented: list[Place] = []
    for township, weight in zip(townships, weights / weights.sum(), strict=True):
        own = _real_villages(published[township.code]) if real else []
        if not own:
            own = _invented_villages(names, township, people * weight)
            invented.extend(Place(v.code, v.name, 5) for v in own)
        sizes = rng.lognormal(0.0, 0.4, len(own))
        villages.extend(
            _sized(village, float(weight * size), people)
            for village, size in zip(own, sizes / sizes.sum(), strict=True)
        )
    blocks = _blocks(villages, max(1, round(people / BLOCK)))
    return Ground(Place(county, divisions.name(county), 3), blocks, tuple(invented), *_away(county))


def _real_villages(places: list[Place]) -> list[Village]:
    return [Village(p.code, p.name, 0.85 if p.code[9] in "01" else 0.08) for p in places]


def _invented_villages(names: Iterator[str], township: Place, size: float) -> list[Village]:
    in_town = township.code[6] == "0"  # a street office (街道)
    number = int(np.clip(round(size / _VILLAGE), 1, 299))
    communities = min(99, max(1, round(number * (0.8 if in_town else 0.1))))
    codes = [*range(_INVENTED_COMMUNITY, _INVENTED_COMMUNITY + communities)]
    codes += range(_INVENTED_VILLAGE, _INVENTED_VILLAGE + number - communities)
    villages = []
    for code in codes:
        name, urban = ("社区", 0.85) if code >= _INVENTED_COMMUNITY else ("村", 0.75 if in_town else 0.08)
        villages.append(Village(f"{township.code[:9]}{code}", next(names) + name, urban))
    return villages


def _sized(village: Village, share: float, people: int) -> Village:
    return replace(village, share=share, groups=max(1, round(people * share / _GROUP)))


def _blocks(villages: list[Village], number: int) -> tuple[Block, ...]:
    """Cut the villages, in order, into blocks of about the same number of people."""
    shares = np.array([village.share for village in villages])
    at = np.minimum((np.cumsum(shares) - shares / 2) / shares.sum() * number, number - 1).astype(int)
    parts = [tuple(village for village, block in zip(villages, at, strict=True) if block == i) for i in range(number)]
    return tuple(Block(part, sum(village.share for village in part)) for part in parts if part)


def _invented_names(rng: np.random.Generator) -> Iterator[str]:
    """Yield two-character names in random order, for ever; they repeat only after all have been used."""
    names = [first + second for first in _FIRST for second in _SECOND]
    while True:
        yield from (names[i] for i in rng.permutation(len(names)))


_MAGNETS = {
    "44": 9.0,
    "33": 7.0,
    "32": 5.0,
    "31": 4.0,
    "11": 3.0,
    "35": 2.0,
    "43": 1.5,
    "41": 1.0,
    "51": 1.0,
    "61": 1.0,
}
"""Provinces that people move to, by weight; the own province comes first."""


def _away(county: str) -> tuple[tuple[str, ...], Floats]:
    """Return counties of the own province and of the great cities, with how many of those who left live there."""
    codes, weights = [], []
    for place in _published():
        own = place.code[:2] == county[:2]
        if place.level != 3 or place.code[:6] == county[:6] or not (own or place.code[:2] in _MAGNETS):
            continue
        district = place.name.endswith("区")
        codes.append(place.code)
        weights.append((30.0 if own else _MAGNETS[place.code[:2]]) * (3.0 if district else 1.0))
        if own and place.code[:4] == county[:4]:
            weights[-1] *= 6.0
    total = np.array(weights)
    return tuple(codes), total / total.sum()
