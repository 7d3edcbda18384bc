"""Worked cases: run_case finds what is planted, and read_cases says where a file is wrong."""

# ruff: noqa: E501 (messages stand here as they are printed)

import datetime as dt
from dataclasses import replace

import pytest

from jiahe.law import Instalment, LawError, Pack, Programme, criterion
from jiahe.law.case_runs import run_case
from jiahe.law.cases import find_case_files, read_cases
from jiahe.law.facts import Facts
from tests.law.families import FAMILIES
from tests.law.messages import is_said
from tests.law.tables import parameters


class Grant(Programme):
    """A grant for children whose income is known."""

    key = "test/case-grant"
    zh, en = "津贴", "Grant"
    schema, unit = FAMILIES, "persons"
    parameters = parameters(
        """
        name   | type  | from       | value  | status
        yearly | money | 2025-01-01 | 100.00 |
        extra  | money | 2025-01-01 | 50.00  | unconfirmed
        """,
        in_force="from\n2025-01-01",
        key="test/case-grant",
    )

    def population(child, law):
        return child.birth_date >= dt.date(2020, 1, 1)

    @criterion(zh="参保", en="Insured", cites="Art 1")
    def insured(child, law):
        return child.insured

    @criterion(zh="有父母", en="Has a parent", cites="Art 2")
    def has_a_parent(child, law):
        return child.parents.any()

    def instalments(child, law):
        return [
            Instalment("first", "一", "first", 2025, law.yearly),
            Instalment("second", "二", "second", 2026, law.yearly + child.income),
        ]

    def enrolled(child, law):
        return child.certificates.any(lambda c: c.kind == "claim")


class Leave(Programme):
    """Days."""

    key = "test/case-leave"
    zh, en = "假", "Leave"
    schema, unit = FAMILIES, "persons"
    benefit = "days"
    parameters = parameters("name | type | from | value\ndays | int | 2025-01-01 | 15", key="test/case-leave")

    @criterion(zh="参保", en="Insured", cites="Art 1")
    def insured(child, law):
        return child.insured

    def instalments(child, law):
        return [Instalment("leave", "假", "leave", 2025, law.days)]


PACK = Pack((Grant.rule, Leave.rule))

CASE = """\
- name: A girl is owed two years
  source: Art 1
  programme: test/case-grant
  region: "000000000000"
  on: 2025-06-01
  facts:
    persons:
      mother: {birth_date: 1990-01-01}
      girl: {birth_date: 2022-01-01, insured: true, income: 1.00}
    parenthoods:
      - {child: girl, parent: mother, kind: birth}
  expect:
    girl: {status: eligible, total: 201.00, instalments: {2025: 100.00, 2026: 101.00}}
"""


def cases(folder, text):
    (folder / "grant").mkdir(exist_ok=True)
    file = folder / "grant" / "cases.yaml"
    file.write_text(text, encoding="utf-8")
    return list(read_cases(file, PACK))


def faults(folder, *changes):
    """Return what the case says when its text is changed."""
    text = CASE
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new, 1)
    (case,) = cases(folder, text)
    return list(run_case(case).faults)


EXPECT = "{status: eligible, total: 201.00, instalments: {2025: 100.00, 2026: 101.00}}"


def test_a_case_that_is_right_passes_on_both_engines(tmp_path):
    assert faults(tmp_path) == []
    assert faults(tmp_path, EXPECT, "{failed: [], missing: [], enrolled: false, criteria: {insured: true}}") == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (
            ("status: eligible", "status: not_eligible"),
            ["girl: expected not_eligible, got eligible"],
        ),
        (("total: 201.00", "total: 200.99"), ["girl: expected a total of 200.99 yuan, got 201.00 yuan"]),
        (
            ("2026: 101.00", "2026: 100.00"),
            [
                "girl: expected instalments {2025: 100.00 yuan, 2026: 100.00 yuan}, got {2025: 100.00 yuan, 2026: 101.00 yuan}"
            ],
        ),
        ((", total: 201.00", ", total: unknown"), ["girl: expected the total to be unknown, got 201.00 yuan"]),
        (
            ("insured: true", "insured: false"),
            [
                "girl: expected eligible, got not_eligible; not met: ['insured']",
                "girl: expected a total of 201.00 yuan, got unknown",
            ],
        ),
        (
            (", insured: true", "", EXPECT, "{status: eligible}"),
            ["girl: expected eligible, got needs_evidence; unknown: ['insured']"],
        ),
        (
            (", insured: true", "", EXPECT, "{status: needs_evidence, missing: [persons.income]}"),
            ["girl: expected the facts ['persons.income'] to be missing, got ['persons.insured']"],
        ),
        (
            (EXPECT, "{criteria: {insured: unknown, has_a_parent: false}}"),
            [
                "girl: expected criterion insured to be unknown, got true",
                "girl: expected criterion has_a_parent to be false, got true",
            ],
        ),
        (
            (EXPECT, "{failed: [has_a_parent]}"),
            ["girl: expected the criteria ['has_a_parent'] not to be met, got []"],
        ),
        ((EXPECT, "{enrolled: true}"), ["girl: expected enrolled to be true, got false"]),
        ((EXPECT, "{no_row: true}"), ["girl: expected no outcome, but got eligible"]),
        (
            ("girl: {status", "mother: {status"),
            [
                "mother: expected an outcome, but the programme does not look at them (not in force, or not its population)"
            ],
        ),
        (
            (", income: 1.00", "", EXPECT, "{instalments: {2025: 100.00}}"),
            [
                "girl: expected all instalments to be known, but these are not: ['second']. If so it shall be, say total: unknown"
            ],
        ),
        ((", income: 1.00", "", EXPECT, "{instalments: {2025: 100.00}, total: unknown}"), []),
        ((EXPECT, "{enrolled: unknown, forfeited: false}"), ["girl: expected enrolled to be unknown, got false"]),
        ((EXPECT, "{forfeited: unknown}"), ["girl: expected forfeited to be unknown, got false"]),
        (("girl: {status", "boy: {status"), ["boy: the case expects something of 'boy', who is not among its facts"]),
        (
            ("on: 2025-06-01", "on: 2024-06-01"),
            [
                "girl: expected an outcome, but the programme does not look at them (not in force, or not its population)"
            ],
        ),
    ],
)
def test_a_planted_wrong_expectation_is_found(tmp_path, changes, found):
    assert faults(tmp_path, *changes) == found


def test_a_table_that_is_not_listed_is_empty_unless_it_is_named_as_unknown(tmp_path):
    without = ("    parenthoods:\n      - {child: girl, parent: mother, kind: birth}\n", "")
    assert faults(tmp_path, *without, EXPECT, "{failed: [has_a_parent]}") == []
    unknown = ("  expect:", "  unknown_tables: [parenthoods]\n  expect:")
    assert faults(tmp_path, *without, *unknown, EXPECT, "{status: needs_evidence, missing: [parenthoods]}") == []


def test_unconfirmed_figures_count_only_when_asked_for(tmp_path):
    (case,) = cases(tmp_path, CASE.replace("  on:", "  include_unconfirmed: true\n  on:"))
    assert case.setting.unconfirmed
    (case,) = cases(tmp_path, CASE)
    assert not case.setting.unconfirmed


def test_a_leave_is_counted_in_days(tmp_path):
    changes = ("case-grant", "case-leave", EXPECT, "{status: eligible, total: 14, instalments: {2025: 15}}")
    assert faults(tmp_path, *changes) == ["girl: expected a total of 14 days, got 15 days"]


def test_a_difference_between_the_engines_is_a_fault(tmp_path):
    """Planted: two rows for one girl, which no register has; the engines take another of them each."""
    (case,) = cases(tmp_path, CASE)
    girl = next(row for row in case.facts.tables["persons"] if row["person"] == "girl")
    persons = [*case.facts.tables["persons"], girl | {"insured": False}]
    planted = replace(case, facts=Facts(FAMILIES, {**case.facts.tables, "persons": persons}))
    assert "girl: the engines differ: status: reference 'eligible', DuckDB 'not_eligible'" in run_case(planted).faults


WHERE = "grant/cases.yaml, line"
ERRORS = {
    "an unknown key": (
        ("  source:", "  sorce:"),
        f"{WHERE} 2, [0].sorce: there is no key 'sorce' here. Did you mean 'source'?",
    ),
    "a missing key": (("  on: 2025-06-01\n", ""), f"{WHERE} 1, [0]: the key 'on' is missing."),
    "an unknown programme": (
        ("test/case-grant", "test/case-grand"),
        f"{WHERE} 1, [0]: There is no programme 'test/case-grand'. Did you mean 'test/case-grant'?",
    ),
    "a short region": (
        ('"000000000000"', "4201"),
        f"{WHERE} 1, [0]: '4201' is not a place code: write all 12 digits, with zeros below the level you mean.",
    ),
    "a day that is not": (
        ("2025-06-01", "2025-06-31"),
        f"{WHERE} 5, [0].on: '2025-06-31' is not a date. Write it as 2025-01-31.",
    ),
    "an unknown table": (
        ("parenthoods:", "parenthods:"),
        f"{WHERE} 11, [0].facts.parenthods: there is no key 'parenthods' here. Did you mean 'parenthoods'?",
    ),
    "an unknown column": (
        ("insured: true", "insurd: true"),
        f"{WHERE} 9, [0].facts.persons.girl.insurd: there is no key 'insurd' here. Did you mean 'insured'?",
    ),
    "a value that is not a choice": (
        ("kind: birth", "kind: brth"),
        f"{WHERE} 11, [0].facts.parenthoods[0].kind: 'brth' is not allowed here. Did you mean 'birth'?",
    ),
    "a required column that is missing": (
        ("child: girl, ", ""),
        f"{WHERE} 11, [0].facts.parenthoods[0]: the column 'child' is missing; it is required in parenthoods.",
    ),
    "a person who is not there": (
        ("child: girl, ", "child: gril, "),
        f"{WHERE} 11, [0].facts.parenthoods[0].child: there is no 'gril' in persons. Did you mean 'girl'?",
    ),
    "an unknown table that is unknown": (
        ("  expect:", "  unknown_tables: [parenthods]\n  expect:"),
        f"{WHERE} 7, [0].facts: unknown_tables: there is no table 'parenthods'. Did you mean 'parenthoods'?",
    ),
    "an unknown expectation": (
        ("total: 201.00", "totl: 201.00"),
        f"{WHERE} 13, [0].expect.girl.totl: there is no key 'totl' here. Did you mean 'total'?",
    ),
    "an unknown status": (
        ("status: eligible", "status: elegible"),
        f"{WHERE} 13, [0].expect.girl.status: 'elegible' is not allowed here. Did you mean 'eligible'?",
    ),
    "an amount that is none": (
        ("total: 201.00", "total: plenty"),
        f"{WHERE} 13, [0].expect.girl.total: 'plenty' is not an amount of yuan. Write it as 3600.00.",
    ),
    "a year that is none": (
        ("2026: 101.00", "next: 101.00"),
        f"{WHERE} 13, [0].expect.girl.instalments.next: 'next' is not a year. Instalments are written as {{2025: 3600.00}}.",
    ),
    "an unknown criterion": (
        (EXPECT, "{criteria: {insurd: true}}"),
        f"{WHERE} 13, [0].expect.girl.criteria.insurd: there is no key 'insurd' here. Did you mean 'insured'?",
    ),
    "an unknown criterion that failed": (
        (EXPECT, "{failed: [insurd]}"),
        f"{WHERE} 13, [0].expect.girl.failed: test/case-grant has no criterion 'insurd'. Did you mean 'insured'?",
    ),
    "nothing expected": (
        (f"expect:\n    girl: {EXPECT}", "expect: {}"),
        f"{WHERE} 12, [0].expect: the case expects nothing. Say of whom what comes out: girl: {{status: eligible}}.",
    ),
    "nothing expected of somebody": (
        (EXPECT, "{}"),
        f"{WHERE} 13, [0].expect.girl: say what comes out, {{status: eligible}}, or that nothing does, {{no_row: true}} and no more.",
    ),
    "no row and an answer": (
        (EXPECT, "{no_row: true, status: eligible}"),
        f"{WHERE} 13, [0].expect.girl: say what comes out, {{status: eligible}}, or that nothing does, {{no_row: true}} and no more.",
    ),
    "the unit's table is unknown": (
        ("  expect:", "  unknown_tables: [persons]\n  expect:"),
        f"{WHERE} 12, [0].unknown_tables: test/case-grant looks at persons, so the case needs that table.",
    ),
    "a table with rows is unknown": (
        ("  expect:", "  unknown_tables: [parenthoods]\n  expect:"),
        f"{WHERE} 11, [0].facts.parenthoods: parenthoods has rows here, and is among unknown_tables. Take it out of one of them.",
    ),
    "no case": ((CASE, "[]"), f"{WHERE} 1: there is no case in this file."),
    "a truth that is none": (
        (EXPECT, "{criteria: {insured: perhaps}}"),
        f"{WHERE} 13, [0].expect.girl.criteria.insured: 'perhaps' is neither true nor false.",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_a_file_that_is_wrong(tmp_path, name):
    (old, new), message = ERRORS[name]
    assert old in CASE
    with pytest.raises(LawError) as error:
        cases(tmp_path, CASE.replace(old, new, 1))
    assert is_said(error.value, message)


def test_case_files_are_found_in_folders(tmp_path):
    cases(tmp_path, CASE)
    (tmp_path / "more_cases.yaml").write_text(CASE, encoding="utf-8")
    found = [tmp_path / "grant" / "cases.yaml", tmp_path / "more_cases.yaml"]
    assert find_case_files([tmp_path]) == found
    assert find_case_files(found) == found
    with pytest.raises(LawError, match="there is no such file or folder"):
        find_case_files([tmp_path / "nowhere"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(LawError, match=r"there is no cases.yaml in this folder"):
        find_case_files([tmp_path / "empty"])
