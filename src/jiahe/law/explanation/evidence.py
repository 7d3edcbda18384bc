"""The facts behind an answer, row by row, and the papers that would settle what is unknown.

Not here: figures of the law (figures.py) and sums (arithmetic.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from jiahe.law import expressions as ex
from jiahe.law.explanation import wording
from jiahe.law.explanation.structure import Cell, Names, Phrase, Record
from jiahe.law.nodes import Expr, Node, Rows
from jiahe.law.rule import Criterion, Rule
from jiahe.law.schema import Column, Schema, Table
from jiahe.law.trace import FactUsed

HIDDEN = Phrase(
    "读取了此人的资料，但不在您的范围内，不显示", "facts were read that lie outside your area and are not shown"
)
"""What is said of a row that the reader may not see."""


@dataclass(frozen=True)
class Evidence:
    """Words facts for one programme."""

    rule: Rule
    names: Names

    @property
    def schema(self) -> Schema:
        """The schema of the facts."""
        return self.rule.unit.schema

    def records(self, facts: Iterable[FactUsed]) -> tuple[Record, ...]:
        """Return the facts, those of one row together, in the order in which they were met."""
        rows: dict[tuple[str, int], list[FactUsed]] = {}
        found: list[Record | list[FactUsed]] = []
        for fact in facts:
            if fact.table == "law":
                continue
            if fact.row is None:
                found.append(self._note(fact))
                continue
            row = rows.setdefault((fact.table, id(fact.row)), [])
            if not row:
                found.append(row)
            row.append(fact)
        records = (one if isinstance(one, Record) else self._record(one) for one in found)
        return tuple(dict.fromkeys(one for one in records if one is not None))

    def _record(self, facts: list[FactUsed]) -> Record | None:
        """One row. Its key is its name; in a table without a key, the rows that it points at are."""
        table = self.schema.table(facts[0].table)
        about = self._about(table, facts)
        if self._is_hidden(table, facts[0]):
            return Record(table.name, None, about, (), None, HIDDEN)
        cells = dict.fromkeys(self._cell(table.column(f.column), f.value) for f in facts if self._is_cell(table, f))
        if not cells and table.key is not None:
            return None
        source = facts[0].source
        return Record(
            table.name, self._key(table, facts[0]), about, tuple(cells), None if source is None else str(source)
        )

    def _key(self, table: Table, fact: FactUsed) -> Any:
        """The row's key; of a row without one that of the row it belongs to, unless the reader may not see that."""
        of = {c.refers_to for c in table.columns if c.refers_to is not None}
        hidden = table.key is None and any(self.names.is_hidden(one, fact.key) for one in of)
        return None if hidden else fact.key

    def _is_hidden(self, table: Table, fact: FactUsed) -> bool:
        """Whether the row, or every row that it is about, is one that the reader may not see."""
        if table.key is not None:
            return self.names.is_hidden(table.name, fact.key)
        row = fact.row or {}
        about = [(c.refers_to, row.get(c.name)) for c in table.columns if c.refers_to is not None]
        told = [self.names.is_hidden(str(of), key) for of, key in about if key is not None]
        return bool(told) and all(told)

    def _is_cell(self, table: Table, fact: FactUsed) -> bool:
        is_name = fact.column == table.key or (table.key is None and table.column(fact.column).refers_to is not None)
        return fact.value is None or not is_name

    def _cell(self, column: Column, value: Any) -> Cell:
        words = wording.column_words(column)
        if value is not None and column.refers_to is not None:
            name = self.names.row_name(column.refers_to, value)
            hidden = self.names.is_hidden(column.refers_to, value)
            return Cell(column.name, words, None if hidden else value, Phrase(name, name))
        if value == self.rule.key:
            return Cell(column.name, words, value, Phrase(self.rule.zh, self.rule.en))
        return Cell(column.name, words, value, wording.cell_said(value, column, self.names))

    def _about(self, table: Table, facts: list[FactUsed]) -> Phrase:
        if table.key is not None:
            name = self.names.row_name(table.name, facts[0].key)
            return Phrase(name, name)
        row = facts[0].row or {}
        read = {fact.column for fact in facts}
        keys = [one for one in table.columns if one.refers_to is not None and (one.required or one.name in read)]
        shown = [one for one in keys if row.get(one.name) is not None]
        title = wording.table_words(table)
        if not shown:
            return title
        zh = "，".join(f"{wording.column_words(one).zh} {self._name(one, row)}" for one in shown)
        en = ", ".join(f"{wording.lower_first(wording.column_words(one).en)} {self._name(one, row)}" for one in shown)
        return Phrase(f"{title.zh}（{zh}）", f"{title.en} ({en})")

    def _name(self, column: Column, row: Any) -> str:
        assert column.refers_to is not None
        return self.names.row_name(column.refers_to, row[column.name])

    # -------------------------------------------------------------------------------------------- what is not there

    def _note(self, fact: FactUsed) -> Record:
        table = self.schema.table(fact.table)
        title = wording.table_words(table)
        about, note = title, self._why_nothing(fact, title)
        return Record(table.name, fact.key, about, (), None, note)

    def _why_nothing(self, fact: FactUsed, title: Phrase) -> Phrase:
        if fact.note == "absent":
            return Phrase(
                f"现有资料里没有“{title.zh}”这一项，所以不清楚",
                f"The register holds no “{title.en}” table, so this is unknown",
            )
        if fact.note == "nobody":
            return Phrase(
                f"“{title.zh}”里查不到编号 {fact.key}", f"“{title.en}” holds nobody with the number {fact.key}"
            )
        whose = self._owner(fact)
        if fact.note == "several rows":
            return Phrase(
                f"“{title.zh}”里{whose.zh}有几条相应的记录，不清楚以哪条为准",
                f"“{title.en}” holds several matching records{whose.en}; it is not clear which one counts",
            )
        of = f"{whose.zh}的" if whose.zh else ""
        return Phrase(f"“{title.zh}”里没有查到{of}相应记录", f"“{title.en}” holds no matching record{whose.en}")

    def _owner(self, fact: FactUsed) -> Phrase:
        if fact.key is None or not isinstance(fact.node, ex.Aggregate):
            return Phrase("", "")
        name = self.names.row_name(fact.node.rows.parent.table.name, fact.key)
        return Phrase(name, f" for {name}")

    # -------------------------------------------------------------------------------------------- papers

    def papers(self, facts: Iterable[FactUsed], criterion: Criterion | None = None) -> tuple[Phrase, ...]:
        """Return the papers that prove the facts that are missing among these, those of the criterion first."""
        missing = [fact for fact in facts if fact.is_missing and fact.table != "law"]
        found = [wording.pair(one) for one in criterion.evidence] if criterion is not None and missing else []
        for fact in missing:
            table = self.schema.table(fact.table)
            for name in _columns_of(fact):
                evidence = table.column(name).evidence
                if evidence is not None:
                    found.append(wording.pair(evidence))
        return tuple(dict.fromkeys(found))


def _columns_of(fact: FactUsed) -> Iterator[str]:
    """Iterate over the columns a fact is about: its own, or those that would be read of rows that are not there."""
    if fact.column:
        yield fact.column
    elif isinstance(fact.node, ex.Aggregate):
        yield from dict.fromkeys(_read_of(fact.node, fact.node.rows))


def _read_of(node: Node, rows: Rows) -> Iterator[str]:
    if isinstance(node, ex.Col) and node.frame is rows:
        yield node.name
    for child in node.children():
        if isinstance(child, Expr):
            yield from _read_of(child, rows)
