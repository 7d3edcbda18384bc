"""One query for a whole pack over a register: one row for each programme and unit that it looks at.

Columns of the result: the unit's key, ``programme``, ``place``, ``status``, ``total`` (fen or days; NULL unless
eligible), ``this_year`` (the part of it for the year of determination), ``enrolled``; then for each programme its
criteria (``childcare_subsidy__under_three``) and instalments (``…__claim_1_year``, ``…__claim_1_amount``), NULL in the
rows of other programmes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from jiahe.law import expressions as ex
from jiahe.law.errors import LawError
from jiahe.law.lower import LoweredRule, facts_needed, lower
from jiahe.law.nodes import Expr, Node
from jiahe.law.programme import Pack, Rule
from jiahe.law.setting import Setting
from jiahe.law.sql import Plan, write
from jiahe.law.sqlwords import Words
from jiahe.law.types import Type

ELIGIBLE, NOT_ELIGIBLE, NEEDS_EVIDENCE = "eligible", "not_eligible", "needs_evidence"


def criterion_column(rule: Rule, key: str) -> str:
    """Return the name of a criterion's column in a result."""
    return f"{rule.column}__{key}"


def instalment_columns(rule: Rule, key: str) -> tuple[str, str]:
    """Return the names of an instalment's year and amount columns in a result."""
    return f"{rule.column}__{key}_year", f"{rule.column}__{key}_amount"


@dataclass(frozen=True)
class Query:
    """A compiled pack. ``left_out``: programmes not in it because their being in force is unconfirmed."""

    sql: str
    rules: tuple[LoweredRule, ...]
    left_out: tuple[Rule, ...]
    columns: tuple[tuple[str, Type], ...]

    def needs(self) -> set[tuple[str, str]]:
        """Return the (table, column) pairs that the query reads."""
        return facts_needed([top for rule in self.rules for top in rule.tops()])


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
    lowered = [lower(rule, setting) for rule in pack.rules]
    in_force = tuple(rule for rule in lowered if not rule.is_empty)
    left_out = tuple(rule for rule in pack.rules if setting.left_out(rule))
    if not in_force:
        raise LawError(
            f"No programme is in force on {setting.on} in region {setting.region}."
            + (" Some are left out because they are unconfirmed: ask for unconfirmed figures." if left_out else "")
        )
    plan = Plan(words, has, source)
    columns = _columns(in_force)
    parts = [(f"p{n}", _programme(plan, rule, setting)) for n, rule in enumerate(in_force)]
    query = _united(words, parts, in_force, columns)
    for name, part in reversed(parts):
        query = query.with_(name, as_=part, copy=False)
    for name, subquery in plan.subqueries():
        query = query.with_(name, as_=subquery, copy=False)
    return Query(_ordered_with(query, plan, parts).sql(dialect=words.dialect), in_force, left_out, tuple(columns))


def _ordered_with(query: exp.Select, plan: Plan, parts: list[tuple[str, exp.Select]]) -> exp.Select:
    """Put each subquery after those that it reads."""
    order = [name for name, _ in plan.subqueries()] + [name for name, _ in parts]
    clause = query.args.get("with_") or query.args["with"]
    clause.set("expressions", sorted(clause.expressions, key=lambda cte: order.index(cte.alias)))
    return query


def _columns(rules: tuple[LoweredRule, ...]) -> list[tuple[str, Type]]:
    key = rules[0].rule.unit.table.key or ""
    columns = [(key, Type.REF), ("programme", Type.TEXT), ("place", Type.PLACE), ("status", Type.TEXT)]
    columns += [("total", Type.MONEY), ("this_year", Type.MONEY), ("enrolled", Type.BOOL)]
    for lowered in rules:
        columns += [(criterion_column(lowered.rule, c), Type.BOOL) for c in lowered.criteria]
        for instalment in lowered.instalments:
            year, amount = instalment_columns(lowered.rule, instalment)
            columns += [(year, Type.INT), (amount, Type.MONEY)]
    return columns


def _united(
    words: Words, parts: list[tuple[str, exp.Select]], rules: tuple[LoweredRule, ...], columns: list[tuple[str, Type]]
) -> exp.Select:
    """Return the rows of all programmes, each with all columns."""
    selects = []
    for (name, part), _rule in zip(parts, rules, strict=True):
        own = {column.alias_or_name for column in part.expressions}
        row = []
        for column, type in columns:
            null = exp.null() if type is Type.REF else exp.cast(exp.null(), words.types[type], dialect=words.dialect)
            row.append(exp.column(column) if column in own else exp.alias_(null, column))
        selects.append(exp.select(*row).from_(name))
    union: exp.Expression = selects[0]
    for select in selects[1:]:
        union = exp.union(union, select, distinct=False, copy=False)  # type: ignore[arg-type, assignment]
    return exp.select("*").from_(union.subquery("outcomes"))  # type: ignore[attr-defined]


def _programme(plan: Plan, lowered: LoweredRule, setting: Setting) -> exp.Select:
    """Return the subquery of one programme."""
    plan.population = lowered.population
    relation = plan.unit(lowered.rule.unit)
    verdict, total, year = lowered.verdict(), lowered.total(), lowered.in_year(setting.on.year)
    tops = [lowered.place, verdict, total, year, lowered.enrolled, *lowered.criteria.values()]
    tops += [node for pair in lowered.instalments.values() for node in pair]
    leaves, layers = _layers(tops, set(lowered.criteria.values()))
    key = lowered.rule.unit.table.key or ""
    provided = {leaf: exp.column(f"x{n}") for n, leaf in enumerate(leaves)}
    columns = [exp.alias_(relation.sql(leaf), f"x{n}") for n, leaf in enumerate(leaves)]
    looked_at = relation.sql(lowered.population)
    query = relation.select(exp.alias_(relation.key(lowered.rule.unit), key), *columns).where(looked_at)

    def sql(node: Expr) -> exp.Expression:
        return provided[node].copy() if node in provided else write(plan.words, node, sql)

    counter = 0
    for layer in layers:
        written = []
        for node in layer:
            written.append((node, sql(node), f"y{counter}"))
            counter += 1
        query = exp.select("*", *[exp.alias_(s, name) for _, s, name in written]).from_(query.subquery("t"))
        provided.update({node: exp.column(name) for node, _, name in written})
    return exp.select(key, *_outputs(plan.words, lowered, sql, verdict, total, year)).from_(query.subquery("t"))


def _outputs(
    words: Words, lowered: LoweredRule, sql: Callable[[Expr], exp.Expression], verdict: Expr, total: Expr, year: Expr
) -> list[exp.Expression]:
    rule = lowered.rule
    met = sql(verdict)
    status = words.case(
        [(met, exp.Literal.string(ELIGIBLE)), (words.is_null(met), exp.Literal.string(NEEDS_EVIDENCE))],
        exp.Literal.string(NOT_ELIGIBLE),
    )
    outputs = [
        exp.alias_(exp.Literal.string(rule.key), "programme"),
        exp.alias_(sql(lowered.place), "place"),
        exp.alias_(status, "status"),
        exp.alias_(words.case([(met, sql(total))], exp.null()), "total"),
        exp.alias_(words.case([(met, sql(year))], exp.null()), "this_year"),
        exp.alias_(sql(lowered.enrolled), "enrolled"),
    ]
    outputs += [exp.alias_(sql(node), criterion_column(rule, c)) for c, node in lowered.criteria.items()]
    for instalment, nodes in lowered.instalments.items():
        names = instalment_columns(rule, instalment)
        outputs += [exp.alias_(words.as_int(sql(n)), name) for n, name in zip(nodes, names, strict=True)]
    return outputs


def _times_written(node: Expr, child: Expr) -> int:
    """Return how often a part stands in the SQL of a whole (see sql.write)."""
    if isinstance(node, (ex.Lesser, ex.Greater, ex.Portion, ex.YearsUntil, ex.Within, ex.Division)):
        return 2
    return 2 if isinstance(node, ex.If) and child is node.condition else 1


def _layers(tops: list[Expr], always: set[Expr]) -> tuple[list[Expr], list[list[Expr]]]:
    """Return the leaves of graphs, and their shared parts in layers such that each layer needs only earlier ones."""
    uses: dict[Expr, int] = {}
    leaves: dict[Expr, None] = {}
    order: list[Expr] = []

    def count(node: Expr, times: int = 1) -> None:
        seen = node in uses
        uses[node] = uses.get(node, 0) + times
        if seen:
            return
        if isinstance(node, (ex.Col, ex.KeyOf, ex.Aggregate)):
            leaves.setdefault(node)
            return
        for child in node.children():
            if isinstance(child, Expr):
                count(child, _times_written(node, child))
        order.append(node)

    for top in tops:
        count(top)
    depth: dict[Node, int] = {}
    layers: list[list[Expr]] = []
    for node in order:
        below = max((depth.get(child, 0) for child in node.children()), default=0)
        shared = (uses[node] > 1 or node in always) and not isinstance(node, ex.Literal)
        depth[node] = below + 1 if shared else below
        if shared:
            while len(layers) <= below:
                layers.append([])
            layers[below].append(node)
    return list(leaves), layers
