"""杭州市生育补助: the pregnancy grant and the third-child grant, as they stand after a birth."""

from __future__ import annotations

from typing import Any

from jiahe.facts.contract import FACTS
from jiahe.law import Instalment, Programme, criterion, load_parameters, when, yuan
from jiahe.law.language import Bool, Row
from jiahe.programmes.cn.family import BirthOrder, Counting, first_registered_in

KEY = "cn/hangzhou-birth-grants"
HANGZHOU = "330100000000"
_TEXT = "杭卫发〔2025〕107号"
_BIRTHS = (
    "夫妻共同生育现存活所有子女的出生医学证明和户口簿",
    "birth certificates and hukou booklets of all living children of the couple",
)
_HUKOU = ("女方及婴儿户口簿", "hukou booklets of the mother and the child")


def _order(child: Row, law: Any) -> BirthOrder:
    return BirthOrder(child, law.today, Counting(joint=True, living=True, adopted=False))


def _is_live(claim: Row, law: Any) -> Bool:
    in_being = (claim.programme == KEY) & ~claim.decision.is_in("refused", "withdrawn")
    return in_being & (claim.submitted_on <= law.today)


def _mother_here(child: Row, law: Any) -> Bool:
    """Whether the mother's office is in the region: the pregnancy grant is hers."""
    return child.parents.any(
        lambda p: (
            (p.kind == "birth")
            & (p.parent.sex == "female")
            & p.parent.hukou_place.within(HANGZHOU)
            & p.parent.hukou_place.within(law.region)
        )
    )


def _child_here(child: Row, law: Any) -> Bool:
    """Whether the child's office is in the region and Hangzhou is where its hukou was first registered."""
    return child.hukou_place.within(law.region) & first_registered_in(child, HANGZHOU)


class HangzhouBirthGrants(Programme):
    """杭州市孕产补助、三孩补助: once, within 180 days of the birth of a second or third child.

    杭卫发〔2025〕107号. Before the birth nothing is computed: a pregnancy is no fact of the register. See README.md.
    """

    key = KEY
    zh, en = "杭州市生育补助（孕产补助、三孩补助）", "Hangzhou birth grants (pregnancy, third child)"
    schema, unit = FACTS, "persons"
    parameters = load_parameters(__file__)

    def population(child: Any, law: Any) -> Bool:
        return (child.birth_date >= law.births_from) & (child.birth_date <= law.today)

    @criterion(
        zh="2025年12月23日及以后出生",
        en="Born on or after 23 December 2025",
        cites=f"{_TEXT} 一（一）1、一（三）1",
        evidence=_BIRTHS,
    )
    def born_in_time(child: Row, law: Any) -> Bool:
        return child.birth_date >= law.births_from

    @criterion(
        zh="父母生育的第二个或第三个孩子（含当次多胞胎）",
        en="The parents' second or third child, or one of the delivery that brings it",
        cites=f"{_TEXT} 一（一）1、一（三）1",
        evidence=_BIRTHS,
    )
    def second_or_third_child(child: Row, law: Any) -> Bool:
        order = _order(child, law)
        return order.at_least(2) & ~order.delivery_begins_after(3)

    @criterion(
        zh="母亲户籍在本地，或孩子首次落户在杭州且户籍在本地",
        en="The mother's hukou is here, or the child's is here and was first registered in Hangzhou",
        cites=f"{_TEXT} 一（一）1、4（2）；一（三）1、4（2）",
        evidence=_HUKOU,
    )
    def hukou_here(child: Row, law: Any) -> Bool:
        return _mother_here(child, law) | _child_here(child, law)

    @criterion(
        zh="在婴儿出生后180日内申请",
        en="Applied for within 180 days of the birth",
        cites=f"{_TEXT} 一（一）3、一（三）3",
    )
    def within_the_window(child: Row, law: Any) -> Bool:
        last_day = child.birth_date.plus(days=law.window_days)
        applied = child.claims.any(lambda c: _is_live(c, law) & (c.submitted_on <= last_day))
        return applied | (law.today <= last_day)

    def instalments(child: Any, law: Any) -> list[Instalment]:
        order = _order(child, law)
        nothing = yuan("0.00")
        for_mother = _mother_here(child, law) & order.is_last_of_its_delivery()
        by_order = when(order.at_least(3)).then(law.pregnancy_grant_third).otherwise(law.pregnancy_grant_second)
        for_third = _child_here(child, law) & order.at_least(3)
        year = child.birth_date.year
        return [
            Instalment(
                "pregnancy_grant",
                zh="孕产补助",
                en="pregnancy grant",
                year=year,
                amount=when(for_mother).then(by_order).otherwise(nothing),
            ),
            Instalment(
                "third_child_grant",
                zh="三孩补助",
                en="third-child grant",
                year=year,
                amount=when(for_third).then(law.third_child_grant).otherwise(nothing),
            ),
        ]

    def enrolled(child: Any, law: Any) -> Bool:
        handed_in = child.claims.any(lambda c: _is_live(c, law) & (c.decision != "returned"))
        return handed_in | child.payments.any(lambda p: (p.programme == KEY) & (p.paid_on <= law.today))
