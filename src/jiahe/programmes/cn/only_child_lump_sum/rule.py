"""独生子女父母一次性奖励和经济帮助: Beijing's two sums paid once, at 55 (women) or 60 (men).

The sums are minima (不少于): a district may pay more.
"""

from __future__ import annotations

from jiahe.facts.contract import FACTS
from jiahe.law import Instalment, Programme, Type, criterion, load_parameters, unknown, when, yuan
from jiahe.programmes.cn import parents as of
from jiahe.programmes.cn.family import alive

KEY = "cn/only-child-lump-sum"
REWARD = "北京市人口与计划生育条例（2016） 第十九条（三）"
HELP = "北京市人口与计划生育条例（2016） 第二十条"
NO_GRADE = 9

_NO_CHILD_ON_RECORD = unknown(
    Type.BOOL,
    zh="有独生子女证，登记册里却没有登记子女：资料可能不全，看户口簿核对",
    en="There is a one-child parents' certificate, and no child is on record: the register may lack them",
    evidence=("居民户口簿", "household register (hukou) booklet"),
)


def living_child_grade(person, law):
    """Return the most severe grade on a living child's disability card; 9 without a card."""
    return person.children.least(
        lambda c: c.child.certificates.least(
            lambda k: k.grade,
            where=lambda k: (k.kind == "disability") & (k.from_date <= law.today) & (k.until_date > law.today),
            if_none=NO_GRADE,
        ),
        where=lambda c: of.own_so_far(c, law) & alive(c.child, law.today),
        if_none=NO_GRADE,
    )


def child_lost(person, law):
    """Whether the only child died, or a disability took most of the capacity to work (the grade is unconfirmed)."""
    lives = person.children.any(lambda c: of.own_so_far(c, law) & alive(c.child, law.today))
    died = ~lives & (of.children_so_far(person, law) >= 1)
    grade = living_child_grade(person, law)
    return died | ((grade < NO_GRADE) & (grade <= law.disability_grade))


def was_paid(payment, law):
    """Whether it is a payment of this programme up to the day of determination."""
    return (payment.programme == KEY) & (payment.paid_on <= law.today)


def most_paid(person, law):
    """Return the largest payment so far; 0 without one."""
    return person.payments.greatest(lambda p: p.amount, where=lambda p: was_paid(p, law), if_none=yuan("0.00"))


def help_paid(person, law):
    """Whether a payment of at least the help's sum was made."""
    return most_paid(person, law) >= law.help_sum


def reward_paid(person, law):
    """Whether the reward was paid.

    By a payment smaller than the help's sum, by one that is enough for both, or by any where there was no help to pay.
    """
    least_paid = person.payments.least(lambda p: p.amount, where=lambda p: was_paid(p, law), if_none=yuan("9999999.00"))
    both, some = most_paid(person, law) >= law.reward_sum + law.help_sum, most_paid(person, law) > 0
    return (least_paid < law.help_sum) | both | (some & ~child_lost(person, law))


class OnlyChildLumpSum(Programme):
    """一次性奖励 (第十九条（三）) for holders; 一次性经济帮助 (第二十条) when the only child died or was disabled."""

    key = KEY
    zh, en = "独生子女父母一次性奖励和经济帮助", "Lump sums for only-child parents"
    schema, unit = FACTS, "persons"
    parameters = load_parameters(__file__)
    benefit = "money"

    def population(person, law):
        holds = of.has_certificate_on_record(person, law)
        lost = person.children.any(lambda c: of.own_so_far(c, law) & ~alive(c.child, law.today))
        old_enough = person.birth_date.plus(years=law.woman_age) <= law.today
        return (person.death_date > law.today) & old_enough & (holds | lost)

    @criterion(
        zh="本人户籍在本地",
        en="The person's hukou is here",
        cites=REWARD + "；" + HELP,
        evidence=("居民户口簿", "household register (hukou) booklet"),
    )
    def hukou(person, law):
        return of.has_hukou_here(person, law)

    @criterion(
        zh="女方年满五十五周岁，男方年满六十周岁",
        en="A woman is 55, a man is 60",
        cites=REWARD + "；" + HELP,
        evidence=("居民身份证", "identity card"),
    )
    def old_enough(person, law):
        age = when(person.sex == "female").then(law.woman_age).otherwise(law.man_age)
        return person.birth_date.plus(years=age) <= law.today

    @criterion(
        zh="只有一个子女，未再生育或收养",
        en="One child, and no other born or adopted",
        cites="北京市人口与计划生育条例（2016） 第二十条、第三十五条",
        evidence=("居民户口簿", "household register (hukou) booklet"),
    )
    def one_child(person, law):
        children = of.children_so_far(person, law)
        return (children == 1) | ((children == 0) & of.holds_certificate(person, law) & _NO_CHILD_ON_RECORD)

    @criterion(
        zh="持有《独生子女父母光荣证》，或者独生子女死亡、意外伤残致使基本丧失劳动能力",
        en="Holds the one-child parents' certificate; or the only child died or lost most capacity to work",
        cites=REWARD + "；" + HELP,
        evidence=(
            (
                "《独生子女父母光荣证》（遗失的可补办）",
                "one-child parents' certificate (a lost one can be issued again)",
            ),
            ("子女的死亡证明或伤残鉴定", "the child's death certificate or the assessment of disability"),
        ),
    )
    def certificate_or_loss(person, law):
        return of.holds_certificate(person, law) | child_lost(person, law)

    @criterion(
        zh="尚未领取",
        en="Not yet paid",
        cites=REWARD + "；" + HELP,
        evidence=("银行流水或发放记录", "bank statement or record of payment"),
    )
    def not_yet_paid(person, law):
        holds, lost = of.holds_certificate(person, law), child_lost(person, law)
        return (holds & ~reward_paid(person, law)) | (lost & ~help_paid(person, law)) | ~(holds | lost)

    def instalments(person, law):
        none, year = yuan("0.00"), law.today.year
        reward_due = of.holds_certificate(person, law) & ~reward_paid(person, law)
        help_due = child_lost(person, law) & ~help_paid(person, law)
        reward = when(reward_due).then(law.reward_sum).otherwise(none)
        support = when(help_due).then(law.help_sum).otherwise(none)
        return [
            Instalment(
                "reward", zh="一次性奖励（不少于）", en="reward, paid once (at least)", year=year, amount=reward
            ),
            Instalment(
                "help",
                zh="一次性经济帮助（不少于）",
                en="help after a loss, paid once (at least)",
                year=year,
                amount=support,
            ),
        ]

    def enrolled(person, law):
        return of.has_claim(person, law, KEY)
