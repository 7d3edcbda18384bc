"""产假: days of leave for a mother who works for an employer, for her last delivery, by the law of the day of birth.

Leave after a miscarriage is in parameters.yaml and README.md only: no register fact tells of it, and only the woman
herself may bring it up.
"""

from __future__ import annotations

from jiahe.facts.contract import FACTS
from jiahe.law import Instalment, Programme, Type, criterion, load_parameters, unknown, when
from jiahe.programmes.cn import parents as of
from jiahe.programmes.cn.family import SAME_DELIVERY_MONTHS

NATIONAL = "女职工劳动保护特别规定 第七条"


class MaternityLeave(Programme):
    """产假: the national days (国令619 第七条) and the province's longer leave.

    Longer leave: 浙江 第二十二条, 广东 第三十条, 上海 第三十一条, 北京（2016） 第十八条.
    """

    key = "cn/maternity-leave"
    zh, en = "产假", "Maternity leave"
    schema, unit = FACTS, "persons"
    parameters = load_parameters(__file__)
    benefit = "days"

    def place(mother):
        return mother.residence_place

    def population(mother, law):
        return (mother.sex == "female") & of.had_a_birth_lately(mother, law)

    @criterion(
        zh="最近八个月内生育",
        en="Gave birth in the last eight months",
        cites=NATIONAL,
        evidence=("出生医学证明", "medical certificate of birth"),
    )
    def gave_birth(mother, law):
        return of.had_a_birth_lately(mother, law)

    @criterion(
        zh="在用人单位工作（女职工）",
        en="Works for an employer",
        cites="女职工劳动保护特别规定 第二条、第七条",
        evidence=("劳动合同或单位证明", "labour contract or the employer's note"),
    )
    def is_employed(mother, law):
        return of.employed(mother, law)

    def instalments(mother, law):
        born = of.last_birth(mother, law)
        began = born.plus(months=-SAME_DELIVERY_MONTHS)

        def of_it(c):
            return of.born_lately(c, law) & (c.child.birth_date > began)

        def of_an_earlier_one(c):
            return (c.kind == "birth") & (c.child.birth_date <= began)

        babies = mother.children.count(of_it).named("婴儿数", "babies", ("个", "babies"))
        difficult = mother.children.any(lambda c: of_it(c) & c.difficult_delivery)
        unrecorded = ~mother.children.any(lambda c: of_it(c) & c.birth_order.is_known())
        one_or_two = mother.children.at_least(1, of_an_earlier_one) & ~mother.children.at_least(3, of_an_earlier_one)
        later = mother.children.any(lambda c: of_it(c) & c.birth_order.is_in(2, 3)) | (unrecorded & one_or_two)
        first = mother.children.any(lambda c: of_it(c) & (c.birth_order == 1))
        by_order = (
            when(later)
            .then(law.extension_later.on(born))
            .when(first)
            .then(law.extension_first.on(born))
            .otherwise(
                unknown(
                    Type.INT,
                    zh="当地只写明了第一、二、三孩的延长天数，登记的孩次不在其中或者没有登记",
                    en="The province's text gives days for a first, second or third child; the recorded order is "
                    "none of these, or there is none",
                    evidence=("出生医学证明", "medical certificate of birth"),
                )
            )
        )
        extension = (
            when(law.extension_rule.on(born) == "by_order").then(by_order).otherwise(law.extension_days.on(born))
        )
        hard = when(difficult).then(law.difficult_days.on(born)).otherwise(0)
        more = (babies - 1) * law.further_child_days.on(born)
        year = born.year
        return [
            Instalment("basic", zh="国家规定产假", en="national leave", year=year, amount=law.basic_days.on(born)),
            Instalment("difficult", zh="难产增加", en="for a difficult delivery", year=year, amount=hard),
            Instalment("multiple", zh="多胞胎增加", en="for further babies", year=year, amount=more),
            Instalment(
                "extension",
                zh="地方延长产假（奖励假、生育假）",
                en="the province's longer leave",
                year=year,
                amount=extension,
            ),
        ]

    def enrolled(mother, law):
        return of.has_claim(mother, law, "cn/maternity-leave", of.last_birth(mother, law).year)
