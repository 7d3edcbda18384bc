"""The reference engine and DuckDB give the same value of every expression, for all facts, figures, days and regions.

Each example draws facts and figures, and several expressions, each of another kind; DuckDB answers all of them with one
query. ``JIAHE_EXAMPLES`` is the number of examples. They are the same in every run unless ``JIAHE_SEED`` is given. A
long night run, with other examples every night:

    JIAHE_EXAMPLES=100000 JIAHE_SEED=$(date +%Y%m%d) pytest tests/law/test_engines_agree.py
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from jiahe.law import expressions as ex
from jiahe.law.errors import LawError
from jiahe.law.facts import Facts
from jiahe.law.nodes import Expr, Link, Node, Rows
from jiahe.law.reference import Reference
from jiahe.law.scope import Scope
from jiahe.law.setting import Setting
from tests.law.drawn_graphs import GIVES, KINDS, Growing
from tests.law.engines import answers_of, by_duckdb
from tests.law.questions import Questions, differences, drawn
from tests.law.reduced import reduced
from tests.law.repeatable import announced, examples, repeatable

BATCH = 15
"""Expressions in each example."""


@dataclass
class Seen:
    """What each kind of node was seen to give: how often, which known values (a few), and unknown."""

    made: Counter[type[Expr]] = field(default_factory=Counter)
    known: dict[type[Expr], set[Any]] = field(default_factory=lambda: defaultdict(set))
    unknown: set[type[Expr]] = field(default_factory=set)
    shapes: Counter[str] = field(default_factory=Counter)

    def value(self, node: Expr, value: Any) -> None:
        kind = type(node)
        self.made[kind] += 1
        if value is None:
            self.unknown.add(kind)
        elif len(self.known[kind]) < 10:
            self.known[kind].add(value)

    def graph(self, node: Node, within: int = 0) -> None:
        """Note the ways in which rows are put together."""
        if isinstance(node, ex.Aggregate):
            within += 1
            compared = bool(node.outside())
            self.shapes["rows compared with the unit"] += compared
            self.shapes["compared rows of a linked row"] += compared and isinstance(node.rows.parent, Link)
            self.shapes["rows of rows of rows"] += within == 3
        if isinstance(node, Link):
            self.shapes["a link of a link"] += isinstance(node.parent, Link)
            self.shapes["the one row of many"] += isinstance(node.ref, ex.Only)
        if isinstance(node, Rows) and node.table.mirror:
            self.shapes["a mirrored table"] += 1
        for child in node.children():
            self.graph(child, within)


class Watched(Reference):
    """The reference engine, noting every value of every node that it works out."""

    def __init__(self, facts: Facts, setting: Setting, seen: Seen) -> None:
        super().__init__(facts, setting)
        self.seen = seen

    def value(self, node: Expr, scope: Scope) -> Any:
        value = super().value(node, scope)
        self.seen.value(node, value)
        return value


def test_every_kind_of_node_can_be_drawn():
    assert set(GIVES) == set(KINDS)
    assert [kind.__name__ for kind in KINDS if not hasattr(Growing, kind.__name__)] == []


def test_reference_and_duckdb_give_the_same_values():
    seen = Seen()
    number = examples(200)
    announced(number)

    @repeatable(number)
    @given(st.randoms(use_true_random=True))
    def agree(dice):
        asked = drawn(dice, dice.sample(KINDS, BATCH))
        for node in asked.nodes:
            seen.graph(node)
        if what_differs(asked, Watched(asked.facts, asked.setting, seen)):
            raise AssertionError(explained(asked))

    agree()
    if number >= 200:
        check_coverage(seen)


def what_differs(asked: Questions, reference: Reference | None = None) -> list[str]:
    """Return what differs between the engines; a query that cannot be made or run differs too."""
    expected = answers_of(reference or Reference(asked.facts, asked.setting), asked.unit, asked.nodes)
    try:
        found = by_duckdb(asked.facts, asked.setting, asked.unit, asked.nodes)
    except (duckdb.Error, LawError, AssertionError, LookupError) as problem:
        return [f"{type(problem).__name__}: {problem}"]
    return differences(asked, expected, found)


def explained(asked: Questions) -> str:
    """Return what differs, on an example made as small as it can be."""
    small = reduced(asked, lambda smaller: bool(what_differs(smaller)))
    return "\n".join(["the engines differ:", *what_differs(small), str(small)])


NEVER_UNKNOWN = {ex.Today, ex.Region, ex.Known}
ALWAYS_UNKNOWN = {ex.LeftOpen}


def check_coverage(seen: Seen) -> None:
    """Fail when the run says too little about some kind of node, or some way of putting rows together."""
    assert [kind.__name__ for kind in KINDS if seen.made[kind] < 100] == [], "hardly drawn at all"
    dull = [kind.__name__ for kind in KINDS if len(seen.known[kind]) < 2 and kind not in ALWAYS_UNKNOWN]
    assert dull == [], "always unknown or constant"
    assert not any(seen.known[kind] for kind in ALWAYS_UNKNOWN)
    never = [kind.__name__ for kind in KINDS if kind not in seen.unknown and kind not in NEVER_UNKNOWN]
    assert never == [], "never unknown"
    assert {shape: times for shape, times in seen.shapes.items() if times < 10} == {}, "hardly drawn at all"
