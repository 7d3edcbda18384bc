"""Whom the pages of a list tell of: whom it only names is counted; of whom it says more is in the read log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

Keys = Callable[[Any], Iterable[UUID | None]]


@dataclass(frozen=True)
class Names:
    """A list that says who people are (name, sex, birth, place) and nothing else of them. ``of``: all whom a row names.

    ``counted``: whoever found them has counted them already (a search).
    """

    of: Keys
    counted: bool = False


@dataclass(frozen=True)
class Tells:
    """A list that says more of people than who they are. ``page``: what the read log calls it (trust/purposes.py).

    ``of``: all of whom a row tells, kin too; None among them is nobody.
    """

    page: str
    of: Keys
