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
_HOUSE = re.compile(r"[0-9]{1,4}[号户].*$")
_GROUP = re.compile(
    r"第?([0-9]{1,4}|[零〇一二两三四五六七八九十百]{1,5})(?:村民小组|居民小组|村民组|居民组|小组|组|社(?!区)|队)$"
)
_NAMED_GROUP = re.compile(r"[\u3400-\u9fff]{1,5}(?:村民小组|小组|组)")
_CODE = re.compile(r"([0-9]+)(.*)")
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
        self._found: dict[str, str | Fault] = {}
        self._next: dict[tuple[str, bool], list[tuple[str, str]]] = {}

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
        found = self._path(text)
        if not isinstance(found, Fault):
            return PlaceAnswer(found, None)
        text = _HOUSE.sub("", text)
        if (group := _GROUP.search(text)) and (number := _group_number(group[1])) is not None:
            found = self._path(text[: group.start()])
        elif _NAMED_GROUP.search(text):
            number = None
            found = self._village_of_a_named_group(text) or found
        else:
            number = None
            found = self._path(text)
        return found if isinstance(found, Fault) else PlaceAnswer(found, number)

    def _village_of_a_named_group(self, text: str) -> str | None:
        """Return the village of 柳林村上湾组: the name of a group has no place in the register, the village has."""
        led = self._walk(text, False)
        villages = {code for code, rest in led if level_of(code) == 5 and _NAMED_GROUP.fullmatch(rest)}
        return villages.pop() if len(villages) == 1 else None

    def _path(self, text: str) -> str | Fault:
        """Return the code of a place that a code or names say, or the fault."""
        if text not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            coded = _CODE.fullmatch(text)
            self._found[text] = self._of_names(text) if coded is None else self._of_code(coded[1], coded[2])
        return self._found[text]

    def _of_code(self, digits: str, name: str) -> str | Fault:
        if len(digits) not in _CODE_DIGITS:
            return FAULTS["place_code_length"]
        code = digits.ljust(12, "0")
        if not self._divisions.is_known(code):
            return FAULTS["place_code_unknown"]
        return code if not name or code in self._named(name) else FAULTS["place_code_and_name"]

    def _of_names(self, text: str) -> str | Fault:
        found = self._named(text)
        if len(found) > 1:
            names = [self._full_name(code) for code in sorted(found)[:_SHOWN]]
            return with_remedy(
                "place_ambiguous",
                f"连同乡镇写全名：{'、'.join(names)}……，或写 12 位区划代码。",
                f"Write the township as well ({', '.join(names)} …), or the 12-digit code.",
            )
        return found.pop() if found else self._unknown(text)

    def _named(self, text: str) -> set[str]:
        """Return the codes of all places that a text may name: by full names, if none so by short ones."""
        for short in (False, True):
            if found := {code for code, rest in self._walk(text, short) if not rest}:
                return found
        return set()

    def _walk(self, text: str, short: bool) -> Iterator[tuple[str, str]]:
        """Yield each place that the beginning of a text leads to, and what is left of the text."""
        ahead = [(start, text) for start in (*self._above, NATION)]
        while ahead:
            code, rest = ahead.pop()
            for below, form in self._forms_below(code, short):
                if rest.startswith(form):
                    ahead.append((below, rest[len(form) :]))
                    yield ahead[-1]

    def _forms_below(self, code: str, short: bool) -> list[tuple[str, str]]:
        """Return the names that may follow a place's: those of what lies in it, one level deeper or two."""
        if (code, short) not in self._next:
            self._next[code, short] = [(one.code, form) for one in self._inside(code) for form in _forms(one, short)]
        return self._next[code, short]

    def _inside(self, code: str) -> list[Place]:
        if level_of(code) < 3 and self._divisions.below(code):
            children = self._divisions.below(code)
            return children + [one for child in children for one in self._divisions.below(child.code)]
        return [one for one in self._divisions.places(*place_range(code)) if one.level >= 4 and one.code != code]

    def _unknown(self, text: str) -> Fault:
        """Name the places of like names, or as far as the text could be followed."""
        reached = min(self._walk(text, False), key=lambda one: len(one[1]), default=(self._county, text))
        within, rest = reached
        if within is None:
            return FAULTS["place_unknown"]
        below = self._forms_below(within, False)
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
