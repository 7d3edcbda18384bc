"""A programme may be written by its name: it is read as the key, and said."""

import pyarrow.parquet as pq

from tests.facts.folders import WUHAN, cleaned, write_folder

NAMES = {"育儿补贴": "cn/childcare-subsidy", "cn/childcare-subsidy": "cn/childcare-subsidy"}


def test_a_programme_written_by_its_name_is_read_as_its_key_with_a_warning(tmp_path):
    person = {"person_id": "a", "name": "甲", "sex": "female", "birth_date": "2024-05-01", "hukou_place": WUHAN}
    paid = {"person": "a", "amount": "3600.00", "place": WUHAN, "paid_on": "2025-08-31"}
    rows = [
        paid | {"programme": " 育儿补贴 ", "year": "2024"},
        paid | {"programme": "cn/childcare-subsidy", "year": "2025"},
        paid | {"programme": "补贴", "year": "2025"},
    ]
    folder = write_folder(tmp_path / "f", persons=[person], payments=rows)
    facts = cleaned(folder, tmp_path / "out", programmes=NAMES)
    written = pq.read_table(facts.folder / "payments.parquet")["programme"].to_pylist()
    assert written == ["cn/childcare-subsidy", "cn/childcare-subsidy", "补贴"]
    said = [(f.rule, f.row, f.severity) for f in facts.report.findings()]
    assert said == [("programme_by_name", 1, "warning"), ("programme_unknown", 3, "warning")]
