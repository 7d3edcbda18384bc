"""What keeps an action from being done, said to the one who asked for it."""

from __future__ import annotations

from jiahe.web.words import Words


class Refused(Exception):
    """The register cannot take this. ``field``: of the form, to blame. ``words``: what is wrong and what to do."""

    def __init__(self, zh: str, en: str, field: str | None = None) -> None:
        super().__init__(en)
        self.words = Words(zh, en)
        self.field = field


NOT_HERE = (
    "用这个号码不能登记。请核对号码；号码没错的，请县级经办登记。",
    "This cannot be recorded with that number. Check it; if it is right, ask the county office to record it.",
)
"""What is said of somebody beyond the post's area: the same for every reason, so that it tells nothing about them."""
