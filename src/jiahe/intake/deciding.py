"""What becomes of rows beside the register: whom each is about, what is new, what changes, what does not agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from jiahe.intake.fault import Fault
from jiahe.intake.models import Load, Row
from jiahe.intake.sources import Role, Source, Told, Values, trust
from jiahe.people.bulk import COLUMNS, NUMBERS
from jiahe.people.errors import Refused
from jiahe.people.loading import loading
from jiahe.people.models import Correction, Person
from jiahe.people.names import close_to, pinyin_of, tidy
from jiahe.places.divisions import is_one_place, lies_in
from jiahe.trust.sealed_fields import pieces
from jiahe.trust.sealing import keys, unseal
from jiahe.web.words import Words

NOT_FOUND = Fault(
    "person_not_found",
    Words("登记册里没有这个人。", "There is no such person in the register."),
    Words(
        "核对身份证号；号码没错的，先导入户籍登记或先登记此人。",
        "Check the ID number; if it is right, load the household registration first.",
    ),
)
NO_NUMBER = Fault(
    "number_needed",
    Words("没有身份证号，认不准是谁。", "Without an ID number nobody can be sure who is meant."),
    Words("补上身份证号。", "Add the ID number."),
)
ANOTHER_NAME = Fault(
    "number_of_another",
    Words("登记册里用这个身份证号的是另一个名字。", "In the register this ID number belongs to another name."),
    Words(
        "核对号码；改过名的，先在此人的页面更正姓名。",
        "Check the number; if the name has changed, correct it on the person's page first.",
    ),
)
PERHAPS = Fault(
    "perhaps_there",
    Words(
        "登记册里有相近的人，可能是同一人。",
        "Somebody in the register is much alike, and may be the same person.",
    ),
    Words(
        "点“逐对核对”，看两份资料并排，定是不是同一人；或补上身份证号。",
        "Look at them side by side under “Perhaps the same”, and decide; or add the ID number.",
    ),
)
CONFLICT = Fault(
    "says_otherwise",
    Words(
        "与登记册不一致，本来源不足以改动它。",
        "The register says otherwise, and this source is not believed enough to change it.",
    ),
    Words(
        "核对原件；登记册错了的，在此人的页面更正。",
        "Look at the papers; if the register is wrong, correct it on the person's page.",
    ),
)
KEPT = Fault(
    "register_kept",
    Words(
        "标出的这几格与登记册不一致，本来源不足以改动，没有采用；本行其余的可以导入。",
        "In these cells the register says otherwise, and this source is not believed enough to change it: they are not "
        "taken. The rest of the row can be loaded.",
    ),
    Words(
        "核对原件；登记册错了的，在此人的页面更正。",
        "Look at the papers; if the register is wrong, correct it on the person's page.",
    ),
)
REFUSED = Fault(
    "register_refuses",
    Words("登记册不能这样登记。", "The register cannot record this."),
    Words(
        "按每行的说明核对；没有说明的，看是否有内容太长。",
        "See what is said of each row; if nothing is, see whether something is too long.",
    ),
)
NOWHERE = Fault(
    "nowhere",
    Words(
        "户籍地和居住地都不知道，没有哪个村能看到此人。",
        "Neither hukou nor home is known: no village would see this person.",
    ),
    Words("至少补上一项，可以只写到乡镇。", "Give one of them, if only its town."),
)

TWICE = Fault(
    "twice_in_file",
    Words(
        "本文件里前面已有一行，说的是同一个人或同一件事。",
        "An earlier row of this file is about the same person or event.",
    ),
    Words(
        "核对后只留一行。双胞胎还没起名的，写上名字再导入。",
        "Keep one of them. Of twins who have no names yet, write the names first.",
    ),
)
ALIKE = Fault(
    "alike_in_file",
    Words(
        "本文件里另有一行姓名和出生日期相同，其中有一行没有身份证号。",
        "Another row of this file has the same name and birth date, and one of the two has no ID number.",
    ),
    Words(
        "是同一人的，只留一行；不是的，补上身份证号。",
        "If they are one person, keep one row; if not, add the ID number.",
    ),
)


@dataclass
class Decision:
    """What becomes of one row. ``faults``: each with the fields to blame and, where there are, words of its own.

    ``kept``: the fields that are not taken from a row that is, because the register says otherwise and is believed.
    ``says``: by person of the register, what the row says of them by column; ``otherwise``: the columns of which the
    register says something else and is believed. ``rests``: the loads that brought what an event says too.
    """

    fate: str
    person: UUID | None = None
    people: dict[str, UUID] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[Fault, tuple[str, ...], Words | None]] = field(default_factory=list)
    kept: tuple[str, ...] = ()
    says: dict[UUID, Values] = field(default_factory=dict)
    otherwise: dict[UUID, list[str]] = field(default_factory=dict)
    rests: set[UUID] = field(default_factory=set)


def decide(source: Source, load: Load, rows: Sequence[Values]) -> list[Decision]:
    """Return what would become of each row now. Changes nothing."""
    found = by_number([row.get(role.field("id_number")) for row in rows for role in source.roles])
    if source.event is not None:
        return _decide_events(source, load, rows, found)
    moves = told_as_moves(load)
    return [_decide_person(source, load, row, found, moves) for row in rows]


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


# ------------------------------------------------------------------------------------------------ events


def _decide_events(source: Source, load: Load, rows: Sequence[Values], found: Mapping[str, Person]) -> list[Decision]:
    """Decide about events. Those of one person are tried one after the other, for one may go on where another ends."""
    decisions = [_whom(source, row, found) for row in rows]
    about: dict[Any, list[tuple[Values, Decision]]] = {}
    for at, (row, decision) in enumerate(zip(rows, decisions, strict=True)):
        if not decision.faults:
            about.setdefault(decision.people.get(source.roles[0].key, at), []).append((row, decision))
    for some in about.values():
        _try(source, load, some)
    for decision in decisions:
        if decision.faults:
            decision.fate = Row.Fate.ASIDE
    return decisions


def _whom(source: Source, says: Values, found: Mapping[str, Person]) -> Decision:
    """Find whom an event is about."""
    decision = Decision(Row.Fate.NEW)
    for role in source.roles:
        number, name = says.get(role.field("id_number")), says.get(role.field("name"))
        person = found.get(number) if number else None
        if person is not None:
            _hear(decision, person, _own(says, role))
        if person is not None and same_name(person.name, name):
            decision.people[role.key] = person.id
        elif person is None and role.brought:
            continue
        elif person is not None:
            decision.faults.append((ANOTHER_NAME, (role.field("id_number"), role.field("name")), None))
        elif number is not None:
            decision.faults.append((NOT_FOUND, (role.field("id_number"),), None))
        elif role.needed or name is not None:
            decision.faults.append((NO_NUMBER, (role.field("id_number"),), None))
    return decision


_OWN = ("name", "sex", "birth_date", "death_date", "birth_place", "hukou_place")
"""What an event may say of somebody beside what happened."""


def _own(says: Values, role: Role) -> Values:
    return {one: says[key] for one in _OWN if (key := role.field(one)) in says}


def _hear(decision: Decision, person: Person, says: Values) -> None:
    """Take what a row about an event says of somebody: it changes nothing, and may contradict the register."""
    now = {name: getattr(person, name) for name in says}
    decision.says[person.id] = says
    decision.otherwise[person.id] = [
        one
        for one, value in says.items()
        if now[one] not in (None, value) and not (one in PLACES and is_one_place(now[one], value))
    ]


def _try(source: Source, load: Load, some: Sequence[tuple[Values, Decision]]) -> None:
    """Record events as they will be recorded, and take them back."""
    with suppress(_TakenBack), loading(load.id):
        for says, decision in some:
            _record(source, load, says, decision)
        raise _TakenBack


def _record(source: Source, load: Load, says: Values, decision: Decision) -> None:
    told = Told(says, decision.people, source.named(load.office), load.learned_on, load.id)
    try:
        with transaction.atomic():
            also = source.finds(told)
            for role in (one for one in source.roles if one.key in also):
                _hear(decision, Person.objects.get(id=also[role.key]), _own(says, role))
            decision.people |= also  # and so told.people
            known = source.known(told)
            decision.rests.update(one.load for one in known if one.load not in (None, load.id))
            if source.is_there(told, known):
                decision.fate = Row.Fate.SAME
            else:
                assert source.event is not None
                source.event(told)
    except Refused as refused:
        decision.faults.append((REFUSED, (refused.field,) if refused.field else (), refused.words))
    except (DataError, IntegrityError):
        decision.faults.append((REFUSED, (), None))


class _TakenBack(Exception):
    """The events were tried only."""


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two names can be one person's: the same but for one character, or of the same sound; unknown fits."""
    if not one or not other:
        return True
    a, b = tidy(one), tidy(other)
    return bool(close_to(a) & close_to(b)) or pinyin_of(a)[0] == pinyin_of(b)[0]


# ------------------------------------------------------------------------------------------------ persons


def _decide_person(
    source: Source, load: Load, says: Values, found: Mapping[str, Person], moves: frozenset[str]
) -> Decision:
    """Decide about a row by its number. Who has none, or one that nobody has, is new until all are weighed."""
    person = found.get(says.get("id_number") or "")
    if person is not None:
        if not same_name(person.name, says.get("name")):
            decision = _aside(ANOTHER_NAME, "id_number", "name")
            _hear(decision, person, {"name": says["name"]})
            return decision
        return compare(source, load, says, person, moves)
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


def compare(source: Source, load: Load, says: Values, person: Person, moves: frozenset[str] = frozenset()) -> Decision:
    """Return what becomes of a row that is about a person of the register.

    What the register says otherwise and is believed in stands as a conflict, and the rest of the row is taken; where
    nothing of the rest is new, or the ID number is another, the row is set aside. ``moves``: places that a load of
    moves is to bring, a hukou with its household: where they differ it is no fault.
    """
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
        if now is None or (name in PLACES and lies_in(value, now)) or _believed(source, load, person, name):
            before[name] = now
        else:
            refused.append(name)
    if "hukou_place" in {*elsewhere, *refused}:  # number and group are those of the household there
        before = {name: now for name, now in before.items() if name not in _OF_HUKOU}
        refused = [name for name in refused if name not in _OF_HUKOU]
    decision.otherwise[person.id] = [*elsewhere, *refused]
    if refused and (not before or "id_number" in refused):
        decision.fate, decision.faults = Row.Fate.ASIDE, [(CONFLICT, (name,), None) for name in refused]
    elif before:
        decision.fate, decision.before, decision.kept = Row.Fate.CHANGE, before, tuple(refused)
    return decision


_OF_HUKOU = ("household", "village_group")
PLACES = ("hukou_place", "residence_place", "birth_place")


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
