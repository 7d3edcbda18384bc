"""The outcomes of a pack for every unit, by both engines, in one form: by programme, by unit, by column."""

from typing import Any

from jiahe.law.duckdb_engine import DuckDBRegister
from jiahe.law.facts import Facts
from jiahe.law.lower import Lowering, lower
from jiahe.law.outcome import Outcome, outcome_of_rule
from jiahe.law.query import criterion_column, instalment_columns
from jiahe.law.reference import Reference
from jiahe.law.rule import Pack
from jiahe.law.setting import Setting
from tests.law.engines import arrow_tables

Outcomes = dict[str, dict[Any, dict[str, Any]]]


def columns_of(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome with a name for each part: criteria by key, instalments' amounts by key, years by key and
    year."""
    found = {
        "place": outcome.place,
        "status": outcome.status,
        "total": outcome.total,
        "this_year": outcome.this_year,
        "unclaimed": outcome.unclaimed,
        "enrolled": outcome.enrolled,
        "forfeited": outcome.forfeited,
    }
    found |= outcome.criteria
    for paid in outcome.instalments:
        found |= {paid.instalment.key: paid.amount, f"{paid.instalment.key} year": paid.year}
    return found


def by_reference(facts: Facts, pack: Pack, setting: Setting) -> Outcomes:
    """Return the reference engine's outcomes."""
    reference = Reference(facts, setting)
    outcomes: Outcomes = {rule.key: {} for rule in pack.rules}
    for rule in pack.rules:
        for key in facts.keys(rule.unit.name):
            found = outcome_of_rule(reference, rule, key)
            if found is not None:
                outcomes[rule.key][key] = columns_of(found)
    return outcomes


def from_rows(pack: Pack, rows: list[dict[str, Any]]) -> Outcomes:
    """Return the rows of a query in the form of the reference engine's outcomes."""
    outcomes: Outcomes = {rule.key: {} for rule in pack.rules}
    for row in rows:
        rule = pack.rule(row["programme"])
        names = ("place", "status", "total", "this_year", "unclaimed", "enrolled", "forfeited")
        found = {name: row[name] for name in names}
        found |= {one.key: row[criterion_column(rule, one.key)] for one in rule.criteria}
        for one in rule.instalments:
            year, amount = instalment_columns(rule, one.key)
            found |= {one.key: row[amount], f"{one.key} year": row[year]}
        key = row[rule.unit.table.key]
        assert key not in outcomes[rule.key], f"two outcomes of {rule.key} for {key}"
        outcomes[rule.key][key] = found
    return outcomes


def in_force(pack: Pack, setting: Setting) -> bool:
    """Whether some programme of the pack is in force somewhere in the region of the setting."""
    lowering = Lowering(setting)
    return not all(lower(rule, lowering).is_empty for rule in pack.rules)


def by_duckdb(facts: Facts, pack: Pack, setting: Setting) -> Outcomes:
    """Return DuckDB's outcomes."""
    if not in_force(pack, setting):
        return {rule.key: {} for rule in pack.rules}
    with DuckDBRegister(facts.schema, arrow_tables(facts), threads=1) as register:
        return from_rows(pack, register.rows(register.compile(pack, setting)))
