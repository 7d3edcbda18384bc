"""Housing allowance: a share of the rent (variables/benefits.py, housing_allowance, formula_1980)."""

from __future__ import annotations

from typing import Any

from bench.openfisca.contract import COUNTRY
from jiahe.law import Instalment, Programme, criterion, load_parameters, yuan

_CITES = "https://law.gov.example/housing_allowance"


class HousingAllowance(Programme):
    """A share of the month's rent."""

    key = "template/housing-allowance"
    zh, en = "住房补贴", "Housing allowance"
    schema, unit = COUNTRY, "households"
    parameters = load_parameters(__file__)

    @criterion(zh="支付租金", en="Pays rent", cites=_CITES)
    def pays_rent(household: Any, law: Any) -> Any:
        return household.rent > yuan("0.00")

    def instalments(household: Any, law: Any) -> list[Instalment]:
        amount = household.rent.share(law.share_of_rent)
        return [Instalment("month", zh="当月", en="this month", year=law.today.year, amount=amount)]
