"""Expressions over the rows of one query, in layers: a part that is used more than once is computed once, as a column.

Not here: how the rows come together (sqlrows.py) and what each value is in SQL (sqlscalar.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlglot import exp

from jiahe.law import expressions as ex
from jiahe.law.nodes import Expr, Node
from jiahe.law.sqlscalar import Certainty, write
from jiahe.law.sqlwords import Words

Leaf = ex.Col | ex.KeyOf | ex.Aggregate
"""What the rows themselves give."""


def named(value: exp.Expression, name: str) -> exp.Expression:
    """Return ``value AS name``."""
    return exp.Alias(this=value, alias=exp.to_identifier(name))


def table(name: str) -> exp.Table:
    """Return a subquery's name as something to select from. (``exp.to_table`` would parse it.)"""
    return exp.Table(this=exp.to_identifier(name))


def leaves_of(node: Expr) -> Iterator[Leaf]:
    """Iterate over what an expression needs of its rows."""
    if isinstance(node, Leaf):
        yield node
        return
    for child in node.children():
        if isinstance(child, Expr):
            yield from leaves_of(child)


def layered(
    words: Words,
    sure: Certainty,
    query: exp.Select,
    provided: dict[Expr, exp.Expression],
    tops: Iterable[Expr],
    always: set[Expr],
) -> tuple[exp.Select, Callable[[Expr], exp.Expression]]:
    """Return a query over ``query`` to select from, and how to write a value there.

    ``provided``: the columns of ``query`` that have the leaves. ``tops``: the values that will be asked for.
    ``always``: those to compute as columns even if they are used once.
    """
    known = dict(provided)

    def sql(node: Expr) -> exp.Expression:
        found = known.get(node)
        return found if found is not None else write(words, sure, node, sql)

    counter = 0
    for layer in _layers(tops, always):
        written = []
        for node in layer:
            written.append((node, sql(node), f"y{counter}"))
            counter += 1
        source = query.subquery("t", copy=False)
        query = exp.select(exp.Star(), *(named(s, name) for _, s, name in written), copy=False).from_(
            source, copy=False
        )
        known.update({node: exp.column(name) for node, _, name in written})
    return query, sql


def _layers(tops: Iterable[Expr], always: set[Expr]) -> list[list[Expr]]:
    """Return the shared parts of graphs, in layers such that each needs only earlier ones."""
    uses: dict[Expr, int] = {}
    order: list[Expr] = []

    def count(node: Expr, times: int = 1) -> None:
        seen = node in uses
        uses[node] = uses.get(node, 0) + times
        if seen or isinstance(node, Leaf):
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
    return layers


def _times_written(node: Expr, child: Expr) -> int:
    """Return how often a part stands in the SQL of a whole (see sqlscalar.write)."""
    if isinstance(node, (ex.Lesser, ex.Greater, ex.Portion, ex.YearsUntil, ex.Within, ex.Division, ex.Plus)):
        return 2
    return 2 if isinstance(node, ex.If) and child is node.condition else 1
