"""For which rows and columns of the contract's tables there is a source, and in which order those are loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jiahe.intake.fault import Fault, rule


@dataclass(frozen=True)
class Part:
    """The rows of a table that one source takes.

    ``cells``: by field of the source the SQL of its cell, where ``t`` is the row. ``people``: by role of the source
    the column that refers to them; their name and ID number are those of persons. ``where``: which rows it takes.
    ``stage``: it is checked after all those of a lower one. ``used``: columns of the table that it reads.
    ``rows``: what the rows are read from, where it is not the table itself; it gives ``_rows``, those of the table.
    ``refuses``: a key of REFUSALS by the SQL of when a row is set aside for it. ``order``: in which order they are
    loaded, where one may go on where another ends.
    """

    source: str
    table: str
    stage: int
    cells: Mapping[str, str]
    people: Mapping[str, str] = field(default_factory=dict)
    where: str = "true"
    used: tuple[str, ...] = ()
    rows: str = ""
    refuses: Mapping[str, str] = field(default_factory=dict)
    order: str = "t._row"


REFUSALS: Mapping[str, Fault] = {
    "parent_sex": rule(
        "parent_sex",
        "persons 没有写明父母一方的性别，分不出是父亲还是母亲。",
        "persons does not give the sex of a parent, so that mother and father cannot be told apart.",
        "在 persons 里补上性别。",
        "Add the sex in persons.",
    ),
    "no_number": rule(
        "no_number",
        "这一行说到的人，persons 没有给出可用的身份证号。",
        "persons gives no ID number that can be used of somebody whom the row names.",
        "在 persons 里补上身份证号。",
        "Add the ID number in persons.",
    ),
}

_ENDS_KNOWN = """(t.until_date IS NULL OR t.ended_by = 'divorce' OR t.ended_by = 'death' AND EXISTS (
    SELECT 1 FROM live_persons AS p WHERE p.person_id IN (t.person, t.spouse) AND p.death_date IS NOT NULL))"""

_COUPLE = {"husband": "husband", "wife": "wife"}
_COUPLES = """SELECT u.*, [u._row] AS _rows,
    CASE WHEN a.sex = 'female' OR b.sex = 'male' THEN u.spouse ELSE u.person END AS husband,
    CASE WHEN a.sex = 'female' OR b.sex = 'male' THEN u.person ELSE u.spouse END AS wife
    FROM cells_unions AS u LEFT JOIN live_persons AS a ON a.person_id = u.person
    LEFT JOIN live_persons AS b ON b.person_id = u.spouse"""

_BIRTHS = """SELECT min(l._row) AS _row, list(l._row) AS _rows, l.child,
    min(l.parent) FILTER (p.sex = 'female') AS mother, min(l.parent) FILTER (p.sex = 'male') AS father,
    count(*) FILTER (p.person_id IS NOT NULL AND p.sex IS NULL) AS unsexed,
    any_value(c.sex) AS sex, any_value(c.birth_date) AS birth_date, any_value(c.birth_place) AS birth_place,
    any_value(c.hukou_place) AS hukou_place, any_value(c.residence_place) AS residence_place,
    any_value(c.name) AS name, any_value(c.id_number) AS id_number
    FROM cells_parenthoods AS l LEFT JOIN live_persons AS p ON p.person_id = l.parent
    LEFT JOIN live_persons AS c ON c.person_id = l.child WHERE l.kind = 'birth' GROUP BY l.child"""

_FEN = "CAST(t.amount // 100 AS VARCHAR) || '.' || lpad(CAST(t.amount % 100 AS VARCHAR), 2, '0')"

_TODAY = "t.until_date IS NULL AND t.place = p_person.hukou_place"


def _spells(source: str, table: str, *columns: str, kind: str = "", where: str = "true") -> Part:
    """Return the part of rows of one person that say from when to when. ``kind``: only those of one kind."""
    told = (*columns, "from_date", "until_date")
    return Part(
        source,
        table,
        1,
        {name: f"t.{name}" for name in told},
        people={"": "person"},
        where=f"t.kind = '{kind}'" if kind else where,
        used=("person", *(["kind"] if kind else []), *told),
        order="t.person, t.from_date",
    )


READ_WITH: Mapping[tuple[str, str], str] = {
    ("persons", "birth_place"): "c.person_id IN (SELECT child FROM cells_parenthoods WHERE kind = 'birth')",
}
"""Columns (table, column) that a part of another table reads, by the SQL of for which rows ``c``."""

PARTS = (
    Part(  # who has no hukou here and is not known to be Chinese is not taken: a household list makes everybody so
        "household_registration",
        "persons",
        0,
        {
            "name": "t.name", "id_number": "t.id_number", "sex": "t.sex", "birth_date": "t.birth_date",
            "hukou_place": "t.hukou_place", "village_group": "t.village_group", "hukou_kind": "t.hukou_kind",
            "household": "t.household_id", "residence_place": "t.residence_place",
        },
        used=(
            "person_id", "name", "id_number", "sex", "birth_date", "hukou_place", "village_group", "hukou_kind",
            "household_id", "residence_place", "nationality",
        ),
        where="(t.nationality = 'CHN' OR t.nationality IS NULL AND t.hukou_place IS NOT NULL)",
    ),
    Part(
        "births",
        "parenthoods",
        1,
        {
            "name": "t.name", "id_number": "t.id_number", "sex": "t.sex", "birth_date": "t.birth_date",
            "birth_place": "t.birth_place", "hukou_place": "t.hukou_place", "residence_place": "t.residence_place",
        },
        people={"mother": "mother", "father": "father"},
        where="(t.mother IS NOT NULL OR t.father IS NULL)",
        used=("child", "parent", "kind"),
        rows=_BIRTHS,
        refuses={"parent_sex": "t.unsexed > 0"},
    ),
    Part(  # the mother is unknown: of a child who is in the register, the father is known all the same
        "parents",
        "parenthoods",
        1,
        {},
        people={"child": "child", "father": "father"},
        where="t.mother IS NULL AND t.father IS NOT NULL",
        used=("child", "parent", "kind"),
        rows=_BIRTHS,
        refuses={"parent_sex": "t.unsexed > 0"},
    ),
    Part(
        "adoptions",
        "parenthoods",
        1,
        {"day": "t.from_date", "until_date": "t.until_date"},
        people={"child": "child", "parent": "parent"},
        where="t.kind = 'adoption'",
        used=("child", "parent", "kind", "from_date", "until_date"),
    ),
    Part(
        "marriages",
        "unions",
        1,
        {"day": "t.from_date"},
        people=_COUPLE,
        where=_ENDS_KNOWN,
        used=("person", "spouse", "from_date", "until_date", "ended_by"),
        rows=_COUPLES,
    ),
    _spells("moves", "residences", "place"),
    Part(
        "hukou_moves",
        "hukou",
        1,
        {
            "place": "t.place", "from_date": "t.from_date", "until_date": "t.until_date",
            "household": f"CASE WHEN {_TODAY} THEN p_person.household_id END",
            "village_group": f"CASE WHEN {_TODAY} THEN p_person.village_group END",
        },
        people={"": "person"},
        used=("person", "place", "from_date", "until_date"),
        order="t.person, t.from_date",
    ),
    Part(  # each row says when it ends, so that a guardian ends no other's
        "custodies",
        "custodies",
        1,
        {
            "kind": "t.kind", "from_date": "t.from_date", "until_date": "t.until_date",
            "jointly": "CASE WHEN t.kind = 'guardian' THEN '是' END", "institution_place": "t.institution_place",
        },
        people={"child": "child", "custodian": "custodian"},
        used=("child", "custodian", "kind", "institution_place", "from_date", "until_date"),
        order="t.child, t.from_date",
    ),
    _spells("disability_cards", "certificates", "grade", "number", kind="disability"),
    _spells("one_child_certificates", "certificates", "number", kind="one_child_parents"),
    _spells("complication_assessments", "certificates", "grade", "number", kind="complication"),
    _spells("orphans", "statuses", "place", kind="orphan"),
    _spells("statuses", "statuses", "kind", "place", where="t.kind IS DISTINCT FROM 'orphan'"),
    Part(
        "claims",
        "claims",
        1,
        {
            "programme": "t.programme", "year": "t.year", "submitted_on": "t.submitted_on", "decision": "t.decision",
            "decided_on": "t.decided_on", "place": "t.place",
        },
        people={"person": "person", "applicant": "applicant"},
        used=("person", "applicant", "programme", "year", "place", "submitted_on", "decision", "decided_on"),
        order="t.person, t.submitted_on",
    ),
    Part(
        "payments",
        "payments",
        1,
        {
            "programme": "t.programme", "year": "t.year", "amount": _FEN, "paid_on": "t.paid_on", "place": "t.place",
        },
        people={"": "person"},
        used=("person", "programme", "year", "amount", "paid_on", "place"),
    ),
    Part(
        "divorces",
        "unions",
        2,
        {"day": "t.until_date"},
        people=_COUPLE,
        where="t.until_date IS NOT NULL AND t.ended_by = 'divorce'",
        rows=_COUPLES,
    ),
    Part(
        "deaths",
        "persons",
        2,
        {
            "name": "t.name", "id_number": "t.id_number", "sex": "t.sex", "birth_date": "t.birth_date",
            "death_date": "t.death_date",
        },
        where="t.death_date IS NOT NULL",
        used=("death_date",),
    ),
)  # fmt: skip
