from pathlib import Path

from jiahe.intake.cells import FAULTS
from jiahe.intake.decision import PLACES
from jiahe.intake.fields import Kind
from jiahe.intake.reference_doc import KINDS, page
from jiahe.intake.reports.template import HOW_TO_WRITE
from jiahe.intake.sources import SOURCES
from jiahe.people.bulk import NUMBERS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "file-faults.md"


def test_the_reference_page_is_what_the_code_says():
    stale = "The page is stale: run `make reference`."
    assert PAGE.read_text(encoding="utf-8") == page(), stale


def test_every_rank_is_of_a_column_that_a_file_may_change():
    never = (*NUMBERS, *PLACES)
    for source in SOURCES.values():
        assert set(source.trust) <= {one.key for one in source.fields if one.key not in never}, source.key


def test_the_reference_page_names_every_rule_and_every_kind_of_column():
    assert [rule for rule in FAULTS if f"`{rule}`" not in page()] == []
    assert set(KINDS) == set(HOW_TO_WRITE) == set(Kind)
