"""What is wrong with a cell, a row or a file, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from jiahe.web.words import Words


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``rule``: its key, the same for all that are mended in the same way. The words name no value."""

    rule: str
    words: Words
    remedy: Words

    def as_json(self) -> dict[str, str]:
        """Return its words as a load keeps them, by rule."""
        return {
            "zh": self.words.zh,
            "en": self.words.en,
            "remedy_zh": self.remedy.zh,
            "remedy_en": self.remedy.en,
        }


def as_said(words: Words | None) -> dict[str, str] | None:
    """Return words about one row as its fault keeps them."""
    return {"zh": words.zh, "en": words.en} if words is not None else None


def rule(key: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Fault:
    """Return the fault of a rule: what is wrong and what to do, in Chinese and English."""
    return Fault(key, Words(zh, en), Words(remedy_zh, remedy_en))


class Unreadable(Exception):
    """A file that cannot be read at all, with the fault that says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.words.en)
        self.fault = fault
