"""Makes a question on which the engines differ as small as it can, so that a person can see why."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from jiahe.law import expressions as ex
from jiahe.law.errors import LawError
from jiahe.law.facts import Facts
from jiahe.law.nodes import Expr, Node
from jiahe.law.parameters import Parameters
from jiahe.law.types import Type
from tests.law.questions import Questions

_PATIENCE = 400


def reduced(asked: Questions, differs: Callable[[Questions], bool]) -> Questions:
    """Return a smaller question that ``differs`` says yes to, as ``asked`` does."""
    tries = 0
    smaller: Questions | None = asked
    while smaller is not None and tries < _PATIENCE:
        asked, smaller = smaller, None
        for candidate in _smaller(asked):
            tries += 1
            if differs(candidate):
                smaller = candidate
                break
            if tries == _PATIENCE:
                break
    return asked


def _smaller(asked: Questions) -> Iterator[Questions]:
    if len(asked.nodes) > 1:
        for node in asked.nodes:
            yield asked.with_nodes([node])
        return
    for node in _smaller_nodes(asked.nodes[0]):
        yield asked.with_nodes([node])
    for facts in _smaller_facts(asked.facts):
        yield asked.with_facts(facts)
    for key, figures in asked.setting.parameters.items():
        for one in _smaller_figures(figures):
            yield asked.with_setting(replace(asked.setting, parameters={**asked.setting.parameters, key: one}))


def _parts(node: Node) -> Iterator[Expr]:
    for child in node.children():
        if isinstance(child, Expr):
            yield child
        yield from _parts(child)


def _smaller_nodes(top: Expr) -> Iterator[Expr]:
    parts = list(dict.fromkeys(_parts(top)))
    for part in parts:
        if part.anchor in (None, top.anchor) and part.type not in (Type.REF, Type.SHARE):
            yield part
    for part in parts:
        if isinstance(part, ex.Literal):
            continue
        same = [one for one in dict.fromkeys(_parts(part)) if one.type is part.type and one.refers_to == part.refers_to]
        if part.type is not Type.REF:
            same.append(ex.Literal(None, part.type))
        if part.type is Type.BOOL:
            same.append(ex.Literal(True, Type.BOOL))
        for one in same:
            try:
                made = _replaced(top, part, one)
            except (LawError, AssertionError):
                continue
            if made.anchor in (None, top.anchor):
                yield made


def _replaced(node: Any, old: Expr, new: Expr) -> Any:
    if node is old:
        return new
    if not isinstance(node, Node):
        return node
    return type(node)(*(_replaced(part, old, new) for part in node.parts()))


def _smaller_facts(facts: Facts) -> Iterator[Facts]:
    for name, rows in facts.tables.items():
        for number in range(len(rows or ())):
            kept = [row for at, row in enumerate(rows or ()) if at != number]
            yield Facts(facts.schema, {**facts.tables, name: kept}, facts.columns)


def _smaller_figures(figures: Parameters) -> Iterator[Parameters]:
    for name, parameter in figures.by_name.items():
        for number in range(len(parameter.values)):
            kept = tuple(dated for at, dated in enumerate(parameter.values) if at != number)
            yield replace(figures, by_name={**figures.by_name, name: replace(parameter, values=kept)})
