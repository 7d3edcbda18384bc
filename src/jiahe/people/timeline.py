"""A life as a list of events, from the rows on file: what happened, when, on which paper, learned when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from jiahe.facts.contract import FACTS
from jiahe.people.models import Person
from jiahe.people.programmes import programme_name
from jiahe.people.queries import Kin, Record
from jiahe.places.naming import full_name
from jiahe.web.words import Words, yuan

_UNSEEN = Words("（不在您的范围内）", "(outside your area)")
_NAMELESS = Words("（未起名）", "(no name yet)")


@dataclass(frozen=True)
class Event:
    """One thing that happened. ``said``: more in the reader's language; ``detail``: a name or a place.

    ``row``: the dated row that says so, at the event with which it begins.
    """

    on: dt.date | None
    title: str
    said: str
    detail: str
    source: str
    row: Any = None

    @property
    def table(self) -> str:
        """The row's table, as in the row's address."""
        return type(self.row).__name__.lower()


def name_of(person: Person | None) -> str:
    """Return a name; words for somebody without one, or whom the reader does not see."""
    if person is None:
        return str(_UNSEEN)
    return person.name or str(_NAMELESS)


def choice(table: str, column: str, key: str | None) -> str:
    """Return a choice of the facts contract in the reader's language."""
    found = FACTS.table(table).column(column).choices.get(key or "")
    return str(Words(*found)) if found else str(Words("未知", "unknown"))


def life_of(record: Record) -> list[Event]:
    """Return a person's life, the latest first; what has no date comes last. What is no longer believed is in it."""
    kin = [*record.parents, *record.children, *record.unions, *record.custodies, *record.claims]
    alone = [Kin(None, None, row) for table in _ALONE for row in record.rows[table]]
    rows = [*kin, *alone]
    begun = {_where(one.row, one.row.from_date) for one in rows if hasattr(one.row, "from_date")}
    events = [*_own(record), *(event for one in rows for event in _of_row(one, record.person, begun))]
    events += [begins_with(one, record.person) for one in record.superseded]
    return sorted(events, key=lambda one: (one.on is not None, one.on or dt.date.min), reverse=True)


_ALONE = ("residence", "hukou", "certificate", "status", "payment")


def _own(record: Record) -> list[Event]:
    person = record.person
    found = [_event(person.birth_date, Words("出生", "Born"), full_name(person.birth_place), person)]
    if person.death_date:
        found.append(_event(person.death_date, Words("去世", "Died"), None, person))
    return found


def _where(row: Any, day: dt.date | None) -> tuple[str, Any, dt.date | None]:
    """Return in whose life, and in which table, a row begins or ends on a day."""
    return type(row).__name__, getattr(row, "child_id", None), day


def _of_row(kin: Kin, person: Person, begun: Collection[Any]) -> list[Event]:
    """Return what a believed row tells: how it began, and how it ended where that is not told by another row.

    ``begun``: where and when the rows of this person begin. A home, a hukou or a custody ends without a word when the
    next begins.
    """
    begin, row = begins_with(kin, person), kin.row
    ended = _ENDS.get(begin.table)
    if ended is None or row.until_date is None:
        return [begin]
    if begin.table in _GO_ON and _where(row, row.until_date) in begun:
        return [begin]
    if begin.table == "parenthood" and row.kind != "adoption":
        return [begin]
    if begin.table == "union" and row.ended_by == "death":
        ended = Words("丧偶", "Widowed")
    return [begin, _event(row.until_date, ended, begin.detail, row, begin.said)]


_ENDS = {
    "union": Words("离婚", "Divorced"),
    "certificate": Words("证件失效", "Certificate ceased"),
    "status": Words("身份状态终止", "Status ended"),
    "residence": Words("不再居住", "No longer lived there"),
    "hukou": Words("户口迁出", "Hukou moved away"),
    "custody": Words("抚养、监护终止", "Custody ended"),
    "parenthood": Words("解除收养", "Adoption dissolved"),
}
_GO_ON = ("residence", "hukou", "custody")
_BEGINS = {
    "union": Words("结婚", "Married"),
    "custody": Words("抚养、监护", "Custody"),
    "residence": Words("开始居住", "Began to live there"),
    "hukou": Words("户口迁入", "Hukou registered"),
    "certificate": Words("领证", "Certificate"),
    "status": Words("身份状态开始", "Status began"),
    "claim": Words("申领", "Claimed"),
    "payment": Words("发放", "Paid"),
}


def begins_with(kin: Kin, person: Person) -> Event:
    """Return the event with which a dated row begins, as a person's page tells it."""
    row, table = kin.row, type(kin.row).__name__.lower()
    title, on = _parenthood(kin, person) if table == "parenthood" else (_BEGINS[table], getattr(row, row.begins))
    said = ""
    if table == "custody" and row.child_id != person.id:
        title = Words("抚养、监护孩子", "Custody of a child")
    if table in _KINDS:
        said = choice(_KINDS[table], "kind", row.kind)
    if table == "certificate" and row.grade:
        said += str(Words(f"，{row.grade}级", f", grade {row.grade}"))
    if table in ("claim", "payment"):
        stands = choice("claims", "decision", row.decision) if table == "claim" else yuan(row.amount)
        name = programme_name(row.programme)
        said = str(Words(f"{name.zh}，{row.year}年，{stands}", f"{name.en}, {row.year}, {stands}"))
    detail = full_name(row.place) if table in ("residence", "hukou") else ""
    return _event(on, title, name_of(kin.person) if kin.id is not None else detail, row, said, row)


_KINDS = {"custody": "custodies", "certificate": "certificates", "status": "statuses"}


def _parenthood(kin: Kin, person: Person) -> tuple[Words, dt.date | None]:
    row = kin.row
    if row.child_id == person.id:
        titles = {"adoption": Words("收养人", "Adopted by"), "step": Words("继父母", "Step-parent")}
        return titles.get(row.kind, Words("父母", "Parent")), row.from_date or person.birth_date
    titles = {"adoption": Words("收养子女", "Adopted a child"), "step": Words("继子女", "Step-child")}
    on = row.from_date or (kin.person.birth_date if kin.person else None)
    return titles.get(row.kind, Words("子女出生", "A child was born")), on


def _event(on: dt.date | None, title: Words, detail: str | None, source: Any, said: str = "", row: Any = None) -> Event:
    return Event(on, str(title), said, detail or "", source.source, row)
