"""What the API takes and gives: the shapes of its JSON, with examples."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from jiahe.law.parameters import NATION
from jiahe.public.api_facts import FactsShape, PlaceCode

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
    remarks: list[Text] = Field(description="What else the family should know")
    sources: list[SourceOfLaw]


class Checked(Schema):
    """The outcomes."""

    on: dt.date
    region: str
    outcomes: list[OutcomeFound]
