"""A made-up county register and a file about its people, with the faults of Chinese lists planted, and the truth.

People, families, places, dates and ID numbers are those of `jiahe synth`. Given names are drawn anew: synth's list is
so short that brothers share a name, which no family does. Everything is drawn from one seed.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from faker.providers.person.zh_CN import Provider

from jiahe.intake.matching import RECORDS
from jiahe.intake.matching.lunar import lunar_digits
from jiahe.intake.matching.spelling import _usual
from jiahe.people.names import pinyin_of
from jiahe.synth import make_register

COUNTY = "420881000000"
_COMMON = (
    "国建志文明军华平伟强永海金玉春德秀英桂兰芳丽红梅燕霞玲娟敏静婷雪莲凤珍云香翠荣花彩素月艳琴洁慧琳萍莉鑫宇浩博子轩梓涵欣怡诗雨泽俊杰"
    "晨阳思佳嘉豪昊天一诺可心若依晓东小龙大勇少林正义光辉世昌家兴全福万寿长生庆祥立新学良振中维民兆成启发仁忠孝廉宝贵富有来运喜洪波江河"
    "山川松柏竹青石磊峰岩土根木森火炎水清泉"
)
"""Characters of given names, the frequent ones first."""
_WEIGHTS = [1 / (10 + at) for at in range(len(_COMMON))]


@dataclass(frozen=True)
class Person:
    """A record, as RECORDS has it."""

    record_id: str
    name: str | None
    sex: str | None
    birth_date: dt.date | None
    place: str | None
    id_number: str | None
    mother_name: str | None
    father_name: str | None
    spouse_name: str | None
    phone: str | None


@dataclass(frozen=True)
class County:
    """``truth``: the register's person of each row of the file, None for somebody new; ``kind``: what was planted."""

    register: pa.Table
    file: pa.Table
    truth: dict[str, str | None]
    kind: dict[str, str]


def make_county(folder: Path, *, people: int, seed: int) -> County:
    """Make the county in a folder."""
    make_register(folder / "facts", county=COUNTY, people=people, seed=seed)
    draw = random.Random(seed)
    register = _registered(folder / "facts", draw)
    register += [_twin(one, f"{one.record_id}t", draw) for one in register if draw.random() < 0.006 and one.mother_name]
    file, truth, kind = [], {}, {}
    names = {one.record_id: one for one in register}
    for one in register:
        if draw.random() > 0.5:
            continue
        fault = draw.choices(list(FAULTS), [weight for weight, _ in FAULTS.values()])[0]
        planted = FAULTS[fault][1](draw, _as_in_a_file(draw, one), register)
        if planted is not None:
            _add(file, truth, kind, planted, one.record_id, fault)
    for what, (share, make) in STRANGERS.items():
        for one in draw.sample(register, int(share * len(register))):
            stranger = make(draw, one, register)
            if stranger is not None:
                _add(file, truth, kind, _as_in_a_file(draw, stranger), None, what)
    assert len(names) == len(register)
    draw.shuffle(file)
    return County(table(register), table(file), truth, kind)


def table(people: list[Person]) -> pa.Table:
    """Return people as RECORDS."""
    return pa.table({field.name: [getattr(one, field.name) for one in people] for field in RECORDS}, RECORDS)


def _add(
    file: list[Person], truth: dict[str, str | None], kind: dict[str, str], one: Person, is_one: str | None, what: str
) -> None:
    key = f"f{len(file):06}"
    file.append(replace(one, record_id=key))
    truth[key], kind[key] = is_one, what


# ------------------------------------------------------------------------------------------------------- the register


def _registered(facts: Path, draw: random.Random) -> list[Person]:
    persons = pq.read_table(facts / "persons.parquet").to_pylist()
    sex = {one["person_id"]: one["sex"] for one in persons}
    parents: dict[Any, dict[str, Any]] = defaultdict(dict)
    for row in pq.read_table(facts / "parenthoods.parquet").to_pylist():
        if row["kind"] == "birth":
            parents[row["child"]].setdefault(sex.get(row["parent"]), row["parent"])
    spouses: dict[Any, Any] = {}
    for row in pq.read_table(facts / "unions.parquet").to_pylist():
        spouses[row["person"]] = row["spouse"]
    names = _names(persons, parents, draw)
    phones: dict[Any, str] = {}
    made = []
    for one in persons:
        if one["death_date"] is not None or not (one["hukou_place"] or "").startswith(COUNTY[:6]):
            continue
        key, own = one["person_id"], parents[one["person_id"]]
        phone = phones.setdefault(one["household_id"], f"p{len(phones)}") if draw.random() < 0.6 else None
        made.append(
            Person(
                str(key),
                names[key],
                one["sex"],
                one["birth_date"],
                one["hukou_place"],
                one["id_number"],
                names.get(own.get("female")),
                names.get(own.get("male")),
                names.get(spouses.get(key)),
                phone,
            )
        )
    return made


def _names(persons: list[dict[str, Any]], parents: dict[Any, dict[str, Any]], draw: random.Random) -> dict[Any, str]:
    """Draw a name for everybody: brothers and sisters never share one, but often its middle character."""
    of_family: dict[Any, set[str]] = defaultdict(set)
    generation: dict[Any, str] = {}
    names = {}
    for one in persons:
        father = parents[one["person_id"]].get("male")
        surname = one["name"][:2] if one["name"][:2] in Provider.last_names else one["name"][:1]
        while True:
            given = _given(draw)
            if len(given) == 2 and father is not None and draw.random() < 0.4:
                given = generation.setdefault((father, one["sex"]), given[0]) + given[1]
            if given not in of_family[father] or father is None:
                break
        of_family[father].add(given)
        names[one["person_id"]] = surname + given
    return names


def _given(draw: random.Random) -> str:
    return "".join(draw.choices(_COMMON, _WEIGHTS, k=1 if draw.random() < 0.25 else 2))


def _surname(name: str) -> str:
    return name[:2] if len(name) > 2 and name[:2] in Provider.last_names else name[:1]


# ----------------------------------------------------------------------------------------------------------- the file


def _as_in_a_file(draw: random.Random, one: Person) -> Person:
    """Return a record as another office has it: no ID number, and of the family and the telephone only some."""
    return replace(
        one,
        id_number=None,
        mother_name=one.mother_name if draw.random() < 0.7 else None,
        father_name=one.father_name if draw.random() < 0.7 else None,
        spouse_name=one.spouse_name if draw.random() < 0.6 else None,
        phone=one.phone if draw.random() < 0.6 else None,
    )


def _clean(draw, one, register):
    return one


def _same_sound(draw, one, register):
    at = draw.randrange(len(_surname(one.name)), len(one.name))
    others = [c for c in _by_sound()[pinyin_of(one.name[at])[0]] if c != one.name[at]]
    return _with_character(one, at, draw.choice(others)) if others else None


def _wrong_character(draw, one, register):
    at = draw.randrange(len(one.name))
    return _with_character(one, at, draw.choice(_COMMON.replace(one.name[at], "")))


def _variant(draw, one, register):
    forms = {usual: variant for variant, usual in _usual().items()}
    there = [at for at, character in enumerate(one.name) if character in forms]
    return _with_character(one, there[0], forms[one.name[there[0]]]) if there else None


def _swapped_characters(draw, one, register):
    surname, given = _surname(one.name), one.name[len(_surname(one.name)) :]
    return replace(one, name=surname + given[::-1]) if len(set(given)) == 2 else None


def _swapped_date(draw, one, register):
    date = one.birth_date
    if date is None or date.day > 12 or date.day == date.month:
        return None
    return replace(one, birth_date=dt.date(date.year, date.day, date.month))


def _one_digit(draw, one, register):
    if one.birth_date is None:
        return None
    text = one.birth_date.strftime("%Y%m%d")
    while True:
        at = draw.randrange(2, 8)
        changed = text[:at] + draw.choice("0123456789".replace(text[at], "")) + text[at + 1 :]
        try:
            date = dt.datetime.strptime(changed, "%Y%m%d").date()
        except ValueError:
            continue
        if dt.date(1900, 1, 1) <= date <= dt.date(2026, 1, 1):
            return replace(one, birth_date=date)


def _lunar(draw, one, register):
    digits = lunar_digits(one.birth_date) if one.birth_date else None
    try:
        return replace(one, birth_date=dt.datetime.strptime(digits, "%Y%m%d").date()) if digits else None
    except ValueError:  # a 30th of February
        return None


def _moved(draw, one, register):
    return replace(one, place=draw.choice(register).place if draw.random() < 0.7 else "430121103207", phone=None)


def _married_out(draw, one, register):
    """Listed with her husband's family in another county, her parents unknown there."""
    if one.sex != "female" or one.spouse_name is None:
        return None
    return replace(one, place="430121103207", mother_name=None, father_name=None, phone=None)


def _nickname(draw, one, register):
    return replace(one, name="小" + one.name[-1])


def _no_family(draw, one, register):
    return replace(one, mother_name=None, father_name=None, spouse_name=None, phone=None)


def _village_unknown(draw, one, register):
    return replace(one, place=one.place[:9] + "000")


FAULTS = {
    "clean": (30, _clean),
    "same sound": (10, _same_sound),
    "wrong character": (8, _wrong_character),
    "variant": (5, _variant),
    "swapped characters": (4, _swapped_characters),
    "swapped date": (7, _swapped_date),
    "one digit": (7, _one_digit),
    "lunar": (7, _lunar),
    "moved": (7, _moved),
    "married out": (5, _married_out),
    "nickname": (2, _nickname),
    "no family": (5, _no_family),
    "village unknown": (3, _village_unknown),
}
"""What is put wrong in a row: how often, and how."""


def _twin(one: Person, key: str, draw: random.Random) -> Person:
    """A brother or sister born on the same day, often with a name that differs in one character."""
    surname, given = _surname(one.name), one.name[len(_surname(one.name)) :]
    other = draw.choice(_COMMON.replace(given[-1], ""))
    return replace(
        one,
        record_id=key,
        name=surname + given[:-1] + other,
        sex=one.sex if draw.random() < 0.6 else {"male": "female", "female": "male"}[one.sex],
        id_number=None,
        spouse_name=None,
    )


def _new_twin(draw, one, register):
    return _twin(one, "", draw) if one.mother_name and one.birth_date else None


def _new_sibling(draw, one, register):
    if one.birth_date is None or not one.mother_name:
        return None
    return replace(_twin(one, "", draw), birth_date=one.birth_date + dt.timedelta(days=draw.randrange(400, 2000)))


def _cousin(draw, one, register):
    """The same name, year and village, other parents."""
    if one.birth_date is None:
        return None
    return replace(
        one,
        birth_date=dt.date(one.birth_date.year, draw.randrange(1, 13), draw.randrange(1, 29)),
        mother_name=draw.choice(list(Provider.last_names)) + _given(draw),
        father_name=_surname(one.name) + _given(draw),
        spouse_name=None,
        phone=None,
    )


def _namesake(draw, one, register):
    """The same name in the same village, and nothing else."""
    return replace(_cousin(draw, one, register) or one, birth_date=draw.choice(register).birth_date)


def _anybody(draw, one, register):
    other = draw.choice(register)
    return replace(
        one,
        name=_surname(other.name) + _given(draw),
        birth_date=dt.date(draw.randrange(1940, 2024), draw.randrange(1, 13), draw.randrange(1, 29)),
        mother_name=draw.choice(list(Provider.last_names)) + _given(draw),
        father_name=_surname(other.name) + _given(draw),
        spouse_name=None,
        phone=None,
    )


STRANGERS = {
    "twin": (0.004, _new_twin),
    "sibling": (0.03, _new_sibling),
    "cousin": (0.02, _cousin),
    "namesake": (0.02, _namesake),
    "anybody": (0.1, _anybody),
}
"""People who are in no register but much like somebody who is: how many for each person, and how."""


def _with_character(one: Person, at: int, character: str) -> Person:
    return replace(one, name=one.name[:at] + character + one.name[at + 1 :])


@cache
def _by_sound() -> dict[str, list[str]]:
    """Return the everyday characters (GB 2312, level 1) by their sound."""
    found = defaultdict(list)
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            try:
                character = bytes([high, low]).decode("gb2312")
            except UnicodeDecodeError:
                continue
            found[pinyin_of(character)[0]].append(character)
    return found
