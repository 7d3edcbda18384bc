"""Claims and payments that look like the same one twice, or in the wrong order. They are warned of and used."""

from __future__ import annotations

from jiahe.facts.finding import WARNING, meant
from jiahe.facts.workbench import Workbench

_NAMED = 1000


def check_claims_and_payments(bench: Workbench) -> None:
    """Record claims and payments of one person, programme and year that are there twice, and unknown programmes."""
    for table, rule, where in (
        ("claims", "claim_twice", "decision NOT IN ('refused', 'withdrawn')"),
        ("payments", "payment_twice", "true"),
    ):
        if table not in {there.name for there in bench.tables}:
            continue
        bench.record(
            rule,
            table,
            f"SELECT x._row, x.year AS value, d.first_row AS a, NULL AS b FROM live_{table} AS x JOIN "
            f"(SELECT person, programme, year, min(_row) AS first_row FROM live_{table} WHERE {where} "
            f"GROUP BY person, programme, year HAVING count(*) > 1) AS d USING (person, programme, year) "
            f"WHERE x._row > d.first_row AND {where}",
            column="year",
            severity=WARNING,
        )
        _check_programmes(bench, table)
    _check_order(bench)


def _check_order(bench: Workbench) -> None:
    """Record claims decided before they were submitted; one that was returned is submitted again afterwards."""
    bench.record(
        "decided_before_submitted",
        "claims",
        "SELECT _row, decided_on AS value, submitted_on AS a, NULL AS b FROM live_claims "
        "WHERE decided_on < submitted_on AND decision IN ('approved', 'refused')",
        column="decided_on",
        severity=WARNING,
    )


def _check_programmes(bench: Workbench, table: str) -> None:
    if bench.programmes is None:
        return
    for programme, row, count in bench.sql(
        f"SELECT programme, min(_row), count(*) FROM live_{table} GROUP BY programme ORDER BY 3 DESC LIMIT {_NAMED}"
    ):
        if programme not in bench.programmes:
            zh, en = meant(programme, sorted(bench.programmes))
            bench.record_one(
                "programme_unknown", table, programme, column="programme", row=row, a=zh, b=en, count=count
            )
