"""What outcomes add up to, by place and programme: who is entitled, who has claimed, who is missing it.

All but the missed is of one year, that of the determination. *Entitled* is who is owed something that year, claimed or
not: who was paid in full before is not counted on, nor is who claimed too late, or the claimed would grow for ever
beside the others. *Missed* is who can claim something today and has no live claim for it, be it for an earlier year
that has not lapsed; counted only where claims are known. *Claimed* is who has nothing left to claim.
*Forfeited* is whose claim for this year or the year before lapsed, because nobody made it in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from jiahe.law.place_codes import LEVELS, place_prefix
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE, NOT_ELIGIBLE

OWED = f"status = '{ELIGIBLE}' AND (this_year > 0 OR this_year IS NULL)"
"""SQL for "entitled to something this year", be it of an amount that is not known."""

CAN_CLAIM = f"status = '{ELIGIBLE}' AND (total > 0 OR total IS NULL) AND (unclaimed > 0 OR unclaimed IS NULL)"
"""SQL for "something can be claimed today and has not been", be the sum, or whether it has been, not known."""

MISSED = f"{CAN_CLAIM} AND enrolled = FALSE"
"""SQL for "entitled to something that can be claimed today, and not enrolled"; ``enrolled`` speaks of all years."""


@dataclass(frozen=True)
class Line:
    """One place and programme. People are counted, money is in fen (days for leave). ``place`` None: place unknown.

    ``nothing_this_year``: who is entitled, to nothing in this year. ``missed``: also who can claim for an earlier year;
    ``missed_money``: what the missed can claim, of whatever year. ``forfeited`` None: it is not known.
    Sums are of the known amounts; ``amount_unknown`` and ``this_year_unknown`` count entitled people whose amounts are
    not known, ``missed_unknown`` the missed of whom it is not known how much they can claim.
    """

    place: str | None
    programme: str
    looked_at: int
    entitled: int
    enrolled: int
    missed: int
    claims_unknown: int
    needs_evidence: int
    not_met: int
    nothing_this_year: int
    forfeited: int | None
    this_year: int
    missed_money: int
    missed_unknown: int
    all_years: int
    amount_unknown: int
    this_year_unknown: int


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
            count(*) FILTER ({OWED}),
            count(*) FILTER ({OWED} AND enrolled),
            count(*) FILTER ({MISSED}),
            count(*) FILTER ({OWED} AND enrolled IS NULL),
            count(*) FILTER (status = '{NEEDS_EVIDENCE}'),
            count(*) FILTER (status = '{NOT_ELIGIBLE}'),
            count(*) FILTER (status = '{ELIGIBLE}' AND this_year = 0),
            CASE WHEN bool_or(forfeited) OR NOT bool_or(forfeited IS NULL AND status <> '{NEEDS_EVIDENCE}')
                THEN count(*) FILTER (forfeited) END,
            coalesce(sum(this_year), 0)::BIGINT,
            coalesce(sum(unclaimed) FILTER ({MISSED}), 0)::BIGINT,
            count(*) FILTER ({MISSED} AND unclaimed IS NULL),
            coalesce(sum(total), 0)::BIGINT,
            count(*) FILTER (status = '{ELIGIBLE}' AND total IS NULL),
            count(*) FILTER (status = '{ELIGIBLE}' AND this_year IS NULL)
        FROM read_parquet(?) GROUP BY ALL ORDER BY 2, 1 NULLS LAST
    """
    with duckdb.connect() as connection:
        return [Line(*row) for row in connection.execute(sql, [str(outcomes)]).fetchall()]
