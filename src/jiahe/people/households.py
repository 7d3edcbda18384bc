"""Households are split and merged. One that nobody is left in ends; it stays readable."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from jiahe.people.errors import Refused
from jiahe.people.models import Household, Person
from jiahe.people.recording import action, begin, change, seen, tell
from jiahe.trust.acting import for_the_county
from jiahe.web.words import day_words


@action
def split_household(*, people: list[UUID], on: dt.date, source: str, learned_on: dt.date) -> Household:
    """Give some people of one household a household of their own from a day on (分户)."""
    acting = begin(on, learned_on)
    movers = [seen(one, "people") for one in dict.fromkeys(people)]
    if not movers or len({one.household_id for one in movers}) != 1 or movers[0].household_id is None:
        raise Refused("请选择同一户中的人。", "Choose people of one household.", "people")
    with for_the_county():
        old = Household.objects.select_for_update(no_key=True).get(id=movers[0].household_id)
        _check_day(old, on)
        if not Person.objects.filter(household=old, death_date__isnull=True).exclude(id__in=people).exists():
            raise Refused("全户都选中了，没有人留在原户。", "Everybody was chosen; nobody stays behind.", "people")
        told = {"source": source, "learned_on": learned_on}
        new = Household.objects.create(place=old.place, village_group=old.village_group, from_date=on, **told)
        for one in movers:
            change(one, acting, {"household_id": new.id}, source, learned_on, reason="分户 household split")
        tell(acting, "household", people)
    return new


@action
def merge_households(*, person: UUID, other: UUID, on: dt.date, source: str, learned_on: dt.date) -> None:
    """Put everybody of a person's household into somebody else's of the same place (并户). The emptied one ends."""
    acting = begin(on, learned_on)
    left, into = _household_of(seen(person), None), _household_of(seen(other, "other"), "other")
    if left == into:
        raise Refused("两人已经在同一户，不需要并户。", "The two share a household already.", "other")
    with for_the_county():  # also those whom the post does not see: nobody is left in a household that has ended
        both = {one.id: one for one in Household.objects.select_for_update(no_key=True).filter(id__in=[left, into])}
        for one in both.values():
            _check_day(one, on)
        if both[left].place != both[into].place:
            raise Refused(
                "两户不在同一个村（居）。请先登记户口迁移，再并户。",
                "The two are not of one village. Record the moves of hukou first.",
                "other",
            )
        people = list(Person.objects.select_for_update(no_key=True).filter(household_id=left).order_by("id"))
        for one in people:
            change(one, acting, {"household_id": into}, source, learned_on, reason="并户 households merged")
        both[left].until_date = on
        both[left].save(update_fields=["until_date"])
        tell(acting, "household", [one.id for one in people])


def _household_of(person: Person, field: str | None) -> UUID:
    if person.household_id is None:
        raise Refused("登记册里没有写此人在哪一户。", "The register does not say of which household.", field)
    return UUID(str(person.household_id))


def _check_day(household: Household, on: dt.date) -> None:
    if household.from_date is not None and household.from_date > on:
        began = day_words(household.from_date)
        raise Refused(
            f"这一户自{began.zh}起才有，日期不能更早。",
            f"That household begins on {began.en}; the day cannot be earlier.",
            "on",
        )
