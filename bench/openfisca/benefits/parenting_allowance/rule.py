"""Parenting allowance: for households with little income and small children (variables/benefits.py)."""

from __future__ import annotations

from typing import Any

from bench.openfisca.contract import COUNTRY
from jiahe.law import Instalment, Programme, criterion, load_parameters

_CITES = "https://www.servicesaustralia.gov.au/individuals/services/centrelink/parenting-payment/who-can-get-it"


class ParentingAllowance(Programme):
    """A monthly sum for a household with a child under 6, or under 8 when there is one adult."""

    key = "template/parenting-allowance"
    zh, en = "育儿津贴", "Parenting allowance"
    schema, unit = COUNTRY, "households"
    parameters = load_parameters(__file__)

    @criterion(zh="收入不超过上限", en="Income up to the threshold", cites=_CITES)
    def little_income(household: Any, law: Any) -> Any:
        return household.members.sum(lambda member: member.salary) <= law.income_threshold

    @criterion(zh="有六岁以下（单亲为八岁以下）成员", en="A member under 6, or under 8 with one adult", cites=_CITES)
    def small_child(household: Any, law: Any) -> Any:
        def under(age: int) -> Any:
            return household.members.any(lambda member: member.birth_date.years_until(law.today) < age)

        single = household.members.count(lambda member: member.role == "adult") == 1
        return (single & under(8)) | under(6)

    def instalments(household: Any, law: Any) -> list[Instalment]:
        return [Instalment("month", zh="当月", en="this month", year=law.today.year, amount=law.amount)]
