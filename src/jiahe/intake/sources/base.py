"""What a source is: an office that sends files of one kind, what their columns bring, and how far it is believed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from jiahe.intake.fault import Fault
from jiahe.intake.fields import Field, Kind
from jiahe.web.words import Words

Values = dict[str, Any]
"""What a row says, by field; a field that is unknown is not there."""


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody whom a row names. ``key`` begins the fields: ``mother_name``, ``mother_id_number``; the main one has "".

    ``needed``: the row says nothing without somebody in the register. ``brought``: the event may bring them, so that it
    is no fault when they are not there. ``left_out``: where nobody has the number, the rest of the row is taken.
    """

    key: str
    words: Words
    needed: bool = True
    brought: bool = False
    left_out: bool = False

    def field(self, name: str) -> str:
        """Return the field that says something of this role."""
        return f"{self.key}_{name}" if self.key else name


SELF = Role("", Words("本人", "the person"))


@dataclass(frozen=True, slots=True)
class Told:
    """What is handed to an event: what the row says, whom it is about, where we know it from, and by which load."""

    says: Values
    people: Mapping[str, UUID]
    source: str
    learned_on: dt.date
    load: UUID


@dataclass(frozen=True)
class Source:
    """One kind of file. ``trust``: by column of a person, how far it is believed beside other sources (default 2).
    Numbers and places have no rank: a file never replaces one (deciding.py).

    ``offices``: by key those that can have sent it, where there are several. ``tells``: of a person's birth or death.
    ``of_living``: whoever is on the list lives, its office says.
    ``complete`` returns what follows from a row beside what it says; ``judge`` what in it does not agree with itself.

    A source either says what persons are (``event`` is None): who is not there is added, what is unknown filled in. Or
    each of its rows tells an event: ``there`` says whether the register has it already, ``event`` records it by an
    action of the people room, which raises Refused where it cannot be, and returns whom it has brought. ``known``: the
    rows of the register that say already what the row says, or part of it; those of a load cannot be taken back while a
    file that says so too is loaded. ``there`` is left out where the register has all as soon as anything is known.
    ``finds`` says by role whom of the register the row is about though no number says so; it raises Refused where
    nobody can be sure.
    ``one_of``, of births: whether two rows of one mother and day, in one file, may bring the same child.
    """

    key: str
    words: Words
    office: Words
    lead: Words
    fields: tuple[Field, ...]
    roles: tuple[Role, ...] = (SELF,)
    trust: Mapping[str, int] = field(default_factory=dict)
    complete: Callable[[Values], Values] = lambda says: {}
    judge: Callable[[Values], list[tuple[Fault, tuple[str, ...]]]] = lambda says: []
    finds: Callable[[Told], Mapping[str, UUID]] = lambda told: {}
    known: Callable[[Told], Sequence[Any]] = lambda told: ()
    there: Callable[[Told], bool] | None = None
    event: Callable[[Told], UUID | None] | None = None
    one_of: Callable[[Values, Values], bool] | None = None
    adds_persons: bool = False
    offices: Mapping[str, Words] = field(default_factory=dict)
    tells: str = ""
    of_living: bool = False

    def is_there(self, told: Told, known: Sequence[Any]) -> bool:
        """Whether the register says all that a row says. ``known``: what it says already."""
        return bool(known) if self.there is None else self.there(told)

    def named(self, office: str = "") -> str:
        """Return what rows of the register call the source of what an office of it has sent."""
        return f"{self.words.zh}（{self.offices[office].zh}）" if office else self.words.zh

    def rank(self, column: str) -> int:
        """Return how far a column of a person is believed when this source says it."""
        return self.trust.get(column, 2)

    def field(self, key: str) -> Field:
        """Return a field by its key."""
        return next(one for one in self.fields if one.key == key)


def day(key: str, zh: str, en: str, *synonyms: str, required: bool = True) -> Field:
    """Return the field of a day."""
    return Field(key, Words(zh, en), Kind.DATE, synonyms, required=required)


def person_fields(
    role: str, zh: str, en: str, *, required: bool = True, extra: tuple[str, ...] = ()
) -> tuple[Field, ...]:
    """Return name and ID number of somebody whom a row names. ``extra``: other words for the role (男方 for 丈夫)."""
    prefix = f"{role}_" if role else ""
    others = (zh, *extra)
    return (
        Field(
            f"{prefix}name",
            Words(f"{zh}姓名", f"{en}: name" if en else "Name"),
            Kind.NAME,
            tuple(f"{one}{word}" for one in others for word in ("姓名", "名字", "")) if role else ("姓名", "名字"),
            required=required,
        ),
        Field(
            f"{prefix}id_number",
            Words(f"{zh}身份证号", f"{en}: ID number" if en else "ID number"),
            Kind.ID_NUMBER,
            tuple(f"{one}{word}" for one in others for word in _ID_WORDS),
            required=required,
        ),
    )


_ID_WORDS = ("身份证号", "身份证号码", "公民身份号码", "身份证", "证件号码", "证件号")
