"""What is written after a check: the rows to use, the findings for a spreadsheet, and the rows to mend."""

import csv

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jiahe.facts import FactsError
from tests.facts.folders import WUHAN, checked, cleaned, write_folder

REGISTER = {
    "persons": f"""
        person_id,name,sex,birth_date,death_date,hukou_place,village_group,note
        m,李秀兰,女,1994/5/6,,{WUHAN},3,x
        c,=1+1,femal,2023-03-20,,{WUHAN},3,x
        d,王小麦,male,2023-03-21,不详,{WUHAN},3,x
        e,王
    """,
    "parenthoods": """
        child,parent,kind
        c,m,亲生
        d,m,birth
        nobody,m,birth
        c,m,birth
    """,
    "payments": """
        person,programme,year,amount,paid_on
        c,cn/leave,2024,3600.5,2024-05-01
        c,cn/leave,2024,-1,2024-05-01
    """,
}


@pytest.fixture
def facts(tmp_path):
    return cleaned(write_folder(tmp_path / "register", **REGISTER), tmp_path / "clean")


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_used_rows_are_written_in_the_contracts_types_with_the_columns_that_are_there(facts):
    persons = pq.read_table(facts.folder / "persons.parquet")
    assert persons.schema.names == [
        "person_id", "name", "sex", "birth_date", "death_date", "hukou_place", "village_group",
    ]  # fmt: skip
    assert persons.schema.field("birth_date").type == pa.date32()
    assert persons.schema.field("village_group").type == pa.int64()
    assert persons["sex"].to_pylist() == ["female", None]
    payments = pq.read_table(facts.folder / "payments.parquet")
    assert payments["amount"].to_pylist() == [360050]
    assert payments.schema.field("amount").type == pa.int64()
    assert pq.read_table(facts.folder / "parenthoods.parquet").to_pylist() == [
        {"child": "c", "parent": "m", "kind": "birth"}
    ]


def test_every_row_is_accounted_for(facts):
    counts = {name: (c.read, c.used, c.set_aside, c.cells_unknown) for name, c in facts.report.tables.items()}
    assert counts == {"persons": (4, 2, 2, 1), "parenthoods": (4, 1, 3, 0), "payments": (2, 1, 1, 0)}
    assert facts.report.set_aside == 6


def test_rows_set_aside_are_kept_as_they_were_with_the_reason(facts):
    unreadable, short = rows_of(facts.out / "set_aside" / "persons.csv")
    assert unreadable == {
        "_row": "3",
        "_why_zh": "“不详”不能确定是哪一天。空白会读作“还没有发生”，所以本行未采用。"
        "写成 2024-05-01 的形式。还没有发生才留空。",
        "_why_en": "Which day '不详' is cannot be told. An empty cell would read as 'has not happened', so the row is "
        "not used. Write it like 2024-05-01. Leave it empty only when it has not happened.",
        "person_id": "d",
        "name": "王小麦",
        "sex": "male",
        "birth_date": "2023-03-21",
        "death_date": "不详",
        "hukou_place": WUHAN,
        "village_group": "3",
        "note": "x",
        "_rest": "",
    }
    assert short["_row"] == "4"
    assert short["_why_en"].startswith("The row has 2 cells, the header has 8: 'e,王'. The row is not used.")
    assert {column: cell for column, cell in short.items() if cell and column[0] != "_"} == {
        "person_id": "e",
        "name": "王",
    }
    payments = rows_of(facts.out / "set_aside" / "payments.csv")
    assert [(row["_row"], row["amount"]) for row in payments] == [("2", "'-1")]


def test_mended_rows_can_be_put_back(facts, tmp_path):
    mended = (facts.out / "set_aside" / "persons.csv").read_text(encoding="utf-8-sig").replace("不详", "")
    folder = write_folder(tmp_path / "mended", parenthoods="child,parent,kind\n")
    (folder / "persons.csv").write_text(mended, encoding="utf-8")
    report = checked(folder)
    assert report.faultless
    assert report.rules == {"unknown_column": 1}


def test_findings_are_written_for_a_spreadsheet(facts):
    path = facts.out / "findings.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = rows_of(path)
    assert (
        len(rows)
        == sum(1 for _ in facts.report.findings())
        == pq.read_metadata(facts.out / "findings.parquet").num_rows
    )
    negative = next(row for row in rows if row["rule"] == "money_negative")
    assert negative["value"] == "'-1"
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row.values() if cell)


def test_people_who_lost_a_row_are_listed(facts):
    lost = pq.read_table(facts.out / "persons_affected.parquet").to_pylist()
    assert {(one["person_id"], one["table"]) for one in lost} == {("c", "payments"), ("m", "parenthoods")}
    for one in lost:
        aside = rows_of(facts.out / "set_aside" / f"{one['table']}.csv")
        assert str(one["row"]) in [row["_row"] for row in aside]


def test_a_second_row_that_says_the_same_takes_nothing_from_anybody(tmp_path):
    folder = write_folder(
        tmp_path / "f", persons="person_id\na\nb", unions="person,spouse,from_date\na,b,2000-01-01\nb,a,2000-01-01"
    )
    facts = cleaned(folder, tmp_path / "out")
    assert facts.report.tables["unions"].set_aside == 1
    assert pq.read_table(facts.out / "persons_affected.parquet").num_rows == 0


@pytest.mark.parametrize(
    ("parenthoods", "lost"),
    [
        ("child,parent,kind\nc,m,birth,surplus", {"c", "m"}),
        ("child,parent,kind\nc", {"c"}),
        ('child,parent,kind,source\nc,m,birth,"a book\nd,m,birth,', {"c", "d", "m"}),
        ('child,parent,kind,source\nc,m,birth,"a book\nd,m,birth,"', {"c", "d", "m"}),
    ],
    ids=["surplus comma", "cut short", "quotation mark left open", "a row swallowed"],
)
def test_whoever_stands_in_a_row_that_falls_apart_lost_it(tmp_path, parenthoods, lost):
    folder = write_folder(tmp_path / "f", persons="person_id\nc\nd\nm\nother", parenthoods=parenthoods)
    facts = cleaned(folder, tmp_path / "out")
    assert facts.report.tables["parenthoods"].used == 0
    people = pq.read_table(facts.out / "persons_affected.parquet").to_pylist()
    assert {one["person_id"] for one in people} == lost


def test_a_table_of_which_no_row_is_left_is_unknown_and_not_empty(tmp_path):
    folder = write_folder(
        tmp_path / "f",
        persons="person_id\na",
        claims="person,programme,year,submitted_on,decision\na,cn/leave,2024,2024-05-32,approved",
        payments="person,programme,year,amount,paid_on",
    )
    facts = cleaned(folder, tmp_path / "out")
    assert facts.report.unusable == ("claims",)
    assert not (facts.folder / "claims.parquet").exists()
    assert pq.read_table(facts.folder / "payments.parquet").num_rows == 0  # a header without rows says: none
    (said,) = [one for one in facts.report.findings() if one.row is None]
    assert said.text("zh") == (
        "claims.csv：1 行里没有一行能用。整张表未采用，按“未知”处理。改正各行；确实没有这类资料的，只留表头。"
    )
    assert said.text("en") == (
        "claims.csv: Of 1 rows none can be used. The whole table is not used and counts as unknown. "
        "Mend the rows; where there truly is nothing of the kind, leave the header only."
    )
    assert [row["_row"] for row in rows_of(facts.out / "set_aside" / "claims.csv")] == ["1"]


def test_an_unusable_table_is_not_written(tmp_path):
    folder = write_folder(tmp_path / "f", persons="person_id\na", claims="person\na")
    facts = cleaned(folder, tmp_path / "out")
    assert not (facts.folder / "claims.parquet").exists()
    assert [row["person"] for row in rows_of(facts.out / "set_aside" / "claims.csv")] == ["a"]


def test_a_folder_that_is_taken_is_refused_and_left_alone(tmp_path):
    folder = write_folder(tmp_path / "f", persons="person_id\na")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(FactsError, match=r"out exists already. Give a folder that does not, or empty it."):
        cleaned(folder, tmp_path / "out")
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"


def test_nothing_is_left_behind_when_a_folder_cannot_be_read(tmp_path):
    folder = write_folder(tmp_path / "f", persons="name\na")
    with pytest.raises(FactsError):
        cleaned(folder, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f"]


def test_progress_is_reported_from_nothing_to_the_whole(tmp_path):
    steps = []
    folder = write_folder(tmp_path / "f", persons="person_id\na")
    cleaned(folder, tmp_path / "out", progress=lambda name, share: steps.append((name, share)))
    shares = [share for _, share in steps]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert "读取 persons / reading persons" in dict(steps)


def test_what_is_asked_for_before_a_birth_and_told_after_a_death_is_used(tmp_path):
    """A pregnancy grant is asked for before the birth; that a child died unregistered is recorded afterwards."""
    report = checked(
        write_folder(
            tmp_path / "register",
            persons=f"""
                person_id,name,sex,birth_date,death_date,hukou_place
                girl,李小麦,female,2025-02-02,,{WUHAN}
                boy,李小禾,male,2025-02-02,2025-02-10,
            """,
            claims="""
                person,programme,year,submitted_on,decision
                girl,cn/childcare-subsidy,2025,2024-12-28,approved
            """,
            statuses="""
                person,kind,from_date
                boy,never_registered,2025-02-20
                boy,orphan,2025-02-20
            """,
        )
    )
    assert report.tables["claims"].set_aside == 0
    assert report.tables["statuses"].set_aside == 1
    assert [one.row for one in report.findings() if one.rule == "begins_after_death"] == [2]
