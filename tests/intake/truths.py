"""The true people of the corpus in the register: who must be there before a file is loaded, and what it has brought."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from stdnum.cn import ric

from tests.cast import LEARNED
from tests.intake.invented import CUSTODY, DECISIONS, PROGRAMMES, STATUSES, Truth

_GROUPS = {
    "青石村一组": ("420890100211", 1),
    "青石村二组": ("420890100211", 2),
    "白果村3组": ("420890100212", 3),
    "清水湾社区": ("420890100213", None),
    "石桥村": ("420890100214", None),
}
VILLAGES = (
    ("420890100211", "青石村"),
    ("420890100212", "白果村"),
    ("420890100213", "清水湾社区"),
    ("420890100214", "石桥村"),
)


@dataclass(frozen=True)
class List:
    """A kind of list. ``source``: as which it is loaded; ``fields``: what its columns bring, by their key.

    ``people``: the roles of those who must be in the register. ``told``: what a true record says, and ``found``: what
    the register has by a load, both as the same tuples.
    """

    source: str
    fields: Mapping[str, str]
    people: tuple[str, ...]
    told: Callable[[Truth], tuple[Any, ...]]
    found: Callable[[UUID], Iterable[tuple[Any, ...]]]


def register(kind: str, truths: Iterable[Truth]) -> None:
    """Put those into the register whom a list must find there; of divorces also the marriages."""
    from jiahe.people.bulk import add_persons
    from jiahe.people.models import Union

    truths, people = list(truths), {}
    for truth in truths:
        for role in LISTS[kind].people:
            number = truth[f"{role}_id" if role else "id_number"]
            if number is not None:
                people[number] = {
                    "name": truth[f"{role}_name" if role else "name"],
                    "sex": "male" if int(number[16]) % 2 else "female",
                    "birth_date": ric.get_birth_date(number),
                    "id_number": number,
                    "hukou_place": VILLAGES[0][0],
                    "residence_place": VILLAGES[0][0],
                    "nationality": "CHN",
                }
    there = dict(zip(people, add_persons(list(people.values()), source="户籍", learned_on=LEARNED), strict=True))
    if kind == "divorces":
        Union.objects.bulk_create(
            Union(
                person_id=there[truth["husband_id"]], spouse_id=there[truth["wife_id"]],
                from_date=dt.date(2015, 1, 1), source="婚姻登记", learned_on=LEARNED,
            )
            for truth in truths
            if {truth["husband_id"], truth["wife_id"]} <= there.keys()
        )  # fmt: skip


def told(kind: str, truths: Iterable[Truth]) -> Counter[tuple[Any, ...]]:
    """What true records say, each as often as it is said."""
    return Counter(map(LISTS[kind].told, truths))


def found(kind: str, load: UUID) -> Counter[tuple[Any, ...]]:
    """What the register has by a load."""
    return Counter(LISTS[kind].found(load))


# ------------------------------------------------------------------------------------------------ what records say


def _name(name: str | None) -> str | None:
    return name and name.replace("·", "")


def _number(person: Any, name: str = "id_number") -> str | None:
    from jiahe.intake.deciding import now_said

    return person and now_said(person, name)


def _by_load(model: str, *people: str, **columns: Any) -> Callable[[UUID], list[Any]]:
    """The rows of a model that a load has brought, with the people that they name."""

    def rows(load: UUID) -> list[Any]:
        from jiahe.people import models

        return list(getattr(models, model).objects.filter(load=load, **columns).select_related(*people))

    return rows


def _of(rows: Callable[[UUID], list[Any]], say: Callable[[Any], tuple[Any, ...]]) -> Callable[[UUID], Any]:
    return lambda load: [say(one) for one in rows(load)]


def rest_of(truth: Truth) -> str | None:
    """Return a card's number as the register keeps it: without the holder's ID number."""
    card, own = truth["card"], truth["id_number"]
    return card.removeprefix(own) if card and own else card


def _household(truth: Truth) -> tuple[Any, ...]:
    place, group = _GROUPS[truth["address"]]
    return (
        _name(truth["name"]), truth["sex"], truth["birth_date"], truth["id_number"], place, group,
        truth["household"], truth["phone"],
    )  # fmt: skip


def _births(load: UUID) -> Iterable[tuple[Any, ...]]:
    from jiahe.people.models import Parenthood, Person

    for child in Person.objects.filter(load=load):
        parents = {one.parent.sex: one.parent for one in Parenthood.objects.filter(child=child, kind="birth")}
        yield (
            _name(child.name), child.sex, child.birth_date.isoformat(), *(
                f(parents[sex]) for sex in ("female", "male") for f in (_number, lambda one: _name(one.name))
            ),
        )  # fmt: skip


def _deaths(load: UUID) -> Iterable[tuple[Any, ...]]:
    from jiahe.people.models import Correction

    for one in Correction.objects.filter(load=load, column="death_date").select_related("person"):
        yield _number(one.person), one.person.death_date.isoformat()


def _accounts(load: UUID) -> Iterable[tuple[Any, ...]]:
    from jiahe.people.models import Correction

    for one in Correction.objects.filter(load=load, column="account").select_related("person"):
        yield _number(one.person), _number(one.person, "account"), _number(one.person, "phone")


def _union(one: Any) -> tuple[Any, ...]:
    return _number(one.person), _number(one.spouse), one.from_date.isoformat()


def _kin(load: UUID) -> Iterable[tuple[Any, ...]]:
    from jiahe.people.models import Parenthood

    children: dict[str | None, dict[str, str | None]] = {}
    for one in Parenthood.objects.filter(load=load, kind="birth").select_related("child", "parent"):
        children.setdefault(_number(one.child), {})[one.parent.sex] = _number(one.parent)
    return [(child, kin.get("female"), kin.get("male")) for child, kin in children.items()]


def _hukou(one: Any) -> tuple[Any, ...]:
    household = one.person.household
    return _number(one.person), one.place, one.from_date.isoformat(), household and household.number


def _divorces(load: UUID) -> Iterable[tuple[Any, ...]]:
    from jiahe.people.models import Union

    for one in Union.objects.filter(load=load, until_date__isnull=False).select_related("person", "spouse"):
        yield _number(one.person), _number(one.spouse), one.until_date.isoformat(), one.ended_by


LISTS: dict[str, List] = {
    "households": List(
        "household_registration",
        {"household": "household", "name": "name", "relation": "relation", "sex": "sex", "birth_date": "birth_date",
         "id_number": "id_number",
         "address": "hukou_place", "phone": "phone"},
        (),
        _household,
        _of(
            _by_load("Person", "household"),
            lambda one: (
                _name(one.name), one.sex, one.birth_date.isoformat(), _number(one), one.hukou_place, one.village_group,
                _number(one, "household"), _number(one, "phone"),
            ),
        ),
    ),
    "births": List(
        "births",
        {"name": "name", "sex": "sex", "birth_date": "birth_date", "mother_name": "mother_name",
         "mother_id": "mother_id_number", "father_name": "father_name", "father_id": "father_id_number"},
        ("mother", "father"),
        lambda truth: (
            _name(truth["name"]), truth["sex"], truth["birth_date"], truth["mother_id"], _name(truth["mother_name"]),
            truth["father_id"], _name(truth["father_name"]),
        ),
        _births,
    ),
    "deaths": List(
        "deaths",
        {"name": "name", "sex": "sex", "id_number": "id_number", "death_date": "death_date"},
        ("",),
        lambda truth: (truth["id_number"], truth["death_date"]),
        _deaths,
    ),
    "marriages": List(
        "marriages",
        {"husband_name": "husband_name", "husband_id": "husband_id_number", "wife_name": "wife_name",
         "wife_id": "wife_id_number", "date": "day"},
        ("husband", "wife"),
        lambda truth: (truth["husband_id"], truth["wife_id"], truth["date"]),
        _of(_by_load("Union", "person", "spouse"), _union),
    ),
    "divorces": List(
        "divorces",
        {"husband_name": "husband_name", "husband_id": "husband_id_number", "wife_name": "wife_name",
         "wife_id": "wife_id_number", "date": "day"},
        ("husband", "wife"),
        lambda truth: (truth["husband_id"], truth["wife_id"], truth["date"], "divorce"),
        _divorces,
    ),
    "adoptions": List(
        "adoptions",
        {"child_name": "child_name", "child_id": "child_id_number", "parent_name": "parent_name",
         "parent_id": "parent_id_number", "date": "day"},
        ("child", "parent"),
        lambda truth: (truth["child_id"], truth["parent_id"], truth["date"]),
        _of(
            _by_load("Parenthood", "child", "parent", kind="adoption"),
            lambda one: (_number(one.child), _number(one.parent), one.from_date.isoformat()),
        ),
    ),
    "disability": List(
        "disability_cards",
        {"name": "name", "id_number": "id_number", "card": "number", "level": "grade", "date": "from_date"},
        ("",),
        lambda truth: (
            truth["id_number"], rest_of(truth), {"一": 1, "二": 2, "三": 3}[(truth["level"] or "")[0]], truth["date"],
        ),
        _of(
            _by_load("Certificate", "person", kind="disability"),
            lambda one: (_number(one.person), one.number, one.grade, one.from_date.isoformat()),
        ),
    ),
    "orphans": List(
        "orphans",
        {"name": "name", "id_number": "id_number", "date": "from_date", "address": "place"},
        ("",),
        lambda truth: (truth["id_number"], truth["date"], _GROUPS[truth["address"]][0]),
        _of(
            _by_load("Status", "person", kind="orphan"),
            lambda one: (_number(one.person), one.from_date.isoformat(), one.place),
        ),
    ),
    "parents": List(
        "parents",
        {"child_name": "child_name", "child_id": "child_id_number", "mother_name": "mother_name",
         "mother_id": "mother_id_number", "father_name": "father_name", "father_id": "father_id_number"},
        ("child", "mother", "father"),
        lambda truth: (truth["child_id"], truth["mother_id"], truth["father_id"]),
        _kin,
    ),
    "moves": List(
        "moves",
        {"name": "name", "id_number": "id_number", "address": "place", "date": "from_date"},
        ("",),
        lambda truth: (truth["id_number"], _GROUPS[truth["address"]][0], truth["date"]),
        _of(
            _by_load("Residence", "person", until_date=None),
            lambda one: (_number(one.person), one.place, one.from_date.isoformat()),
        ),
    ),
    "hukou_moves": List(
        "hukou_moves",
        {"name": "name", "id_number": "id_number", "address": "place", "date": "from_date", "household": "household"},
        ("",),
        lambda truth: (truth["id_number"], _GROUPS[truth["address"]][0], truth["date"], truth["household"]),
        _of(_by_load("Hukou", "person__household", until_date=None), _hukou),
    ),
    "custodies": List(
        "custodies",
        {"child_name": "child_name", "child_id": "child_id_number", "custodian_name": "custodian_name",
         "custodian_id": "custodian_id_number", "kind": "kind", "date": "from_date"},
        ("child", "custodian"),
        lambda truth: (truth["child_id"], truth["custodian_id"], truth["kind"], truth["date"]),
        _of(
            _by_load("Custody", "child", "custodian"),
            lambda one: (_number(one.child), _number(one.custodian), CUSTODY[one.kind], one.from_date.isoformat()),
        ),
    ),
    "claims": List(
        "claims",
        {"person_name": "person_name", "person_id": "person_id_number", "applicant_name": "applicant_name",
         "applicant_id": "applicant_id_number", "programme": "programme", "year": "year", "date": "submitted_on",
         "decision": "decision"},
        ("person", "applicant"),
        lambda truth: (
            truth["person_id"], truth["applicant_id"], truth["programme"], int(truth["year"] or 0), truth["date"],
            truth["decision"],
        ),
        _of(
            _by_load("Claim", "person", "applicant"),
            lambda one: (
                _number(one.person), _number(one.applicant), PROGRAMMES[one.programme], one.year,
                one.submitted_on.isoformat(), DECISIONS[one.decision],
            ),
        ),
    ),
    "one_child": List(
        "one_child_certificates",
        {"name": "name", "id_number": "id_number", "card": "number", "date": "from_date"},
        ("",),
        lambda truth: (truth["id_number"], rest_of(truth), truth["date"]),
        _of(
            _by_load("Certificate", "person", kind="one_child_parents"),
            lambda one: (_number(one.person), one.number, one.from_date.isoformat()),
        ),
    ),
    "complications": List(
        "complication_assessments",
        {"name": "name", "id_number": "id_number", "level": "grade", "date": "from_date"},
        ("",),
        lambda truth: (truth["id_number"], {"一": 1, "二": 2, "三": 3}[(truth["level"] or "")[0]], truth["date"]),
        _of(
            _by_load("Certificate", "person", kind="complication"),
            lambda one: (_number(one.person), one.grade, one.from_date.isoformat()),
        ),
    ),
    "statuses": List(
        "statuses",
        {"name": "name", "id_number": "id_number", "kind": "kind", "date": "from_date", "address": "place"},
        ("",),
        lambda truth: (truth["id_number"], truth["kind"], truth["date"], _GROUPS[truth["address"]][0]),
        _of(
            _by_load("Status", "person"),
            lambda one: (_number(one.person), STATUSES[one.kind], one.from_date.isoformat(), one.place),
        ),
    ),
    "payments": List(
        "payments",
        {"name": "name", "id_number": "id_number", "amount": "amount", "date": "paid_on", "programme": "programme",
         "year": "year"},
        ("",),
        lambda truth: (
            truth["id_number"], round(float(truth["amount"] or 0) * 100), truth["date"], truth["programme"],
            int(truth["year"] or 0),
        ),
        _of(
            _by_load("Payment", "person"),
            lambda one: (
                _number(one.person), one.amount, one.paid_on.isoformat(), PROGRAMMES[one.programme], one.year,
            ),
        ),
    ),
    "accounts": List(
        "bank_accounts",
        {"name": "name", "id_number": "id_number", "account": "account", "phone": "phone"},
        ("",),
        lambda truth: (truth["id_number"], truth["account"], truth["phone"]),
        _accounts,
    ),
}  # fmt: skip
"""Each kind of list of invented.py, and what is loaded of it."""
