"""What happens to divisions: renamed, given another code, merged, split. The old one ends, the new one begins.

Each verb is one transaction. Posts and facilities follow at once; the rooms on the right hear ``codes_changed`` and let
what they keep follow (people/divisions.py). Who may do it, the database decides (docs/adr/0009): a refusal there is a
PermissionDenied here. All verbs take ``on``, the first day of the new state (today or before), and ``source``, the
paper that says so, and raise :class:`ChangeRefused`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from jiahe.places.divisions import Divisions, PlacesError, codes_above, level_of, place_range
from jiahe.places.history import MERGED, RECODED, RENAMED, SPLIT, above_on, held_on
from jiahe.places.models import Division, Facility, Post, Succession
from jiahe.places.naming import PUBLISHED, forget, inside
from jiahe.places.signals import Moved, codes_changed

P = ParamSpec("P")
R = TypeVar("R")
TOWN, VILLAGE = 4, 5


class ChangeRefused(PlacesError):
    """A change of divisions that cannot be. ``field``: of the form, to blame."""

    def __init__(self, field: str, en: str, zh: str) -> None:
        super().__init__(en, zh)
        self.field = field


@dataclass(frozen=True)
class Part:
    """A part of a division that is split. ``holds``: numbers of a village's groups, or codes of a town's villages."""

    code: str
    name: str
    holds: tuple[str, ...]


@dataclass(frozen=True)
class _Step:
    """One division that becomes another."""

    old: Division
    code: str
    name: str
    kind: str


def places_verb(verb: Callable[P, R]) -> Callable[P, R]:
    """Make a function one transaction; what row-level security refuses is a PermissionDenied."""

    @wraps(verb)
    def done(*args: P.args, **asked: P.kwargs) -> R:
        try:
            with transaction.atomic():
                return verb(*args, **asked)
        except ProgrammingError as error:
            if isinstance(error.__cause__, InsufficientPrivilege):
                raise PermissionDenied("change:division") from error
            raise
        finally:
            forget()

    return done


# ------------------------------------------------------------------------------------------------ the verbs


@places_verb
def rename_division(*, code: str, name: str, on: dt.date, source: str) -> None:
    """Give a division another name (更名); its code stays."""
    old = _held(code, on, "code")
    name = _named(name, "name")
    if name == old.name:
        raise ChangeRefused("name", f"{code} is called {name} already.", f"{code} 本来就叫{name}。")
    _replace([_Step(old, code, name, RENAMED)], on, source)


@places_verb
def recode_division(
    *, code: str, new_code: str, on: dt.date, source: str, codes: Mapping[str, str] | None = None
) -> None:
    """Give a division another code (变更代码), its name kept: a village that goes to another town, for example.

    The villages of a town keep their last three digits below the new code, or get the code that ``codes`` names.
    """
    old = _changeable(code, on, "code")
    if new_code == code:
        raise ChangeRefused("new_code", f"{code} is its code already.", f"它的代码本来就是 {code}。")
    steps = [_Step(old, new_code, old.name, RECODED)]
    _replace(steps + _villages_follow([(old, new_code)], on, codes or {}), on, source)


@places_verb
def merge_divisions(
    *, old: Sequence[str], code: str, name: str, on: dt.date, source: str, codes: Mapping[str, str] | None = None
) -> None:
    """Make one division of several (合并). The new one may have a code of one of them, or a new code.

    The villages of merged towns stay villages: see :func:`recode_division`.
    """
    if len(set(old)) < 2:
        raise ChangeRefused("old", "Name at least two divisions to merge.", "合并至少要写两个区划。")
    found = [_changeable(one, on, "old") for one in dict.fromkeys(old)]
    if len({one.level for one in found}) > 1:
        raise ChangeRefused(
            "old", "Merge divisions of one level: villages, or towns.", "只能合并同一级的区划：都是村，或都是乡镇。"
        )
    steps = [_Step(one, code, _named(name, "name"), MERGED) for one in found]
    _replace(steps + _villages_follow([(one, code) for one in found], on, codes or {}), on, source)


@places_verb
def split_division(
    *, code: str, parts: Sequence[Part], on: dt.date, source: str, codes: Mapping[str, str] | None = None
) -> None:
    """Make several divisions of one (拆分). One part may keep the code. Posts and facilities go to the first part.

    A village is split by its groups (村民小组): whose group no part names is known no deeper than the town
    afterwards. A town is split by its villages, each of which must be named.
    """
    old = _changeable(code, on, "code")
    if len({one.code for one in parts}) < 2 or len({one.code for one in parts}) < len(parts):
        raise ChangeRefused(
            "parts", "Name at least two parts, each with a code of its own.", "至少写两个部分，代码不能相同。"
        )
    held = [one for part in parts for one in part.holds]
    twice = sorted({one for one in held if held.count(one) > 1})
    if twice:
        raise ChangeRefused(
            "parts", f"{', '.join(twice)} stands in two parts.", f"{'、'.join(twice)} 写在了两个部分里。"
        )
    steps = [_Step(old, part.code, _named(part.name, "parts"), SPLIT) for part in parts]
    by_group: dict[int, str] = {}
    if old.level == VILLAGE:
        wrong = [one for one in held if not one.isascii() or not one.isdigit()]
        if wrong:
            raise ChangeRefused(
                "parts", f"{wrong[0]!r} is not the number of a village group.", f"“{wrong[0]}”不是村民小组的编号。"
            )
        by_group = {int(one): part.code for part in parts for one in part.holds}
    else:
        steps += _villages_of_parts(old, parts, on, codes or {})
    _replace(steps, on, source, by_group)


# ------------------------------------------------------------------------------------------------ what is asked of them


def _held(code: str, on: dt.date, field: str) -> Division:
    """Return a division of the county that is there on a day and has not ended since."""
    if on > timezone.localdate():
        raise ChangeRefused("on", f"The day {on} lies ahead. Enter it on the day.", f"日期 {on} 还没有到，到时再登记。")
    low, high = place_range(settings.COUNTY)
    try:
        level_of(code)
    except PlacesError as error:
        raise ChangeRefused(field, str(error), error.zh) from error
    if not low <= code <= high:
        raise ChangeRefused(field, f"{code} does not lie in this county.", f"{code} 不在本县。")
    found = held_on(code, on)
    if found is None:
        rows = Division.objects.filter(code=code).order_by("from_date")
        days = "; ".join(f"{one.name} {one.from_date or '…'} – {one.until_date or '…'}" for one in rows)
        raise ChangeRefused(
            field,
            f"There was no division with the code {code} on {on}. "
            + (f"Known: {days}." if days else "Correct the code."),
            f"{on} 没有代码为 {code} 的区划。" + (f"登记的有：{days}。" if days else "请核对代码。"),
        )
    if found.until_date is not None or found.from_date == on:
        day = found.until_date or on
        raise ChangeRefused(
            "on",
            f"{found.name} ({code}) has changed on {day} already. Choose a later day.",
            f"{found.name}（{code}）在 {day} 已有变更。请用更晚的日期。",
        )
    return found


def _changeable(code: str, on: dt.date, field: str) -> Division:
    found = _held(code, on, field)
    if found.level not in (TOWN, VILLAGE):
        raise ChangeRefused(
            field, "Towns and villages can be changed here. Of a county, only the name.",
            "这里只能变更乡镇和村（社区）；县只能更名。",
        )  # fmt: skip
    return found


def _named(name: str, field: str) -> str:
    if not name.strip():
        raise ChangeRefused(field, "The name is empty. Write the place's own name.", "名称是空的，写上它自己的名称。")
    return name.strip()


def _villages_of(town: Division) -> list[Division]:
    """Return the villages of a town. Raises ChangeRefused when none is listed: nobody could follow to a new code."""
    found = [Division(code=one.code, name=one.name, level=VILLAGE) for one in inside(town.code)]
    if not found:
        raise ChangeRefused(
            "code",
            f"The villages of {town.name} are not listed. Add them first: jiahe office places FILE.",
            f"{town.name}的村（社区）还没有登记。请先登记：jiahe office places 文件。",
        )
    return found


def _villages_follow(towns: Sequence[tuple[Division, str]], on: dt.date, codes: Mapping[str, str]) -> list[_Step]:
    """Return the steps of the villages of towns whose codes change."""
    steps = []
    for town, code in towns:
        if town.level == TOWN and code != town.code:
            steps += [_follows(village, code, on, codes) for village in _villages_of(town)]
    return steps


def _villages_of_parts(town: Division, parts: Sequence[Part], on: dt.date, codes: Mapping[str, str]) -> list[_Step]:
    part_of = {one: part.code for part in parts for one in part.holds}
    villages = _villages_of(town)
    there = {one.code for one in villages}
    strange, left = sorted(part_of.keys() - there), [one for one in villages if one.code not in part_of]
    if strange:
        raise ChangeRefused(
            "parts", f"{strange[0]} is not a village of {town.name}.", f"{strange[0]} 不是{town.name}的村（社区）。"
        )
    if left:
        names = "、".join(f"{one.name} {one.code}" for one in left)
        raise ChangeRefused(
            "parts",
            f"No part holds these villages: {names}. Each must be in one.",
            f"这些村（社区）还没有归属：{names}。",
        )
    moved = [one for one in villages if part_of[one.code] != town.code]
    return [_follows(one, part_of[one.code], on, codes) for one in moved]


def _follows(village: Division, town: str, on: dt.date, codes: Mapping[str, str]) -> _Step:
    code = codes.get(village.code, town[:9] + village.code[9:])
    if code[:9] != town[:9]:
        raise ChangeRefused(
            "codes",
            f"{village.name} goes to {town}; its new code must begin with {town[:9]}, not be {code}.",
            f"{village.name}划入 {town}，新代码应以 {town[:9]} 开头，不能是 {code}。",
        )
    return _Step(_held(village.code, on, "codes"), code, village.name, RECODED)


# ------------------------------------------------------------------------------------------------ doing it


def _replace(steps: list[_Step], on: dt.date, source: str, by_group: Mapping[int, str] | None = None) -> None:
    """End the old divisions, begin the new ones, link them, and let posts and facilities follow."""
    if not source.strip():
        raise ChangeRefused("source", "Say which paper this rests on.", "请写明依据的文件。")
    olds = {str(step.old.code): step.old for step in steps}
    names = {step.code: step.name for step in steps}
    for code in names:
        _check_new(code, olds, names, steps, on)
    ended = {code: _end(one, on) for code, one in olds.items()}
    begun = {
        code: Division.objects.create(code=code, name=name, level=level_of(code), from_date=on, source=source.strip())
        for code, name in names.items()
    }
    for step in steps:
        Succession.objects.create(old=ended[step.old.code], new=begun[step.code], kind=step.kind, on=on)
    goes: dict[str, str] = {}
    for step in steps:
        goes.setdefault(step.old.code, step.code)
    for old, new in goes.items():
        for table in (Post, Facility):
            table.objects.filter(place=old).update(place=new)
    forget()
    split = {step.old.code for step in steps if step.kind == SPLIT}
    moves = [  # of a split place it is not known which part somebody is of, unless the village group says so
        Moved(old, next(iter(codes_above(new))), on, by_group or {}) if old in split else Moved(old, new, on)
        for old, new in goes.items()
    ]
    codes_changed.send(
        sender=Division,
        moves=[one for one in moves if one.old != one.new],
        reason=_said(steps, ended, begun),
        source=source.strip(),
    )


def _check_new(
    code: str, olds: Mapping[str, Division], names: Mapping[str, str], steps: Sequence[_Step], on: dt.date
) -> None:
    """Refuse a new code that is malformed, of another level, used, or below nothing."""
    step = next(one for one in steps if one.code == code)
    field = "codes" if step.kind == RECODED and len(steps) > 1 else _FIELDS[step.kind]
    try:
        level = level_of(code)
    except PlacesError as error:
        raise ChangeRefused(field, str(error), error.zh) from error
    if level != step.old.level:
        raise ChangeRefused(
            field,
            f"{code} has the form of level {level}, but {step.old.name} is of level {step.old.level}.",
            f"{code} 是 {level} 级代码的形式，{step.old.name}却是 {step.old.level} 级。",
        )
    low, high = place_range(settings.COUNTY)
    if not low <= code <= high:
        raise ChangeRefused(field, f"{code} does not lie in this county.", f"{code} 不在本县。")
    owners = [one for one in steps if one.code == code]
    meets = len(owners) > 1 and any(one.kind != MERGED for one in owners)
    if meets or (code not in olds and (code in Divisions.published() or Division.objects.filter(code=code).exists())):
        whose = step.old.name if meets else next(iter(
            Division.objects.filter(code=code).order_by("-from_date").values_list("name", flat=True)
        ), None) or Divisions.published().name(code)  # fmt: skip
        raise ChangeRefused(
            field,
            f"The code {code} is used already, by {whose}. Give {step.old.name} ({step.old.code}) another.",
            f"代码 {code} 已被{whose}使用。请给{step.old.name}（{step.old.code}）另写一个代码。",
        )
    up = next(iter(codes_above(code)))
    if up not in names and (up in olds or above_on(code, on) != up):
        raise ChangeRefused(
            field,
            f"The place above {code}, {up}, was not there on {on}.",
            f"{code} 的上级 {up} 在 {on} 还没有或已撤销。",
        )


_FIELDS = {
    RENAMED: "code",
    RECODED: "new_code",
    MERGED: "code",
    SPLIT: "parts",
}


def _end(one: Division, on: dt.date) -> Division:
    """End a division the day before ``on``. One that only the published list knew is written down first."""
    if one.pk is None:
        one.source, one.listed, one.until_date = PUBLISHED, True, on
        one.save()
    elif not Division.objects.filter(pk=one.pk, until_date__isnull=True).update(until_date=on):
        raise PermissionDenied("change:division")  # row-level security hid the row from the update
    return one


_WORDS = {
    RENAMED: "更名为",
    RECODED: "代码改为",
    MERGED: "并入",
    SPLIT: "拆分为",
}


def _said(steps: Sequence[_Step], ended: Mapping[str, Division], begun: Mapping[str, Division]) -> str:
    """Return what happened in one line: 区划调整：甲村、乙村并入丙村."""
    first = [one for one in steps if one.kind == steps[0].kind]
    olds = "、".join(dict.fromkeys(one.old.name for one in first))
    news = "、".join(dict.fromkeys(begun[one.code].name for one in first))
    return f"区划调整：{olds}{_WORDS[steps[0].kind]}{news}"[:200]
