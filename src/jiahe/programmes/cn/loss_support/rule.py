"""独生子女伤残、死亡家庭特别扶助: monthly support for parents whose only child died or is severely disabled.

It is paid once a year; the amount is that of the calendar year of determination. README.md says which months count.
"""

from __future__ import annotations

from collections.abc import Callable

from jiahe.facts.contract import FACTS
from jiahe.law import (
    NEVER,
    Instalment,
    Programme,
    Type,
    criterion,
    greatest,
    least,
    load_parameters,
    unknown,
    when,
    yuan,
)
from jiahe.law.language import Bool, Date, Money, Row
from jiahe.law.programme import Law
from jiahe.programmes.cn import parents as of
from jiahe.programmes.cn.family import died_on, is_own

_DELIVERY_MONTHS = 4
"""Children born within so many months are of one delivery."""

_BOTH_DIED = unknown(
    Type.BOOL,
    zh="两个子女在同一年里先后去世，有几个月可能属于伤残扶助，由人工核对",
    en="Both children died within one year; some months may be within the support for disability, so a person decides",
    evidence=("子女的死亡证明", "the children's death certificates"),
)


def both_texts(item: int) -> str:
    """Cite the same numbered condition of Beijing's texts on death (2008) and on disability (2009)."""
    return f"京人口发〔2008〕53号 二（一）{item}；京人口发〔2009〕31号 二（一）{item}"


def birth_that_counts(person: Row, law: Law) -> Date:
    """Return the birth date that the age of 49 is reckoned from: the wife's; a widowed or divorced parent's own."""
    husband = (person.sex == "male") & of.married(person, law)
    return when(husband).then(of.spouse(person, law).birth_date).otherwise(person.birth_date)


def _disabled_since(person: Row, law: Law, where: Callable[[Row], Bool]) -> Date:
    """Return since when a child for whom ``where`` holds has had a card of grade 1 to 3; NEVER when none has."""
    return person.children.earliest(
        lambda c: c.child.certificates.earliest(
            lambda k: k.from_date, where=lambda k: of.severely_disabled(k, law), if_none=NEVER
        ),
        where=lambda c: of.had_before(c, law) & where(c),
        if_none=NEVER,
    )


def living_child_disabled_since(person: Row, law: Law) -> Date:
    """Return since when the living child has been severely disabled; NEVER when it is not."""
    return _disabled_since(person, law, lambda c: c.child.death_date > law.today)


def died_disabled_since(person: Row, law: Law) -> Date:
    """Return since when a child who died this year had been severely disabled; NEVER when none was."""

    def died_this_year(c: Row) -> Bool:
        return (c.child.death_date >= of.first_day_of_year(law)) & (c.child.death_date <= law.today)

    return _disabled_since(person, law, died_this_year)


def last_of_two_died_disabled(person: Row, law: Law) -> Bool:
    """Whether of two children the one who lived on was severely disabled and died this year: its months are owed."""
    none_lives = (of.children_before_this_year(person, law) == 2) & (of.living_children(person, law) == 0)
    lived_on = when(of.child_first_lost_on(person, law) < of.first_day_of_year(law)).then(True).otherwise(_BOTH_DIED)
    return none_lives & (died_disabled_since(person, law) < NEVER) & lived_on


def all_of_one_delivery(person: Row, law: Law) -> Bool:
    """Whether the children who came before this year are twins or more of one delivery."""
    first = person.children.earliest(lambda c: c.child.birth_date, where=lambda c: of.had_before(c, law), if_none=NEVER)
    last = person.children.latest(lambda c: c.child.birth_date, where=lambda c: of.had_before(c, law), if_none=NEVER)
    return last.plus(months=-_DELIVERY_MONTHS) < first


def _was_issued(card: Row, law: Law) -> Bool:
    return (card.kind == "one_child_parents") & (card.from_date <= law.today)


def certificate_issued_on(person: Row, law: Law) -> Date:
    """Return the day the couple's certificate was first issued, to either parent of a child; NEVER when it was not.

    已领取: one that was handed in or withdrawn later has been received all the same.
    """
    to_a_parent = person.children.earliest(
        lambda c: c.child.parents.earliest(
            lambda p: p.parent.certificates.earliest(
                lambda k: k.from_date, where=lambda k: _was_issued(k, law), if_none=NEVER
            ),
            where=lambda p: is_own(p, law.today),
            if_none=NEVER,
        ),
        where=lambda c: of.had_before(c, law),
        if_none=NEVER,
    )
    to_the_person = person.certificates.earliest(
        lambda k: k.from_date, where=lambda k: _was_issued(k, law), if_none=NEVER
    )
    return least(to_a_parent, to_the_person)


def only_child_died(person: Row, law: Law) -> Bool:
    """Whether no child lives, and there was one only (or one delivery, if that counts as one)."""
    children = of.children_before_this_year(person, law)
    one = (children == 1) | ((children >= 2) & all_of_one_delivery(person, law) & law.all_of_one_delivery_died)
    return (of.living_children(person, law) == 0) & one


def _death_sum(person: Row, law: Law, began: Date, ends: Date) -> Money:
    """Return the months since the only child died, at the death rate."""
    months = law.death_rate.accrued(greatest(began, of.child_lost_on(person, law)), ends)
    return when(only_child_died(person, law)).then(months).otherwise(yuan("0.00"))


def _disability_sum(person: Row, law: Law, began: Date, ends: Date) -> Money:
    """Return the months with a disabled living child.

    Where it died this year: those before the month of death, which is at the death rate; of two children, with it.
    """
    lost = of.child_lost_on(person, law)
    sibling_lost = when(of.children_before_this_year(person, law) == 2).then(lost).otherwise(began)
    living = law.disability_rate.accrued(greatest(began, living_child_disabled_since(person, law), sibling_lost), ends)
    until = when(only_child_died(person, law)).then(lost.plus(days=0 - lost.day)).otherwise(lost)
    until_death = law.disability_rate.accrued(greatest(began, died_disabled_since(person, law)), least(ends, until))
    return when(of.living_children(person, law) == 0).then(until_death).otherwise(living)


class LossSupport(Programme):
    """独生子女家庭特别扶助 (death) and 独生子女伤残家庭特别扶助 (disability), one support with two monthly rates.

    京人口发〔2008〕53号; 京人口发〔2009〕31号; 京卫家庭〔2022〕19号; 人口与计划生育法 第三十二条.
    """

    key = "cn/loss-support"
    zh, en = "独生子女伤残、死亡家庭特别扶助", "Only-child loss support"
    schema, unit = FACTS, "persons"
    parameters = load_parameters(__file__)
    benefit = "money"

    def population(person, law):
        lost_or_disabled = person.children.any(
            lambda c: (
                of.own_so_far(c, law)
                & ((c.child.death_date <= law.today) | c.child.certificates.any(lambda k: k.kind == "disability"))
            )
        )
        return of.alive_this_year(person, law) & lost_or_disabled

    @criterion(
        zh="本人户籍在本地",
        en="The person's hukou is here",
        cites=both_texts(1),
        evidence=("居民户口簿", "household register (hukou) booklet"),
    )
    def hukou(person, law):
        return of.has_hukou_here(person, law)

    @criterion(
        zh="子女数：只生育或合法收养一个子女；或者两个子女中现存活一个",
        en="One child, born or lawfully adopted; or two, one of whom lives",
        cites=both_texts(4),
        evidence=(
            "居民户口簿、出生医学证明或收养登记证",
            "household booklet, birth certificates or adoption registration",
        ),
    )
    def one_child(person, law):
        children, living = of.children_before_this_year(person, law), of.living_children(person, law)
        two = ((children == 2) & (living == 1)) | last_of_two_died_disabled(person, law)
        return (children == 1) | two | only_child_died(person, law)

    @criterion(
        zh="现无存活子女，或者现存活的子女为三级以上残疾并持有残疾人证",
        en="No living child, or the living child has a disability card of grade 1, 2 or 3",
        cites=both_texts(6),
        evidence=("第二代《残疾人证》（子女健在的）", "second-generation disability card (of a living child)"),
    )
    def child_died_or_is_disabled(person, law):
        disabled = living_child_disabled_since(person, law) < NEVER
        return (of.living_children(person, law) == 0) | disabled

    @criterion(
        zh="女方年满四十九周岁；丧偶或离婚的，本人年满四十九周岁",
        en="The wife is 49; a widowed or divorced parent is 49",
        cites=both_texts(3),
        evidence=("居民身份证、结婚证或离婚证", "identity card, marriage or divorce certificate"),
    )
    def wife_is_49(person, law):
        return birth_that_counts(person, law).plus(years=law.wife_age) <= law.today

    @criterion(
        zh="1933年1月1日以后出生（死亡家庭为本人，伤残家庭为女方）",
        en="Born on or after 1 January 1933 (death: the person; disability: the wife)",
        cites=both_texts(2),
        evidence=("居民身份证", "identity card"),
    )
    def born_since_1933(person, law):
        own, wifes = person.birth_date, birth_that_counts(person, law)
        whose = when(only_child_died(person, law)).then(own).otherwise(wifes)
        return whose >= law.born_from

    @criterion(
        zh="夫妻已领取《独生子女父母光荣证》",
        en="The couple received the one-child parents' certificate",
        cites=both_texts(5) + "；人口与计划生育法 第三十二条",
        evidence=(
            "《独生子女父母光荣证》（遗失的可补办）",
            "one-child parents' certificate (a lost one can be issued again)",
        ),
    )
    def certificate(person, law):
        return certificate_issued_on(person, law) < NEVER

    def instalments(person, law):
        began = greatest(
            of.first_day_of_year(law),
            birth_that_counts(person, law).plus(years=law.wife_age),
            certificate_issued_on(person, law),
        )
        ends = least(
            of.last_day_of_year(law),
            died_on(person, law.today),
            of.further_child_on(person, law),
        )
        death = _death_sum(person, law, began, ends) * law.times
        disability = _disability_sum(person, law, began, ends) * law.times
        year = law.today.year
        return [
            Instalment("death", zh="死亡家庭特别扶助金", en="support after the child's death", year=year, amount=death),
            Instalment(
                "disability", zh="伤残家庭特别扶助金", en="support for the disability", year=year, amount=disability
            ),
        ]

    def enrolled(person, law):
        return of.claimed_or_paid(person, law, "cn/loss-support")
