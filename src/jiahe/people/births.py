"""Records a birth, and who in the register is perhaps the same child already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from jiahe.people.errors import Known
from jiahe.people.models import BELIEVED, Hukou, Parenthood, Person, Residence
from jiahe.people.names import pinyin_of, search_keys, tidy
from jiahe.people.numbers import nationality_of, read_id_number
from jiahe.people.parents import parents_of_birth
from jiahe.people.recording import action, add, begin, check_found_again, check_since, tell
from jiahe.trust.acting import for_the_county
from jiahe.trust.sealing import blind_index, seal
from jiahe.web.words import Words

NINE_MONTHS = dt.timedelta(days=270)
"""Between two births of one mother who are not twins there is more time than this; a typed day may be wrong."""


@action
def record_birth(
    *,
    name: str | None,
    sex: str | None,
    birth_date: dt.date,
    mother: UUID,
    father: UUID | None = None,
    hukou_place: str | None = None,
    residence_place: str | None = None,
    hukou_from: dt.date | None = None,
    residence_from: dt.date | None = None,
    birth_place: str | None = None,
    id_number: str | None = None,
    delivery: int | None = None,
    others: Collection[UUID] | None = (),
    source: str,
    learned_on: dt.date,
) -> Person:
    """Record the birth of a child (出生登记) with its parents, of whom the post sees at least one.

    The hukou or the home may still be unknown, but not both; ``hukou_from``, ``residence_from``: since when they are
    there, where that is known. ``delivery``: which delivery of the mother it was, where a
    programme's own text will ask. ``others``: children who are much alike, and of whom it was made sure that they are
    somebody else; None: who records it has compared (a file). Raises Known while there are more of them.
    """
    acting = begin(birth_date, learned_on)
    parents = list(parents_of_birth(birth_date, mother, father).values())
    first = parents[0]
    check_found_again(hukou_place, residence_place, "residence_place")
    check_since(hukou_from, "hukou_from", hukou_place, "hukou_place", birth_date)
    check_since(residence_from, "residence_from", residence_place, "residence_place", birth_date)
    number = read_id_number(id_number, born=birth_date, sex=sex)
    if others is not None:
        _check_new(parents, birth_date, name, sex, others)
    home = _whose_home(parents, hukou_place)
    with for_the_county():
        child = Person.objects.create(
            name=name,
            search=search_keys(name),
            sex=sex,
            birth_date=birth_date,
            nationality=nationality_of(number, hukou_place),
            hukou_place=hukou_place,
            hukou_kind=home and home.hukou_kind,
            birth_place=birth_place,
            residence_place=residence_place,
            household_id=home and home.household_id,
            village_group=home and home.village_group,
            id_sealed=seal(number, "id_number"),
            id_index=blind_index(number, "id_number"),
            source=source,
            learned_on=learned_on,
        )
        if residence_from is not None:
            add(Residence, source, learned_on, person=child, place=residence_place, from_date=residence_from)
        if hukou_from is not None:
            add(Hukou, source, learned_on, person=child, place=hukou_place, from_date=hukou_from)
        for parent in parents:
            own = delivery if parent is first else None
            add(Parenthood, source, learned_on, child=child, parent=parent, kind="birth", delivery=own)
        tell(acting, "birth", [child.id, *(one.id for one in parents)])
    return child


def _whose_home(parents: list[Person], hukou_place: str | None) -> Person | None:
    """Return the parent whose hukou is where the child's is (随母、随父落户): first one whose household is known.

    The household and the village group are the child's too; with the hukou elsewhere, or not known, they are not.
    """
    there = [one for one in parents if hukou_place is not None and one.hukou_place == hukou_place]
    return min(there, key=lambda one: one.household_id is None, default=None)


def _check_new(
    parents: list[Person], born: dt.date, name: str | None, sex: str | None, others: Collection[UUID]
) -> None:
    """Raise Known where a parent has a child of nearly that day, or one of that day has no parents on record.

    Children whom the post does not see count only where it sees the parent; who they are is not told.
    """
    keys = [one.id for one in parents]
    own = list(Person.objects.filter(id__in=keys).values_list("id", flat=True))
    alike = {one.id: one for one in _children_of(keys, born, name)}
    with for_the_county():
        elsewhere = [one.id for one in _children_of(own, born, name) if one.id not in alike]
    alike |= {one.id: one for one in _without_parents(parents, born, name, sex)}
    if {*alike, *elsewhere} - {*others}:
        raise Known((_ALIKE.zh, _ALIKE.en), "another", list(alike.values()), elsewhere=elsewhere)


_ALIKE = Words(
    "登记册里可能已有这个孩子，见上面。是同一个孩子就不用再登记（没有写父母的，在孩子的页面“补登父母”）；"
    "是另一个孩子（如双胞胎），请勾选这一项再保存。",
    "This child may be in the register already, see above. If it is the same, do not record it again (where its "
    "parents are not written, record them on its page); if it is another child, like a twin, tick this and save.",
)


def _children_of(parents: list[UUID], born: dt.date, name: str | None) -> list[Person]:
    """Return the parents' children of nearly that day; of those with no birth date, who may be called so."""
    near = Q(birth_date__range=(born - NINE_MONTHS, born + NINE_MONTHS)) | Q(birth_date=None)
    rows = Parenthood.objects.filter(BELIEVED, parent__in=parents).exclude(kind="step")
    found = Person.objects.filter(near, id__in=rows.values("child")).order_by("birth_date", "id")
    return [one for one in found if one.birth_date is not None or _may_be_called(one, name)]


def _without_parents(parents: list[Person], born: dt.date, name: str | None, sex: str | None) -> list[Person]:
    """Return who was born that day where the parents are, may be called so, and has no parents in the register."""
    places = {place for one in parents for place in (one.hukou_place, one.residence_place)} - {None}
    has_parents = Exists(Parenthood.objects.filter(BELIEVED, child=OuterRef("pk")).exclude(kind="step"))
    here = Q(hukou_place__in=places) | Q(residence_place__in=places)
    found = Person.objects.filter(~has_parents, here, birth_date=born).order_by("id")
    return [one for one in found if _may_be_called(one, name) and (sex is None or one.sex in (None, sex))]


def _may_be_called(one: Person, name: str | None) -> bool:
    """Whether one of the two has no name yet, or the names are or sound the same."""
    return not name or not one.name or pinyin_of(tidy(one.name)) == pinyin_of(tidy(name))
