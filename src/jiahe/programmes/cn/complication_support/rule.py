"""计划生育手术并发症人员扶助: monthly support, by the grade of an assessed complication, paid once a year.

It reads only the assessment that the person holds and shows; nothing else about the person's health. All rates are
unconfirmed.
"""

from __future__ import annotations

from jiahe.facts.contract import FACTS
from jiahe.law import NEVER, Instalment, Programme, criterion, greatest, least, load_parameters, when, yuan
from jiahe.programmes.cn import parents as of
from jiahe.programmes.cn.family import died_on

CITES = "计划生育手术并发症人员扶助（国家标准原文未读到）"
NO_GRADE = 9


def assessed(card, law):
    """Whether a certificate is an assessed complication that is valid on the day of determination."""
    return (card.kind == "complication") & (card.from_date <= law.today) & (card.until_date > law.today)


def grade_of(person, law):
    """Return the most severe grade that is assessed; 1 is the most severe."""
    return person.certificates.least(lambda k: k.grade, where=lambda k: assessed(k, law), if_none=NO_GRADE)


class ComplicationSupport(Programme):
    """计划生育手术并发症人员特别扶助, grades 1 to 3. 河南省人口与计划生育条例（2020） 第三十三条 pays the double."""

    key = "cn/complication-support"
    zh, en = "计划生育手术并发症人员扶助", "Complication support"
    schema, unit = FACTS, "persons"
    parameters = load_parameters(__file__)
    benefit = "money"

    def population(person, law):
        return of.alive_this_year(person, law) & person.certificates.any(lambda k: k.kind == "complication")

    @criterion(
        zh="本人户籍在本地",
        en="The person's hukou is here",
        cites=CITES,
        evidence=("居民户口簿", "household register (hukou) booklet"),
    )
    def hukou(person, law):
        return of.has_hukou_here(person, law)

    @criterion(
        zh="经鉴定为一级、二级或三级并发症，鉴定在有效期内",
        en="A complication assessed as grade 1, 2 or 3, and the assessment is valid",
        cites=CITES,
        evidence=("计划生育手术并发症鉴定书", "the assessment of the complication"),
    )
    def assessed_grade(person, law):
        return grade_of(person, law) <= 3

    def instalments(person, law):
        since = person.certificates.earliest(lambda k: k.from_date, where=lambda k: assessed(k, law), if_none=NEVER)
        first = greatest(of.first_day_of_year(law), since)
        last = least(of.last_day_of_year(law), died_on(person, law.today))
        grade = grade_of(person, law)
        year_sum = (
            when(grade == 1)
            .then(law.rate_grade_1.accrued(first, last))
            .when(grade == 2)
            .then(law.rate_grade_2.accrued(first, last))
            .when(grade == 3)
            .then(law.rate_grade_3.accrued(first, last))
            .otherwise(yuan("0.00"))
        )
        return [
            Instalment(
                "year", zh="并发症扶助金", en="complication support", year=law.today.year, amount=year_sum * law.times
            )
        ]

    def enrolled(person, law):
        return of.claimed_or_paid(person, law, "cn/complication-support")
