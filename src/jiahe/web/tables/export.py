"""What a list says before it can be taken along: under which rules it was made, and whose records it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jiahe.web.words import Words

Rules = Words | Callable[[], Words | str]

REGISTER = Words("登记册的现状", "the register as it stands")


@dataclass(frozen=True)
class Persons:
    """Whose records a list shows.

    ``record``: the kind of record that a post must be allowed to export (the permissions table). ``page``: what the
    read log calls the export. ``of``: the keys of all whom a row names; None among them is nobody.
    """

    record: str
    page: str
    of: Callable[[Any], Iterable[UUID | None]]


@dataclass(frozen=True)
class Export:
    """A list that can be taken along. ``shows`` None: it tells of nobody in the register.

    ``rests_on``: under which rules; a function is asked only when a file is made.
    """

    rests_on: Rules
    shows: Persons | None

    @property
    def rules(self) -> str:
        """Return under which rules the list was made, in the reader's language."""
        return str(self.rests_on() if callable(self.rests_on) else self.rests_on)
