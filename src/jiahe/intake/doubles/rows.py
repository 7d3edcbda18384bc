"""The rows of a file as the matching reads them, with the kin that a row names or that its household in the file shows.

Where the file has one head of a household, the spouse and children of the head are taken to have the head as spouse, or
as father or mother by the head's sex, and the head to have the spouse, father and mother that the household has one of.
What the row names itself counts first. Where a household has two heads, or a row names another one, nothing follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

from jiahe.intake.doubles.records import write_records
from jiahe.intake.models import Load, Row
from jiahe.people.models import Person
from jiahe.trust.sealed_fields import pieces
from jiahe.trust.sealing import keys, unseal

_WITH_KIN = """
    WITH asked AS (
        SELECT * FROM intake_row WHERE {which}
    ), homes AS (
        SELECT household, place,
            count(*) FILTER (WHERE relation = 'head') AS heads,
            max(name) FILTER (WHERE relation = 'head') AS head,
            max(sex) FILTER (WHERE relation = 'head') AS sex,
            count(*) FILTER (WHERE relation = 'spouse') AS spouses,
            max(name) FILTER (WHERE relation = 'spouse') AS spouse,
            CASE WHEN count(*) FILTER (WHERE relation = 'father') = 1
                 THEN max(name) FILTER (WHERE relation = 'father') END AS father,
            CASE WHEN count(*) FILTER (WHERE relation = 'mother') = 1
                 THEN max(name) FILTER (WHERE relation = 'mother') END AS mother
        FROM (
            SELECT says->>'household' AS household, says->>'hukou_place' AS place, says->>'relation' AS relation,
                says->>'name' AS name, says->>'sex' AS sex
            FROM intake_row
            WHERE load_id = %(load)s AND says ? 'relation'
                AND (says->>'household', says->>'hukou_place') IN (
                    SELECT says->>'household', says->>'hukou_place' FROM asked
                )
        ) AS member
        GROUP BY household, place
    ), known AS (
        SELECT asked.*, says->>'relation' AS relation, home.father, home.mother,
            CASE WHEN coalesce(heads, 0) = 0 THEN says->>'head_name'
                 WHEN heads = 1 AND coalesce(says->>'head_name', head) = head THEN head END AS head,
            CASE WHEN heads = 1 AND coalesce(says->>'head_name', head) = head THEN sex END AS head_sex,
            CASE WHEN spouses = 1 THEN spouse END AS spouse,
            coalesce(spouses, 1) = 1 AS is_only_spouse,
            coalesce(heads, 1) = 1 AS is_only_head
        FROM asked LEFT JOIN homes AS home
            ON home.household = says->>'household' AND home.place = says->>'hukou_place'
    ), kin AS (
        SELECT known.*,
            coalesce(says->>'mother_name', CASE
                WHEN relation IN ('son', 'daughter', 'child') AND head_sex = 'female' THEN head
                WHEN relation = 'head' AND is_only_head THEN mother END) AS mother_name,
            coalesce(says->>'father_name', CASE
                WHEN relation IN ('son', 'daughter', 'child') AND head_sex = 'male' THEN head
                WHEN relation = 'head' AND is_only_head THEN father END) AS father_name,
            coalesce(says->>'spouse_name', CASE
                WHEN relation = 'spouse' AND is_only_spouse THEN head
                WHEN relation = 'head' AND is_only_head THEN spouse END) AS spouse_name
        FROM known
    )
"""
_NEW = "load_id = %(load)s AND fate = 'new' AND person IS NULL AND says ? 'name'"
_RECORDS = f"""
    {_WITH_KIN.format(which=_NEW)}
    SELECT id::text, says->>'name', says->>'sex', (says->>'birth_date')::date,
        coalesce(says->>'hukou_place', says->>'residence_place'),
        CASE WHEN id_sealed IS NOT NULL THEN 'another ' || id END,
        mother_name, father_name, spouse_name, phone_sealed
    FROM kin
"""
# A row's number is nobody's in the register: whoever has one has another.
_ONE = f"{_WITH_KIN.format(which='id = %(row)s')} SELECT father_name, mother_name, spouse_name FROM kin"
_LOOKED_FOR = f"""
    SELECT says->>'name', says->>'birth_date', coalesce(says->>'hukou_place', says->>'residence_place')
    FROM intake_row WHERE {_NEW}
"""


class RowKin(NamedTuple):
    """The names of a row's kin, as far as they are known."""

    father: str | None
    mother: str | None
    spouse: str | None


def write_rows(path: Path, load: Load) -> int:
    """Write the rows of a load that are new so far, as Parquet; return how many."""
    return write_records(path, _RECORDS, {"load": load.id}, finish=_with_telephones)


def looked_for(load: Load) -> list[tuple[str, str | None, str | None]]:
    """Return the name, birth date and place of those rows."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOKED_FOR, {"load": load.id})
        return list(cursor.fetchall())


def kin_of_row(row: Row) -> RowKin:
    """Return the kin with which a row was weighed."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, {"load": row.load_id, "row": row.id})
        [found] = cursor.fetchall()
    return RowKin(*found)


def _with_telephones(rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Put the blind index in place of the sealed telephone, which is the last of the columns."""
    live = keys()
    indexes = [live.blind_index(unseal(row[-1], "phone"), "phone") for row in rows]
    held = as_held(indexes) if len(live.live) > 1 else indexes
    return [(*row[:-1], one.hex() if one is not None else None) for row, one in zip(rows, held, strict=True)]


def as_held(indexes: Sequence[bytes | None]) -> list[bytes | None]:
    """Return each telephone's index under the one live key with which the register holds it.

    While keys change, the register's are partly under the older one. What nobody has is given under the newest.
    """
    there = Person.objects.filter(phone_index__in=list(filter(None, indexes)))
    held = {bytes(one) for one in there.values_list("phone_index", flat=True)}
    parted = [list(pieces(one)) if one is not None else [None] for one in indexes]
    return [next((piece for piece in one if piece in held), one[0]) for one in parted]
