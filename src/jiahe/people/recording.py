"""What all actions on the register share: who may, whom they see, how a row is added, ended, superseded and told of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.utils import timezone

from jiahe.people.errors import Refused
from jiahe.people.loading import LOADING, gathering
from jiahe.people.lock import lock_register_soon
from jiahe.people.models import Change, Correction, Person
from jiahe.people.names import search_keys
from jiahe.people.signals import facts_changed
from jiahe.people.sourced import Believed
from jiahe.people.watching import Value, watched
from jiahe.trust.acting import Acting, for_the_county, log_read, require
from jiahe.trust.permissions import PERSON, RECORD
from jiahe.web.refusal import refusing
from jiahe.web.words import day_words

P = ParamSpec("P")
R = TypeVar("R")

CONSTRAINTS = {
    "one_person_an_id_number": (
        "已有人使用这个身份证号码。请先用号码查找此人。",
        "Somebody in the register has this ID number. Look the person up by the number first.",
        "id_number",
    ),
    "one_union_at_a_time": (
        "双方中有人在这段时间已有婚姻登记。请核对日期；如原登记有误，先更正或登记离婚。",
        "One of the two is on record as married during that time. Check the day; a wrong record is corrected first.",
        "from_date",
    ),
    "one_hukou_a_day": (
        "此人这段时间的户籍已有记录。请检查日期，或更正原记录。",
        "The hukou of this time is recorded already. Check the day, or correct that record.",
        "from_date",
    ),
    "one_residence_a_day": (
        "此人这段时间的居住地已有记录。请检查日期，或更正原记录。",
        "The residence of this time is recorded already. Check the day, or correct that record.",
        "from_date",
    ),
    "nobody_marries_themselves": (
        "配偶就是此人自己，请核对填写的是谁。",
        "The spouse is this very person. Check whom you wrote.",
        "spouse",
    ),
    "nobody_is_their_own_parent": (
        "父母就是此人自己，请核对填写的是谁。",
        "The parent is this very person. Check whom you wrote.",
        "parent",
    ),
    "parenthood_once": ("这对亲子关系已经登记。", "This parent and child are recorded already.", "parent"),
    "custody_once": ("这段时间的抚养关系已经登记。", "Custody of this time is recorded already.", "from_date"),
    "one_sole_custody": (
        "这段时间已登记由别人单独抚养。请核对日期，或先撤销、更正原记录。",
        "Somebody else has sole custody during that time. Check the day, or withdraw or correct that record first.",
        "from_date",
    ),
    "certificate_once": ("这段时间已有同类证件。", "There is such a certificate for this time already.", "from_date"),
    "status_once": ("这段时间已有同样的状态。", "There is such a status for this time already.", "from_date"),
    "death_after_birth": ("死亡日期早于出生日期。", "The day of death is before the day of birth.", "death_date"),
}
CONSTRAINTS["no_guardian_beside_sole_custody"] = CONSTRAINTS["one_sole_custody"]
CONSTRAINTS |= {
    f"{table}_days": ("终止日期早于开始日期，请核对。", "It ends before it begins. Check the days.", "until_date")
    for table in ("parenthood", "custody", "union", "residence", "hukou", "certificate", "status", "household")
}


def action(verb: Callable[P, R]) -> Callable[P, R]:
    """Make a function an action: one transaction, alone; what the database refuses is said in words. Raises Busy."""

    @wraps(verb)
    def done(*args: P.args, **kwargs: P.kwargs) -> R:
        with refusing(CONSTRAINTS):
            lock_register_soon()
            return verb(*args, **kwargs)

    return done


def begin(day: dt.date | None, learned_on: dt.date, *, to: str = RECORD) -> Acting:
    """Return who acts. Raises PermissionDenied; Refused when the day lies ahead."""
    acting = require(to, PERSON)
    for one in (day, learned_on):
        check_come(one, "date")
    return acting


def check_come(day: dt.date | None, field: str) -> None:
    if day is not None and day > timezone.localdate():
        on = day_words(day)
        raise Refused(f"{on.zh}还没有到，请核对日期。", f"{on.en} lies ahead. Check the day.", field)


def seen(person: UUID, field: str | None = None) -> Person:
    """Return a person whom the acting post sees, locked for the change, and log that the record was read."""
    found = Person.objects.select_for_update(no_key=True).filter(id=person).first()
    if found is None:
        raise Refused("您的范围内没有这个人。", "There is no such person in your area.", field)
    log_read(person, page="action")
    return found


def there(person: UUID, field: str) -> Person:
    """Return a person anywhere in the register, and log that the record was read."""
    found = Person.objects.filter(id=person).first()
    if found is None:
        raise Refused("登记册中没有这个人。", "There is no such person in the register.", field)
    log_read(person, page="action")
    return found


def check_old_enough(parent: Person, day: dt.date, field: str, years: int = 10) -> None:
    if parent.birth_date is not None and parent.birth_date.year + years >= day.year:
        raise Refused(
            "按登记的出生日期，此人当时还太小：请核对日期和人选。",
            "By the birth date on record this person was too young then. Check the day and the person.",
            field,
        )


def check_alive(who: Person, day: dt.date, field: str) -> None:
    if who.death_date is not None and who.death_date < day:
        raise Refused(
            "按登记册，此人在这一天之前已经去世：请核对日期和人选。",
            "By the register this person had died before that day. Check the day and the person.",
            field,
        )


def check_since(day: dt.date | None, field: str, place: str | None, place_field: str, born: dt.date | None) -> None:
    """Refuse a day since when somebody is at a place that is not told, or since before the birth."""
    check_come(day, field)
    if day is not None and place is None:
        raise Refused("写了日期，请把地点也填上。", "There is a day: write the place as well.", place_field)
    check_born(day, field, born)


def check_born(day: dt.date | None, field: str, born: dt.date | None) -> None:
    if day is not None and born is not None and day < born:
        raise Refused("这一天早于出生日期，请核对。", "That is before the day of birth. Check the days.", field)


def check_found_again(hukou: str | None, residence: str | None, field: str) -> None:
    """Refuse that nobody would see a person: a post sees whose hukou or home lies in its place."""
    if hukou is None and residence is None:
        raise Refused(
            "户籍地和居住地不能都未知，否则没有哪个村能看到此人的档案。请至少填一项，可以只填到乡镇或县。",
            "Not both the hukou and the home can be unknown: no village would see the record. "
            "Give one of them, if only its town or county.",
            field,
        )


def add(table: type[Any], source: str, learned_on: dt.date, /, **values: Any) -> None:
    watched().added.append(table.objects.create(source=source, learned_on=learned_on, **values))


def supersede(row: Believed, acting: Acting, why: str, source: str) -> None:
    """Believe a row no longer. It stays, with when, why, on which paper and by which post."""
    row.superseded_at, row.superseded_by = timezone.now(), acting.post
    row.superseded_why, row.superseded_source = why, source
    row.superseded_load = LOADING
    row.save(update_fields=list(_WHEN_SUPERSEDED))


def replace(
    rows: Iterable[tuple[Any, dict[str, Any]]], acting: Acting, why: str, source: str, learned_on: dt.date
) -> None:
    """Let rows say something else: each is superseded by one that does. All at once, for their days may meet."""
    told = []
    for row, changes in rows:
        told.append(
            (row, {f.attname: getattr(row, f.attname) for f in row._meta.fields if f.name not in OWN} | changes)
        )
        supersede(row, acting, why, source)
    for row, says in told:
        new = type(row).objects.create(source=source, learned_on=learned_on, **says)
        watched().replaced.append((row, new))


def end(row: Any, acting: Acting, day: dt.date, source: str, learned_on: dt.date, **values: Any) -> None:
    """Let a row end."""
    on = day_words(day)
    replace([(row, {"until_date": day, **values})], acting, f"自{on.zh}终止 ended on {on.en}", source, learned_on)


_WHEN_SUPERSEDED = ("superseded_at", "superseded_by", "superseded_why", "superseded_source", "superseded_load")
OWN = ("id", "source", "learned_on", "load", *_WHEN_SUPERSEDED)
"""What a row says of itself, and not of what happened."""


def change(
    who: Person, acting: Acting, changes: dict[str, Any], source: str, learned_on: dt.date, *, reason: str
) -> None:
    """Change a person's own row, noting what it said before. Nothing else of the row is written."""
    for name, value in changes.items():
        before = getattr(who, name)
        if before != value:
            note(who, acting, name, before, value, source, learned_on, reason)
            watched().values.append(Value(who.id, name, before, value))
            setattr(who, name, value)
    if "name" in changes:
        who.search = search_keys(who.name)
    with for_the_county():
        who.save(update_fields=[*changes, *(["search"] if "name" in changes else [])])


def note(
    who: Person, acting: Acting, column: str, before: Any, after: Any, source: str, learned_on: dt.date, reason: str
) -> None:
    Correction.objects.create(
        person=who, column=column, before=_plain(before), after=_plain(after), reason=reason, post=acting.post,
        source=source, learned_on=learned_on,
    )  # fmt: skip


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, (dt.date, UUID)) else value


def tell(acting: Acting, name: str, people: Iterable[UUID]) -> None:
    """Note the change, and tell the rooms on the right in the same transaction, or when a load is done."""
    keys = list(dict.fromkeys(people))
    told = gathering()
    if told is not None:
        told.append((name, keys))
        return
    Change.objects.bulk_create([Change(person=one, action=name, post=acting.post) for one in keys])
    facts_changed.send(sender=Person, people=keys)
