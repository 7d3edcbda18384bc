"""Dates of birth and death that cannot be."""

from __future__ import annotations

from jiahe.facts.finding import CELL_UNKNOWN
from jiahe.facts.workbench import Workbench


def check_dates(bench: Workbench) -> None:
    """Record births and deaths after the day of the snapshot, and deaths before births."""
    day = f"DATE '{bench.snapshot_day.isoformat()}'"
    bench.record(
        "born_in_future",
        "persons",
        f"SELECT _row, birth_date AS value, {day} AS a, NULL AS b FROM live_persons WHERE birth_date > {day}",
        column="birth_date",
        severity=CELL_UNKNOWN,
    )
    bench.record(
        "death_in_future",
        "persons",
        f"SELECT _row, death_date AS value, {day} AS a, NULL AS b FROM live_persons "
        f"WHERE death_date > {day} AND death_date < DATE '9999-12-31'",
        column="death_date",
    )
    bench.record(
        "death_before_birth",
        "persons",
        "SELECT _row, death_date AS value, birth_date AS a, NULL AS b FROM live_persons WHERE death_date < birth_date",
        column="death_date",
    )
