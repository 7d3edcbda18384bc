"""The reader's hands on the keyboard. What Tab does not reach, or is not seen when it has the focus, cannot be used.

Each step that leads somewhere says its name and is looked at (axe, language, width, complaints) before the next: a
journey told by :class:`Hands` cannot leave that out, and a pointer that is used beside them is a complaint.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.the_town import PASSWORD

FARTHEST = 160
"""Presses of Tab after which nobody would go on."""

NO_POINTER = "addEventListener('pointerdown', () => console.error('a pointer was used'), true)"

HAS_FOCUS = "(one) => document.activeElement === one"

LIES_BEFORE = """one => document.activeElement !== document.body
    && Boolean(one.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING)"""

SAME_GROUP = "(one) => document.activeElement.name === one.name && document.activeElement.form === one.form"

UNSEEN = r"""one => {
    const box = one.getBoundingClientRect(), style = getComputedStyle(one), wrong = [];
    const ringed = style => style.outlineStyle !== 'none' || style.boxShadow !== 'none';
    const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 20)];
    if (!ringed(style) && !ringed(getComputedStyle(one.closest('label') || one))) wrong.push('it has no ring');
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) wrong.push(`it lies outside the window at ${x}, ${y}`);
    else {
        const seen = document.elementFromPoint(x, y), own = one.closest('label') || one;
        if (seen && !own.contains(seen) && !seen.contains(one)) wrong.push('covered by ' + seen.outerHTML.slice(0, 80));
    }
    return wrong;
}"""
"""What keeps somebody from seeing what has the focus (WCAG 2.4.7 and 2.4.11)."""


class Hands:
    """One reader, who has a keyboard and no mouse. ``check``: looks at a page (conftest.py)."""

    def __init__(self, page: Any, check: Callable[..., None]) -> None:
        self.page, self.check = page, check
        page.add_init_script(NO_POINTER)

    def begin(self, path: str, step: str) -> None:
        """Type an address, as a journey begins."""
        self.page.goto(path)
        self.check(self.page, step)

    def sign_in(self, username: str, step: str) -> None:
        """Begin by signing in."""
        self.page.context.clear_cookies(name="sessionid")
        self.page.goto("/account/login/")
        self.write(self.page.locator("input[name=login]"), username)
        self.write(self.page.locator("input[name=password]"), PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "/account/" not in url)
        self.page.wait_for_load_state()
        self.check(self.page, step)

    def to(self, wanted: Any) -> None:
        """Go to a link, a button or a field by Tab, or back to it by Shift and Tab."""
        self._tab_to(wanted, HAS_FOCUS)

    def press(self, wanted: Any, step: str) -> None:
        """Go to a link or a button and press Enter; the page that comes is looked at."""
        self.to(wanted)
        wanted.press("Enter")
        self.check(self.page, step)

    def open(self, wanted: Any) -> None:
        """Go to what opens on the page itself, and open it."""
        self.to(wanted)
        self.page.keyboard.press("Enter")

    def write(self, field: Any, text: str) -> None:
        """Go to a field and write in it, in place of what is there."""
        self.to(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def send(self, field: Any, text: str, step: str) -> None:
        """Write in a field and press Enter there; the page that comes is looked at."""
        self.write(field, text)
        field.press("Enter")
        self.check(self.page, step)

    def choose(self, radio: Any) -> None:
        """Go to a group of choices, which Tab enters at one place, and go on by arrows to the one that is wanted."""
        self._tab_to(radio, SAME_GROUP)
        for _ in range(20):
            if radio.evaluate(HAS_FOCUS):
                break
            self.page.keyboard.press("ArrowDown")
        if not radio.is_checked():
            self.page.keyboard.press("Space")
        assert radio.is_checked(), f"{radio} is not reached by arrows"

    def bring(self, field: Any, file: Path) -> None:
        """Go to where a file is asked for, and choose one. The window in which one chooses is the system's, not ours.

        A browser that is busy does not always open it for a key that a program presses, so it is not waited for.
        """
        self.to(field)
        field.set_input_files(file)

    def tick(self, box: Any) -> None:
        """Go to a box and tick it."""
        self.to(box)
        self.page.keyboard.press("Space")
        assert box.is_checked(), f"{box} is not ticked by the space bar"

    def pick(self, field: Any, value: str) -> None:
        """Go to a list of choices and down to the one that is wanted."""
        self.to(field)
        for _ in range(60):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{field} has no {value}")

    def _tab_to(self, wanted: Any, arrived: str) -> None:
        key = "Shift+Tab" if wanted.evaluate(LIES_BEFORE) else "Tab"
        for _ in range(FARTHEST):
            if wanted.evaluate(arrived):
                break
            self.page.keyboard.press(key)
        else:
            raise AssertionError(f"{self.page.url}: {wanted} is not reached by {FARTHEST} times Tab")
        unseen = self.page.evaluate(f"({UNSEEN})(document.activeElement)")
        assert unseen == [], f"{self.page.url}: {wanted} has the focus, and {'; '.join(unseen)}"


@pytest.fixture
def hands(page: Any, check: Callable[..., None]) -> Hands:
    """The reader of ``page``, with a keyboard alone."""
    return Hands(page, check)
