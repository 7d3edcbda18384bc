"""Every file of the corpus is read as it was meant; no row is lost, doubled or invented."""

import pytest

from jiahe.intake.fault import Unreadable
from jiahe.intake.reading import open_book
from tests.intake.corpus import CORPUS


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
