"""Every template of every room: each sentence in both languages, nothing that the content security policy forbids."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import jiahe

ROOMS = Path(jiahe.__file__).parent
TEMPLATES = sorted(
    path for path in ROOMS.glob("*/templates/**/*") if path.suffix in (".html", ".txt") and path.stat().st_size
)
SENTENCE = re.compile(r"""\{%\s*t\s+("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s+("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
CHINESE = re.compile(r"[㐀-鿿]")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOMS)))
def test_sentences_stand_in_both_languages(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for zh, en in ((zh[1:-1], en[1:-1]) for zh, en in SENTENCE.findall(text)):
        names = [set(re.findall(r"{(\w+)", one)) for one in (zh, en)]
        assert names[0] == names[1], f"“{zh}” and “{en}” do not speak of the same"
        assert bool(zh) == bool(en) or not (zh + en).strip(" ：:"), f"“{zh}”, “{en}”: one language says nothing"
        assert not CHINESE.search(en) or "English" in zh, f"“{en}” is to be English"
    bare = re.sub(r"{#.*?#}", "", SENTENCE.sub("", text))
    bare = re.sub(r'"[^"]*"\|zh|\w+_zh="[^"]*" \w+_en="[^"]+"', "", bare)
    assert not CHINESE.search(bare), f"Chinese outside of a sentence: {CHINESE.findall(bare)[:20]}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOMS)))
def test_nothing_that_the_policy_forbids(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=", text), "a style attribute: give it a class"
    assert not re.search(r"\son\w+=", text), "a script attribute: use look.js"
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", text), "an external address"
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style", text), "an inline script or style: put it into static/"
