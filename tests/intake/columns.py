"""Fields and divisions that the tests of cells share. All invented."""

from __future__ import annotations

from stdnum import luhn
from stdnum.cn import ric

from jiahe.intake.fields import Field, Kind
from jiahe.places.divisions import Divisions, Place
from jiahe.web.words import Words

COUNTY = "420890000000"
PLACES = Divisions.published().with_places(
    [
        Place(COUNTY, "禾阳县", 3),
        Place("420890100000", "清溪镇", 4),
        Place("420890100201", "柳林村", 5),
        Place("420890100202", "桃园社区居委会", 5),
        Place("420890100203", "东风村委会", 5),
        Place("420890101000", "白云街道", 4),
        Place("420890101001", "柳林村", 5),
        Place("420890101002", "五一村", 5),
        Place("420890101003", "青山村", 5),
    ]
)


def column(kind: Kind, key: str = "x", zh: str = "栏", **about: object) -> Field:
    """Return a field of a kind."""
    return Field(key, Words(zh, key), kind, **about)  # type: ignore[arg-type]


def id_number(begins: str) -> str:
    """Return an ID number of 17 digits with its check digit."""
    return begins + str(ric.calc_check_digit(begins + "0"))


def card(begins: str) -> str:
    """Return a card's number with its check digit."""
    return begins + str(luhn.calc_check_digit(begins))
