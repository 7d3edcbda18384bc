"""What the API answers: its shapes (api_shapes.py), filled from the programmes and from outcomes."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from jiahe.law.explain import Explanation, explain
from jiahe.law.explanation.structure import Document, Phrase
from jiahe.law.outcome import Outcome
from jiahe.law.parameters import Dated, Parameter, Source
from jiahe.law.query import NOT_ELIGIBLE
from jiahe.law.rule import Rule
from jiahe.law.types import NEVER
from jiahe.public.answer import A_PERSON_DECIDES
from jiahe.public.api_shapes import (
    CriterionFound,
    CriterionOfLaw,
    Figure,
    InForce,
    OutcomeFound,
    Part,
    Programme,
    ProgrammeInList,
    SourceOfLaw,
    Text,
    ValueOfLaw,
)
from jiahe.public.library import NAMES, ProgrammePage
from jiahe.public.programmes import event_of
from jiahe.web.words import Words


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
        version=rule.version,
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
        version=found.rule.version,
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
        remarks=[_text(one) for one in said.remarks],
        sources=_sources(said),
    )  # fmt: skip


def _sources(said: Explanation) -> list[SourceOfLaw]:
    documents: dict[str, Document] = {
        one.document.title: one.document for one in (said.in_force, *said.figures) if one.document is not None
    }
    return [_source(one) for one in documents.values()]


def _source(one: Source | Document) -> SourceOfLaw:
    return SourceOfLaw(title=one.title, number=one.number, date=one.date, url=one.url, read=one.read)
