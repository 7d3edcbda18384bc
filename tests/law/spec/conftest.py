import datetime as dt
from typing import Any

import pytest

from jiahe.law.facts import Facts
from jiahe.law.language import Row, Value
from jiahe.law.nodes import Expr, Unit, anchors_above
from jiahe.law.parameters import NATION
from jiahe.law.programme import Programme
from jiahe.law.rule import Pack
from jiahe.law.setting import Setting
from jiahe.law.types import Type
from tests.law.engines import by_duckdb, by_reference
from tests.law.outcomes import by_duckdb as outcomes_by_duckdb
from tests.law.outcomes import by_reference as outcomes_by_reference
from tests.law.tables import Known, cells, read


def node_of(expression: Value | Row) -> Expr:
    """Return the graph behind an expression; a row's is its key."""
    return expression.node if isinstance(expression, Value) else expression._key()


def unit_of(node: Expr, facts: Facts) -> Unit:
    """Return the unit that an expression speaks about; for a constant, a row of the first table."""
    top = anchors_above(node.anchor)[-1] if node.anchor else Unit(facts.schema, next(iter(facts.tables)))
    assert isinstance(top, Unit)
    return top


def written(value: Any, type: Type) -> Any:
    """Return an expected answer as the engines give it: dates and yuan may be written as text."""
    if not isinstance(value, str):
        return value
    return None if value == "unknown" else read(value, type)


@pytest.fixture
def spec():
    """Check one expression on both engines: ``spec(facts, expression, {unit: expected})``; None is unknown.

    The answers may also be one text, an answer for each row in order: ``"true false unknown"``.
    """

    def check(
        facts: Facts,
        expression: Value | Row,
        expected: dict[str, Any] | str,
        *,
        on: str = "2025-01-01",
        region: str = NATION,
        unconfirmed: bool = False,
    ) -> None:
        node = node_of(expression)
        unit = unit_of(node, facts)
        setting = Setting(dt.date.fromisoformat(on), region, Known(), unconfirmed)
        if isinstance(expected, str):
            expected = dict(zip(facts.keys(unit.name), expected.split(), strict=True))
        wanted = {key: written(value, node.type) for key, value in expected.items()}
        for engine in (by_reference, by_duckdb):
            answers = {key: values[0] for key, values in engine(facts, setting, unit, [node]).items()}
            assert {key: answers[key] for key in wanted} == wanted, engine.__name__

    return check


@pytest.fixture
def determined():
    """Check the outcomes of a programme on both engines: a table with a line for each unit that has one."""

    def check(facts: Facts, programme: type[Programme], expected: str, *, on: str, region: str) -> None:
        rule = programme.rule
        setting = Setting(dt.date.fromisoformat(on), region, Known())
        head, body = cells(expected)
        amount = Type.MONEY if rule.benefit == "money" else Type.INT
        types = dict.fromkeys(["total", "this_year", "unclaimed", *(one.key for one in rule.instalments)], amount)
        types |= dict.fromkeys(["enrolled", *(one.key for one in rule.criteria)], Type.BOOL)
        wanted = {
            row[0]: [read(cell, types.get(c, Type.TEXT)) for c, cell in zip(head, row, strict=True)] for row in body
        }
        for engine in (outcomes_by_reference, outcomes_by_duckdb):
            found = engine(facts, Pack((rule,)), setting)[rule.key]
            assert {key: [key, *(row[c] for c in head[1:])] for key, row in found.items()} == wanted, engine.__name__

    return check
