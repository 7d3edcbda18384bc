"""Who can be recorded as the parents of a birth, and as adopted; the parents of a child who is there without them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from jiahe.law.arithmetic import completed_years
from jiahe.people.errors import NOT_HERE, Refused
from jiahe.people.models import BELIEVED, Parenthood, Person
from jiahe.people.queries import AFTER_HIS_DEATH
from jiahe.people.recording import action, add, begin, check_alive, check_born, check_old_enough, seen, tell, there
from jiahe.trust.acting import for_the_county
from jiahe.web.words import Words

_SEX = {"mother": "female", "father": "male"}


@action
def record_parents(
    *, child: UUID, mother: UUID | None, father: UUID | None = None, source: str, learned_on: dt.date
) -> None:
    """Record the parents by birth of a child who is in the register already (补登亲子关系), one of them or both.

    A parent who is on record stays, and one who is not named is unknown, not none; a parent may live anywhere. Raises
    Refused when another mother or father is on record.
    """
    acting = begin(None, learned_on)
    who = seen(child, "child")
    if who.birth_date is None:
        raise Refused(
            "登记册里没有这个孩子的出生日期。请先在孩子的页面补上。",
            "The register does not know when this child was born. Add the day on the child's page first.",
            "child",
        )
    parents = parents_of_birth(who.birth_date, mother, father, anywhere=True)
    with for_the_county():
        there_now = Parenthood.objects.filter(BELIEVED, child=who).exclude(kind="step").select_related("parent")
        named = {one.id for one in parents.values()}
        others = [one.parent for one in there_now if one.parent_id not in named]
        known = {one.parent_id for one in there_now if one.kind == "birth"}
        for field, parent in parents.items():
            if parent.id not in known and any(one.sex in (None, _SEX[field]) for one in others):
                raise Refused(_ANOTHER[field].zh, _ANOTHER[field].en, field)
        new = [one for one in parents.values() if one.id not in known]
        for parent in new:
            add(Parenthood, source, learned_on, child=who, parent=parent, kind="birth")
        tell(acting, "parents", [who.id, *(one.id for one in new)])


_ANOTHER = {
    "mother": Words(
        "登记册里，这个孩子已有另一位母亲。请核对户口簿和出生医学证明：登记册错了的，先在孩子的页面撤销那条亲子关系。",
        "In the register this child has another mother. Compare the household register and the birth certificate; if "
        "the register is wrong, withdraw that parenthood on the child's page first.",
    ),
    "father": Words(
        "登记册里，这个孩子已有另一位父亲。请核对户口簿和出生医学证明：登记册错了的，先在孩子的页面撤销那条亲子关系。",
        "In the register this child has another father. Compare the household register and the birth certificate; if "
        "the register is wrong, withdraw that parenthood on the child's page first.",
    ),
}


def parents_of_birth(
    birth_date: dt.date, mother: UUID | None, father: UUID | None, *, anywhere: bool = False
) -> dict[str, Person]:
    """Return the mother and the father who are named. What is wrong with somebody elsewhere is not told apart.

    ``anywhere``: the post sees the child, and need see neither of them.
    """
    keys = {field: one for field, one in (("mother", mother), ("father", father)) if one is not None}
    if not keys:
        raise Refused("请写明母亲或父亲。", "Name the mother or the father.", "mother")
    here = set(Person.objects.filter(id__in=keys.values()).values_list("id", flat=True))
    if not here and not anywhere:
        field, key = next(iter(keys.items()))
        seen(key, field)
    found = {}
    for field, key in keys.items():
        if key in here:
            found[field] = _checked(seen(key, field), birth_date, field)
            continue
        try:
            with for_the_county():
                found[field] = _checked(there(key, field), birth_date, field)
        except Refused as refused:
            raise Refused(*NOT_HERE, field) from refused
    return found


def _checked(one: Person, birth_date: dt.date, field: str) -> Person:
    if one.sex is not None and one.sex != _SEX[field]:
        raise Refused(
            "按登记的性别，此人不能是孩子的这一方家长：请核对人选。",
            "By the sex on record this person cannot be this parent. Check the person.",
            field,
        )
    check_old_enough(one, birth_date, field)
    if field == "mother":
        check_alive(one, birth_date, field)
    elif one.death_date is not None and birth_date > one.death_date + AFTER_HIS_DEATH:
        raise Refused(
            "按登记册，父亲在孩子出生前 300 多天已经去世：请核对日期和人选。",
            "By the register the father had died more than 300 days before the birth. Check the day and the person.",
            field,
        )
    return one


CIVIL_CODE = dt.date(2021, 1, 1)
"""From this day on an adopted child is under 18 (民法典 Art 1093); the age of 14 before that had exceptions."""


def check_adopted(child: Person, day: dt.date) -> None:
    """Refuse an adoption before the child's birth or after its death, or of somebody of age where none can be."""
    check_born(day, "from_date", child.birth_date)
    check_alive(child, day, "from_date")
    if day >= CIVIL_CODE and child.birth_date is not None and completed_years(child.birth_date, day) >= 18:
        raise Refused(
            "按登记的出生日期，此人当天已满 18 周岁；2021 年起，被收养的须是未成年人（民法典第一千零九十三条）。"
            "请核对收养登记证上的日期。",
            "By the birth date on record this person was 18 or over on that day; since 2021 only minors are adopted "
            "(Civil Code Art 1093). Compare the day with the adoption certificate.",
            "from_date",
        )
