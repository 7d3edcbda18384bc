"""Grouped subqueries: aggregates over many rows, each by the key that the rows point at, for the wanted rows only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sqlglot import exp

from jiahe.law import expressions as ex
from jiahe.law.nodes import Expr, Frame, Link, Node, Rows
from jiahe.law.sqllayers import layered, leaves_of, named, table
from jiahe.law.sqlrows import Keys, Relation, aliased
from jiahe.law.sqlwords import paren
from jiahe.law.types import Type

if TYPE_CHECKING:
    from jiahe.law.sqlplan import Plan

_TRUE = ex.Literal(True, Type.BOOL)


@dataclass(eq=False)
class Group:
    """A grouped subquery: aggregates over rows, by the key that the rows point at."""

    plan: Plan
    name: str
    relation: Relation
    by: exp.Expression
    leaves: dict[Expr, exp.Expression] = field(default_factory=dict)
    names: dict[Expr, str] = field(default_factory=dict)
    outputs: dict[ex.Aggregate, tuple[str, exp.Expression]] = field(default_factory=dict)
    uses: list[Group] = field(default_factory=list)
    wanted: list[Keys] = field(default_factory=list)
    has_readers: bool = False
    """Whether groups of what its rows point at want only what these rows point at."""

    @cached_property
    def only_wanted(self) -> list[exp.Expression]:
        """The condition that a row is wanted, if not all are. For when the query is put together."""
        found: dict[str, exp.Select] = {}
        for keys in dict.fromkeys(self.wanted):
            query = keys()
            if query is None:
                return []
            found.setdefault(query.sql(copy=False), query)
        if not found:
            return []
        first, *others = found.values()
        union: exp.Query = first
        for other in others:
            union = exp.union(union, other, distinct=False, copy=False)
        return [exp.In(this=self.by, query=exp.Subquery(this=union))]

    @property
    def rows_name(self) -> str:
        """The name of the subquery of its rows, if it has one."""
        return f"{self.name}_rows"

    def rows(self) -> exp.Select | None:
        """Return the subquery of the wanted rows, where others read it too."""
        conditions = self.only_wanted if self.has_readers else []
        if not conditions:
            return None
        anchor = self.relation.anchor
        assert isinstance(anchor, Rows)
        keys = [key for key in (anchor.relation.by, anchor.table.key) if key is not None]
        needed = [*keys, *(col.name for col in _columns_of(anchor, [*self.names, *self.leaves]))]
        there = [name for name in dict.fromkeys(needed) if self.plan.has(anchor.table.name, name)]
        columns = [exp.column(name, table=self.relation.alias) for name in there]
        return exp.select(*columns, copy=False).from_(self.relation.source, copy=False).where(*conditions, copy=False)

    def depends_on(self, other: Group) -> bool:
        """Whether the subquery reads another one, directly or not."""
        return self is other or any(used.depends_on(other) for used in self.uses)

    def output(self, node: ex.Aggregate) -> str:
        """Return the output column of an aggregate, adding it if it is new."""
        if node not in self.outputs:
            self.outputs[node] = (f"a{len(self.outputs)}", self._aggregate(node))
        return self.outputs[node][0]

    def query(self) -> exp.Select:
        """Return the subquery."""
        names = {leaf: f"x{number}" for number, leaf in enumerate(self.leaves)}
        columns = [named(self.by, "k"), *(named(value, names[leaf]) for leaf, value in self.leaves.items())]
        rows = self.relation.select(*columns).where(*self.only_wanted, copy=False)
        if self.has_readers and self.only_wanted:
            rows = self.relation.select(*columns)
            rows.set("from_", exp.From(this=aliased(table(self.rows_name), self.relation.alias)))
        provided: dict[Expr, exp.Expression] = {leaf: exp.column(name) for leaf, name in names.items()}
        inside, sql = layered(self.plan.words, self.plan.sure, rows, provided, self.names, set())
        values = [named(sql(node), name) for node, name in self.names.items()]
        inside = exp.select(exp.column("k"), *values, copy=False).from_(inside.subquery("t", copy=False), copy=False)
        outputs = [named(value, name) for name, value in self.outputs.values()]
        source = inside.subquery("i", copy=False)
        return (
            exp.select(exp.column("k"), *outputs, copy=False)
            .from_(source, copy=False)
            .group_by(exp.column("k"), copy=False)
        )

    def _column(self, node: Expr) -> exp.Expression:
        """Compute a value once for each row, before grouping."""
        if node not in self.names:
            self.names[node] = f"v{len(self.names)}"
            for leaf in leaves_of(node):
                if leaf not in self.leaves:
                    self.leaves[leaf] = self.relation.sql(leaf)
        return exp.column(self.names[node])

    def _aggregate(self, node: ex.Aggregate) -> exp.Expression:
        """Return the aggregate function; the meanings are those of the reference engine."""
        words, sure = self.plan.words, self.plan.sure(node.where)
        everything = node.where is _TRUE
        where = None if everything else self._column(node.where)
        matching = words.count_if(where)
        unknown_rows = [] if where is None or sure else [words.is_null(where)]
        if isinstance(node, (ex.AnyRow, ex.AtLeast)):
            return self._truth(node, where, unknown_rows)
        if isinstance(node, ex.Count):
            return self._if_certain(unknown_rows, words.as_int(matching))
        assert isinstance(node, (ex.Total, ex.Extreme, ex.Only))
        value = self._column(node.value)
        if isinstance(node, ex.Only):
            found = words.filtered(exp.Min(this=value), where)
            single = words.case([(words.eq(matching, words.number(1)), found)], exp.null())
            return self._if_certain(unknown_rows, single)
        if not self.plan.sure(node.value):
            unknown = words.is_null(value)
            unknown_rows.append(unknown if where is None else paren(exp.And(this=where, expression=unknown)))
        if isinstance(node, ex.Total):
            found = words.as_int(words.filtered(exp.Sum(this=value), where))
            return self._if_certain(unknown_rows, exp.Coalesce(this=found, expressions=[words.number(0)]))
        extreme: exp.Expression = exp.Max(this=value) if node.greatest else exp.Min(this=value)
        found = words.filtered(extreme, where)
        return self._if_certain(unknown_rows, exp.Coalesce(this=found, expressions=[self.relation.sql(node.if_none)]))

    def _truth(
        self, node: ex.AnyRow | ex.AtLeast, where: exp.Expression | None, unknown_rows: list[exp.Expression]
    ) -> exp.Expression:
        words = self.plan.words
        if isinstance(node, ex.AnyRow):
            if where is None:
                return exp.true()
            if not unknown_rows:
                return words.bool_or(where)
            answer = words.case([(where, words.number(2)), (unknown_rows[0], words.number(1))], words.number(0))
            best = exp.Max(this=answer)
            return words.case(
                [(words.eq(best, words.number(2)), exp.true()), (words.eq(best, words.number(1)), exp.null())],
                exp.false(),
            )
        enough = words.ge(words.count_if(where), words.number(node.number))
        if not unknown_rows:
            return enough
        possible = exp.Add(this=words.count_if(where), expression=words.count_if(unknown_rows[0]))
        return words.case(
            [(enough, exp.true()), (words.ge(possible, words.number(node.number)), exp.null())], exp.false()
        )

    def _if_certain(self, unknown_rows: list[exp.Expression], value: exp.Expression) -> exp.Expression:
        if not unknown_rows:
            return value
        doubt = unknown_rows[0]
        for more in unknown_rows[1:]:
            doubt = paren(exp.Or(this=doubt, expression=more))
        return self.plan.words.unless(self.plan.words.bool_or(doubt), value)


def _columns_of(anchor: Rows, tops: Iterable[Expr]) -> Iterator[ex.Col]:
    """Iterate over the columns of many rows that expressions read."""
    seen: set[Node] = set()
    stack: list[Node] = list(tops)
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack += node.children()
            if isinstance(node, ex.Col) and node.frame is anchor:
                yield node


def keys_within(group: Group) -> Callable[[Frame], Keys]:
    """Return what is known of the keys that the rows of a group point at."""
    relation = group.relation
    source, joins = relation.source, list(relation.joins)

    def keys_of(frame: Frame) -> Keys:
        if not isinstance(frame, Link) or not isinstance(frame.ref, ex.Col) or frame.ref.frame is not relation.anchor:
            return lambda: None

        ref = frame.ref
        if not joins:
            group.has_readers = True

        def query() -> exp.Select | None:
            conditions = group.only_wanted
            if not joins:
                return (
                    exp.select(exp.column(ref.name), copy=False).from_(table(group.rows_name), copy=False)
                    if conditions
                    else None
                )
            select = exp.select(relation.sql(frame.ref), copy=False).from_(source, copy=False)
            for join in joins:
                select.append("joins", join)
            return select.where(*conditions, copy=False)

        return query

    return keys_of
