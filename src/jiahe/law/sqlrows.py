"""FROM clauses: how the rows that a lowered graph speaks about are brought together.

A *relation* is one FROM clause: the rows of one anchor, joined with whatever its expressions need. Aggregates that
compare their rows with nothing outside come from a grouped subquery that is shared (sqlgroups.py); those that compare
them with the unit have groups of their own (sqlstages.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from jiahe.law import expressions as ex
from jiahe.law.nodes import Expr, Frame, Link, Node, Unit
from jiahe.law.sqllayers import table
from jiahe.law.sqlscalar import write
from jiahe.law.types import NEVER, Type

if TYPE_CHECKING:
    from jiahe.law.sqlgroups import Group
    from jiahe.law.sqlplan import Plan


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
