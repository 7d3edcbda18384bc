"""Words about a parent that the programmes for parents share, so that each is computed once for the whole pack.

Not a rule: what is owed, and since when, stands in the folders of the programmes.
"""

from __future__ import annotations

import datetime as dt

from jiahe.law import NEVER, date_of, when
from jiahe.law.language import Bool, Date, Int, Row
from jiahe.law.programme import Law
from jiahe.programmes.cn.family import alive, has_status, in_force, is_own

NO_DAY = dt.date(1900, 1, 1)
"""Before any day that counts: the end of what is not there."""


def first_day_of_year(law: Law) -> Date:
    """Return 1 January of the year of determination."""
    return date_of(law.today.year, 1, 1)


def last_day_of_year(law: Law) -> Date:
    """Return 31 December of the year of determination."""
    return date_of(law.today.year, 12, 31)


def alive_this_year(person: Row, law: Law) -> Bool:
    """Whether the person lived on some day of the year of determination: what is owed for those months stays owed."""
    return person.death_date >= first_day_of_year(law)


def has_hukou_here(person: Row, law: Law) -> Bool:
    """Whether the person's hukou is in the region that the run is for."""
    return person.hukou_place.within(law.region)


def arrived(row: Row) -> Date:
    """Return the day a child came: the birth, or the registration of the adoption."""
    return when(row.kind == "adoption").then(row.from_date).otherwise(row.child.birth_date)


def own_so_far(row: Row, law: Law) -> Bool:
    """Whether it is an own child who has come by the day of determination."""
    return is_own(row, law.today) & (arrived(row) <= law.today)


def had_before(row: Row, law: Law) -> Bool:
    """Whether it is an own child who came before the year of determination."""
    return is_own(row, law.today) & (arrived(row) < first_day_of_year(law))


def children_before_this_year(person: Row, law: Law) -> Int:
    """Return how many own children came before this year, living or dead."""
    return person.children.count(lambda c: had_before(c, law)).named("子女数", "children", ("个", "children"))


def children_so_far(person: Row, law: Law) -> Int:
    """Return how many own children came up to the day of determination, living or dead."""
    return person.children.count(lambda c: own_so_far(c, law))


def living_children(person: Row, law: Law) -> Int:
    """Return how many of the own children who came before this year live."""
    return person.children.count(lambda c: had_before(c, law) & alive(c.child, law.today)).named(
        "存活子女数", "living children", ("个", "children")
    )


def child_lost_on(person: Row, law: Law) -> Date:
    """Return the day the last of the dead children died; NEVER when none has died."""
    return person.children.latest(
        lambda c: c.child.death_date,
        where=lambda c: had_before(c, law) & (c.child.death_date <= law.today),
        if_none=NEVER,
    )


def child_first_lost_on(person: Row, law: Law) -> Date:
    """Return the day the first of the dead children died; NEVER when none has died."""
    return person.children.earliest(
        lambda c: c.child.death_date,
        where=lambda c: had_before(c, law) & (c.child.death_date <= law.today),
        if_none=NEVER,
    )


def further_child_on(person: Row, law: Law) -> Date:
    """Return the day this year on which another child was born or lawfully adopted; NEVER when none came."""
    return person.children.earliest(
        arrived,
        where=lambda c: own_so_far(c, law) & (arrived(c) >= first_day_of_year(law)),
        if_none=NEVER,
    )


def _certificate(row: Row, law: Law) -> Bool:
    return (row.kind == "one_child_parents") & (row.from_date <= law.today) & (row.until_date > first_day_of_year(law))


def _entered_with(person: Row) -> Bool:
    return person.certificates.any(lambda k: k.kind == "one_child_parents")


def _first_issue(holder: Row, law: Law) -> Date:
    day: Date = holder.certificates.earliest(lambda k: k.from_date, where=lambda k: _certificate(k, law), if_none=NEVER)
    return day


def _end(holder: Row, law: Law) -> Date:
    day: Date = holder.certificates.latest(lambda k: k.until_date, where=lambda k: _certificate(k, law), if_none=NO_DAY)
    return day


def _issued_in(union: Row, law: Law) -> Bool:
    issued = _first_issue(union.spouse, law)
    return (issued >= union.from_date) & (issued < union.until_date)


def certificate_from(person: Row, law: Law) -> Date:
    """Return the day of issue of the person's one-child parents' certificate that is valid on some day of this year.

    The first day, if it was issued again; NEVER without one. A couple has one for both (法律 第三十一条): where none is
    entered with the person, the one that their husband or wife received in the years of their marriage is theirs too.
    """
    of_a_spouse = person.unions.earliest(
        lambda u: _first_issue(u.spouse, law), where=lambda u: _issued_in(u, law), if_none=NEVER
    )
    day: Date = when(_entered_with(person)).then(_first_issue(person, law)).otherwise(of_a_spouse)
    return day


def certificate_last_day(person: Row, law: Law) -> Date:
    """Return the last day on which that certificate is valid."""
    of_a_spouse = person.unions.latest(
        lambda u: _end(u.spouse, law), where=lambda u: _issued_in(u, law), if_none=NO_DAY
    )
    ends: Date = when(_entered_with(person)).then(_end(person, law)).otherwise(of_a_spouse)
    return ends.plus(days=-1)


def holds_certificate(person: Row, law: Law) -> Bool:
    """Whether the person holds that certificate, or held it on some day of this year."""
    return certificate_from(person, law) < NEVER


def has_certificate_on_record(person: Row, law: Law) -> Bool:
    """Whether a certificate, valid or not, is entered with the person, or a valid one of the couple with the other."""
    return _entered_with(person) | holds_certificate(person, law)


def severely_disabled(card: Row, law: Law) -> Bool:
    """Whether a certificate is a disability card of grade 1, 2 or 3 (三级以上; 1 is the severest), valid this year."""
    return (
        (card.kind == "disability")
        & (card.grade <= 3)
        & (card.from_date <= law.today)
        & (card.until_date > first_day_of_year(law))
    )


def employed(person: Row, law: Law) -> Bool:
    """Whether the person works for an employer (职工) on the day of determination."""
    return has_status(person, law.today, "employed")


def current_union(row: Row, law: Law) -> Bool:
    """Whether a marriage goes on and the spouse lives."""
    return in_force(row, law.today) & alive(row.spouse, law.today)


def married(person: Row, law: Law) -> Bool:
    """Whether the person is married to a living spouse."""
    return person.unions.any(lambda u: current_union(u, law))


def spouse(person: Row, law: Law) -> Row:
    """Return the living spouse."""
    return person.unions.only(lambda u: current_union(u, law)).spouse


def has_claim(person: Row, law: Law, programme: str, year: Int | None = None) -> Bool:
    """Whether a claim for a year (this one) has been handed in that was not refused, withdrawn or sent back."""
    of_year = law.today.year if year is None else year
    return person.claims.any(
        lambda c: (
            (c.programme == programme)
            & (c.year == of_year)
            & (c.submitted_on <= law.today)
            & c.decision.is_in("pending", "approved")
        )
    )


def claimed_or_paid(person: Row, law: Law, programme: str) -> Bool:
    """Whether this year was claimed, or paid as far as payments are on record: what was paid waits for nobody."""
    paid = person.payments.any(
        lambda p: (p.programme == programme) & (p.year == law.today.year) & (p.paid_on <= law.today)
    )
    return has_claim(person, law, programme) | (paid.is_known() & paid)


def born_lately(row: Row, law: Law) -> Bool:
    """Whether a child was born to the parent in the last eight months.

    That is longer than any leave, and no two deliveries of one mother lie so close.
    """
    return (
        (row.kind == "birth") & (row.child.birth_date.plus(months=8) > law.today) & (row.child.birth_date <= law.today)
    )


def last_birth(parent: Row, law: Law) -> Date:
    """Return the day of the last such birth, or NEVER."""
    day: Date = parent.children.latest(lambda c: c.child.birth_date, where=lambda c: born_lately(c, law), if_none=NEVER)
    return day


def had_a_birth_lately(parent: Row, law: Law) -> Bool:
    """Whether such a child was born, and the parent lives."""
    return alive(parent, law.today) & parent.children.any(lambda c: born_lately(c, law))
