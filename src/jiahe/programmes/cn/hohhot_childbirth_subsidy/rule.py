"""呼和浩特市育儿补贴: the city's own payments of one, five or ten years for births from March 2025."""

from __future__ import annotations

from typing import Any

from jiahe.facts.contract import FACTS
from jiahe.law import NEVER, Instalment, Programme, criterion, least, load_parameters, when, yuan
from jiahe.law.language import Bool, Int, Row
from jiahe.programmes.cn.family import BirthOrder, Counting, died_on, first_registered_in, has_somebody_to_apply

KEY = "cn/hohhot-childbirth-subsidy"
HOHHOT = "150100000000"
_LONGEST = 10
"""Instalments that are written out: the ten years of a third child."""

_TEXT = "呼和浩特市发放育儿补贴实施细则"
_BIRTH = ("出生医学证明", "medical certificate of birth")
_HUKOU = ("户口簿", "household register (hukou) booklet")
_HOME = ("房屋产权证或医保缴费记录", "property certificate, or record of medical insurance paid in the city")
_CUSTODY = ("抚养声明及离婚协议或判决书", "declaration on custody with the divorce agreement or judgment")


def _is_owed(child: Row, law: Any, number: int) -> Bool | bool:
    """Whether the payment of that number (from 0) belongs to a child of this order. The first belongs to all."""
    order = BirthOrder(child, law.today, Counting(joint=True, living=False, adopted=True))
    if number == 0:
        return child.birth_date.is_known()
    second = order.at_least(2) & (law.years_second > number)
    return second | (order.at_least(3) & (law.years_third > number))


def _last_year(child: Row, law: Any) -> Int:
    """Return the last year that is paid: that of the death or of moving out of the city."""
    left = child.hukou_spells.latest(
        lambda h: h.until_date, where=lambda h: h.place.within(HOHHOT) & (h.until_date <= law.today), if_none=NEVER
    )
    moved = when(child.hukou_place.within(HOHHOT)).then(NEVER).otherwise(left)
    died = died_on(child, law.today)
    year: Int = when(died < moved).then(died).otherwise(moved).year
    return year


def _is_waiting(child: Row, law: Any, number: int) -> Bool:
    """Whether the payment of that number is due by this year, and was neither claimed nor paid: no year lapses."""
    year = child.birth_date.year + number
    claimed = child.claims.any(
        lambda c: (
            (c.programme == KEY)
            & (c.year == year)
            & (c.submitted_on <= law.today)
            & c.decision.is_in("pending", "approved")
        )
    )
    paid = child.payments.any(lambda p: (p.programme == KEY) & (p.year == year) & (p.paid_on <= law.today))
    due = _is_owed(child, law, number) & (year <= least(_last_year(child, law), law.today.year))
    waits: Bool = due & ~(claimed | paid)
    return waits


class HohhotChildbirthSubsidy(Programme):
    """呼和浩特市育儿补贴: 10 000 yuan once, for five years or for ten, by the order of births.

    呼和浩特市发放育儿补贴实施细则, 2025-03-13. README.md says how it was read.
    """

    key = KEY
    zh, en = "呼和浩特市育儿补贴", "Hohhot childbirth subsidy"
    schema, unit = FACTS, "persons"
    parameters = load_parameters(__file__)

    def population(child: Any, law: Any) -> Bool:
        return (child.birth_date >= law.births_from) & (child.birth_date <= law.today)

    @criterion(
        zh="2025年3月1日及以后出生", en="Born on or after 1 March 2025", cites=f"{_TEXT} 一（一）2", evidence=_BIRTH
    )
    def born_in_time(child: Row, law: Any) -> Bool:
        return child.birth_date >= law.births_from

    @criterion(
        zh="首次落户在呼和浩特市",
        en="Hukou first registered in Hohhot",
        cites=f"{_TEXT} 一（一）3、二（三）2",
        evidence=_HUKOU,
    )
    def first_registered_here(child: Row, law: Any) -> Bool:
        return first_registered_in(child, HOHHOT)

    @criterion(
        zh="户籍在本旗县区（或曾在）",
        en="Hukou is, or was, in this district",
        cites=f"{_TEXT} 三（二）2",
        evidence=_HUKOU,
    )
    def hukou_here(child: Row, law: Any) -> Bool:
        return child.hukou_place.within(law.region) | child.hukou_spells.any(lambda h: h.place.within(law.region))

    @criterion(
        zh="父母至少一方户籍在呼和浩特市并在此居住",
        en="At least one parent has hukou in Hohhot and lives there",
        cites=f"{_TEXT} 一（一）3",
        evidence=(_HUKOU, _HOME),
    )
    def parent_lives_here(child: Row, law: Any) -> Bool:
        return child.parents.any(
            lambda p: (
                (p.kind == "birth") & p.parent.hukou_place.within(HOHHOT) & p.parent.residence_place.within(HOHHOT)
            )
        )

    @criterion(zh="父母生育的子女", en="Born to its parents", cites=f"{_TEXT} 一（一）2", evidence=_BIRTH)
    def born_to_the_family(child: Row, law: Any) -> Bool:
        return child.parents.any(lambda p: p.kind == "birth")

    @criterion(
        zh="有一名可以申领的父母或监护人",
        en="Has one parent or guardian who can apply",
        cites=f"{_TEXT} 三（二）1 4）",
        evidence=_CUSTODY,
    )
    def has_applicant(child: Row, law: Any) -> Bool:
        return has_somebody_to_apply(child, law.today)

    def instalments(child: Any, law: Any) -> list[Instalment]:
        last_year = _last_year(child, law)
        born = child.birth_date.year
        paid = []
        for number in range(_LONGEST):
            amount = law.yearly_amount.named("每次发放金额", "each payment", unit=("元", "yuan"))
            owed = _is_owed(child, law, number) & (born + number <= last_year)
            paid.append(
                Instalment(
                    f"year_{number + 1}",
                    zh=f"第{number + 1}年",
                    en=f"year {number + 1}",
                    year=born + number,
                    amount=when(owed).then(amount).otherwise(yuan("0.00")),
                    open=_is_waiting(child, law, number),
                )
            )
        return paid
