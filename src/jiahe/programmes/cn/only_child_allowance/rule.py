"""独生子女父母奖励费（保健费）: a small sum for holders of the one-child parents' certificate, until 14 or 18.

One outcome a parent: the parent's own part, and who pays it. The amount is that of the calendar year of determination.
"""

from __future__ import annotations

from fractions import Fraction

from jiahe.facts.contract import FACTS
from jiahe.law import (
    NEVER,
    Instalment,
    PaidPart,
    Payer,
    Programme,
    criterion,
    greatest,
    least,
    load_parameters,
    when,
    yuan,
)
from jiahe.programmes.cn import parents as of
from jiahe.programmes.cn.family import alive, died_on, is_own

CITES = (
    "浙江省人口与计划生育条例 第二十六条、第二十七条；广东省人口与计划生育条例 第三十六条（一）；"
    "北京市人口与计划生育条例（2016） 第十九条（一）；河南省人口与计划生育条例（2020） 第三十一条（一）"
)
ENDED = (
    "浙江省人口与计划生育条例 第三十三条；北京市人口与计划生育条例（2016） 第三十五条；"
    "河南省人口与计划生育条例（2020） 第三十八条"
)


def child_born_on(person, law):
    """Return the birth date of the (eldest) own child."""
    return person.children.earliest(lambda c: c.child.birth_date, where=lambda c: is_own(c, law.today), if_none=NEVER)


def child_died_on(person, law):
    """Return the day an own child died; NEVER when none has."""
    return person.children.earliest(
        lambda c: c.child.death_date,
        where=lambda c: is_own(c, law.today) & ~alive(c.child, law.today),
        if_none=NEVER,
    )


def last_day(person, law):
    """Return the last day of this year for which the allowance runs."""
    further = (
        when(of.children_before_this_year(person, law) == 1).then(of.further_child_on(person, law)).otherwise(NEVER)
    )
    reaches_age = child_born_on(person, law).plus(years=law.until_age, days=-1)
    return least(
        of.last_day_of_year(law),
        died_on(person, law.today),
        reaches_age,
        child_died_on(person, law),
        further,
        of.certificate_last_day(person, law),
    )


def of_the_couple(union, person, law):
    """Whether it is the marriage of the couple whose certificate it is: the last one made up to the issue."""
    issued = of.certificate_from(person, law)
    last = person.unions.latest(lambda u: u.from_date, where=lambda u: u.from_date <= issued, if_none=NEVER)
    return union.from_date == last


def other_is_dead(person, law):
    """Whether that marriage ended with the spouse's death; another marriage since changes nothing."""

    def ended_by_death(u):
        died = u.spouse.death_date
        by_death = (u.ended_by == "death") | ((died <= law.today) & (u.until_date >= died))
        return ~of.current_union(u, law) & by_death

    return person.unions.any(lambda u: ended_by_death(u) & of_the_couple(u, person, law))


def other_is_rural(person, law):
    """Whether the husband or wife of that marriage is a rural resident without an employer (农村居民, no 所在单位)."""

    def is_rural(spouse):
        return (spouse.hukou_kind == "rural") & ~of.employed(spouse, law)

    return person.unions.any(lambda u: of.current_union(u, law) & is_rural(u.spouse) & of_the_couple(u, person, law))


def pays_whole(person, law):
    """Whether the whole sum falls to this parent: 夫妻一方是农村居民 (without an employer) or 亡故."""
    return (
        when(law.whole_to_one == "rural_or_dead")
        .then(other_is_rural(person, law) | other_is_dead(person, law))
        .when(law.whole_to_one == "dead")
        .then(other_is_dead(person, law))
        .otherwise(False)
    )


_OWN_EMPLOYER = ("本人所在单位，发给本人", "the person's own employer, to the person")
_GOVERNMENT = ("当地人民政府统筹，发给本人", "the local government, to the person")
_OTHER_HALF = Payer(
    "the_other",
    "另一方的一半，由另一方所在单位或其发放单位发给另一方，另行核对",
    "the other parent's half, by whoever pays that parent, to that parent; worked out there",
)
_BY_MEASURES = Payer(
    "by_local_measures",
    "按当地发放办法（由谁出钱，条文没有写或办法还没有读到）",
    "as the local measures say (who that is, the article does not say or the measures were not read)",
)


def halves(own, sum_of_year, whole, payer):
    """Return who pays the sum of which an instalment is this parent's part: half of it or, for one of them, all."""
    together = when(own > yuan("0.00")).then(sum_of_year).otherwise(yuan("0.00"))
    share = when(whole).then(Fraction(1)).otherwise(Fraction(1, 2))
    zh, en = payer
    return (PaidPart("全年应发合计", "owed for the year in all", together, (Payer("own", zh, en, share), _OTHER_HALF)),)


class OnlyChildAllowance(Programme):
    """独生子女父母奖励费 (Zhejiang, Beijing, Henan), 独生子女保健费 (Guangdong). 人口与计划生育法 第三十一条."""

    key = "cn/only-child-allowance"
    zh, en = "独生子女父母奖励费", "Only-child parents' allowance"
    schema, unit = FACTS, "persons"
    parameters = load_parameters(__file__)
    benefit = "money"

    def population(person, law):
        holds = of.has_certificate_on_record(person, law)
        has_a_minor = person.children.any(
            lambda c: (
                is_own(c, law.today)
                & (c.child.birth_date <= law.today)
                & (c.child.birth_date.plus(years=18) > of.first_day_of_year(law))
            )
        )
        return of.alive_this_year(person, law) & holds & has_a_minor

    @criterion(
        zh="本人户籍在本地",
        en="The person's hukou is here",
        cites=CITES,
        evidence=("居民户口簿", "household register (hukou) booklet"),
    )
    def hukou(person, law):
        return of.has_hukou_here(person, law)

    @criterion(
        zh="持有《独生子女父母光荣证》",
        en="Holds the one-child parents' certificate",
        cites=CITES + "；人口与计划生育法 第三十一条",
        evidence=(
            "《独生子女父母光荣证》（遗失的可补办）",
            "one-child parents' certificate (a lost one can be issued again)",
        ),
    )
    def certificate(person, law):
        return of.holds_certificate(person, law)

    @criterion(
        zh="本年以前未再生育或收养子女",
        en="No further child was born or adopted before this year",
        cites=ENDED,
        evidence=("居民户口簿、出生医学证明", "household booklet, birth certificates"),
    )
    def one_child(person, law):
        before = of.children_before_this_year(person, law)
        return (before == 1) | ((before == 0) & (of.children_so_far(person, law) == 1))

    @criterion(
        zh="子女在本年内未满规定年龄（十四或十八周岁）",
        en="The child is under 14 or 18 (as the province says) on some day of this year",
        cites=CITES,
        evidence=("子女的出生医学证明或户口簿", "the child's birth certificate or household booklet"),
    )
    def child_under_age(person, law):
        new_year = of.first_day_of_year(law)
        return (child_born_on(person, law).plus(years=law.until_age) > new_year) & (
            child_died_on(person, law) >= new_year
        )

    @criterion(
        zh="属于发放范围：浙江为职工，广东为职工和城镇居民，北京、河南为持证父母",
        en="Belongs to those paid: Zhejiang employees; Guangdong employees and urban residents; else every holder",
        cites=CITES,
        evidence=("单位证明或户口簿", "the employer's note or the household booklet"),
    )
    def belongs_to_those_paid(person, law):
        works = of.employed(person, law)
        return (
            when(law.paid_by == "employers")
            .then(works)
            .when(law.paid_by == "employers_or_government")
            .then(works | (person.hukou_kind == "urban"))
            .otherwise(True)
        )

    def instalments(person, law):
        first = greatest(of.first_day_of_year(law), of.certificate_from(person, law))
        by_month = law.monthly_rate.accrued(first, last_day(person, law))
        sum_of_year = when(law.reckoned == "by_month").then(by_month).otherwise(law.yearly_rate)
        half_or_whole = when(pays_whole(person, law)).then(sum_of_year).otherwise(sum_of_year.share(Fraction(1, 2)))
        own_part = when(law.rate_is_for == "parent").then(sum_of_year).otherwise(half_or_whole)
        whole = (law.rate_is_for == "parent") | pays_whole(person, law)
        works, none, year = of.employed(person, law), yuan("0.00"), law.today.year
        employer = (
            when(law.paid_by == "local_measures").then(none).otherwise(when(works).then(own_part).otherwise(none))
        )
        government = (
            when(law.paid_by == "employers_or_government")
            .then(when(works).then(none).otherwise(own_part))
            .otherwise(none)
        )
        measures = when(law.paid_by == "local_measures").then(own_part).otherwise(none)
        return [
            Instalment(
                "employer",
                zh="由本人所在单位发放",
                en="paid by the person's employer",
                year=year,
                amount=employer,
                paid_by=halves(employer, sum_of_year, whole, _OWN_EMPLOYER),
            ),
            Instalment(
                "government",
                zh="由当地人民政府统筹",
                en="arranged by the local government",
                year=year,
                amount=government,
                paid_by=halves(government, sum_of_year, whole, _GOVERNMENT),
            ),
            Instalment(
                "by_local_measures",
                zh="按当地发放办法",
                en="paid as the local measures say",
                year=year,
                amount=measures,
                paid_by=(PaidPart("本人部分", "the person's own part", measures, (_BY_MEASURES,)),),
            ),
        ]

    def enrolled(person, law):
        return of.claimed_or_paid(person, law, "cn/only-child-allowance")
