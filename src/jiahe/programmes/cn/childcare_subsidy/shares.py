"""Who pays a claim: the centre, the province, the city and the county share the national standard; a city adds its own.

The shares are figures in parameters.yaml. One that is not on file, or that depends on a list of counties that no text
gives, is unknown: nobody's part is guessed.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from jiahe.law import PaidPart, Payer, Type, any_of, unknown, when
from jiahe.law.language import Bool, Money, Row

_MUNICIPALITIES = ("110000000000", "120000000000", "310000000000", "500000000000")

_TWO_CLASSES = unknown(
    Type.SHARE,
    zh="省里分两类县（市、区），分担比例不同，文件没有列出各类有哪些县",
    en="the province has two classes of counties with different shares, and the text does not list them",
)

_WITH_THE_CENTRE = unknown(
    Type.SHARE,
    zh="省级统筹中央补助后按县（市、区）分档补助，文件没有列出各档有哪些县",
    en="the province, with the centre's money in it, pays by classes of counties, and the text does not list them",
)
_AT_MOST = unknown(
    Type.SHARE,
    zh="文件只写了市级补助的上限，没有写实际比例",
    en="the text only has a limit for the city's part, and not the part itself",
)


def paid_by(standard: Money, higher: Money, child: Row, law: Any) -> tuple[PaidPart, ...]:
    """Return who pays the two parts of a claim: the national standard, and what the city adds to it.

    The centre's share is of the whole, the province's of what the centre leaves, the city's of what the province
    leaves; the county or district pays the rest.
    """
    classes = law.province_share_of_other_counties.is_known()
    province = (
        when(classes)
        .then(_TWO_CLASSES)
        .when(law.province_and_centre_together.is_known() & ~law.province_share.is_known())
        .then(_WITH_THE_CENTRE)
        .otherwise(law.province_share)
    )
    between = (
        when(_in_a_municipality(child))
        .then(Fraction(0))
        .when(law.city_share_at_most.is_known())
        .then(_AT_MOST)
        .otherwise(law.city_share)
    )
    county = Payer("county", "县（市、区）财政", "the county or district")
    return (
        PaidPart(
            "国家标准部分",
            "national standard",
            standard,
            (
                Payer("centre", "中央财政", "the centre", law.central_share),
                Payer("province", "省级财政（直辖市为市级）", "the province (or municipality)", province),
                Payer("city", "市（州）级财政", "the city", between),
                county,
            ),
        ),
        PaidPart(
            "地方提高部分",
            "added by the city",
            higher,
            (Payer("city", "市（州）级财政", "the city", law.city_share_of_higher_sum), county),
        ),
    )


def _in_a_municipality(child: Row) -> Bool:
    """Whether there is no level between the province and the district."""
    first, *others = [child.hukou_place.within(code) for code in _MUNICIPALITIES]
    return any_of(first, *others)
