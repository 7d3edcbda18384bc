"""What is read of the register. Reading a person's record is written to the read log here, in the same transaction."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from jiahe.facts.checks.identity import fault_of
from jiahe.people.models import BELIEVED, ROWS, Correction, Parenthood, Person, Residence, Union
from jiahe.people.names import exact_keys, pinyin_of, tidy, tolerant_keys
from jiahe.people.numbers import birth_date_in, masked, phone_of, tidy_number
from jiahe.places.divisions import place_range
from jiahe.trust.acting import for_the_county, log_read
from jiahe.trust.pace import count_lookup
from jiahe.trust.sealing import blind_index, unseal
from jiahe.web.words import read_day

AT_MOST = 100
"""People that a search shows; a search that finds more is narrowed."""

_ID_NUMBER = re.compile(r"\d{17}[\dX]")
_MANY_DIGITS = re.compile(r"[\W_]*(?:\d[\W_]*){9,}")
"""Nine digits and more, which no date has: a telephone, an account, or an ID number that is not whole."""
_DATE = re.compile(r"[12]\d{3}\s*[-/.年].*|[12]\d{7}|\d{1,2}\s+[A-Za-z]+.*\d{4}")
"""What can only be a date: a year and what follows it, eight digits, or the day and month in English with a year."""


@dataclass(frozen=True)
class Found:
    """What a search found. ``tolerant``: these names may differ in one character; ``wrong``: no such number can be.

    ``born``: the birth date in such a number.
    """

    people: list[Person]
    tolerant: bool = False
    more: bool = False
    wrong: bool = False
    born: dt.date | None = None


def find_people(text: str, *, place: str | None = None, near: bool = False, at_most: int = AT_MOST) -> Found:
    """Find people whom the acting post sees: by ID number, telephone, birth date, name, pinyin or its initials.

    ``place``: only there and below. A name that nobody has, or any with ``near``, finds those that differ in one
    character too. Whom it finds is counted. Raises TooMuchLookedUp.
    """
    found = _find(text.strip(), place, near, at_most)
    count_lookup(len(found.people))
    return found


def _find(text: str, place: str | None, near: bool, at_most: int) -> Found:
    number = tidy_number(text)
    here = within(Person.objects.all(), place)
    if _ID_NUMBER.fullmatch(number):
        own = _all(here.filter(id_index=blind_index(number, "id_number")), at_most)
        if own.people or fault_of(number) is None:
            return own
        return Found([], wrong=True, born=birth_date_in(number))
    if (phone := phone_of(number)) is not None:
        return _all(here.filter(phone_index=blind_index(phone, "phone")), at_most)
    if _DATE.fullmatch(text):
        try:
            return _all(here.filter(birth_date=read_day(text)), at_most)
        except ValueError:
            return Found([], wrong=True)
    exact = Found([]) if near else _by_keys(exact_keys(text), place, at_most)
    if exact.people:
        return exact
    alike = _by_keys([*exact_keys(text), *tolerant_keys(text)], place, at_most)
    return Found(alike.people, tolerant=True, more=alike.more)


def is_id_number(text: str) -> bool:
    """Whether a text has the form of an ID number."""
    return bool(_ID_NUMBER.fullmatch(tidy_number(text)))


def is_number(text: str) -> bool:
    """Whether a search text is an ID number, a telephone or something like it, which do not belong into an address."""
    number = tidy_number(text)
    return is_id_number(text) or phone_of(number) is not None or bool(_MANY_DIGITS.fullmatch(number))


def people_seen(keys: Iterable[UUID]) -> Found:
    """Return those of some people whom the acting post sees, as a search found them."""
    return _all(Person.objects.filter(id__in=list(keys)), AT_MOST)


def within(people: QuerySet[Person], place: str | None) -> QuerySet[Person]:
    """Return those whose hukou or residence is in a place or below it."""
    if place is None:
        return people
    span = place_range(place)
    return people.filter(Q(hukou_place__range=span) | Q(residence_place__range=span))


def _all(people: QuerySet[Person], at_most: int) -> Found:
    rows = list(people.order_by("name", "birth_date")[: at_most + 1])
    return Found(rows[:at_most], more=len(rows) > at_most)


def _by_keys(keys: list[str], place: str | None, at_most: int) -> Found:
    if not keys:
        return Found([])
    low, high = place_range(place) if place else (None, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM people_find(%s, %s, %s, %s)", [keys, low, high, at_most + 1])
        order = [row[0] for row in cursor.fetchall()]
    rows = {one.id: one for one in Person.objects.filter(id__in=order)}
    return Found([rows[one] for one in order[:at_most] if one in rows], more=len(order) > at_most)


# ------------------------------------------------------------------------------------------------ one person


@dataclass(frozen=True)
class Kin:
    """Somebody of the family with the row that says so. ``person`` is None for whom the acting post does not see.

    ``id`` is None where the row is about nobody else: custody in an institution, a residence.
    """

    id: UUID | None
    person: Person | None
    row: Any


@dataclass(frozen=True)
class Record:
    """All that is on file about one person: believed rows by table, superseded ones, corrections, family."""

    person: Person
    id_number: str | None
    parents: list[Kin]
    children: list[Kin]
    unions: list[Kin]
    custodies: list[Kin]
    claims: list[Kin]
    rows: dict[str, list[Any]] = field(default_factory=dict)
    superseded: list[Kin] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)


def read_person(person: UUID, *, page: str, purpose: str = "", what: str = "view") -> Person | None:
    """Return a person, logging that the record was read; None when the acting post does not see them.

    Raises TooMuchLookedUp.
    """
    count_lookup()
    found: Person | None = Person.objects.filter(id=person).first()
    if found is not None:
        log_read(person, page=page, purpose=purpose, what=what)
    return found


def read_record(person: UUID, *, page: str, purpose: str = "", what: str = "view") -> Record | None:
    """Return all that is on file about a person, logging that; None when the acting post does not see them."""
    found = read_person(person, page=page, purpose=purpose, what=what)
    if found is None:
        return None
    rows: dict[str, list[Any]] = {}
    superseded: list[Any] = []
    for model in ROWS:
        query, keys = _ALL_ABOUT[model]
        table = model.__name__.lower()
        rows[table] = []
        for row in model.objects.raw(query, [person] * keys):
            (rows[table] if row.superseded_at is None else superseded).append(row)
    seen = people_of({key for row in (*chain(*rows.values()), *superseded) for key in kin_of_row(row, person)})

    def kin(row: Any) -> Kin:
        key = next(iter(kin_of_row(row, person)), None)
        return Kin(key, seen.get(key) if key else None, row)

    children = [kin(row) for row in rows["parenthood"] if row.parent_id == person]
    return Record(
        found,
        masked(unseal(found.id_sealed, "id_number")),
        [kin(row) for row in rows["parenthood"] if row.child_id == person],
        sorted(children, key=lambda one: str(one.person.birth_date or "") if one.person else ""),
        [kin(row) for row in rows["union"]],
        [kin(row) for row in rows["custody"] if row.child_id == person],
        [kin(row) for row in rows["claim"]],
        rows,
        [kin(row) for row in superseded],
        list(found.corrections.order_by("at", "id")),
    )


def _all_about(model: type[Any]) -> tuple[str, int]:
    keys = [f.column for f in model._meta.fields if f.related_model is Person]
    about = " OR ".join(f"{key} = %s" for key in keys)
    columns = ", ".join(one.column for one in model._meta.concrete_fields)  # a migration may add some to * meanwhile
    return f"SELECT {columns} FROM {model._meta.db_table} WHERE {about} ORDER BY {model.begins}", len(keys)


_ALL_ABOUT = {model: _all_about(model) for model in ROWS}
"""The query of all rows about a person, by table, and how often it takes the person's key.

Written once: Django would put the nine of a record together anew for each page.
"""


def kin_of_row(row: Any, person: UUID) -> list[UUID]:
    """Return the keys of the others whom a dated row is about."""
    keys = [getattr(row, f.attname) for f in row._meta.fields if f.related_model is Person]
    return [one for one in keys if one not in (None, person)]


def kin_in(rows: Iterable[Any], person: UUID) -> list[Kin]:
    """Return dated rows about a person, each with the other whom it is about."""
    others = [(row, next(iter(kin_of_row(row, person)), None)) for row in rows]
    seen = people_of({key for _, key in others if key})
    return [Kin(key, seen.get(key) if key else None, row) for row, key in others]


def people_of(keys: Iterable[UUID]) -> dict[UUID, Person]:
    """Return those of some people whom the acting post sees."""
    return {one.id: one for one in Person.objects.filter(id__is_any=list(keys))}


def not_there(keys: Iterable[UUID]) -> set[UUID]:
    """Return those of some keys that are nobody's in the register, of whom the acting post would see."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key FROM unnest(%s::uuid[]) AS key WHERE NOT EXISTS (SELECT FROM people_person p WHERE p.id = key)",
            [list(dict.fromkeys(keys))],
        )
        return {key for (key,) in cursor.fetchall()}


def parents_by_birth(child: UUID) -> int:
    """Return of how many parents by birth the register knows."""
    rows = Parenthood.objects.filter(BELIEVED, child_id=child, kind="birth", parent__isnull=False)
    return rows.count()


def housemates(person: Person) -> list[Person]:
    """Return who else lives and is of a person's household, of those whom the acting post sees; the eldest first."""
    if person.household_id is None:
        return []
    others = Person.objects.filter(household_id=person.household_id, death_date__isnull=True).exclude(id=person.id)
    return list(others.order_by("birth_date", "id"))


AFTER_HIS_DEATH = dt.timedelta(days=300)
"""How long after its father's death a child is born at most."""


def spouse_at_birth(person: UUID, day: dt.date) -> UUID | None:
    """Return the spouse of the day of a birth, wherever they live.

    A marriage that a death ended counts on the day of the mother's death, and for AFTER_HIS_DEATH after the father's.
    """
    own = Q(person=person) | Q(spouse=person)
    with for_the_county():
        rows = Union.objects.filter(BELIEVED, own, from_date__lte=day).select_related("person", "spouse")
        last = rows.order_by("-from_date").first()
    if last is None:
        return None
    holds = last.until_date is None or last.until_date > day
    by_death = last.ended_by == "death" and all(_may_have_a_child(one, day) for one in (last.person, last.spouse))
    return (last.spouse_id if last.person_id == person else last.person_id) if holds or by_death else None


def _may_have_a_child(one: Person, day: dt.date) -> bool:
    """Whether a birth of a day can be somebody's, as far as a death on record says."""
    last = one.death_date
    return last is None or day <= (last if one.sex == "female" else last + AFTER_HIS_DEATH)


def came_home_on(person: UUID) -> dt.date | None:
    """Return since when somebody whom the acting post sees lives where they live now; None: not on record."""
    spell = Residence.objects.filter(BELIEVED, person=person, until_date=None).first()
    return None if spell is None else spell.from_date


def key_of(text: str) -> UUID | None:
    """Return the key of the person with an ID number, wherever they live; None when the number is nobody's."""
    number = tidy_number(text)
    if not _ID_NUMBER.fullmatch(number):
        return None
    with for_the_county():
        return Person.objects.filter(id_index=blind_index(number, "id_number")).values_list("id", flat=True).first()


def key_by_name(name: str, born: dt.date) -> UUID | None:
    """Return the key of the only one born that day with that name, characters or pinyin, whom the acting post sees."""
    keys = set(exact_keys(name))
    found = [one.id for one in Person.objects.filter(birth_date=born) if keys.intersection(one.search)]
    return found[0] if len(found) == 1 else None


ALIKE_AT_MOST = 12
"""People who are shown as perhaps the same as somebody who is to be added."""


def people_alike(*, name: str | None, sex: str | None, birth_date: dt.date | None) -> list[Person]:
    """Return those whom the acting post sees and who may be the same person; the most alike first.

    Born that day, and called so or nearly so (or one of the two has no name yet); or called just so, and born in the
    same year, on the same day of another year, or nobody knows when.
    """
    own = [f"={tidy(name)}"] if name else []
    near = {*own, *tolerant_keys(name or ""), *pinyin_of(tidy(name or ""))[:1]}
    found: dict[UUID, tuple[int, Person]] = {}
    for one in Person.objects.filter(birth_date=birth_date) if birth_date else ():
        just_so = bool(own and own[0] in one.search)
        if just_so or ((not name or not one.name or near.intersection(one.search)) and _may_be(one.sex, sex)):
            found[one.id] = (0 if just_so else 2, one)
    for one in _by_keys(own, None, AT_MOST).people:
        if _may_be(one.sex, sex) and _days_may_be(one.birth_date, birth_date):
            found.setdefault(one.id, (1, one))
    order = sorted(found.values(), key=lambda each: (each[0], str(each[1].id)))
    return [one for _, one in order[:ALIKE_AT_MOST]]


def _may_be(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _days_may_be(one: dt.date | None, other: dt.date | None) -> bool:
    return one is None or other is None or one.year == other.year or (one.month, one.day) == (other.month, other.day)


def may_have_an_account(person: Person) -> bool:
    """Whether a person can be invited: alive, and not under 14, for whom a guardian acts (个人信息保护法 Art 31)."""
    born, day = person.birth_date, timezone.localdate()
    is_child = born is not None and (day.year - born.year, day.month, day.day) < (14, born.month, born.day)
    return person.death_date is None and not is_child
