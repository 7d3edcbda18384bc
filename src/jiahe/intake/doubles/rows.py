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
    WITH members AS (
        SELECT id, fate, person, says, id_sealed, phone_sealed,
            says->>'name' AS name, says->>'sex' AS sex, says->>'head_name' AS head_name, says->>'relation' AS relation,
            says ? 'household' AND says ? 'hukou_place' AS has_home,
            says->>'household' AS household, says->>'hukou_place' AS place
        FROM intake_row WHERE load_id = %(load)s AND says ? 'name' {and_only}
    ), homes AS (
        SELECT *,
            count(*) FILTER (WHERE relation = 'head') OVER home AS heads,
            max(name) FILTER (WHERE relation = 'head') OVER home AS head_of_home,
            max(sex) FILTER (WHERE relation = 'head') OVER home AS sex_of_head,
            count(*) FILTER (WHERE relation = 'spouse') OVER home AS spouses,
            max(name) FILTER (WHERE relation = 'spouse') OVER home AS spouse,
            count(*) FILTER (WHERE relation = 'father') OVER home AS fathers,
            max(name) FILTER (WHERE relation = 'father') OVER home AS father,
            count(*) FILTER (WHERE relation = 'mother') OVER home AS mothers,
            max(name) FILTER (WHERE relation = 'mother') OVER home AS mother
        FROM members
        WINDOW home AS (PARTITION BY household, place, CASE WHEN NOT has_home THEN id END)
    ), headed AS (
        SELECT *, relation = 'head' AND heads = 1 AS is_head, relation IN ('son', 'daughter', 'child') AS is_child,
            CASE WHEN heads = 0 THEN head_name
                 WHEN heads = 1 AND coalesce(head_name, head_of_home) = head_of_home THEN head_of_home END AS head,
            CASE WHEN heads = 1 AND coalesce(head_name, head_of_home) = head_of_home THEN sex_of_head END AS head_sex
        FROM homes
    ), kin AS (
        SELECT *,
            coalesce(says->>'mother_name', CASE
                WHEN is_child AND head_sex = 'female' THEN head
                WHEN is_head AND mothers = 1 THEN mother END) AS mother_name,
            coalesce(says->>'father_name', CASE
                WHEN is_child AND head_sex = 'male' THEN head
                WHEN is_head AND fathers = 1 THEN father END) AS father_name,
            coalesce(says->>'spouse_name', CASE
                WHEN relation = 'spouse' AND spouses = 1 THEN head
                WHEN is_head AND spouses = 1 THEN spouse END) AS spouse_name
        FROM headed
    )
"""
# No join: just after a check the database does not know yet how many rows there are, and would choose a slow one.
_NEW = "fate = 'new' AND person IS NULL"
_RECORDS = f"""
    {_WITH_KIN.format(and_only="")}
    SELECT id::text, name, sex, (says->>'birth_date')::date, coalesce(place, says->>'residence_place'),
        CASE WHEN id_sealed IS NOT NULL THEN 'another ' || id END,
        mother_name, father_name, spouse_name, phone_sealed
    FROM kin WHERE {_NEW}
"""
# A row's number is nobody's in the register: whoever has one has another.
_HOUSEHOLD = "AND (id = %(row)s OR (says->>'household' = %(household)s AND says->>'hukou_place' = %(place)s))"
_ONE = (
    f"{_WITH_KIN.format(and_only=_HOUSEHOLD)} SELECT father_name, mother_name, spouse_name FROM kin WHERE id = %(row)s"
)
_LOOKED_FOR = f"""
    SELECT says->>'name', says->>'birth_date', coalesce(says->>'hukou_place', says->>'residence_place')
    FROM intake_row WHERE load_id = %(load)s AND {_NEW} AND says ? 'name'
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
    own = {"household": row.says.get("household"), "place": row.says.get("hukou_place")}
    with connection.cursor() as cursor:
        cursor.execute(_ONE, {"load": row.load_id, "row": row.id, **own})
        found = cursor.fetchone()
    return RowKin(*found) if found is not None else RowKin(None, None, None)


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
