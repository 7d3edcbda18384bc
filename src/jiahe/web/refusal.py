"""What keeps an action from being done, said to the one who asked for it."""

from __future__ import annotations

from jiahe.web.words import Words


class Refused(Exception):
    """This cannot be done. ``field``: of the form, to blame. ``words``: what is wrong and what to do."""

    def __init__(self, zh: str, en: str, field: str | None = None) -> None:
        super().__init__(en)
        self.words = Words(zh, en)
        self.field = field
