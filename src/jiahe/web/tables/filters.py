"""The filters of a list: what a reader types or chooses, and which rows that leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from jiahe.web.tables.columns import taken
from jiahe.web.words import Words, read_day


@dataclass(frozen=True)
class Contains:
    """A box to type into. ``where`` is a lookup ("name__icontains"), or a function of the rows and the text."""

    key: str
    title: Words
    where: str | Callable[[Any, str], Any]
    kind: str = field(default="text", init=False)

    def narrowed(self, rows: Any, value: str) -> Any:
        """Return the rows that are left."""
        return _narrowed(rows, self.where, value, lambda held: value.casefold() in str(held).casefold())


@dataclass(frozen=True)
class Choice:
    """A choice of one value. ``where`` is a lookup ("status"), or a function of the rows and the value."""

    key: str
    title: Words
    options: Sequence[tuple[str, Words | str]]
    where: str | Callable[[Any, str], Any] = ""
    kind: str = field(default="choice", init=False)

    def narrowed(self, rows: Any, value: str) -> Any:
        """Return the rows that are left; a value that cannot be chosen leaves all."""
        if value not in {str(key) for key, _ in self.options}:
            return rows
        return _narrowed(rows, self.where or self.key, value, lambda held: str(held) == value)


@dataclass(frozen=True)
class Since:
    """Days from a day on, or up to one. ``where`` is a lookup ("decided_on__gte"), or a function of rows and day."""

    key: str
    title: Words
    where: str | Callable[[Any, dt.date], Any]
    kind: str = field(default="day", init=False)

    def narrowed(self, rows: Any, value: str) -> Any:
        """Return the rows that are left; what is not a day leaves all."""
        try:
            day = read_day(value)
        except ValueError:
            return rows
        until = isinstance(self.where, str) and self.where.endswith("__lte")
        return _narrowed(
            rows, self.where, day, lambda held: held is not None and (held <= day if until else held >= day)
        )


Filter = Contains | Choice | Since


def _narrowed(rows: Any, where: str | Callable[[Any, Any], Any], value: Any, fits: Callable[[Any], bool]) -> Any:
    if callable(where):
        return where(rows, value)
    if isinstance(rows, QuerySet):
        return rows.filter(**{where: value})
    return [row for row in rows if fits(taken(row, where.split("__")[0]))]


@dataclass(frozen=True)
class Shown:
    """A filter as the page shows it."""

    key: str
    title: Words
    kind: str
    value: str
    options: Sequence[tuple[str, Words | str]] = ()

    @property
    def said(self) -> str:
        """Return the chosen value in words."""
        return next((str(label) for key, label in self.options if str(key) == self.value), self.value)
