"""The typed graph that a rule is: small frozen nodes that check themselves when they are made.

A node is made once: two equal nodes are the same object, so shared expressions are found by identity. Nothing here
evaluates anything (reference.py), writes SQL (sqlscalar.py) or is pleasant to write by hand (language/).

A node belongs to a *frame*: the row it speaks about. There are three kinds of frame: the unit itself (:class:`Unit`),
the many rows that point at a row (:class:`Rows`), and the one row that a key points at (:class:`Link`).
"""

from __future__ import annotations

import hashlib
import weakref
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from typing import Any

from jiahe.law.errors import LawError, TypeMismatch
from jiahe.law.schema import Relation, Schema, Table
from jiahe.law.types import Type

_made: weakref.WeakValueDictionary[tuple[Any, ...], Any] = weakref.WeakValueDictionary()


@cache
def _fields_of(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.init)


class _Interned(type):
    """Return the existing equal node instead of making another, so that equality is identity."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if not kwargs and len(args) == len(_fields_of(cls)):
            found = _made.get(_key(cls, args))
            if found is not None:
                return found
        node = super().__call__(*args, **kwargs)
        return _made.setdefault(_key(cls, node.parts()), node)


def _key(kind: type, parts: tuple[Any, ...]) -> tuple[Any, ...]:
    return (kind, *[part if isinstance(part, Node) else (type(part), part) for part in parts])


@dataclass(frozen=True, eq=False)
class Node(metaclass=_Interned):
    """Anything in the graph."""

    def parts(self) -> tuple[Any, ...]:
        """Return the fields in order."""
        return tuple([getattr(self, name) for name in _fields_of(type(self))])

    def children(self) -> tuple[Node, ...]:
        """Return the nodes among the fields, in order."""
        return tuple(p for p in self.parts() if isinstance(p, Node))

    def sketch(self) -> str:
        """Return a short readable form, for error messages."""
        return type(self).__name__.lower()


# ------------------------------------------------------------------------------------------------ frames


@dataclass(frozen=True, eq=False)
class Frame(Node):
    """A row that expressions can speak about."""

    @property
    def table(self) -> Table:
        """The table whose row this is."""
        raise NotImplementedError

    @property
    def schema(self) -> Schema:
        """The schema the table belongs to."""
        raise NotImplementedError

    @property
    def anchor(self) -> Anchor:
        """The unit or the many rows that this frame has exactly one of for each."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Unit(Frame):
    """The unit of a programme: one row of a table with a key."""

    of: Schema
    name: str

    def __post_init__(self) -> None:
        if self.table.key is None:
            raise LawError(f"Table {self.name!r} has no key column, so it cannot be the unit of a programme.")

    @cached_property
    def table(self) -> Table:
        return self.of.table(self.name)

    @cached_property
    def schema(self) -> Schema:
        return self.of

    @cached_property
    def anchor(self) -> Anchor:
        return self


@dataclass(frozen=True, eq=False)
class Rows(Frame):
    """The rows of ``relation.table`` whose ``relation.by`` is the key of ``parent``."""

    parent: Frame
    relation: Relation

    def __post_init__(self) -> None:
        if self.relation.of != self.parent.table.name:
            raise LawError(
                f"Relation {self.relation.name!r} starts at {self.relation.of!r}, not {self.parent.table.name!r}."
            )

    @cached_property
    def table(self) -> Table:
        return self.schema.table(self.relation.table)

    @cached_property
    def schema(self) -> Schema:
        return self.parent.schema

    @cached_property
    def anchor(self) -> Anchor:
        return self


@dataclass(frozen=True, eq=False)
class Link(Frame):
    """The one row of another table whose key is the value of ``ref``. No such row: all that it has is unknown."""

    parent: Frame
    ref: Expr

    def __post_init__(self) -> None:
        if self.ref.type is not Type.REF:
            raise TypeMismatch(f"Only a key can be followed to another row, not a {self.ref.type.value}.")

    @cached_property
    def table(self) -> Table:
        assert self.ref.refers_to is not None
        return self.schema.table(self.ref.refers_to)

    @cached_property
    def schema(self) -> Schema:
        return self.parent.schema

    @cached_property
    def anchor(self) -> Anchor:
        return self.parent.anchor


Anchor = Unit | Rows


def anchors_above(anchor: Anchor | None) -> list[Anchor]:
    """Return the anchor and all anchors it lies within, the innermost first."""
    chain: list[Anchor] = []
    while anchor is not None:
        chain.append(anchor)
        anchor = anchor.parent.anchor if isinstance(anchor, Rows) else None
    return chain


def innermost(anchors: frozenset[Anchor]) -> Anchor | None:
    """Return the innermost of the anchors. Raises LawError when two have nothing to do with each other."""
    found: Anchor | None = None
    for anchor in anchors:
        if found is None or found in anchors_above(anchor):
            found = anchor
        elif anchor not in anchors_above(found):
            one, other = sorted((describe(found), describe(anchor)))
            raise LawError(
                f"This expression mixes rows that do not belong together: {one} and {other}. "
                "Reduce one of them to a single value first, with .any(), .count(), .only() or another aggregate."
            )
    return found


def describe(frame: Frame) -> str:
    """Name a frame in an error message: "the children of the persons row"."""
    if isinstance(frame, Unit):
        return f"a {frame.name} row"
    if isinstance(frame, Rows):
        return f"the {frame.relation.name} of {describe(frame.parent)}"
    assert isinstance(frame, Link)
    return f"the {frame.table.name} row linked from {describe(frame.parent)}"


# ------------------------------------------------------------------------------------------------ expressions


@dataclass(frozen=True, eq=False)
class Expr(Node):
    """A value. Its kinds are in expressions/.

    ``type``: its type. ``anchor``: the unit or rows it speaks about; ``None`` for a constant.
    ``refers_to``: for a key, the table it is a key of.
    """

    anchor: Anchor | None = field(init=False, repr=False)
    frames: frozenset[Anchor] = field(init=False, repr=False)
    type: Type = field(init=False, repr=False)
    refers_to: str | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "refers_to", None)
        object.__setattr__(self, "frames", self._speaks_about())
        object.__setattr__(self, "anchor", innermost(self.frames))
        object.__setattr__(self, "type", self._check())

    def _speaks_about(self) -> frozenset[Anchor]:
        """Return the anchors whose rows must be chosen before this has a value."""
        found: frozenset[Anchor] = frozenset()
        for child in self.children():
            if isinstance(child, Expr):
                found |= child.frames
        return found

    def _check(self) -> Type:
        """Return the type of the value. Raises TypeMismatch when the parts do not fit."""
        raise NotImplementedError


def frames_of(frame: Frame) -> frozenset[Anchor]:
    """Return the anchors that a frame speaks about: its own, and those that the keys it follows are made of."""
    found: frozenset[Anchor] = frozenset({frame.anchor})
    while isinstance(frame, Link):
        found |= frame.ref.frames
        frame = frame.parent
    return found


def fingerprint(node: Node, done: dict[Node, str] | None = None) -> str:
    """Return a text that is the same for equal graphs in any process, and different for different ones."""
    done = {} if done is None else done
    if node not in done:
        parts = [
            fingerprint(part, done) if isinstance(part, Node) else f"{type(part).__name__}:{part!r}"
            for part in node.parts()
        ]
        text = f"{type(node).__name__}({','.join(parts)})"
        done[node] = hashlib.sha256(text.encode()).hexdigest()
    return done[node]
