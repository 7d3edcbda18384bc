from pathlib import Path

from jiahe.facts.contract import FACTS
from jiahe.facts.reference_doc import page
from jiahe.facts.rules import RULES

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "facts.md"


def test_the_reference_page_is_what_the_code_says():
    stale = "The page is stale: run `make reference`."
    assert PAGE.read_text(encoding="utf-8") == page(), stale


def test_the_reference_page_names_every_table_column_choice_and_rule():
    text = page()
    named = {c.name for t in FACTS.tables for c in t.columns} | {
        k for t in FACTS.tables for c in t.columns for k in c.choices
    }
    assert [name for name in sorted(named | set(RULES)) if f"`{name}`" not in text] == []
