"""Basic income: for adults without a salary (variables/benefits.py, basic_income, formula_2015_12)."""

from __future__ import annotations

from typing import Any

from bench.openfisca.contract import COUNTRY
from jiahe.law import Instalment, Programme, criterion, load_parameters, yuan

_CITES = "https://law.gov.example/basic_income"


class BasicIncome(Programme):
    """A monthly sum for each adult without a salary."""

    key = "template/basic-income"
    zh, en = "基本收入", "Basic income"
    schema, unit = COUNTRY, "persons"
    parameters = load_parameters(__file__)

    @criterion(zh="已成年", en="Of age", cites=_CITES)
    def of_age(person: Any, law: Any) -> Any:
        return person.birth_date.years_until(law.today) >= law.age_of_majority

    @criterion(zh="没有工资", en="Without a salary", cites=_CITES)
    def without_salary(person: Any, law: Any) -> Any:
        return person.salary == yuan("0.00")

    def instalments(person: Any, law: Any) -> list[Instalment]:
        return [Instalment("month", zh="当月", en="this month", year=law.today.year, amount=law.amount)]
