"""The value of any expressions for every unit, by the reference engine and by SQL."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from jiahe.law.case_runs import arrow_table
from jiahe.law.duckdb_engine import DuckDBRegister
from jiahe.law.facts import Facts
from jiahe.law.nodes import Expr, Unit
from jiahe.law.query import compile_values
from jiahe.law.reference import Reference
from jiahe.law.setting import Setting
from jiahe.law.spark_engine import SparkRegister
from jiahe.law.sqlwords import SparkWords

Answers = dict[Any, list[Any]]
"""The values of some expressions by the key of the unit; None is unknown."""


def answers_of(reference: Reference, unit: Unit, nodes: Iterable[Expr]) -> Answers:
    """Return the answers of a reference engine."""
    nodes = list(nodes)
    found = {}
    for key in reference.facts.keys(unit.name):
        scope = reference.unit(unit, key)
        found[key] = [reference.value(node, scope) for node in nodes]
    return found


def by_reference(facts: Facts, setting: Setting, unit: Unit, nodes: Iterable[Expr]) -> Answers:
    """Return the reference engine's answers."""
    return answers_of(Reference(facts, setting), unit, nodes)


def arrow_tables(facts: Facts) -> dict[str, pa.Table]:
    """Return the tables and columns that were given, as Arrow tables."""
    found = {}
    for name, rows in facts.tables.items():
        if rows is not None:
            table = arrow_table(facts.schema.table(name), rows)
            found[name] = table.select([c for c in table.column_names if facts.has_column(name, c)])
    return found


def by_duckdb(facts: Facts, setting: Setting, unit: Unit, nodes: Iterable[Expr]) -> Answers:
    """Return DuckDB's answers."""
    with DuckDBRegister(facts.schema, arrow_tables(facts), threads=1) as register:
        sql = compile_values(unit, list(nodes), setting, has=register.has)
        return {row[0]: list(row[1:]) for row in register.connection.execute(sql).fetchall()}


def by_spark(session: Any, facts: Facts, setting: Setting, unit: Unit, nodes: Iterable[Expr]) -> Answers:
    """Return Spark's answers."""
    with SparkRegister(facts.schema, arrow_tables(facts), session) as register:
        sql = compile_values(unit, list(nodes), setting, has=register.has, words=SparkWords())
        return {row[0]: list(row[1:]) for row in register.session.sql(sql).collect()}
