"""A folder that cannot be used at all is refused with what to do; what is missing or unknown in it is told."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jiahe.facts import FactsError, FactsFolder
from tests.facts.folders import checked, found, write_folder

PERSONS = """
    person_id,name
    a,张
"""


def in_chinese_first(fault: FactsError) -> bool:
    """Say whether a message is in Chinese and then in English."""
    zh, _, en = str(fault).rpartition("。")
    return any("\u4e00" <= sign <= "\u9fff" for sign in zh) and " " in en and en.endswith(".")


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(
        FactsError, match=r"The facts folder .*nowhere does not exist. Give the folder that holds persons"
    ):
        FactsFolder.open(tmp_path / "nowhere")


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "persons.csv").write_text("person_id\n")
    with pytest.raises(FactsError, match=r"persons.csv is not a folder"):
        FactsFolder.open(tmp_path / "persons.csv")


def test_a_folder_without_persons_is_refused_and_shows_what_it_holds(tmp_path):
    write_folder(tmp_path, person=PERSONS)
    with pytest.raises(FactsError, match=r"has no persons.csv or persons.parquet; .* It holds: person.csv."):
        FactsFolder.open(tmp_path)


def test_a_folder_with_the_name_of_a_table_is_not_passed_over_in_silence(tmp_path):
    """So other programs write a table: as a folder of parts."""
    write_folder(tmp_path, persons=PERSONS)
    (tmp_path / "parenthoods").mkdir()
    (tmp_path / "set_aside").mkdir()
    report = checked(tmp_path)
    (said,) = report.findings()
    assert (said.rule, said.severity, report.absent[0]) == ("unknown_file", "warning", "parenthoods")
    assert said.text("en") == (
        "parenthoods/: The file 'parenthoods/' is not known and was not read. It is a folder; put each table into one "
        "file. Rename it after its table, or take it out of the folder."
    )


def test_two_files_for_one_table_are_refused(tmp_path):
    write_folder(tmp_path, persons=PERSONS)
    pq.write_table(pa.table({"person_id": ["a"]}), tmp_path / "persons.parquet")
    with pytest.raises(FactsError, match=r"holds persons.csv and persons.parquet; keep one file a table."):
        FactsFolder.open(tmp_path)


def test_a_broken_parquet_file_is_refused(tmp_path):
    (tmp_path / "persons.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(FactsError, match=r"persons.parquet cannot be read as Parquet \(.*\). Export it again, or hand"):
        FactsFolder.open(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"person_id,name\na,\xff\xff\n",
            r"persons.csv is neither UTF-8 \(fails on line 2\) nor GB18030 \(fails on line 2\)",
        ),
        ("person_id\na\n".encode("utf-16"), r"persons.csv is UTF-16 text. Save it as “CSV UTF-8”"),
        ("person_id,name\na,b\n".encode("utf-16-le"), r"persons.csv is UTF-16 text. Save it as “CSV UTF-8”"),
        (b"", r"persons.csv: the first line is empty. Write the column names there."),
        (b"person_id;name\na;b\n", r"persons.csv: the columns are not parted by commas."),
        (b"person_id,name,name\na,b,c\n", r"persons.csv: the column 'name' is there twice."),
        (b"person_id,name,Name\na,b,c\n", r"persons.csv: the column 'name' is there twice."),
        (
            b"name\nb\n",
            r"没有能用的人员编号列 person_id.* no usable column person_id; .* The column names go into .*$",
        ),
        (b"Person_ID,name\na,b\n", r"“Person_ID”要写成 person_id。.* Write person_id for 'Person_ID'.$"),
        ("人员编号,name\na,b\n".encode(), r"“人员编号”要写成 person_id。.* Write person_id for '人员编号'.$"),
        (
            b'person_id\n"a\n' + b"a\n" * 7_000_000,
            r"persons.csv cannot be read as CSV .* A quotation mark that is not closed",
        ),
    ],
    ids=[
        "encoding",
        "utf16",
        "utf16 without a mark",
        "empty",
        "semicolons",
        "column twice",
        "in capitals",
        "no key",
        "key in capitals",
        "key in Chinese",
        "quotation mark",
    ],
)
def test_a_csv_file_that_cannot_be_read_is_refused(tmp_path, content, message):
    (tmp_path / "persons.csv").write_bytes(content)
    with pytest.raises(FactsError, match=message) as refused:
        checked(tmp_path)
    assert in_chinese_first(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_csv_is_read_in_the_encodings_that_offices_use(tmp_path, encoding):
    (tmp_path / "persons.csv").write_text("person_id,name,sex\r\na,张三,女\r\n", encoding=encoding)
    report = checked(tmp_path)
    assert report.faultless
    assert report.tables["persons"].used == 1
    assert report.rules == {}


def test_gb18030_with_a_byte_order_mark_is_read(tmp_path):
    (tmp_path / "persons.csv").write_bytes("\ufeffperson_id,name,sex\r\na,张三,女\r\n".encode("gb18030"))
    assert checked(tmp_path).rules == {}


def test_unknown_files_are_named_with_what_was_meant(tmp_path):
    write_folder(tmp_path, persons=PERSONS, parenthood="child,parent\n")
    (tmp_path / "claims.xlsx").write_bytes(b"")
    (tmp_path / "README.md").write_text("about")
    texts = [f.text("en") for f in checked(tmp_path).findings()]
    rename = "Rename it after its table, or take it out of the folder."
    unread = "is not known and was not read."
    assert texts == [
        f"claims.xlsx: The file 'claims.xlsx' {unread} Save a spreadsheet as CSV UTF-8. {rename}",
        f"parenthood.csv: The file 'parenthood.csv' {unread} Did you mean 'parenthoods'? {rename}",
    ]


def test_unknown_columns_are_named_with_what_was_meant(tmp_path):
    write_folder(tmp_path, persons="person_id,birthdate,出生日期,_mark\na,1990-01-01,1990-01-01,x")
    findings = list(checked(tmp_path).findings())
    assert [(f.rule, f.row, f.value, f.severity) for f in findings] == [
        ("unknown_column", None, "birthdate", "warning"),
        ("unknown_column", None, "出生日期", "warning"),
    ]
    assert findings[0].zh == "不认识列“birthdate”，没有读取。是不是想写“birth_date”？"
    assert findings[1].en == "The column '出生日期' is not known and was not read. Did you mean 'birth_date'?"


def test_a_table_without_a_required_column_counts_as_unknown_not_as_empty(tmp_path):
    write_folder(tmp_path, persons=PERSONS, claims="person,programme\na,cn/leave\na,cn/leave")
    report = checked(tmp_path)
    assert report.unusable == ("claims",)
    assert not report.faultless
    assert (report.tables["claims"].read, report.tables["claims"].set_aside) == (2, 2)
    first = next(f for f in report.findings() if f.column == "year")
    assert first.text("zh") == (
        "claims.csv year：缺少必需的列“year”（申领年度）。整张表未采用，按“未知”处理。"
        "补上这一列；没有这些资料就删去整个文件。"
    )
    assert first.en == "The required column 'year' is missing. The whole table is not used and counts as unknown."


def test_absent_tables_and_columns_are_told(tmp_path):
    write_folder(tmp_path, persons="person_id,death_date\na,", claims="person,programme,year,submitted_on,decision\n")
    report = checked(tmp_path)
    assert "payments" in report.absent
    assert "claims" not in report.absent
    assert ("persons", "birth_date") in report.absent_columns
    assert ("persons", "death_date") not in report.absent_columns


def test_a_row_with_too_few_or_too_many_cells_is_set_aside(tmp_path):
    write_folder(tmp_path, persons="person_id,name\na,张\nb\n\nc,李,x,y\n,\nd,王")
    report = checked(tmp_path)
    ragged = [(f.row, f.line, f.value, f.en) for f in report.findings()]
    assert ragged == [
        (2, 3, "b", "The row has 1 cells, the header has 2: 'b'. The row is not used."),
        (4, 5, "c,李,x,y", "The row has 4 cells, the header has 2: 'c,李,x,y'. The row is not used."),
    ]
    assert (report.tables["persons"].read, report.tables["persons"].used) == (4, 2)


def test_a_quotation_mark_that_swallows_lines_is_noticed(tmp_path):
    (tmp_path / "persons.csv").write_text('person_id,name\na,"张\nb,李\nc,王\n', encoding="utf-8")
    write_folder(tmp_path, claims="person,programme,year,submitted_on,decision,source\n")
    (finding,) = checked(tmp_path).findings()
    assert (finding.rule, finding.row, finding.column, finding.severity) == ("unclosed_quote", 1, "name", "set_aside")
    assert finding.en == (
        "A cell holds a line break (the 2 lines below may have been swallowed): '张 b,李 c,王'. The row is not used."
    )


def test_forms_of_dates_are_read_and_warned_of_once_a_column(tmp_path):
    write_folder(
        tmp_path,
        persons="""
            person_id,birth_date,death_date
            a,2024-05-01,至今
            b,2024/5/1,
            c,2024.5.1,健在
            d,2024年5月1日,
            e,20240501,
            f,２０２４-05-01,
            g,2024-05-01 00:00:00,
            h,2024-5-1,
        """,
    )
    report = checked(tmp_path)
    assert report.faultless
    assert [(f.rule, f.row, f.value, f.count) for f in report.findings()] == [
        ("open_word", 1, "至今", 2),
        ("date_odd", 2, "2024/5/1", 6),
    ]
    assert report.warnings == 2


def test_chinese_words_and_spreadsheet_apostrophes_are_read(tmp_path):
    write_folder(
        tmp_path,
        persons="person_id,sex,hukou_kind,nationality,name\n a ,女, 农业户口 ,中国,'=张",
        parenthoods="child,parent,kind,difficult_delivery\n",
        certificates="person,kind,from_date\na,残疾人证,2020-01-01",
    )
    assert found(tmp_path) == []
