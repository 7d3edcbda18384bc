"""The README says the same in Chinese and in English: the same parts, commands and links in order, the same figures."""

import re
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
ENGLISH, CHINESE = (ROOT / name for name in ("README.md", "README.zh-CN.md"))


def parts(page: Path) -> list[str]:
    """What a page is made of, in order: headings, paragraphs, points of a list, blocks."""
    return [token.type for token in MarkdownIt().parse(page.read_text(encoding="utf-8")) if token.nesting >= 0]


def commands(page: Path) -> list[str]:
    """Its commands, without what is said about them."""
    blocks = [token for token in MarkdownIt().parse(page.read_text(encoding="utf-8")) if token.type == "fence"]
    lines = [line for block in blocks if block.info == "sh" for line in block.content.splitlines()]
    return [line.partition(" #")[0].rstrip() for line in lines]


def prose(page: Path) -> str:
    """Its text without the blocks, and without the one link to the page in the other language."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return text.replace("(README.md)", "").replace("(README.zh-CN.md)", "")


def test_both_have_the_same_parts():
    assert parts(CHINESE) == parts(ENGLISH)
    assert len(parts(ENGLISH)) > 50


def test_both_give_the_same_commands():
    assert commands(CHINESE) == commands(ENGLISH) != []


def test_both_link_to_the_same_pages():
    def links(page: Path) -> list[str]:
        return re.findall(r"\]\(([^)]+)\)", prose(page))

    assert links(CHINESE) == links(ENGLISH) != []


def test_both_give_the_same_figures_and_names_of_things():
    def figures(page: Path) -> list[str]:
        return sorted(re.findall(r"\d[\d,]*\d|`[^`]+`", prose(page)))

    assert figures(CHINESE) == figures(ENGLISH) != []
