"""What outcomes add up to, by place and programme: who is entitled, who has claimed, who is missing it.

*Missed* is a person who is entitled to money this year and has no live claim. It is counted only where claims are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from jiahe.law.expressions import LEVELS, place_prefix
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE, NOT_ELIGIBLE

MISSED = f"status = '{ELIGIBLE}' AND this_year > 0 AND enrolled = FALSE"
"""SQL for "entitled to something this year, and not enrolled"."""


@dataclass(frozen=True)
class Line:
    """One place and programme. People are counted, money is in fen (days for leave). ``place`` None: place unknown."""

    place: str | None
    programme: str
    looked_at: int
    entitled: int
    enrolled: int
    missed: int
    claims_unknown: int
    needs_evidence: int
    not_met: int
    this_year: int
    missed_money: int
    all_years: int
    amount_unknown: int


def summarise(outcomes: Path, *, region: str, level: str) -> list[Line]:
    """Return the lines of every place of a level ("village", "town" …) within the region, and of the others together.

    The place is the one whose law applied (the hukou place). ``level`` "all" gives one line a programme.
    """
    if level == "all":
        place = "CAST(NULL AS VARCHAR)"
    else:
        digits = LEVELS[level]
        inside = f"starts_with(place, '{place_prefix(region)}')"
        place = f"CASE WHEN {inside} THEN rpad(substr(place, 1, {digits}), 12, '0') END"
    sql = f"""
        SELECT {place} AS at_place, programme, count(*),
            count(*) FILTER (status = '{ELIGIBLE}'),
            count(*) FILTER (status = '{ELIGIBLE}' AND enrolled),
            count(*) FILTER ({MISSED}),
            count(*) FILTER (status = '{ELIGIBLE}' AND enrolled IS NULL),
            count(*) FILTER (status = '{NEEDS_EVIDENCE}'),
            count(*) FILTER (status = '{NOT_ELIGIBLE}'),
            coalesce(sum(this_year), 0)::BIGINT,
            coalesce(sum(this_year) FILTER ({MISSED}), 0)::BIGINT,
            coalesce(sum(total), 0)::BIGINT,
            count(*) FILTER (status = '{ELIGIBLE}' AND total IS NULL)
        FROM read_parquet(?) GROUP BY ALL ORDER BY 2, 1 NULLS LAST
    """
    with duckdb.connect() as connection:
        return [Line(*row) for row in connection.execute(sql, [str(outcomes)]).fetchall()]


@dataclass(frozen=True)
class Missed:
    """One person to reach: entitled and not enrolled, or one paper short."""

    person: str
    name: str | None
    birth_date: str | None
    village: str | None
    group: int | None
    residence: str | None
    household: str | None
    contact: str | None
    programme: str
    status: str
    this_year: int | None
    unknown_criteria: tuple[str, ...]


def outreach(
    outcomes: Path, tables: Mapping[str, Path], criteria: Mapping[str, Mapping[str, str]], *, region: str
) -> list[Missed]:
    """Return the people to reach, by village and group: those who are missed first, then those who need evidence.

    ``criteria``: for each programme, its criteria's columns in the outcomes and their keys. A child's contact is the
    parents' names. Only people whose hukou lies in the region.
    """
    unknown = " ".join(
        f"WHEN '{programme}' THEN list_filter([" + ", ".join(
            f"CASE WHEN {column} IS NULL THEN '{key}' END" for column, key in columns.items()
        ) + "], lambda x: x IS NOT NULL)"
        for programme, columns in criteria.items()
    )
    with duckdb.connect() as connection:
        columns = {d[0] for d in connection.execute("SELECT * FROM read_parquet(?) LIMIT 0", [str(tables["persons"])]).description}

        def column(name: str, type: str = "VARCHAR") -> str:
            return f"CAST(p.{name} AS {type})" if name in columns else f"CAST(NULL AS {type})"

        parents = "SELECT NULL AS child, NULL AS names WHERE FALSE"
        if "parenthoods" in tables and "name" in columns:
            path = str(tables["parenthoods"]).replace("'", "''")
            parents = f"SELECT r.child, string_agg(q.name, '、' ORDER BY q.name) AS names FROM read_parquet('{path}') r JOIN persons q ON q.person_id = r.parent GROUP BY 1"
        connection.execute("CREATE VIEW persons AS SELECT * FROM read_parquet('{}')".format(str(tables["persons"]).replace("'", "''")))
        sql = f"""
            WITH o AS (
                SELECT *, CASE programme {unknown} END AS unknown_criteria FROM read_parquet(?)
                WHERE ({MISSED}) OR (status = '{NEEDS_EVIDENCE}' AND coalesce(enrolled, FALSE) = FALSE)
            )
            SELECT CAST(p.person_id AS VARCHAR), {column("name")}, {column("birth_date")}, {column("hukou_place")},
                {column("village_group", "BIGINT")}, {column("residence_place")}, {column("household_id")},
                k.names, o.programme, o.status, o.this_year, o.unknown_criteria
            FROM o JOIN persons p USING (person_id) LEFT JOIN ({parents}) k ON k.child = p.person_id
            WHERE starts_with(coalesce(p.hukou_place, ''), '{place_prefix(region)}')
            ORDER BY 4, 5 NULLS LAST, o.status <> '{ELIGIBLE}', 9, 1
        """
        rows = connection.execute(sql, [str(outcomes)]).fetchall()
    return [Missed(*row[:-1], unknown_criteria=tuple(row[-1] or ()) if row[9] == NEEDS_EVIDENCE else ()) for row in rows]
