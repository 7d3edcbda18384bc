from tests.law.spec import document


def test_the_page_is_made_of_these_tests():
    committed = document.PAGE.read_text(encoding="utf-8") if document.PAGE.exists() else ""
    assert committed == document.page(), "docs/reference/language.md is stale: run python -m tests.law.spec.document"


def test_every_word_of_the_language_is_shown_in_use():
    """The list of all words does not count: each stands in some expression above it."""
    shown = document.page().partition("## All words")[0]
    kinds = [kind for kind, _ in document._KINDS]
    words = [name for kind in kinds for name, _ in document.public(kind)] + document._FREE
    assert [word for word in words if word not in shown] == []
