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


def _assessed(card, law):
    return (card.kind == "complication") & (card.from_date <= law.today)


def is_valid(card, law):
    """Whether a certificate is an assessed complication that is valid on the day of determination."""
    return _assessed(card, law) & (card.until_date > law.today)


def has_lapsed(card, law):
    """Whether it was valid on some day of this year, and no longer is: its months of this year stay owed."""
    return _assessed(card, law) & (card.until_date <= law.today) & (card.until_date > of.first_day_of_year(law))


def grade_of(person, law, which):
    """Return the most severe grade of such assessments; 1 is the most severe."""
    return person.certificates.least(lambda k: k.grade, where=lambda k: which(k, law), if_none=NO_GRADE)


def since(person, law, which):
    """Return the day of the first such assessment; NEVER without one."""
    return person.certificates.earliest(lambda k: k.from_date, where=lambda k: which(k, law), if_none=NEVER)


def months_at(grade, law, first, last):
    """Return the monthly rate of a grade, over the months from ``first`` to ``last``."""
    return (
        when(grade == 1)
        .then(law.rate_grade_1.accrued(first, last))
        .when(grade == 2)
        .then(law.rate_grade_2.accrued(first, last))
        .when(grade == 3)
        .then(law.rate_grade_3.accrued(first, last))
        .otherwise(yuan("0.00"))
    )


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
        zh="经鉴定为一级、二级或三级并发症，鉴定在本年内有效",
        en="A complication assessed as grade 1, 2 or 3, and the assessment is valid on some day of this year",
        cites=CITES,
        evidence=("计划生育手术并发症鉴定书", "the assessment of the complication"),
    )
    def assessed_grade(person, law):
        return (grade_of(person, law, is_valid) <= 3) | (grade_of(person, law, has_lapsed) <= 3)

    def instalments(person, law):
        new_year, valid_since = of.first_day_of_year(law), since(person, law, is_valid)
        last = least(of.last_day_of_year(law), died_on(person, law.today))
        lapsed_on = person.certificates.latest(
            lambda k: k.until_date.plus(days=-1), where=lambda k: has_lapsed(k, law), if_none=of.NO_DAY
        )
        severer = grade_of(person, law, has_lapsed) < grade_of(person, law, is_valid)
        within = severer & (valid_since <= since(person, law, has_lapsed))
        before = when(within).then(last).otherwise(valid_since.plus(days=0 - valid_since.day))
        after = when(within).then(lapsed_on.plus(days=1 - lapsed_on.day).plus(months=1)).otherwise(valid_since)
        lapsed = months_at(
            grade_of(person, law, has_lapsed),
            law,
            greatest(new_year, since(person, law, has_lapsed)),
            least(last, lapsed_on, before),
        )
        valid = months_at(grade_of(person, law, is_valid), law, greatest(new_year, valid_since, after), last)
        year_sum = lapsed + valid
        return [
            Instalment(
                "year", zh="并发症扶助金", en="complication support", year=law.today.year, amount=year_sum * law.times
            )
        ]

    def enrolled(person, law):
        return of.claimed_or_paid(person, law, "cn/complication-support")
