"""Disposable income: what a household has at the end of the month (variables/income.py and taxes.py)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from bench.openfisca.benefits.basic_income.rule import BasicIncome
from bench.openfisca.benefits.housing_allowance.rule import HousingAllowance
from bench.openfisca.benefits.parenting_allowance.rule import ParentingAllowance
from bench.openfisca.contract import COUNTRY
from jiahe.law import Instalment, Programme, criterion, greatest, least, load_parameters, outcome_of, when, yuan
from jiahe.law.programme import Law

_CITES = "https://stats.gov.example/disposable_income"
_NOTHING = yuan("0.00")


def _of_member(member: Any, law: Any) -> Any:
    """What a member brings in, after tax and contribution."""
    retired = member.birth_date.years_until(law.today) >= law.age_of_retirement
    taxed = member.salary + member.capital_returns + when(retired).then(law.pension).otherwise(_NOTHING)
    below = least(member.salary, law.contribution_bracket).share(law.contribution_below)
    above = greatest(member.salary - law.contribution_bracket, _NOTHING).share(law.contribution_above)
    return taxed + _basic_income(member) - taxed.share(law.income_tax_rate) - below - above


def _basic_income(member: Any) -> Any:
    """The basic income of a member. Its criteria are said again because a rule speaks about its own unit only."""
    law: Any = Law(BasicIncome.parameters, BasicIncome.rule.place)
    methods: Any = BasicIncome
    met = methods.of_age(member, law) & methods.without_salary(member, law)
    return when(met).then(law.amount).otherwise(_NOTHING)


def _parenting_allowance(household: Any) -> Any:
    outcome = outcome_of(ParentingAllowance, household)
    return when(outcome.eligible).then(outcome.instalment("month")).otherwise(_NOTHING)


def _housing_tax(household: Any, law: Any) -> Any:
    """A month's part of the year's tax."""
    year = greatest(law.housing_tax_rate * household.accommodation_size, law.least_housing_tax)
    month = year.share(Fraction(1, 12))
    return when(household.occupancy.is_in("owner", "tenant")).then(month).otherwise(_NOTHING)


class DisposableIncome(Programme):
    """Salaries, returns and benefits of a household, less its taxes and contributions."""

    key = "template/disposable-income"
    zh, en = "可支配收入", "Disposable income"
    schema, unit = COUNTRY, "households"
    parameters = load_parameters(__file__)

    @criterion(zh="住户有成员", en="Somebody lives in the household", cites=_CITES)
    def has_members(household: Any, law: Any) -> Any:
        return household.members.any()

    def instalments(household: Any, law: Any) -> list[Instalment]:
        allowances = outcome_of(HousingAllowance, household).instalment("month") + _parenting_allowance(household)
        brought_in = household.members.sum(lambda member: _of_member(member, law))
        amount = brought_in + allowances - _housing_tax(household, law)
        return [Instalment("month", zh="当月", en="this month", year=law.today.year, amount=amount)]
