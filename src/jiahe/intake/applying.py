"""Loads the rows that were checked: all that can be loaded, at once, or (when it is cut off or paused) none.

Rows that do not fit any more, because the register has changed since they were checked, are set aside with the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from jiahe.intake import tellings
from jiahe.intake.checking import Stopped, counts
from jiahe.intake.deciding import by_number, now_said
from jiahe.intake.decision import REFUSED, SINCE
from jiahe.intake.doubles.weighing import weigh_again
from jiahe.intake.events import record
from jiahe.intake.fault import Fault, as_said
from jiahe.intake.mending.models import Mend
from jiahe.intake.mending.values import shown
from jiahe.intake.models import Load, Row, RowFault
from jiahe.intake.resting import rest_on, rest_on_persons
from jiahe.intake.row_values import values_of
from jiahe.intake.sources import SOURCES, Source, Told
from jiahe.people.bulk import COLUMNS, NUMBERS, Changed, add_persons, change_persons, households
from jiahe.people.loading import loading
from jiahe.people.lock import lock_register
from jiahe.people.models import Person
from jiahe.people.numbers import nationality_of
from jiahe.people.rows import insert_rows, update_rows
from jiahe.people.signals import facts_changed
from jiahe.trust.acting import Acting, acting_as
from jiahe.web.words import Words

BATCH = 5_000

AGAIN = "weighed_again"
"""Why a load went back: somebody came into the register since the check, and a row may be about them."""

Tell = Callable[[int], None]
Blame = tuple[Row, Fault, Words | None]


def load_rows(key: UUID, acting: Acting, tell: Tell = lambda done: None) -> None:
    """Load what a checked file says. Raises Stopped when it was paused; then nothing of it is there.

    Nothing is loaded either where a row is not surely new any more: it goes back to whoever confirms it.
    """
    with acting_as(acting), transaction.atomic():
        load = Load.objects.get(id=key)  # not locked: it is told meanwhile how far it is, and may be paused
        if load.state != Load.State.LOADING or load.paused:
            raise Stopped
        source = SOURCES[load.source]
        lock_register()
        if weigh_again(load):
            Load.objects.filter(id=load.id).update(
                state=Load.State.CHECKED, error=AGAIN, done=0, checked_at=timezone.now(), **counts(load, load.read)
            )
            return
        done, changed, rests = 0, dict[UUID, str](), set[UUID]()
        with loading(load.id) as told:
            for rows in _batches(load):
                rests |= _apply(source, load, rows)
                done += len(rows)
                tell(done)
            for name, people in told:
                changed |= dict.fromkeys(people, name)
        _note(changed, acting)
        tellings.keep(load)
        rest_on(load, rests)  # not before: how far the load is, another connection writes into its row meanwhile
        rest_on_persons(load)
        Load.objects.filter(id=load.id).update(
            state=Load.State.LOADED, ended_at=timezone.now(), faults=load.faults, **counts(load, load.read)
        )
        facts_changed.send(sender=Person, people=list(changed))


def _note(changed: Mapping[UUID, str], acting: Acting) -> None:
    """Note whose facts have changed, and by what."""
    people = list(changed)
    for first in range(0, len(people), BATCH):
        some = people[first : first + BATCH]
        columns: dict[str, Sequence[Any]] = {
            "person": some,
            "action": [changed[one] for one in some],
            "post": [acting.post] * len(some),
        }
        insert_rows("people_change", {"person": "uuid", "action": "text", "post": "uuid"}, columns)


def _batches(load: Load) -> Iterator[list[Row]]:
    """Yield the rows to be loaded, in the order of the file."""
    last = (-1, -1)
    todo = Row.objects.filter(load=load, fate__in=(Row.Fate.NEW, Row.Fate.CHANGE)).order_by("sheet", "number")
    while rows := list(todo.extra(where=["(sheet, number) > (%s, %s)"], params=last)[:BATCH]):
        yield rows
        last = (rows[-1].sheet, rows[-1].number)


def _apply(source: Source, load: Load, rows: Sequence[Row]) -> set[UUID]:
    """Write rows into the register; return the loads that have brought what events among them say too."""
    blamed: list[Blame] = []
    rests = set[UUID]()
    if source.event is not None:
        blamed = [one for row in rows if (one := _tell_event(source, load, row, rests)) is not None]
    else:
        for some in (
            [row for row in rows if row.fate == Row.Fate.NEW],
            [row for row in rows if row.fate == Row.Fate.CHANGE],
        ):
            blamed += _together(source, load, some)
    for row, fault, words in blamed:
        _set_aside(load, row, fault, words)
    return rests


def _set_aside(load: Load, row: Row, fault: Fault, words: Words | None) -> None:
    Row.objects.filter(id=row.id).update(fate=Row.Fate.ASIDE)
    RowFault.objects.create(load=load, sheet=row.sheet, number=row.number, rule=fault.rule, said=as_said(words))
    load.faults.setdefault(fault.rule, fault.as_json())


# ------------------------------------------------------------------------------------------------ events


def _tell_event(source: Source, load: Load, row: Row, rests: set[UUID]) -> Blame | None:
    people = {role: UUID(person) for role, person in row.people.items()}
    told = Told(values_of(source, row), people, source.named(load.office), load.learned_on, load.id)
    found = record(source, told, as_checked=row.fate)
    if found.also:
        named = {role: str(one) for role, one in {**people, **found.also}.items()}
        Row.objects.filter(id=row.id).update(people=named)
    rests |= found.rests
    if found.fault is not None:
        fault, _, words = found.fault
        return row, fault, words
    if found.fate == Row.Fate.SAME:
        Row.objects.filter(id=row.id).update(fate=found.fate)
    elif found.brought:
        Row.objects.filter(id=row.id).update(person=found.brought)
    return None


# ------------------------------------------------------------------------------------------------ persons


def _together(source: Source, load: Load, rows: Sequence[Row]) -> list[Blame]:
    """Write many at once; where the database refuses, one by one, so that only those are set aside that do not fit."""
    if not rows:
        return []
    try:
        with transaction.atomic():
            return _write(source, load, rows)
    except (DataError, IntegrityError):
        if len(rows) == 1:
            return [(rows[0], REFUSED, None)]
        half = len(rows) // 2
        return _together(source, load, rows[:half]) + _together(source, load, rows[half:])


def _write(source: Source, load: Load, rows: Sequence[Row]) -> list[Blame]:
    says = [values_of(source, row) for row in rows]
    if rows[0].fate == Row.Fate.NEW:
        there = by_number([one.get("id_number") for one in says])
        left = [(row, one) for row, one in zip(rows, says, strict=True) if one.get("id_number") not in there]
        blamed = [row for row, one in zip(rows, says, strict=True) if one.get("id_number") in there]
        _add(source, load, left)
    else:
        now = Person.objects.select_for_update(no_key=True, of=("self",)).select_related("household")
        people = now.in_bulk([row.person for row in rows])
        fits = [row.person in people and _as_before(row, people[row.person]) for row in rows]
        blamed = [row for row, fit in zip(rows, fits, strict=True) if not fit]
        _change(source, load, [(row, one) for row, one, fit in zip(rows, says, fits, strict=True) if fit])
    return [(row, SINCE, None) for row in blamed]


def _as_before(row: Row, person: Person) -> bool:
    """Whether the register says of a person what it said when the row was checked."""
    return all(_plain(now_said(person, name)) == value for name, value in row.before.items())


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _homes(
    source: Source, load: Load, says: Sequence[dict[str, Any]], places: Sequence[str | None]
) -> dict[tuple[str, str], UUID]:
    numbers = (
        (one["household"], place, one.get("village_group"))
        for one, place in zip(says, places, strict=True)
        if one.get("household") and place
    )
    return households(numbers, source=source.named(load.office), learned_on=load.learned_on)


def _add(source: Source, load: Load, rows: Sequence[tuple[Row, dict[str, Any]]]) -> None:
    says = [one for _, one in rows]
    places = [one.get("hukou_place") for one in says]
    homes = _homes(source, load, says, places)
    persons = [
        {
            **one,
            "nationality": nationality_of(one.get("id_number"), place),
            "household_id": homes.get((one.get("household", ""), place or "")),
        }
        for one, place in zip(says, places, strict=True)
    ]
    added = add_persons(persons, source=source.named(load.office), learned_on=load.learned_on)
    update_rows("intake_row", "id", _ROW, {"id": [row.id for row, _ in rows], "person": added})


_ROW = {"id": "bigint", "person": "uuid"}


def _change(source: Source, load: Load, rows: Sequence[tuple[Row, dict[str, Any]]]) -> None:
    people = Person.objects.in_bulk([row.person for row, _ in rows])
    places = [one.get("hukou_place") or people[row.person].hukou_place for row, one in rows]
    homes = _homes(source, load, [one if "household" in row.before else {} for row, one in rows], places)
    mends = Mend.objects.filter(load=load, taken_back_at=None).in_bulk()
    changed: dict[str, list[Changed]] = {}
    for (row, one), place in zip(rows, places, strict=True):
        person = people[row.person]
        values = {name: one[name] for name in row.before if name in COLUMNS or name in NUMBERS}
        before = {name: getattr(person, name) if name in COLUMNS else None for name in values}
        if "household" in row.before and (home := homes.get((one["household"], place or ""))) is not None:
            values["household_id"], before["household_id"] = home, person.household_id
        why = _why(load, source, [mends[key] for key in row.mended if key in mends])
        changed.setdefault(why, []).append(Changed(row.person, values, before))
    for why, some in changed.items():
        change_persons(some, source=source.named(load.office), learned_on=load.learned_on, reason=why)


def _why(load: Load, source: Source, mends: Sequence[Mend]) -> str:
    """Return why a row changes somebody: the file, and what is read in it otherwise than it is written."""
    read = "".join(f"；“{one.written}”按“{shown(source.field(one.field), one.used)}”读" for one in mends)
    return f"导入文件 file {load.id}{read}"[:_LONGEST_REASON]


_LONGEST_REASON = 200
