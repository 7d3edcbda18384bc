"""Places by name, from anywhere on the path down to them (禾阳县清溪镇柳林村), seen from one county.

Within the county a village may be named without its township; elsewhere the names must lead down from the province or
the city. Names are taken in full; only where that leads nowhere, without what kind of place it is (深圳南山).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from jiahe.places.divisions import NATION, Divisions, Place, codes_above, level_of, place_range

_KINDS_OF_VILLAGE = (
    ("社区居民委员会", "社区居委会", "社区", "居民委员会", "居委会"),
    ("村民委员会", "村委会", "村"),
)
_KINDS_OF_STREET = ("街道办事处", "街道")
_SHORT = re.compile(r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|[省市县区镇乡盟旗])$")
_REMEMBERED = 100_000


class PlacePaths:
    """Finds places by what people write. ``county``: its code; without one, paths begin with a province or a city."""

    def __init__(self, divisions: Divisions, county: str | None = None) -> None:
        self._divisions = divisions
        self.county = county
        self._above = [] if county is None else [county, *codes_above(county)]
        self._found: dict[str, frozenset[str]] = {}
        self._next: dict[tuple[str, bool, bool], list[tuple[str, str]]] = {}

    def named(self, text: str) -> frozenset[str]:
        """Return the codes of all places that names may mean: in full, if there is none, shortened."""
        if text not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[text] = self._led_to(text, short=False) or self._led_to(text, short=True)
        return self._found[text]

    def near(self, text: str) -> tuple[str | None, list[str]]:
        """Return how far a text that names no place could be followed, and the places there of like names."""
        reached = min(self.walk(text), key=lambda one: len(one[1]), default=(self.county, text))
        within, rest = reached
        if within is None:
            return None, []
        below = self._forms_below(within, short=False, was_named=rest != text)
        like = set(difflib.get_close_matches(rest, [form for _, form in below], n=5, cutoff=0.5))
        return within, list(dict.fromkeys(code for code, form in below if form in like))

    def walk(self, text: str, *, short: bool = False) -> Iterator[tuple[str, str]]:
        """Yield each place that the beginning of a text leads to, and what is left of the text."""
        ahead = [(start, text) for start in (*self._above, NATION)]
        while ahead:
            code, rest = ahead.pop()
            for below, form in self._forms_below(code, short=short, was_named=rest != text):
                if rest.startswith(form):
                    ahead.append((below, rest[len(form) :]))
                    yield ahead[-1]

    def _led_to(self, text: str, *, short: bool) -> frozenset[str]:
        return frozenset(code for code, rest in self.walk(text, short=short) if not rest)

    def full_name(self, code: str) -> str:
        """Return a place's name with those above it; within the county without the county's."""
        in_county = self.county is not None and code[:6] == self.county[:6] and code != self.county
        return self._divisions.full_name(code, from_level=4 if in_county else 1)

    def _forms_below(self, code: str, *, short: bool, was_named: bool) -> list[tuple[str, str]]:
        """Return the names that may follow a place's, each with its code."""
        key = (code, short, was_named)
        if key not in self._next:
            inside = self._inside(code, was_named)
            self._next[key] = [(one.code, form) for one in inside for form in _forms(one, short)]
        return self._next[key]

    def _inside(self, code: str, was_named: bool) -> list[Place]:
        """Return what lies directly in a place; one level may be left out below a place that was named.

        A city may be named without its province: no two cities have one name. Counties of one name there are many.
        """
        children = self._divisions.below(code) if level_of(code) < 3 else []
        if not children:
            return [one for one in self._divisions.places(*place_range(code)) if one.level >= 4 and one.code != code]
        if not was_named and code != NATION:
            return children
        grandchildren = [one for child in children for one in self._divisions.below(child.code)]
        return children + [one for one in grandchildren if was_named or one.level == 2]


def _forms(place: Place, short: bool) -> list[str]:
    """Return how a place's name is written: in full; with ``short`` also without what kind of place it is."""
    kinds = _KINDS_OF_VILLAGE if place.level == 5 else (_KINDS_OF_STREET,) if place.level == 4 else ()
    for endings in kinds:
        for ending in endings:
            if place.name.endswith(ending) and len(place.name) > len(ending):
                stem = place.name.removesuffix(ending)
                return [stem + one for one in endings] + ([stem] if short and len(stem) > 1 else [])
    stem = _SHORT.sub("", place.name)
    return [place.name, stem] if short and 1 < len(stem) < len(place.name) else [place.name]
