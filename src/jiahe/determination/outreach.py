"""Who is to be reached: those who are entitled and have not claimed, and those whom one paper keeps from an answer.

For the office's own use. It names people, so it is never published.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from jiahe.determination.run import Run, opened
from jiahe.determination.summary import CAN_CLAIM
from jiahe.law.duckdb_engine import DuckDBRegister
from jiahe.law.place_codes import place_prefix
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE, criterion_column
from jiahe.law.rule import Rule


@dataclass(frozen=True)
class ToReach:
    """One person and programme. ``enrolled``: None when nobody knows whether a claim was made.

    ``village``: of the hukou, or of the residence when the hukou is not known well enough.

    ``contact``: the parents' names. ``set_aside``: the tables of which a row about them is not used, so that what they
    have claimed may be more than is counted. ``unknown_criteria``: the keys of those that evidence would settle.
    """

    person: str
    name: str | None
    birth_date: str | None
    village: str | None
    group: int | None
    residence: str | None
    contact: str | None
    programme: str
    status: str
    this_year: int | None
    unclaimed: int | None
    total: int | None
    enrolled: bool | None
    set_aside: str | None
    unknown_criteria: tuple[str, ...]


def outreach(run: Run) -> list[ToReach]:
    """Return the people to reach in the run's region, by village and group, those who are missed before the others.

    They are entitled and have not claimed, or nobody knows whether they have; or evidence would settle their answer; or
    a row about them, a parent or a child was set aside, so that any answer has to be looked at before it is relied on.
    Only programmes that pay money: leave is taken at work, not claimed at an office.
    """
    rules = [lowered.rule for lowered in run.query.rules if lowered.rule.benefit == "money"]
    if not rules:
        return []
    with opened(run.tables, run.folder) as register:
        rows = register.connection.execute(_sql(register, rules, run), [str(run.outcomes)]).fetchall()
    names = [field.name for field in fields(ToReach)]
    people = [ToReach(**dict(zip(names, row, strict=True))) for row in rows]
    return [_settled(one) for one in people]


def _settled(person: ToReach) -> ToReach:
    unknown = tuple(person.unknown_criteria) if person.status == NEEDS_EVIDENCE else ()
    return replace(person, unknown_criteria=unknown)


def _sql(register: DuckDBRegister, rules: list[Rule], run: Run) -> str:
    region = run.setting.region
    unknown = " ".join(f"WHEN '{rule.key}' THEN {_unknown_criteria(rule)}" for rule in rules)
    keys = ", ".join(f"'{rule.key}'" for rule in rules)

    def column(name: str, type: str = "VARCHAR") -> str:
        return f"CAST(p.{name} AS {type})" if register.has("persons", name) else f"CAST(NULL AS {type})"

    return f"""
        WITH o AS (
            SELECT *, CASE programme {unknown} END AS unknown_criteria FROM read_parquet(?)
            WHERE programme IN ({keys})
        ),
        affected AS ({_affected(register, run)}),
        listed AS (
            SELECT o.*, {_village(column("hukou_place"), column("residence_place"), region)} AS village,
                CAST(p.person_id AS VARCHAR) AS person, {column("name")} AS name, {column("birth_date")} AS birth_date,
                {column("village_group", "BIGINT")} AS village_group, {column("residence_place")} AS residence,
                a.names AS set_aside
            FROM o JOIN persons p USING (person_id) LEFT JOIN affected a USING (person_id)
            WHERE ({CAN_CLAIM} AND coalesce(enrolled, FALSE) = FALSE)
                OR (status = '{NEEDS_EVIDENCE}' AND coalesce(enrolled, FALSE) = FALSE) OR a.names IS NOT NULL
        )
        SELECT person, name, birth_date, village, village_group, residence, k.names, programme,
            CAST(status AS VARCHAR), this_year, unclaimed, total, enrolled, set_aside, unknown_criteria
        FROM listed LEFT JOIN ({_parents(register)}) k ON k.child = listed.person_id
        WHERE village IS NOT NULL
        ORDER BY village, village_group NULLS LAST, CAST(status AS VARCHAR) <> '{ELIGIBLE}', programme, person
    """


def _unknown_criteria(rule: Rule) -> str:
    cells = [f"CASE WHEN {criterion_column(rule, c.key)} IS NULL THEN '{c.key}' END" for c in rule.criteria]
    return f"list_filter([{', '.join(cells)}], lambda x: x IS NOT NULL)"


def _village(hukou: str, residence: str, region: str) -> str:
    """The place to look for a person in; NULL for somebody who belongs elsewhere."""
    prefix = place_prefix(region)
    above = ", ".join(f"'{region[:n].ljust(12, '0')}'" for n in (0, 2, 4, 6, 9) if n < max(len(prefix), 1))
    return f"""CASE WHEN starts_with({hukou}, '{prefix}') THEN {hukou}
        WHEN ({hukou} IS NULL OR {hukou} IN ({above})) AND starts_with({residence}, '{prefix}') THEN {residence} END"""


def _parents(register: DuckDBRegister) -> str:
    if not (register.has("parenthoods", "parent") and register.has("persons", "name")):
        return "SELECT CAST(NULL AS VARCHAR) AS child, CAST(NULL AS VARCHAR) AS names WHERE FALSE"
    return """SELECT r.child, string_agg(q.name, '、' ORDER BY q.name) AS names
        FROM parenthoods r JOIN persons q ON q.person_id = r.parent GROUP BY r.child"""


def _affected(register: DuckDBRegister, run: Run) -> str:
    """The people whose answers rest on less than was handed over: they, a parent or a child lost a row.

    A child's row counts for the parent whose support hangs on it: a disability card, for one.
    """
    if run.affected is None:
        return "SELECT person_id, CAST(NULL AS VARCHAR) AS names FROM persons WHERE FALSE"
    path = str(run.affected).replace("'", "''")
    lost = f"""SELECT p.person_id, l."table" FROM read_parquet('{path}') l
        JOIN persons p ON CAST(p.person_id AS VARCHAR) = CAST(l.person_id AS VARCHAR)"""
    if register.has("parenthoods", "child") and register.has("parenthoods", "parent"):
        lost = f"""WITH lost AS ({lost}) SELECT * FROM lost
            UNION ALL SELECT r.child, lost."table" FROM lost JOIN parenthoods r ON r.parent = lost.person_id
            UNION ALL SELECT r.parent, lost."table" FROM lost JOIN parenthoods r ON r.child = lost.person_id"""
    names = """string_agg(DISTINCT "table", ', ' ORDER BY "table")"""
    return f"SELECT person_id, {names} AS names FROM ({lost}) GROUP BY person_id"


def papers(rule: Rule, criteria: tuple[str, ...]) -> dict[tuple[str, str], None]:
    """Return the papers (Chinese, English) that would settle some criteria, each once, in order."""
    found: dict[tuple[str, str], None] = {}
    for key in criteria:
        criterion = rule.criterion(key)
        for paper in criterion.evidence or ((criterion.zh, criterion.en),):
            found.setdefault(paper)
    return found
