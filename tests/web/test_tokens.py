"""The colours: every pair that stands together has the contrast that WCAG 2.2 AA asks for, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jiahe import web

CSS = (Path(web.__file__).parent / "static/web/tokens.css").read_text(encoding="utf-8")
LIGHT, DARK, AUTO = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", CSS[CSS.index(start) :].split("}")[0]))
    for start in ("color-scheme: light", 'data-theme="dark"', 'data-theme="auto"')
)
TEXTS = [
    *[(ink, paper) for ink in ("ink", "soft", "link", "link-over") for paper in ("paper", "sunk")],
    ("on-brand", "brand"),
    ("on-button", "button"),
    ("on-button", "button-over"),
    ("on-focus", "focus"),
    ("neutral-ink", "neutral-paper"),
    ("ink", "neutral-paper"),
    ("bad-ink", "paper"),
    ("bad-ink", "sunk"),
    *[(f"{tone}-ink", f"{tone}-paper") for tone in ("info", "good", "attention", "bad", "special", "neutral")],
]
EDGES = [
    ("edge", "paper"),
    ("edge", "sunk"),
    ("bad", "paper"),
    ("button", "paper"),
    *[(tone, "paper") for tone in ("info", "good", "attention", "bad", "special", "neutral")],
    *[(f"chart-{n}", "paper") for n in range(1, 5)],
]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_and_edges_can_be_told_from_their_ground(theme: dict[str, str]) -> None:
    weak = [f"{a} on {b}: {contrast(theme[a], theme[b]):.2f}" for a, b in TEXTS if contrast(theme[a], theme[b]) < 4.5]
    weak += [f"{a} on {b}: {contrast(theme[a], theme[b]):.2f}" for a, b in EDGES if contrast(theme[a], theme[b]) < 3]
    assert not weak


def test_the_two_dark_lists_are_one() -> None:
    assert DARK == AUTO
    assert LIGHT.keys() == DARK.keys()
