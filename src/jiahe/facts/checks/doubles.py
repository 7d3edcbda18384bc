"""Rows that are there twice, and two rows for one person.

Of rows that say the same the first is kept. Of persons' rows that share a key and differ, none is: which is right is
not ours to guess.
"""

from __future__ import annotations

from jiahe.facts.cells import named
from jiahe.facts.contract import FACTS
from jiahe.facts.workbench import Workbench
from jiahe.law.schema import Table


def check_persons(bench: Workbench) -> None:
    """Record persons' rows that are there twice or share a key."""
    _record_same_rows(bench, FACTS.table("persons"))
    bench.settle()
    bench.record(
        "duplicate_key",
        "persons",
        "SELECT p._row, p.person_id AS value, CASE WHEN p._row = d.one THEN d.other ELSE d.one END AS a, NULL AS b "
        "FROM live_persons AS p JOIN (SELECT person_id, min(_row) AS one, max(_row) AS other FROM live_persons "
        "GROUP BY person_id HAVING count(*) > 1) AS d USING (person_id)",
        column="person_id",
    )


def check_other_tables(bench: Workbench) -> None:
    """Record rows of all other tables that are there twice."""
    for table in bench.tables:
        if table.name != "persons":
            _record_same_rows(bench, table)


def _record_same_rows(bench: Workbench, table: Table) -> None:
    """Record every row that says the same as an earlier one; where it came from (source) makes no difference.

    A marriage is the same whichever spouse is named first.
    """
    said = {c.name: named(c.name) for c in table.columns if c.name != "source"}
    if table.mirror:
        one, other = map(named, table.mirror)
        said[table.mirror[0]] = f"least({one}, {other})"
        said[table.mirror[1]] = f"greatest({one}, {other})"
    columns = ", ".join(said.values())
    live = f"live_{table.name}"
    bench.record(
        "duplicate_row",
        table.name,
        f"WITH alike AS (SELECT hash({columns}) AS h FROM {live} GROUP BY h HAVING count(*) > 1), "
        f"doubtful AS (SELECT *, min(_row) OVER (PARTITION BY {columns}) AS first_row FROM {live} "
        f"WHERE hash({columns}) IN (SELECT h FROM alike)) "
        "SELECT _row, NULL AS value, first_row AS a, NULL AS b FROM doubtful WHERE _row > first_row",
    )
