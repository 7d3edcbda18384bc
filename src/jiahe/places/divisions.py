"""The five levels of administrative divisions: which codes exist, their names, and what lies above what.

Not here: facilities and posts, and which law holds where (the law room walks up the same codes by itself).
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple

LEVELS = {1: "province", 2: "city", 3: "county", 4: "town", 5: "village"}
"""The levels of division, as the published files number them."""

_DIGITS = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}
_FORM = re.compile(r"[1-9][0-9]{11}")
_PASSED_OVER = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
"""Names of divisions that exist in the code only; people do not say them."""

NATION = "000000000000"


class PlacesError(Exception):
    """A place cannot be read or named. The message says which, and what to write; ``zh`` says it in Chinese."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.zh = zh


class Place(NamedTuple):
    """A division: its 12-digit code, its own name, and its level (1 province … 5 village)."""

    code: str
    name: str
    level: int


def level_of(code: str) -> int:
    """Return the level that the form of the code shows (0 for the nation). Raises PlacesError when it is no code.

    A city without counties (东莞) has one code for both levels; it is a city here.
    """
    if code == NATION:
        return 0
    if not _FORM.fullmatch(code):
        raise PlacesError(
            f"{code!r} is not a place code: write 12 digits, with zeros below the level that is known.",
            f"“{code}”不是区划代码：写 12 位数字，不知道的下级补零。",
        )
    for level, digits in _DIGITS.items():
        if not code[digits:].strip("0"):
            return level
    raise AssertionError(code)


def codes_above(code: str) -> Iterable[str]:
    """Yield the codes above, nearest first, as the digits alone give them."""
    below = code
    for level in range(level_of(code) - 1, 0, -1):
        above = code[: _DIGITS[level]].ljust(12, "0")
        if above != below:
            yield above
        below = above


def _town_of(code: str) -> str:
    return code[:9].ljust(12, "0")


@dataclass(frozen=True)
class Divisions:
    """The known divisions.

    The villages of some provinces only are listed; elsewhere a village is known when its township is. A town that was
    added is *listed* when villages were added with it, and *open* when not.
    """

    _places: Mapping[str, Place]
    _provinces_with_villages: frozenset[str] = frozenset()
    _open_towns: frozenset[str] = frozenset()
    _listed_towns: frozenset[str] = frozenset()
    _gone: frozenset[str] = frozenset()

    @staticmethod
    @lru_cache(maxsize=1)
    def published() -> Divisions:
        """Return the divisions published for 2023-06-30 (see published/SOURCES.md)."""
        places: dict[str, Place] = {}
        for name in ("china_to_township.csv.gz", "hubei_villages.csv.gz"):
            for place in _read(name):
                places.setdefault(place.code, place)
        provinces = frozenset(code[:2] for code, place in places.items() if place.level == 5)
        return Divisions(MappingProxyType(places), provinces)

    def with_places(self, extra: Iterable[Place]) -> Divisions:
        """Return these divisions and the extra ones (an invented town); an extra name wins over a published one.

        Raises PlacesError, naming the code, when a code has not the form of its level or nothing known lies above it.
        """
        added = {place.code: place for place in extra}
        places = MappingProxyType({**self._places, **added})
        own_towns = {code for code, place in added.items() if place.level == 4 and code not in self._places}
        listed = own_towns & {_town_of(place.code) for place in added.values() if place.level == 5}
        merged = Divisions(
            places,
            self._provinces_with_villages,
            (self._open_towns | own_towns) - listed,
            self._listed_towns | listed,
            self._gone - added.keys(),
        )
        for place in added.values():
            self.check(place, among=added)
        return merged

    def without(self, codes: Iterable[str]) -> Divisions:
        """Return these divisions without those that are no more: they were merged, split, or have another code."""
        gone = frozenset(codes)
        left = {code: place for code, place in self._places.items() if code not in gone}
        return replace(
            self,
            _places=MappingProxyType(left),
            _open_towns=self._open_towns - gone,
            _listed_towns=self._listed_towns - gone,
            _gone=self._gone | gone,
        )

    def check(self, place: Place, *, among: Container[str] = ()) -> None:
        """Raise PlacesError when a place that is to be added to these (and those ``among``) is not whole."""
        if place.level not in LEVELS:
            raise PlacesError(
                f"Place {place.code}: level {place.level} does not exist; write 1 (province) to 5 (village).",
                f"地点 {place.code}：没有级别 {place.level}，写 1（省）至 5（村）。",
            )
        if not place.name.strip():
            raise PlacesError(
                f"Place {place.code}: the name is empty; write the place's own name.",
                f"地点 {place.code}：名称是空的，写上它自己的名称。",
            )
        form = level_of(place.code)
        if form != place.level and not (form == 2 and place.level == 3):
            raise PlacesError(
                f"Place {place.code}: level {place.level} is written, but the code has the form of level {form}; "
                "correct one of the two.",
                f"地点 {place.code}：级别写的是 {place.level}，代码却是 {form} 级的形式，改正其中一个。",
            )
        above = next(iter(codes_above(place.code)), None)
        if above is not None and above not in self._places and above not in among:
            raise PlacesError(
                f"Place {place.code}: the place above it, {above}, is not known; add it as well.",
                f"地点 {place.code}：它的上级 {above} 不认识，请把上级也写上。",
            )

    def __contains__(self, code: str) -> bool:
        return code in self._places

    def places(self, low: str, high: str) -> list[Place]:
        """Return the known divisions with a code in a range, in order of code."""
        codes = self._sorted
        return [self._places[code] for code in codes[bisect_left(codes, low) : bisect_right(codes, high)]]

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._places)

    def below(self, code: str) -> list[Place]:
        """Return the places that people choose from next, in order of code: the counties of 北京市, not its 市辖区.

        Empty below a town, and for an unknown code; the provinces for the nation.
        """
        return list(self._children.get(code, ()))

    @cached_property
    def _children(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = {}
        for place in sorted(self._places.values()):
            if place.level == 5 or self._is_passed_over(place):
                continue
            above = (up for up in codes_above(place.code) if up in self._places)
            parent = next((up for up in above if not self._is_passed_over(self._places[up])), NATION)
            found.setdefault(parent, []).append(place)
        return found

    def all_below(self, code: str) -> list[Place]:
        """Return the places that people choose from at any level below a place, the highest first, as :meth:`below`."""
        if code not in self._walked:
            ahead, found = [code], list[Place]()
            while ahead:
                found += (children := self.below(ahead.pop()))
                ahead += [one.code for one in children]
            self._walked[code] = sorted(found, key=lambda one: (one.level, one.code))
        return self._walked[code]

    @cached_property
    def _walked(self) -> dict[str, list[Place]]:
        return {}

    @staticmethod
    def _is_passed_over(place: Place) -> bool:
        return place.level == 2 and place.name in _PASSED_OVER

    def is_known(self, code: str) -> bool:
        """Say whether this is the code of a division. False for a code that is not even well-formed."""
        if code in self._places:
            return True
        if code in self._gone or not _FORM.fullmatch(code) or level_of(code) != 5:
            return False
        town = _town_of(code)
        if town in self._open_towns:
            return True
        return town in self._places and town not in self._listed_towns and code[:2] not in self._provinces_with_villages

    def name(self, code: str) -> str:
        """Return the place's own name (京山市); for a village that is not listed, its town's name and its number.

        Raises PlacesError for an unknown code.
        """
        if code == NATION:
            return "全国"
        if code in self._places:
            return self._places[code].name
        if self.is_known(code):
            return f"{self._places[_town_of(code)].name}{code[9:]}号村（社区）"
        raise self._unknown(code)

    def full_name(self, code: str, *, from_level: int = 1) -> str:
        """Return the name with all names above it (湖北省荆门市京山市); ``from_level=2`` leaves the province out."""
        own = self.name(code)
        if code == NATION or level_of(code) <= from_level:
            return own
        above = [self._places[up] for up in codes_above(code) if up in self._places and level_of(up) >= from_level]
        if code not in self._places:
            above = above[1:]  # the village's made-up name begins with its town's
        names = [place.name for place in reversed(above) if place.name not in _PASSED_OVER]
        return "".join([*names, own])

    def level(self, code: str) -> int:
        """Return 1 (province) to 5 (village), 0 for the nation. Raises PlacesError for an unknown code."""
        if code != NATION and not self.is_known(code):
            raise self._unknown(code)
        return level_of(code)

    def parent(self, code: str) -> str | None:
        """Return the code of the nearest known division above; the nation above a province; None above the nation."""
        if self.level(code) == 0:
            return None
        return next((up for up in codes_above(code) if up in self._places), NATION)

    def nearest_known(self, code: str) -> str | None:
        """Return the nearest known division above a code that is itself unknown, or None. Never raises."""
        if not _FORM.fullmatch(code):
            return None
        return next((up for up in codes_above(code) if up in self._places), None)

    def _unknown(self, code: str) -> PlacesError:
        try:
            level_of(code)
        except PlacesError as malformed:
            return malformed
        above = self.nearest_known(code)
        where_en = f" It would lie in {self.full_name(above)} ({above})." if above else ""
        where_zh = f"它应属于{self.full_name(above)}（{above}）。" if above else ""
        return PlacesError(
            f"No division has the code {code}.{where_en} Correct the code, or name the place in places.csv.",
            f"没有区划代码 {code}。{where_zh}请改正代码，或在 places.csv 里写上这个地方。",
        )


def _read(name: str) -> Iterable[Place]:
    with resources.files("jiahe.places").joinpath("published", name).open("rb") as packed:
        rows = csv.reader(io.StringIO(gzip.decompress(packed.read()).decode("utf-8")))
    next(rows)
    for code, place_name, level in rows:
        yield Place(code, place_name, int(level))


def lies_in(inner: str, outer: str) -> bool:
    """Whether a place is a division, or lies in it."""
    low, high = place_range(outer)
    return low <= inner <= high


def is_one_place(one: str, other: str) -> bool:
    """Whether two places can be one, known to different depths."""
    return lies_in(one, other) or lies_in(other, one)


def place_range(code: str) -> tuple[str, str]:
    """Return the lowest and the highest code of what lies in a division, itself included."""
    digits = _DIGITS.get(level_of(code), 0)
    return code[:digits].ljust(12, "0"), code[:digits].ljust(12, "9")
