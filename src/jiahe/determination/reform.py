"""Reforms: a change to figures or rules as a diff, priced over a register against today's law.

A reform file names the parameters' new values, and may name files with changed rules. docs/how-to/price-a-reform.md.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import duckdb

from jiahe.determination.run import Progress, determine
from jiahe.law.arithmetic import yuan_digits
from jiahe.law.errors import LawError, at_its_line
from jiahe.law.parameters import Dated, Parameter, read_span, read_value, refuse_overlap
from jiahe.law.place_codes import LEVELS, place_prefix
from jiahe.law.programme import Programme
from jiahe.law.query import ELIGIBLE, NOT_ELIGIBLE
from jiahe.law.rule import Pack, Rule
from jiahe.law.setting import Setting
from jiahe.law.types import NEVER, Type
from jiahe.law.yamlfile import Entry, read_yaml


@dataclass(frozen=True)
class Reform:
    """What a reform is called, and the pack as it would be. ``regions``: those that its figures name."""

    zh: str
    en: str
    pack: Pack
    changes: tuple[str, ...]
    regions: frozenset[str] = frozenset()


def read_reform(file: Path, pack: Pack) -> Reform:
    """Read a reform file against a pack. Raises LawError naming file, line and key for anything wrong."""
    top = read_yaml(file).mapping(allowed=("zh", "en", "parameters", "rules"), required=("zh", "en"))
    changes: list[str] = []
    if "rules" in top:
        for one in top["rules"].items():
            rules = _rules_in(one, file.parent / one.text())
            changes += [f"{rule.key}: rule from {one.text()}" for rule in rules]
            pack = _with_rules(pack, rules)
    parameters = {}
    regions: set[str] = set()
    if "parameters" in top:
        for key, entry in top["parameters"].mapping(allowed=[rule.key for rule in pack.rules]).items():
            old = pack.rule(key).parameters
            added: dict[str, tuple[Dated, ...]] = {}
            for name, values in entry.mapping(allowed=["in_force", *(p.name for p in old)]).items():
                added[name] = _values(values, old[name])
                changes += [f"{key} {name}: {_said(old[name], d)}" for d in added[name]]
                regions.update(dated.region for dated in added[name])
            parameters[key] = old.reformed(added)
    if not changes:
        raise LawError(
            f"{file.name}: the reform changes nothing. Name parameters or rules.",
            f"{file.name}：这份改革方案什么也没有改。请写 parameters（标准）或 rules（规则）。",
        )
    return Reform(top["zh"].text(), top["en"].text(), pack.reformed(parameters), tuple(changes), frozenset(regions))


def _said(parameter: Parameter, dated: Dated) -> str:
    value = dated.value
    if parameter.type is Type.MONEY and isinstance(value, int):
        value = f"{'-' if value < 0 else ''}{yuan_digits(value)}"
    unit = parameter.unit[0] if parameter.unit[0] else ""
    until = "" if dated.until == NEVER else f" 至 until {dated.until}"
    return f"{value} {unit}".strip() + f"，{dated.region}，自 from {dated.start}{until}"


def _values(entry: Entry, parameter: Parameter) -> tuple[Dated, ...]:
    found: list[Dated] = []
    for one in entry.items():
        got = one.mapping(allowed=("region", "from", "until", "value", "note"), required=("from", "value"))
        value = read_value(got["value"], parameter.type, parameter.choices)
        if isinstance(value, int | Fraction) and value < 0:
            raise got["value"].error(
                f"{got['value'].text()} is below zero, and a programme only gives. Write 0 where nothing is given.",
                f"{got['value'].text()} 小于零，而项目只发放、不收取。不发放的写 0。",
            )
        dated = Dated(*read_span(one, got), value, None, note="reform")
        refuse_overlap(one, dated, found)
        found.append(dated)
    if not found:
        raise entry.error(
            "the list is empty. Give at least one value, as {from: 2025-01-01, value: …}.",
            "这里一个数值也没有。请至少写一个，如 {from: 2025-01-01, value: …}。",
        )
    return tuple(found)


def _rules_in(entry: Entry, file: Path) -> list[Rule]:
    if not file.is_file():
        raise entry.error(f"there is no file {file}.", f"没有文件 {file}。")
    spec = importlib.util.spec_from_file_location(f"reform_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except LawError as problem:
        said = at_its_line(problem, file)
        raise entry.wrapped(said if isinstance(said, LawError) else problem) from problem
    found = [
        v.rule
        for v in vars(module).values()
        if isinstance(v, type) and issubclass(v, Programme) and v.__module__ == spec.name
    ]
    if not found:
        raise entry.error(f"{file.name} has no programme in it.", f"{file.name} 里没有项目。")
    return found


def _with_rules(pack: Pack, rules: list[Rule]) -> Pack:
    changed = {rule.key: rule for rule in rules}
    kept = [changed.pop(rule.key, rule) for rule in pack.rules]
    return Pack((*kept, *changed.values()))


@dataclass(frozen=True)
class Effect:
    """What a reform does in one programme and place. People are counted; money in fen (days for leave).

    Winners and losers are people whose sum over all years is known both before and after; ``became_unknown`` and
    ``became_known`` are those for whom it is known only before or only after. Sums are of what is known:
    ``this_year_unknown_before`` and ``_after`` count the entitled people who are not in them.

    ``cost``: what it costs more (or, negative, less) this year, of the people of whom that is known. ``unpriced``: how
    many are entitled before or after of whom it is not. ``cost_of_all_years`` and ``unpriced_of_all_years``: likewise.
    """

    place: str | None
    programme: str
    before: int
    after: int
    newly_entitled: int
    no_longer_entitled: int
    became_unknown: int
    became_known: int
    winners: int
    losers: int
    this_year_before: int
    this_year_after: int
    this_year_unknown_before: int
    this_year_unknown_after: int
    cost: int
    unpriced: int
    total_before: int
    total_after: int
    cost_of_all_years: int
    unpriced_of_all_years: int

    @property
    def concerned(self) -> int:
        """How many people are entitled before or after."""
        return self.before + self.newly_entitled

    @property
    def changes_something(self) -> bool:
        """Whether anybody's answer is another one."""
        counts = (
            self.newly_entitled, self.no_longer_entitled, self.became_unknown, self.became_known, self.winners,
            self.losers, self.cost,
        )  # fmt: skip
        return any(counts)


def simulate(
    tables: Mapping[str, Path], pack: Pack, reform: Reform, setting: Setting, folder: Path, *,
    memory_limit: str | None = None, progress: Progress | None = None,
) -> list[Effect]:  # fmt: skip
    """Determine a register under today's law and under the reform; return the effects by programme and by place.

    Lines with ``place`` None are the whole region; the others are towns, of a town villages. Both result folders stay
    in ``folder``; one under which no programme is in force has no outcomes. Raises LawError when that is so of both.
    """
    changed = replace(setting, parameters=reform.pack.parameters)
    runs = []
    steps = {"before": "现行规定 / today's law", "after": "改革方案 / the reform"}
    for name, rules, on in (("before", pack, setting), ("after", reform.pack, changed)):
        runs.append(folder / name / "outcomes.parquet")
        if any(_is_in_force(rule, on) for rule in rules.rules):
            determine(tables, rules, on, folder / name, memory_limit=memory_limit, progress=progress, step=steps[name])
        else:
            runs[-1].unlink(missing_ok=True)
    before, after = (file if file.is_file() else None for file in runs)
    if before is None and after is None:
        raise LawError(
            f"{setting.on} 在 {setting.region}，改革前后都没有施行的项目。"
            f"No programme is in force on {setting.on} in region {setting.region}, before the reform or after it."
        )
    return effects(before, after, region=setting.region)


def _is_in_force(rule: Rule, setting: Setting) -> bool:
    """Whether a programme is in force in the region of a run, or in a part of it."""
    parameter = rule.parameters.in_force
    there = [setting.region, *parameter.regions_within(setting.region)]
    found = [parameter.at(region, setting.on, unconfirmed=setting.unconfirmed) for region in there]
    return any(dated is not None and dated.value is True for dated in found)


def effects(before: Path | None, after: Path | None, *, region: str) -> list[Effect]:
    """Compare two files of outcomes, person by person; None stands for a law under which nobody is looked at."""
    digits = LEVELS["village" if len(place_prefix(region)) >= LEVELS["town"] else "town"]
    inside = f"starts_with(place, '{place_prefix(region)}')"
    none = f"status = '{NOT_ELIGIBLE}'"
    columns = f"""person_id, programme, place, status = '{ELIGIBLE}' AS entitled,
        CASE WHEN {none} THEN 0 ELSE this_year END AS y, CASE WHEN {none} THEN 0 ELSE total END AS t"""
    town = f"CASE WHEN {inside} THEN rpad(substr(place, 1, {digits}), 12, '0') ELSE 'elsewhere' END"
    b, a = (f"SELECT {columns} FROM read_parquet(?) WHERE {file is not None}" for file in (before, after))
    sql = f"""
        WITH b AS ({b}), a AS ({a}),
        paired AS (
            SELECT programme, coalesce(a.place, b.place) AS place, coalesce(b.entitled, FALSE) AS was,
                coalesce(a.entitled, FALSE) AS is_now, was OR is_now AS either,
                CASE WHEN b.programme IS NULL THEN 0 ELSE b.y END AS yb,
                CASE WHEN a.programme IS NULL THEN 0 ELSE a.y END AS ya,
                CASE WHEN b.programme IS NULL THEN 0 ELSE b.t END AS tb,
                CASE WHEN a.programme IS NULL THEN 0 ELSE a.t END AS ta
            FROM b FULL JOIN a USING (person_id, programme)
        ),
        placed AS (SELECT *, {town} AS town FROM paired)
        SELECT town, programme, count(*) FILTER (was), count(*) FILTER (is_now), count(*) FILTER (is_now AND NOT was),
            count(*) FILTER (was AND NOT is_now), count(*) FILTER (tb IS NOT NULL AND ta IS NULL),
            count(*) FILTER (tb IS NULL AND ta IS NOT NULL), count(*) FILTER (ta > tb), count(*) FILTER (ta < tb),
            coalesce(sum(yb), 0)::BIGINT, coalesce(sum(ya), 0)::BIGINT,
            count(*) FILTER (was AND yb IS NULL), count(*) FILTER (is_now AND ya IS NULL),
            coalesce(sum(ya - yb), 0)::BIGINT, count(*) FILTER (either AND ya - yb IS NULL),
            coalesce(sum(tb), 0)::BIGINT, coalesce(sum(ta), 0)::BIGINT,
            coalesce(sum(ta - tb), 0)::BIGINT, count(*) FILTER (either AND ta - tb IS NULL)
        FROM placed GROUP BY GROUPING SETS ((programme), (programme, town)) ORDER BY programme, town NULLS FIRST
    """
    with duckdb.connect() as connection:
        rows = connection.execute(sql, [str(before or after), str(after or before)]).fetchall()
    return [Effect(*row) for row in rows]
