"""Worked cases run on the reference engine and on DuckDB, against what they expect and against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from jiahe.law.arithmetic import yuan_digits
from jiahe.law.cases import Case, Expectation
from jiahe.law.duckdb_engine import DuckDBRegister
from jiahe.law.errors import LawError
from jiahe.law.outcome import Outcome, determine_one
from jiahe.law.query import criterion_column, instalment_columns
from jiahe.law.rule import Rule
from jiahe.law.schema import Table
from jiahe.law.types import Type


@dataclass(frozen=True)
class CaseResult:
    """``faults`` is empty when the case passed on both engines."""

    case: Case
    faults: tuple[str, ...]


def run_case(case: Case) -> CaseResult:
    """Run a case on both engines and say what differs from what it expects, or between the engines."""
    faults: list[str] = []
    rows = _on_duckdb(case)
    for expect in case.expect:
        if case.facts.row(case.rule.unit.name, expect.key) is None:
            faults.append(f"{expect.key}: the case expects something of {expect.key!r}, who is not among its facts")
            continue
        found = determine_one(case.facts, case.pack.only([case.rule.key]), case.setting, expect.key)
        outcome = found[0] if found else None
        row = rows.get(expect.key)
        faults += [f"{expect.key}: {fault}" for fault in _against_expectation(outcome, expect)]
        faults += [f"{expect.key}: the engines differ: {fault}" for fault in _against_duckdb(outcome, row)]
    return CaseResult(case, tuple(faults))


def _on_duckdb(case: Case) -> dict[str, dict[str, Any]]:
    tables = {
        name: arrow_table(case.pack.schema.table(name), rows)
        for name, rows in case.facts.tables.items()
        if rows is not None
    }
    with DuckDBRegister(case.pack.schema, tables, threads=1) as register:
        try:
            query = register.compile(case.pack.only([case.rule.key]), case.setting)
        except LawError as problem:
            if "No programme is in force" in str(problem):
                return {}
            raise
        key = case.rule.unit.table.key or ""
        return {row[key]: row for row in register.rows(query)}


_ARROW = {
    Type.BOOL: pa.bool_(), Type.INT: pa.int64(), Type.MONEY: pa.int64(), Type.DATE: pa.date32(), Type.TEXT: pa.string(),
    Type.PLACE: pa.string(), Type.REF: pa.string(),
}  # fmt: skip


def arrow_table(table: Table, rows: Iterable[Any]) -> pa.Table:
    """Return rows of facts as an Arrow table with all columns of their table; keys as text."""
    schema = pa.schema([(column.name, _ARROW[column.type]) for column in table.columns])
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema)


def _against_expectation(outcome: Outcome | None, expect: Expectation) -> Iterator[str]:
    if outcome is None:
        if not expect.no_row:
            yield "expected an outcome, but the programme does not look at them (not in force, or not its population)"
        return
    if expect.no_row:
        yield f"expected no outcome, but got {outcome.status}"
        return
    if expect.status is not None and outcome.status != expect.status:
        not_met = f"; not met: {outcome.failed}" if outcome.failed else ""
        unknown = f"; unknown: {outcome.unknown}" if outcome.unknown else ""
        yield f"expected {expect.status}, got {outcome.status}{not_met}{unknown}"
    yield from _amounts(outcome, expect)
    yield from _reasons(outcome, expect)


def _amounts(outcome: Outcome, expect: Expectation) -> Iterator[str]:
    rule = outcome.rule
    if expect.total is not None and outcome.total != expect.total:
        yield f"expected a total of {_show(rule, expect.total)}, got {_show(rule, outcome.total)}"
    if expect.total_unknown and outcome.total is not None:
        yield f"expected the total to be unknown, got {_show(rule, outcome.total)}"
    if expect.unclaimed_unknown and outcome.unclaimed is not None:
        yield f"expected what is unclaimed to be unknown, got {_show(rule, outcome.unclaimed)}"
    if expect.unclaimed is not None and outcome.unclaimed != expect.unclaimed:
        yield f"expected {_show(rule, expect.unclaimed)} to be unclaimed, got {_show(rule, outcome.unclaimed)}"
    got = by_year(outcome)
    if expect.instalments is not None and got != expect.instalments:
        yield f"expected instalments {_show_all(rule, expect.instalments)}, got {_show_all(rule, got)}"
    unknown = [one.instalment.key for one in outcome.instalments if None in (one.year, one.amount)]
    if expect.instalments is not None and unknown and not expect.total_unknown:
        yield (
            f"expected all instalments to be known, but these are not: {unknown}. If so it shall be, say total: unknown"
        )


def _reasons(outcome: Outcome, expect: Expectation) -> Iterator[str]:
    for key, value in expect.criteria.items():
        if outcome.criteria[key] is not value:
            yield f"expected criterion {key} to be {_word(value)}, got {_word(outcome.criteria[key])}"
    if expect.failed is not None and sorted(outcome.failed) != expect.failed:
        yield f"expected the criteria {expect.failed} not to be met, got {sorted(outcome.failed)}"
    missing = sorted({fact.name for fact in outcome.missing()})
    if expect.missing is not None and missing != expect.missing:
        yield f"expected the facts {expect.missing} to be missing, got {missing}"
    found = {"enrolled": outcome.enrolled, "forfeited": outcome.forfeited}
    for name, value in expect.truths.items():
        if found[name] is not value:
            yield f"expected {name} to be {_word(value)}, got {_word(found[name])}"


def by_year(outcome: Outcome) -> dict[int, int]:
    """Return the instalments that are not nothing, by year; an unknown one is left out."""
    found: dict[int, int] = {}
    for paid in outcome.instalments:
        if paid.year is not None and paid.amount:
            found[paid.year] = found.get(paid.year, 0) + paid.amount
    return dict(sorted(found.items()))


def _against_duckdb(outcome: Outcome | None, row: dict[str, Any] | None) -> Iterator[str]:
    if outcome is None or row is None:
        if (outcome is None) != (row is None):
            one = "none" if outcome is None else outcome.status
            other = "none" if row is None else row["status"]
            yield f"reference {one}, DuckDB {other}"
        return
    expected: dict[str, Any] = {
        "status": outcome.status, "place": outcome.place, "total": outcome.total, "this_year": outcome.this_year,
        "unclaimed": outcome.unclaimed, "enrolled": outcome.enrolled, "forfeited": outcome.forfeited,
    }  # fmt: skip
    expected.update({criterion_column(outcome.rule, key): value for key, value in outcome.criteria.items()})
    for paid in outcome.instalments:
        year, amount = instalment_columns(outcome.rule, paid.instalment.key)
        expected.update({year: paid.year, amount: paid.amount})
    for column, value in expected.items():
        if row[column] != value:
            yield f"{column}: reference {value!r}, DuckDB {row[column]!r}"


def _show(rule: Rule, amount: int | None) -> str:
    if amount is None:
        return "unknown"
    sign = "-" if amount < 0 else ""
    return f"{sign}{yuan_digits(amount)} yuan" if rule.benefit == "money" else f"{amount} days"


def _show_all(rule: Rule, amounts: dict[int, int]) -> str:
    return "{" + ", ".join(f"{year}: {_show(rule, amount)}" for year, amount in amounts.items()) + "}"


def _word(value: bool | None) -> str:
    return {True: "true", False: "false", None: "unknown"}[value]
