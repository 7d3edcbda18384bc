"""Places as cells write them: codes, and names from anywhere on the path (禾阳县清溪镇柳林村3组), seen from one county.

Which names lead to which place is known to places/paths.py. A name that fits more than one is a fault that names them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from jiahe.intake.cells.faults import FAULTS, with_remedy
from jiahe.intake.cells.numerals import number_said
from jiahe.intake.cells.written import EXPONENT, digits_of
from jiahe.intake.fault import Fault
from jiahe.places.divisions import Divisions, level_of
from jiahe.places.paths import PlacePaths


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
_SHOWN = 3
_REMEMBERED = 100_000


class PlaceNames:
    """Reads places as they are written in one county's files.

    ``county``: its 12-digit code; without one, every path begins with a province or a city.
    """

    def __init__(self, divisions: Divisions, county: str | None = None) -> None:
        self._divisions = divisions
        self._paths = PlacePaths(divisions, county)
        self._not_found: dict[str, Fault] = {}

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
        if found := self._paths.named(text):
            return found, None, text
        if (group := _GROUP.search(text)) and (number := _group_number(group[1])) is not None:
            name = text[: group.start()]
            return self._paths.named(name), number, name
        return self._village_of_a_named_group(text) if _NAMED_GROUP.search(text) else found, None, text

    def _village_of_a_named_group(self, text: str) -> frozenset[str]:
        """Return the village of 柳林村上湾组: the name of a group has no place in the register, the village has."""
        led = self._paths.walk(text)
        return frozenset(code for code, rest in led if level_of(code) == 5 and _NAMED_GROUP.fullmatch(rest))

    def _ambiguous(self, found: frozenset[str]) -> Fault:
        names = [self._paths.full_name(code) for code in sorted(found)[:_SHOWN]]
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
        within, close = self._paths.near(text)
        if within is None:
            return FAULTS["place_unknown"]
        if close:
            full = [self._paths.full_name(code) for code in close[:_SHOWN]]
            return with_remedy(
                "place_unknown", f"是不是{'、'.join(full)}？写全名或代码。", f"Did you mean {', '.join(full)}?"
            )
        if within == self._paths.county:
            return FAULTS["place_unknown"]
        known = self._paths.full_name(within)
        return with_remedy(
            "place_unknown",
            f"认出了{known}，后面的部分找不到：改正它，或只写到这一级。",
            f"{known} was understood, what follows was not: correct it, or leave it out.",
        )


def _group_number(text: str) -> int | None:
    return int(text) if text.isdecimal() else number_said(text)
