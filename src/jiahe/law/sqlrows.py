"""FROM clauses and grouped subqueries: how the rows that a lowered graph speaks about are brought together.

A *relation* is one FROM clause: the rows of one anchor, joined with whatever its expressions need. A *group* is a
grouped subquery of aggregates. Aggregates that compare their rows with nothing outside share one group for each
relation of the schema; those that compare them with the unit have groups of their own (sqlstages.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlglot import exp

from jiahe.law import expressions as ex
from jiahe.law.nodes import Expr, Frame, Link, Node, Rows, Unit
from jiahe.law.schema import Table
from jiahe.law.sqllayers import layered, leaves_of, named, table
from jiahe.law.sqlscalar import Certainty, write
from jiahe.law.sqlwords import Words, paren
from jiahe.law.types import NEVER, Type

_TRUE = ex.Literal(True, Type.BOOL)


def rebased(node: Node, old: Frame, new: Frame, done: dict[Node, Node] | None = None) -> Any:
    """Return a graph with one frame put in another's place."""
    done = {old: new} if done is None else done
    if node not in done:
        parts = node.parts()
        changed = [rebased(part, old, new, done) if isinstance(part, Node) else part for part in parts]
        same = all(a is b for a, b in zip(parts, changed, strict=True))
        done[node] = node if same else type(node)(*changed)
    return done[node]


def aliased(source: exp.Expression, alias: str) -> exp.Expression:
    """Return a table or subquery under an alias."""
    found: Any = exp.alias_(source.copy(), alias, table=True, copy=False)
    return found  # type: ignore[no-any-return]  # SQLGlot names a base class of what it returns


Keys = Callable[[], "exp.Select | None"]
"""Asked when the query is put together: a query of the only keys for which a group is wanted, or None for all."""


def _all_keys(frame: Frame) -> Keys:
    return lambda: None


@dataclass(eq=False)
class Relation:
    """One FROM clause under construction.

    ``stage``: of the subqueries that it may read (sqlstages.py). ``keys_of``: the keys that a frame of it can have.
    ``provided``: values that the source already has as columns.
    """

    plan: Plan
    anchor: Frame
    alias: str
    source: exp.Expression
    stage: int = 0
    owner: Group | None = None
    keys_of: Callable[[Frame], Keys] = _all_keys
    joins: list[exp.Join] = field(default_factory=list)
    links: dict[Frame, str] = field(default_factory=dict)
    groups: dict[tuple[str, Frame], str] = field(default_factory=dict)
    provided: dict[Expr, exp.Expression] = field(default_factory=dict)

    def select(self, *columns: exp.Expression) -> exp.Select:
        """Return SELECT columns FROM this relation."""
        query = exp.select(*columns, copy=False).from_(self.source, copy=False)
        for join in self.joins:
            query.append("joins", join)
        return query

    # -------------------------------------------------------------------------------------------- rows

    def alias_of(self, frame: Frame) -> str:
        """Return the alias of a frame's row, joining it first if it is a link."""
        if frame is self.anchor:
            return self.alias
        if frame not in self.links:
            assert isinstance(frame, Link), frame
            key = self.sql(frame.ref)
            alias = self.plan.name("l")
            self.join(self.plan.table(frame.table), alias, frame.table.key or "", key)
            self.links[frame] = alias
        return self.links[frame]

    def _is_there(self, frame: Frame) -> bool:
        return not isinstance(frame, Link) or self.plan.has(frame.table.name, frame.table.key or "")

    def join(self, source: exp.Expression, alias: str, column: str, key: exp.Expression, side: str = "LEFT") -> None:
        """Join a table or subquery whose ``column`` is ``key``."""
        on = exp.EQ(this=exp.column(column, table=alias), expression=key)
        self.joins.append(exp.Join(this=aliased(source, alias), on=on, side=side))

    def key(self, frame: Frame) -> exp.Expression:
        """Return the key of a frame's row; NULL when a link points at nobody, or its table is absent."""
        if not self._is_there(frame):
            return exp.null()
        known = self.provided.get(ex.KeyOf(frame)) if frame.table.key else None
        return known if known is not None else exp.column(frame.table.key or "", table=self.alias_of(frame))

    # -------------------------------------------------------------------------------------------- values

    def sql(self, node: Expr) -> exp.Expression:
        """Return the SQL of a value for this relation's rows."""
        found = self.provided.get(node)
        if found is not None:
            return found
        if isinstance(node, ex.Aggregate):
            return self._aggregate(node)
        if isinstance(node, (ex.Col, ex.KeyOf)):
            return self._leaf(node)
        return write(self.plan.words, self.plan.sure, node, self.sql)

    def _leaf(self, node: ex.Col | ex.KeyOf) -> exp.Expression:
        words = self.plan.words
        if isinstance(node, ex.KeyOf):
            return self.key(node.frame)
        table = node.frame.table
        if not self._is_there(node.frame) or not self.plan.has(table.name, node.name):
            return words.null(node)
        column: exp.Expression = exp.column(node.name, table=self.alias_of(node.frame))
        if node.type is Type.INT:
            column = words.as_int(column)
        if table.column(node.name).open_ended:
            column = exp.Coalesce(this=column, expressions=[words.date(NEVER)])
            if isinstance(node.frame, Link):
                column = words.unless(words.is_null(self.key(node.frame)), column)
        return column

    def _aggregate(self, node: ex.Aggregate) -> exp.Expression:
        """Return an aggregate that compares its rows with nothing outside, from its shared group."""
        assert not node.outside(), node
        rows = node.rows
        if not self.plan.has_rows(rows) or not self._is_there(rows.parent):
            return self.plan.words.null(node)
        home = Unit(rows.schema, rows.parent.table.name)
        shared = rebased(node, rows.parent, home)
        group = self.plan.group(shared.rows, self.stage, self.owner)
        group.wanted.append(self.keys_of(rows.parent))
        column = group.output(shared)
        return self.from_group(node, group, column, self.key(rows.parent), rows.parent)

    def from_group(
        self, node: ex.Aggregate, group: Group, column: str, key: exp.Expression, joined_on: Frame
    ) -> exp.Expression:
        """Join a group, once, and return one of its columns, with what it is for no rows and for a link to nobody."""
        words = self.plan.words
        alias = self.groups.get((group.name, joined_on), "")
        if not alias:
            alias = self.groups[(group.name, joined_on)] = self.plan.name("g")
            self.join(table(group.name), alias, "k", key)
        found = exp.column(column, table=alias)
        if isinstance(node, ex.Only):
            return found
        answer = words.case([(words.is_null(exp.column("k", table=alias)), self._of_no_rows(node))], found)
        if isinstance(node.rows.parent, Link):
            answer = words.unless(words.is_null(self.key(node.rows.parent)), answer)
        return answer

    def _of_no_rows(self, node: ex.Aggregate) -> exp.Expression:
        if isinstance(node, (ex.AnyRow, ex.AtLeast)):
            return exp.false()
        if isinstance(node, ex.Extreme):
            return self.sql(node.if_none)
        return self.plan.words.number(0)


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


class Plan:
    """The subqueries of one query, in the order in which they must stand."""

    def __init__(
        self, words: Words, has: Callable[[str, str], bool], table_source: Callable[[str], exp.Expression]
    ) -> None:
        self.words = words
        self.has = has
        self.sure = Certainty(has)
        self.table_source = table_source
        self._groups: dict[tuple[int, Rows], list[Group]] = {}
        self._stages: dict[int, list[tuple[str, exp.Select]]] = {}
        self._counter = 0

    def add(self, stage: int, name: str, select: exp.Select) -> None:
        """Add a subquery that reads earlier stages, and this stage's groups and earlier additions."""
        self._stages.setdefault(stage, []).append((name, select))

    def subqueries(self) -> list[tuple[str, exp.Select]]:
        """Return all subqueries, each after those that it reads."""
        found: list[tuple[str, exp.Select]] = []
        for stage in sorted({*self._stages, *(stage for stage, _ in self._groups)}):
            shared = self._shared(stage)
            rows = [(group.rows_name, group.rows()) for group in reversed(shared)]
            found += [(name, query) for name, query in rows if query is not None]
            found += [(group.name, group.query()) for group in shared]
            found += self._stages.get(stage, [])
        return found

    def _shared(self, stage: int) -> list[Group]:
        ordered: list[Group] = []

        def add(group: Group) -> None:
            if group not in ordered:
                for used in group.uses:
                    add(used)
                ordered.append(group)

        for (own, _), groups in self._groups.items():
            for group in groups if own == stage else ():
                add(group)
        return ordered

    def has_rows(self, rows: Rows) -> bool:
        """Whether the table of rows is there, with the columns that say whose they are."""
        return self.sure.has_rows(rows)

    def name(self, letter: str) -> str:
        """Return a new alias."""
        self._counter += 1
        return f"{letter}{self._counter}"

    def table(self, table: Table) -> exp.Expression:
        """Return a table of facts as something to select from; a mirrored one both ways round."""
        source = self.table_source(table.name)
        if table.mirror is None:
            return source
        one, other = table.mirror
        names = [c.name for c in table.columns if self.has(table.name, c.name)]
        turned = [named(exp.column({one: other, other: one}.get(n, n)), n) for n in names]
        straight = exp.select(*names).from_(source.copy())
        return exp.union(straight, exp.select(*turned).from_(source.copy()), distinct=False).subquery()

    def unit(self, frame: Unit) -> Relation:
        """Return a relation of the rows of the unit's table."""
        alias = self.name("u")
        return Relation(self, frame, alias, aliased(self.table(frame.table), alias))

    def group(self, rows: Rows, stage: int, reader: Group | None) -> Group:
        """Return the shared grouped subquery of rows that point at a unit; never one that reads its reader."""
        groups = self._groups.setdefault((stage, rows), [])
        found = next((g for g in groups if reader is None or not g.depends_on(reader)), None)
        if found is None:
            alias = self.name("r")
            relation = Relation(self, rows, alias, aliased(self.table(rows.table), alias), stage)
            by = exp.column(rows.relation.by, table=alias)
            found = Group(self, self.name(f"{rows.relation.name}_"), relation, by)
            relation.owner = found
            relation.keys_of = keys_within(found)
            groups.append(found)
        if reader is not None and found not in reader.uses:
            reader.uses.append(found)
        return found


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
