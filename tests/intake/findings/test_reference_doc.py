"""The reference page of the rules is what the code says, and no rule says what the charter refuses."""

from __future__ import annotations

from pathlib import Path

from jiahe.charter import check_kept, check_spoken
from jiahe.intake.findings.reference_doc import page
from jiahe.intake.findings.rules import RULES

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "finding-rules.md"


def test_the_reference_page_is_what_the_code_says() -> None:
    stale = "Run `make reference`."
    assert PAGE.read_text(encoding="utf-8") == page(), stale


def test_no_rule_is_called_or_says_what_the_charter_refuses() -> None:
    named = [(rule.key, text) for rule in RULES.values() for text in (rule.key, rule.words.zh, rule.words.en)]
    assert [str(one) for one in check_kept(named)] == []
    texts = [
        (rule.key, text) for rule in RULES.values() for pair in (rule.said, rule.remedy) for text in (pair.zh, pair.en)
    ]
    assert [str(one) for key, text in texts for one in check_spoken(text, key)] == []


def test_no_rule_reads_how_many_or_which_child_it_is() -> None:
    read = " ".join(rule.sql for rule in RULES.values())
    assert [word for word in ("birth_order", "delivery", "difficult_delivery") if word in read] == []
