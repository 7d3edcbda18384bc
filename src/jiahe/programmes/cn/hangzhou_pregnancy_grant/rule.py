"""杭州市孕产补助: the pregnancy grant, as it stands after a birth."""

from __future__ import annotations

from typing import Any

from jiahe.facts.contract import FACTS
from jiahe.law import Instalment, Programme, Type, criterion, load_parameters, unknown, when, yuan
from jiahe.law.language import Bool, Row
from jiahe.programmes.cn.family import parent
from jiahe.programmes.cn.hangzhou import BIRTHS, HANGZHOU, TEXT, asked_in_time, has_asked, is_live, order_of

KEY = "cn/hangzhou-pregnancy-grant"
_HUKOU = ("女方户口簿", "hukou booklet of the mother")
_CLOSE = 18
"""Months between two deliveries within which a record of the mother's may be of either."""


_WHICH_BIRTH = unknown(
    Type.BOOL,
    zh="母亲名下有申领或发放记录，但两次生育相隔不久，是哪一次的要由经办人员核实",
    en="A claim or payment is on record with the mother, and she gave birth twice within a short time: for which of "
    "the two it is, is for an official to find out",
    evidence=("申领受理回执或补贴发放记录", "receipt of the claim, or record of the payment"),
)


def _by_the_mother(child: Row, law: Any) -> Bool:
    """Whether it is on record with the mother, who may ask for it from week 24 (一（一）3): from four months before.

    A year and a half after the birth no payment is taken for this one any more. Another delivery within that time,
    before or after, leaves it open for which of the two the record is.
    """
    mother = parent(child, law.today, "female").parent
    from_day, last_day = child.birth_date.plus(months=-4), child.birth_date.plus(days=law.window_days)
    asked = mother.claims.any(
        lambda c: is_live(c, law, KEY) & (c.submitted_on >= from_day) & (c.submitted_on <= last_day)
    )
    paid = mother.payments.any(
        lambda p: (
            (p.programme == KEY)
            & (p.paid_on >= from_day)
            & (p.paid_on <= law.today)
            & (p.paid_on <= child.birth_date.plus(months=_CLOSE))
        )
    )

    def close_to_it(sibling: Row) -> Bool:
        born = sibling.child.birth_date
        before = (born < from_day) & (born.plus(months=_CLOSE) > child.birth_date)
        after = (born > child.birth_date.plus(months=4)) & (born < child.birth_date.plus(months=_CLOSE))
        return (sibling.kind == "birth") & (before | after)

    return (asked | paid) & (~mother.children.any(close_to_it) | _WHICH_BIRTH)


class HangzhouPregnancyGrant(Programme):
    """杭州市孕产补助: once, asked for within 180 days of the birth of a second or third child.

    杭卫发〔2025〕107号 一（一）. Before the birth nothing is computed: a pregnancy is no fact of the register.
    """

    key = KEY
    zh, en = "杭州市生育补助（孕产补助）", "Hangzhou pregnancy grant"
    schema, unit = FACTS, "persons"
    parameters = load_parameters(__file__)

    def population(child: Any, law: Any) -> Bool:
        return (child.birth_date >= law.births_from) & (child.birth_date <= law.today)

    @criterion(
        zh="2025年12月23日及以后出生",
        en="Born on or after 23 December 2025",
        cites=f"{TEXT} 一（一）1",
        evidence=BIRTHS,
    )
    def born_in_time(child: Row, law: Any) -> Bool:
        return child.birth_date >= law.births_from

    @criterion(
        zh="父母生育的第二个或第三个孩子（含当次多胞胎）",
        en="The parents' second or third child, or one of the delivery that brings it",
        cites=f"{TEXT} 一（一）1",
        evidence=BIRTHS,
    )
    def second_or_third_child(child: Row, law: Any) -> Bool:
        order = order_of(child, law)
        return order.at_least(2) & ~order.delivery_begins_after(3)

    @criterion(
        zh="母亲户籍在杭州，在本地办理",
        en="The mother's hukou is in Hangzhou, and here",
        cites=f"{TEXT} 一（一）1、4（2）",
        evidence=_HUKOU,
    )
    def mother_here(child: Row, law: Any) -> Bool:
        mother = child.parents.only(lambda p: (p.kind == "birth") & (p.parent.sex == "female")).parent
        return mother.hukou_place.within(HANGZHOU) & mother.hukou_place.within(law.region)

    @criterion(
        zh="在怀孕满24周至婴儿出生后180日内申请",
        en="Applied for from week 24 to the 180th day after the birth",
        cites=f"{TEXT} 一（一）3",
    )
    def within_the_window(child: Row, law: Any) -> Bool:
        return asked_in_time(child, law, KEY) | _by_the_mother(child, law)

    def instalments(child: Any, law: Any) -> list[Instalment]:
        order = order_of(child, law)
        amount = when(order.at_least(3)).then(law.pregnancy_grant_third).otherwise(law.pregnancy_grant_second)
        return [
            Instalment(
                "pregnancy_grant",
                zh="孕产补助",
                en="pregnancy grant",
                year=child.birth_date.year,
                amount=when(order.is_last_of_its_delivery()).then(amount).otherwise(yuan("0.00")),
            )
        ]

    def enrolled(child: Any, law: Any) -> Bool:
        return has_asked(child, law, KEY) | _by_the_mother(child, law)
