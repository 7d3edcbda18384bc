"""The page about security is true to itself and to the code: its files, tests, numbers, counts and list of gaps."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")

ANSWERS = ("met", "partly", "not met", "not applicable")
ROWS = re.findall(r"^\| (V(\d+)\.\d+\.\d+) \| ([123]) \| [^|]+ \| \*\*([a-z ]+)\*\* \| ([^|]+) \|$", PAGE, re.MULTILINE)
"""Number, chapter, level, answer, where."""

ASKED = dict(enumerate((27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16), start=1))
"""How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has."""


DENIED = {
    r"\bFileField\(|\bUploadedFile\b": r"no page takes|no file of a stranger|nothing that is sent is stored",
    r"\bzipfile\b|\bcalamine\b": r"none is unpacked|no archive",
    r"\bElementTree\b|\bexpat\b": r"no XML from outside|no XML is read",
}
"""What stands in src, and what the page then must not say."""


def test_every_row_is_read() -> None:
    assert len(ROWS) == len(re.findall(r"^\| V\d+\.", PAGE, re.MULTILINE))
    assert {answer for _, _, _, answer, _ in ROWS} == set(ANSWERS)


def test_each_requirement_stands_in_one_row() -> None:
    twice = [number for number, count in Counter(row[0] for row in ROWS).items() if count > 1]
    assert twice == []
    assert Counter(int(chapter) for _, chapter, level, _, _ in ROWS if level in "12") == ASKED


def test_every_file_and_test_that_is_named_is_there() -> None:
    named = re.findall(r"`((?:src|tests|docs|requirements|scripts)/[^`:]+|Makefile|SECURITY\.md)(?:::(\w+))?`", PAGE)
    assert len(named) > 100
    for path, test in named:
        assert (ROOT / path).is_file(), path
        if test:
            assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path}::{test}"


def test_the_counts_are_those_of_the_rows() -> None:
    given = re.findall(r"^\| (?:V(\d+) [^|]+|all) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE)
    assert [chapter for chapter, *_ in given] == [*map(str, ASKED), ""]
    for chapter, *counts in given:
        found = Counter(answer for _, of, _, answer, _ in ROWS if chapter in ("", of))
        assert [int(one) for one in counts] == [*(found[one] for one in ANSWERS), found.total()], chapter or "all"


def test_every_gap_is_in_the_list_once_and_nothing_else() -> None:
    listed = PAGE[PAGE.index("## What is missing") : PAGE.index("## In numbers")]
    gaps = [number for number, _, _, answer, _ in ROWS if answer in ("partly", "not met")]
    assert Counter(re.findall(r"V\d+\.\d+\.\d+", listed)) == Counter(gaps)


def test_nothing_is_denied_that_the_code_does() -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py"))
    for done, denied in DENIED.items():
        assert re.search(done, source), f"{done} is gone: the page may say so again"
        assert re.findall(denied, PAGE) == [], f"the code has {done}"
