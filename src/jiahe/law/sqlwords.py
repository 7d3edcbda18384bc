"""How the two SQL engines write what they write differently: dates, casts and conditional counts."""

from __future__ import annotations

import datetime as dt
import functools
from fractions import Fraction
from typing import Any, ClassVar

from sqlglot import exp

from jiahe.law.nodes import Expr
from jiahe.law.place_codes import place_prefix
from jiahe.law.types import Type

Branches = list[tuple[exp.Expression, exp.Expression]]


def paren(value: exp.Expression) -> exp.Expression:
    """Return (value)."""
    return exp.Paren(this=value)


def func(name: str, *arguments: exp.Expression, dialect: str) -> exp.Expression:
    """Return a call of a function."""
    found: Any = exp.func(name, *arguments, dialect=dialect, copy=False)
    return found  # type: ignore[no-any-return]  # SQLGlot names a mixin of what it returns


@functools.cache
def _type(name: str, dialect: str) -> exp.DataType:
    return exp.DataType.build(name, dialect=dialect)


def cast(value: exp.Expression, to: str, dialect: str) -> exp.Expression:
    """Return CAST(value AS to)."""
    return exp.Cast(this=value, to=_type(to, dialect))


class Words:
    """DuckDB's words. Every method returns a new expression."""

    dialect: ClassVar[str] = "duckdb"
    types: ClassVar[dict[Type, str]] = {
        Type.BOOL: "BOOLEAN",
        Type.INT: "BIGINT",
        Type.MONEY: "BIGINT",
        Type.DATE: "DATE",
        Type.TEXT: "VARCHAR",
        Type.PLACE: "VARCHAR",
        Type.SHARE: "VARCHAR",  # only ever compared with another
    }

    def null(self, node: Expr) -> exp.Expression:
        """The unknown of a node's type. A key's type is the register's own, so its unknown has none."""
        if node.type is Type.REF:
            return exp.null()
        return cast(exp.null(), self.types[node.type], dialect=self.dialect)

    def number(self, value: int) -> exp.Expression:
        """A whole number."""
        return (
            cast(exp.Literal.number(value), "BIGINT", dialect=self.dialect) if value < 0 else exp.Literal.number(value)
        )

    def as_int(self, value: exp.Expression) -> exp.Expression:
        """A whole number wide enough for money."""
        return cast(value, "BIGINT", dialect=self.dialect)

    def date(self, value: dt.date) -> exp.Expression:
        """A date."""
        return cast(exp.Literal.string(value.isoformat()), "DATE", dialect=self.dialect)

    def one_of(self, value: str, among: tuple[str, ...]) -> exp.Expression:
        """A word out of a short list: an ENUM, which takes one byte a row of a result."""
        words = exp.DataType(this=exp.DataType.Type.ENUM, expressions=[exp.Literal.string(one) for one in among])
        return exp.Cast(this=exp.Literal.string(value), to=words)

    def case(self, branches: Branches, otherwise: exp.Expression) -> exp.Expression:
        """CASE WHEN … THEN … ELSE otherwise END."""
        found = exp.Case(default=otherwise)
        for condition, value in branches:
            found.append("ifs", exp.If(this=condition, true=value))
        return found

    def unless(self, doubt: exp.Expression, value: exp.Expression) -> exp.Expression:
        """The value, but unknown when ``doubt`` is true."""
        return self.case([(doubt, exp.null())], value)

    def is_null(self, value: exp.Expression) -> exp.Expression:
        """value IS NULL."""
        return paren(exp.Is(this=value, expression=exp.null()))

    def eq(self, left: exp.Expression, right: exp.Expression) -> exp.Expression:
        """left = right."""
        return exp.EQ(this=left, expression=right)

    def le(self, left: exp.Expression, right: exp.Expression) -> exp.Expression:
        """left <= right."""
        return exp.LTE(this=left, expression=right)

    def ge(self, left: exp.Expression, right: exp.Expression) -> exp.Expression:
        """left >= right."""
        return exp.GTE(this=left, expression=right)

    def filtered(self, aggregate: exp.Expression, where: exp.Expression | None) -> exp.Expression:
        """An aggregate over the rows where ``where`` is true."""
        return aggregate if where is None else exp.Filter(this=aggregate, expression=exp.Where(this=where))

    def count_if(self, where: exp.Expression | None) -> exp.Expression:
        """How many rows match; all of them when there is no condition."""
        return self.filtered(exp.Count(this=exp.Star()), where)

    def bool_or(self, value: exp.Expression) -> exp.Expression:
        """Whether it is true on some row; NULL when it is true on none and unknown on all."""
        return func("BOOL_OR", value, dialect=self.dialect)

    def portion(self, money: exp.Expression, share: Fraction, rounding: str) -> exp.Expression:
        """An exact share in whole fen; see reference.portion."""
        money = self.as_int(money)  # a small literal times a share need not be small
        size: exp.Expression = exp.Mul(this=exp.Abs(this=money), expression=self.number(abs(share.numerator)))
        divisor = share.denominator
        if rounding == "up":
            size = paren(exp.Add(this=size, expression=self.number(divisor - 1)))
        elif rounding == "half_up":
            size = paren(exp.Add(this=exp.Mul(this=size, expression=self.number(2)), expression=self.number(divisor)))
            divisor *= 2
        whole = self.as_int(self.int_div(paren(size), divisor))
        opposite = exp.GT if share < 0 else exp.LT
        negative = opposite(this=money, expression=self.number(0))
        return self.case([(negative, exp.Neg(this=whole))], whole)

    def int_div(self, value: exp.Expression, divisor: int) -> exp.Expression:
        """Whole quotient of a non-negative number."""
        return exp.IntDiv(this=value, expression=self.number(divisor))

    def part(self, date: exp.Expression, part: str) -> exp.Expression:
        """The year, month or day of a date."""
        return cast(exp.Extract(this=exp.var(part), expression=date), "BIGINT", dialect=self.dialect)

    def plus(self, date: exp.Expression, number: exp.Expression, unit: str) -> exp.Expression:
        """A date moved by years, months or days; the day clamped to the month's end."""
        if unit == "days":
            whole = cast(number, "INT", dialect=self.dialect)
            return cast(paren(exp.Add(this=date, expression=whole)), "DATE", dialect=self.dialect)
        months = self._months(number, unit)
        interval = func("TO_MONTHS", cast(months, "INT", dialect=self.dialect), dialect=self.dialect)
        return cast(paren(exp.Add(this=date, expression=interval)), "DATE", dialect=self.dialect)

    def _months(self, number: exp.Expression, unit: str) -> exp.Expression:
        times = 12 if unit == "years" else 1
        if isinstance(number, exp.Literal):
            return self.number(int(number.this) * times)
        return paren(exp.Mul(this=number, expression=self.number(times)))

    def within_calendar(self, date: exp.Expression) -> exp.Expression:
        """The date, or the calendar's last or first day if it lies beyond; see reference.plus."""
        first, last = self.date(dt.date.min), self.date(dt.date.max)
        beyond = exp.GT(this=date, expression=last)
        before = exp.LT(this=date, expression=first)
        return self.case([(beyond, last), (before, first)], date)

    def date_of(self, year: exp.Expression, month: int, day: int) -> exp.Expression:
        """The date in that year."""
        return func("MAKE_DATE", year, self.number(month), self.number(day), dialect=self.dialect)

    def days_between(self, start: exp.Expression, end: exp.Expression) -> exp.Expression:
        """Days from start to end."""
        return self.as_int(paren(exp.Sub(this=end, expression=start)))

    def starts_with(self, text: exp.Expression, prefix: str) -> exp.Expression:
        """Whether a text starts with a prefix."""
        return func("STARTS_WITH", text, exp.Literal.string(prefix), dialect=self.dialect)

    def within(self, place: exp.Expression, region: str) -> exp.Expression:
        """Whether a place lies in a region; unknown when it is known only to a level above it."""
        prefix = place_prefix(region)
        above = sorted({region[:digits].ljust(12, "0") for digits in (0, 2, 4, 6, 9) if digits < len(prefix)})
        branches: Branches = [(self.is_null(place), exp.null())]
        if prefix:
            branches.append((self.starts_with(place, prefix), exp.true()))
            among = [exp.Literal.string(code) for code in above]
            branches.append((exp.In(this=place, expressions=among), exp.null()))
            return self.case(branches, exp.false())
        return self.case(branches, exp.true())

    def division(self, place: exp.Expression, digits: int) -> exp.Expression:
        """The division that a place lies in; unknown when the place is known only above that level."""
        above = [d for d in (0, 2, 4, 6, 9) if d < digits]
        known: exp.Expression = exp.true()
        if above:
            shown, hidden = above[-1], 12 - above[-1]
            rest = func("SUBSTRING", place, self.number(shown + 1), self.number(hidden), dialect=self.dialect)
            known = exp.NEQ(this=rest, expression=exp.Literal.string("0" * hidden))
        start = func("SUBSTRING", place, self.number(1), self.number(digits), dialect=self.dialect)
        rest_of_it = exp.Literal.string("0" * (12 - digits))
        code = func("CONCAT", start, rest_of_it, dialect=self.dialect) if digits < 12 else start
        return self.case([(known, code)], exp.null())


class SparkWords(Words):
    """Spark SQL's words, where they differ."""

    dialect: ClassVar[str] = "spark"
    types: ClassVar[dict[Type, str]] = {**Words.types, Type.TEXT: "STRING", Type.PLACE: "STRING", Type.SHARE: "STRING"}

    def one_of(self, value: str, among: tuple[str, ...]) -> exp.Expression:
        return exp.Literal.string(value)

    def plus(self, date: exp.Expression, number: exp.Expression, unit: str) -> exp.Expression:
        if unit == "days":
            return exp.Anonymous(this="DATE_ADD", expressions=[date, cast(number, "INT", dialect="spark")])
        months = cast(self._months(number, unit), "INT", dialect="spark")
        return exp.Anonymous(this="ADD_MONTHS", expressions=[date, months])

    def date_of(self, year: exp.Expression, month: int, day: int) -> exp.Expression:
        return exp.Anonymous(
            this="MAKE_DATE", expressions=[cast(year, "INT", dialect="spark"), self.number(month), self.number(day)]
        )

    def days_between(self, start: exp.Expression, end: exp.Expression) -> exp.Expression:
        return self.as_int(exp.Anonymous(this="DATEDIFF", expressions=[end, start]))

    def starts_with(self, text: exp.Expression, prefix: str) -> exp.Expression:
        return exp.Anonymous(this="STARTSWITH", expressions=[text, exp.Literal.string(prefix)])
