"""Small marked words: a state, a flag. The colour says what the word says; it never says it alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from jiahe.web.words import Words

TONES = ("neutral", "info", "good", "attention", "bad", "special")


@dataclass(frozen=True)
class Tag:
    """A word with a tone: neutral, info, good, attention, bad, special."""

    words: Words | str
    tone: str = "neutral"

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"{self.tone!r} is not a tone of a tag; write one of {', '.join(TONES)}.")

    def __str__(self) -> SafeString:
        return format_html('<strong class="tag tag-{}">{}</strong>', self.tone, str(self.words))
