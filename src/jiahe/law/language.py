"""The words a rule is written in: rows and typed values whose operators build the graph.

Nothing is computed here. A value cannot be used as a Python truth: write ``&``, ``|``, ``~`` and ``when``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from jiahe.law import expressions as ex
from jiahe.law.errors import LawError, TypeMismatch, UnknownName, did_you_mean
from jiahe.law.misuse import Operators
from jiahe.law.nodes import Expr, Frame, Link, Rows, Unit, describe
from jiahe.law.schema import Schema
from jiahe.law.types import Type

V = TypeVar("V", bound="Value")


class Value(Operators):
    """A value in a rule. ``node`` is the graph behind it."""

    __slots__ = ("node",)
    __hash__ = None  # type: ignore[assignment]  # what has no truth yet cannot be looked up

    def __init__(self, node: Expr) -> None:
        self.node = node

    def __repr__(self) -> str:
        return f"<{ex.NOUNS[self.node.type]}: {self.node.sketch()}>"

    def __bool__(self) -> NoReturn:
        raise TypeMismatch(
            "A rule is not run here, so its values are neither true nor false yet. "
            "Write & for and, | for or, ~ for not, .is_in(...) for in, and when(...).then(...).otherwise(...) for if."
        )

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        words = [w for w in dir(type(self)) if not w.startswith("_") and w != "node"]
        raise UnknownName(f"{ex.NOUNS[self.node.type].capitalize()} has no {name!r}. {did_you_mean(name, words)}")

    def __eq__(self, other: object) -> Bool:  # type: ignore[override]  # makes a graph, no truth
        return Bool(ex.Compare("eq", self.node, _like(other, self.node)))

    def __ne__(self, other: object) -> Bool:  # type: ignore[override]  # makes a graph, no truth
        return Bool(ex.Compare("ne", self.node, _like(other, self.node)))

    def is_known(self) -> Bool:
        """Whether the value is known. Never itself unknown."""
        return Bool(ex.Known(self.node))

    def on(self: V, date: Date | dt.date) -> V:
        """For a parameter: its value in force on another date."""
        if not isinstance(self.node, ex.Param):
            raise TypeMismatch(f"Only a parameter has a value on another date; this is {self.node.sketch()}.")
        param = self.node
        return type(self)(ex.Param(param.programme, param.name, param.of, _as(date, Type.DATE), param.place))

    def named(self: V, zh: str, en: str, unit: tuple[str, str] = ("", "")) -> V:
        """The same value, with a name and unit for explanations."""
        return type(self)(ex.Named(self.node, zh, en, unit))


class Ordered(Value):
    """A value that has an order: a date, a whole number, a sum of money."""

    __slots__ = ()

    def __lt__(self, other: object) -> Bool:
        return Bool(ex.Compare("lt", self.node, _like(other, self.node)))

    def __le__(self, other: object) -> Bool:
        return Bool(ex.Compare("le", self.node, _like(other, self.node)))

    def __gt__(self, other: object) -> Bool:
        return Bool(ex.Compare("lt", _like(other, self.node), self.node))

    def __ge__(self, other: object) -> Bool:
        return Bool(ex.Compare("le", _like(other, self.node), self.node))


class Bool(Value):
    """True, false or unknown."""

    __slots__ = ()

    def __and__(self, other: object) -> Bool:
        return Bool(ex.And(self.node, _like(other, self.node)))

    def __or__(self, other: object) -> Bool:
        return Bool(ex.Or(self.node, _like(other, self.node)))

    __rand__ = __and__
    __ror__ = __or__

    def __invert__(self) -> Bool:
        return Bool(ex.Not(self.node))


class Int(Ordered):
    """A whole number."""

    __slots__ = ()

    def __add__(self, other: object) -> Int:
        return Int(ex.Add(self.node, _like(other, self.node)))

    def __sub__(self, other: object) -> Int:
        return Int(ex.Subtract(self.node, _like(other, self.node)))

    def __rsub__(self, other: object) -> Int:
        return Int(ex.Subtract(_like(other, self.node), self.node))

    def __mul__(self, other: object) -> Any:
        if isinstance(other, Money):
            return Money(ex.Multiply(other.node, self.node))
        return Int(ex.Multiply(self.node, _like(other, self.node)))

    __radd__ = __add__
    __rmul__ = __mul__

    def is_in(self, *among: int) -> Bool:
        """Whether the number is one of these."""
        return Bool(ex.IsIn(self.node, among))


class Money(Ordered):
    """A sum of money in whole fen."""

    __slots__ = ()

    def __add__(self, other: object) -> Money:
        return Money(ex.Add(self.node, _like(other, self.node)))

    def __sub__(self, other: object) -> Money:
        return Money(ex.Subtract(self.node, _like(other, self.node)))

    def __rsub__(self, other: object) -> Money:
        return Money(ex.Subtract(_like(other, self.node), self.node))

    __radd__ = __add__

    def __mul__(self, times: object) -> Money:
        return Money(ex.Multiply(self.node, _as(times, Type.INT)))

    __rmul__ = __mul__

    def accrued(self, first: Date | dt.date, last: Date | dt.date) -> Money:
        """For a monthly rate that is a parameter: its sum over the calendar months from ``first``'s to ``last``'s."""
        if not isinstance(self.node, ex.Param):
            raise TypeMismatch(f"Only a parameter can be accrued by the month; this is {self.node.sketch()}.")
        return Money(ex.Accrued(self.node, _as(first, Type.DATE), _as(last, Type.DATE)))

    def share(self, share: Share | Fraction, rounding: str = "half_up") -> Money:
        """An exact share of it, rounded to whole fen: ``half_up`` (away from zero), ``down`` or ``up``."""
        node = share.node if isinstance(share, Share) else ex.Literal(share, Type.SHARE)
        return Money(ex.Portion(self.node, node, rounding))


class Share(Value):
    """An exact fraction, from a parameter."""

    __slots__ = ()


class Text(Value):
    """A word from a list of choices, or a text."""

    __slots__ = ()

    def is_in(self, *among: str) -> Bool:
        """Whether the text is one of these."""
        for one in among:
            ex.check_choice(self.node, one)
        return Bool(ex.IsIn(self.node, among))


class Place(Value):
    """A 12-digit division code."""

    __slots__ = ()

    def within(self, region: Place | str) -> Bool:
        """Whether it lies in the region; unknown when it is known only to a level above the region."""
        return Bool(ex.Within(self.node, _as(region, Type.PLACE)))

    def division(self, level: str) -> Place:
        """The division of that level (``province`` … ``village``); unknown when it is known only above the level."""
        return Place(ex.Division(self.node, level))


class Date(Ordered):
    """A calendar date."""

    __slots__ = ()

    def plus(self, *, years: object = None, months: object = None, days: object = None) -> Date:
        """The date so much later (or earlier, if negative); the day is clamped to the month's end."""
        node = self.node
        for unit, number in (("years", years), ("months", months), ("days", days)):
            if number is not None:
                node = ex.Plus(node, _as(number, Type.INT), unit)
        return Date(node)

    @property
    def year(self) -> Int:
        """The calendar year."""
        return Int(ex.Part(self.node, "year"))

    @property
    def month(self) -> Int:
        """The month, 1 to 12."""
        return Int(ex.Part(self.node, "month"))

    @property
    def day(self) -> Int:
        """The day of the month."""
        return Int(ex.Part(self.node, "day"))

    def years_until(self, other: object) -> Int:
        """Completed years up to ``other``: the age then, of somebody born on this date."""
        return Int(ex.YearsUntil(self.node, _as(other, Type.DATE)))

    def months_until(self, other: object) -> Int:
        """Difference of the calendar months, whatever the days: from 31 January to 1 March is 2."""
        later = Date(_as(other, Type.DATE))
        months: Int = (later.year - self.year) * 12 + (later.month - self.month)
        return months

    def days_until(self, other: object) -> Int:
        """Days up to ``other``."""
        return Int(ex.DaysUntil(self.node, _as(other, Type.DATE)))


_KINDS: dict[Type, type[Value]] = {
    Type.BOOL: Bool,
    Type.INT: Int,
    Type.DATE: Date,
    Type.MONEY: Money,
    Type.TEXT: Text,
    Type.PLACE: Place,
    Type.SHARE: Share,
}


def value_of(node: Expr) -> Any:
    """Wrap a node in the words of its type."""
    return _KINDS[node.type](node)


def _as(value: object, type: Type) -> Expr:
    """Return ``value`` as a node: itself, or a literal of ``type``."""
    if isinstance(value, Value):
        return value.node
    if type is Type.MONEY and isinstance(value, int) and value != 0:
        raise TypeMismatch(f"{value!r} is not a sum of money. Write yuan('{value}.00').")
    if type is Type.REF:
        raise TypeMismatch("A key can only be compared with another key.")
    return ex.Literal(value, type)  # type: ignore[arg-type]  # a literal says itself what does not fit


def _like(value: object, node: Expr) -> Expr:
    if value is None:
        raise TypeMismatch(f"None is no value: nothing equals it. Ask whether {node.sketch()} .is_known().")
    if isinstance(value, str):
        ex.check_choice(node, value)
    return _as(value, node.type)


class Row:
    """A row of facts in a rule: columns are values, a key column is the row it points at, relations are many rows."""

    __slots__ = ("_frame",)

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def __repr__(self) -> str:
        return f"<{describe(self._frame)}>"

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

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        self._rows.table.column(name)
        return _followed(self._rows.parent, ex.Only(self._rows, self._where, ex.Col(self._rows, name)))


Condition = Callable[[Row], Bool]

_MISSING = object()


class Many:
    """The many rows that point at a row. Conditions and values are functions of one of them."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __repr__(self) -> str:
        return f"<{describe(self._rows)}>"

    def __bool__(self) -> NoReturn:
        raise TypeMismatch(f"{self._rows.relation.name}: ask .any() whether there are such rows.")

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
        found: object = f(Row(self._rows)) if callable(f) else f
        if not isinstance(found, (Value, bool)):
            raise TypeMismatch(
                f"{self._rows.relation.name}: a condition is a function of one row that returns a truth, such as "
                f"lambda row: row.{self._rows.table.columns[0].name}.is_known(), not {found!r}."
            )
        return _as(found, Type.BOOL)

    def _value(self, f: Callable[[Row], Any]) -> Expr:
        got = f(Row(self._rows))
        if not isinstance(got, Value):
            raise TypeMismatch(f"The value over {self._rows.relation.name} must be a value of the row, not {got!r}.")
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
        return value_of(ex.Extreme(self._rows, self._condition(where), node, greatest, _as(if_none, node.type)))

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


# ------------------------------------------------------------------------------------------------ free words


class _When:
    """``when(condition).then(a).otherwise(b)``; several ``.when`` may follow."""

    def __init__(self, cases: list[tuple[Bool, object]], condition: Bool) -> None:
        self._cases = cases
        self._condition = condition

    def then(self, value: object) -> _Then:
        return _Then([*self._cases, (self._condition, value)])


class _Then:
    def __init__(self, cases: list[tuple[Bool, object]]) -> None:
        self._cases = cases

    def when(self, condition: Bool) -> _When:
        return _When(self._cases, condition)

    def otherwise(self, value: object) -> Any:
        all_values = [v for _, v in self._cases] + [value]
        known = next((v for v in all_values if isinstance(v, Value)), None)
        type = known.node.type if known is not None else _literal_type(all_values[0])
        node = _as(value, type)
        for condition, then in reversed(self._cases):
            node = ex.If(_as(condition, Type.BOOL), _as(then, type), node)
        return value_of(node)


def _literal_type(value: object) -> Type:
    kinds = (
        (bool, Type.BOOL), (int, Type.INT), (dt.date, Type.DATE), (str, Type.TEXT), (Fraction, Type.SHARE),
    )  # fmt: skip
    for python, type in kinds:
        if isinstance(value, python):
            return type
    raise TypeMismatch(f"{value!r} is not a value that a rule can hold.")


def when(condition: Bool) -> _When:
    """``when(c).then(a).otherwise(b)``: unknown when ``c`` is unknown."""
    return _When([], condition)


def all_of(first: Bool, *rest: Bool) -> Bool:
    """Whether all hold."""
    for one in (first, *rest):
        _truth(one, "all_of")
    for one in rest:
        first = first & one
    return first


def any_of(first: Bool, *rest: Bool) -> Bool:
    """Whether at least one holds."""
    for one in (first, *rest):
        _truth(one, "any_of")
    for one in rest:
        first = first | one
    return first


def _truth(value: object, what: str) -> None:
    if not isinstance(value, Bool):
        raise TypeMismatch(f"{what} takes truths one after the other, {what}(a, b, c), not {value!r}.")


def _chain(kind: type[ex.Lesser | ex.Greater], values: tuple[Any, ...], what: str) -> Any:
    known = next((v for v in values if isinstance(v, Value)), None)
    if known is None or len(values) < 2:
        raise LawError(f"{what} needs at least two values, one of them from the rule.")
    node: Expr = _like(values[0], known.node)
    for value in values[1:]:
        node = kind(node, _like(value, known.node))
    return value_of(node)


def least(*values: Any) -> Any:
    """The smallest of the values; unknown when one is unknown."""
    return _chain(ex.Lesser, values, "least")


def greatest(*values: Any) -> Any:
    """The largest of the values; unknown when one is unknown."""
    return _chain(ex.Greater, values, "greatest")


def date_of(year: Int | int, month: int, day: int) -> Date:
    """The date in that year with a fixed month and day."""
    return Date(ex.DateOf(_as(year, Type.INT), month, day))


def yuan(amount: str) -> Money:
    """A sum of money, written in yuan with two decimals: ``yuan("3600.00")``."""
    if not isinstance(amount, str):
        raise TypeMismatch(f"yuan takes a text, so that no figure is rounded: yuan('3600.00'), not yuan({amount!r}).")
    return Money(ex.Literal(fen(amount), Type.MONEY))


def unknown(type: Type, *, zh: str = "", en: str = "", evidence: Any = ()) -> Any:
    """The unknown of that type. ``zh``, ``en``: why it is left open; ``evidence``: the papers that settle it."""
    papers = pairs_of(evidence)
    return value_of(ex.LeftOpen(type, zh, en, papers) if zh or en or papers else ex.Literal(None, type))


def pairs_of(evidence: Any) -> tuple[tuple[str, str], ...]:
    """Return papers, written as one (Chinese, English) pair or as several."""
    return (evidence,) if evidence and isinstance(evidence[0], str) else tuple(evidence)


def fen(amount: str) -> int:
    """Return whole fen for yuan written with at most two decimals. Raises LawError otherwise."""
    try:
        exact = Decimal(amount) * 100
    except ArithmeticError as problem:
        raise LawError(f"{amount!r} is not an amount of yuan. Write it as 3600.00.") from problem
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise LawError(f"{amount!r} yuan is not a whole number of fen. Write at most two decimals.")
    return int(exact)
