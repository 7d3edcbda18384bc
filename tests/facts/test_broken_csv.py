"""CSV files that are none, or whose lines have run together."""

import pytest

from jiahe.facts import FactsError
from tests.facts.folders import checked, write_folder


def test_a_spreadsheet_with_the_ending_csv_is_named_as_one(tmp_path):
    folder = write_folder(tmp_path / "f", persons="person_id\na")
    (folder / "unions.csv").write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(FactsError, match=r"unions\.csv is a spreadsheet file with the ending \.csv"):
        checked(folder)


def test_a_row_that_is_too_long_to_be_one_is_said(tmp_path):
    folder = write_folder(tmp_path / "f", persons="person_id,name\na," + "甲" * 3_000_000 + "\nb,乙")
    with pytest.raises(FactsError, match=r"^persons\.csv 里有一行.*\(a row of more than 4 MB\)"):
        checked(folder)


def test_a_name_on_two_lines_is_used_with_a_warning(tmp_path):
    """As spreadsheets write a cell in which somebody pressed Alt and Enter: no row was swallowed, no person is lost."""
    persons = tmp_path / "persons.csv"
    persons.write_text('person_id,name,source\na,"李\n秀兰",x\nb,"王\n小麦",x\nc,"张\nd,赵",x\n', encoding="utf-8")
    report = checked(tmp_path)
    assert (report.tables["persons"].used, report.tables["persons"].set_aside) == (2, 1)
    wrapped, swallowed = report.findings()
    assert (wrapped.rule, wrapped.row, wrapped.severity, wrapped.count) == ("line_break", 1, "warning", 2)
    assert wrapped.text("zh") == (
        "persons.csv 第1行（表格第2行） name：有 2 格分写成几行，例如“李 秀兰”，已照原样采用。以后一格里请不要换行。"
    )
    assert (swallowed.rule, swallowed.row) == ("unclosed_quote", 3)


def test_a_key_or_a_file_of_one_column_has_no_line_break(tmp_path):
    persons = tmp_path / "persons.csv"
    persons.write_text('person_id,name\n"a\nb",x\nc,x\n', encoding="utf-8")
    assert [(one.rule, one.row) for one in checked(tmp_path).findings()] == [("unclosed_quote", 1)]
    persons.write_text('person_id\n"a\nb"\nc\n', encoding="utf-8")
    assert [(one.rule, one.row) for one in checked(tmp_path).findings()] == [("unclosed_quote", 1)]
