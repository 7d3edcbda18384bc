"""The register as the matching reads it: one record a person, with the names of their kin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection

from jiahe.intake.matching.records import RECORDS

_BATCH = 20_000

# Numbers are compared by their blind index. A mother or father by birth or adoption; of two on record, one.
_SQL = """
    SELECT p.id::text, p.name, p.sex, p.birth_date, coalesce(p.hukou_place, p.residence_place),
        encode(p.id_index, 'hex'), kin.mother, kin.father, mate.name, encode(p.phone_index, 'hex')
    FROM people_person p
    LEFT JOIN LATERAL (
        SELECT max(o.name) FILTER (WHERE o.sex = 'female') AS mother,
            max(o.name) FILTER (WHERE o.sex = 'male') AS father
        FROM people_parenthood k JOIN people_person o ON o.id = k.parent_id
        WHERE k.child_id = p.id AND k.superseded_at IS NULL AND k.kind IN ('birth', 'adoption')
    ) AS kin ON true
    LEFT JOIN LATERAL (
        SELECT o.name FROM (
            SELECT spouse_id AS mate, from_date FROM people_union
            WHERE person_id = p.id AND superseded_at IS NULL AND until_date IS NULL
            UNION ALL
            SELECT person_id, from_date FROM people_union
            WHERE spouse_id = p.id AND superseded_at IS NULL AND until_date IS NULL
        ) u JOIN people_person o ON o.id = u.mate ORDER BY u.from_date DESC LIMIT 1
    ) AS mate ON true
    {where}
"""


def write_register(path: Path, people: Iterable[Any] | None = None) -> int:
    """Write the records of some people, or of all that the acting post sees, as Parquet; return how many."""
    if people is None:
        return write_records(path, _SQL.format(where=""), {})
    return write_records(path, _SQL.format(where="WHERE p.id = ANY(%(people)s)"), {"people": list(people)})


def write_records(
    path: Path,
    sql: str,
    values: Mapping[str, Any],
    finish: Callable[[Sequence[Sequence[Any]]], Sequence[Sequence[Any]]] = lambda rows: rows,
) -> int:
    """Write what a query gives, in the columns of RECORDS, as Parquet; return how many rows.

    ``finish`` makes of some rows what the database cannot: each in its place.
    """
    written = 0
    with pq.ParquetWriter(path, RECORDS) as writer, connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(_BATCH):
            columns = zip(*finish(rows), strict=True)
            arrays = [pa.array(column, field.type) for column, field in zip(columns, RECORDS, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=RECORDS))
            written += len(rows)
    return written
