"""护理假（陪产假）: days for the father when his child is born. Provinces set it; there is no national rule."""

from __future__ import annotations

from jiahe.facts.contract import FACTS
from jiahe.law import Instalment, Programme, criterion, load_parameters
from jiahe.programmes.cn import parents as of

CITES = (
    "浙江省人口与计划生育条例 第二十二条（二）；广东省人口与计划生育条例 第三十条；上海市人口与计划生育条例 第三十一条"
)


class PaternityLeave(Programme):
    """护理假 (Zhejiang), 陪产假 (Guangdong, Beijing), 配偶陪产假 (Shanghai), for the father of the last delivery."""

    key = "cn/paternity-leave"
    zh, en = "护理假（陪产假）", "Paternity leave"
    schema, unit = FACTS, "persons"
    parameters = load_parameters(__file__)
    benefit = "days"

    def place(father):
        return father.residence_place

    def population(father, law):
        return (father.sex == "male") & of.had_a_birth_lately(father, law)

    @criterion(
        zh="本人的子女在最近八个月内出生",
        en="A child of his was born in the last eight months",
        cites=CITES,
        evidence=("出生医学证明", "medical certificate of birth"),
    )
    def child_was_born(father, law):
        return of.had_a_birth_lately(father, law)

    @criterion(
        zh="在用人单位工作（职工）",
        en="Works for an employer",
        cites=CITES,
        evidence=("劳动合同或单位证明", "labour contract or the employer's note"),
    )
    def is_employed(father, law):
        return of.employed(father, law)

    def instalments(father, law):
        born = of.last_birth(father, law)
        days = law.days.on(born)
        return [Instalment("days", zh="护理假（陪产假）", en="paternity leave", year=born.year, amount=days)]

    def enrolled(father, law):
        return of.has_claim(father, law, "cn/paternity-leave", of.last_birth(father, law).year)
