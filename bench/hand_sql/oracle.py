"""Runs the hand-written queries and holds the engine's outcomes against them, person by person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import duckdb

from jiahe.facts.contract import FACTS
from jiahe.law.duckdb_engine import DuckDBRegister
from jiahe.law.setting import Setting
from jiahe.programmes import the_pack

PACK = the_pack()
PROGRAMMES = {
    "cn/childcare-subsidy": {"claim_1": "claim_1", "claim_2": "claim_2", "claim_3": "claim_3"},
    "cn/loss-support": {"death": "death", "disability": "disability"},
}
"""The programmes that have a hand-written query, and the instalment that each of its columns is."""


def _file(programme: str) -> Path:
    return Path(__file__).parent / f"{programme.rsplit('/', 1)[-1].replace('-', '_')}.sql"


def run_by_hand(
    programme: str, tables: Mapping[str, Path], region: str, on: dt.date, out: Path, *, threads: int | None = None
) -> None:
    """Run the hand-written query of a programme from Parquet to Parquet: one row a person who is owed something."""
    query = _file(programme).read_text(encoding="utf-8")
    query = query.replace("$region", f"'{region.rstrip('0')}'").replace("$today", f"DATE '{on}'")
    with duckdb.connect(config={"preserve_insertion_order": False, **({"threads": threads} if threads else {})}) as db:
        db.execute("SET enable_progress_bar_print = false")
        for name, file in tables.items():
            db.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{file}')")
        db.execute(f"COPY ({query}) TO '{out}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)")


def run_engine(
    programme: str, tables: Mapping[str, Path], region: str, on: dt.date, out: Path, *, threads: int | None = None
) -> None:
    """Determine one programme from Parquet to Parquet: one row a person it looks at, with every criterion's value."""
    with DuckDBRegister(FACTS, tables, threads=threads) as register:
        register.write(register.compile(PACK.only([programme]), Setting.of(PACK, on, region)), out)


def differences(programme: str, by_engine: Path, by_hand: Path) -> list[str]:
    """Return the persons whom the two do not owe the same, each with both sums."""
    column = programme.rsplit("/", 1)[-1].replace("-", "_")
    pairs = [(name, f"{column}__{key}_amount") for name, key in PROGRAMMES[programme].items()]
    same = " AND ".join(f"e.{own} IS NOT DISTINCT FROM h.{name}" for name, own in pairs)
    shown = ", ".join([*(f"e.{own}" for _, own in pairs), *(f"h.{name}" for name, _ in pairs)])
    with duckdb.connect() as db:
        rows = db.execute(
            f"SELECT coalesce(e.person_id, h.person_id), {shown} "
            f"FROM (SELECT * FROM read_parquet('{by_engine}') WHERE status = 'eligible') e "
            f"FULL JOIN read_parquet('{by_hand}') h ON h.person_id = e.person_id "
            f"WHERE e.person_id IS NULL OR h.person_id IS NULL OR NOT ({same}) ORDER BY 1"
        ).fetchall()
    half = len(pairs)
    return [f"{row[0]}: engine {row[1 : half + 1]}, by hand {row[half + 1 :]}" for row in rows]


def sums(programme: str, by_hand: Path) -> tuple[int, int]:
    """Return how many people are owed something and how much in all, in fen."""
    total = " + ".join(PROGRAMMES[programme])
    with duckdb.connect() as db:
        people, fen = db.execute(f"SELECT count(*), sum({total}) FROM read_parquet('{by_hand}')").fetchall()[0]
    return int(people), int(fen or 0)
