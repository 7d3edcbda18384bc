"""What a person reads, whole, in both languages. A wording that changes on purpose changes its golden text too."""

from pathlib import Path

import pytest

from jiahe.law.explain import explain, to_text
from tests.law_explain.cast import CAST
from tests.law_explain.heating import NAMES

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", CAST)
def test_the_text_is_the_golden_one(name, language):
    text = to_text(explain(CAST[name](), names=NAMES), language)
    assert text == (GOLDEN / f"{name}.{language}.txt").read_text(encoding="utf-8")


def test_both_languages_follow_each_other():
    explanation = explain(CAST["eligible"](), names=NAMES)
    both = to_text(explanation, "both")
    assert both.startswith(to_text(explanation, "zh"))
    assert both.endswith(to_text(explanation, "en"))
