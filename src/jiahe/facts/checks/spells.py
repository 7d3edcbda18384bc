"""Spells of one person that overlap: two hukou places, two marriages, two grades of one certificate at a time.

Spells that overlap and say the same are only warned of: together they say what each says. Where they differ, none is
used.
"""

from __future__ import annotations

from jiahe.facts.cells import named
from jiahe.facts.finding import WARNING
from jiahe.facts.workbench import NEVER, Workbench


def check_spells(bench: Workbench) -> None:
    """Record overlapping spells of hukou, residence, marriage, custody, status and certificate."""
    bench.settle()
    there = {table.name for table in bench.tables}
    for table, by, says in (
        ("residences", ("person",), ("place",)),
        ("hukou", ("person",), ("place",)),
        ("statuses", ("person", "kind"), ("place",)),
        ("certificates", ("person", "kind"), ("grade",)),
    ):
        if table in there:
            record_overlaps(bench, table, by=by, says=says)
    if "unions" in there:
        _check_unions(bench)
    if "custodies" in there:
        _check_custodies(bench)
    bench.settle()


def record_overlaps(
    bench: Workbench, table: str, *, by: tuple[str, ...], says: tuple[str, ...] = (), rule: str = "overlapping_spells"
) -> None:
    """Record the spells of one ``by`` that overlap; those that agree in all of ``says`` as a warning."""
    columns = ", ".join(map(named, (*by, *says)))
    bench.con.execute(
        f"CREATE OR REPLACE TABLE spell AS SELECT _row, {columns}, coalesce(from_date, DATE '0001-01-01') AS f, "
        f"coalesce(until_date, {NEVER}) AS u FROM live_{table} "
        f"SEMI JOIN (SELECT {', '.join(map(named, by))} FROM live_{table} GROUP BY ALL HAVING count(*) > 1) "
        f"USING ({named(by[0])})"
    )
    differ = " OR ".join(f"x.{named(c)} IS DISTINCT FROM y.{named(c)}" for c in says) if says else "true"
    _record_pairs(bench, table, by, differ, rule)
    if says:
        differing = f"SELECT _row FROM finding WHERE \"table\" = '{table}' AND rule = '{rule}'"
        agree = f"NOT ({differ}) AND x._row NOT IN ({differing})"
        _record_pairs(bench, table, by, agree, "overlapping_agreeing", severity=WARNING)


def _record_pairs(bench: Workbench, table: str, by: tuple[str, ...], where: str, rule: str, **how: str) -> None:
    same = " AND ".join(f"x.{named(c)} IS NOT DISTINCT FROM y.{named(c)}" for c in by)
    bench.record(
        rule,
        table,
        f"SELECT x._row, nullif(x.f, DATE '0001-01-01') AS value, min(y._row) AS a, NULL AS b "
        f"FROM spell AS x JOIN spell AS y ON {same} AND x._row <> y._row AND x.f < y.u AND y.f < x.u "
        f"WHERE {where} GROUP BY x._row, x.f",
        column="from_date",
        **how,
    )


def _check_unions(bench: Workbench) -> None:
    bench.con.execute(
        "CREATE TABLE side AS SELECT _row, unnest([person, spouse]) AS who, from_date AS f, "
        f"coalesce(until_date, {NEVER}) AS u FROM live_unions"
    )
    bench.con.execute("DELETE FROM side WHERE who IN (SELECT who FROM side GROUP BY who HAVING count(*) = 1)")
    bench.record(
        "overlapping_unions",
        "unions",
        "SELECT x._row, min(x.who) AS value, min(y._row) AS a, NULL AS b FROM side AS x JOIN side AS y "
        "ON x.who = y.who AND x._row <> y._row AND x.f < y.u AND y.f < x.u GROUP BY x._row",
        column="from_date",
    )


def _check_custodies(bench: Workbench) -> None:
    """One parent, or an institution, has custody alone; only guardians can share it (Civil Code Art 27)."""
    bench.record(
        "overlapping_custody",
        "custodies",
        "SELECT x._row, min(x.child) AS value, min(y._row) AS a, NULL AS b "
        "FROM live_custodies AS x JOIN live_custodies AS y ON x.child = y.child AND x._row <> y._row "
        f"AND x.from_date < coalesce(y.until_date, {NEVER}) AND y.from_date < coalesce(x.until_date, {NEVER}) "
        "WHERE x.kind IN ('parent', 'institution') OR y.kind IN ('parent', 'institution') GROUP BY x._row",
        column="from_date",
    )
