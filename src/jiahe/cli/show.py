"""``jiahe law show``: one programme: criteria, figures in words, documents, facts; if asked, for one place and day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import click

from jiahe.cli import console as c
from jiahe.cli import options as o
from jiahe.cli.in_force import force
from jiahe.cli.names import place_name
from jiahe.law.explain import Names, Phrase
from jiahe.law.explanation import wording
from jiahe.law.parameters import NATION, Dated, Parameter, Source
from jiahe.law.reads import facts_read
from jiahe.law.rule import Rule
from jiahe.law.setting import Setting
from jiahe.law.types import NEVER
from jiahe.places.divisions import Divisions
from jiahe.programmes import the_pack

_NOTHING = "此地此日没有规定 no figure for that place and day"
_LEFT_OUT = "依据未核实，不采用 unconfirmed, so left out"


@click.command()
@click.argument("programme")
@click.option(
    "--region",
    type=o.RegionParam(),
    default=None,
    metavar="CODE",
    help="只看此地的标准 / Only the figures that hold in this region (12-digit code).",
)
@click.option(
    "--on", type=o.DATE, default=None, metavar="DATE", help="只看此日的标准 / Only the figures that hold on this day."
)
@o.json_option
def show(programme: str, region: str | None, on: dt.date | None, as_json: bool) -> int:
    """查看一个项目 Show one programme: criteria and articles, figures and sources, and the facts it reads.

    With --region or --on only the figures that hold there and then (by themselves: in the whole country; today).
    """
    rule = c.known_rule(programme)
    asked = None if region is None and on is None else (region or NATION, on or dt.date.today())
    divisions = Divisions.published()
    if region is not None:
        c.refuse_unknown_regions([region], divisions)
    names = Names(place_name=lambda code, language: place_name(divisions, code))
    figures = [(parameter, _held(parameter, asked)) for parameter in rule.parameters]
    if as_json:
        c.print_json(_as_json(rule, figures, names))
        return 0
    title = f"{rule.zh}  {rule.en}"
    if asked is not None:
        title += f"  {_place(asked[0], names)}  {asked[1]}"
    c.out.print(f"[bold]{title}[/bold]  {rule.key}\n{rule.doc}\n")
    if asked is not None:
        _line(f"施行 In force: {force(rule, Setting.of(the_pack(), asked[1], asked[0]))[1]}\n")
    _heading("条件 Criteria")
    for one in rule.criteria:
        _line(f"  {one.key}: {one.zh} {one.en}（{one.cites}）")
    _heading("标准 Figures")
    for parameter, values in figures:
        _figure(parameter, values, asked, names)
    _heading("出处 Documents")
    for source in _sources(rule, figures, asked):
        _line(f"  {_document(source)}{'' if source.read else '（原文没有读到 not read）'}")
        for words in filter(None, (source.url, source.note)):
            _line(f"    {words}")
    _heading("所用资料 Facts that it reads")
    _line("  " + ", ".join(sorted(f"{table}.{column}" for table, column in facts_read(rule))))
    return 0


def _held(parameter: Parameter, asked: tuple[str, dt.date] | None) -> tuple[Dated, ...]:
    if asked is None:
        return parameter.values
    found = parameter.at(*asked, unconfirmed=True)
    return () if found is None else tuple(dict.fromkeys([parameter.at(*asked, unconfirmed=False) or found, found]))


def _figure(parameter: Parameter, values: tuple[Dated, ...], asked: tuple[str, dt.date] | None, names: Names) -> None:
    _line(f"  {parameter.name}: {parameter.zh} {parameter.en}")
    for dated in values:
        until = "" if dated.until == NEVER else f" 至 until {dated.until}"
        standing = "" if dated.confirmed else f"；{_LEFT_OUT}"
        document = "" if dated.source is None else f"（{dated.source.number or dated.source.title} {dated.article}）"
        where = _place(dated.region, names)
        _line(f"    {where} 自 from {dated.start}{until}: {_said(parameter, dated, names)}{document}{standing}")
        if dated.note:
            _line(f"      {dated.note}")
    if asked is None:
        return
    if not values:
        _line(f"    {_NOTHING}")
    inside = [
        region for region in parameter.regions_within(asked[0]) if parameter.at(region, asked[1], unconfirmed=True)
    ]
    if inside:
        _line(f"    其中另有规定 with others inside it: {'、'.join(_place(one, names) for one in inside)}")


def _said(parameter: Parameter, dated: Dated, names: Names) -> str:
    said = _words(parameter, dated, names)
    words = said.zh if said.zh == said.en else f"{said.zh} / {said.en}"
    return f"{words} [{dated.value}]" if parameter.choices else words


def _words(parameter: Parameter, dated: Dated, names: Names) -> Phrase:
    unit = wording.pair(parameter.unit)
    return wording.value_said(dated.value, parameter.type, names, choices=parameter.choices, unit=unit)


def _place(code: str, names: Names) -> str:
    said = wording.place(code, names)
    return said.zh if said.zh == said.en else f"{said.zh} {said.en}"


def _document(source: Source) -> str:
    title = source.title if "《" in source.title else f"《{source.title}》"
    return "，".join(filter(None, (title, source.number, source.date)))


def _sources(
    rule: Rule, figures: Iterable[tuple[Parameter, tuple[Dated, ...]]], asked: tuple[str, dt.date] | None
) -> Iterator[Source]:
    held = [*_held(rule.parameters.in_force, asked), *(one for _, values in figures for one in values)]
    yield from dict.fromkeys(one.source for one in held if one.source is not None)


def _heading(words: str) -> None:
    c.out.print(f"\n[bold]{words}[/bold]")


def _line(words: str) -> None:
    c.out.print(words, markup=False)


def _as_json(rule: Rule, figures: list[tuple[Parameter, tuple[Dated, ...]]], names: Names) -> dict[str, Any]:
    criteria = [
        {"key": one.key, "zh": one.zh, "en": one.en, "cites": one.cites, "evidence": one.evidence}
        for one in rule.criteria
    ]
    told = {
        p.name: {
            "zh": p.zh,
            "en": p.en,
            "type": p.type.value,
            "unit": p.unit,
            "values": [_value_as_json(p, one, names) for one in values],
        }
        for p, values in figures
    }
    facts = sorted(f"{table}.{column}" for table, column in facts_read(rule))
    head = {"key": rule.key, "zh": rule.zh, "en": rule.en, "text": rule.doc}
    return {**head, "criteria": criteria, "parameters": told, "facts_read": facts}


def _value_as_json(parameter: Parameter, dated: Dated, names: Names) -> dict[str, Any]:
    said, source = _words(parameter, dated, names), dated.source
    value = dated.value if isinstance(dated.value, bool | int) else str(dated.value)
    return {
        "region": dated.region,
        "region_name": wording.place(dated.region, names).zh,
        "from": str(dated.start),
        "until": None if dated.until == NEVER else str(dated.until),
        "value": value,
        "zh": said.zh,
        "en": said.en,
        "confirmed": dated.confirmed,
        "title": None if source is None else source.title,
        "number": None if source is None else source.number,
        "url": None if source is None else source.url,
        "article": dated.article,
        "note": dated.note,
    }
