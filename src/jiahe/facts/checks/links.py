"""Links to persons: to nobody, to somebody set aside, to oneself; and spells that end before they begin."""

from __future__ import annotations

from jiahe.facts.cells import named
from jiahe.facts.finding import CELL_UNKNOWN, SET_ASIDE
from jiahe.facts.workbench import Workbench
from jiahe.law.types import Type


def check_links(bench: Workbench) -> None:
    """Record links that lead nowhere. Afterwards live_person holds the persons that others may refer to."""
    bench.settle()
    bench.con.execute(
        "CREATE TABLE live_person AS SELECT person_id, _row, sex, birth_date, death_date FROM live_persons"
    )
    bench.con.execute(
        "CREATE TABLE aside_person AS SELECT person_id, min(_row) AS _row FROM cells_persons "
        "SEMI JOIN aside_persons USING (_row) WHERE person_id IS NOT NULL GROUP BY person_id"
    )
    for table in bench.tables:
        for column in table.columns:
            if column.type is Type.REF:
                _check_column(bench, table.name, column.name, SET_ASIDE if column.required else CELL_UNKNOWN)
        names = {column.name for column in table.columns}
        if {"from_date", "until_date"} <= names:
            bench.record(
                "until_before_from",
                table.name,
                f"SELECT _row, until_date AS value, from_date AS a, NULL AS b FROM live_{table.name} "
                "WHERE until_date < from_date",
                column="until_date",
            )
    for rule, table_name, one, other in (
        ("own_parent", "parenthoods", "child", "parent"),
        ("own_spouse", "unions", "person", "spouse"),
    ):
        bench.record(
            rule,
            table_name,
            f"SELECT _row, {one} AS value, NULL AS a, NULL AS b FROM live_{table_name} WHERE {one} = {other}",
            column=other,
        )
    bench.settle()


def _check_column(bench: Workbench, table: str, column: str, severity: str) -> None:
    lost = (
        f"SELECT _row, {named(column)} AS value FROM live_{table} WHERE {named(column)} IS NOT NULL "
        f"AND NOT EXISTS (SELECT 1 FROM live_person WHERE person_id = {named(column)})"
    )
    bench.con.execute(f"CREATE OR REPLACE TABLE lost AS {lost}")
    bench.record(
        "refers_to_set_aside",
        table,
        "SELECT lost._row, value, aside_person._row AS a, NULL AS b FROM lost JOIN aside_person ON person_id = value",
        column=column,
        severity=severity,
    )
    bench.record(
        "refers_to_nobody",
        table,
        "SELECT _row, value, NULL AS a, NULL AS b FROM lost ANTI JOIN aside_person ON person_id = value",
        column=column,
        severity=severity,
    )
