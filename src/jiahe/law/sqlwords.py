"""How the two SQL engines write what they write differently: dates, casts and conditional counts."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import ClassVar

from sqlglot import exp

from jiahe.law.expressions import place_prefix
from jiahe.law.nodes import Expr
from jiahe.law.types import Type


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
    }

    def null(self, node: Expr) -> exp.Expression:
        """The unknown of a node's type. A key's type is the register's own, so its unknown has none."""
        if node.type is Type.REF:
            return exp.null()
        return exp.cast(exp.null(), self.types[node.type], dialect=self.dialect)

    def int(self, value: int) -> exp.Expression:
        """A whole number."""
        return exp.cast(exp.Literal.number(value), "BIGINT", dialect=self.dialect) if value < 0 else exp.Literal.number(value)

    def as_int(self, value: exp.Expression) -> exp.Expression:
        """A whole number wide enough for money."""
        return exp.cast(value.copy(), "BIGINT", dialect=self.dialect)

    def date(self, value: dt.date) -> exp.Expression:
        """A date."""
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE", dialect=self.dialect)

    def case(self, branches: list[tuple[exp.Expression, exp.Expression]], otherwise: exp.Expression) -> exp.Expression:
        """CASE WHEN … THEN … ELSE otherwise END."""
        found = exp.Case(default=otherwise.copy())
        for condition, value in branches:
            found.append("ifs", exp.If(this=condition.copy(), true=value.copy()))
        return found

    def unless(self, doubt: exp.Expression, value: exp.Expression) -> exp.Expression:
        """The value, but unknown when ``doubt`` is true."""
        return self.case([(doubt, exp.null())], value)

    def is_null(self, value: exp.Expression) -> exp.Expression:
        """value IS NULL."""
        return exp.paren(exp.Is(this=value.copy(), expression=exp.null()))

    def eq(self, left: exp.Expression, right: exp.Expression) -> exp.Expression:
        """left = right."""
        return exp.EQ(this=left.copy(), expression=right.copy())

    def le(self, left: exp.Expression, right: exp.Expression) -> exp.Expression:
        """left <= right."""
        return exp.LTE(this=left.copy(), expression=right.copy())

    def ge(self, left: exp.Expression, right: exp.Expression) -> exp.Expression:
        """left >= right."""
        return exp.GTE(this=left.copy(), expression=right.copy())

    def filtered(self, aggregate: exp.Expression, where: exp.Expression | None) -> exp.Expression:
        """An aggregate over the rows where ``where`` is true."""
        return aggregate if where is None else exp.Filter(this=aggregate, expression=exp.Where(this=where.copy()))

    def count_if(self, where: exp.Expression) -> exp.Expression:
        """How many rows match."""
        return self.filtered(exp.Count(this=exp.Star()), where)

    def bool_or(self, value: exp.Expression) -> exp.Expression:
        """Whether it is true on some row; NULL when it is true on none and unknown on all."""
        return exp.func("BOOL_OR", value.copy(), dialect=self.dialect)

    def portion(self, money: exp.Expression, share: Fraction, rounding: str) -> exp.Expression:
        """An exact share in whole fen; see reference.portion."""
        size = exp.Mul(this=exp.Abs(this=money.copy()), expression=self.int(abs(share.numerator)))
        divisor = share.denominator
        if rounding == "up":
            size = exp.paren(exp.Add(this=size, expression=self.int(divisor - 1)))
        elif rounding == "half_up":
            size = exp.paren(exp.Add(this=exp.Mul(this=size, expression=self.int(2)), expression=self.int(divisor)))
            divisor *= 2
        whole = self.as_int(self.int_div(exp.paren(size), divisor))
        negative = exp.LT(this=money.copy(), expression=self.int(0))
        if share < 0:
            negative = exp.GT(this=money.copy(), expression=self.int(0))
        return self.case([(negative, exp.Neg(this=whole))], whole)

    def int_div(self, value: exp.Expression, divisor: int) -> exp.Expression:
        """Whole quotient of a non-negative number."""
        return exp.IntDiv(this=value, expression=self.int(divisor))

    def part(self, date: exp.Expression, part: str) -> exp.Expression:
        """The year, month or day of a date."""
        return exp.cast(exp.Extract(this=exp.var(part), expression=date.copy()), "BIGINT", dialect=self.dialect)

    def plus(self, date: exp.Expression, number: exp.Expression, unit: str) -> exp.Expression:
        """A date moved by years, months or days; the day clamped to the month's end."""
        if unit == "days":
            whole = exp.cast(number.copy(), "INT", dialect=self.dialect)
            return exp.cast(exp.paren(exp.Add(this=date.copy(), expression=whole)), "DATE", dialect=self.dialect)
        months = self._months(number, unit)
        interval = exp.func("TO_MONTHS", exp.cast(months, "INT", dialect=self.dialect), dialect=self.dialect)
        return exp.cast(exp.paren(exp.Add(this=date.copy(), expression=interval)), "DATE", dialect=self.dialect)

    def _months(self, number: exp.Expression, unit: str) -> exp.Expression:
        times = 12 if unit == "years" else 1
        if isinstance(number, exp.Literal):
            return self.int(int(number.this) * times)
        return exp.paren(exp.Mul(this=number.copy(), expression=self.int(times)))

    def date_of(self, year: exp.Expression, month: int, day: int) -> exp.Expression:
        """The date in that year."""
        return exp.func("MAKE_DATE", year.copy(), self.int(month), self.int(day), dialect=self.dialect)

    def days_between(self, start: exp.Expression, end: exp.Expression) -> exp.Expression:
        """Days from start to end."""
        return self.as_int(exp.paren(exp.Sub(this=end.copy(), expression=start.copy())))

    def starts_with(self, text: exp.Expression, prefix: str) -> exp.Expression:
        """Whether a text starts with a prefix."""
        return exp.func("STARTS_WITH", text.copy(), exp.Literal.string(prefix), dialect=self.dialect)

    def within(self, place: exp.Expression, region: str) -> exp.Expression:
        """Whether a place lies in a region; unknown when it is known only to a level above it."""
        prefix = place_prefix(region)
        above = sorted({region[:digits].ljust(12, "0") for digits in (0, 2, 4, 6, 9) if digits < len(prefix)})
        branches = [(self.is_null(place), exp.null())]
        if prefix:
            branches.append((self.starts_with(place, prefix), exp.true()))
            among = [exp.Literal.string(code) for code in above]
            branches.append((exp.In(this=place.copy(), expressions=among), exp.null()))
            return self.case(branches, exp.false())
        return self.case(branches, exp.true())

    def division(self, place: exp.Expression, digits: int) -> exp.Expression:
        """The division that a place lies in; unknown when the place is known only above that level."""
        above = [d for d in (0, 2, 4, 6, 9) if d < digits]
        known: exp.Expression = exp.true()
        if above:
            rest = exp.func("SUBSTRING", place.copy(), self.int(above[-1] + 1), self.int(12 - above[-1]), dialect=self.dialect)
            known = exp.NEQ(this=rest, expression=exp.Literal.string("0" * (12 - above[-1])))
        start = exp.func("SUBSTRING", place.copy(), self.int(1), self.int(digits), dialect=self.dialect)
        code = exp.func("CONCAT", start, exp.Literal.string("0" * (12 - digits)), dialect=self.dialect) if digits < 12 else start
        return self.case([(known, code)], exp.null())


class SparkWords(Words):
    """Spark SQL's words, where they differ."""

    dialect: ClassVar[str] = "spark"
    types: ClassVar[dict[Type, str]] = {**Words.types, Type.TEXT: "STRING", Type.PLACE: "STRING"}

    def plus(self, date: exp.Expression, number: exp.Expression, unit: str) -> exp.Expression:
        if unit == "days":
            return exp.Anonymous(this="DATE_ADD", expressions=[date.copy(), exp.cast(number.copy(), "INT", dialect="spark")])
        months = exp.cast(self._months(number, unit), "INT", dialect="spark")
        return exp.Anonymous(this="ADD_MONTHS", expressions=[date.copy(), months])

    def date_of(self, year: exp.Expression, month: int, day: int) -> exp.Expression:
        return exp.Anonymous(this="MAKE_DATE", expressions=[exp.cast(year.copy(), "INT", dialect="spark"), self.int(month), self.int(day)])

    def days_between(self, start: exp.Expression, end: exp.Expression) -> exp.Expression:
        return self.as_int(exp.Anonymous(this="DATEDIFF", expressions=[end.copy(), start.copy()]))

    def starts_with(self, text: exp.Expression, prefix: str) -> exp.Expression:
        return exp.Anonymous(this="STARTSWITH", expressions=[text.copy(), exp.Literal.string(prefix)])

    def int_div(self, value: exp.Expression, divisor: int) -> exp.Expression:
        return exp.Anonymous(this="FLOOR", expressions=[exp.Div(this=exp.cast(value, "DECIMAL(38, 0)", dialect="spark"), expression=self.int(divisor))])
