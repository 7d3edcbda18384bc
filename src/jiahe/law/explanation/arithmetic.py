"""How an amount was worked out, along the branch of the rule that was taken: 300.00 元 × 15 个月 = 4500.00 元.

A named quantity stands in a sum with its name and value; how it came about itself is said apart, in ``where``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from jiahe.law import expressions as ex
from jiahe.law.explanation import wording
from jiahe.law.explanation.structure import Names, Phrase
from jiahe.law.nodes import Expr
from jiahe.law.reference import Reference
from jiahe.law.scope import Scope
from jiahe.law.types import Type

SUM, PRODUCT, SINGLE = range(3)
"""How tightly a term binds."""


@dataclass(frozen=True)
class Term:
    """A part of a sum in words.

    ``worked``: there is something to work out in it. ``bare``: a number without a name.
    ``alone``: how it is said, result and all, where it is not part of another sum.
    """

    said: Phrase
    value: int | None
    binds: int = SINGLE
    worked: bool = False
    bare: bool = False
    alone: Phrase | None = None
    where: tuple[Phrase, ...] = ()

    def within(self, binds: int) -> Phrase:
        """Return it as it stands in a term that binds so tightly."""
        if self.binds >= binds:
            return self.said
        return Phrase(f"（{self.said.zh}）", f"({self.said.en})")


@dataclass(frozen=True)
class Arithmetic:
    """Words sums for one unit."""

    reference: Reference
    scope: Scope
    names: Names

    def of(self, node: Expr, unit: Phrase) -> tuple[Phrase, tuple[Phrase, ...]]:
        """Return how the value of a node came about, in ``unit``, and how the quantities named in that did."""
        term = self._term(node)
        return self._result(term, node.type, unit), tuple(dict.fromkeys(term.where))

    def _result(self, term: Term, type: Type, unit: Phrase) -> Phrase:
        if term.alone is not None:
            return term.alone
        if not term.worked:
            return wording.quantity(term.value, type, unit) if term.bare else term.said
        return _with(term.said, " = ", wording.quantity(term.value, type, unit))

    def _term(self, node: Expr) -> Term:
        method: Callable[[Any], Term] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
        return self._plain(node) if method is None else method(node)

    def _value(self, node: Expr) -> Any:
        return self.reference.value(node, self.scope)

    def _plain(self, node: Expr, label: Phrase | None = None) -> Term:
        """A number that nothing more is said about."""
        value = self._value(node)
        said = wording.quantity(value, node.type)
        return Term(said if label is None else _with(label, " ", said), value, bare=label is None)

    # -------------------------------------------------------------------------------------------- quantities

    def _named(self, node: ex.Named) -> Term:
        inner = self._term(node.value)
        label = Phrase(node.zh, node.en)
        unit = wording.both(lambda language: _unless(wording.pair(node.unit).say(language), label.say(language)))
        value = self._value(node)
        said = _with(label, " ", wording.quantity(value, node.type, unit))
        where = inner.where
        if inner.worked:
            where = (*where, _with(label, wording.COLON, self._result(inner, node.type, unit)))
        return Term(said, value, where=where)

    def _param(self, node: ex.Param) -> Term:
        parameter = self.reference.setting.parameters[node.programme][node.name]
        value = self._value(node)
        said = wording.value_said(
            value, parameter.type, self.names, choices=parameter.choices, unit=wording.pair(parameter.unit)
        )
        return Term(_with(Phrase(parameter.zh, parameter.en), " ", said), value)

    def _accrued(self, node: ex.Accrued) -> Term:
        """740.00 元 × 6 个月 + 900.00 元 × 6 个月."""
        parameter = self.reference.setting.parameters[node.rate.programme][node.rate.name]
        label, value = Phrase(parameter.zh, parameter.en), self._value(node)
        first, last = self._value(node.first), self._value(node.last)
        if value is None or first > last:
            return Term(_with(label, " ", wording.quantity(value, Type.MONEY)), value)
        place = self._value(node.rate.place)
        runs = [
            (self.reference.figure(node.rate, place, month), number)
            for month, number in self.reference.runs(node.rate, first, last)
        ]
        groups = [
            (rate, sum(number for _, number in same))
            for rate, same in groupby(
                ((dated.value, number) for dated, number in runs if dated is not None), key=lambda run: run[0]
            )
        ]
        parts = [
            _with(wording.quantity(int(rate), Type.MONEY), " × ", wording.months(number)) for rate, number in groups
        ]
        span = wording.span(first, last)
        said = Phrase(
            f"{label.zh} " + " + ".join(part.zh for part in parts) + f"（{span.zh}）",
            f"{label.en} " + " + ".join(part.en for part in parts) + f" ({span.en})",
        )
        return Term(said, value, SUM if len(parts) > 1 else PRODUCT, worked=True)

    def _col(self, node: ex.Col) -> Term:
        return self._plain(node, wording.column_words(node.frame.table.column(node.name)))

    def _count(self, node: ex.Count) -> Term:
        title = wording.table_words(node.rows.table)
        return self._plain(node, Phrase(f"“{title.zh}”相应的条数", f"matching {title.en}"))

    def _total(self, node: ex.Total) -> Term:
        title = wording.table_words(node.rows.table)
        return self._plain(node, Phrase(f"“{title.zh}”合计", f"sum of the {title.en}"))

    def _extreme(self, node: ex.Extreme) -> Term:
        title = wording.table_words(node.rows.table)
        words = ("最大", "greatest") if node.greatest else ("最小", "least")
        return self._plain(node, Phrase(f"“{title.zh}”中{words[0]}", f"{words[1]} of the {title.en}"))

    def _only(self, node: ex.Only) -> Term:
        title = wording.table_words(node.rows.table)
        return self._plain(node, Phrase(f"“{title.zh}”所记", f"as in the {title.en}"))

    def _yearsuntil(self, node: ex.YearsUntil) -> Term:
        return self._between(node, node.start, node.end, ("满 {} 年", "{} completed years"))

    def _daysuntil(self, node: ex.DaysUntil) -> Term:
        return self._between(node, node.start, node.end, ("共 {} 天", "{} days"))

    def _between(self, node: Expr, start: Expr, end: Expr, words: tuple[str, str]) -> Term:
        value, first, last = self._value(node), self._value(start), self._value(end)
        if value is None:
            return self._plain(node)
        first, last = wording.day(first), wording.day(last)
        zh, en = (one.format(value) for one in words)
        said = Phrase(f"{first.zh}至{last.zh}{zh}", f"{en} from {first.en} to {last.en}")
        return Term(said, value, worked=True, alone=said)

    # -------------------------------------------------------------------------------------------- branches

    def _if(self, node: ex.If) -> Term:
        condition = self._value(node.condition)
        if condition is None:
            return Term(wording.UNKNOWN, None, bare=True)
        return self._term(node.then if condition else node.otherwise)

    def _lesser(self, node: ex.Lesser) -> Term:
        return self._taken(node, Phrase("超过 {}，按 {}计", "more than {}, so {} counts"))

    def _greater(self, node: ex.Greater) -> Term:
        return self._taken(node, Phrase("不足 {}，按 {}计", "less than {}, so {} counts"))

    def _taken(self, node: ex.Lesser | ex.Greater, words: Phrase) -> Term:
        """The side taken. Where a fixed limit took the place of something worked out, that is said as well."""
        left, right, value = self._value(node.left), self._value(node.right), self._value(node)
        if value is None:
            return self._term(node.left if left is None else node.right)
        taken, other = (node.left, node.right) if left == value else (node.right, node.left)
        if left == right and isinstance(taken, ex.Literal):
            taken, other = other, taken
        term, instead = self._term(taken), self._term(other)
        if left == right or not isinstance(taken, (ex.Literal, ex.Param)) or not instead.worked:
            return term
        limit = wording.quantity(term.value, node.type)
        reason = _with(self._result(instead, node.type, wording.NO_UNIT), wording.COMMA, _filled(words, limit))
        said = Phrase(f"{term.said.zh}（{reason.zh}）", f"{term.said.en} ({reason.en})")
        return replace(term, said=said, worked=True, alone=reason, where=(*term.where, *instead.where))

    # -------------------------------------------------------------------------------------------- operations

    def _add(self, node: ex.Add) -> Term:
        months = self._months_apart(node)
        if months is not None:
            return months
        left, right = self._term(node.left), self._term(node.right)
        if right.value == 0:
            return left
        if left.value == 0:
            return right
        return _joined(left, right, " + ", SUM, self._value(node))

    def _subtract(self, node: ex.Subtract) -> Term:
        left, right = self._term(node.left), self._term(node.right)
        if right.value == 0:
            return left
        return _joined(left, right, " − ", SUM, self._value(node))

    def _multiply(self, node: ex.Multiply) -> Term:
        left, right = self._term(node.left), self._term(node.right)
        unchanged = right.value == 1 and not right.worked and not isinstance(node.right, ex.Named)
        if unchanged or (left.value == 0 and left.bare):
            return left
        if left.value == 1 and left.bare and node.type is Type.INT:
            return right
        return _joined(left, right, " × ", PRODUCT, self._value(node))

    def _portion(self, node: ex.Portion) -> Term:
        money, share, value = self._term(node.money), self._value(node.share), self._value(node)
        if share is None:
            return Term(
                _with(money.within(PRODUCT), " × ", wording.UNKNOWN), None, PRODUCT, worked=True, where=money.where
            )
        said = _with(money.within(PRODUCT), " × ", self._share_said(node.share, share))
        if value is not None and money.value is not None and money.value * share != value:
            said = _rounded(said, node.rounding)
        return Term(said, value, PRODUCT, worked=True, where=money.where)

    def share_of(self, said: Phrase, money: int, node: Expr, value: int) -> Phrase:
        """Return how a share of a sum (``money``, said so) comes to a value, rounded half up where it must be."""
        share = self._value(node)
        product = _with(said, " × ", self._share_said(node, share))
        if money * share != value:
            product = _rounded(product, "half_up")
        return _with(product, " = ", wording.quantity(value, Type.MONEY))

    def _share_said(self, node: Expr, share: Any) -> Phrase:
        while isinstance(node, ex.If):
            node = node.then if self._value(node.condition) else node.otherwise
        if isinstance(node, (ex.Param, ex.Named)):
            parameter = (
                self.reference.setting.parameters[node.programme][node.name] if isinstance(node, ex.Param) else node
            )
            return _with(Phrase(parameter.zh, parameter.en), " ", wording.share(share))
        return wording.share(share)

    def _months_apart(self, node: ex.Add) -> Term | None:
        """``a.months_until(b)``, which is (b.year - a.year) * 12 + (b.month - a.month), said as what it is."""
        match node:
            case ex.Add(
                ex.Multiply(ex.Subtract(ex.Part(later, "year"), ex.Part(earlier, "year")), ex.Literal(12)),
                ex.Subtract(ex.Part(later_again, "month"), ex.Part(earlier_again, "month")),
            ) if later is later_again and earlier is earlier_again:
                first, last, value = self._value(earlier), self._value(later), self._value(node)
                if value is None:
                    return Term(wording.UNKNOWN, None, bare=True)
                said = wording.months_apart(first, last, value)
                return Term(said, value, worked=True, alone=said)
        return None


def _unless(unit: str, label: str) -> str:
    """Leave out a unit that says what the name has said: babies 2."""
    return "" if unit == label else unit


def _joined(left: Term, right: Term, sign: str, binds: int, value: int | None) -> Term:
    after = binds + 1 if sign == " − " else binds
    said = _with(left.within(binds), sign, right.within(after))
    return Term(said, value, binds, worked=True, where=left.where + right.where)


def _with(first: Phrase, between: str | Phrase, second: Phrase) -> Phrase:
    middle = Phrase(between, between) if isinstance(between, str) else between
    return Phrase(f"{first.zh}{middle.zh}{second.zh}", f"{first.en}{middle.en}{second.en}")


def _rounded(said: Phrase, rounding: str) -> Phrase:
    rounded = wording.ROUNDED[rounding]
    return Phrase(f"{said.zh}（{rounded.zh}）", f"{said.en} ({rounded.en})")


def _filled(words: Phrase, limit: Phrase) -> Phrase:
    counts = f"{limit.zh} " if limit.zh[-1].isdigit() else limit.zh
    return Phrase(words.zh.format(limit.zh, counts), words.en.format(limit.en, limit.en))
