"""Who can be recorded as the parents of a birth."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from jiahe.people.errors import NOT_HERE, Refused
from jiahe.people.models import Person
from jiahe.people.recording import check_alive, check_old_enough, seen, there
from jiahe.trust.acting import for_the_county


def parents_of_birth(birth_date: dt.date, mother: UUID, father: UUID | None) -> list[Person]:
    """Return the mother and, if named, the father. What is wrong with somebody elsewhere is not told apart."""
    keys = {"mother": mother, **({"father": father} if father else {})}
    here = set(Person.objects.filter(id__in=keys.values()).values_list("id", flat=True))
    if not here:
        seen(mother, "mother")
    found = []
    for field, key in keys.items():
        if key in here:
            found.append(_checked(seen(key, field), birth_date, field))
            continue
        try:
            with for_the_county():
                found.append(_checked(there(key, field), birth_date, field))
        except Refused as refused:
            raise Refused(*NOT_HERE, field) from refused
    return found


def _checked(one: Person, birth_date: dt.date, field: str) -> Person:
    if one.sex is not None and one.sex != {"mother": "female", "father": "male"}[field]:
        raise Refused(
            "按登记的性别，此人不能是孩子的这一方家长：请核对人选。",
            "By the sex on record this person cannot be this parent. Check the person.",
            field,
        )
    check_old_enough(one, birth_date, field)
    if field == "mother":
        check_alive(one, birth_date, field)
    return one
