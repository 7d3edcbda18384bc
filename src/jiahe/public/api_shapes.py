"""What the API takes and gives: the shapes of its JSON, with examples, and how they are filled."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from jiahe.determination.run import law_version
from jiahe.law.explain import Explanation, explain
from jiahe.law.explanation.structure import Document, Phrase
from jiahe.law.outcome import Outcome
from jiahe.law.parameters import NATION, Dated, Parameter, Source
from jiahe.law.programme import Rule
from jiahe.law.query import NOT_ELIGIBLE
from jiahe.law.types import NEVER
from jiahe.public.answer import A_PERSON_DECIDES
from jiahe.public.api_facts import FactsShape, PlaceCode
from jiahe.public.library import NAMES, ProgrammePage
from jiahe.public.programmes import event_of
from jiahe.web.words import Words

EXAMPLE: dict[str, Any] = {
    "on": "2025-09-15",
    "region": "420000000000",
    "people": ["girl"],
    "facts": {
        "persons": [
            {"person_id": "mother", "sex": "female", "birth_date": "1994-05-06", "death_date": None},
            {"person_id": "girl", "birth_date": "2023-03-20", "nationality": "CHN", "hukou_place": "420106001001"},
        ],
        "parenthoods": [{"child": "girl", "parent": "mother", "kind": "birth"}],
        **{name: [] for name in ("custodies", "unions", "hukou", "certificates", "statuses", "claims", "payments")},
    },
}
"""The example of docs/reference/api.md: a girl born in March 2023 in Hubei, who is owed 4500 yuan."""


class Text(Schema):
    """The same in Chinese and in English."""

    zh: str
    en: str


class InForce(Schema):
    """Where and when a programme is in force."""

    region: str
    since: dt.date
    until: dt.date | None = Field(description="The first day on which it no longer holds")
    confirmed: bool


class ProgrammeInList(Schema):
    """A programme in the list."""

    key: str = Field(examples=["cn/childcare-subsidy"])
    name: Text
    event: str = Field(description="Kind of life event")
    benefit: Literal["money", "days"]
    standing: Literal["yes", "partly", "unconfirmed", "no"] = Field(description="Whether it is in force there and then")
    in_force: list[InForce]
    version: str


class CriterionOfLaw(Schema):
    """One condition."""

    key: str
    words: Text
    cites: str
    papers: list[Text]


class ValueOfLaw(Schema):
    """One dated value of a figure. ``value``: money in fen, a share or a date as text."""

    region: str
    since: dt.date
    until: dt.date | None
    value: bool | int | str
    said: Text
    source: str | None
    article: str
    confirmed: bool


class Figure(Schema):
    """One figure of the law."""

    key: str
    words: Text
    values: list[ValueOfLaw]


class SourceOfLaw(Schema):
    """A document. ``read``: somebody has read the text itself."""

    title: str
    number: str
    date: str
    url: str
    read: bool


class Programme(Schema):
    """One programme."""

    key: str
    name: Text
    event: str
    benefit: Literal["money", "days"]
    version: str
    in_force: list[InForce]
    criteria: list[CriterionOfLaw]
    figures: list[Figure]
    sources: list[SourceOfLaw]
    facts_read: list[str] = Field(examples=[["persons.birth_date"]])


class PlaceFound(Schema):
    """A division. ``level``: 1 province to 4 township."""

    code: str
    name: str
    full_name: str
    level: int


class PlacesWanted(Schema):
    """Which places are wanted."""

    within: PlaceCode = Field(NATION, description="The place they lie in")
    q: str = Field("", max_length=30, description="Part of a name; then places at every level are looked at")


class Asked(Schema):
    """What is asked: a family's facts, the day, and the region whose offices are meant."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    on: dt.date | None = Field(None, description="The day of determination; today when left out")
    region: PlaceCode = Field(NATION, description="The region; the whole country when left out")
    people: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(
        default_factory=list, max_length=8, description="Whose outcomes are wanted; empty: the first eight persons'"
    )
    facts: FactsShape


class Part(Schema):
    """One dated part of a benefit. ``amount``: fen or days; null: not known."""

    key: str
    words: Text
    year: int | None
    amount: int | None


class CriterionFound(Schema):
    """One condition and how it stands. ``missing``: the facts that would settle it."""

    key: str
    words: Text
    cites: str
    value: Literal["met", "not_met", "unknown"]
    missing: list[str]
    papers: list[Text]


class OutcomeFound(Schema):
    """The outcome of one programme for one person. ``total``: fen or days; null unless owed and known."""

    programme: str
    name: Text
    version: str
    person: str
    status: Literal["eligible", "not_eligible", "needs_evidence"]
    said: Text
    note: Text | None = Field(description="Who decides, where it is not met: a machine refuses nobody")
    benefit: Literal["money", "days"]
    total: int | None
    enrolled: bool | None = Field(description="Whether a claim is among the facts")
    instalments: list[Part]
    criteria: list[CriterionFound]
    sources: list[SourceOfLaw]


class Checked(Schema):
    """The outcomes."""

    on: dt.date
    region: str
    outcomes: list[OutcomeFound]


# ------------------------------------------------------------------------------------------------ filling them


def _text(words: Phrase | Words) -> Text:
    return Text(zh=words.zh, en=words.en)


def _texts(pairs: Any) -> list[Text]:
    return [Text(zh=zh, en=en) for zh, en in pairs]


def _until(dated: Dated) -> dt.date | None:
    return None if dated.until == NEVER else dated.until


def _in_force(rule: Rule) -> list[InForce]:
    values = rule.parameters.in_force.values
    return [InForce(region=d.region, since=d.start, until=_until(d), confirmed=d.confirmed) for d in values]


def in_list(rule: Rule, standing: Any) -> ProgrammeInList:
    """Return a programme for the list."""
    return ProgrammeInList(
        key=rule.key,
        name=Text(zh=rule.zh, en=rule.en),
        event=event_of(rule),
        benefit=rule.benefit,
        standing=standing,
        in_force=_in_force(rule),
        version=law_version(rule),
    )


def whole(page: ProgrammePage) -> Programme:
    """Return everything of a programme."""
    rule = page.rule
    return Programme(
        key=rule.key,
        name=Text(zh=rule.zh, en=rule.en),
        event=event_of(rule),
        benefit=rule.benefit,
        version=page.version,
        in_force=_in_force(rule),
        criteria=[
            CriterionOfLaw(key=c.key, words=Text(zh=c.zh, en=c.en), cites=c.cites, papers=_texts(c.evidence))
            for c in rule.criteria
        ],
        figures=[
            Figure(
                key=f.parameter.name,
                words=_text(f.words),
                values=[_value(f.parameter, v.dated, v.said) for v in f.values],
            )
            for f in page.figures
        ],
        sources=[_source(one) for one in page.sources],
        facts_read=page.columns_read,
    )


def _value(parameter: Parameter, dated: Dated, said: Phrase) -> ValueOfLaw:
    value = dated.value
    plain = str(value) if isinstance(value, (Fraction, dt.date)) else value
    return ValueOfLaw(
        region=dated.region,
        since=dated.start,
        until=_until(dated),
        value=plain,
        said=_text(said),
        source=dated.source.title if dated.source else None,
        article=dated.article,
        confirmed=dated.confirmed,
    )


def outcome(found: Outcome) -> OutcomeFound:
    """Return an outcome with its reasons."""
    said = explain(found, names=NAMES, months_ahead=0)
    return OutcomeFound(
        programme=found.rule.key,
        name=Text(zh=found.rule.zh, en=found.rule.en),
        version=law_version(found.rule),
        person=str(found.key),
        status=found.status,
        said=_text(said.headline),
        note=_text(A_PERSON_DECIDES) if found.status == NOT_ELIGIBLE else None,
        benefit=found.rule.benefit,
        total=found.total,
        enrolled=found.enrolled,
        instalments=[
            Part(
                key=p.instalment.key,
                words=Text(zh=p.instalment.zh, en=p.instalment.en),
                year=p.year,
                amount=p.amount,
            )
            for p in found.instalments
        ],
        criteria=[
            CriterionFound(
                key=c.key, words=_text(c.words), cites=c.cites, value=c.value,
                missing=list(c.missing), papers=[_text(p) for p in c.papers],
            )
            for c in said.criteria
        ],
        sources=_sources(said),
    )  # fmt: skip


def _sources(said: Explanation) -> list[SourceOfLaw]:
    documents: dict[str, Document] = {
        one.document.title: one.document for one in (said.in_force, *said.figures) if one.document is not None
    }
    return [_source(one) for one in documents.values()]


def _source(one: Source | Document) -> SourceOfLaw:
    return SourceOfLaw(title=one.title, number=one.number, date=one.date, url=one.url, read=one.read)
