"""The register for programs: the same scopes and the same read log as the pages."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from jiahe.people.models import Person
from jiahe.people.queries import Kin, find_people, is_number, read_record
from jiahe.places.divisions import PlacesError
from jiahe.trust.acting import log_reads, require
from jiahe.trust.permissions import PERSON, READ
from jiahe.trust.programs.auth import by
from jiahe.trust.programs.operations import operation
from jiahe.web.problems import Refused, answers
from jiahe.web.words import Words

router = Router(tags=["people"])

FIND = operation("people:find", Words("检索居民", "Find people"), (READ, PERSON))
READ_RECORD = operation("people:read", Words("读一个人的档案", "Read a person's record"), (READ, PERSON))


class PersonFound(Schema):
    """Somebody whom a search found."""

    id: UUID
    name: str | None
    sex: str | None
    birth_date: dt.date | None
    death_date: dt.date | None
    hukou_place: str | None
    residence_place: str | None


class Relative(Schema):
    """Somebody of the family; ``id`` is missing for a relative whom the post does not see."""

    id: UUID | None
    name: str | None
    kind: str | None


class PersonRecord(PersonFound):
    """What is on file about one person."""

    nationality: str | None
    hukou_kind: str | None
    id_number: str | None = Field(description="Masked: 420106********1234")
    source: str
    learned_on: dt.date
    parents: list[Relative]
    children: list[Relative]


class Found(Schema):
    """What a search found. ``tolerant``: nobody is called just so; these names differ in one character."""

    people: list[PersonFound]
    tolerant: bool
    more: bool


class Search(Schema):
    """Whom to find."""

    q: str = Field(
        min_length=1,
        max_length=60,
        pattern=r"^[^\x00]*$",
        description="A name, pinyin, initials, ID number, telephone or birth date",
    )
    place: str | None = Field(default=None, pattern=r"^\d{12}$", description="Only there and below")
    near: bool = Field(default=False, description="Also names that differ in one character")


def _found(person: Person) -> PersonFound:
    return PersonFound(**{name: getattr(person, name) for name in PersonFound.model_fields})


def _relative(kin: Kin) -> Relative:
    seen = kin.person
    return Relative(id=seen.id if seen else None, name=seen.name if seen else None, kind=kin.row.kind)


@router.get("", response=answers(Found, signed_in=True), auth=by(FIND))
def people(request: HttpRequest, asked: Query[Search]) -> Found:
    """Find people whom the acting post sees; at most 100. The reading is logged for each of them.

    ID numbers and telephones are searched for by POST.
    """
    require(READ, PERSON)
    if is_number(asked.q):
        raise HttpError(400, "A number does not belong into an address. POST it to /api/people/search.")
    return _answer(asked)


@router.post("/search", response=answers(Found, signed_in=True), auth=by(FIND))
def search(request: HttpRequest, asked: Search) -> Found:
    """Find people as GET does, also by ID number or telephone."""
    require(READ, PERSON)
    return _answer(asked)


def _answer(asked: Search) -> Found:
    """Return what a search found. It says enough of each that it counts as reading their record."""
    try:
        found = find_people(asked.q, place=asked.place, near=asked.near)
    except PlacesError as error:
        raise Refused("place", str(error)) from error
    log_reads([one.id for one in found.people], what="api", page="api:search")
    return Found(people=[_found(one) for one in found.people], tolerant=found.tolerant, more=found.more)


@router.get("/{uuid:key}", response=answers(PersonRecord, signed_in=True), auth=by(READ_RECORD))
def person(request: HttpRequest, key: UUID) -> PersonRecord:
    """Return a person's record. The reading is logged, and the person can see that."""
    require(READ, PERSON)
    record = read_record(key, page="api:person", what="api")
    if record is None:
        raise Http404("There is no such person in the post's area.")

    own = record.person
    return PersonRecord(
        **_found(own).model_dump(),
        nationality=own.nationality,
        hukou_kind=own.hukou_kind,
        id_number=record.id_number,
        source=own.source,
        learned_on=own.learned_on,
        parents=[_relative(one) for one in record.parents],
        children=[_relative(one) for one in record.children],
    )
