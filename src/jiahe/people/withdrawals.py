"""What takes back a row that was never true, or lets it say something else. The old row stays readable.

A move ends the earlier spell on the day on which the later begins. So what a wrong row had cut short is known by its
days: it ends where the wrong one begins. Taking the wrong one back gives it those days again.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils import timezone

from jiahe.people.claims import check_decided
from jiahe.people.errors import Refused
from jiahe.people.households import left_behind
from jiahe.people.models import (
    BELIEVED,
    ROWS,
    Certificate,
    Claim,
    Custody,
    Household,
    Hukou,
    Parenthood,
    Payment,
    Person,
    Residence,
    Status,
    Union,
)
from jiahe.people.numbers import without_id_number
from jiahe.people.recording import action, begin, change, check_found_again, replace, seen, supersede, tell
from jiahe.people.sourced import Believed
from jiahe.trust.acting import Acting, for_the_county
from jiahe.trust.erasures import note
from jiahe.trust.permissions import CORRECT
from jiahe.trust.sealing import unseal
from jiahe.web.words import day_words

TABLES: dict[str, type[Any]] = {one.__name__.lower(): one for one in ROWS}
"""The tables of such rows, by their word in an address."""

_DAYS = ("from_date", "until_date")

OF_ROW: dict[type[Any], tuple[str, ...]] = {
    Parenthood: ("kind", *_DAYS),
    Custody: ("kind", "institution_place", *_DAYS),
    Union: ("ended_by", *_DAYS),
    Residence: ("place", *_DAYS),
    Hukou: ("place", *_DAYS),
    Certificate: ("kind", "grade", "number", *_DAYS),
    Status: ("kind", "place", *_DAYS),
    Claim: ("year", "submitted_on", "decision", "decided_on", "place"),
    Payment: ("year", "amount", "paid_on", "place"),
}
"""What of a row can be corrected. A row about the wrong person, or the wrong programme, is withdrawn."""

_CHAINS: dict[type[Any], tuple[str, ...]] = {
    Residence: ("person_id",),
    Hukou: ("person_id",),
    Custody: ("child_id",),
    Certificate: ("person_id", "kind"),
}
"""Tables in which one row goes on where another ends, and what the rows have in common that follow each other."""

_PLACES: dict[type[Any], str] = {Residence: "residence_place", Hukou: "hukou_place"}
"""The column of a person's own row that says where the spells have led."""


def people_of_row(row: Any) -> list[UUID]:
    """Return the keys of those whom a row is about."""
    keys = [getattr(row, f.attname) for f in row._meta.fields if f.related_model is Person]
    return [one for one in keys if one is not None]


def row_of(table: str, row: UUID, person: UUID) -> Any | None:
    """Return a dated row about a person, believed or not; None when the acting post sees none."""
    found = TABLES[table].objects.filter(id=row).first() if table in TABLES else None
    return found if found is not None and person in people_of_row(found) else None


def cut_short(row: Any) -> list[Any]:
    """Return the believed rows that end on the day on which a row begins: those that it had cut short."""
    chain = _CHAINS.get(type(row))
    if chain is None:
        return []
    same = {name: getattr(row, name) for name in chain}
    return list(type(row).objects.filter(BELIEVED, until_date=row.from_date, **same).exclude(id=row.id))


@action
def withdraw_row(
    *, person: UUID, table: str, row: UUID, restore: bool, reason: str, source: str, learned_on: dt.date
) -> None:
    """Take back a row that was never true (撤销记录). It stays, marked as no longer believed.

    ``restore``: what the row had cut short has its days again. Without it, nothing is known about those days.
    """
    acting, who, found = _begin(person, table, row, learned_on)
    with for_the_county():
        earlier = cut_short(found) if restore else []
        if restore and not earlier:
            raise Refused(
                "此前的记录已有变化，不能恢复。请重新打开此页。",
                "The earlier record has changed and cannot be restored. Open this page again.",
                "restore",
            )
        supersede(found, acting, reason, source)
        note(table=found._meta.db_table, row=found.id, column="superseded_at")
        replace(
            [(one, {"until_date": found.until_date}) for one in earlier],
            acting, f"恢复：{reason}", source, learned_on,
        )  # fmt: skip
        _follow(who, found, acting, source, learned_on, reason)
        tell(acting, "withdrawal", people_of_row(found))


@action
def correct_row(
    *, person: UUID, table: str, row: UUID, reason: str, source: str, learned_on: dt.date, **changes: Any
) -> None:
    """Let a row say something else (更正记录). ``changes``: what OF_ROW names.

    A row that ended on the day on which this one began ends on the new day.
    """
    acting, who, found = _begin(person, table, row, learned_on)
    assert set(changes) <= {*OF_ROW[type(found)]}, changes
    if isinstance(found, Certificate) and "number" in changes:
        own = unseal(found.person.id_sealed, "id_number")
        changes["number"] = without_id_number(changes["number"], own)
    different = {name: value for name, value in changes.items() if getattr(found, name) != value}
    if not different:
        raise Refused("没有改动任何内容。", "Nothing is different.")
    for day in (found.begins, "decided_on"):
        begin(different.get(day), learned_on, to=CORRECT)
    _check_union(found, different)
    _check_claim(found, different)
    with for_the_county():
        rows = [(found, different)]
        if "from_date" in different:
            rows += [(one, {"until_date": different["from_date"]}) for one in cut_short(found)]
        replace(rows, acting, reason, source, learned_on)
        _follow(who, found, acting, source, learned_on, reason)
        tell(acting, "correction", people_of_row(found))


def _begin(person: UUID, table: str, row: UUID, learned_on: dt.date) -> tuple[Acting, Person, Any]:
    """Return who acts, the person, and the row. Raises Refused unless it is believed and about that person."""
    acting = begin(None, learned_on, to=CORRECT)
    who = seen(person)
    found = row_of(table, row, person)
    if found is None:
        raise Refused("没有这条记录。", "There is no such record.")
    if found.superseded_at is not None:
        on = day_words(timezone.localdate(found.superseded_at))
        raise Refused(
            f"这条记录已在{on.zh}撤销或改过（{found.superseded_why}）。请回到此人的页面查看现在的记录。",
            f"This record was withdrawn or changed on {on.en} ({found.superseded_why}). See the person's page for what "
            "is on record now.",
        )
    return acting, who, found


def _check_union(row: Any, different: dict[str, Any]) -> None:
    """A union that goes on was ended by nothing; one that a death ended follows the death."""
    if not isinstance(row, Union):
        return
    if row.ended_by == "death" and different.keys() & {"until_date", "ended_by"}:
        raise Refused(
            "这段婚姻因一方去世而终止。请更正去世一方的死亡登记，婚姻会随之更正。",
            "This marriage ended by a death. Correct the death of the one who died; the marriage follows.",
            "until_date",
        )
    merged = {name: different.get(name, getattr(row, name)) for name in ("until_date", "ended_by")}
    if merged["until_date"] is None:
        if merged["ended_by"] is not None:
            different["ended_by"] = None
    elif merged["ended_by"] != "divorce":
        raise Refused(
            "有终止日期时，请选择“离婚”；一方去世请登记死亡。",
            "With a day on which it ended, choose divorce; if one of the two has died, record the death.",
            "ended_by",
        )


def _check_claim(row: Any, different: dict[str, Any]) -> None:
    """A claim is decided on the day of its submission or later."""
    if not isinstance(row, Claim):
        return
    check_decided(*(different.get(name, getattr(row, name)) for name in ("submitted_on", "decided_on")))


def _follow(who: Person, row: Believed, acting: Acting, source: str, learned_on: dt.date, reason: str) -> None:
    """Let a person's own row say where the spells lead now, after one of them was taken back or corrected."""
    column = _PLACES.get(type(row))
    if column is None:
        return
    today = timezone.localdate()
    spells = list(type(row).objects.filter(BELIEVED, person=who).order_by("from_date"))
    here = [
        one.place for one in spells if one.from_date <= today and (one.until_date is None or one.until_date > today)
    ]
    before = getattr(who, column)
    if here:
        place = here[0]
    elif before == row.place:
        place = None if spells else _before_first(who, column, row.place)
    else:
        return  # the row was about earlier days
    changes: dict[str, Any] = {column: place}
    if isinstance(row, Hukou) and place != before:
        changes |= _back_in_household(who, place)
    change(who, acting, changes, source, learned_on, reason=reason)
    check_found_again(who.hukou_place, who.residence_place, "restore")


def _before_first(who: Person, column: str, place: str) -> str | None:
    """Return what the register said before the first spell was recorded."""
    said = who.corrections.filter(column=column, after=place).order_by("-id").first()
    return None if said is None else said.before


def _back_in_household(who: Person, place: str | None) -> dict[str, Any]:
    """Return the household that somebody had left with a move that was never made; one elsewhere is left."""
    left = who.corrections.filter(column="household_id", after__isnull=True).order_by("-id").first()
    home = left and Household.objects.filter(id=left.before, place=place, until_date__isnull=True).first()
    group = who.corrections.filter(column="village_group", after__isnull=True).order_by("-id").first()
    if home is not None:
        return {"household_id": home.id, "village_group": group.before if group else home.village_group}
    same = group and who.corrections.filter(column="hukou_place", reason=group.reason, id__lt=group.id)
    moved = same and same.order_by("-id").first()
    return left_behind(who, place) | ({"village_group": group.before} if moved and moved.before == place else {})
