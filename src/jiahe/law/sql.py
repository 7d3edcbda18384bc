"""From a lowered graph to SQL, built with SQLGlot.

A *relation* is one FROM clause: the rows of one anchor, joined with whatever its expressions need. Aggregates over rows
that are compared with nothing outside become one shared grouped subquery a relation of the schema; aggregates that
compare their rows with the unit get a subquery of their own, over the unit's population only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sqlglot import exp

from jiahe.law import expressions as ex
from jiahe.law.nodes import Expr, Frame, Link, Node, Rows, Unit, anchors_above
from jiahe.law.schema import Table
from jiahe.law.sqlwords import Words
from jiahe.law.types import NEVER, Type

_TRUE = ex.Literal(True, Type.BOOL)


def is_never_unknown(node: Expr, has: Callable[[str, str], bool]) -> bool:
    """Whether a value cannot be unknown, given that required cells are filled."""
    if isinstance(node, ex.Literal):
        return node.value is not None
    if isinstance(node, ex.Known):
        return True
    if isinstance(node, ex.Col):
        column = node.frame.table.column(node.name)
        return not isinstance(node.frame, Link) and (column.required or column.open_ended) and has(node.frame.table.name, node.name)
    if isinstance(node, (ex.Compare, ex.And, ex.Or, ex.Not, ex.IsIn, ex.Add, ex.Subtract, ex.Multiply, ex.Lesser, ex.Greater, ex.If, ex.Part)):
        return all(is_never_unknown(child, has) for child in node.children() if isinstance(child, Expr))
    return False


def may_be_never(node: Expr) -> bool:
    """Whether a date can be NEVER."""
    if isinstance(node, ex.Literal):
        return node.value == NEVER
    if isinstance(node, ex.Col):
        return node.frame.table.column(node.name).open_ended
    if isinstance(node, (ex.Part, ex.DateOf)):
        return False
    return any(may_be_never(child) for child in node.children() if isinstance(child, Expr) and child.type is Type.DATE)


def rebased(node: Node, old: Frame, new: Frame, done: dict[Node, Node] | None = None) -> Any:
    """Return a graph with one frame put in another's place."""
    done = {old: new} if done is None else done
    if node not in done:
        parts = node.parts()
        changed = [rebased(part, old, new, done) if isinstance(part, Node) else part for part in parts]
        same = all(a is b for a, b in zip(parts, changed, strict=True))
        done[node] = node if same else type(node)(*changed)
    return done[node]


@dataclass(eq=False)
class Relation:
    """One FROM clause under construction."""

    plan: Plan
    anchor: Frame
    alias: str
    source: exp.Expression
    owner: Group | None = None
    joins: list[exp.Join] = field(default_factory=list)
    links: dict[Frame, str] = field(default_factory=dict)
    groups: dict[tuple[str, Frame], str] = field(default_factory=dict)
    done: dict[Expr, exp.Expression] = field(default_factory=dict)
    provided: dict[Expr, exp.Expression] = field(default_factory=dict)
    """Values of outer rows that the source already has as columns."""

    def select(self, *columns: exp.Expression) -> exp.Select:
        """Return SELECT columns FROM this relation."""
        query = exp.select(*[c.copy() for c in columns]).from_(self.source.copy())
        for join in self.joins:
            query.append("joins", join.copy())
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
            self._join(frame.table.name, self.plan.table(frame.table), alias, frame.table.key or "", key)
            self.links[frame] = alias
        return self.links[frame]

    def _join(self, name: str, source: exp.Expression, alias: str, column: str, key: exp.Expression) -> None:
        on = exp.EQ(this=exp.column(column, table=alias), expression=key.copy())
        aliased = exp.alias_(source.copy(), alias, table=True)
        self.joins.append(exp.Join(this=aliased, on=on, side="LEFT"))

    def key(self, frame: Frame) -> exp.Expression:
        """Return the key of a frame's row."""
        return exp.column(frame.table.key or "", table=self.alias_of(frame))

    # -------------------------------------------------------------------------------------------- values

    def sql(self, node: Expr) -> exp.Expression:
        """Return the SQL of a value for this relation's rows."""
        if node in self.provided:
            return self.provided[node].copy()
        if node not in self.done:
            if isinstance(node, ex.Aggregate):
                self.done[node] = self._aggregate(node)
            elif isinstance(node, (ex.Col, ex.KeyOf)):
                self.done[node] = self._leaf(node)
            else:
                self.done[node] = write(self.plan.words, node, self.sql)
        return self.done[node].copy()

    def _leaf(self, node: ex.Col | ex.KeyOf) -> exp.Expression:
        words = self.plan.words
        if isinstance(node, ex.KeyOf):
            return self.key(node.frame)
        table = node.frame.table
        if not self.plan.has(table.name, node.name):
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
        words = self.plan.words
        rows = node.rows
        if not self.plan.has(rows.relation.table, rows.relation.by):
            return words.null(node)
        if node.outside():
            alias, column = self.plan.compared(self, node)
        else:
            home = Unit(rows.schema, rows.parent.table.name)
            shared = rebased(node, rows.parent, home)
            group = self.plan.group(shared.rows, self.owner)
            column = group.output(shared)
            alias = self.groups.get((group.name, rows.parent), "")
            if not alias:
                alias = self.plan.name("g")
                self._join(group.name, exp.to_table(group.name), alias, "k", self.key(rows.parent))
                self.groups[(group.name, rows.parent)] = alias
        found = exp.column(column, table=alias)
        if isinstance(node, ex.Only):
            return found
        empty = self._of_no_rows(node)
        answer = words.case([(words.is_null(exp.column("k", table=alias)), empty)], found)
        if isinstance(rows.parent, Link):
            answer = words.unless(words.is_null(self.key(rows.parent)), answer)
        return answer

    def _of_no_rows(self, node: ex.Aggregate) -> exp.Expression:
        if isinstance(node, (ex.AnyRow, ex.AtLeast)):
            return exp.false()
        if isinstance(node, ex.Extreme):
            return self.sql(node.if_none)
        return self.plan.words.int(0)


@dataclass(eq=False)
class Group:
    """A grouped subquery: aggregates over rows, by the key that the rows point at."""

    plan: Plan
    name: str
    relation: Relation
    by: exp.Expression
    inner: dict[str, exp.Expression] = field(default_factory=dict)
    names: dict[Expr, str] = field(default_factory=dict)
    outputs: dict[ex.Aggregate, tuple[str, exp.Expression]] = field(default_factory=dict)
    uses: list[Group] = field(default_factory=list)

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
        columns = [exp.alias_(self.by.copy(), "k")]
        columns += [exp.alias_(value.copy(), name) for name, value in self.inner.items()]
        inside = self.relation.select(*columns).where(exp.Not(this=exp.Is(this=self.by.copy(), expression=exp.null())))
        outputs = [exp.alias_(value.copy(), name) for name, value in self.outputs.values()]
        return exp.select("k", *outputs).from_(inside.subquery("i")).group_by("k")

    def _column(self, node: Expr) -> exp.Expression:
        """Compute a value once for each row, before grouping."""
        if node not in self.names:
            self.names[node] = f"v{len(self.names)}"
            self.inner[self.names[node]] = self.relation.sql(node)
        return exp.column(self.names[node])

    def _aggregate(self, node: ex.Aggregate) -> exp.Expression:
        """Return the aggregate function; the meanings are those of the reference engine."""
        words, sure = self.plan.words, is_never_unknown(node.where, self.plan.has)
        everything = node.where is _TRUE
        where = exp.true() if everything else self._column(node.where)
        matching = exp.Count(this=exp.Star()) if everything else words.count_if(where)
        unknown_rows = [] if sure else [words.is_null(where)]
        if isinstance(node, ex.AnyRow):
            if everything:
                return exp.true()
            if sure:
                return words.bool_or(where)
            return words.case([(words.bool_or(where), exp.true()), (words.bool_or(unknown_rows[0]), exp.null())], exp.false())
        if isinstance(node, ex.AtLeast):
            enough = words.ge(matching, words.int(node.number))
            if sure:
                return enough
            possible = exp.Add(this=matching.copy(), expression=words.count_if(unknown_rows[0]))
            return words.case([(enough, exp.true()), (words.ge(possible, words.int(node.number)), exp.null())], exp.false())
        if isinstance(node, ex.Count):
            return self._if_certain(unknown_rows, words.as_int(matching))
        assert isinstance(node, (ex.Total, ex.Extreme, ex.Only))
        value = self._column(node.value)
        if isinstance(node, ex.Only):
            found = words.filtered(exp.Min(this=value), None if everything else where)
            single = words.case([(words.eq(matching, words.int(1)), found)], exp.null())
            return self._if_certain(unknown_rows, single)
        if not is_never_unknown(node.value, self.plan.has):
            unknown_rows.append(exp.and_(where, words.is_null(value)) if not everything else words.is_null(value))
        function: exp.Expression
        if isinstance(node, ex.Total):
            function, empty = exp.Sum(this=value), words.int(0)
        else:
            function = exp.Max(this=value) if node.greatest else exp.Min(this=value)
            empty = self.relation.sql(node.if_none)
        found = words.filtered(function, None if everything else where)
        if isinstance(node, ex.Total):
            found = words.as_int(found)
        return self._if_certain(unknown_rows, exp.Coalesce(this=found, expressions=[empty]))

    def _if_certain(self, unknown_rows: list[exp.Expression], value: exp.Expression) -> exp.Expression:
        if not unknown_rows:
            return value
        doubt = unknown_rows[0] if len(unknown_rows) == 1 else exp.or_(*unknown_rows)
        return self.plan.words.unless(self.plan.words.bool_or(doubt), value)


class Plan:
    """The subqueries of one query, in the order in which they must stand."""

    def __init__(self, words: Words, has: Callable[[str, str], bool], table_source: Callable[[str], exp.Expression]) -> None:
        self.words = words
        self.has = has
        self.table_source = table_source
        self.population: Expr = _TRUE
        self._groups: dict[Rows, list[Group]] = {}
        self._compared: list[Group] = []
        self._counter = 0

    def subqueries(self) -> list[tuple[str, exp.Select]]:
        """Return all grouped subqueries, each after those that it reads."""
        ordered: list[Group] = []

        def add(group: Group) -> None:
            if group not in ordered:
                for used in group.uses:
                    add(used)
                ordered.append(group)

        for groups in self._groups.values():
            for group in groups:
                add(group)
        return [(group.name, group.query()) for group in [*ordered, *self._compared]]

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
        turned = [exp.alias_(exp.column({one: other, other: one}.get(n, n)), n) for n in names]
        straight = exp.select(*names).from_(source.copy())
        both = exp.union(straight, exp.select(*turned).from_(source.copy()), distinct=False)
        return both.subquery()

    def unit(self, frame: Unit) -> Relation:
        """Return a relation of the rows of the unit's table."""
        alias = self.name("u")
        return Relation(self, frame, alias, exp.alias_(self.table(frame.table), alias, table=True))

    def group(self, rows: Rows, reader: Group | None) -> Group:
        """Return the shared grouped subquery of rows that point at a unit; never one that reads its reader."""
        groups = self._groups.setdefault(rows, [])
        found = next((g for g in groups if reader is None or not g.depends_on(reader)), None)
        if found is None:
            alias = self.name("r")
            relation = Relation(self, rows, alias, exp.alias_(self.table(rows.table), alias, table=True))
            found = Group(self, self.name(f"{rows.relation.name}_"), relation, exp.column(rows.relation.by, table=alias))
            relation.owner = found
            groups.append(found)
        if reader is not None and found not in reader.uses:
            reader.uses.append(found)
        return found

    def compared(self, outer: Relation, node: ex.Aggregate) -> tuple[str, str]:
        """Add a subquery for an aggregate that compares its rows with the unit; return the joined alias and its column."""
        rows = node.rows
        unit = outer.anchor
        assert isinstance(unit, Unit)
        chosen = self.unit(unit)
        wanted = _outer_values(node, rows)
        columns = [exp.alias_(chosen.key(unit), "k"), exp.alias_(chosen.key(rows.parent), "j")]
        columns += [exp.alias_(chosen.sql(value), f"o{n}") for n, value in enumerate(wanted)]
        units = chosen.select(*columns).where(chosen.sql(self.population))
        alias, row_alias = self.name("o"), self.name("r")
        relation = Relation(self, rows, row_alias, exp.alias_(units.subquery(), alias, table=True))
        relation.provided = {value: exp.column(f"o{n}", table=alias) for n, value in enumerate(wanted)}
        on = exp.EQ(this=exp.column(rows.relation.by, table=row_alias), expression=exp.column("j", table=alias))
        joined = exp.alias_(self.table(rows.table), row_alias, table=True)
        relation.joins.append(exp.Join(this=joined, on=on, side="INNER"))
        group = Group(self, self.name(f"{rows.relation.name}_"), relation, exp.column("k", table=alias))
        column = group.output(node)
        self._compared.append(group)
        joined_as = self.name("g")
        outer._join(group.name, exp.to_table(group.name), joined_as, "k", outer.key(unit))
        return joined_as, column


def _outer_values(node: ex.Aggregate, rows: Rows) -> list[Expr]:
    """Return the largest parts of an aggregate that speak about the unit only."""
    found: dict[Expr, None] = {}
    outside = anchors_above(rows.parent.anchor)

    def visit(part: Node) -> None:
        if isinstance(part, Expr) and part.anchor in outside:
            found.setdefault(part)
            return
        if part is rows:
            return
        for child in part.children():
            visit(child)

    for child in node.children():
        visit(child)
    return list(found)


def write(words: Words, node: Expr, sql: Callable[[Expr], exp.Expression]) -> exp.Expression:
    """Return the SQL of one scalar node, its parts being written by ``sql``."""
    method: Callable[[Any], exp.Expression] = getattr(_Writer(words, sql), type(node).__name__)
    return method(node)


@dataclass
class _Writer:
    words: Words
    sql: Callable[[Expr], exp.Expression]

    def Literal(self, node: ex.Literal) -> exp.Expression:
        value = node.value
        if value is None:
            return self.words.null(node)
        if isinstance(value, bool):
            return exp.true() if value else exp.false()
        if isinstance(value, dt.date):
            return self.words.date(value)
        assert not isinstance(value, Fraction)
        return self.words.int(value) if isinstance(value, int) else exp.Literal.string(value)

    def Compare(self, node: ex.Compare) -> exp.Expression:
        kinds = {"eq": exp.EQ, "ne": exp.NEQ, "lt": exp.LT, "le": exp.LTE}
        return exp.paren(kinds[node.op](this=self.sql(node.left), expression=self.sql(node.right)))

    def And(self, node: ex.And) -> exp.Expression:
        return exp.paren(exp.And(this=self.sql(node.left), expression=self.sql(node.right)))

    def Or(self, node: ex.Or) -> exp.Expression:
        return exp.paren(exp.Or(this=self.sql(node.left), expression=self.sql(node.right)))

    def Not(self, node: ex.Not) -> exp.Expression:
        return exp.paren(exp.Not(this=self.sql(node.value)))

    def Known(self, node: ex.Known) -> exp.Expression:
        return exp.paren(exp.Not(this=self.words.is_null(self.sql(node.value))))

    def IsIn(self, node: ex.IsIn) -> exp.Expression:
        among = [self.words.int(one) if isinstance(one, int) else exp.Literal.string(one) for one in node.among]
        return exp.paren(exp.In(this=self.sql(node.value), expressions=among))

    def Add(self, node: ex.Add) -> exp.Expression:
        return exp.paren(exp.Add(this=self.sql(node.left), expression=self.sql(node.right)))

    def Subtract(self, node: ex.Subtract) -> exp.Expression:
        return exp.paren(exp.Sub(this=self.sql(node.left), expression=self.sql(node.right)))

    def Multiply(self, node: ex.Multiply) -> exp.Expression:
        return exp.paren(exp.Mul(this=self.sql(node.left), expression=self.sql(node.right)))

    def Lesser(self, node: ex.Lesser) -> exp.Expression:
        left, right = self.sql(node.left), self.sql(node.right)
        return self.words.case([(self.words.le(left, right), left), (self.words.le(right, left), right)], exp.null())

    def Greater(self, node: ex.Greater) -> exp.Expression:
        left, right = self.sql(node.left), self.sql(node.right)
        return self.words.case([(self.words.le(right, left), left), (self.words.le(left, right), right)], exp.null())

    def If(self, node: ex.If) -> exp.Expression:
        condition = self.sql(node.condition)
        branches = [(condition, self.sql(node.then))]
        return self.words.case([*branches, (exp.Not(this=condition.copy()), self.sql(node.otherwise))], exp.null())

    def Portion(self, node: ex.Portion) -> exp.Expression:
        assert isinstance(node.share, ex.Literal)
        if node.share.value is None:
            return self.words.null(node)
        assert isinstance(node.share.value, Fraction)
        return self.words.portion(self.sql(node.money), node.share.value, node.rounding)

    def Plus(self, node: ex.Plus) -> exp.Expression:
        date, number = self.sql(node.date), self.sql(node.number)
        moved = self.words.plus(date, number, node.unit)
        if not may_be_never(node.date):
            return moved
        never = self.words.date(NEVER)
        same = self.words.case([(self.words.is_null(number), exp.null())], never)
        return self.words.case([(self.words.eq(date, never), same)], moved)

    def Part(self, node: ex.Part) -> exp.Expression:
        return self.words.part(self.sql(node.date), node.part)

    def DateOf(self, node: ex.DateOf) -> exp.Expression:
        return self.words.date_of(self.sql(node.year), node.month, node.day)

    def YearsUntil(self, node: ex.YearsUntil) -> exp.Expression:
        words, start, end = self.words, self.sql(node.start), self.sql(node.end)
        years = exp.paren(exp.Sub(this=words.part(end, "year"), expression=words.part(start, "year")))
        moved = words.plus(start, years, "years")
        if may_be_never(node.start):
            moved = words.case([(words.eq(start, words.date(NEVER)), words.date(NEVER))], moved)
        late = words.case([(exp.GT(this=moved, expression=end.copy()), words.int(1))], words.int(0))
        return exp.paren(exp.Sub(this=years.copy(), expression=late))

    def DaysUntil(self, node: ex.DaysUntil) -> exp.Expression:
        return self.words.days_between(self.sql(node.start), self.sql(node.end))

    def Within(self, node: ex.Within) -> exp.Expression:
        assert isinstance(node.region, ex.Literal)
        if node.region.value is None:
            return self.words.null(node)
        return self.words.within(self.sql(node.place), str(node.region.value))

    def Division(self, node: ex.Division) -> exp.Expression:
        return self.words.division(self.sql(node.place), ex.LEVELS[node.level])
