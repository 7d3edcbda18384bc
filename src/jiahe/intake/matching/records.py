"""Records as they come (Arrow or Parquet) and as they are compared: the columns, and the keys made of them.

A value that is not known is null. Dates are days; a place is a 12-digit division code, with zeros below what is known.
Not here: reading files of offices, which is done before.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa

from jiahe.intake.matching.lunar import lunar_digits
from jiahe.intake.matching.spelling import Spelling, spell

RECORDS = pa.schema(
    [
        pa.field("record_id", pa.string(), nullable=False),
        ("name", pa.string()),
        ("sex", pa.string()),
        ("birth_date", pa.date32()),
        ("place", pa.string()),
        ("id_number", pa.string()),
        ("mother_name", pa.string()),
        ("father_name", pa.string()),
        ("spouse_name", pa.string()),
        ("phone", pa.string()),
    ]
)
"""What a record may say of a person. A column that a table does not have is unknown. ``id_number`` and ``phone`` may be
the numbers or any token that is equal when they are, such as their blind index.
"""

Records: TypeAlias = pa.Table | Path
"""A table, or a Parquet file."""

_BATCH = 50_000
_SPELLINGS = pa.schema(
    [("written", pa.string()), *((name, pa.string()) for name in Spelling._fields if name != "without")]
    + [(f"without_{at}", pa.string()) for at in (1, 2, 3, 4)]
)
_LUNAR = pa.schema([("date", pa.date32()), ("lunar", pa.string())])


class NotRecords(Exception):
    """A table that cannot be matched; the message says what is wrong with it."""


def prepare(con: duckdb.DuckDBPyConnection, records: Records, table: str) -> int:
    """Write the prepared table of records and return how many there are.

    Its ``uid`` is the record's place in the order of the keys, so that nothing depends on the order of the rows. Raises
    NotRecords when a column has another type, or a key is missing or stands twice.
    """
    con.execute(f"CREATE OR REPLACE TEMP VIEW given AS {_read(con, records)}")
    [(none, double, number)] = con.sql(
        "SELECT count(*) FILTER (record_id IS NULL), count(record_id) - count(DISTINCT record_id), count(*) FROM given"
    ).fetchall()
    if none or double:
        raise NotRecords(
            f"record_id must tell the records apart: {none} have none, {double} have one that stands twice."
        )
    _write_spellings(con)
    _write_lunar(con)
    con.execute(f"CREATE OR REPLACE TABLE {table} AS {_PREPARED}")
    con.execute("DROP VIEW given; DROP TABLE spellings; DROP TABLE lunar_days")
    return int(number)


_PREPARED = """
    SELECT
        row_number() OVER (ORDER BY record_id) AS uid, record_id,
        own.* EXCLUDE (written),
        sex,
        strftime(birth_date, '%Y%m%d') AS birth,
        lunar,
        CASE WHEN day(birth_date) <= 12 AND day(birth_date) <> month(birth_date)
             THEN strftime(birth_date, '%Y%d%m') END AS swapped,
        strftime(birth_date, '%Y') AS birth_year,
        strftime(birth_date, '%m%d') AS birth_day,
        CASE WHEN place NOT LIKE '%000' THEN place END AS village,
        CASE WHEN place NOT LIKE '%000000' THEN left(place, 9) END AS township,
        CASE WHEN place NOT LIKE '%00000000' THEN left(place, 6) END AS county,
        id_number, mothers.sound AS mother, fathers.sound AS father, spouses.sound AS spouse, phone
    FROM given
    LEFT JOIN spellings AS own ON given.name = own.written
    LEFT JOIN spellings AS mothers ON given.mother_name = mothers.written
    LEFT JOIN spellings AS fathers ON given.father_name = fathers.written
    LEFT JOIN spellings AS spouses ON given.spouse_name = spouses.written
    LEFT JOIN lunar_days ON given.birth_date = lunar_days.date
    ORDER BY uid
"""


def _read(con: duckdb.DuckDBPyConnection, records: Records) -> str:
    """Return a query of the records with exactly the columns of RECORDS."""
    if isinstance(records, Path):
        path = str(records).replace("'", "''")
        source = f"read_parquet('{path}')"
    else:
        con.register("given_table", records)
        source = "given_table"
    there = {name: str(kind) for name, kind, *_ in con.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    if "record_id" not in there:
        raise NotRecords("The table has no column record_id.")
    for field in RECORDS:
        wanted = "DATE" if pa.types.is_date(field.type) else "VARCHAR"
        if there.get(field.name, wanted) not in (wanted, '"NULL"', "NULL"):
            raise NotRecords(f"Column {field.name} is {there[field.name]}; it must be {wanted}.")
    columns = (
        f"{field.name if field.name in there else 'NULL'}::{'DATE' if pa.types.is_date(field.type) else 'VARCHAR'} "
        f"AS {field.name}"
        for field in RECORDS
    )
    return f"SELECT {', '.join(columns)} FROM {source}"


def _write_spellings(con: duckdb.DuckDBPyConnection) -> None:
    names = " UNION ".join(
        f"SELECT {column} AS written FROM given" for column in ("name", "mother_name", "father_name", "spouse_name")
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE written_names AS {names}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE spellings ({_columns(_SPELLINGS)})")
    for written in _batches(con, "SELECT written FROM written_names WHERE written IS NOT NULL"):
        rows = [
            (text, one.name, one.plain, one.sound, one.letters, one.pattern, *one.without)
            for text in written
            if (one := spell(text)) is not None
        ]
        _insert(con, "spellings", _SPELLINGS, rows)
    con.execute("DROP TABLE written_names")


def _write_lunar(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE lunar_days ({_columns(_LUNAR)})")
    dates = [date for (date,) in con.sql("SELECT DISTINCT birth_date FROM given").fetchall() if date is not None]
    _insert(con, "lunar_days", _LUNAR, [(date, lunar_digits(date)) for date in dates])


def _columns(schema: pa.Schema) -> str:
    return ", ".join(f"{field.name} {'DATE' if pa.types.is_date(field.type) else 'VARCHAR'}" for field in schema)


def _batches(con: duckdb.DuckDBPyConnection, query: str) -> Iterator[list[str]]:
    """Yield the values of a query's one column."""
    found = con.sql(query).to_arrow_table().column(0)
    for at in range(0, len(found), _BATCH):
        yield found.slice(at, _BATCH).to_pylist()


def _insert(con: duckdb.DuckDBPyConnection, table: str, schema: pa.Schema, rows: list[Any]) -> None:
    if not rows:
        return
    columns = zip(*rows, strict=True)
    arrow = pa.table([pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema)
    con.register("made_rows", arrow)
    con.execute(f"INSERT INTO {table} SELECT * FROM made_rows")
    con.unregister("made_rows")
