"""The charter as data: the refusals and their words, the exceptions that stand, and who may read a guarded fact.

Read from refusals.yaml, or from a file of the same form. Looking for the words is guard.py's part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from pathlib import Path
from unicodedata import normalize

from jiahe.law.yamlfile import Entry, read_yaml

SCOPES = ("anywhere", "names", "facts", "spoken")
"""Where a refusal's words are looked for; refusals.yaml says what each scope is."""


@dataclass(frozen=True)
class Words:
    """The words of one refusal in one scope, as one pattern for each language."""

    zh: re.Pattern[str] | None
    en: re.Pattern[str] | None

    def found_in(self, text: str) -> str | None:
        """Return the first refused words of the text as they are matched, or None."""
        match = self.zh.search(closed_up(text)) if self.zh else None
        if match is None and self.en:
            match = self.en.search(plain(text))
        return match.group() if match else None


@dataclass(frozen=True)
class Refusal:
    """One thing that Jiahe refuses to do. ``instead`` tells a developer what to do."""

    number: int
    zh: str
    en: str
    instead: str
    words: dict[str, Words] = field(compare=False)


@dataclass(frozen=True)
class Exemption:
    """A breach that stands, and the reason for it."""

    refusal: int
    where: str
    because: str

    def covers(self, refusal: int, where: str) -> bool:
        """Whether it excuses that refusal's words in that place."""
        return self.refusal == refusal and fnmatchcase(where, self.where)


@dataclass(frozen=True)
class Reader:
    """A programme that may read a guarded fact, and the article of law that needs it."""

    programme: str
    article: str
    because: str


@dataclass(frozen=True)
class Guarded:
    """A column of the facts that only the listed programmes may read."""

    column: str
    refusal: int
    read_by: tuple[Reader, ...]


@dataclass(frozen=True)
class Charter:
    """The whole of it."""

    refusals: tuple[Refusal, ...]
    exceptions: tuple[Exemption, ...]
    guarded: tuple[Guarded, ...]

    def refusal(self, number: int) -> Refusal:
        """Return the refusal with that number."""
        return next(r for r in self.refusals if r.number == number)


BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])[\s\u200b-\u200d\u2060\ufeff\"'“”‘’「」]+(?=[\u4e00-\u9fff])")
"""What may stand between two Chinese characters without parting a word."""


@lru_cache(maxsize=16)
def closed_up(text: str) -> str:
    """Return a text as Chinese words are matched in it: wide letters made narrow, no space or quotation mark inside."""
    return BETWEEN.sub("", normalize("NFKC", text))


@lru_cache(maxsize=16)
def plain(text: str) -> str:
    """Return a text as English words are matched in it: lower case, identifiers taken apart, single spaces."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", normalize("NFKC", text))
    return re.sub(r"[\s_./-]+", " ", apart).lower()


REFUSALS = Path(__file__).with_name("refusals.yaml")


@cache
def load_charter(file: Path = REFUSALS) -> Charter:
    """Read the charter. Raises LawError naming file, line and key for anything wrong in it."""
    top = read_yaml(file).mapping(("refusals", "exceptions", "guarded"), required=("refusals", "exceptions", "guarded"))
    return Charter(
        tuple(_refusal(entry) for entry in top["refusals"].items()),
        tuple(_exemption(entry) for entry in top["exceptions"].items()),
        tuple(_guarded(entry) for entry in top["guarded"].items()),
    )


def _refusal(entry: Entry) -> Refusal:
    texts = ("zh", "en", "instead")
    got = entry.mapping(("number", *texts, *SCOPES), required=("number", *texts))
    words = {scope: _words(got[scope]) for scope in SCOPES if scope in got}
    zh, en, instead = (got[key].text() for key in texts)
    return Refusal(got["number"].integer(), zh, en, instead, words)


def _words(entry: Entry) -> Words:
    got = entry.mapping(("zh", "en"))
    zh = _pattern(got["zh"], "{}") if "zh" in got else None
    return Words(zh, _pattern(got["en"], r"\b(?:{})\b") if "en" in got else None)


def _pattern(entry: Entry, frame: str) -> re.Pattern[str]:
    alternatives = []
    for word in entry.items():
        try:
            re.compile(word.text())
        except re.error as problem:
            raise word.error(f"{word.text()!r} is not a regular expression: {problem}.") from None
        alternatives.append(f"(?:{word.text()})")
    return re.compile(frame.format("|".join(alternatives)))


def _exemption(entry: Entry) -> Exemption:
    got = entry.mapping(("refusal", "where", "because"), required=("refusal", "where", "because"))
    return Exemption(got["refusal"].integer(), got["where"].text(), got["because"].text())


def _guarded(entry: Entry) -> Guarded:
    got = entry.mapping(("column", "refusal", "read_by"), required=("column", "refusal", "read_by"))
    readers = tuple(_reader(one) for one in got["read_by"].items())
    return Guarded(got["column"].text(), got["refusal"].integer(), readers)


def _reader(entry: Entry) -> Reader:
    keys = ("programme", "article", "because")
    got = entry.mapping(keys, required=keys)
    programme, article, because = (got[key].text() for key in keys)
    return Reader(programme, article, because)
