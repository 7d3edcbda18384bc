"""Reforms: a change to figures or rules as a diff, priced over a register against today's law.

A reform file names the parameters' new values, and may name files with changed rules. docs/how-to/price-a-reform.md.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from jiahe.determination.run import Progress, determine
from jiahe.law.arithmetic import yuan_digits
from jiahe.law.errors import LawError, at_its_line
from jiahe.law.parameters import Dated, Parameter, read_span, read_value
from jiahe.law.place_codes import LEVELS, place_prefix
from jiahe.law.programme import Programme
from jiahe.law.query import ELIGIBLE, NOT_ELIGIBLE
from jiahe.law.rule import Pack, Rule
from jiahe.law.setting import Setting
from jiahe.law.types import Type
from jiahe.law.yamlfile import Entry, read_yaml


@dataclass(frozen=True)
class Reform:
    """What a reform is called, and the pack as it would be."""

    zh: str
    en: str
    pack: Pack
    changes: tuple[str, ...]


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
    if "parameters" in top:
        for key, entry in top["parameters"].mapping(allowed=[rule.key for rule in pack.rules]).items():
            old = pack.rule(key).parameters
            added: dict[str, tuple[Dated, ...]] = {}
            for name, values in entry.mapping(allowed=[p.name for p in old]).items():
                added[name] = tuple(_value(one, old[name]) for one in values.items())
                changes += [f"{key} {name}: {_said(old[name], d)}" for d in added[name]]
            parameters[key] = old.reformed(added)
    if not changes:
        raise LawError(
            f"{file.name}: the reform changes nothing. Name parameters or rules.",
            f"{file.name}：这份改革方案什么也没有改。请写 parameters（标准）或 rules（规则）。",
        )
    return Reform(top["zh"].text(), top["en"].text(), pack.reformed(parameters), tuple(changes))


def _said(parameter: Parameter, dated: Dated) -> str:
    value = dated.value
    if parameter.type is Type.MONEY and isinstance(value, int):
        value = f"{'-' if value < 0 else ''}{yuan_digits(value)}"
    unit = parameter.unit[0] if parameter.unit[0] else ""
    return f"{value} {unit}".strip() + f"，{dated.region}，自 from {dated.start}"


def _value(entry: Entry, parameter: Parameter) -> Dated:
    got = entry.mapping(allowed=("region", "from", "until", "value", "note"), required=("from", "value"))
    region, start, until = read_span(entry, got)
    value = read_value(got["value"], parameter.type, parameter.choices)
    return Dated(region, start, until, value, None, note="reform")


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
    ``became_known`` are those for whom it is known only before or only after. Sums are of what is known.
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
    total_before: int
    total_after: int

    @property
    def cost(self) -> int:
        """What it costs more (or, negative, less) this year."""
        return self.this_year_after - self.this_year_before


def simulate(
    tables: Mapping[str, Path], pack: Pack, reform: Reform, setting: Setting, folder: Path, *,
    memory_limit: str | None = None, progress: Progress | None = None,
) -> list[Effect]:  # fmt: skip
    """Determine a register under today's law and under the reform; return the effects by programme and by place.

    Lines with ``place`` None are the whole region; the others are towns. Both result folders stay in ``folder``.
    """
    changed = replace(setting, parameters=reform.pack.parameters)
    before = determine(tables, pack, setting, folder / "before", memory_limit=memory_limit, progress=progress)
    after = determine(tables, reform.pack, changed, folder / "after", memory_limit=memory_limit, progress=progress)
    return effects(before.outcomes, after.outcomes, region=setting.region)


def effects(before: Path, after: Path, *, region: str) -> list[Effect]:
    """Compare two files of outcomes, person by person."""
    digits = LEVELS["town"]
    inside = f"starts_with(place, '{place_prefix(region)}')"
    entitled = f"status = '{ELIGIBLE}' AS entitled"
    amounts = f"this_year AS y, CASE WHEN status = '{NOT_ELIGIBLE}' THEN 0 ELSE total END AS t"
    columns = f"person_id, programme, place, {entitled}, {amounts}"
    town = f"CASE WHEN {inside} THEN rpad(substr(place, 1, {digits}), 12, '0') ELSE 'elsewhere' END"
    sql = f"""
        WITH b AS (SELECT {columns} FROM read_parquet(?)), a AS (SELECT {columns} FROM read_parquet(?)),
        paired AS (
            SELECT programme, coalesce(a.place, b.place) AS place, coalesce(b.entitled, FALSE) AS was,
                coalesce(a.entitled, FALSE) AS is_now, b.y AS yb, a.y AS ya,
                CASE WHEN b.programme IS NULL THEN 0 ELSE b.t END AS tb,
                CASE WHEN a.programme IS NULL THEN 0 ELSE a.t END AS ta
            FROM b FULL JOIN a USING (person_id, programme)
        ),
        placed AS (SELECT *, {town} AS town FROM paired)
        SELECT town, programme, count(*) FILTER (was), count(*) FILTER (is_now), count(*) FILTER (is_now AND NOT was),
            count(*) FILTER (was AND NOT is_now), count(*) FILTER (tb IS NOT NULL AND ta IS NULL),
            count(*) FILTER (tb IS NULL AND ta IS NOT NULL), count(*) FILTER (ta > tb), count(*) FILTER (ta < tb),
            coalesce(sum(yb), 0)::BIGINT, coalesce(sum(ya), 0)::BIGINT,
            coalesce(sum(tb), 0)::BIGINT, coalesce(sum(ta), 0)::BIGINT
        FROM placed GROUP BY GROUPING SETS ((programme), (programme, town)) ORDER BY programme, town NULLS FIRST
    """
    with duckdb.connect() as connection:
        rows = connection.execute(sql, [str(before), str(after)]).fetchall()
    return [Effect(*row) for row in rows]
