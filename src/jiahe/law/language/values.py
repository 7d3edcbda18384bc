"""Typed values in a rule: what can be asked of a truth, a number, a sum of money, a date, a text, a place."""

from __future__ import annotations

import datetime as dt
import inspect
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from jiahe.law import expressions as ex
from jiahe.law.errors import TypeMismatch, UnknownName, did_you_mean
from jiahe.law.misuse import ValueOperators
from jiahe.law.nodes import Expr
from jiahe.law.types import Type

V = TypeVar("V", bound="Value")


class Value(ValueOperators):
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
        return Bool(ex.Compare("eq", self.node, node_like(other, self.node)))

    def __ne__(self, other: object) -> Bool:  # type: ignore[override]  # makes a graph, no truth
        return Bool(ex.Compare("ne", self.node, node_like(other, self.node)))

    def is_known(self) -> Bool:
        """Whether the value is known. Never itself unknown."""
        return Bool(ex.Known(self.node))

    def on(self: V, date: Date | dt.date) -> V:
        """For a parameter: its value in force on another date."""
        if not isinstance(self.node, ex.Param):
            raise TypeMismatch(f"Only a parameter has a value on another date; this is {self.node.sketch()}.")
        param = self.node
        return type(self)(ex.Param(param.programme, param.name, param.of, node_of(date, Type.DATE), param.place))

    def named(self: V, zh: str, en: str, unit: Any = ("", "")) -> V:
        """The same value, with a name and unit for explanations."""
        if not isinstance(unit, tuple) or len(unit) != 2:
            raise TypeMismatch(f"A unit is written in Chinese and in English, unit=('个月', 'months'), not {unit!r}.")
        return type(self)(ex.Named(self.node, zh, en, unit))


class Ordered(Value):
    """A value that has an order: a date, a whole number, a sum of money."""

    __slots__ = ()

    def __lt__(self, other: object) -> Bool:
        return Bool(ex.Compare("lt", self.node, node_like(other, self.node)))

    def __le__(self, other: object) -> Bool:
        return Bool(ex.Compare("le", self.node, node_like(other, self.node)))

    def __gt__(self, other: object) -> Bool:
        return Bool(ex.Compare("lt", node_like(other, self.node), self.node))

    def __ge__(self, other: object) -> Bool:
        return Bool(ex.Compare("le", node_like(other, self.node), self.node))


class Bool(Value):
    """True, false or unknown."""

    __slots__ = ()

    def __and__(self, other: object) -> Bool:
        return Bool(ex.And(self.node, node_like(other, self.node)))

    def __or__(self, other: object) -> Bool:
        return Bool(ex.Or(self.node, node_like(other, self.node)))

    __rand__ = __and__
    __ror__ = __or__

    def __invert__(self) -> Bool:
        return Bool(ex.Not(self.node))


class Int(Ordered):
    """A whole number."""

    __slots__ = ()

    def __add__(self, other: object) -> Int:
        return Int(ex.Add(self.node, node_like(other, self.node)))

    def __sub__(self, other: object) -> Int:
        return Int(ex.Subtract(self.node, node_like(other, self.node)))

    def __rsub__(self, other: object) -> Int:
        return Int(ex.Subtract(node_like(other, self.node), self.node))

    def __mul__(self, other: object) -> Any:
        if isinstance(other, Money):
            return Money(ex.Multiply(other.node, self.node))
        return Int(ex.Multiply(self.node, node_like(other, self.node)))

    __radd__ = __add__
    __rmul__ = __mul__

    def is_in(self, *among: int) -> Bool:
        """Whether the number is one of these."""
        _check_listed(among, int, "whole numbers")
        return Bool(ex.IsIn(self.node, among))


class Money(Ordered):
    """A sum of money in whole fen."""

    __slots__ = ()

    def __add__(self, other: object) -> Money:
        return Money(ex.Add(self.node, node_like(other, self.node)))

    def __sub__(self, other: object) -> Money:
        return Money(ex.Subtract(self.node, node_like(other, self.node)))

    def __rsub__(self, other: object) -> Money:
        return Money(ex.Subtract(node_like(other, self.node), self.node))

    __radd__ = __add__

    def __mul__(self, times: object) -> Money:
        return Money(ex.Multiply(self.node, node_of(times, Type.INT)))

    __rmul__ = __mul__

    def accrued(self, first: Date | dt.date, last: Date | dt.date) -> Money:
        """For a monthly rate that is a parameter: its sum over the calendar months from ``first``'s to ``last``'s."""
        if not isinstance(self.node, ex.Param):
            raise TypeMismatch(f"Only a parameter can be accrued by the month; this is {self.node.sketch()}.")
        return Money(ex.Accrued(self.node, node_of(first, Type.DATE), node_of(last, Type.DATE)))

    def share(self, share: Share | Fraction, rounding: str = "half_up") -> Money:
        """An exact share of it, rounded to whole fen: ``half_up`` (away from zero), ``down`` or ``up``."""
        return Money(ex.Portion(self.node, node_of(share, Type.SHARE), rounding))


class Share(Value):
    """An exact fraction, from a parameter."""

    __slots__ = ()


class Text(Value):
    """A word from a list of choices, or a text."""

    __slots__ = ()

    def is_in(self, *among: str) -> Bool:
        """Whether the text is one of these."""
        _check_listed(among, str, "texts")
        for one in among:
            ex.check_choice(self.node, one)
        return Bool(ex.IsIn(self.node, among))


class Place(Value):
    """A 12-digit division code."""

    __slots__ = ()

    def within(self, region: Place | str) -> Bool:
        """Whether it lies in the region; unknown when it is known only to a level above the region."""
        return Bool(ex.Within(self.node, node_of(region, Type.PLACE)))

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
                node = ex.Plus(node, node_of(number, Type.INT), unit)
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
        return Int(ex.YearsUntil(self.node, node_of(other, Type.DATE)))

    def months_until(self, other: object) -> Int:
        """Difference of the calendar months, whatever the days: from 31 January to 1 March is 2."""
        later = Date(node_of(other, Type.DATE))
        months: Int = (later.year - self.year) * 12 + (later.month - self.month)
        return months

    def days_until(self, other: object) -> Int:
        """Days up to ``other``."""
        return Int(ex.DaysUntil(self.node, node_of(other, Type.DATE)))


_KINDS: dict[Type, type[Value]] = {
    Type.BOOL: Bool,
    Type.INT: Int,
    Type.DATE: Date,
    Type.MONEY: Money,
    Type.TEXT: Text,
    Type.PLACE: Place,
    Type.SHARE: Share,
}


def _check_listed(among: tuple[object, ...], kind: type, nouns: str) -> None:
    for one in among:
        if type(one) is not kind:
            raise TypeMismatch(f"is_in takes {nouns} one after the other, .is_in(a, b), not {one!r}.")


def value_of(node: Expr) -> Any:
    """Wrap a node in the words of its type."""
    return _KINDS[node.type](node)


def node_of(value: object, type: Type) -> Expr:
    """Return ``value`` as a node: itself, or a literal of ``type``."""
    if isinstance(value, Value):
        return value.node
    if type is Type.MONEY and isinstance(value, int) and value != 0:
        raise TypeMismatch(f"{value!r} is not a sum of money. Write yuan('{value}.00').")
    if inspect.isroutine(value):
        name = value.__name__
        raise TypeMismatch(f"{name} is not called here, so it is no value yet. Write {name}(...).")
    if value.__hash__ is None:
        raise TypeMismatch(f"{value!r} is not {ex.NOUNS[type]}.")
    if type is Type.REF:
        raise TypeMismatch("A key can only be compared with another key.")
    return ex.Literal(value, type)  # type: ignore[arg-type]  # a literal says itself what does not fit


def node_like(value: object, node: Expr) -> Expr:
    """Return ``value`` as a node of the same type as another; a text must be one of that one's choices."""
    if value is None:
        raise TypeMismatch(f"None is no value: nothing equals it. Ask whether {node.sketch()} .is_known().")
    if isinstance(value, str):
        ex.check_choice(node, value)
    return node_of(value, node.type)
