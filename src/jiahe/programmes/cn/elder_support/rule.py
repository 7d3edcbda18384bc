"""农村部分计划生育家庭奖励扶助: a yearly sum from 60 for rural parents of the one-child period.

All its figures are unconfirmed, so it is determined only when unconfirmed figures are asked for.
"""

from __future__ import annotations

from jiahe.facts.contract import FACTS
from jiahe.law import Instalment, Programme, criterion, greatest, load_parameters, outcome_of, when, yuan
from jiahe.programmes.cn import parents as of
from jiahe.programmes.cn.loss_support.rule import LossSupport

CITES = "人口与计划生育法 第三十一条；国家试点条件（原文未读到）"


def loss_support_of(person):
    """Return what the person gets this year as loss support: 0 without a title to it."""
    loss = outcome_of(LossSupport, person)
    both = loss.instalment("death") + loss.instalment("disability")
    return when(loss.eligible).then(both).otherwise(yuan("0.00")).named("本年特别扶助金", "loss support of the year")


class ElderSupport(Programme):
    """农村部分计划生育家庭奖励扶助. Law: 人口与计划生育法 第三十一条 (those entitled continue to receive it).

    From 60 the higher of this and of loss support is paid (京人口发〔2008〕53号 二（四）): loss support stays as it
    is, and this pays what exceeds it.
    """

    key = "cn/elder-support"
    zh, en = "农村部分计划生育家庭奖励扶助", "Elder support"
    schema, unit = FACTS, "persons"
    parameters = load_parameters(__file__)
    benefit = "money"

    def population(person, law):
        sixty = person.birth_date.plus(years=law.age) <= law.today
        return sixty & (person.hukou_kind == "rural") & of.alive_this_year(person, law)

    @criterion(
        zh="本人户籍在本地，且为农业户口或界定为农村居民户口",
        en="The person's hukou is here, and rural",
        cites=CITES,
        evidence=("居民户口簿", "household register (hukou) booklet"),
    )
    def rural_hukou(person, law):
        return of.has_hukou_here(person, law) & (person.hukou_kind == "rural")

    @criterion(
        zh="年满六十周岁",
        en="The person is 60",
        cites=CITES,
        evidence=("居民身份证", "identity card"),
    )
    def is_60(person, law):
        return person.birth_date.plus(years=law.age) <= law.today

    @criterion(
        zh="1933年1月1日以后出生",
        en="Born on or after 1 January 1933",
        cites=CITES,
        evidence=("居民身份证", "identity card"),
    )
    def born_since_1933(person, law):
        return person.birth_date >= law.born_from

    @criterion(
        zh="现存一个子女，或者现存两个女孩，或者子女死亡现无子女",
        en="One living child, or two living girls, or the children died and none lives",
        cites=CITES,
        evidence=("居民户口簿、子女的出生医学证明", "household booklet, the children's birth certificates"),
    )
    def children(person, law):
        living = of.living_children(person, law)
        a_boy_lives = person.children.any(
            lambda c: of.had_before(c, law) & (c.child.death_date > law.today) & (c.child.sex == "male")
        )
        none_left = (living == 0) & (of.children_before_this_year(person, law) >= 1)
        return (living == 1) | ((living == 2) & ~a_boy_lives) | none_left

    @criterion(
        zh="本年特别扶助金不高于奖励扶助金（就高发放，不重复）",
        en="The year's loss support is not the higher one (the higher of the two is paid, not both)",
        cites="京人口发〔2008〕53号 二（四）；京人口发〔2009〕31号 二（四）",
    )
    def higher_than_loss_support(person, law):
        return law.yearly_rate > loss_support_of(person)

    def instalments(person, law):
        more = greatest(law.yearly_rate - loss_support_of(person), yuan("0.00"))
        return [Instalment("year", zh="奖励扶助金", en="elder support", year=law.today.year, amount=more)]

    def enrolled(person, law):
        return of.claimed_or_paid(person, law, "cn/elder-support")
