"""The plan of one query: which subqueries there are, which of them are shared, and in what order they stand."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from jiahe.law.nodes import Rows, Unit
from jiahe.law.schema import Table
from jiahe.law.sqlgroups import Group, keys_within
from jiahe.law.sqllayers import named
from jiahe.law.sqlrows import Relation, aliased
from jiahe.law.sqlscalar import Certainty
from jiahe.law.sqlwords import Words


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
