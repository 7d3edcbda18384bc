"""A life as a list of events, from the rows on file: what happened, when, on which paper, learned when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from jiahe.facts.contract import FACTS
from jiahe.people.models import Person
from jiahe.people.queries import Kin, Record
from jiahe.places.naming import full_name
from jiahe.web.words import Words

_UNSEEN = Words("（不在您的范围内）", "(outside your area)")
_NAMELESS = Words("（未起名）", "(no name yet)")


@dataclass(frozen=True)
class Event:
    """One thing that happened."""

    on: dt.date | None
    title: str
    detail: str
    source: str
    learned_on: dt.date | None


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
    """Return a person's life, the latest first; what has no date comes last."""
    events = [*_own(record), *_family(record), *_spells(record)]
    return sorted(events, key=lambda one: (one.on is not None, one.on or dt.date.min), reverse=True)


def _own(record: Record) -> list[Event]:
    person = record.person
    found = [_event(person.birth_date, Words("出生", "Born"), full_name(person.birth_place), person)]
    if person.death_date:
        found.append(_event(person.death_date, Words("去世", "Died"), None, person))
    return found


def _family(record: Record) -> list[Event]:
    found = []
    for child in record.children:
        title = {"adoption": Words("收养子女", "Adopted a child")}.get(
            child.row.kind, Words("子女出生", "A child was born")
        )
        on = child.row.from_date or (child.person.birth_date if child.person else None)
        found.append(_event(on, title, name_of(child.person), child.row))
    for spouse in record.unions:
        found.append(_event(spouse.row.from_date, Words("结婚", "Married"), name_of(spouse.person), spouse.row))
        if spouse.row.until_date:
            ended = Words("丧偶", "Widowed") if spouse.row.ended_by == "death" else Words("离婚", "Divorced")
            found.append(_event(spouse.row.until_date, ended, name_of(spouse.person), spouse.row))
    found += [_custody(one) for one in record.custodies]
    return found


def _custody(kin: Kin) -> Event:
    detail = choice("custodies", "kind", kin.row.kind)
    if kin.id is not None:
        detail += f" · {name_of(kin.person)}"
    return _event(kin.row.from_date, Words("抚养、监护", "Custody"), detail, kin.row)


def _spells(record: Record) -> list[Event]:
    moves = {"hukou": Words("户口迁入", "Hukou registered"), "residence": Words("开始居住", "Began to live there")}
    found = [
        _event(row.from_date, title, full_name(row.place), row)
        for kind, title in moves.items()
        for row in record.rows.get(kind, [])
    ]
    for row in record.rows.get("certificate", []):
        detail = choice("certificates", "kind", row.kind)
        if row.grade:
            detail += str(Words(f"，{row.grade}级", f", grade {row.grade}"))
        found.append(_event(row.from_date, Words("领证", "Certificate"), detail, row))
        if row.until_date:
            found.append(_event(row.until_date, Words("证件失效", "Certificate ceased"), detail, row))
    for row in record.rows.get("status", []):
        detail = choice("statuses", "kind", row.kind)
        found.append(_event(row.from_date, Words("身份状态开始", "Status began"), detail, row))
        if row.until_date:
            found.append(_event(row.until_date, Words("身份状态终止", "Status ended"), detail, row))
    return found


def _event(on: dt.date | None, title: Words, detail: str | None, row: Any) -> Event:
    return Event(on, str(title), detail or "", row.source, row.learned_on)
