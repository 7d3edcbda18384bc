"""Where the child's hukou is and was, and which office's claims count after a move.

Not here: what is owed. The four ways of handling a move are the choices of the parameter ``move_rule``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from jiahe.law import NEVER, Type, least, unknown, when
from jiahe.law.language import Bool, Date, Int, Place, Row
from jiahe.programmes.cn.family import (
    GUARDIAN_PAPERS,
    a_parent_lives,
    alive,
    has_status,
    in_force,
    is_acting,
    surely,
    ward,
)

KEY = "cn/childcare-subsidy"
_BEFORE_ALL = dt.date(1900, 1, 1)
_UNDATED, _NOT_YET = dt.date(9999, 12, 29), dt.date(9999, 12, 30)
"""Stand for the day of an approval: not on record, and not given yet. Later than any move, earlier than no claim."""

_UNEXPLAINED = unknown(
    Type.BOOL,
    zh="这一年度有外地受理或发放的记录，却没有户籍迁移的记录，不清楚是否已由外地办理，要由经办人员核实",
    en="An office elsewhere took a claim or paid for this year, and no move of the hukou is on record: whether that "
    "place handles the year is for an official to find out",
    evidence=(
        ("外地的申领受理回执或补贴发放记录", "receipt of the claim made elsewhere, or record of the payment there"),
        ("户口簿（迁移记载）或户籍证明", "hukou booklet with its moves, or a certificate of registration"),
    ),
)


_UNREGISTERED_PAPERS = (
    "去世时尚未落户的：出生医学证明、死亡证明、申领人户口簿首页、申领人与婴幼儿抚养关系的材料",
    "died unregistered: proof of birth and death, the applicant's hukou booklet (first page), proof of custody",
)
_NEVER_REGISTERED = unknown(
    Type.BOOL,
    zh="孩子已去世，没有户籍记录；去世时确实尚未落户的，由申领人户籍所在地办理，要由经办人员核实",
    en="The child has died and no hukou is on record. If it never was registered, the office of the applicant's hukou "
    "handles it: for an official to find out",
    evidence=_UNREGISTERED_PAPERS,
)
_WHOSE_HUKOU = unknown(
    Type.BOOL,
    zh="孩子去世时尚未落户，由申领人户籍所在地办理；登记里没有健在的父母，申领人是谁要由经办人员核实",
    en="The child died before it was registered, so the office of the applicant's hukou handles it. The register "
    "holds no living parent: who applies is for an official to find out",
    evidence=(*GUARDIAN_PAPERS, _UNREGISTERED_PAPERS),
)

_APPROVED_WHEN = unknown(
    Type.BOOL,
    zh="审核通过的日期没有登记；户籍迁出前是否已通过，要由经办人员核实",
    en="The day of the approval is not on record: whether it came before the hukou left is for an official to find out",
    evidence=("申领审核结果或补贴发放记录", "result of the review, or record of the payment"),
)


def hukou_is_here(child: Row, law: Any) -> Bool:
    """Whether the region's offices handle the child today: by its hukou, or by the institution that brings it up.

    A child whom an institution brings up is handled where the institution is registered, wherever its hukou is (Art 9).
    """
    institution_here = child.custodies.any(
        lambda c: (c.kind == "institution") & in_force(c, law.today) & c.institution_place.within(law.region)
    )
    by_hukou = child.hukou_place.within(law.region)
    died = ~alive(child, law.today) & ~child.hukou_place.is_known()
    here: Bool = (
        when(ward(child, law.today, "institution"))
        .then(institution_here)
        .when(died)
        .then(_died_unregistered_here(child, law))
        .otherwise(by_hukou)
    )
    return here


def _died_unregistered_here(child: Row, law: Any) -> Bool:
    """Whether a child that died before it had a hukou is handled here: where an applicant, a parent, has theirs.

    That it never was registered must be on record; an empty hukou alone does not say so. A family with its hukou in two
    places chooses by who applies.
    """
    a_parent_is_here = child.parents.any(
        lambda p: is_acting(p, law.today) & alive(p.parent, law.today) & p.parent.hukou_place.within(law.region)
    )
    never_registered = has_status(child, law.today, "never_registered")
    here: Bool = (
        when(surely(never_registered))
        .then(when(a_parent_lives(child, law.today)).then(a_parent_is_here).otherwise(_WHOSE_HUKOU))
        .otherwise(child.hukou_place.within(law.region) | _NEVER_REGISTERED)
    )
    return here


def has_moved(child: Row, law: Any) -> Bool:
    """Whether the hukou has been elsewhere, or has left the region.

    A move within the region is none, and neither is a registration that ended with the child's death.
    """
    elsewhere = child.hukou_spells.any(lambda h: (h.from_date <= law.today) & ~h.place.within(law.region))
    return elsewhere | ((left_on(child, law) < NEVER) & ~hukou_is_here(child, law))


def left_on(child: Row, law: Any) -> Date:
    """Return the day the hukou last left the region; NEVER when no leaving is recorded."""
    return child.hukou_spells.latest(
        lambda h: h.until_date, where=lambda h: (h.until_date <= law.today) & h.place.within(law.region), if_none=NEVER
    )


def left_the_old_place_on(child: Row, law: Any) -> Date:
    """Return the day the hukou last left a place outside the region; a day before all births when it never did."""
    return child.hukou_spells.latest(
        lambda h: h.until_date,
        where=lambda h: (h.until_date <= law.today) & ~h.place.within(law.region),
        if_none=_BEFORE_ALL,
    )


def came_back(child: Row, law: Any) -> Bool:
    """Whether the hukou was in the region, then elsewhere, then in the region again."""
    first_came = child.hukou_spells.earliest(
        lambda h: h.from_date, where=lambda h: h.place.within(law.region), if_none=NEVER
    )
    return left_the_old_place_on(child, law) > first_came


def is_live(claim: Row, law: Any) -> Bool:
    """Whether it is a claim for this subsidy, handed in by the day, that was not refused or withdrawn."""
    in_being = (claim.programme == KEY) & ~claim.decision.is_in("refused", "withdrawn")
    return in_being & (claim.submitted_on <= law.today)


def is_payment(payment: Row, law: Any) -> Bool:
    """Whether it is a payment of this subsidy, made by the day."""
    return (payment.programme == KEY) & (payment.paid_on <= law.today)


def _is_surely_elsewhere(row: Row, law: Any) -> Bool:
    """Whether the office on a claim or payment is on record and outside the region. Never unknown."""
    return surely(~row.place.within(law.region))


def _good_since(child: Row, law: Any, which: Callable[[Row], Bool]) -> Date:
    """Return the first day from which a claim taken here outlives a move; NEVER when none was taken here.

    That is the day it was handed in; where the text asks for approval before the hukou left the city, the day of that.
    """
    leaves_the_city = (law.move_rule == "approved_before_move") & ~_is_in_this_province(child.hukou_place, law)

    def since(claim: Row) -> Date:
        approved = when(claim.decided_on == NEVER).then(_UNDATED).otherwise(claim.decided_on)
        outlives = when(claim.decision == "approved").then(approved).otherwise(_NOT_YET)
        day: Date = when(leaves_the_city).then(outlives).otherwise(claim.submitted_on)
        return day

    return child.claims.earliest(since, where=lambda c: _is_taken_here(c, law) & which(c), if_none=NEVER)


def _outlives_the_move(since: Date, child: Row, law: Any) -> Bool:
    """Whether a claim that is good since that day is kept by the place that the hukou left."""
    left = left_on(child, law)
    kept: Bool = (
        when((since == _UNDATED) & ~hukou_is_here(child, law))
        .then(_APPROVED_WHEN)
        .otherwise(since < least(left, _UNDATED))
    )
    return kept


def _is_in_this_province(place: Place, law: Any) -> Bool:
    """Whether it lies in the province of the run: the text speaks of leaving that (户籍从本市迁出)."""
    return place.division("province") == law.region.division("province")


def _is_taken_here(claim: Row, law: Any) -> Bool:
    return is_live(claim, law) & claim.place.within(law.region)


def is_made_here(child: Row, law: Any, which: Callable[[Row], Bool], year: Int) -> Bool:
    """Whether such a claim for the year was made here, and outlives the move if the hukou has left; or was paid here.

    A child that never moved can only have claimed here, so the place on its claims is not asked for; but one that names
    an office elsewhere was not made here.
    """

    def for_the_year(claim: Row) -> Bool:
        return (claim.year == year) & which(claim)

    def paid(payment: Row) -> Bool:
        return is_payment(payment, law) & (payment.year == year)

    moved = has_moved(child, law)
    claimed = child.claims.any(lambda c: is_live(c, law) & for_the_year(c) & ~_is_surely_elsewhere(c, law))
    anywhere = claimed | child.payments.any(lambda p: paid(p) & ~_is_surely_elsewhere(p, law))
    since = _good_since(child, law, for_the_year)
    claimed_here = _outlives_the_move(since, child, law) | (hukou_is_here(child, law) & (since < NEVER))
    paid_here = child.payments.any(lambda p: paid(p) & p.place.within(law.region))
    return (anywhere & ~moved) | claimed_here | paid_here


def is_kept_after_a_move(child: Row, law: Any) -> Bool:
    """Whether the region still owes something to a child whose hukou has left it."""
    return _outlives_the_move(_good_since(child, law, lambda claim: claim.programme == KEY), child, law)


def is_taken_elsewhere(child: Row, law: Any, year: Int) -> Bool:
    """Whether another place handles the subsidy of that year, so that it cannot be had here as well.

    Unknown where an office elsewhere took a claim or paid, and no move of the hukou says why.
    """

    def claim_elsewhere(claim: Row) -> Bool:
        return is_live(claim, law) & (claim.year == year) & ~claim.place.within(law.region)

    def payment_elsewhere(payment: Row) -> Bool:
        return is_payment(payment, law) & (payment.year == year) & ~payment.place.within(law.region)

    claimed, paid = child.claims.any(claim_elsewhere), child.payments.any(payment_elsewhere)
    surely = child.claims.any(lambda c: claim_elsewhere(c) & _is_surely_elsewhere(c, law)) | child.payments.any(
        lambda p: payment_elsewhere(p) & _is_surely_elsewhere(p, law)
    )
    in_the_city = child.claims.any(lambda c: claim_elsewhere(c) & _is_in_this_province(c.place, law))
    moved = has_moved(child, law)
    unexplained = surely & ~moved & _UNEXPLAINED
    taken: Bool = (
        when(law.move_rule == "monthly")
        .then(False)
        .when(law.move_rule == "approved_before_move")
        .then(moved & (paid | in_the_city))
        .otherwise(moved & claimed)
    )
    return taken | unexplained


def first_month_here(child: Row, law: Any) -> Date:
    """For places that count by the month: a day in the first month they owe, the one after the old place's last."""
    return left_the_old_place_on(child, law).plus(months=1)


def last_month_here(child: Row, law: Any) -> Date:
    """For places that count by the month: a day in the last month that they owe, the month of leaving."""
    return when(hukou_is_here(child, law)).then(NEVER).otherwise(left_on(child, law))
