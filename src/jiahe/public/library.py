"""The law library: each programme told to the public out of its rule and figures, nothing written by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from jiahe.facts.contract import FACTS
from jiahe.law.explain import Names, Phrase
from jiahe.law.explanation import wording
from jiahe.law.parameters import NATION, Dated, Parameter, Source
from jiahe.law.reads import facts_read
from jiahe.law.rule import Rule
from jiahe.law.types import NEVER
from jiahe.programmes import the_pack
from jiahe.public.examples import Example, examples_of
from jiahe.public.programmes import EVENTS, event_of, place_name
from jiahe.web.words import Words

NAMES = Names(place_name=lambda code, _: place_name(code))

CONFIRMED = Words("已核实", "confirmed")
UNCONFIRMED = Words("未核实，不采用", "not confirmed, not used")

IN_FORCE = "in_force"
STANDINGS = {
    "yes": Words("施行", "in force"),
    "partly": Words("部分地方施行", "in force in some places"),
    "unconfirmed": Words("依据未核实，暂不采用", "not confirmed yet, not used"),
    "no": Words("没有查到规定", "no text is on file"),
}


def said(parameter: Parameter, dated: Dated) -> Phrase:
    """Return a figure's value as people write it."""
    unit = wording.pair(parameter.unit)
    return wording.value_said(dated.value, parameter.type, NAMES, choices=parameter.choices, unit=unit)


def standing(rule: Rule, place: str, on: dt.date) -> str:
    """Return whether a programme is in force in a place on a day: a key of STANDINGS."""
    in_force = rule.parameters.in_force
    dated = in_force.at(place, on, unconfirmed=False)
    if dated is not None and dated.value is True:
        return "yes"
    if any(in_force.at(one, on, unconfirmed=False) for one in in_force.regions_within(place)):
        return "partly"
    return "unconfirmed" if in_force.left_out_within(place, on) else "no"


@dataclass(frozen=True)
class Value:
    """One dated value of a figure."""

    parameter: Parameter
    dated: Dated

    @property
    def said(self) -> Phrase:
        """The value as people write it."""
        return said(self.parameter, self.dated)

    @property
    def place(self) -> str:
        """Where it holds."""
        return place_name(self.dated.region)

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it holds; None: goes on."""
        return None if self.dated.until == NEVER else self.dated.until - dt.timedelta(days=1)

    @property
    def standing(self) -> Words:
        """Whether it is confirmed."""
        return CONFIRMED if self.dated.confirmed else UNCONFIRMED

    @property
    def tone(self) -> str:
        """The tone of its tag."""
        return "good" if self.dated.confirmed else "attention"


@dataclass(frozen=True)
class FigureOfLaw:
    """A figure with all its values, the nation's first."""

    parameter: Parameter

    @property
    def words(self) -> Phrase:
        """What it is called."""
        return Phrase(self.parameter.zh, self.parameter.en)

    @property
    def values(self) -> list[Value]:
        """Its values, by place and day."""
        ordered = sorted(self.parameter.values, key=lambda one: (one.region, one.start))
        return [Value(self.parameter, one) for one in ordered]


@dataclass(frozen=True)
class FactRead:
    """A fact that the rule reads, with the paper that proves it."""

    words: Words
    evidence: Phrase | None


@dataclass(frozen=True)
class TableRead:
    """The facts of one kind that the rule reads."""

    words: Words
    facts: list[FactRead]


@dataclass(frozen=True)
class Change:
    """What began or ended on a day."""

    day: dt.date
    lines: list[Words]


@dataclass(frozen=True)
class ProgrammePage:
    """A programme as its public page tells it."""

    rule: Rule

    @property
    def event(self) -> Words:
        """The kind of life event."""
        return EVENTS[event_of(self.rule)]

    @property
    def in_force(self) -> FigureOfLaw:
        """Since when and where it is in force."""
        return FigureOfLaw(self.rule.parameters.in_force)

    @property
    def figures(self) -> list[FigureOfLaw]:
        """All its figures."""
        return [FigureOfLaw(one) for one in self.rule.parameters]

    @property
    def sources(self) -> list[Source]:
        """The documents it rests on."""
        return list(self.rule.parameters.sources.values())

    @cached_property
    def examples(self) -> list[Example]:
        """Its worked cases."""
        return examples_of(self.rule.key)

    @cached_property
    def reads(self) -> list[TableRead]:
        """The facts that the rule may read, as the graph says, in the order of the contract."""
        read = facts_read(self.rule)
        found = []
        for table in FACTS.tables:
            columns = [one for one in table.columns if (table.name, one.name) in read and not one.refers_to]
            facts = [
                FactRead(Words(one.zh, one.en), Phrase(*one.evidence) if one.evidence else None)
                for one in columns
                if one.name != table.key
            ]
            if facts:
                found.append(TableRead(Words(table.zh, table.name.replace("_", " ")), facts))
        return found

    @property
    def columns_read(self) -> list[str]:
        """The same as table.column, in order of name."""
        return sorted(f"{table}.{column}" for table, column in facts_read(self.rule))

    @cached_property
    def changes(self) -> list[Change]:
        """How its figures changed, the newest day first."""
        days: dict[dt.date, list[Words]] = {}
        for parameter in (self.rule.parameters.in_force, *self.rule.parameters):
            for day, words in _changes_of(parameter):
                days.setdefault(day, []).append(words)
        return [Change(day, days[day]) for day in sorted(days, reverse=True)]

    @cached_property
    def version(self) -> str:
        """The version of the programme: of its rule and all its figures."""
        return self.rule.version


def _changes_of(parameter: Parameter) -> Iterable[tuple[dt.date, Words]]:
    for dated in parameter.values:
        place, value = place_name(dated.region), said(parameter, dated)
        doubt = Words("", "") if dated.confirmed else Words("（未核实）", " (not confirmed)")
        before = [one for one in parameter.values if one.region == dated.region and one.start < dated.start]
        old = max(before, key=lambda one: one.start, default=None)
        was = said(parameter, old) if old is not None and old.value != dated.value else None
        zh_was, en_was = (f"，原为 {was.zh}", f", before that {was.en}") if was is not None else ("", "")
        yield (
            dated.start,
            Words(
                f"{place}：{parameter.zh} {value.zh}{zh_was}{doubt.zh}",
                f"{place}: {parameter.en}: {value.en}{en_was}{doubt.en}",
            ),
        )
        follows = any(one.region == dated.region and one.start == dated.until for one in parameter.values)
        if dated.until != NEVER and not follows:
            yield dated.until, Words(f"{place}：{parameter.zh} 不再施行", f"{place}: {parameter.en} no longer holds")


@lru_cache(maxsize=64)
def page_of(key: str) -> ProgrammePage | None:
    """Return the page of a programme; None when there is none of that key."""
    found = next((rule for rule in the_pack().rules if rule.key == key), None)
    return None if found is None else ProgrammePage(found)


@dataclass(frozen=True)
class Listed:
    """A programme in the list."""

    page: ProgrammePage
    standing_key: str

    @property
    def rule(self) -> Rule:
        """The programme."""
        return self.page.rule

    @property
    def standing(self) -> Words:
        """Whether it is in force in the place that is looked at."""
        return STANDINGS[self.standing_key]

    @property
    def tone(self) -> str:
        """The tone of its tag."""
        return {"yes": "good", "partly": "info", "unconfirmed": "attention"}.get(self.standing_key, "neutral")

    @property
    def places(self) -> str:
        """Where it is in force, by confirmed texts."""
        values = [one for one in self.rule.parameters.in_force.values if one.confirmed]
        return str(Words("、", ", ")).join(dict.fromkeys(place_name(one.region) for one in values))


def listed(place: str = NATION, event: str = "", *, on: dt.date) -> list[Listed]:
    """Return the programmes, by kind of life event. In a place only those that have a text there, confirmed or not."""
    pages = [page for rule in the_pack().rules if (page := page_of(rule.key)) is not None]
    found = [Listed(page, standing(page.rule, place, on)) for page in pages]
    order = list(EVENTS)
    chosen = [one for one in found if event in ("", event_of(one.rule)) and one.standing_key != "no"]
    return sorted(chosen, key=lambda one: order.index(event_of(one.rule)))
