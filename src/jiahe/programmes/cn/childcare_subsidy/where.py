"""Where the child's hukou is and was, and which office's claims count after a move.

Not here: what is owed. The four ways of handling a move are the choices of the parameter ``move_rule``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from jiahe.law import NEVER, when
from jiahe.law.language import Bool, Date, Int, Row
from jiahe.programmes.cn.family import alive, in_force, is_own

KEY = "cn/childcare-subsidy"
_BEFORE_ALL = dt.date(1900, 1, 1)


def hukou_is_here(child: Row, law: Any) -> Bool:
    """Whether the region's offices handle the child today: by its hukou, or by the institution that brings it up.

    A child who died before its hukou was registered is handled at the hukou place of a parent (特殊情形).
    """
    never_registered = ~child.hukou_place.is_known() & (child.death_date <= law.today)
    at_a_parents = child.parents.any(
        lambda p: is_own(p, law.today) & alive(p.parent, law.today) & p.parent.hukou_place.within(law.region)
    )
    by_hukou = when(never_registered).then(at_a_parents).otherwise(child.hukou_place.within(law.region))
    in_an_institution = child.custodies.any(
        lambda c: (c.kind == "institution") & in_force(c, law.today) & c.institution_place.within(law.region)
    )
    return by_hukou | in_an_institution


def has_moved(child: Row, law: Any) -> Bool:
    """Whether the child's hukou has ever left a place."""
    return child.hukou_spells.any(lambda h: h.until_date <= law.today)


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


def is_live(claim: Row) -> Bool:
    """Whether it is a claim for this subsidy that was not refused or withdrawn."""
    return (claim.programme == KEY) & ~claim.decision.is_in("refused", "withdrawn")


def _good_since(child: Row, law: Any, which: Callable[[Row], Bool]) -> Date:
    """Return the first day from which a claim taken here outlives a move (submission or approval), or NEVER."""

    def taken_here(claim: Row) -> Bool:
        return is_live(claim) & claim.place.within(law.region) & which(claim)

    submitted = child.claims.earliest(lambda c: c.submitted_on, where=taken_here, if_none=NEVER)
    approved = child.claims.earliest(
        lambda c: c.decided_on, where=lambda c: taken_here(c) & (c.decision == "approved"), if_none=NEVER
    )
    day: Date = when(law.move_rule == "approved_before_move").then(approved).otherwise(submitted)
    return day


def is_made_here(child: Row, law: Any, which: Callable[[Row], Bool], year: Int) -> Bool:
    """Whether such a claim for the year was made here, and is good even if the hukou left afterwards; or was paid here.

    A child that never moved can only have claimed here, so the place on its claims is not asked for.
    """

    def for_the_year(claim: Row) -> Bool:
        return (claim.year == year) & which(claim)

    def paid(payment: Row) -> Bool:
        return (payment.programme == KEY) & (payment.year == year)

    moved = has_moved(child, law)
    anywhere = child.claims.any(lambda c: is_live(c) & for_the_year(c)) | child.payments.any(paid)
    since = _good_since(child, law, for_the_year)
    claimed_here = (since < left_on(child, law)) | (hukou_is_here(child, law) & (since < NEVER))
    paid_here = child.payments.any(lambda p: paid(p) & p.place.within(law.region))
    return (anywhere & ~moved) | claimed_here | paid_here


def is_kept_after_a_move(child: Row, law: Any) -> Bool:
    """Whether the region still owes something to a child whose hukou has left it."""
    return _good_since(child, law, is_live) < left_on(child, law)


def is_taken_elsewhere(child: Row, law: Any, year: Int) -> Bool:
    """Whether another place handles the subsidy of that year, so that it cannot be had here as well."""
    claimed = child.claims.any(lambda c: is_live(c) & (c.year == year) & ~c.place.within(law.region))
    paid = child.payments.any(lambda p: (p.programme == KEY) & (p.year == year) & ~p.place.within(law.region))
    moved = has_moved(child, law)
    taken: Bool = (
        when(law.move_rule == "monthly")
        .then(False)
        .when(law.move_rule == "approved_before_move")
        .then(moved & paid)
        .otherwise(moved & claimed)
    )
    return taken


def first_month_here(child: Row, law: Any) -> Date:
    """For places that count by the month: a day in the first month they owe, the one after the old place's last."""
    return left_the_old_place_on(child, law).plus(months=1)


def last_month_here(child: Row, law: Any) -> Date:
    """For places that count by the month: a day in the last month that they owe, the month of leaving."""
    return when(hukou_is_here(child, law)).then(NEVER).otherwise(left_on(child, law))
