"""Households are split and merged. One that nobody is left in ends; it stays readable."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from jiahe.people.errors import Refused
from jiahe.people.models import Household, Person
from jiahe.people.recording import action, begin, change, seen, tell
from jiahe.trust.acting import for_the_county


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
        if not Person.objects.filter(household=old).exclude(id__in=people).exists():
            raise Refused("全户都选中了，没有人留在原户。", "Everybody was chosen; nobody stays behind.", "people")
        new = Household.objects.create(place=old.place, village_group=old.village_group, from_date=on)
        for one in movers:
            change(one, acting, {"household_id": new.id}, source, learned_on, reason="分户 household split")
        tell(acting, "household", people)
    return new


@action
def merge_households(*, into: UUID, other: UUID, on: dt.date, source: str, learned_on: dt.date) -> None:
    """Put everybody of one household into another of the same place (并户). The emptied one ends on that day."""
    acting = begin(on, learned_on)
    both = {one.id: one for one in Household.objects.select_for_update(no_key=True).filter(id__in=[into, other])}
    if into == other or len(both) != 2:
        raise Refused("请选择您范围内两个不同的户。", "Choose two different households of your area.", "other")
    for one in both.values():
        _check_day(one, on)
    if both[into].place != both[other].place:
        raise Refused(
            "两户不在同一个村（居）。请先登记户口迁移，再并户。",
            "The two are not of one village. Record the moves of hukou first.",
            "other",
        )
    with for_the_county():  # also those whom the post does not see: nobody is left in a household that has ended
        people = list(Person.objects.select_for_update(no_key=True).filter(household_id=other).order_by("id"))
        if not people:
            raise Refused(
                "这一户没有人，不需要并户。", "Nobody is in that household; there is nothing to merge.", "other"
            )
        for one in people:
            change(one, acting, {"household_id": into}, source, learned_on, reason="并户 households merged")
        both[other].until_date = on
        both[other].save(update_fields=["until_date"])
        tell(acting, "household", [one.id for one in people])


def _check_day(household: Household, on: dt.date) -> None:
    if household.until_date is not None:
        raise Refused(
            f"这一户已于 {household.until_date} 并入别户。",
            f"That household ended on {household.until_date}, merged into another.",
            "other",
        )
    if household.from_date is not None and household.from_date > on:
        raise Refused(
            f"这一户自 {household.from_date} 起才有，日期不能更早。",
            f"That household begins on {household.from_date}; the day cannot be earlier.",
            "on",
        )
