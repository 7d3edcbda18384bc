"""杭州市三孩补助: the third-child grant."""

from __future__ import annotations

from typing import Any

from jiahe.facts.contract import FACTS
from jiahe.law import Instalment, PaidPart, Payer, Programme, Type, criterion, load_parameters, unknown, when
from jiahe.law.language import Bool, Row
from jiahe.programmes.cn.family import first_registered_in
from jiahe.programmes.cn.hangzhou import BIRTHS, HANGZHOU, TEXT, asked_in_time, has_asked, order_of

KEY = "cn/hangzhou-third-child-grant"
_HUKOU = ("婴儿户口簿", "hukou booklet of the child")
_AT_MOST = unknown(
    Type.SHARE,
    zh="文件只写了市级补助的上限，没有写实际比例",
    en="the text only has a limit for the city's part, and not the part itself",
)


class HangzhouThirdChildGrant(Programme):
    """杭州市三孩补助: once, asked for within 180 days of the birth of a third child registered first in the city.

    杭卫发〔2025〕107号 一（三）. See README.md.
    """

    key = KEY
    zh, en = "杭州市生育补助（三孩补助）", "Hangzhou third-child grant"
    schema, unit = FACTS, "persons"
    parameters = load_parameters(__file__)

    def population(child: Any, law: Any) -> Bool:
        return (child.birth_date >= law.births_from) & (child.birth_date <= law.today)

    @criterion(
        zh="2025年12月23日及以后出生",
        en="Born on or after 23 December 2025",
        cites=f"{TEXT} 一（三）1",
        evidence=BIRTHS,
    )
    def born_in_time(child: Row, law: Any) -> Bool:
        return child.birth_date >= law.births_from

    @criterion(
        zh="父母生育的第三个孩子（含当次多胞胎）",
        en="The parents' third child, or one after it of the delivery that brings it",
        cites=f"{TEXT} 一（三）1、2",
        evidence=BIRTHS,
    )
    def third_child(child: Row, law: Any) -> Bool:
        order = order_of(child, law)
        return order.at_least(3) & ~order.delivery_begins_after(3)

    @criterion(
        zh="户籍首次登记在杭州，并在本地",
        en="Hukou was first registered in Hangzhou, and is here",
        cites=f"{TEXT} 一（三）1、4（2）",
        evidence=_HUKOU,
    )
    def hukou_here(child: Row, law: Any) -> Bool:
        return child.hukou_place.within(law.region) & first_registered_in(child, HANGZHOU)

    @criterion(zh="在婴儿出生后180日内申请", en="Applied for within 180 days of the birth", cites=f"{TEXT} 一（三）3")
    def within_the_window(child: Row, law: Any) -> Bool:
        return asked_in_time(child, law, KEY)

    def instalments(child: Any, law: Any) -> list[Instalment]:
        share = when(law.city_share_at_most.is_known()).then(_AT_MOST).otherwise(law.city_share_at_most)
        payers = (
            Payer("city", "市级财政", "the city", share),
            Payer("county", "区、县（市）财政", "the district or county"),
        )
        return [
            Instalment(
                "third_child_grant",
                zh="三孩补助",
                en="third-child grant",
                year=child.birth_date.year,
                amount=law.third_child_grant,
                paid_by=(PaidPart("三孩补助", "third-child grant", law.third_child_grant, payers),),
            )
        ]

    def enrolled(child: Any, law: Any) -> Bool:
        return has_asked(child, law, KEY)
