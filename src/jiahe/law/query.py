"""One query for a whole pack over a register: one row for each programme and unit that it looks at.

Columns of the result: the unit's key (one column for each kind of unit in the pack), ``programme``, ``place``,
``status``, ``total`` (fen or days; NULL unless eligible), ``this_year`` (the part of it for the year of determination),
``unclaimed`` (the part of it that can be claimed on that day and has not been, of whatever year), ``enrolled``,
``forfeited``; then for each programme its criteria (``childcare_subsidy__under_three``) and instalments
(``…__claim_1_year``, ``…__claim_1_amount``), NULL in the rows of other programmes.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal

from sqlglot import exp

from jiahe.law import expressions as ex
from jiahe.law.errors import LawError
from jiahe.law.lower import LoweredRule, Lowering, lower
from jiahe.law.nodes import Expr, Unit
from jiahe.law.reads import facts_needed
from jiahe.law.rule import Pack, Rule
from jiahe.law.setting import Setting
from jiahe.law.sqllayers import named, table
from jiahe.law.sqlplan import Plan
from jiahe.law.sqlstages import Pass, passes, programme_subqueries
from jiahe.law.sqlsteps import Step, statement, steps_of
from jiahe.law.sqlwords import Words, cast
from jiahe.law.types import Type

Status = Literal["eligible", "not_eligible", "needs_evidence"]
ELIGIBLE: Final = "eligible"
NOT_ELIGIBLE: Final = "not_eligible"
NEEDS_EVIDENCE: Final = "needs_evidence"
STATUSES: tuple[Status, ...] = (ELIGIBLE, NOT_ELIGIBLE, NEEDS_EVIDENCE)


def criterion_column(rule: Rule, key: str) -> str:
    """Return the name of a criterion's column in a result."""
    return f"{rule.column}__{key}"


def instalment_columns(rule: Rule, key: str) -> tuple[str, str]:
    """Return the names of an instalment's year and amount columns in a result."""
    return f"{rule.column}__{key}_year", f"{rule.column}__{key}_amount"


@dataclass(frozen=True)
class Query:
    """A compiled pack. ``left_out``: programmes not in it, or in some places not, as unconfirmed."""

    steps: tuple[Step, ...]
    rules: tuple[LoweredRule, ...]
    left_out: tuple[Rule, ...]
    columns: tuple[tuple[str, Type], ...]

    def needs(self) -> set[tuple[str, str]]:
        """Return the (table, column) pairs that the query reads."""
        return facts_needed([top for rule in self.rules for top in rule.tops()])


@contextmanager
def _no_collection() -> Iterator[None]:
    """Leave the garbage collector off: a compilation makes many small objects, and keeps most of them to its end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_no_collection()
def compile_pack(
    pack: Pack,
    setting: Setting,
    *,
    has: Callable[[str, str], bool],
    words: Words | None = None,
    source: Callable[[str], exp.Expression] = exp.to_table,
) -> Query:
    """Return the query of a pack in a setting.

    ``has(table, column)``: whether the register has that column; what it has not is unknown. ``source(table)``: what to
    select from. Raises LawError when no programme of the pack is in force there and then.
    """
    words = words or Words()
    lowering = Lowering(setting)
    lowered = [lower(rule, lowering) for rule in pack.rules]
    in_force = tuple(rule for rule in lowered if not rule.is_empty)
    left_out = tuple(rule for rule in pack.rules if setting.left_out(rule))
    if not in_force:
        raise LawError(
            f"No programme is in force on {setting.on} in region {setting.region}."
            + (" Some are left out because they are unconfirmed: ask for unconfirmed figures." if left_out else ""),
            f"{setting.on} 在 {setting.region} 没有施行的项目。"
            + ("有的依据未核实，没有纳入，可以要求纳入。" if left_out else ""),
        )
    plan = Plan(words, has, source)
    columns = _columns(in_force)
    names = [f"p{number}" for number in range(len(in_force))]
    shared = passes(plan, [(rule.rule.unit, rule.population, _tops(rule, setting)) for rule in in_force])
    parts = [(name, _programme(plan, name, rule, setting, shared)) for name, rule in zip(names, in_force, strict=True)]
    result = _united(words, in_force, parts, columns)
    steps = steps_of([*plan.subqueries(), *parts], result, words.dialect)
    return Query(steps, in_force, left_out, tuple(columns))


@_no_collection()
def compile_values(
    unit: Unit,
    values: Sequence[Expr],
    setting: Setting,
    *,
    has: Callable[[str, str], bool],
    words: Words | None = None,
    source: Callable[[str], exp.Expression] = exp.to_table,
) -> str:
    """Return the query of some values of every unit: its key as ``k``, then ``v0``, ``v1`` …"""
    lowering = Lowering(setting)
    lowered = [lowering.expr(value) for value in values]
    plan = Plan(words or Words(), has, source)
    query, sql = programme_subqueries(plan, "p", unit, ex.Literal(True, Type.BOOL), lowered, set())
    columns = [named(exp.column(unit.table.key or ""), "k"), *(named(sql(v), f"v{n}") for n, v in enumerate(lowered))]
    select = exp.select(*columns, copy=False).from_(query.subquery("t", copy=False), copy=False)
    return statement(plan.subqueries(), select, plan.words.dialect)


def _columns(rules: tuple[LoweredRule, ...]) -> list[tuple[str, Type]]:
    keys = dict.fromkeys(lowered.rule.unit.table.key or "" for lowered in rules)
    columns = [(key, Type.REF) for key in keys]
    columns += [("programme", Type.TEXT), ("place", Type.PLACE), ("status", Type.TEXT)]
    columns += [(name, Type.MONEY) for name in ("total", "this_year", "unclaimed")]
    columns += [("enrolled", Type.BOOL), ("forfeited", Type.BOOL)]
    for lowered in rules:
        columns += [(criterion_column(lowered.rule, c), Type.BOOL) for c in lowered.criteria]
        for instalment in lowered.instalments:
            year, amount = instalment_columns(lowered.rule, instalment)
            columns += [(year, Type.INT), (amount, Type.MONEY)]
    return columns


def _united(
    words: Words, rules: tuple[LoweredRule, ...], parts: list[tuple[str, exp.Select]], columns: list[tuple[str, Type]]
) -> exp.Select:
    """Return the rows of all programmes, each with all columns."""
    union: exp.Query | None = None
    keys = tuple(lowered.rule.key for lowered in rules)
    for key, (name, part) in zip(keys, parts, strict=True):
        own = {column.alias_or_name for column in part.expressions}
        row = []
        for column, type in columns:
            null = exp.null() if type is Type.REF else cast(exp.null(), words.types[type], dialect=words.dialect)
            value = words.one_of(key, keys) if column == "programme" else null
            row.append(exp.column(column) if column in own else named(value, column))
        select = exp.select(*row, copy=False).from_(table(name), copy=False)
        union = select if union is None else exp.union(union, select, distinct=False, copy=False)
    assert union is not None
    return exp.select(exp.Star(), copy=False).from_(union.subquery("outcomes", copy=False), copy=False)


def _tops(lowered: LoweredRule, setting: Setting) -> list[Expr]:
    """Return all values that a programme's outcomes are made of."""
    tops = [lowered.place, lowered.verdict(), lowered.total(), lowered.in_year(setting.on.year)]
    tops += [lowered.enrolled, lowered.unclaimed, lowered.forfeited]
    return [*tops, *lowered.criteria.values(), *(node for pair in lowered.instalments.values() for node in pair)]


def _programme(
    plan: Plan, name: str, lowered: LoweredRule, setting: Setting, shared: Mapping[Unit, Pass]
) -> exp.Select:
    """Return the query of one programme's outcomes, having added what it reads to the plan."""
    verdict, total, year = lowered.verdict(), lowered.total(), lowered.in_year(setting.on.year)
    tops, always = _tops(lowered, setting), {verdict, *lowered.criteria.values()}
    unit = lowered.rule.unit
    query, sql = programme_subqueries(plan, name, unit, lowered.population, tops, always, shared.get(unit))
    outputs = _outputs(plan.words, lowered, sql, verdict, total, year)
    source = query.subquery("t", copy=False)
    return exp.select(exp.column(unit.table.key or ""), *outputs, copy=False).from_(source, copy=False)


def _place(words: Words, place: Expr, sql: Callable[[Expr], exp.Expression]) -> exp.Expression:
    fixed = place.value if isinstance(place, ex.Literal) else None
    return words.one_of(fixed, (fixed,)) if isinstance(fixed, str) else sql(place)


def _outputs(
    words: Words, lowered: LoweredRule, sql: Callable[[Expr], exp.Expression], verdict: Expr, total: Expr, year: Expr
) -> list[exp.Expression]:
    rule = lowered.rule
    met = sql(verdict)
    status = words.case(
        [(met, words.one_of(ELIGIBLE, STATUSES)), (words.is_null(met), words.one_of(NEEDS_EVIDENCE, STATUSES))],
        words.one_of(NOT_ELIGIBLE, STATUSES),
    )
    outputs = [
        named(_place(words, lowered.place, sql), "place"),
        named(status, "status"),
        named(words.case([(met, sql(total))], exp.null()), "total"),
        named(words.case([(met, sql(year))], exp.null()), "this_year"),
        named(words.case([(met, sql(lowered.unclaimed))], exp.null()), "unclaimed"),
        named(sql(lowered.enrolled), "enrolled"),
        named(sql(lowered.forfeited), "forfeited"),
    ]
    outputs += [named(sql(node), criterion_column(rule, c)) for c, node in lowered.criteria.items()]
    for instalment, nodes in lowered.instalments.items():
        names = instalment_columns(rule, instalment)
        outputs += [named(words.as_int(sql(n)), name) for n, name in zip(nodes, names, strict=True)]
    return outputs
