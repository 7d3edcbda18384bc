"""The whole pack over a register, from Parquet to Parquet, and the least that any way has to read and join."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import duckdb

from bench.measuring import THREADS
from bench.registers import COUNTY
from jiahe.facts.contract import FACTS
from jiahe.law.duckdb_engine import DuckDBRegister
from jiahe.law.query import Query
from jiahe.law.setting import Setting
from jiahe.programmes import the_pack

ON = dt.date(2026, 1, 15)
PACK = the_pack()
Tables = Mapping[str, Path]


def determine(tables: Tables, out: Path, memory_limit: str | None = None, region: str = COUNTY) -> None:
    """Compile the pack and determine everybody, unconfirmed figures included, so that no programme stays out."""
    with DuckDBRegister(FACTS, tables, threads=THREADS, memory_limit=memory_limit) as register:
        register.connection.execute(f"SET temp_directory = '{out.parent / 'spill'}'")
        register.write(compiled(register, region), out)


def compiled(register: DuckDBRegister, region: str = COUNTY) -> Query:
    """Return the query that ``determine`` runs."""
    return register.compile(PACK, Setting.of(PACK, ON, region, unconfirmed=True))


def needs(tables: Tables) -> dict[str, list[str]]:
    """Return the columns that the pack reads, by table."""
    found: dict[str, list[str]] = {}
    with DuckDBRegister(FACTS, tables, threads=THREADS) as register:
        for table, column in sorted(compiled(register).needs()):
            if register.has(table, column):
                found.setdefault(table, []).append(column)
    return found


def scan(tables: Tables, columns: Mapping[str, list[str]]) -> None:
    """Read the columns that the pack reads, and join each parenthood with its child and its parent: nothing more.

    Every value is hashed and the hashes of a column are combined, so that DuckDB can leave none of them unread.
    """
    with duckdb.connect(config={"preserve_insertion_order": False, "threads": THREADS}) as db:
        db.execute("SET enable_progress_bar_print = false")
        for table, names in columns.items():
            if table not in ("persons", "parenthoods"):
                db.execute(f"SELECT {_consumed('t', names)} FROM read_parquet('{tables[table]}') t").fetchall()
        person, row = columns["persons"], columns["parenthoods"]
        everything = ", ".join([_consumed("c", person), _consumed("p", person), _consumed("r", row)])
        db.execute(
            f"SELECT {everything} FROM read_parquet('{tables['persons']}') c "
            f"LEFT JOIN read_parquet('{tables['parenthoods']}') r ON r.child = c.person_id "
            f"LEFT JOIN read_parquet('{tables['persons']}') p ON p.person_id = r.parent"
        ).fetchall()


def _consumed(alias: str, columns: list[str]) -> str:
    return ", ".join(f"bit_xor(hash({alias}.{column}))" for column in columns)
