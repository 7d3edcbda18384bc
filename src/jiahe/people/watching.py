"""What actions did to the register while somebody watched: a load of a file watches each event that it records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID


class Value(NamedTuple):
    """A column of a person's own row that says something else now."""

    person: UUID
    column: str
    before: Any
    after: Any


@dataclass
class Done:
    """Rows that were added, rows that others took the place of (the old and the new), and values that were changed."""

    added: list[Any] = field(default_factory=list)
    replaced: list[tuple[Any, Any]] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)

    def replaced_before(self, load: UUID) -> list[tuple[Any, Any]]:
        """Return the rows replaced that a load had not added itself."""
        return [(old, new) for old, new in self.replaced if old.load != load]

    def values_before(self, load: UUID) -> list[Value]:
        """Return the values that took the place of one which a load had not written itself."""
        had = [one for one in self.values if one.before is not None]
        return [one for one in had if _written_by(one) != load]


_watched: ContextVar[Done | None] = ContextVar("watched", default=None)


@contextmanager
def watching() -> Iterator[Done]:
    """Give what is done in the block."""
    done = Done()
    token = _watched.set(done)
    try:
        yield done
    finally:
        _watched.reset(token)


def watched() -> Done:
    """Return where to note what is done; nobody looks at it outside of :func:`watching`."""
    done = _watched.get()
    return Done() if done is None else done


def _written_by(value: Value) -> UUID | None:
    """Return the load that had written a value before it was changed, if one did."""
    from jiahe.people.models import Correction

    notes = Correction.objects.filter(person=value.person, column=value.column).order_by("-id")
    last = [load for load, after in notes.values_list("load", "after")[:2] if after == str(value.before)]
    return last[0] if last else None
