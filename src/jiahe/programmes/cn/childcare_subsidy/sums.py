"""The sum of one claim: the national standard, the higher sums of some cities, a deducted earlier grant.

The order of births is read only where the city's own text pays by it (parameter ``order_pays``).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from jiahe.law import Type, any_of, date_of, greatest, least, unknown, when, yuan
from jiahe.law.language import Bool, Date, Int, Money, Row
from jiahe.programmes.cn.childcare_subsidy.schedule import Claim, claims_of
from jiahe.programmes.cn.family import BirthOrder, Counting, adopted, has_status, in_force, ward

_PANZHIHUA = "510400000000"
_QUZHOU = "330800000000"
_TWELFTH = Fraction(1, 12)
_HANGZHOU_2023 = "cn/hangzhou-childcare-grant-2023"

_EVERY_CHILD = (
    "父母双方全部子女的出生医学证明或户口簿",
    "birth certificates or hukou booklets of all children of both",
)
_WHO_COUNTS_IS_NOT_SAID = unknown(
    Type.BOOL,
    zh="当地文件只写了二孩、三孩，没有写再婚前生育、收养和已去世的子女是否计入孩次，要由经办人员认定",
    en="The city's text says second or third child, and not whether children of an earlier marriage, adopted ones and "
    "those who died count: an official decides",
    evidence=(_EVERY_CHILD,),
)
_BEYOND_THREE = unknown(
    Type.BOOL,
    zh="当地文件只写了三孩的标准，没有写四孩及以上按什么标准，要由经办人员认定",
    en="The city's text has a sum for the third child and none for those after it: an official decides",
    evidence=(_EVERY_CHILD,),
)


def sum_of(claim: Claim, child: Row, law: Any) -> Money:
    """Return what the claim comes to, in fen."""
    standard, higher = parts_of(claim, child, law)
    return standard + higher


def parts_of(claim: Claim, child: Row, law: Any) -> tuple[Money, Money]:
    """Return the two parts of the sum: by the national standard, and what the city adds."""
    return _after_an_earlier_grant(claim, child, law), _higher_sum(claim, child, law)


def _standard(claim: Claim, law: Any) -> Money:
    """A whole year at the yearly standard in force when the claim's year begins; fewer months at the monthly one."""
    on = date_of(claim.year, 1, 1)
    whole = law.annual_rate.on(on).named("每年补贴标准", "subsidy per year", unit=("元", "yuan"))
    monthly = law.monthly_rate.on(on).named("每月补贴标准", "subsidy per month", unit=("元", "yuan"))
    return when(claim.months == 12).then(whole).otherwise(monthly * claim.months)


# ------------------------------------------------------------------------------------------------ higher sums by order


def birth_order(child: Row, law: Any) -> BirthOrder:
    """Return the order of births as the region's text counts it."""
    return BirthOrder(child, law.today, Counting(law.order_joint, law.order_living, law.order_adopted))


def lasting_order(child: Row, law: Any) -> BirthOrder:
    """Return the order among those whom every way of counting takes in: children of both parents who live."""
    return BirthOrder(child, law.today, Counting(True, True, law.order_adopted))


def _higher_sum(claim: Claim, child: Row, law: Any) -> Money:
    on = date_of(claim.year, 1, 1)
    order = birth_order(child, law)
    family = _is_of_a_family_that_qualifies(child, law, order)
    second, third = (_is_at_least(place, child, law, order) & family for place in (2, 3))
    beyond = _is_at_least(4, child, law, order) & family
    for_second = _part(law.second_child_extra_month, law.second_child_extra_year, on, claim.months)
    for_third = _part(law.third_child_extra_month, law.third_child_extra_year, on, claim.months)
    nothing = yuan("0.00")
    has_the_thirds = ~beyond | law.third_sum_beyond_three | _BEYOND_THREE
    from_third = when(has_the_thirds).then(for_third).otherwise(nothing)
    extra: Money = (
        when((law.order_pays == "none") | ~_pays_more(law, on))
        .then(nothing)
        .when(law.order_pays == "third")
        .then(when(third).then(from_third).otherwise(nothing))
        .when((law.order_pays == "second_and_third") & (for_second == for_third))
        .then(when(second).then(from_third).otherwise(nothing))
        .when(law.order_pays == "second_and_third")
        .then(when(third).then(from_third).when(second).then(for_second).otherwise(nothing))
        .otherwise(nothing)
    )
    return extra.named("地方提高部分", "added by the city", unit=("元", "yuan"))


def _pays_more(law: Any, on: Date) -> Bool:
    """Whether the city adds anything in that year, for whomever: not before its first, nor after its last."""
    rates = (
        law.second_child_extra_month, law.second_child_extra_year, law.third_child_extra_month,
        law.third_child_extra_year,
    )  # fmt: skip
    first, *others = (rate.on(on) > yuan("0.00") for rate in rates)
    return any_of(first, *others)


def _is_at_least(place: int, child: Row, law: Any, order: BirthOrder) -> Bool:
    """Whether the child is the ``place``-th or a later one, as the city's text counts.

    Where the text only says 二孩 or 三孩, the answer is sure when the narrowest count says so (the living children born
    to both parents), and an official's when only the widest does (all of the mother's).
    """
    narrowest = BirthOrder(child, law.today, Counting(joint=True, living=True, adopted=False)).at_least(place)
    widest = BirthOrder(child, law.today, Counting(joint=False, living=False, adopted=True)).at_least(place)
    at_least: Bool = (
        when(law.order_is_stated).then(order.at_least(place)).otherwise(narrowest | (widest & _WHO_COUNTS_IS_NOT_SAID))
    )
    return at_least


def _part(monthly: Any, yearly: Any, on: Date, months: Int) -> Money:
    part: Money = monthly.on(on) * months + (yearly.on(on) * months).share(_TWELFTH)
    return part


def _is_of_a_family_that_qualifies(child: Row, law: Any, order: BirthOrder) -> Bool:
    """Whether the city's further conditions hold. By birth only; without a mother on record no ward of the state."""
    in_window = (child.birth_date >= law.extra_births_from) & (child.birth_date < law.extra_births_until)
    born_in_the_city = child.birth_place.division("city") == child.hukou_place.division("city")
    birth_place = born_in_the_city | (child.birth_date >= law.extra_anywhere_from)
    of_the_state = has_status(child, law.today, "orphan", "de_facto_unsupported") | ward(
        child, law.today, "institution"
    )
    condition = (
        when(law.extra_for == "one_parent_local")
        .then(_local_parents(child, 1) & (~_moved_in(child, law) | law.higher_sum_at_once_after_moving_in))
        .when(law.extra_for == "parents_local_and_insured")
        .then(_panzhihua(child, law))
        .otherwise(True)
    )
    return in_window & birth_place & ~adopted(child, law.today) & (order.mother_is_known | ~of_the_state) & condition


def _moved_in(child: Row, law: Any) -> Bool:
    """Whether the child's hukou moved to Quzhou: its higher sum then begins a year later, in part by the month."""
    return child.hukou_spells.any(lambda h: (h.until_date <= law.today) & ~h.place.within(_QUZHOU))


def _is_local(child: Row, p: Row) -> Bool:
    same_city = p.parent.hukou_place.division("city") == child.hukou_place.division("city")
    return (p.kind == "birth") & same_city


def _local_parents(child: Row, number: int) -> Bool:
    return child.parents.at_least(number, lambda p: _is_local(child, p))


def _panzhihua(child: Row, law: Any) -> Bool:
    """Both spouses local and insured; or local and of a poor household; or one local in a soldier's family."""

    def insured(p: Row) -> Bool:
        return p.parent.statuses.any(
            lambda s: (s.kind == "insured_local") & in_force(s, law.today) & s.place.within(_PANZHIHUA)
        )

    both_insured = child.parents.at_least(2, lambda p: _is_local(child, p) & insured(p))
    poor = child.parents.any(lambda p: (p.kind == "birth") & has_status(p.parent, law.today, "low_income"))
    poor_and_local = (child.birth_date >= law.low_income_births_from) & _local_parents(child, 2) & poor
    soldier = child.parents.any(lambda p: (p.kind == "birth") & has_status(p.parent, law.today, "active_service"))
    return both_insured | poor_and_local | (soldier & _local_parents(child, 1))


# ------------------------------------------------------------------------------------------------ an earlier grant


def _after_an_earlier_grant(claim: Claim, child: Row, law: Any) -> Money:
    """Hangzhou: a one-off grant paid before is deducted from the whole; the rest is spread evenly over the claims."""
    standard = _standard(claim, law)
    received = child.payments.sum(
        lambda p: p.amount, where=lambda p: (p.programme == _HANGZHOU_2023) & (p.paid_on <= law.today)
    )
    every = claims_of(child, law)
    whole = _standard(every[0], law) + _standard(every[1], law) + _standard(every[2], law)
    rest = greatest(whole - received, yuan("0.00"))
    even = (
        when(every[2].months > 0)
        .then(rest.share(Fraction(1, 3), rounding="up"))
        .when(every[1].months > 0)
        .then(rest.share(Fraction(1, 2), rounding="up"))
        .otherwise(rest)
    )
    spread = least(even, greatest(rest - even * claim.number, yuan("0.00")))
    deducted = when(received == yuan("0.00")).then(standard).otherwise(spread)
    sum_: Money = when(law.earlier_grant_counts).then(deducted).otherwise(standard)
    return sum_
