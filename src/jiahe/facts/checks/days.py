"""Days of rows that cannot be: after the snapshot, before the person was born, or begun after the person's death.

The days of persons themselves are in persons.py, the order of a row's two days in links.py. An end may lie ahead: a
card can be valid for years to come. What is asked for, decided or paid may come after a death.
"""

from __future__ import annotations

from jiahe.facts.cells import named
from jiahe.facts.finding import CELL_UNKNOWN, SET_ASIDE
from jiahe.facts.workbench import Workbench
from jiahe.law.schema import Column, Table
from jiahe.law.types import Type

_MAY_LIE_AHEAD = "until_date"
_BEGINS = "from_date"
_DECIDED = "decided_on"
_ASKED = "submitted_on"
_AFTER_DEATH = "never_registered"
"""A status that is true from the death on, and is recorded afterwards."""


def check_days(bench: Workbench) -> None:
    """Record the impossible days of every table but persons."""
    for table in bench.tables:
        for column in table.columns:
            if table.name == "persons" or column.type is not Type.DATE or column.name == _MAY_LIE_AHEAD:
                continue
            _check_future(bench, table, column)
            if column.name not in (_DECIDED, _ASKED):  # what is asked for may come before the birth
                _check_against(bench, table, column, "day_before_birth", "birth_date", "<")
            if column.name == _BEGINS:
                _check_against(bench, table, column, "begins_after_death", "death_date", ">")
    bench.settle()


def _check_future(bench: Workbench, table: Table, column: Column) -> None:
    day, snapshot = named(column.name), f"DATE '{bench.snapshot_day.isoformat()}'"
    bench.record(
        "day_in_future",
        table.name,
        f"SELECT _row, {day} AS value, {snapshot} AS a, NULL AS b FROM live_{table.name} WHERE {day} > {snapshot}",
        column=column.name,
        severity=_severity(column),
    )
    bench.settle()


def _check_against(bench: Workbench, table: Table, column: Column, rule: str, other: str, sign: str) -> None:
    """Compare a day with the birth or death of everybody whom the row names."""
    day = named(column.name)
    but = f" AND x.kind <> '{_AFTER_DEATH}'" if rule == "begins_after_death" and table.name == "statuses" else ""
    sides = " UNION ALL ".join(
        f"SELECT x._row, x.{day} AS day, who.{other} AS other, who.person_id FROM live_{table.name} AS x "
        f"JOIN live_person AS who ON who.person_id = x.{named(ref.name)} WHERE x.{day} {sign} who.{other}{but}"
        for ref in table.columns
        if ref.type is Type.REF
    )
    bench.record(
        rule,
        table.name,
        f"SELECT _row, day AS value, min(other) AS a, arg_min(person_id, other) AS b FROM ({sides}) GROUP BY _row, day",
        column=column.name,
        severity=_severity(column),
    )


def _severity(column: Column) -> str:
    return SET_ASIDE if column.required or column.open_ended else CELL_UNKNOWN
