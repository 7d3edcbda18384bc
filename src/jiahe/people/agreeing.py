"""Whether a row on record says what is told of the same thing again, and what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jiahe.people.errors import Refused
from jiahe.places.divisions import lies_in
from jiahe.web.words import Words

_WORDS = {
    "grade": Words("等级", "grade"),
    "number": Words("编号", "number"),
    "place": Words("地点", "place"),
    "institution_place": Words("机构登记地", "place of the institution"),
}
_PLACES = ("place", "institution_place")


def says_all(row: Any, told: Mapping[str, Any]) -> bool:
    """Whether a row says what is told, by column; a place may be known closer. What is None or empty is not told."""
    return all(_says(row, name, value) for name, value in told.items())


def lacking(row: Any, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told that a row does not say yet, by column. Raises Refused where the row says otherwise."""
    new = {name: value for name, value in told.items() if not _says(row, name, value)}
    for name, value in new.items():
        held, words = getattr(row, name), _WORDS[name]
        if held not in (None, "") and not (name in _PLACES and lies_in(value, held)):
            raise Refused(
                f"登记册里同一天起的这条记录，{words.zh}与此不同。请核对原件；登记册错了的，在此人的页面更正。",
                f"The register says otherwise of its {words.en}, from the same day. Look at the papers; if the "
                "register is wrong, correct it on the person's page.",
                name,
            )
    return new


def _says(row: Any, name: str, value: Any) -> bool:
    held = getattr(row, name)
    return value in (None, "", held) or (name in _PLACES and held not in (None, "") and lies_in(held, value))
