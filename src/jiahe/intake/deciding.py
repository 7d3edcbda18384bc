"""What becomes of rows beside the register: whom each is about, what is new, what changes, what does not agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from jiahe.intake.decision import ANOTHER_NAME, CONFLICT, NOT_FOUND, NOWHERE, PLACES, Decision, hear, same_name
from jiahe.intake.events import decide_events
from jiahe.intake.fault import Fault
from jiahe.intake.models import Load, Row
from jiahe.intake.sources import Source, Values, trust
from jiahe.people.bulk import COLUMNS, NUMBERS
from jiahe.people.models import Correction, Person
from jiahe.people.put_right import emptied_by_hand
from jiahe.places.divisions import is_one_place, lies_in
from jiahe.trust.sealed_fields import pieces
from jiahe.trust.sealing import keys, unseal


def decide(source: Source, load: Load, rows: Sequence[Values]) -> list[Decision]:
    """Return what would become of each row now. Changes nothing."""
    found = by_number([row.get(role.field("id_number")) for row in rows for role in source.roles])
    if source.event is not None:
        return decide_events(source, load, rows, found)
    moves, emptied = told_as_moves(load), _emptied(source, found.values())
    return [_decide_person(source, load, row, found, moves, emptied) for row in rows]


_MOVES = {"moves": "residence_place", "hukou_moves": "hukou_place"}


def told_as_moves(load: Load) -> frozenset[str]:
    """Return the places of persons that other loads of the same delivery tell as moves, on their days."""
    taken = {source for table in (load.delivery or {}).get("tables", ()) for source in table["taken"]}
    return frozenset(column for source, column in _MOVES.items() if source in taken)


def by_number(numbers: Sequence[str | None]) -> dict[str, Person]:
    """Return the persons who have some ID numbers, by the number."""
    live = keys()
    index = {one: live.blind_index(one, "id_number") for one in {*numbers} if one is not None}
    owner = {piece: number for number, whole in index.items() if whole for piece in pieces(whole)}
    there = Person.objects.filter(id_index__in=list(filter(None, index.values()))).select_related("household")
    return {owner[bytes(one.id_index)]: one for one in there}


# ------------------------------------------------------------------------------------------------ persons


_Emptied = Mapping[tuple[UUID, str], Any]
"""By person and column, what a person has taken out of the register."""


def _emptied(source: Source, people: Iterable[Person]) -> _Emptied:
    """Return what of some people was emptied by hand, of what a source brings; number and group follow the hukou."""
    columns = {one.key for one in source.fields} & {*COLUMNS, *NUMBERS} - {*_OF_HUKOU}
    return emptied_by_hand([one.id for one in people], columns)


def _decide_person(
    source: Source, load: Load, says: Values, found: Mapping[str, Person], moves: frozenset[str], emptied: _Emptied
) -> Decision:
    """Decide about a row by its number. Who has none, or one that nobody has, is new until all are weighed."""
    person = found.get(says.get("id_number") or "")
    if person is not None:
        if not same_name(person.name, says.get("name")):
            decision = _aside(ANOTHER_NAME, "id_number", "name")
            hear(decision, person, {"name": says["name"]})
            return decision
        return compare(source, load, says, person, moves, emptied)
    if not source.adds_persons:
        return _aside(NOT_FOUND, "id_number")
    if "hukou_place" not in says and "residence_place" not in says:
        return _aside(NOWHERE, "hukou_place", "residence_place")
    return Decision(Row.Fate.NEW)


def _aside(fault: Fault, *names: str) -> Decision:
    return Decision(Row.Fate.ASIDE, faults=[(fault, names, None)])


def now_said(person: Person, name: str) -> Any:
    """Return what the register says now of a field that a file brings."""
    if name in NUMBERS:
        return unseal(getattr(person, f"{NUMBERS[name]}_sealed"), name)
    if name == "household":
        return person.household.number or None if person.household is not None else None
    return getattr(person, name)


def compare(
    source: Source, load: Load, says: Values, person: Person, moves: frozenset[str] = frozenset(),
    emptied: _Emptied | None = None,
) -> Decision:  # fmt: skip
    """Return what becomes of a row that is about a person of the register.

    What the register says otherwise and is believed in stands as a conflict, and the rest of the row is taken; where
    nothing of the rest is new, or the ID number is another, the row is set aside. ``moves``: places that a load of
    moves is to bring, a hukou with its household: where they differ it is no fault. ``emptied``: of many people at
    once, what a person has emptied; that is no unknown which any file fills in.
    """
    emptied = _emptied(source, [person]) if emptied is None else emptied
    decision = Decision(Row.Fate.SAME, person.id, says={person.id: says})
    elsewhere = [one for one in moves & says.keys() if not _may_be_one(now_said(person, one), says[one])]
    before: dict[str, Any] = {}
    refused: list[str] = []
    for name, value in says.items():
        if name in elsewhere or (name not in NUMBERS and name not in COLUMNS and name != "household"):
            continue
        now = now_said(person, name)
        if now == value or (name in PLACES and now is not None and lies_in(now, value)):
            continue
        unknown = now is None and not _was_emptied(name, value, emptied.get((person.id, name)))
        closer = name in PLACES and now is not None and lies_in(value, now)
        if unknown or closer or _believed(source, load, person, name):
            before[name] = now
        else:
            refused.append(name)
    if "hukou_place" in {*elsewhere, *refused}:  # number and group are those of the household there
        before = {name: now for name, now in before.items() if name not in _OF_HUKOU}
        refused = [name for name in refused if name not in _OF_HUKOU]
    decision.otherwise[person.id] = [*elsewhere, *refused, *(["death_date"] if _lives(source, load, person) else [])]
    if refused and (not before or "id_number" in refused):
        decision.fate, decision.faults = Row.Fate.ASIDE, [(CONFLICT, (name,), None) for name in refused]
    elif before:
        decision.fate, decision.before, decision.kept = Row.Fate.CHANGE, before, tuple(refused)
    return decision


_OF_HUKOU = ("household", "village_group")


def _lives(source: Source, load: Load, person: Person) -> bool:
    """Whether a list of the living has somebody who had died by then. A delivery has the dead too, and their deaths."""
    died = person.death_date
    return source.of_living and not load.delivery and died is not None and died < load.learned_on


def _was_emptied(name: str, value: Any, before: Any) -> bool:
    """Whether a person has emptied a column. A home or hukou that somebody left is unknown: they may be elsewhere."""
    return before is not None and (name not in PLACES or is_one_place(before, value))


def _may_be_one(now: str | None, said: str) -> bool:
    return now is None or is_one_place(now, said)


def _believed(source: Source, load: Load, person: Person, name: str) -> bool:
    """Whether a load is believed beside whoever said what the register says. Numbers and places are never replaced.

    A place changes by a move, on a day. What a file said, a later one of the same source and office replaces.
    """
    if name in NUMBERS or name in PLACES:
        return False
    column = "household_id" if name == "household" else name
    corrections = Correction.objects.filter(person=person, column=column).order_by("-id")
    last = corrections.values_list("source", "load", "learned_on").first()
    said, by_load, learned_on = last or (person.source, person.load, person.learned_on)
    if by_load is not None and said == source.named(load.office):
        return learned_on <= load.learned_on
    return source.rank(name) > trust(said, name, by_file=by_load is not None)
