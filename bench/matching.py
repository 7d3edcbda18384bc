"""A register matched with a file about the same people, none of whom has an ID number there. Run by run.py."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from bench.measuring import THREADS, in_fresh_process
from bench.registers import register


def minutes(people: int, folder: Path, say: Callable[[str], None]) -> tuple[float, str]:
    """Match so many records with so many, in a fresh process, Parquet to Parquet; return minutes and a note."""
    tables = register(people, say=say)
    left, right, out = (folder / f"{name}.parquet" for name in ("file", "register", "matched"))
    _write(tables, left, right)
    say(f"matching {people:,} records with {people:,}: this takes minutes")
    run = in_fresh_process(partial(_match, left, right, out))
    pairs = pq.read_table(out, columns=["verdict", "left_id", "right_id"])
    sure = [
        row["right_id"] == row["left_id"].removeprefix("f") for row in pairs.to_pylist() if row["verdict"] == "sure"
    ]
    note = f"peak memory {run.peak:.2f} GiB; {len(sure):,} sure, {sum(sure) / max(1, len(sure)):.2%} of them right"
    return run.seconds / 60, f"{note}, {len(pairs) - len(sure):,} pairs to ask about"


def _match(left: Path, right: Path, out: Path) -> None:
    from jiahe.intake.matching import Settings, match

    pq.write_table(match(left, right, settings=Settings(threads=THREADS, folder=out.parent)).pairs, out)


def _write(tables: dict[str, Path], left: Path, right: Path) -> None:
    """Write the living people of a register as records, and again as a careless file has them.

    One in twelve has another last character, one in twenty month and day swapped or another day, one in twenty another
    village, three in ten no parents; nobody has an ID number.
    """
    with duckdb.connect() as con:
        for name in ("persons", "parenthoods", "unions"):
            con.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{tables[name]}')")
        con.execute("""
            CREATE TABLE living AS
            WITH parents AS (
                SELECT child, max(name) FILTER (sex = 'female') AS mother_name,
                    max(name) FILTER (sex = 'male') AS father_name
                FROM parenthoods JOIN persons ON parent = person_id GROUP BY child
            ), spouses AS (
                SELECT person, max(name) AS spouse_name FROM unions JOIN persons ON spouse = person_id GROUP BY person
            )
            SELECT person_id::VARCHAR AS record_id, name, sex, birth_date, hukou_place AS place, id_number, mother_name,
                father_name, spouse_name, hash(household_id)::VARCHAR AS phone
            FROM persons LEFT JOIN parents ON child = person_id LEFT JOIN spouses ON person = person_id
            WHERE household_id IS NOT NULL AND death_date IS NULL
        """)
        con.execute(f"COPY (SELECT * FROM living ORDER BY record_id) TO '{right}' (FORMAT PARQUET)")
        con.execute(f"""
            COPY (
                WITH dice AS (SELECT *, hash(record_id, 1) AS a, hash(record_id, 2) AS b, hash(record_id, 3) AS c,
                    hash(record_id, 4) AS d, lag(place) OVER (ORDER BY hash(record_id)) AS elsewhere FROM living)
                SELECT 'f' || record_id AS record_id,
                    CASE WHEN a % 12 = 0
                         THEN left(name, -1) || substr('平凡安康乐', (a // 12 % 5 + 1)::INTEGER, 1)
                         ELSE name END AS name,
                    sex,
                    CASE WHEN b % 40 = 0 AND day(birth_date) <= 12
                            THEN make_date(year(birth_date), day(birth_date), month(birth_date))
                         WHEN b % 40 = 1 THEN birth_date + 10 ELSE birth_date END AS birth_date,
                    CASE WHEN c % 20 = 0 THEN elsewhere ELSE place END AS place,
                    CASE WHEN d % 10 >= 3 THEN mother_name END AS mother_name,
                    CASE WHEN d % 10 >= 3 THEN father_name END AS father_name,
                    spouse_name, CASE WHEN d % 2 = 0 THEN phone END AS phone
                FROM dice ORDER BY hash(record_id)
            ) TO '{left}' (FORMAT PARQUET)
        """)
