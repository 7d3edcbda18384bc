"""Every fault that a row can have is named with its file, row, column and value, and what to do, in both languages."""

import pytest

from jiahe.facts.cell_rules import FILE_RULES
from jiahe.facts.rules import RULES
from tests.facts.faults import BACKGROUND, CASES, Case
from tests.facts.folders import KEYS, checked, write_folder

ELSEWHERE = {rule.key for rule in FILE_RULES} | {
    "ragged_row", "unclosed_quote", "line_break", "date_odd", "open_word", "place_row_unreadable",
    "programme_by_name",
}  # fmt: skip
"""Rules of files and of forms of writing, which other tests look at."""


@pytest.fixture(scope="module")
def numbered():
    """All cases' rows, table by table, and the number that each case's rows get."""
    tables = {"persons": list(BACKGROUND)}
    numbers = []
    for case in CASES:
        places = {}
        for table, rows in case.rows.items():
            start = len(tables.setdefault(table, []))
            tables[table] += rows
            places[table] = list(range(start + 1, start + 1 + len(rows)))
        numbers.append(places)
    return tables, dict(zip(map(id, CASES), numbers, strict=True))


@pytest.fixture(scope="module")
def findings(numbered, tmp_path_factory):
    folder = write_folder(tmp_path_factory.mktemp("faulty"), **numbered[0])
    return list(checked(folder, programmes=KEYS).findings())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_is_named_with_its_place_and_remedy(case: Case, numbered, findings):
    rows = numbered[1][id(case)]
    table, place = case.at
    row = rows[table][place]
    here = [f for f in findings if (f.file, f.row, f.rule) == (f"{table}.csv", row, case.rule)]
    assert len(here) == 1, [f.text("en") for f in findings if (f.file, f.row) == (f"{table}.csv", row)]
    finding = here[0]
    assert (finding.line, finding.column, finding.value, finding.severity, finding.count) == (
        row + 1, case.column, case.value, case.severity, 1,
    )  # fmt: skip
    says = (finding.zh, finding.en, finding.remedy_zh, finding.remedy_en)
    assert says == tuple(text.format(**rows) for text in case.says)


def test_no_other_fault_is_found_in_the_cases(numbered, findings):
    """A case is about one fault: of its faulty row nothing else is said."""
    faulty = {(f"{case.at[0]}.csv", numbered[1][id(case)][case.at[0]][case.at[1]]): case.rule for case in CASES}
    surplus = [f.text("en") for f in findings if (f.file, f.row) in faulty and faulty[f.file, f.row] != f.rule]
    assert surplus == []


def test_every_rule_has_a_case():
    assert {case.rule for case in CASES} | ELSEWHERE == set(RULES)


def test_no_finding_shows_a_whole_id_number(numbered, findings):
    numbers = {row["id_number"] for row in numbered[0]["persons"] if len(row.get("id_number", "")) > 14}
    texts = "\n".join(f.text(language) + str(f.value) for f in findings for language in ("zh", "en"))
    assert len(numbers) > 5
    assert not any(number in texts for number in numbers)
