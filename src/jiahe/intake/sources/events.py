"""Files whose rows each tell an event of a family: deaths, marriages, divorces, parents, adoptions."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from jiahe.intake.sources.base import Role, Source, Told, day, person_fields
from jiahe.intake.sources.ends import ends, going_as_said, until
from jiahe.intake.sources.person_lists import BIRTH, not_ahead
from jiahe.people import actions
from jiahe.people.constraints import BELIEVED
from jiahe.people.models import Correction, Parenthood, Person, Union
from jiahe.people.parents import record_parents
from jiahe.web.words import Words

# ------------------------------------------------------------------------------------------------ deaths


def _death_there(told: Told) -> bool:
    return Person.objects.filter(id=told.people[""], death_date=told.says["death_date"]).exists()


def _death_known(told: Told) -> list[Correction]:
    """Return by what the death came to be known; a day that the register does not have contradicts it."""
    noted = Correction.objects.filter(person=told.people[""], column="death_date", after=f"{told.says['death_date']}")
    return list(noted)


def _death(told: Told) -> None:
    actions.record_death(
        person=told.people[""], death_date=told.says["death_date"], source=told.source, learned_on=told.learned_on
    )


DEATHS = Source(
    key="deaths",
    words=Words("死亡登记", "Deaths"),
    office=Words("公安、民政、疾控", "Police, civil affairs, CDC"),
    lead=Words("一位逝者一行。", "One row a person who died."),
    fields=(
        *person_fields("", "", ""),
        *BIRTH,
        day("death_date", "死亡日期", "Day of death", "死亡时间", "去世日期", "亡故日期"),
    ),
    offices={
        "police": Words("公安", "police"),
        "civil_affairs": Words("民政", "civil affairs"),
        "cdc": Words("疾控", "CDC"),
    },
    tells="death",
    judge=not_ahead("death_date"),
    known=_death_known,
    there=_death_there,
    event=_death,
)


# ------------------------------------------------------------------------------------------------ marriages

_BOTH = (
    *person_fields("husband", "男方", "Husband", extra=("丈夫", "新郎")),
    *person_fields("wife", "女方", "Wife", extra=("妻子", "新娘")),
)
_COUPLE = (Role("husband", Words("男方", "husband")), Role("wife", Words("女方", "wife")))


def _unions(told: Told) -> Any:
    one, other = told.people["husband"], told.people["wife"]
    return Union.objects.filter(BELIEVED).filter(Q(person_id=one, spouse_id=other) | Q(person_id=other, spouse_id=one))


def _marriage(told: Told) -> None:
    actions.record_marriage(
        person=told.people["husband"], spouse=told.people["wife"], from_date=told.says["day"], source=told.source,
        learned_on=told.learned_on,
    )  # fmt: skip


def _divorce(told: Told) -> None:
    actions.record_divorce(
        person=told.people["husband"], spouse=told.people["wife"], until_date=told.says["day"], source=told.source,
        learned_on=told.learned_on,
    )  # fmt: skip


_CIVIL_AFFAIRS = Words("民政局", "Civil affairs")
MARRIAGES = Source(
    key="marriages",
    words=Words("结婚登记", "Marriages"),
    office=_CIVIL_AFFAIRS,
    lead=Words("一对夫妻一行。", "One row a couple."),
    fields=(*_BOTH, day("day", "登记日期", "Day of registration", "结婚日期", "结婚登记日期", "发证日期")),
    roles=_COUPLE,
    judge=not_ahead("day"),
    known=lambda told: list(_unions(told).filter(from_date=told.says["day"])),
    event=_marriage,
)
DIVORCES = Source(
    key="divorces",
    words=Words("离婚登记", "Divorces"),
    office=_CIVIL_AFFAIRS,
    lead=Words("一对一行，写明离婚登记或判决生效日期。", "One row a couple, with the day of registration or judgment."),
    fields=(*_BOTH, day("day", "离婚日期", "Day of divorce", "登记日期", "离婚登记日期", "判决生效日期")),
    roles=_COUPLE,
    judge=not_ahead("day"),
    known=lambda told: list(_unions(told).filter(until_date=told.says["day"], ended_by="divorce")),
    event=_divorce,
)


# ------------------------------------------------------------------------------------------------ parents


def _parents_known(told: Told) -> list[Parenthood]:
    child, parents = told.people["child"], [one for role, one in told.people.items() if role != "child"]
    return list(Parenthood.objects.filter(BELIEVED, child_id=child, parent_id__in=parents, kind="birth"))


def _parents_there(told: Told) -> bool:
    parents = {one for role, one in told.people.items() if role != "child"}
    return bool(parents) and parents <= {one.parent_id for one in _parents_known(told)}


def _parents(told: Told) -> None:
    record_parents(
        child=told.people["child"], mother=told.people.get("mother"), father=told.people.get("father"),
        source=told.source, learned_on=told.learned_on,
    )  # fmt: skip


PARENTS = Source(
    key="parents",
    words=Words("补登亲子关系", "Parents of children on record"),
    office=Words("公安局、法院", "Public security, the court"),
    lead=Words(
        "登记册里已有的孩子，一个孩子一行，写明亲生的母亲、父亲，知道一位就写一位。",
        "One row a child who is in the register already, with mother and father by birth, or the one who is known.",
    ),
    fields=(
        *person_fields("child", "孩子", "Child", extra=("子女", "儿童")),
        *person_fields("mother", "母亲", "Mother", required=False, extra=("生母",)),
        *person_fields("father", "父亲", "Father", required=False, extra=("生父",)),
    ),
    roles=(
        Role("child", Words("孩子", "child")),
        Role("mother", Words("母亲", "mother"), needed=False),
        Role("father", Words("父亲", "father"), needed=False),
    ),
    known=_parents_known,
    there=_parents_there,
    event=_parents,
)


# ------------------------------------------------------------------------------------------------ adoptions

_CHILD, _ADOPTER = Role("child", Words("被收养人", "adopted child")), Role("parent", Words("收养人", "adopter"))


def _adoptions(told: Told) -> list[Parenthood]:
    adoptions = Parenthood.objects.filter(
        BELIEVED, child_id=told.people["child"], parent_id=told.people["parent"], kind="adoption",
        from_date=told.says["day"],
    )  # fmt: skip
    return going_as_said(adoptions, told)


def _adoption(told: Told) -> None:
    actions.record_adoption(
        child=told.people["child"], parent=told.people["parent"], from_date=told.says["day"],
        until_date=told.says.get("until_date"), source=told.source, learned_on=told.learned_on,
    )  # fmt: skip


ADOPTIONS = Source(
    key="adoptions",
    words=Words("收养登记", "Adoptions"),
    office=_CIVIL_AFFAIRS,
    lead=Words("一个孩子和一位收养人一行。", "One row a child and adopter."),
    fields=(
        *person_fields("child", "被收养人", "Adopted child", extra=("儿童", "孩子")),
        *person_fields("parent", "收养人", "Adopter", extra=("养父", "养母")),
        day("day", "收养登记日期", "Day of adoption", "登记日期", "收养日期"),
        until("解除收养日期", "Day on which it was dissolved", "解除收养登记日期", "收养解除日期"),
    ),
    roles=(_CHILD, _ADOPTER),
    judge=ends("day", come=True),
    known=_adoptions,
    event=_adoption,
)
