"""Facilities (hospitals, clinics, nurseries): added, ended, put right; what was said before stays.

Who may do it, the database decides (change:division). All verbs raise ChangeRefused.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from jiahe.places.changes import ChangeRefused, places_verb
from jiahe.places.divisions import PlacesError, lies_in
from jiahe.places.models import Facility, FacilityCorrection, Post
from jiahe.places.naming import divisions


@places_verb
def add_facility(*, name: str, kind: str, place: str, from_date: dt.date, source: str) -> Facility:
    """Add a facility of the county, which was there from a day on (today or before)."""
    made = Facility(name=name.strip(), kind=kind, place=place, from_date=from_date, source=source.strip())
    _check(made)
    made.save(force_insert=True)
    return made


@places_verb
def end_facility(*, facility: UUID, on: dt.date) -> None:
    """End a facility; ``on``: the first day on which it is no more."""
    found = _facility(facility)
    if found.until_date is not None and found.until_date <= on:
        raise ChangeRefused("on", f"It has ended on {found.until_date} already.", f"{found.until_date} 已经停办。")
    if on <= found.from_date or on > timezone.localdate():
        raise ChangeRefused(
            "on",
            f"Write a day after {found.from_date}, today at the latest.",
            f"请写 {found.from_date} 之后的日期，最晚今天。",
        )
    _refuse_with_posts(found, on, "on")
    found.until_date = on
    found.save(update_fields=["until_date"])


@places_verb
def correct_facility(*, facility: UUID, reason: str, post: UUID, **values: Any) -> None:
    """Put right what was written wrong: ``name``, ``kind``, ``place``, ``from_date``, ``until_date``, ``source``."""
    found = _facility(facility)
    before = {column: getattr(found, column) for column in values}
    changed = [column for column, value in values.items() if value != before[column]]
    if not changed:
        raise ChangeRefused("name", "Nothing is different. Change what is wrong.", "没有不同之处。请修改写错的内容。")
    for column in changed:
        setattr(found, column, values[column])
    _check(found)
    if found.until_date is not None:
        _refuse_with_posts(found, found.until_date, "until_date")
    found.save(update_fields=changed)
    FacilityCorrection.objects.bulk_create(
        FacilityCorrection(
            facility=found, column=column, before=_text(before[column]), after=_text(values[column]),
            reason=reason.strip(), post=post,
        )
        for column in changed
    )  # fmt: skip


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _facility(key: UUID) -> Facility:
    return Facility.objects.select_for_update().get(id=key)


def _refuse_with_posts(one: Facility, on: dt.date, field: str) -> None:
    """Refuse that a facility ends on a day while posts are for it."""
    open_posts = Post.objects.filter(Q(until_date__isnull=True) | Q(until_date__gt=on), facility=one)
    if titles := list(open_posts.values_list("title", flat=True)):
        said = "、".join(titles)
        raise ChangeRefused(field, f"Posts are for it: {said}. End those first.", f"这里还有岗位：{said}。请先撤销。")


def _check(one: Facility) -> None:
    """Refuse what cannot be of a facility."""
    if not one.name:
        raise ChangeRefused("name", "The name is empty.", "名称是空的，请填写。")
    try:
        divisions().name(one.place)
    except PlacesError as error:
        raise ChangeRefused("place", str(error), error.zh) from error
    if not lies_in(one.place, settings.COUNTY):
        raise ChangeRefused("place", f"{one.place} does not lie in this county.", f"{one.place} 不在本县。")
    today = timezone.localdate()
    if one.from_date > today:
        raise ChangeRefused("from_date", "The day lies ahead. Enter it on the day.", "日期还没有到，到时再登记。")
    if one.until_date is not None and not one.from_date < one.until_date <= today:
        en, zh = "It ends after it began, and not in the future.", "停办日期要在开办之后，也不能是将来。"
        raise ChangeRefused("until_date", en, zh)
    beside = Facility.objects.filter(name=one.name, place=one.place).exclude(id=one.id)
    for other in beside:
        ends_before = other.until_date is not None and other.until_date <= one.from_date
        begins_after = one.until_date is not None and one.until_date <= other.from_date
        if not (ends_before or begins_after):
            raise ChangeRefused("name", f"{one.name} is there already.", f"这里已经有{one.name}。")
