"""The three yearly claims of one child: years, deadlines, the months each is for, whether it can still be paid.

Not here: the sums (sums.py) and the moves between places (where.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jiahe.law import Type, greatest, least, unknown, when
from jiahe.law.language import Bool, Date, Int, Row
from jiahe.programmes.cn.childcare_subsidy.where import (
    came_back,
    first_month_here,
    hukou_is_here,
    is_live,
    is_made_here,
    is_payment,
    is_taken_elsewhere,
    last_month_here,
)
from jiahe.programmes.cn.family import died_on

CLAIMS = range(3)
_YEARS = 3
_MONTHS = 12

_SPECIAL_CASE = unknown(
    Type.BOOL,
    zh="孩子去世当年没有申领；文件写明“特殊情况”可延长至次年，没有写哪些属于特殊情况，要由经办人员认定",
    en="Nothing was claimed in the year of the child's death. In special cases the text allows the year after, and "
    "does not say which cases are special: an official decides",
    evidence=(
        "死亡证明及未能当年申领的情况说明",
        "death certificate, and a statement why it was not claimed that year",
    ),
)
_BACK_AGAIN = unknown(
    Type.INT,
    zh="户籍迁出后又迁回；文件只写了一次迁移怎样按月核算，没有写这种情形，要由经办人员核定月数",
    en="The hukou left and came back. The text says how one move is settled by the month and not this case: an "
    "official settles the months",
    evidence=("户口簿（历次迁移记载）或户籍证明", "hukou booklet with every move, or a certificate of registration"),
)


def born_before_the_start(child: Row, law: Any) -> Bool:
    """Whether the month rule applies: born before 1 January 2025."""
    return child.birth_date < law.starts


def died_in_the_birth_year(child: Row, law: Any) -> Bool:
    """Whether birth and death lie in one calendar year; the claim may then wait until the next."""
    return died_on(child, law.today).year == child.birth_date.year


def may_wait_a_year(year: Int, handed_in: Date, child: Row, law: Any) -> Bool:
    """Whether the claim for the year of death may come in the year after, in special cases: unknown, or no."""
    a_year_later = (died_on(child, law.today).year == year) & (handed_in.year == year + 1)
    in_special_cases = law.claim_for_year_of_death == "or_the_year_after"
    waits: Bool = when(in_special_cases).then(a_year_later & _SPECIAL_CASE).otherwise(False)
    return waits


def is_in_time(claim: Row, child: Row, law: Any) -> Bool:
    """Whether a claim was submitted before the year it is for was forfeited."""
    first_of_the_old = born_before_the_start(child, law) & (claim.year == law.starts.year)
    by_deadline = first_of_the_old & (claim.submitted_on <= law.first_claim_deadline)
    after_death = died_in_the_birth_year(child, law) & (claim.submitted_on.year <= claim.year + 1)
    waited = may_wait_a_year(claim.year, claim.submitted_on, child, law)
    return (claim.submitted_on.year <= claim.year) | by_deadline | after_death | waited


def _base_year(child: Row, law: Any) -> Int:
    """Return 2025 for those born before, else the year of birth."""
    return when(born_before_the_start(child, law)).then(law.starts.year).otherwise(child.birth_date.year)


def begins_a_year_later(child: Row, law: Any) -> Bool:
    """Whether the three years begin a year after the birth, because nothing was claimed in its year (Art 12)."""
    year = _base_year(child, law)
    claimed = child.claims.any(lambda c: is_live(c, law) & (c.year == year) & is_in_time(c, child, law))
    paid = child.payments.any(lambda p: is_payment(p, law) & (p.year == year))
    missed = (law.today.year > year) & ~died_in_the_birth_year(child, law) & ~(claimed | paid)
    return ~born_before_the_start(child, law) & missed


class Claim:
    """One of the three claims. ``number`` counts from 0."""

    def __init__(self, number: int, child: Row, law: Any) -> None:
        self.number = number
        self._child = child
        self._law = law
        self._later = begins_a_year_later(child, law)
        self._year = _base_year(child, law) + number
        self.year: Int = self._in_its_year(lambda year: year)

    def _in_its_year(self, ask: Callable[[Int], Any]) -> Any:
        """Ask something of the claim's year. Both years that it can be are asked about, so that one look-up does."""
        return when(self._later).then(ask(self._year + 1)).otherwise(ask(self._year))

    @property
    def full_months(self) -> Int:
        """Months the claim is for: 12, or what is left from January 2025 to the third birthday's month (Art 14)."""
        child, law = self._child, self._law
        all_months = law.starts.months_until(child.birth_date.plus(years=_YEARS)) + 1
        left = greatest(least(all_months - _MONTHS * self.number, _MONTHS), 0)
        return when(born_before_the_start(child, law)).then(left).otherwise(_MONTHS)

    @property
    def months(self) -> Int:
        """Months that this region pays: all, or those with the hukou here where a move is settled by the month."""
        law = self._law
        months = when(law.move_rule == "monthly").then(self._months_here()).otherwise(self.full_months)
        return months.named("应补贴月数", "months owed", unit=("个月", "months"))

    def _months_here(self) -> Int:
        child, law = self._child, self._law
        begins = when(born_before_the_start(child, law)).then(law.starts).otherwise(child.birth_date)
        first: Date = begins.plus(months=_MONTHS * self.number)
        last = first.plus(months=self.full_months - 1)
        here = greatest(first, first_month_here(child, law)).months_until(least(last, last_month_here(child, law))) + 1
        months = when(came_back(child, law)).then(_BACK_AGAIN).otherwise(greatest(here, 0))
        return when(self.full_months == 0).then(0).otherwise(months)

    @property
    def is_open(self) -> Bool:
        """Whether the claim can still be made, now or in a year to come (Art 12)."""
        law, child = self._law, self._child
        by_year = (law.today.year <= self.year) | may_wait_a_year(self.year, law.today, child, law)
        if self.number > 0:
            return by_year
        one_more_year = died_in_the_birth_year(child, law) & (law.today.year <= self.year + 1)
        old = born_before_the_start(child, law)
        waits = may_wait_a_year(self.year, law.today, child, law)
        return when(old).then((law.today <= law.first_claim_deadline) | waits).otherwise(by_year | one_more_year)

    @property
    def is_made(self) -> Bool:
        """Whether it was made here in time, or paid here."""
        made: Bool = self._in_its_year(self._made_in)
        return made

    def _made_in(self, year: Int) -> Bool:
        child, law = self._child, self._law
        return is_made_here(child, law, lambda claim: is_in_time(claim, child, law), year)

    @property
    def _is_elsewhere(self) -> Bool:
        elsewhere: Bool = self._in_its_year(lambda year: is_taken_elsewhere(self._child, self._law, year))
        return elsewhere

    @property
    def stands(self) -> Bool:
        """Whether it was made or can be made: not forfeited, not after the year of death, not another place's."""
        return self._is_due & ~self._is_elsewhere & (self.is_made | self.is_open)

    @property
    def is_forfeited(self) -> Bool:
        """Whether its year passed without a claim (Art 12)."""
        return self._is_due & ~self.is_made & ~self.is_open

    @property
    def _is_due(self) -> Bool:
        """Whether there are months to pay, in a year up to that of death."""
        return ~self.is_after_death & (self.months > 0)

    @property
    def is_after_death(self) -> Bool:
        """Whether its year comes after that of the child's death."""
        return self.year > died_on(self._child, self._law.today).year

    @property
    def is_payable(self) -> Bool:
        """Whether this region pays it: it stands, and was made here or the child is here to make it."""
        return self.stands & (self.is_made | hukou_is_here(self._child, self._law))

    @property
    def is_waiting(self) -> Bool:
        """Whether it could be claimed today and has not been, or was sent back and has not come again."""
        handed_in = self.is_made & self._in_its_year(self._is_with_the_office)
        return self.is_payable & ~handed_in & (self.year <= self._law.today.year)

    def _is_with_the_office(self, year: Int) -> Bool:
        child, law = self._child, self._law
        claimed = child.claims.any(lambda c: is_live(c, law) & (c.decision != "returned") & (c.year == year))
        return claimed | child.payments.any(lambda p: is_payment(p, law) & (p.year == year))


def claims_of(child: Row, law: Any) -> list[Claim]:
    """Return the child's three claims."""
    return [Claim(number, child, law) for number in CLAIMS]
