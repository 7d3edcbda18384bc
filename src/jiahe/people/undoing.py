"""Takes back what a load of a file did to the register, as long as nothing was built on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from jiahe.people.bulk import HIDDEN, NUMBERS
from jiahe.people.constraints import BELIEVED, SOLE_CUSTODY
from jiahe.people.loading import SETTING
from jiahe.people.lock import lock_register
from jiahe.people.merged import Merge, Moved
from jiahe.people.models import (
    FACT_TABLES,
    ROWS,
    Certificate,
    Change,
    Correction,
    Custody,
    Household,
    Hukou,
    Parenthood,
    Person,
    Residence,
    Status,
    Union,
    UnionSide,
)
from jiahe.people.names import search_keys
from jiahe.people.sourced import Sourced
from jiahe.trust.acting import require
from jiahe.trust.permissions import FILE, LOAD
from jiahe.web.words import Words


def _either(side: str) -> Q:
    return Q(person=OuterRef(side)) | Q(spouse=OuterRef(side))


_OWN_ROWS: tuple[type[Any], ...] = (*(one for one in FACT_TABLES.values() if one is not Person), Correction)


SHOWN = 20
"""Of so many people at most it is said of each kind who they are."""


@dataclass(frozen=True)
class Rests:
    """What rests on a load: of one kind how much, and whom some of it is about (keys of persons)."""

    words: Words
    count: int
    people: tuple[UUID, ...] = ()


def built_on(load: UUID) -> list[Rests]:
    """Return what rests on a load by now, of each kind: while there is something, it cannot be taken back.

    A model about persons may say in ``made_anew`` which of its rows nothing is lost with.
    """
    found: list[Rests | None] = []
    for model, name in _about_persons():
        rows = model.objects.filter(**{f"{name}__load": load})
        if made_anew := getattr(model, "made_anew", None):
            rows = rows.exclude(made_anew)
        elif issubclass(model, Sourced):
            rows = rows.filter(_not_of(load))
        found.append(_some(named(model), rows, f"{name}_id"))
    found.append(_some(Words("之后又作的更正", "later corrections"), _corrected_since(load), "person_id"))
    for model in ROWS:
        later = model.objects.filter(load=load, superseded_at__isnull=False)
        changed = Words("之后又变动的记录", "records that have changed since")
        found.append(_some(changed, later.filter(_not_of(load, "superseded_load")), _people_of(model)[0]))
    if ended := _followed_since(load):
        people = tuple(sorted(set(ended.values())))[:SHOWN]
        found.append(Rests(Words("之后接着登记的记录", "records that follow on what it ended"), len(ended), people))
    found.append(_some(Words("之后入户的人", "people who have joined its households"), _moved_in_since(load), "id"))
    found.append(_some(_NAMES["Merge"], _merged_since(load), "kept_id"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_known(%s)", [load])
        if count := cursor.fetchone()[0]:
            found.append(Rests(Words("开通的账户或同意", "accounts or consents"), count))
    return [one for one in found if one is not None]


def _some(words: Words, rows: QuerySet[Any], person: str) -> Rests | None:
    """Return how many rows there are and whom some of them are about; None: there is none."""
    if not (count := rows.count()):
        return None
    return Rests(words, count, tuple(rows.order_by(person).values_list(person, flat=True).distinct()[:SHOWN]))


def _not_of(load: UUID, column: str = "load") -> Q:
    return Q(**{f"{column}__isnull": True}) | ~Q(**{column: load})


def _about_persons() -> list[tuple[type[Any], str]]:
    """Return the tables with a key of a person, and the name of that key. Triggers keep the sides of unions."""
    keys = (one for one in Person._meta.get_fields(include_hidden=True) if one.one_to_many and one.auto_created)
    return [(one.related_model, one.field.name) for one in keys if one.related_model is not UnionSide]


_SAME: tuple[tuple[type[Any], Q, Q], ...] = (
    (Parenthood, Q(), Q(child=OuterRef("child"), parent=OuterRef("parent"))),
    (Custody, Q(), Q(child=OuterRef("child"), custodian=OuterRef("custodian"))),
    (Custody, Q(kind__in=SOLE_CUSTODY), Q(child=OuterRef("child"))),
    (Custody, ~Q(kind__in=SOLE_CUSTODY), Q(child=OuterRef("child"), kind__in=SOLE_CUSTODY)),
    (Union, Q(), _either("person") | _either("spouse")),
    (Residence, Q(), Q(person=OuterRef("person"))),
    (Hukou, Q(), Q(person=OuterRef("person"))),
    (Certificate, Q(), Q(person=OuterRef("person"), kind=OuterRef("kind"))),
    (Status, Q(), Q(person=OuterRef("person"), kind=OuterRef("kind"))),
)
"""Of which rows of a table, and of which others beside each of them, no two may have a day in common (models.py)."""


def _followed_since(load: UUID) -> dict[UUID, UUID]:
    """Return the rows that the load ended, whose days others have by now, with a person each: they could not go on."""
    ended: dict[UUID, UUID] = {}
    for model, ones, others in _SAME:
        begun = Q(until_date=None) | Q(until_date__gt=OuterRef("from_date"))
        over = Q(from_date__lt=Coalesce(OuterRef("until_date"), dt.date.max))
        there = model.objects.filter(_not_of(load), BELIEVED, begun, over, others)
        rows = model.objects.filter(ones, _not_of(load), superseded_load=load).filter(models.Exists(there))
        ended.update(rows.values_list("id", _people_of(model)[0]))
    return ended


def _moved_in_since(load: UUID) -> QuerySet[Person]:
    """Return the people of households that the load has made, whom neither the load has brought nor put there."""
    put = Correction.objects.filter(load=load, column="household_id", person=OuterRef("pk"))
    others = Person.objects.filter(_not_of(load), household__load=load)
    return others.exclude(models.Exists(put))


def _merged_since(load: UUID) -> QuerySet[Merge]:
    """Return the merges by which somebody was put away whom the load has brought or corrected."""
    own = Correction.objects.filter(load=load).annotate(key=Cast("id", models.TextField())).values("key")
    moved = Moved.objects.filter(table=Correction._meta.db_table, row__in=own).values("merge")
    return Merge.objects.filter(Q(says__load=str(load)) | Q(id__in=moved))


def named(model: type[models.Model]) -> Words:
    """Return what the rows of a table are called."""
    return _NAMES.get(model.__name__, Words("其他记录", "other records"))


_NAMES = {
    "Parenthood": Words("亲子关系", "parents and children"),
    "Custody": Words("抚养监护", "custody"),
    "Union": Words("婚姻", "marriages"),
    "Residence": Words("居住", "homes"),
    "Hukou": Words("户籍变动", "moves of hukou"),
    "Certificate": Words("证件", "certificates"),
    "Status": Words("身份状态", "statuses"),
    "Claim": Words("申领", "claims"),
    "Payment": Words("发放", "payments"),
    "Correction": Words("更正", "corrections"),
    "Finding": Words("数据核查的线索", "data checks"),
    "Merge": Words("合并的档案", "merged records"),
    "Request": Words("本人提出的请求", "requests of the person"),
}


def _corrected_since(load: UUID) -> QuerySet[Correction]:
    """Return corrections by others, after the load's own, of values that the load has written."""
    own = Correction.objects.filter(load=load, person=OuterRef("person"), column=OuterRef("column"))
    others = Correction.objects.filter(_not_of(load))
    last = own.order_by("-id").values("id")[:1]
    return others.annotate(before_it=models.Subquery(last)).filter(id__gt=F("before_it"))


def take_back(load: UUID) -> list[UUID]:
    """Take a load back: what it added goes, what it ended goes on, what it changed says what it said before.

    Returns whose facts are different now, of those who are still there. The caller has made sure that nothing was built
    on it, in the same transaction.
    """
    acting = require(LOAD, FILE)
    lock_register()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, str(load)])
    touched = {*Correction.objects.filter(load=load).values_list("person_id", flat=True)}
    for model in _OWN_ROWS:
        for name in _people_of(model):
            touched |= {*model.objects.filter(load=load).values_list(name, flat=True)} - {None}
    _put_back(load)
    for model in _OWN_ROWS:
        model.objects.filter(load=load)._raw_delete(model.objects.db)
    for model in ROWS:
        model.objects.filter(superseded_load=load).update(**_BELIEVED_AGAIN)
    added = {*Person.objects.filter(load=load).values_list("id", flat=True)}
    for model, name in _about_persons():
        if hasattr(model, "made_anew"):
            model.objects.filter(**{f"{name}__load": load})._raw_delete(model.objects.db)
    for model in (Person, Household):
        model.objects.filter(load=load)._raw_delete(model.objects.db)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # whatever still points at them is told here, not at the end
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # as they are in every transaction before
    left = sorted(touched - added)
    Change.objects.bulk_create((Change(person=one, action="undone", post=acting.post) for one in left), batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, '', true)", [SETTING])
    return left


_BELIEVED_AGAIN: dict[str, Any] = {
    "superseded_at": None,
    "superseded_by": None,
    "superseded_why": "",
    "superseded_source": "",
    "superseded_load": None,
}


def _people_of(model: type[models.Model]) -> list[str]:
    return [one.attname for one in model._meta.fields if one.related_model is Person]


def _put_back(load: UUID) -> None:
    """Let persons' columns say what they said before, the latest correction first."""
    types = {one.attname: one for one in Person._meta.local_fields}
    rows = Correction.objects.filter(load=load).order_by("-id").values_list("person_id", "column", "before", "after")
    for person, column, before, after in rows.iterator(chunk_size=2000):
        if after == HIDDEN and column in NUMBERS:
            values: dict[str, Any] = {f"{NUMBERS[column]}_sealed": None, f"{NUMBERS[column]}_index": None}
        else:
            values = {column: None if before is None else types[column].to_python(before)}
            if column == "name":
                values["search"] = search_keys(before)
        Person.objects.filter(id=person).update(**values)
