"""What a newer published list would change of the divisions; list_applying.py does it (docs/adr/0015).

A list says which places there are, not which became which. So it ends no place of the county on which people, posts or
facilities stand: those follow only where the data steward records what happened (changes.py). What the office itself
has recorded is never changed: where the list says otherwise, that is a conflict, which is reported.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from jiahe.places.changes import ChangeRefused
from jiahe.places.divisions import Divisions, Place, codes_above, lies_in
from jiahe.places.list_reading import Fault, PublishedList
from jiahe.places.models import Division, Facility, Post, Succession, holds_on
from jiahe.places.signals import Standing, asked_what_stands

FIRST = dt.date(2023, 6, 30)
"""The day of the list that is shipped: naming.PUBLISHED."""
_PEERS = {2: 2, 3: 2, 4: 6, 5: 9}
"""Digits of the area in which a list that names one place of a level names all. No list ends a province; for the
cities and counties of a province, and what lies in those that are gone, it must name half of them at least."""


@dataclass(frozen=True)
class Conflict:
    """A place that stays as it is, and why; what can be done is said too."""

    place: Place
    zh: str
    en: str


@dataclass(frozen=True)
class Comparison:
    """What a list would change. ``renamed``: the old name of each place that has another. Faults: then nothing."""

    new: tuple[Place, ...] = ()
    renamed: Mapping[Place, str] = field(default_factory=dict)
    gone: tuple[Place, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    standing: tuple[Standing, ...] = ()
    same: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def changes(self) -> int:
        """How many places it would change."""
        return len(self.new) + len(self.renamed) + len(self.gone)


@dataclass(frozen=True)
class _Known:
    """The divisions of today, and who says so.

    ``rows``: those of the table; ``ended``: the last row of codes that are gone; ``became``: rows that others followed.
    """

    places: dict[str, Place]
    rows: dict[str, Division]
    ended: dict[str, Division]
    became: frozenset[int]

    @classmethod
    def today(cls) -> _Known:
        table = list(Division.objects.order_by("from_date"))
        day = timezone.localdate()
        now = {one.code: one for one in table if one.until_date is None or one.until_date > day}
        ended = {one.code: one for one in table if one.code not in now}
        places = {one.code: one for one in Divisions.published().places("0", "9" * 12) if one.code not in ended}
        places |= {code: Place(code, one.name, one.level) for code, one in now.items()}
        return cls(places, now, ended, frozenset(Succession.objects.values_list("old_id", flat=True)))

    def is_own(self, code: str) -> bool:
        """Whether the office itself has recorded the place as it is."""
        return code in self.rows and not self.rows[code].listed


def compare(read: PublishedList, *, on: dt.date) -> Comparison:
    """Say what a list of a day would change. Raises ChangeRefused for a day that cannot be."""
    _check_day(on)
    known = _Known.today()
    faults = [*read.faults, *_lost(read, known)]
    if faults:
        return Comparison(faults=tuple(faults))
    listed = read.places
    gone = _missing(known.places, listed)
    standing = _what_stands(gone)
    conflicts, held = _held_back(gone, known, standing, on)
    after = {code for code in known.places if code not in gone or code in held}
    new: list[Place] = []
    renamed: dict[Place, str] = {}
    for code, place in sorted(listed.items(), key=lambda one: (one[1].level, one[0])):
        if code not in known.places:
            stays = _why_not_new(place, known, held, after)
            if stays is None:
                new.append(place)
                after.add(code)
        elif known.places[code].name != place.name:
            stays = _why_not_renamed(known.places[code], place, known, on)
            if stays is None:
                renamed[place._replace(level=known.places[code].level)] = known.places[code].name
        else:
            stays = None
        conflicts += [stays] if stays else []
    return Comparison(
        new=tuple(sorted(new)),
        renamed=renamed,
        gone=tuple(one for one in sorted(gone.values()) if one.code not in held),
        conflicts=tuple(sorted(conflicts, key=lambda one: one.place)),
        standing=tuple(standing),
        same=sum(code in known.places and known.places[code].name == one.name for code, one in listed.items()),
    )


def _check_day(on: dt.date) -> None:
    if on > timezone.localdate():
        raise ChangeRefused("on", f"The day {on} lies ahead.", f"日期 {on} 还没有到。")
    last = Division.objects.filter(listed=True, from_date__isnull=False).order_by("-from_date").first()
    newest = max(FIRST, last.from_date) if last is not None and last.from_date is not None else FIRST
    if on < newest or on == FIRST:
        raise ChangeRefused(
            "on",
            f"The divisions are those of a list of {newest} already. Take a newer list, and write its day.",
            f"现有区划已是 {newest} 的名单。请用更新的名单，并写明它的日期。",
        )


def _lost(read: PublishedList, known: _Known) -> list[Fault]:
    """Return a fault for each new place above which there is nothing."""
    found = []
    for code, place in read.places.items():
        above = next(iter(codes_above(code)), None)
        if code not in known.places and above and above not in read.places and above not in known.places:
            file, row = read.rows[code]
            zh = f"没有它的上级 {above}。请改正代码，或在名单里写上上级。"
            en = f"There is no place {above} above it. Correct the code, or add that place to the list."
            found.append(Fault(file, row, "code", place.code, zh, en))
    return found


# ------------------------------------------------------------------------------------------------ what is gone


def _missing(known: Mapping[str, Place], listed: Mapping[str, Place]) -> dict[str, Place]:
    """Return the places that a list no longer names, where it names others of their level around them."""
    peers = {(one.level, code[: _PEERS[one.level]]) for code, one in listed.items() if one.level > 3}
    here, there = (Counter((one.level, code[:2]) for code, one in side.items()) for side in (known, listed))
    whole = {key for key, count in here.items() if 2 * there[key] >= count}
    gone: dict[str, Place] = {}
    for code, place in sorted(known.items(), key=lambda one: (one[1].level, one[0])):
        if code in listed or place.level == 1:
            continue
        lost_above = any(up in gone for up in codes_above(code)) and (place.level, code[:2]) in whole
        if lost_above or (place.level, code[: _PEERS[place.level]]) in (peers if place.level > 3 else whole):
            gone[code] = place
    return gone


def _what_stands(gone: Mapping[str, Place]) -> list[Standing]:
    """Return what stands on places that are gone; posts and facilities first, then what the other rooms have."""
    found: list[Standing] = []
    today = holds_on(timezone.localdate())
    posts = Post.objects.exclude(until_date__lte=timezone.localdate())
    for rows, zh, en in ((posts, "岗位", "posts"), (Facility.objects.filter(today), "服务机构", "facilities")):
        counted = rows.filter(place__in=list(gone)).values("place").annotate(count=Count("id"))
        found += [Standing(row["place"], row["count"], zh, en) for row in counted]
    for _, more in asked_what_stands.send(sender=Division, codes=set(gone)):
        found += more
    return sorted(found, key=lambda one: one.code)


def _held_back(
    gone: Mapping[str, Place], known: _Known, standing: Iterable[Standing], on: dt.date
) -> tuple[list[Conflict], dict[str, Place]]:
    """Return the places that a list no longer names and that stay nevertheless, with the reasons."""
    there: dict[str, list[Standing]] = defaultdict(list)
    for one in standing:
        if lies_in(one.code, settings.COUNTY):
            there[one.code].append(one)
    reasons: dict[str, Conflict] = {}
    for code, place in gone.items():
        if known.is_own(code):
            zh, en = "名单里没有，是本单位登记的，保留。", "Not in the list; the office has recorded it. It stays."
            reasons[code] = Conflict(place, zh, en)
        elif code in there:
            reasons[code] = _stands(place, there[code])
        elif code in known.rows and known.rows[code].from_date == on:
            reasons[code] = _changed_that_day(place, on)
    for code in sorted(known.places, reverse=True):  # from below: what has something in it stays too
        if code not in gone or code in reasons:
            for up in codes_above(code):
                if up in gone and up not in reasons:
                    zh, en = f"其下的 {code} 还在，保留。", f"{code}, which lies in it, is still there. It stays."
                    reasons[up] = Conflict(gone[up], zh, en)
    return list(reasons.values()), {code: gone[code] for code in reasons}


def _stands(place: Place, standing: Iterable[Standing]) -> Conflict:
    zh = "、".join(f"{one.count} {one.zh}" for one in standing)
    en = ", ".join(f"{one.count} {one.en}" for one in standing)
    return Conflict(
        place,
        f"名单里没有了，但这里还有：{zh}。请在“区划”页登记它合并到哪里、改成什么代码，人员和岗位会跟着走。",
        f"No longer in the list, but here are: {en}. Record on the page Divisions what it was merged into or what code "
        "it has: people and posts follow.",
    )


# ------------------------------------------------------------------------------------------------ what stays


def _why_not_new(place: Place, known: _Known, held: Mapping[str, Place], after: set[str]) -> Conflict | None:
    """Return why a place that only the list has is not added. ``after``: the places that there will be."""
    above = next(iter(codes_above(place.code)), None)
    if above is not None and above not in after:
        zh, en = f"它的上级 {above} 没有加上，见那一条。", f"{above} above it is not added: see there."
        return Conflict(place, zh, en)
    if place.code in known.ended and known.ended[place.code].pk in known.became:
        day = known.ended[place.code].until_date
        zh = f"本单位已于 {day} 登记撤销，不恢复。"
        en = f"The office has recorded that it ended on {day}. It is not brought back."
        return Conflict(place, zh, en)
    digits = _PEERS[place.level]
    near = [
        one.code
        for one in held.values()
        if one.level == place.level and one.code[:digits] == place.code[:digits] and not known.is_own(one.code)
    ]
    if near and lies_in(place.code, settings.COUNTY):
        zh = f"可能由 {'、'.join(near)} 而来。请先登记那里的变更；确属新设的，之后再导入一次名单。"
        en = f"It may have come from {', '.join(near)}. Record that change first; is it new, load the list again then."
        return Conflict(place, zh, en)
    return None


def _why_not_renamed(now: Place, place: Place, known: _Known, on: dt.date) -> Conflict | None:
    """Return why a place keeps a name that the list does not have."""
    if known.is_own(now.code):
        zh = f"名单里叫{place.name}，本单位登记的是{now.name}，不改。要改请在“区划”页登记更名。"
        en = f"The list calls it {place.name}, the office {now.name}. It stays; rename it on the page Divisions."
        return Conflict(now, zh, en)
    if now.code in known.rows and known.rows[now.code].from_date == on:
        return _changed_that_day(now, on)
    return None


def _changed_that_day(place: Place, on: dt.date) -> Conflict:
    zh = f"它在 {on} 已有变更，名单与此不同。请写更晚的日期。"
    en = f"It has changed on {on} already, and the list says otherwise. Write a later day."
    return Conflict(place, zh, en)
