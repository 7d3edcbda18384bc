"""Who pays an instalment, to the fen, with the share of each and where it stands; a share nobody knows stays unknown.

Not here: how the instalment itself was worked out (arithmetic.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jiahe.law import expressions as ex
from jiahe.law.arithmetic import portion
from jiahe.law.errors import LawError
from jiahe.law.explanation import wording
from jiahe.law.explanation.arithmetic import Arithmetic
from jiahe.law.explanation.figures import ABSENT, Figures
from jiahe.law.explanation.structure import ExplainedPart, ExplainedPayer, Figure, Names, Phrase
from jiahe.law.nodes import Expr, Node
from jiahe.law.payers import PaidPart, Payer
from jiahe.law.reference import Reference
from jiahe.law.rule import Instalment
from jiahe.law.scope import Scope
from jiahe.law.trace import FigureUsed, left_open_behind, trace
from jiahe.law.types import Type

_UNKNOWN_SHARE = Phrase("分担比例还不清楚", "the share is not known")

_NO_SHARE = Phrase("0.00 元，按规定不分担", "0.00 yuan: the text gives it no part")


@dataclass(frozen=True)
class Payers:
    """Words who pays, for one unit."""

    reference: Reference
    scope: Scope
    names: Names
    figures: Figures

    def of(self, instalment: Instalment) -> tuple[ExplainedPart, ...]:
        """Return who pays each part of an instalment that comes to something known."""
        parts = ((part, self.reference.value(part.amount_node, self.scope)) for part in instalment.paid_by)
        return tuple(self._part(part, amount) for part, amount in parts if amount)

    def figures_of(self, instalments: Iterable[Instalment]) -> tuple[Figure, ...]:
        """Return the figures that the shares of these instalments' payers stand in, and those that are missing."""
        parts = [part for one in instalments for part in one.paid_by]
        paid = [part for part in parts if self.reference.value(part.amount_node, self.scope)]
        return self.figures.figures(used for part in paid for payer in part.payers for used in self._used(payer))

    def _part(self, part: PaidPart, amount: int) -> ExplainedPart:
        *_, last = part.payers
        amounts = split(amount, [self._share(payer) for payer in part.payers if payer is not last])
        payers = []
        for number, (payer, paid) in enumerate(zip(part.payers, amounts, strict=True)):
            if paid != 0 or (payer.share is not None and self._share(payer) is not None and self._used(payer)):
                payers.append(self._payer(payer, paid, amount, amounts[:number]))
        return ExplainedPart(
            Phrase(part.zh, part.en),
            amount,
            wording.quantity(amount, Type.MONEY),
            tuple(payers),
            self._together(part, amount, amounts),
        )

    def _share(self, payer: Payer) -> Fraction | None:
        share: Fraction | None = self.reference.value(payer.share.node, self.scope)
        return share

    def _payer(self, payer: Payer, paid: int | None, amount: int, before: list[int | None]) -> ExplainedPayer:
        reasons = () if paid is not None else self._reasons(payer)
        on_file = [one for one in self.figures.figures(self._used(payer)) if one.standing != ABSENT]
        return ExplainedPayer(
            key=payer.key,
            words=Phrase(payer.zh, payer.en),
            amount=paid,
            said=wording.quantity(paid, Type.MONEY),
            arithmetic=self._worked(payer, paid, amount, before),
            reasons=reasons,
            figures=tuple(map(self.figures.brief, on_file)),
        )

    def _worked(self, payer: Payer, paid: int | None, amount: int, before: list[int | None]) -> Phrase:
        if paid is None:
            return _UNKNOWN_SHARE
        if paid == 0 and None in before:
            return _NO_SHARE
        known = [amount, *(one for one in before if one)]
        sums = [wording.quantity(one, Type.MONEY) for one in known]
        left = wording.joined(sums, " − ", " − ")
        if payer.share is None:
            total = wording.quantity(paid, Type.MONEY)
            return left if len(sums) == 1 else wording.joined([left, total], " = ", " = ")
        if len(sums) > 1:
            left = Phrase(f"（{left.zh}）", f"({left.en})")
        arithmetic = Arithmetic(self.reference, self.scope, self.names)
        return arithmetic.share_of(left, amount - sum(known[1:]), payer.share.node, paid)

    def _reasons(self, payer: Payer) -> tuple[Phrase, ...]:
        if payer.share is None:
            return ()
        opened = left_open_behind(self.reference, [payer.share.node], self.scope)
        return tuple(Phrase(one.zh, one.en) for one in opened)

    def _together(self, part: PaidPart, amount: int, amounts: list[int | None]) -> Phrase | None:
        """What those pay together of whom it is not known apart."""
        unknown = [Phrase(one.zh, one.en) for one, paid in zip(part.payers, amounts, strict=True) if paid is None]
        if not unknown:
            return None
        who = wording.joined(unknown, "、", ", ")
        rest = wording.quantity(amount - sum(one for one in amounts if one is not None), Type.MONEY)
        return Phrase(
            f"{who.zh}合计 {rest.zh}，怎样分担还不清楚",
            f"{who.en}: {rest.en} together; how they divide it is not known",
        )

    def _used(self, payer: Payer) -> list[FigureUsed]:
        """The figures behind a share: those that decided it, or, of an unknown one, all that it could rest on."""
        if payer.share is None:
            return []
        if self._share(payer) is not None:
            found = trace(self.reference, [payer.share.node], self.scope).figures
            return [one for one in found if one.dated is not None]
        return list(dict.fromkeys(map(self._looked_up, _parameters(payer.share.node))))

    def _looked_up(self, node: ex.Param) -> FigureUsed:
        on, place = self.reference.value(node.at, self.scope), self.reference.value(node.place, self.scope)
        on = self.reference.setting.on if on is None else on
        dated = self.reference.figure(node, place, on)
        return FigureUsed(node.programme, node.name, self.reference.setting.law_place(place), on, dated)


def _parameters(node: Node) -> Iterator[ex.Param]:
    if isinstance(node, ex.Param):
        yield node
        return
    for child in node.children():
        if isinstance(child, Expr):
            yield from _parameters(child)


def split(amount: int, shares: Sequence[Fraction | None]) -> list[int | None]:
    """Return what each payer pays of a sum in fen, and last what is left for the one who pays the rest.

    ``shares``: of all payers but the last; None is unknown, and then so is what those after it pay, unless nothing is
    left or their share is nothing.
    Raises LawError for a share outside 0..1.
    """
    found: list[int | None] = []
    left: int | None = amount
    for share in shares:
        if share is not None and not 0 <= share <= 1:
            raise LawError(f"A payer's share is {share}, but a share lies between 0 and 1.")
        nothing = left == 0 or share == 0
        paid = 0 if nothing else None if left is None or share is None else portion(left, share, "half_up")
        found.append(paid)
        left = None if left is None or paid is None else left - paid
    return [*found, left]


__all__ = ["Payers", "split"]
