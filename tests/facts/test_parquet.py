"""Parquet folders: keys of any kind, types that are not the contract's, clean folders that are used where they are."""

import datetime as dt
import uuid

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jiahe.facts import FactsError
from tests.facts.folders import checked, cleaned, found

BORN = [dt.date(1990, 1, 1), dt.date(2020, 1, 1)]


def write(folder, **tables):
    for name, columns in tables.items():
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    return folder


@pytest.mark.parametrize(
    "keys",
    [["m", "c"], pa.array([7, 8], pa.int64()), pa.array([7, 8], pa.int32()),
     pa.array([uuid.UUID(int=1).bytes, uuid.UUID(int=2).bytes], pa.uuid())],
    ids=["text", "int64", "int32", "uuid"],
)  # fmt: skip
def test_keys_may_be_of_any_kind_and_stay_as_they_are(tmp_path, keys):
    keys = pa.array(keys) if isinstance(keys, list) else keys
    folder = tmp_path / "facts"
    folder.mkdir()
    write(
        folder,
        persons={"person_id": keys, "birth_date": BORN, "hukou_place": ["420106001001", "420106"]},
        parenthoods={"child": keys.slice(1), "parent": keys.slice(0, 1), "kind": ["birth"]},
    )
    facts = cleaned(folder, tmp_path / "clean")
    assert [(f.row, f.line, f.column, f.rule) for f in facts.report.findings()] == [
        (2, None, "hukou_place", "place_not_12_digits")
    ]
    assert not facts.in_place
    kept = pq.read_table(facts.folder / "persons.parquet")
    assert kept["person_id"].to_pylist() == keys.to_pylist()
    assert pq.read_table(facts.folder / "parenthoods.parquet")["child"].type == kept["person_id"].type
    assert cleaned(facts.folder, tmp_path / "again").in_place


def test_a_clean_folder_is_used_where_it_is(tmp_path):
    folder = tmp_path / "facts"
    folder.mkdir()
    write(
        folder,
        persons={"person_id": ["m", "c"], "birth_date": BORN},
        payments={
            "person": ["c", "c"], "programme": ["cn/leave"] * 2, "year": [2024] * 2,
            "amount": pa.array([1000, 1000], pa.int64()), "paid_on": [dt.date(2024, 1, 1), dt.date(2024, 7, 1)],
        },
    )  # fmt: skip
    facts = cleaned(folder, tmp_path / "out")
    assert facts.in_place
    assert facts.folder == folder
    assert [f.rule for f in facts.report.findings()] == ["payment_twice"]
    assert sorted(path.name for path in facts.out.glob("[!.]*")) == ["findings.csv", "findings.parquet"]


def test_a_key_that_is_a_floating_number_is_refused(tmp_path):
    write(tmp_path, persons={"person_id": [1.0, 2.0]})
    with pytest.raises(
        FactsError, match=r"persons.parquet: person_id has the type DOUBLE. Export it as text, as an integer"
    ):
        checked(tmp_path)


def test_money_in_parquet_must_be_whole_fen(tmp_path):
    write(
        tmp_path,
        persons={"person_id": ["c"]},
        payments={"person": ["c"], "programme": ["cn/leave"], "year": [2024], "amount": [3600.0], "paid_on": [BORN[1]]},
    )
    report = checked(tmp_path)
    (finding,) = report.findings()
    assert report.unusable == ("payments",)
    assert finding.text("en") == (
        "payments.parquet, amount: The column 'amount' has the type DOUBLE; it must be int64 (fen). "
        "The whole table is not used and counts as unknown. Export the column as int64 (fen)."
    )


def test_other_types_are_read_cell_by_cell(tmp_path):
    """What pandas makes of a register: times for dates, floats for whole numbers and for links, text for yes and no."""
    write(
        tmp_path,
        persons={
            "person_id": pa.array([1, 2], pa.int64()),
            "birth_date": pa.array([dt.datetime(1990, 1, 1), dt.datetime(2020, 1, 1)], pa.timestamp("us")),
            "hukou_place": [420106001001.0, 110101001001.0],
            "id_number": pa.array([None, 1.1e17]),
            "village_group": [3.0, 3.5],
        },
        parenthoods={"child": [2.0], "parent": [1.0], "difficult_delivery": ["是"], "delivery": [["list"]]},
    )
    report = checked(tmp_path)
    assert [(f.file, f.row, f.column, f.rule, f.severity) for f in report.findings()] == [
        ("persons.parquet", 1, "birth_date", "date_odd", "warning"),
        ("persons.parquet", 2, "id_number", "id_lost", "cell_unknown"),
        ("persons.parquet", 2, "village_group", "number_unreadable", "cell_unknown"),
        ("parenthoods.parquet", None, "delivery", "wrong_column_type", "cell_unknown"),
    ]
    assert ("parenthoods", "delivery") in report.absent_columns
    assert report.set_aside == 0


def test_links_must_be_written_like_the_keys(tmp_path):
    write(
        tmp_path,
        persons={"person_id": pa.array([1, 7], pa.int64())},
        parenthoods={"child": ["1", "1"], "parent": ["7", "007"]},
    )
    assert found(tmp_path) == [("parenthoods.parquet", 2, "parent", "refers_to_nobody")]


def test_a_parquet_file_that_breaks_off_is_refused(tmp_path):
    write(tmp_path, persons={"person_id": [f"{n:030d}" for n in range(5000)]})
    path = tmp_path / "persons.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + bytes(len(whole) // 2) + whole[100 + len(whole) // 2 :])
    with pytest.raises(FactsError, match=r"persons.parquet cannot be read"):
        checked(tmp_path)
