"""Words about families that several programmes share: parents, who can act for a child, the order of births.

Not here: the conditions and figures of a programme. An order of birth is built only where a programme's own text
asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jiahe.law import NEVER, Type, any_of, unknown, when
from jiahe.law.expressions import Literal
from jiahe.law.language import Bool, Date, Int, Row

SAME_DELIVERY_MONTHS = 4
"""Children born to one mother within so many months are of one delivery: no two pregnancies lie closer."""


CUSTODY_PAPERS = (
    "离婚证及离婚协议、调解书或判决书（写明抚养权）",
    "divorce certificate with the agreement, mediation or judgment that says who has custody",
)
GUARDIAN_PAPERS = (
    (
        "顺位监护人：父母的死亡证明或丧失行为能力的认定材料，亲属关系佐证材料",
        "guardian by order: proof of the parents' death or incapacity, and of the kinship",
    ),
    (
        "指定监护人：村（居）委会、民政部门或人民法院的指定监护佐证材料",
        "appointed guardian: the appointment by the village or residents' committee, civil affairs or a court",
    ),
    (
        "儿童福利机构：法人证书、法定代表人身份证明、集体户口簿首页和婴幼儿页（不在集体户口上的，附监护权佐证材料）",
        "institution: legal-person certificate, identity of its head, collective hukou booklet with the child's page",
    ),
)

_CUSTODY_OPEN = unknown(
    Type.BOOL,
    zh="父母已经离婚，登记里没有孩子归谁抚养的记录，或者同时有几条",
    en="The parents are divorced, and the register holds no record of who has custody, or several at once",
    evidence=CUSTODY_PAPERS,
)
_GUARDIAN_OPEN = unknown(
    Type.BOOL,
    zh="登记里没有可以监护的父母，也没有其他监护人的记录，或者同时有几条",
    en="The register holds no parent who can act, and no record of another guardian, or several at once",
    evidence=GUARDIAN_PAPERS,
)


def in_force(row: Row, day: Date) -> Bool:
    """Whether a dated row (a status, a custody, a certificate, a spell) holds on the day."""
    return (row.from_date <= day) & (row.until_date > day)


def alive(person: Row, day: Date) -> Bool:
    """Whether no death up to and including the day is recorded."""
    return person.death_date > day


def surely(truth: Bool) -> Bool:
    """Whether it is known and true. Never unknown: a reason that rests on it is given only where it holds."""
    return truth.is_known() & truth


def died_on(person: Row, day: Date) -> Date:
    """Return the day of death as far as it is known on the day; NEVER for those who live on it."""
    died: Date = when(alive(person, day)).then(NEVER).otherwise(person.death_date)
    return died


def has_status(person: Row, day: Date, *kinds: str) -> Bool:
    """Whether the person has one of these statuses on the day."""
    return person.statuses.any(lambda s: s.kind.is_in(*kinds) & in_force(s, day))


def first_registered_in(child: Row, region: str) -> Bool:
    """Whether the hukou was first registered in the region. Without recorded moves it never left its place."""
    here = child.hukou_spells.earliest(lambda h: h.from_date, where=lambda h: h.place.within(region), if_none=NEVER)
    away = child.hukou_spells.earliest(lambda h: h.from_date, where=lambda h: ~h.place.within(region), if_none=NEVER)
    return when(child.hukou_spells.any()).then(here < away).otherwise(child.hukou_place.within(region))


# ------------------------------------------------------------------------------------------------ parents and guardians


def adopted(child: Row, day: Date) -> Bool:
    """Whether a lawful adoption of the child is in force on the day."""
    return child.parents.any(lambda p: (p.kind == "adoption") & in_force(p, day))


def ward(child: Row, day: Date, *kinds: str) -> Bool:
    """Whether somebody has custody of these kinds (parent, guardian, institution) of the child on the day."""
    return child.custodies.any(lambda c: c.kind.is_in(*kinds) & in_force(c, day))


def is_own(p: Row, day: Date) -> Bool:
    """Whether a parenthood is by birth or by an adoption in force on the day; that of a step-parent is neither."""
    return (p.kind == "birth") | ((p.kind == "adoption") & in_force(p, day))


def is_acting(p: Row, day: Date) -> Bool:
    """Whether a parenthood carries a parent's rights: while an adoption is in force, only the adoptive ones'."""
    return is_own(p, day) & ((p.kind == "adoption") | ~adopted(p.child, day))


def parent(child: Row, day: Date, sex: str) -> Row:
    """The row of the one own parent of that sex, for an order of births; unknown when none or several are on record."""
    return child.parents.only(lambda p: is_own(p, day) & (p.parent.sex == sex))


def acting_parent(child: Row, day: Date, sex: str) -> Row:
    """The one parent of that sex with the rights of a parent; unknown when none or several are on record."""
    return child.parents.only(lambda p: is_acting(p, day) & (p.parent.sex == sex)).parent


def are_divorced(one: Row, other: Row, day: Date) -> Bool:
    """Whether two people were married to each other and are divorced on the day."""
    divorced = one.unions.any(lambda u: (u.spouse == other) & (u.ended_by == "divorce") & (u.until_date <= day))
    together = one.unions.any(lambda u: (u.spouse == other) & (u.until_date > day))
    return divorced & ~together


def a_parent_lives(child: Row, day: Date) -> Bool:
    """Whether somebody with the rights of a parent lives on the day."""
    return child.parents.any(lambda p: is_acting(p, day) & alive(p.parent, day))


def has_somebody_to_apply(child: Row, day: Date) -> Bool:
    """Whether it is clear who can act for the child: true or unknown, never false, because every child has a guardian.

    A living parent by birth, or by adoption while one is in force; after a divorce of two living parents the one with
    custody; else a guardian or an institution. The parents of a child on record as an orphan or without de facto
    support cannot act.
    """
    a_parent_acts = a_parent_lives(child, day) & ~surely(has_status(child, day, "orphan", "de_facto_unsupported"))
    both_live = child.parents.at_least(2, lambda p: is_acting(p, day) & alive(p.parent, day))
    one, other = acting_parent(child, day, "female"), acting_parent(child, day, "male")
    both_known = one.is_known() & other.is_known()
    apart = both_live & both_known & are_divorced(one, other, day)
    custody = child.custodies.only(lambda c: in_force(c, day)).kind.is_in("parent", "guardian", "institution")
    return any_of(
        a_parent_acts & ~apart, custody, surely(apart) & _CUSTODY_OPEN, surely(~a_parent_acts) & _GUARDIAN_OPEN
    )


# ------------------------------------------------------------------------------------------------ the order of births


@dataclass(frozen=True)
class Counting:
    """Which brothers and sisters count in a programme's order of births. Each is a Bool of the law or a plain truth."""

    joint: Bool | bool
    """Only children of the same two parents; with no father on record, all of the mother's."""
    living: Bool | bool
    """Only those who are alive on the day."""
    adopted: Bool | bool
    """Lawfully adopted children too."""


class BirthOrder:
    """The child's place among the children that count, from the register's rows and the order on the birth record.

    The register's rows decide. The recorded order is used where it knows of more children than the register shows.
    """

    def __init__(self, child: Row, day: Date, counting: Counting) -> None:
        self._child = child
        self._day = day
        self._counting = counting
        self._own = parent(child, day, "female")
        self._mother = self._own.parent
        self._father = parent(child, day, "male").parent
        self._recorded: Int = self._own.birth_order
        self._delivery_began = child.birth_date.plus(months=-SAME_DELIVERY_MONTHS)

    @property
    def mother_is_known(self) -> Bool:
        """Whether there is one mother on record. Never unknown."""
        return self._mother.is_known()

    def at_least(self, place: int) -> Bool:
        """Whether the child is the ``place``-th or a later one. Children of one delivery count one by one."""
        return self._at_least(place - 1, self._born_before, self._recorded >= place)

    def delivery_begins_after(self, children: int) -> Bool:
        """Whether so many children that count came before the delivery in which the child was born."""
        same = self._mother.children.count(
            lambda s: (
                self._another_birth(s) & (s.child.birth_date > self._delivery_began) & (s.birth_order < self._recorded)
            )
        )
        by_record = (self._recorded > children) & (self._recorded - same > children)
        return self._at_least(children, self._of_an_earlier_delivery, by_record)

    def surely_begins_after(self, children: int) -> Bool:
        """Whether the register itself shows so many children that count before the delivery, both parents on record.

        The order on a birth record does not: it says neither whose the elder children are nor who of them lives.
        """
        shown = self._mother.children.at_least(children, lambda s: self._counts(s) & self._of_an_earlier_delivery(s))
        return self.mother_is_known & self._father.is_known() & shown

    def is_last_of_its_delivery(self) -> Bool:
        """Whether no other child of the same delivery comes after it."""
        return ~self._mother.children.any(
            lambda s: self._another_birth(s) & ~self._of_an_earlier_delivery(s) & self._born_after(s)
        )

    def any_earlier(self, condition: Callable[[Row], Bool]) -> Bool:
        """Whether a child that counts, of an earlier delivery, meets the condition on its person row."""
        return self._mother.children.any(
            lambda s: self._counts(s) & self._of_an_earlier_delivery(s) & condition(s.child)
        )

    def _at_least(self, number: int, earlier: Callable[[Row], Bool], by_record: Bool) -> Bool:
        rows = self._mother.children
        by_rows = rows.at_least(number, lambda s: self._counts(s) & earlier(s))
        shown = rows.at_least(number, lambda s: self._another_birth(s) & earlier(s))
        from_register = by_rows | (self._recorded.is_known() & by_record & ~shown)
        return when(self.mother_is_known).then(from_register).otherwise(by_record)

    def _another_birth(self, s: Row) -> Bool:
        return (s.kind == "birth") & (s.child != self._child)

    def _counts(self, s: Row) -> Bool:
        by_adoption = (s.kind == "adoption") & in_force(s, self._day) & self._counting.adopted
        same_father = parent(s.child, self._day, "male").parent == self._father
        joint = any_of(_not(self._counting.joint), ~self._father.is_known(), same_father)
        living = _not(self._counting.living) | alive(s.child, self._day)
        return ((s.kind == "birth") | by_adoption) & (s.child != self._child) & living & joint

    def _born_before(self, s: Row) -> Bool:
        same_day = (s.child.birth_date == self._child.birth_date) & (s.birth_order < self._recorded)
        return (s.child.birth_date < self._child.birth_date) | same_day

    def _born_after(self, s: Row) -> Bool:
        same_day = (s.child.birth_date == self._child.birth_date) & (s.birth_order > self._recorded)
        soon = s.child.birth_date < self._child.birth_date.plus(months=SAME_DELIVERY_MONTHS)
        return ((s.child.birth_date > self._child.birth_date) & soon) | same_day

    def _of_an_earlier_delivery(self, s: Row) -> Bool:
        return s.child.birth_date <= self._delivery_began


def _not(truth: Bool | bool) -> Bool:
    return ~(Bool(Literal(truth, Type.BOOL)) if isinstance(truth, bool) else truth)
