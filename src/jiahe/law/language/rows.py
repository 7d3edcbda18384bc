"""Rows in a rule: one row, the many rows that point at it, and the only one of those that matches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from jiahe.law import expressions as ex
from jiahe.law.errors import LawError, TypeMismatch, UnknownName, did_you_mean
from jiahe.law.language.values import Bool, Int, Value, node_of, value_of
from jiahe.law.misuse import Operators
from jiahe.law.nodes import Expr, Frame, Link, Rows, Unit, describe
from jiahe.law.schema import Schema
from jiahe.law.types import Type


class Row(Operators):
    """A row of facts in a rule: columns are values, a key column is the row it points at, relations are many rows."""

    __slots__ = ("_frame",)

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def __repr__(self) -> str:
        return f"<{describe(self._frame)}>"

    def __bool__(self) -> NoReturn:
        raise TypeMismatch(
            f"{describe(self._frame)} is neither true nor false. Ask .is_known() whether it is known which row it is, "
            "and write & for and, | for or, ~ for not, and when(...).then(...).otherwise(...) for if."
        )

    def _refuse(self, operator: str) -> NoReturn:
        raise TypeMismatch(
            f"{describe(self._frame)} has no {operator}. Take a column of it, such as "
            f".{self._frame.table.columns[-1].name}, or ask .is_known() whether it is known which row it is."
        )

    @property
    def frame(self) -> Frame:
        """The frame behind it."""
        return self._frame

    def _column(self, name: str) -> Expr:
        return ex.Col(self._frame, name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        table = self._frame.table
        relations = self._frame.schema.relations_of(table.name)
        if name in relations:
            return Many(Rows(self._frame, relations[name]))
        columns = {column.name: column for column in table.columns}
        if name not in columns:
            raise UnknownName(f"A {table.name} row has no {name!r}. {did_you_mean(name, [*columns, *relations])}")
        return _followed(self._frame, self._column(name))

    def _key(self) -> Expr:
        if isinstance(self._frame, Link):
            return self._frame.ref
        if self._frame.table.key is None:
            raise TypeMismatch(f"{self._frame.table.name} rows have no key, so they cannot be compared.")
        return ex.KeyOf(self._frame)

    def __eq__(self, other: object) -> Bool:  # type: ignore[override]  # makes a graph, no truth
        return Bool(ex.Compare("eq", self._key(), _row_key(other)))

    def __ne__(self, other: object) -> Bool:  # type: ignore[override]  # makes a graph, no truth
        return Bool(ex.Compare("ne", self._key(), _row_key(other)))

    __hash__ = None  # type: ignore[assignment]  # what has no truth yet cannot be looked up

    def is_known(self) -> Bool:
        """Whether it is known which row this is."""
        return Bool(ex.Known(self._key()))


def _row_key(other: object) -> Expr:
    if not isinstance(other, Row):
        raise TypeMismatch(f"A row can only be compared with another row, not with {other!r}.")
    return other._key()


def _followed(frame: Frame, node: Expr) -> Any:
    """Wrap a column; a key is followed to its row."""
    if node.type is Type.REF:
        return Row(Link(frame, node))
    return value_of(node)


class OnlyRow(Row):
    """The one row of many that matches a condition. A column of it is unknown when none or several match."""

    __slots__ = ("_rows", "_where")

    def __init__(self, rows: Rows, where: Expr) -> None:
        super().__init__(rows)
        self._rows = rows
        self._where = where

    def _key(self) -> Expr:
        if self._rows.table.key is None:
            return super()._key()
        return ex.Only(self._rows, self._where, ex.KeyOf(self._rows))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        self._rows.table.column(name)
        return _followed(self._rows.parent, ex.Only(self._rows, self._where, ex.Col(self._rows, name)))


Condition = Callable[[Row], Bool]

_MISSING = object()


_REDUCED = {
    "==": ".count() == 2, or .any(lambda row: ...)",
    "len()": ".count()",
    "[]": ".only(lambda row: ...)",
    "for or in": ".any(lambda row: ...), .all(...), .count(...), .sum(...) or another aggregate",
}


class Many(Operators):
    """The many rows that point at a row. Conditions and values are functions of one of them."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __repr__(self) -> str:
        return f"<{describe(self._rows)}>"

    def __bool__(self) -> NoReturn:
        raise TypeMismatch(f"{self._rows.relation.name}: ask .any() whether there are such rows.")

    def _refuse(self, operator: str) -> NoReturn:
        instead = _REDUCED.get(operator, ".any(...), .count(...), .sum(...) or another aggregate")
        raise TypeMismatch(f"{self._rows.relation.name} are many rows and have no {operator}. Write {instead}.")

    def __eq__(self, other: object) -> Bool:  # type: ignore[override]  # many rows are equal to nothing
        self._refuse("==")

    __ne__ = __eq__  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]  # what is equal to nothing cannot be looked up

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        words = [w for w in dir(type(self)) if not w.startswith("_")]
        raise UnknownName(
            f"{self._rows.relation.name} are many rows and have no {name!r}. {did_you_mean(name, words)} "
            f"For a column, reduce them first: .only(lambda row: ...).{name}"
        )

    def _condition(self, f: Any) -> Expr:
        if f is None:
            return ex.Literal(True, Type.BOOL)
        found: object = f(Row(self._rows)) if callable(f) and not isinstance(f, Operators) else f
        if not isinstance(found, (Value, bool)):
            raise TypeMismatch(
                f"{self._rows.relation.name}: a condition is a function of one row that returns a truth, such as "
                f"lambda row: row.{self._rows.table.columns[0].name}.is_known(), not {found!r}."
            )
        return node_of(found, Type.BOOL)

    def _value(self, f: Any) -> Expr:
        got: object = f(Row(self._rows)) if callable(f) and not isinstance(f, Operators) else f
        if not isinstance(got, Value):
            raise TypeMismatch(
                f"The value over {self._rows.relation.name} must be a value of the row, such as "
                f"lambda row: row.{self._rows.table.columns[0].name}, not {got!r}."
            )
        return got.node

    def any(self, f: Condition | None = None) -> Bool:
        """Whether some row matches."""
        return Bool(ex.AnyRow(self._rows, self._condition(f)))

    def all(self, f: Condition) -> Bool:
        """Whether every row matches (true when there are none)."""
        return ~Bool(ex.AnyRow(self._rows, ex.Not(self._condition(f))))

    def count(self, f: Condition | None = None) -> Int:
        """How many rows match; unknown when some row may match."""
        return Int(ex.Count(self._rows, self._condition(f)))

    def at_least(self, number: int, f: Condition | None = None) -> Bool:
        """Whether at least so many rows match; unknown only when it depends on a row that may match."""
        if type(number) is not int:
            raise TypeMismatch(
                f"at_least needs a number that is written in the rule, .at_least(2, ...), not {number!r}."
            )
        return Bool(ex.AtLeast(self._rows, self._condition(f), number))

    def sum(self, value: Callable[[Row], Any], where: Condition | None = None) -> Any:
        """Sum of a number or of money over the matching rows."""
        return value_of(ex.Total(self._rows, self._condition(where), self._value(value)))

    def _extreme(self, value: Callable[[Row], Any], where: Condition | None, if_none: object, greatest: bool) -> Any:
        node = self._value(value)
        if if_none is _MISSING:
            raise LawError(
                f"{self._rows.relation.name}: say what it is when no row matches, with if_none=... (None: unknown)."
            )
        return value_of(ex.Extreme(self._rows, self._condition(where), node, greatest, node_of(if_none, node.type)))

    def least(self, value: Callable[[Row], Any], where: Condition | None = None, *, if_none: object = _MISSING) -> Any:
        """The least value of the matching rows; ``if_none`` when no row matches (None: unknown)."""
        return self._extreme(value, where, if_none, greatest=False)

    def greatest(
        self, value: Callable[[Row], Any], where: Condition | None = None, *, if_none: object = _MISSING
    ) -> Any:
        """The greatest value of the matching rows; ``if_none`` when no row matches (None: unknown)."""
        return self._extreme(value, where, if_none, greatest=True)

    earliest = least
    latest = greatest

    def only(self, f: Condition | None = None) -> OnlyRow:
        """The one row that matches."""
        return OnlyRow(self._rows, self._condition(f))


def unit(schema: Schema, table: str) -> Row:
    """Return the row that a programme is about."""
    return Row(Unit(schema, table))
