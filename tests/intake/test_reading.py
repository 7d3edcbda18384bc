"""Every file of the corpus is read as it was meant; no row is lost, doubled or invented."""

import random
import re
import tracemalloc

import pytest
import xlsxwriter

from jiahe.intake.fault import Fault, Unreadable
from jiahe.intake.reading import LIMITS, Limits, Why, faults, marks, old_workbook, open_book
from jiahe.intake.reading.workbook import Workbook
from tests.intake.corpus import CORPUS
from tests.intake.invented import Draw
from tests.intake.paper import Paper, simple
from tests.intake.saved import as_ods, as_text, as_xls, as_xlsx
from tests.intake.unreadable_files import zipped


def accounted(table, rows):
    """Each physical row of a table's sheet, as often as it was said to be something."""
    first, last = table.header
    passed = [number for skipped in table.skipped for number in range(skipped.first, skipped.last + 1)]
    return sorted([*range(first, last + 1), *(row.number for row in rows), *passed])


def holds(sheet, paper):
    """A sheet is read as its paper says, and every row of it is accounted for once."""
    assert (sheet.name, sheet.hidden) == (paper.name, paper.hidden)
    if paper.header is None:
        assert sheet.table is None
        assert sheet.fault.rule == paper.fault
        return
    table = sheet.table
    assert table is not None, sheet.fault
    rows = list(table.rows())
    assert (table.labels, table.header) == (paper.labels, paper.header)
    assert {at: unit for at, unit in enumerate(table.units) if unit} == paper.units
    assert {at: fault.rule for at, fault in table.faults} == paper.column_faults
    assert {row.number: row.cells for row in rows if not row.fault} == paper.cells
    assert {row.number: row.filled for row in rows if not row.fault} == paper.filled
    assert {row.number: row.fault.rule for row in rows if row.fault} == paper.aside
    assert {row.number: row.at for row in rows if row.at}.items() >= paper.at.items()
    passed = {number: s.why.value for s in table.skipped for number in range(s.first, s.last + 1)}
    assert passed == paper.skipped
    assert accounted(table, rows) == list(range(1, len(paper.lines) + 1))
    assert all(row.raw for row in rows if row.fault)
    assert [row for batch in table.batches(7) for row in batch] == rows


def test_the_corpus_is_large_and_no_file_is_in_it_twice():
    names = [file.name for file in CORPUS]
    assert len(names) == len(set(names)) >= 60


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.name)
def test_a_file_of_the_corpus_is_read_as_it_was_meant(file, tmp_path):
    path = file.write(tmp_path)
    if file.unreadable:
        with pytest.raises(Unreadable) as refused:
            open_book(path, file.name, file.limits)
        assert refused.value.fault.rule == file.unreadable
        return
    book = open_book(path, file.name)
    assert len(book.sheets) == len(file.papers)
    for sheet, paper in zip(book.sheets, file.papers, strict=True):
        holds(sheet, paper)


@pytest.mark.parametrize("file", [file for file in CORPUS if file.papers], ids=lambda file: file.name)
def test_a_row_of_the_corpus_has_its_true_record(file):
    for paper in file.papers:
        assert list(paper.truth) == list(paper.cells)
        for number, record in paper.truth.items():
            assert set(record) >= {column.key for column in paper.columns}
            assert all(record[key] is None for key in paper.lost.get(number, ()))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_long_file_whose_chinese_comes_late_is_read_whole(encoding, newline, tmp_path):
    """The encoding is found beyond the first block; rows and bytes are counted across blocks."""
    paper = Paper("deaths", "long")
    paper.head([column.key for column in paper.columns])
    plain = [["1", "Anna", "2", "429999199001010000", "2024-01-01", 'No 1, "Old\nHouse"'] for _ in range(24_000)]
    paper.lines.extend(plain)
    paper.records(Draw(5).records("deaths", 40))
    at = (1 + 2 * len(plain) + 40 + 1, len(as_text(paper, encoding, newline=newline)) + 1)
    # A byte that begins no character; in UTF-16 half of a pair.
    paper.set_aside("row_not_text", "\udc00\udcd8" if encoding == "utf-16-le" else "\udcff")
    path = tmp_path / "long.csv"
    path.write_bytes(as_text(paper, encoding, newline=newline))
    table = open_book(path, "long.csv").sheets[0].table
    rows = list(table.rows())
    assert [list(row.cells) for row in rows[: len(plain)]] == plain
    assert {row.number: row.cells for row in rows[len(plain) : -1]} == paper.cells
    assert [(row.number, row.fault.rule, row.at) for row in rows[-1:]] == [(len(paper.lines), "row_not_text", at)]
    assert accounted(table, rows) == list(range(1, len(paper.lines) + 1))


def test_each_fault_has_its_own_rule_and_says_in_both_languages_what_to_do():
    said = [fault for fault in vars(faults).values() if isinstance(fault, Fault)] + [faults.too_large("1 MB", "1 MB")]
    assert len({fault.rule for fault in said}) == len(said)
    for fault in said:
        for words in (fault.words, fault.remedy):
            assert re.search("[一-鿿]", words.zh)
            assert not re.search("[一-鿿]", words.en.replace("姓名 and 身份证号", ""))
            assert words.zh.endswith("。")
            assert words.en.endswith(".")


def test_each_reason_to_pass_over_a_row_has_words_of_its_own():
    assert len({why.words for why in Why}) == len(Why)


def test_a_file_that_is_too_large_is_told_the_limit(tmp_path):
    path = tmp_path / "large.csv"
    path.write_bytes(b"1,2\n" * 1000)
    with pytest.raises(Unreadable, match=r"the limit is 0\.00195312 MB"):
        open_book(path, "large.csv", Limits(file_bytes=2048))


@pytest.mark.parametrize(("part", "kind"), [("xl/workbook.xml", "xlsx"), ("content.xml", "ods")])
def test_entities_that_a_workbook_declares_are_refused_in_words_and_never_expanded(part, kind, tmp_path):
    """A thousand million times the same word, and what stands in a file of the machine."""
    told = tmp_path / "told"
    told.write_text("SECRET")
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "拾"><!ENTITY f SYSTEM "{told.as_uri()}">{levels}]><x>&f;&l9;</x>'
    parts = {part: f'<?xml version="1.0" encoding="UTF-8"?>{bomb}'.encode()}
    path = tmp_path / f"bomb.{kind}"
    path.write_bytes(zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"} | parts))
    tracemalloc.start()
    with pytest.raises(Unreadable) as refused:
        open_book(path, path.name)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.fault.rule == "file_declares"
    assert "DTD" in refused.value.fault.words.zh
    assert "SECRET" not in str(refused.value)
    assert most < 5_000_000


def test_a_workbook_is_known_by_its_bytes_not_by_its_ending(tmp_path):
    for write in (as_xlsx, as_xls, as_ods):
        paper = simple("births", 5)
        path = tmp_path / "upload.csv"
        path.write_bytes(write(paper))
        (sheet,) = open_book(path, "出生.xls").sheets
        holds(sheet, paper)


@pytest.mark.parametrize("write", [as_xlsx, as_xls, as_ods])
def test_a_damaged_workbook_is_read_or_refused_and_never_a_crash(write, tmp_path):
    draw, whole = random.Random(20), write(simple("deaths", 5))
    path = tmp_path / "damaged"
    refused = 0
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(draw.randint(1, 6)):
            # The list of parts at the end of a zip is short, and matters most.
            at = draw.choice((draw.randrange(8, len(content)), len(content) - draw.randrange(1, 900)))
            content[at] = draw.randrange(256)
        path.write_bytes(content)
        try:
            for sheet in open_book(path, "damaged").sheets:
                if sheet.table is not None:
                    list(sheet.table.rows())
        except Unreadable:
            refused += 1
    assert refused


@pytest.mark.parametrize("cell", ["合计:" + "1" * 60 + "x", "合计" + "1户2" * 60 + "户户", "a" * 5000, "表（" * 500])
def test_no_cell_takes_long_to_be_told_from_a_total_or_a_name_of_a_column(cell, tmp_path):
    """Where the patterns look twice at each sign, this test does not end."""
    path = tmp_path / "long.csv"
    path.write_text(f"姓名,身份证号\n李秀英,1\n{cell},2\n", encoding="utf-8")
    (sheet,) = open_book(path, "long.csv").sheets
    assert [row.cells for row in sheet.table.rows()] == [("李秀英", "1"), (cell, "2")]


@pytest.mark.parametrize("total", ["合计3户5人", "合计：1,200.00元", "总计:3户", "小计12"])
def test_a_total_says_what_it_counts(total):
    assert marks.is_total([total, 5])


def test_a_file_that_begins_with_many_blank_lines_is_not_empty(tmp_path):
    path = tmp_path / "blank.csv"
    path.write_bytes(b"\r\n" * 5000 + "姓名,身份证号\r\n李秀英,1\r\n".encode())
    table = open_book(path, "blank.csv").sheets[0].table
    assert [(row.number, row.cells) for row in table.rows()] == [(5002, ("李秀英", "1"))]


@pytest.mark.parametrize(("text", "rows"), [("姓名\n李秀英\n王芳\n", 2), ("姓名", 0), ("姓名,身份证号\n", 0)])
def test_a_file_of_one_column_or_one_row_is_a_table(text, rows, tmp_path):
    path = tmp_path / "small.csv"
    path.write_text(text, encoding="utf-8")
    assert len(list(open_book(path, "small.csv").sheets[0].table.rows())) == rows


@pytest.mark.parametrize("write", [as_xlsx, as_xls])
@pytest.mark.parametrize("rows", [3, 40_000])
def test_a_workbook_says_from_which_year_it_counts_its_days(write, rows, tmp_path):
    """The larger XLS has more sectors than are named at its beginning."""
    paper = Paper("deaths", "表")
    paper.head()
    paper.lines.extend([n, f"王芳{n}", "女", None, 43_590, "青石村" * 40 + str(n)] for n in range(rows))
    for since_1904 in (False, True):
        path = tmp_path / "days"
        path.write_bytes(write(paper, date_1904=since_1904))
        assert open_book(path, "days").since_1904 is since_1904


def test_no_damage_keeps_an_old_workbook_from_saying_from_which_year_it_counts(tmp_path):
    draw, whole = random.Random(22), as_xls(simple("deaths", 5), date_1904=True)
    path, said = tmp_path / "damaged.xls", set()
    for _ in range(300):
        content = bytearray(whole[: draw.randrange(512, len(whole) + 1)])
        for _ in range(draw.randint(0, 4)):
            content[draw.randrange(8, 512)] = draw.randrange(256)
        path.write_bytes(content)
        said.add(old_workbook.counts_from_1904(path))
    assert said == {False, True}


def test_a_row_with_a_time_beyond_all_times_is_set_aside_alone(tmp_path):
    path = tmp_path / "time.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, length = book.add_worksheet(), book.add_format({"num_format": "[h]:mm"})
        for line, row in enumerate((["姓名", "联系电话"], ["李秀英", 13812345678], ["王芳", 0.5])):
            sheet.write_row(line, 0, row, length)
    rows = open_book(path, "time.xlsx").sheets[0].table.rows()
    assert [(row.number, row.cells, row.fault and row.fault.rule) for row in rows] == [
        (2, (None, None), "row_no_time"),
        (3, ("王芳", "12:00:00"), None),
    ]


def test_a_whole_column_that_is_merged_covers_the_rows_that_there_are(tmp_path):
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate((["户主", "身份证号"], ["李秀英", "1"], [None, "2"])):
            sheet.write_row(line, 0, row)
        sheet.merge_range(1, 0, 1_048_575, 0, "李秀英")
    assert [merge.last_row for merge in Workbook(path, "xlsx", LIMITS).sheets[0].merges()] == [3]
    rows = open_book(path, "merged.xlsx").sheets[0].table.rows()
    assert [row.cells for row in rows] == [("李秀英", "1"), ("李秀英", "2")]
