"""The forms of the law library: which place, which day, which programme.

What cannot be read in an address is passed over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from jiahe.places.divisions import NATION
from jiahe.places.naming import divisions
from jiahe.programmes import the_pack
from jiahe.public.compare import Side
from jiahe.public.programmes import EVENTS, place_name
from jiahe.web.words import Words, read_day

_DEEPEST = 3
"""The county: the deepest level that the library offers."""


@dataclass(frozen=True)
class PlaceChoice:
    """A list of places to choose from: the chosen one, what lies above it, and what lies below it."""

    name: str
    chosen: str

    @property
    def above(self) -> list[tuple[str, str]]:
        """The nation, and the places from the province down to the chosen one."""
        known, found = divisions(), [self.chosen]
        while (up := known.parent(found[-1])) is not None:
            found.append(up)
        return [(code, place_name(code)) for code in reversed(found)]

    @property
    def below(self) -> list[tuple[str, str]]:
        """The places to choose next."""
        places = divisions().below(self.chosen)
        return [(one.code, one.name) for one in places if one.level <= _DEEPEST]


@dataclass(frozen=True)
class ListWish:
    """What the list of programmes is filtered by."""

    place: PlaceChoice
    event: str

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> ListWish:
        """Read it from an address."""
        event = asked.get("event", "")
        return cls(PlaceChoice("place", _place(asked.get("place"))), event if event in EVENTS else "")

    @property
    def events(self) -> list[tuple[str, Words]]:
        """The kinds of life event."""
        return list(EVENTS.items())


@dataclass(frozen=True)
class CompareWish:
    """What is compared: two places or two days, for one programme or all."""

    one: Side
    other: Side
    programme: str
    all_lines: bool
    wrong_day: bool

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> CompareWish:
        """Read it from an address."""
        days = [_day(asked.get(name)) for name in ("on_a", "on_b")]
        one, other = (
            Side(_place(asked.get(name)), day or timezone.localdate())
            for name, day in zip(("a", "b"), days, strict=True)
        )
        key = asked.get("programme", "")
        known = {rule.key for rule in the_pack().rules}
        wrong = any(asked.get(name) and day is None for name, day in zip(("on_a", "on_b"), days, strict=True))
        return cls(one, other, key if key in known else "", asked.get("lines") == "all", wrong)

    @property
    def places(self) -> list[PlaceChoice]:
        """The two lists of places."""
        return [PlaceChoice("a", self.one.place), PlaceChoice("b", self.other.place)]

    @property
    def keys(self) -> list[str]:
        """The programmes that are compared."""
        return [self.programme] if self.programme else [rule.key for rule in the_pack().rules]

    @property
    def is_same(self) -> bool:
        """Whether both sides are the same."""
        return self.one == self.other


def _place(text: str | None) -> str:
    return text if text and text in divisions() and divisions().level(text) <= _DEEPEST else NATION


def _day(text: str | None) -> dt.date | None:
    try:
        return read_day(text) if text else None
    except ValueError:
        return None
