"""Who pays how much of one instalment: the centre, the province, the city and the county, to the fen.

A plain function over the shares in parameters.yaml; the rule itself does not read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from jiahe.law.errors import LawError
from jiahe.law.reference import portion


@dataclass(frozen=True)
class Payers:
    """Whole fen by payer. They add up to the instalment."""

    central: int
    province: int
    city: int
    county: int

    @property
    def total(self) -> int:
        """The instalment in fen."""
        return self.central + self.province + self.city + self.county


def split_by_payer(
    amount: int,
    *,
    central_share: Fraction,
    province_share: Fraction = Fraction(0),
    city_share: Fraction = Fraction(0),
) -> Payers:
    """Split an amount in fen.

    ``central_share`` is of the whole, ``province_share`` of what the centre leaves, ``city_share`` of what the province
    leaves; the county or district pays the rest. Each part is rounded half up. Raises LawError for a share outside
    0..1.
    """
    for name, share in (("central", central_share), ("province", province_share), ("city", city_share)):
        if not 0 <= share <= 1:
            raise LawError(f"The {name} share is {share}, but a share lies between 0 and 1.")
    central = portion(amount, central_share, "half_up")
    province = portion(amount - central, province_share, "half_up")
    city = portion(amount - central - province, city_share, "half_up")
    return Payers(central, province, city, amount - central - province - city)
