"""The setting of a run: the day, the region, and whether unconfirmed figures count. Parameters are looked up here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from jiahe.law.parameters import Dated, Parameters
from jiahe.law.place_codes import check_place, place_prefix
from jiahe.law.rule import Pack, Rule


def lies_within(place: str | None, region: str) -> bool | None:
    """Whether a place lies in a region; None when it is known only to a level above the region, or not at all."""
    if place is None:
        return None
    own, wanted = place_prefix(place), place_prefix(region)
    if own.startswith(wanted):
        return True
    return None if wanted.startswith(own) else False


@dataclass(frozen=True)
class Setting:
    """``on``: the day of determination. ``region``: the region that the run is for."""

    on: dt.date
    region: str
    parameters: Mapping[str, Parameters] = field(repr=False)
    unconfirmed: bool = False

    def __post_init__(self) -> None:
        check_place(self.region)

    @classmethod
    def of(cls, pack: Pack, on: dt.date, region: str, *, unconfirmed: bool = False) -> Setting:
        """Return the setting for a pack, with the parameters of every programme that its rules ask about."""
        return cls(on, region, pack.parameters, unconfirmed)

    def law_place(self, place: str | None) -> str:
        """Return the place whose law applies: the unit's own if it lies in the run's region, else the region."""
        if place is not None and place.startswith(place_prefix(self.region)):
            return place
        return self.region

    def value(self, programme: str, name: str, place: str | None, on: dt.date) -> Dated | None:
        """Return the parameter's value in force for a unit's place on a day.

        None when there is none, or when the place is not known deep enough to tell which of several values holds.
        """
        parameter = self.parameters[programme][name]
        found = parameter.at(self.region, on, unconfirmed=self.unconfirmed)
        for inner in parameter.regions_within(self.region):
            own = parameter.at(inner, on, unconfirmed=self.unconfirmed)
            inside = lies_within(place, inner)
            if inside or (inside is None and (own is None or found is None or own.value != found.value)):
                found = own if inside else None
        return found

    def is_undecided(self, programme: str, name: str, place: str | None, on: dt.date) -> bool:
        """Whether the parameter has no value for a unit only because its place is not known deep enough."""
        parameter = self.parameters[programme][name]
        there = [parameter.at(r, on, unconfirmed=self.unconfirmed) for r in parameter.regions_within(self.region)]
        return self.value(programme, name, place, on) is None and any(dated is not None for dated in there)

    def in_force(self, rule: Rule, place: str | None) -> bool:
        """Whether the programme is in force for a unit's place on the day of determination."""
        dated = rule.parameters.in_force.at(self.law_place(place), self.on, unconfirmed=self.unconfirmed)
        return dated is not None and dated.value is True

    def left_out(self, rule: Rule) -> bool:
        """Whether the programme would be in force in the region or a part of it, were unconfirmed figures counted."""
        return not self.unconfirmed and rule.parameters.in_force.left_out_within(self.region, self.on)
