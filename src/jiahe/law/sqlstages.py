"""The subqueries of one programme: its units with every fact the rule needs, stage by stage, then the rule in layers.

The first stages have what it takes to know which units the programme looks at. Each further stage adds aggregates, for
those units only, that need no more than the stage before knows about the unit. Over the last stage, parts of the rule
that are used more than once are computed once, layer by layer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlglot import exp

from jiahe.law import expressions as ex
from jiahe.law.nodes import Expr, Frame, Link, Node, Rows, Unit
from jiahe.law.sqlgroups import Group, keys_within
from jiahe.law.sqllayers import Leaf, layered, named, table
from jiahe.law.sqlplan import Plan
from jiahe.law.sqlrows import Keys, Relation, aliased


@dataclass
class _Leaves:
    """The facts about a unit that expressions need, each with the stage that can give it.

    ``earliest``: the first stage for aggregates; 0 as long as it is not known which units are looked at.
    """

    unit: Unit
    earliest: int = 0
    stage: dict[Expr, int] = field(default_factory=dict)
    seen: dict[Node, int] = field(default_factory=dict)

    def find(self, node: Node) -> int:
        """Note the leaves in a graph that speaks about the unit; return the stage that all of it needs."""
        if node not in self.seen:
            self.seen[node] = self._leaf(node) if isinstance(node, Leaf) else self._parts(node)
        return self.seen[node]

    def _parts(self, node: Node) -> int:
        return max((self.find(child) for child in node.children()), default=0)

    def _leaf(self, node: Leaf) -> int:
        needs = self._aggregate(node) if isinstance(node, ex.Aggregate) else self._frame(node.frame)
        self.stage[node] = needs
        return needs

    def _frame(self, frame: Frame) -> int:
        if not isinstance(frame, Link):
            return 0
        return max(self._frame(frame.parent), self.find(frame.ref))

    def _aggregate(self, node: ex.Aggregate) -> int:
        parent = self._frame(node.rows.parent)
        if isinstance(node.rows.parent, Link):
            parent = max(parent, self.find(ex.KeyOf(node.rows.parent)))
        if not node.outside():
            return max(self.earliest, parent + 1 if self.earliest else parent)
        below = [self._outer(child) for child in node.children() if isinstance(child, Expr)]
        return max(self.earliest, 1 + max([parent, *below]))

    def _outer(self, node: Node) -> int:
        """Note what an expression over rows needs to know about the unit."""
        if isinstance(node, Expr) and node.anchor is self.unit:
            return self.find(node)
        if isinstance(node, (Rows, Unit)):
            return 0
        return max((self._outer(child) for child in node.children()), default=0)


def _leaves(unit: Unit, population: Expr, tops: list[Expr]) -> tuple[_Leaves, int]:
    """Return what a programme needs of its units, and the stage that knows which of them it looks at."""
    leaves = _Leaves(unit)
    looked_at = leaves.find(population)
    leaves.earliest = looked_at + 1
    for top in tops:
        leaves.find(top)
    return leaves, looked_at


@dataclass(frozen=True)
class Pass:
    """One pass over a unit's table for several programmes: the first stage of each is a part of it.

    ``columns``: what its subquery ``name`` has of the units that some programme looks at, its populations among it.
    """

    name: str
    columns: dict[Expr, str]

    def relation(self, plan: Plan, unit: Unit) -> Relation:
        """Return a relation of the units in it."""
        alias = plan.name("t")
        relation = Relation(plan, unit, alias, aliased(table(self.name), alias))
        relation.provided = {node: exp.column(column, table=alias) for node, column in self.columns.items()}
        return relation


def passes(plan: Plan, asked: list[tuple[Unit, Expr, list[Expr]]]) -> dict[Unit, Pass]:
    """Add to a plan one pass over each unit's table, for programmes that each have a unit, a population and tops.

    A programme that looks at everybody, or needs a further stage to know at whom, has its own pass, and so has one that
    is alone.
    """
    populations: dict[Unit, list[Expr]] = {}
    facts: dict[Unit, dict[Expr, None]] = {}
    for unit, population, tops in asked:
        leaves, looked_at = _leaves(unit, population, tops)
        if looked_at == 0 and not isinstance(population, ex.Literal):
            populations.setdefault(unit, []).append(population)
            facts.setdefault(unit, {}).update((leaf, None) for leaf, needs in leaves.stage.items() if needs == 0)
    return {unit: _pass(plan, unit, own, facts[unit]) for unit, own in populations.items() if len(own) > 1}


def _pass(plan: Plan, unit: Unit, populations: list[Expr], facts: Iterable[Expr]) -> Pass:
    relation = plan.unit(unit)
    name = plan.name(f"{unit.table.name}_")
    columns = {node: f"c{number}" for number, node in enumerate(dict.fromkeys([*facts, *populations]))}
    own = [named(relation.sql(node), column) for node, column in columns.items()]
    inside = relation.select(named(relation.key(unit), unit.table.key or ""), *own).subquery("t", copy=False)
    some = exp.or_(*(exp.column(columns[population]) for population in populations), copy=False)
    plan.add(0, name, exp.select(exp.Star(), copy=False).from_(inside, copy=False).where(some, copy=False))
    return Pass(name, columns)


def programme_subqueries(
    plan: Plan,
    name: str,
    unit: Unit,
    population: Expr,
    tops: list[Expr],
    always: set[Expr],
    shared: Pass | None = None,
) -> tuple[exp.Select, Callable[[Expr], exp.Expression]]:
    """Add the stages of a programme to a plan; return a query over the last, and how to write a value there.

    ``tops``: the values that will be asked for. ``always``: those to compute as columns even if they are used once.
    ``shared``: the pass over the unit's table that it may be a part of.
    """
    leaves, looked_at = _leaves(unit, population, tops)
    last = max([looked_at, *leaves.stage.values()])
    provided: dict[Expr, exp.Expression] = {}
    before = ""
    for number in range(last + 1):
        if number == 0 and shared is not None and population in shared.columns:
            relation = shared.relation(plan, unit)
        else:
            relation = _stage(plan, unit, number, before, provided)
        if number > 0 and not isinstance(population, ex.Literal):
            relation.keys_of = _keys_of(before, unit, dict(provided))
        own = [leaf for leaf, needs in leaves.stage.items() if needs == number]
        before = f"{name}_{number}"
        columns = [named(relation.key(unit), unit.table.key or "")] if number == 0 else [_everything(relation.alias)]
        _compared(plan, relation, before, own, provided)
        for leaf in own:
            column = f"x{len(provided)}"
            columns.append(named(relation.sql(leaf), column))
            provided[leaf] = exp.column(column)
        wanted = [relation.sql(population)] if number == looked_at else []
        plan.add(number, before, relation.select(*columns).where(*wanted, copy=False))
    return layered(
        plan.words,
        plan.sure,
        exp.select(exp.Star(), copy=False).from_(table(before), copy=False),
        provided,
        tops,
        always,
    )


def _stage(plan: Plan, unit: Unit, number: int, before: str, provided: dict[Expr, exp.Expression]) -> Relation:
    """Return the relation of a stage: the units themselves, or the stage before."""
    if number == 0:
        return plan.unit(unit)
    alias = plan.name("b")
    relation = Relation(plan, unit, alias, aliased(table(before), alias), number)
    relation.provided = {leaf: exp.column(c.name, table=alias) for leaf, c in provided.items()}
    return relation


def _keys_of(stage: str, unit: Unit, provided: dict[Expr, exp.Expression]) -> Callable[[Frame], Keys]:
    """Return what is known of the keys that the units of a stage have, or point at."""

    def keys_of(frame: Frame) -> Keys:
        if frame is unit:
            return lambda: exp.select(exp.column(unit.table.key or ""), copy=False).from_(table(stage), copy=False)
        key = provided.get(ex.KeyOf(frame))
        return lambda: None if key is None else exp.select(key, copy=False).from_(table(stage), copy=False)

    return keys_of


def _everything(alias: str) -> exp.Expression:
    return exp.Column(this=exp.Star(), table=exp.to_identifier(alias))


def _compared(
    plan: Plan, relation: Relation, stage: str, own: list[Expr], provided: dict[Expr, exp.Expression]
) -> None:
    """Add the groups of the aggregates that compare rows with the stage before, and give them to the relation."""
    groups: dict[Rows, Group] = {}
    for leaf in own:
        if not isinstance(leaf, ex.Aggregate) or not leaf.outside():
            continue
        rows = leaf.rows
        if not plan.has_rows(rows):
            relation.provided[leaf] = plan.words.null(leaf)
            continue
        if rows not in groups:
            groups[rows] = _group(plan, relation, f"{stage}_{rows.relation.name}_{len(groups)}", rows, provided)
        column = groups[rows].output(leaf)
        unit = relation.anchor
        relation.provided[leaf] = relation.from_group(leaf, groups[rows], column, relation.key(unit), unit)
    for group in groups.values():
        plan.add(relation.stage, group.name, group.query())


def _group(plan: Plan, relation: Relation, name: str, rows: Rows, provided: dict[Expr, exp.Expression]) -> Group:
    """Return a group of rows joined with the stage before, by the unit's key."""
    outer, alias = plan.name("o"), plan.name("r")
    unit, before = relation.anchor, table(relation.source.name)
    inside = Relation(plan, rows, alias, aliased(before, outer), relation.stage)
    inside.provided = {leaf: exp.column(column.name, table=outer) for leaf, column in provided.items()}
    key = exp.column(unit.table.key or "", table=outer)
    inside.provided[ex.KeyOf(unit)] = key
    joined = key if rows.parent is unit else inside.key(rows.parent)
    inside.join(plan.table(rows.table), alias, rows.relation.by, joined, side="INNER")
    group = Group(plan, name, inside, key)
    inside.keys_of = keys_within(group)
    return group
