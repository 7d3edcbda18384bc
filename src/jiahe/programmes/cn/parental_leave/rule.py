"""育儿假: days a year for each parent while a child is under three. Provinces set it; there is no national rule."""

from __future__ import annotations

from jiahe.facts.contract import FACTS
from jiahe.law import Instalment, Programme, criterion, load_parameters
from jiahe.programmes.cn import parents as of

CITES = (
    "浙江省人口与计划生育条例 第二十二条（三）；广东省人口与计划生育条例 第三十条第二款；"
    "上海市人口与计划生育条例 第三十一条第三款"
)


def has_a_child_under_three(parent, law):
    """Whether a living child that the parent bore or fathered is under three on the day of determination."""
    return parent.children.any(
        lambda c: (
            (c.kind == "birth")
            & (c.child.birth_date <= law.today)
            & (c.child.birth_date.plus(years=3) > law.today)
            & (c.child.death_date > law.today)
        )
    )


class ParentalLeave(Programme):
    """育儿假, so many days a parent and year, whatever the number of children under three."""

    key = "cn/parental-leave"
    zh, en = "育儿假", "Parental leave"
    schema, unit = FACTS, "persons"
    parameters = load_parameters(__file__)
    benefit = "days"

    def place(parent):
        return parent.residence_place

    def population(parent, law):
        return (parent.death_date > law.today) & has_a_child_under_three(parent, law)

    @criterion(
        zh="有未满三周岁的子女",
        en="Has a child under three",
        cites=CITES,
        evidence=("出生医学证明", "medical certificate of birth"),
    )
    def child_under_three(parent, law):
        return has_a_child_under_three(parent, law)

    @criterion(
        zh="在用人单位工作（职工）",
        en="Works for an employer",
        cites=CITES,
        evidence=("劳动合同或单位证明", "labour contract or the employer's note"),
    )
    def is_employed(parent, law):
        return of.employed(parent, law)

    def instalments(parent, law):
        year = law.today.year
        return [Instalment("year", zh="本年育儿假", en="this year's parental leave", year=year, amount=law.days)]

    def enrolled(parent, law):
        return of.has_claim(parent, law, "cn/parental-leave")
