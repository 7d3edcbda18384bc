"""Two places, or two days, side by side: which figures of a programme differ."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from jiahe.law.parameters import Parameter
from jiahe.law.rule import Rule
from jiahe.programmes import the_pack
from jiahe.public.library import STANDINGS, said, standing
from jiahe.public.programmes import place_name
from jiahe.web.words import Words

NONE = Words("没有规定", "no figure on file")
LEFT_OUT = Words("有数值，但未核实，不采用", "a figure is known, but not confirmed, so not used")
OWN_INSIDE = Words("（其中有的地方另有规定）", " (some places in it have their own)")


@dataclass(frozen=True)
class Side:
    """One side of a comparison: a place on a day."""

    place: str
    on: dt.date

    @property
    def name(self) -> str:
        """The place's name."""
        return place_name(self.place)


@dataclass(frozen=True)
class Line:
    """One figure on both sides."""

    words: Words
    one: Words
    other: Words
    differs: bool

    @property
    def verdict(self) -> Words:
        """Whether the sides differ, in words."""
        return Words("不同", "differs") if self.differs else Words("相同", "the same")


@dataclass(frozen=True)
class Compared:
    """One programme on both sides."""

    rule: Rule
    lines: list[Line]

    @property
    def different(self) -> list[Line]:
        """The lines that differ."""
        return [one for one in self.lines if one.differs]


def compared(one: Side, other: Side, keys: list[str]) -> list[Compared]:
    """Return each programme that has a text on one of the sides."""
    found = []
    for rule in the_pack().rules:
        sides = [standing(rule, side.place, side.on) for side in (one, other)]
        if rule.key in keys and set(sides) != {"no"}:
            words = Words("是否施行", "In force")
            first = Line(words, STANDINGS[sides[0]], STANDINGS[sides[1]], sides[0] != sides[1])
            found.append(Compared(rule, [first, *(_line(figure, one, other) for figure in rule.parameters)]))
    return found


def _line(parameter: Parameter, one: Side, other: Side) -> Line:
    first, second = _at(parameter, one), _at(parameter, other)
    return Line(Words(parameter.zh, parameter.en), first, second, (first.zh, first.en) != (second.zh, second.en))


def _at(parameter: Parameter, side: Side) -> Words:
    dated = parameter.at(side.place, side.on, unconfirmed=False)
    inside = [parameter.at(one, side.on, unconfirmed=False) for one in parameter.regions_within(side.place)]
    differ = any(one is not None and (dated is None or one.value != dated.value) for one in inside)
    if dated is not None:
        words = said(parameter, dated)
        found = Words(words.zh, words.en)
    else:
        found = LEFT_OUT if parameter.left_out(side.place, side.on) else NONE
    return Words(found.zh + OWN_INSIDE.zh, found.en + OWN_INSIDE.en) if differ else found
