"""A small drawn register, posts of every role everywhere, and who may see whom, said again without the office's code.

The permission model is written a second time here, from design §6, so that a mistake in the first is seen.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

LEARNED = dt.date(2025, 12, 1)
COUNTY = "420890000000"
TOWNS = ["420890100000", "420890101000"]
VILLAGES = ["420890100201", "420890100202", "420890100203", "420890101201", "420890101202"]
ELSEWHERE = ["440306001001", "420100000000"]
PLACES = [COUNTY, *TOWNS, *VILLAGES]

READERS = {"village_worker", "township_reviewer", "county_officer", "auditor", "steward", "background"}
"""Roles that read people's records within their place."""
ANSWERED = READERS - {"steward"}
"""Roles that read what the law owes people."""
RECORDERS = {"village_worker", "township_reviewer", "county_officer", "steward", "background"}
"""Roles that may write into the register."""
CORRECTORS = {"township_reviewer", "county_officer", "steward"}
"""Roles that may take back what was wrong in the register."""
CORRECTIONS = {"correction", "id-number", "phone", "account", "death-correction"}
"""The forms about somebody that need the right to correct, by the word in their address."""
INVITERS = {"village_worker", "township_reviewer", "county_officer"}
"""Roles that may invite somebody to an account of their own."""
DECIDERS = CORRECTORS
"""Roles that answer what people ask about their own data."""
DELEGATE = {
    "village_worker", "township_reviewer", "county_officer", "finance", "provider", "auditor", "steward",
}  # fmt: skip
"""Roles whose holders say who stands in for them."""
EXPORTERS = INVITERS | {"steward"}
"""Roles that may take lists along, of answers or of people."""
SEES_PLACE_RUNS = {"village_worker", "township_reviewer"}
SEES_RUNS = {"county_officer", "finance", "auditor", "steward", "system_administrator", "background"}
SEES_LOG = {"auditor", "audit_administrator", "background"}
APPROVERS = {"security_administrator", "audit_administrator"}
"""Roles that approve what another administrator proposes to do to an account."""
ROLES = sorted(READERS | SEES_RUNS | SEES_LOG | {"provider", "security_administrator"})


@dataclass(frozen=True)
class Somebody:
    """A person of the world. The name is nobody else's, so that a page that shows it shows this person."""

    id: UUID
    name: str
    id_number: str
    hukou: str | None
    home: str | None
    born: dt.date


@dataclass
class World:
    """The people, and each pair that one row of the register joins, by the row's table."""

    people: list[Somebody]
    rows: dict[str, dict[Any, tuple[UUID, ...]]] = field(default_factory=dict)
    children: dict[UUID, UUID] = field(default_factory=dict)
    """Whom somebody has in their custody, by the keys of both."""
    findings: dict[UUID, UUID] = field(default_factory=dict)
    """Whose record a finding is about. Staff open it; a resident reads on their own page that there is one."""
    pairs: dict[UUID, tuple[UUID, UUID]] = field(default_factory=dict)
    """Two records that may be about one person. Who may correct both sees them together."""

    @cached_property
    def names(self) -> set[str]:
        """What the people are called."""
        return {one.name for one in self.people}

    def own(self, person: UUID) -> set[UUID]:
        """Return whom a resident reads: themselves, and a child under 14 in their custody."""
        today = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()
        child = next((one for one in self.people if one.id == self.children.get(person)), None)
        young = child is not None and child.born.replace(year=child.born.year + 14) > today
        return {person, child.id} if child is not None and young else {person}


def lies_in(place: str | None, scope: str) -> bool:
    """Whether a place is a scope or below it: 2, 4, 6, 9 or 12 digits of the scope are not zeros."""
    if place is None:
        return False
    digits = next(n for n in (2, 4, 6, 9, 12) if set(scope[n:]) <= {"0"})
    return place[:digits] == scope[:digits]


def may_see(role: str, scope: str, somebody: Somebody) -> bool:
    """Whether a post may read somebody's record. A post of the whole county sees all who are in its register."""
    if role not in READERS:
        return False
    return lies_in(COUNTY, scope) or lies_in(somebody.hukou, scope) or lies_in(somebody.home, scope)


SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
MARKS = "璟煊曦霂翀燚姝昶邈珩隽晗劭琰旻翊瑄珺霏祎"
"""Characters that no page has but in a name of the world."""


def drawn_world(seed: int, size: int = 60) -> World:
    """Make people, families and rows about them; whoever calls acts as a steward of the county."""
    draw = random.Random(seed)
    names = [f"{a}{b}{c}" for a in SURNAMES for b in MARKS for c in MARKS]
    world = World([_somebody(draw, name, number) for number, name in enumerate(draw.sample(names, size))])
    _join(draw, world)
    _find(draw, world)
    return world


def _somebody(draw: random.Random, name: str, number: int) -> Somebody:
    from jiahe.people.models import Person
    from jiahe.people.names import search_keys
    from jiahe.trust.sealing import blind_index, seal

    hukou, home = draw.choice([*PLACES, *VILLAGES, *ELSEWHERE, None]), draw.choice([*VILLAGES, *ELSEWHERE, None])
    born = dt.date(1950 + draw.randrange(76), draw.randrange(1, 13), draw.randrange(1, 29))
    id_number = _id_number(born, number * 2)
    row = Person.objects.create(
        name=name, search=search_keys(name), sex="female", birth_date=born, nationality="CHN", hukou_place=hukou,
        hukou_kind=draw.choice(["rural", "urban", None]), residence_place=home, source="户籍", learned_on=LEARNED,
        id_sealed=seal(id_number, "id_number"), id_index=blind_index(id_number, "id_number"),
    )  # fmt: skip
    return Somebody(row.id, name, id_number, hukou, home, born)


def _id_number(born: dt.date, number: int) -> str:
    """Return a number as GB 11643 checks it, of an area code that is nobody's."""
    text = f"420890{born:%Y%m%d}{number:03d}"
    return text + "10X98765432"[sum(int(d) * 2 ** (17 - n) for n, d in enumerate(text)) % 11]


def _join(draw: random.Random, world: World) -> None:
    from jiahe.entitlements.models import Outcome
    from jiahe.people import models as m

    def add(model: type[Any], people: list[Somebody], **values: Any) -> None:
        keys = [f.attname for f in model._meta.fields if f.related_model is m.Person]
        named = dict(zip(keys, (one.id for one in people), strict=True))
        row = model.objects.create(**named, source="户籍", learned_on=LEARNED, **values)
        world.rows.setdefault(model._meta.db_table, {})[row.pk] = tuple(named.values())

    mixed = draw.sample(world.people, len(world.people))
    for first, second in zip(mixed[::2], mixed[1::2], strict=True):
        kind = draw.randrange(4)
        if kind == 0:
            add(m.Union, [first, second], from_date=dt.date(2015, 1, 1))
        elif kind == 1:
            add(m.Parenthood, [first, second], kind="birth")
            world.children[second.id] = first.id
        elif kind == 2:
            add(m.Custody, [first, second], from_date=dt.date(2015, 1, 1))
            world.children[second.id] = first.id
    for one in draw.sample(world.people, len(world.people) // 3):
        add(m.Status, [one], kind="orphan", from_date=dt.date(2015, 1, 1))
        add(m.Residence, [one], place=draw.choice(VILLAGES), from_date=dt.date(2015, 1, 1))
    for one in world.people:
        place = one.hukou if lies_in(one.hukou, COUNTY) else one.home
        if lies_in(place, COUNTY) and draw.random() < 0.5:
            Outcome.objects.create(
                person_id=one.id, programme="cn/childcare-subsidy", place=place, status="eligible", this_year=360000,
                unclaimed=360000, enrolled=False, on=LEARNED,
            )  # fmt: skip


def _find(draw: random.Random, world: World) -> None:
    """Let a search have found something about some people, and somebody else beside them."""
    from jiahe.intake.doubles.models import Pair
    from jiahe.intake.findings.models import Finding
    from jiahe.places.models import Post
    from jiahe.trust.acting import Acting, acting_as

    with acting_as(Acting.of(Post.objects.get(role="background", place=COUNTY))):
        for one in draw.sample(world.people, len(world.people) // 2):
            place = next((at for at in (one.hukou, one.home) if lies_in(at, COUNTY)), COUNTY)
            found = Finding.objects.create(
                rule="sources_disagree", person_id=one.id, other_id=draw.choice(world.people).id, place=place,
                source="户籍", found_on=LEARNED, seen_on=LEARNED, due_on=LEARNED, what={"columns": []},
            )  # fmt: skip
            world.findings[found.id] = one.id
        for one, other in zip(world.people[::2], world.people[1::2], strict=False):
            pair = Pair.objects.create(person_id=one.id, other_id=other.id, weight=1.0, why="doubt", evidence=_EVIDENCE)
            world.pairs[pair.id] = (one.id, other.id)


_EVIDENCE = {
    f"{key}_{what}": None if what == "level" else 0.0
    for key in ("name", "birth", "sex", "place", "kin", "spouse", "phone", "id_number")
    for what in ("level", "weight")
}
