"""Places as cells write them: codes, and names from anywhere on the path (禾阳县清溪镇柳林村3组), seen from one county.

A name that fits more than one place is a fault that names them. Within the county a village may be named without its
township; elsewhere the names must lead down from the province or the city.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

from jiahe.intake.cells.faults import FAULTS, with_remedy
from jiahe.intake.cells.numerals import number_said
from jiahe.intake.cells.written import EXPONENT, digits_of
from jiahe.intake.fault import Fault
from jiahe.places.divisions import NATION, Divisions, Place, codes_above, level_of, place_range


class PlaceAnswer(NamedTuple):
    """A division's 12-digit code, and the number of the villagers' group if the cell names one."""

    code: str
    village_group: int | None


_BETWEEN = re.compile(r"[ \-—>,、/\\]+")
_HOUSE = re.compile(r"(?<=[组队社村区路街道巷])[0-9]{1,4}[号户].*$")
_GROUP = re.compile(
    r"第?([0-9]{1,4}|[零〇一二两三四五六七八九十百]{1,5})(?:村民小组|居民小组|村民组|居民组|小组|组|社(?!区)|队)$"
)
_NAMED_GROUP = re.compile(r"[\u3400-\u9fff]{1,5}(?:村民小组|小组|组)")
_CODE = re.compile(r"([0-9]{12}(?=[0-9]{1,4}组)|[0-9]+)(.*)")
_CODE_DIGITS = (6, 9, 12)
_KINDS_OF_VILLAGE = (
    ("社区居民委员会", "社区居委会", "社区", "居民委员会", "居委会"),
    ("村民委员会", "村委会", "村"),
)
_KINDS_OF_STREET = ("街道办事处", "街道")
_SHORT = re.compile(r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|[省市县区镇乡盟旗])$")
_SHOWN = 3
_REMEMBERED = 100_000


class PlaceNames:
    """Reads places as they are written in one county's files.

    ``county``: its 12-digit code; without one, every path begins with a province or a city.
    """

    def __init__(self, divisions: Divisions, county: str | None = None) -> None:
        self._divisions = divisions
        self._county = county
        self._above = [] if county is None else [county, *codes_above(county)]
        self._found: dict[str, frozenset[str]] = {}
        self._not_found: dict[str, Fault] = {}
        self._next: dict[tuple[str, bool, bool], list[tuple[str, str]]] = {}

    def read(self, cell: str | int | float) -> PlaceAnswer | Fault:
        """Return the place that a tidy cell names."""
        if isinstance(cell, str):
            if EXPONENT.fullmatch(cell):
                return FAULTS["number_lost"]
            text = cell
        else:
            digits = digits_of(cell)
            if digits is None:
                return FAULTS["number_lost"]
            text = digits
        return self._answer(_BETWEEN.sub("", text.removesuffix(".0")))

    def _answer(self, text: str) -> PlaceAnswer | Fault:
        coded = _CODE.fullmatch(text)
        if coded is None:
            found, number, name = self._named_with_group(text)
            if len(found) > 1:
                return self._ambiguous(found)
            return PlaceAnswer(next(iter(found)), number) if found else self._unknown(name)
        code = coded[1].ljust(12, "0")
        if len(coded[1]) not in _CODE_DIGITS:
            return FAULTS["place_code_length"]
        if not self._divisions.is_known(code):
            return FAULTS["place_code_unknown"]
        found, number, name = self._named_with_group(coded[2])
        return PlaceAnswer(code, number) if not name or code in found else FAULTS["place_code_and_name"]

    def _named_with_group(self, text: str) -> tuple[frozenset[str], int | None, str]:
        """Return the codes that an address may mean, the number of its villagers' group, and the name before that."""
        text = _HOUSE.sub("", text)
        if found := self._named(text):
            return found, None, text
        if (group := _GROUP.search(text)) and (number := _group_number(group[1])) is not None:
            name = text[: group.start()]
            return self._named(name), number, name
        return self._village_of_a_named_group(text) if _NAMED_GROUP.search(text) else found, None, text

    def _village_of_a_named_group(self, text: str) -> frozenset[str]:
        """Return the village of 柳林村上湾组: the name of a group has no place in the register, the village has."""
        led = self._walk(text, short=False)
        return frozenset(code for code, rest in led if level_of(code) == 5 and _NAMED_GROUP.fullmatch(rest))

    def _named(self, text: str) -> frozenset[str]:
        """Return the codes of all places that names may mean: in full, if there is none, shortened."""
        if text not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[text] = self._led_to(text, short=False) or self._led_to(text, short=True)
        return self._found[text]

    def _led_to(self, text: str, *, short: bool) -> frozenset[str]:
        return frozenset(code for code, rest in self._walk(text, short=short) if not rest)

    def _walk(self, text: str, *, short: bool) -> Iterator[tuple[str, str]]:
        """Yield each place that the beginning of a text leads to, and what is left of the text."""
        ahead = [(start, text) for start in (*self._above, NATION)]
        while ahead:
            code, rest = ahead.pop()
            for below, form in self._forms_below(code, short=short, was_named=rest != text):
                if rest.startswith(form):
                    ahead.append((below, rest[len(form) :]))
                    yield ahead[-1]

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

    def _ambiguous(self, found: frozenset[str]) -> Fault:
        names = [self._full_name(code) for code in sorted(found)[:_SHOWN]]
        more_zh, more_en = ("……", " …") if len(found) > _SHOWN else ("", "")
        return with_remedy(
            "place_ambiguous",
            f"连同乡镇写全名（{'、'.join(names)}{more_zh}），或写 12 位区划代码。",
            f"Write the township as well ({', '.join(names)}{more_en}), or the 12-digit code.",
        )

    def _unknown(self, text: str) -> Fault:
        if text not in self._not_found:
            if len(self._not_found) >= _REMEMBERED:
                self._not_found.clear()
            self._not_found[text] = self._near(text)
        return self._not_found[text]

    def _near(self, text: str) -> Fault:
        """Name the places of like names, or as far as the text could be followed."""
        reached = min(self._walk(text, short=False), key=lambda one: len(one[1]), default=(self._county, text))
        within, rest = reached
        if within is None:
            return FAULTS["place_unknown"]
        below = self._forms_below(within, short=False, was_named=rest != text)
        like = set(difflib.get_close_matches(rest, [form for _, form in below], n=5, cutoff=0.5))
        close = dict.fromkeys(code for code, form in below if form in like)
        if close:
            full = [self._full_name(code) for code in list(close)[:_SHOWN]]
            return with_remedy(
                "place_unknown", f"是不是{'、'.join(full)}？写全名或代码。", f"Did you mean {', '.join(full)}?"
            )
        if within == self._county:
            return FAULTS["place_unknown"]
        known = self._full_name(within)
        return with_remedy(
            "place_unknown",
            f"认出了{known}，后面的部分找不到：改正它，或只写到这一级。",
            f"{known} was understood, what follows was not: correct it, or leave it out.",
        )

    def _full_name(self, code: str) -> str:
        in_county = self._county is not None and code[:6] == self._county[:6] and code != self._county
        return self._divisions.full_name(code, from_level=4 if in_county else 1)


def _group_number(text: str) -> int | None:
    return int(text) if text.isdecimal() else number_said(text)


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
