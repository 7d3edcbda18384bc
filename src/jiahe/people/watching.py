"""What actions did to the register while somebody watched: a load of a file watches each event that it records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

if TYPE_CHECKING:
    from jiahe.people.models import Person


class Value(NamedTuple):
    """A column of a person's own row that says something else now."""

    who: Person
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
    earlier = value.who.corrections.filter(column=value.column).order_by("-id").values_list("load", "after")[:2]
    last = [load for load, after in earlier if after == str(value.before)]
    return last[0] if last else None
