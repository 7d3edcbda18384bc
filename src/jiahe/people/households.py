"""Households are joined, split and merged. One that nobody is left in ends; it stays readable."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from jiahe.people.errors import Refused
from jiahe.people.models import BELIEVED, Household, Hukou, Person
from jiahe.people.recording import action, begin, change, check_alive, check_born, seen, tell
from jiahe.places.divisions import lies_in
from jiahe.trust.acting import Acting, for_the_county
from jiahe.web.words import day_words


@action
def join_household(
    *, person: UUID, other: UUID | None, on: dt.date, source: str, learned_on: dt.date, village_group: int | None = None
) -> None:
    """Put somebody of no household into somebody else's of the same village (入户), or into one that begins.

    ``other``: one of the household; None: a household of their own begins. ``village_group``: None for the household's.
    """
    acting = begin(on, learned_on)
    who = seen(person)
    _check_may_join(who, acting, on)
    told = {"source": source, "learned_on": learned_on}
    if other is None:
        group = who.village_group if village_group is None else village_group
        home = Household.objects.create(place=who.hukou_place, village_group=group, from_date=on, **told)
    else:
        member = seen(other, "other")
        home = _home_of(member, who)
        _check_day(home, on)
        known = (village_group, home.village_group, member.village_group, who.village_group)
        group = next((one for one in known if one is not None), None)
    changes = {"household_id": home.id, "village_group": group}
    change(who, acting, changes, source, learned_on, reason="入户 household joined")
    tell(acting, "household", [person])


def _check_may_join(who: Person, acting: Acting, on: dt.date) -> None:
    """Refuse who has a household, whose hukou is not in the post's area, and a day on which they could not be there."""
    if who.household_id is not None:
        raise Refused(
            "此人已在一户。要换一户，请用“分户”或“并户”；户口迁走了，请先登记户口迁移。",
            "This person has a household. Split it or merge it, or record the move of the hukou first.",
        )
    if not lies_here(who.hukou_place, acting):
        raise Refused(
            "此人的户口不在您的范围内，或者还不知道在哪里。户口在这里的，请先登记户口迁移或落户；不在这里的，请那里的经办人登记入户。",
            "The hukou of this person is not in your area, or not known. If it is here, record its move first; else "
            "the office there records the household.",
        )
    check_born(on, "on", who.birth_date)
    check_alive(who, on, "on")
    spell = Hukou.objects.filter(BELIEVED, person=who, until_date=None).first()
    if spell is not None and spell.from_date > on:
        came = day_words(spell.from_date)
        raise Refused(
            f"此人的户口自{came.zh}起才在这里，入户的日期不能更早。",
            f"The hukou is here since {came.en}; the day cannot be earlier.",
            "on",
        )


def lies_here(place: str | None, acting: Acting | None) -> bool:
    """Whether a place is known and lies in the area of who acts."""
    return place is not None and acting is not None and lies_in(place, acting.place)


def _home_of(member: Person, who: Person) -> Household:
    """Return somebody's household, where it is of the village of another's hukou."""
    key = _household_of(member, "other")
    home = Household.objects.select_for_update(no_key=True).filter(id=key).first()
    if home is None or not lies_in(str(who.hukou_place), home.place):
        raise Refused(
            "那一户与此人的户口不在同一个村（居）。请核对是谁的户；户口迁来了的，请先登记户口迁移。",
            "That household is not of the village of this person's hukou. Check whose it is; a move of the hukou is "
            "recorded first.",
            "other",
        )
    return home


def left_behind(who: Person, place: str | None) -> dict[str, Any]:
    """Return that a household and a village group are somebody's no longer once the hukou is in another village."""
    if place == who.hukou_place or (who.hukou_place is None and who.household_id is None):
        return {}
    now = str(who.hukou_place)
    if who.household_id is not None:
        now = Household.objects.filter(id=who.household_id).values_list("place", flat=True).first() or ""
    stays = bool(now) and place is not None and lies_in(place, now)
    return {} if stays else {"household_id": None, "village_group": None}


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
        raise Refused(
            "登记册里没有写此人在哪一户。请先在此人的页面登记“入户”。",
            "The register does not say of which household. Record that on the person's page first.",
            field,
        )
    return UUID(str(person.household_id))


def _check_day(household: Household, on: dt.date) -> None:
    if household.from_date is not None and household.from_date > on:
        began = day_words(household.from_date)
        raise Refused(
            f"这一户自{began.zh}起才有，日期不能更早。",
            f"That household begins on {began.en}; the day cannot be earlier.",
            "on",
        )
