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
