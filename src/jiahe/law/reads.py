"""Which facts a rule reads, and how far from the unit it looks: found in its graph, declared nowhere."""

from __future__ import annotations

from jiahe.law import expressions as ex
from jiahe.law.nodes import Expr, Frame, Node, Rows
from jiahe.law.rule import Rule


def facts_needed(tops: list[Expr]) -> set[tuple[str, str]]:
    """Return the (table, column) pairs that expressions read, among them the keys that join the tables."""
    found: set[tuple[str, str]] = set()
    seen: set[Node] = set()
    stack: list[Node] = list(tops)
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, ex.Col):
            found.add((node.frame.table.name, node.name))
        if isinstance(node, Rows):
            found.add((node.relation.table, node.relation.by))
            found |= {(node.relation.table, column) for column in node.table.mirror or ()}
        if isinstance(node, Frame) and node.table.key is not None:
            found.add((node.table.name, node.table.key))
        stack.extend(node.children())
    return found


def facts_read(rule: Rule) -> set[tuple[str, str]]:
    """Return every (table, column) pair that a rule may read, in any region and on any day, also to say who pays."""
    return facts_needed([*rule.nodes(), *rule.payer_nodes(), rule.place])


def steps_read(rule: Rule) -> int:
    """Return how many one-to-many relations away from the unit a rule looks at most."""
    done: dict[Node, int] = {}

    def steps(node: Node) -> int:
        if node not in done:
            below = max((steps(child) for child in node.children()), default=0)
            done[node] = below + 1 if isinstance(node, Rows) else below
        return done[node]

    return max(steps(node) for node in [*rule.nodes(), *rule.payer_nodes(), rule.place])
