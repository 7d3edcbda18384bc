"""The two sides of a pair as a page shows them, and what speaks for and against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from jiahe.intake.deciding import compare
from jiahe.intake.doubles.models import Pair
from jiahe.intake.doubles.rows import kin_of_row
from jiahe.intake.matching import evidence
from jiahe.intake.models import Load, Row
from jiahe.intake.row_values import values_of
from jiahe.intake.sources import SOURCES
from jiahe.intake.sources.kin import RELATION_WORDS
from jiahe.people.models import Person
from jiahe.people.numbers import masked
from jiahe.people.queries import Kin, read_record
from jiahe.people.timeline import choice, name_of
from jiahe.places.naming import full_name
from jiahe.trust.sealing import unseal
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words, day, is_chinese

_UNKNOWN = Words("未知", "unknown")


@dataclass(frozen=True)
class Side:
    """One record: its heading, its person (None for a row), and what it says by the keys of LINES."""

    title: str | SafeString
    person: Person | None
    says: dict[str, Any]


@dataclass(frozen=True)
class Line:
    """What both say of one thing; ``differs``: both know it, and not the same."""

    words: Words
    values: tuple[Any, Any]
    differs: bool


LINES = {
    "name": Words("姓名", "Name"),
    "id_number": Words("身份证号码", "ID number"),
    "sex": Words("性别", "Sex"),
    "birth_date": Words("出生日期", "Born"),
    "death_date": Words("死亡日期", "Died"),
    "hukou": Words("户籍地", "Hukou"),
    "home": Words("常住地", "Lives in"),
    "household": Words("户号", "Household"),
    "head": Words("户主", "Head of household"),
    "relation": Words("与户主关系", "Relation to the head"),
    "phone": Words("电话", "Telephone"),
    "parents": Words("父母", "Parents"),
    "spouse": Words("配偶", "Spouse"),
    "children": Words("子女", "Children"),
    "source": Words("来源", "Source"),
}


def side_of_person(person: UUID) -> Side | None:
    """Return a record of the register, logging that it was read; None when the acting post does not see it."""
    record = read_record(person, page="double")
    if record is None:
        return None
    one = record.person
    says = {
        "name": zh(one.name) if one.name else None,
        "id_number": record.id_number,
        "sex": choice("persons", "sex", one.sex) if one.sex else None,
        "birth_date": one.birth_date,
        "death_date": one.death_date,
        "hukou": _place(one.hukou_place),
        "home": _place(one.residence_place),
        "household": one.household.number or None if one.household is not None else None,
        "phone": masked(unseal(one.phone_sealed, "phone")),
        "parents": _names(record.parents),
        "spouse": _names(record.unions),
        "children": _names(record.children),
        "source": zh(one.source),
    }
    return Side(zh(name_of(one)), one, says)


def side_of_row(load: Load, row: Row) -> Side:
    """Return a row of a file."""
    source = SOURCES[load.source]
    values, kin = values_of(source, row), kin_of_row(row)
    says = {
        "name": zh(values["name"]) if values.get("name") else None,
        "id_number": masked(values.get("id_number")),
        "sex": choice("persons", "sex", values["sex"]) if values.get("sex") else None,
        "birth_date": values.get("birth_date"),
        "hukou": _place(values.get("hukou_place")),
        "home": _place(values.get("residence_place")),
        "household": values.get("household"),
        "head": zh(values["head_name"]) if values.get("head_name") else None,
        "relation": str(RELATION_WORDS[values["relation"]]) if values.get("relation") else None,
        "phone": masked(values.get("phone")),
        "parents": tuple(filter(None, (kin.father, kin.mother))) or None,
        "spouse": (kin.spouse,) if kin.spouse else None,
        "source": str(source.words),
    }
    title = Words("文件第{n}行", "Row {n} of the file")
    return Side(str(title).format(n=row.number), None, says)


def lines(one: Side, other: Side) -> list[Line]:
    """Return what the two say, thing by thing; what neither knows is left out but for what matters most."""
    found = []
    for key, words in LINES.items():
        values = one.says.get(key), other.says.get(key)
        if any(value is not None for value in values) or key in ("id_number", "birth_date"):
            differs = None not in values and not _agree(*values) and key != "source"
            found.append(Line(words, (_shown(values[0]), _shown(values[1])), differs))
    return found


def effect_of(load: Load, row: Row, person: Person) -> str:
    """Return what becomes of a row when it is taken as one about a person: what it changes, fills in, or why nothing.

    A clerk who says that two are one person sees first that the file then renames somebody.
    """
    source = SOURCES[load.source]
    values = values_of(source, row)
    decision = compare(source, load, values, person)
    if decision.faults:
        return " ".join(str(fault.words) for fault, _, _ in decision.faults)
    join = "、" if is_chinese() else ", "
    changed = join.join(str(source.field(name).words) for name, now in decision.before.items() if now is not None)
    filled = join.join(str(source.field(name).words) for name, now in decision.before.items() if now is None)
    said = []
    if changed:
        said.append(
            str(Words("按这一行改登记册的：{what}。", "The register is changed to what the row says: {what}.")).format(
                what=changed
            )
        )
    if filled:
        said.append(
            str(Words("补上登记册缺的：{what}。", "Filled in, for the register lacks it: {what}.")).format(what=filled)
        )
    return " ".join(said) or str(
        Words("登记册已经这样写，什么都不改。", "The register says so already; nothing is changed.")
    )


@dataclass(frozen=True)
class Weight:
    """One comparison: ``x`` and ``width`` of its bar on a scale from 0 (against) over 50 to 100 (for)."""

    what: Words
    says: Words
    bits: float
    x: float
    width: float

    @property
    def speaks(self) -> Words:
        """Whether it speaks for or against one person, or says nothing."""
        if abs(self.bits) < 0.05:
            return Words("看不出", "says nothing")
        return Words("支持", "for") if self.bits > 0 else Words("反对", "against")


_MOST = 16.0
"""Bits that fill half of the scale."""


def weights(pair: Pair) -> Sequence[Weight]:
    """Return what speaks for and against, the heaviest first."""
    found = []
    for one in evidence(pair.evidence):
        width = min(abs(one.weight), _MOST) / _MOST * 50
        found.append(Weight(one.what, one.says, one.weight, 50 - width if one.weight < 0 else 50, width))
    return found


def _place(code: str | None) -> SafeString | str | None:
    return zh(full_name(code, from_level=3)) if code else None


def _agree(one: Any, other: Any) -> bool:
    """Whether two values can both be true: of kin, one side may know fewer."""
    if isinstance(one, tuple):
        return set(one) <= set(other) or set(other) <= set(one)
    return bool(one == other)


def _shown(value: Any) -> Any:
    if value is None:
        return str(_UNKNOWN)
    if isinstance(value, tuple):
        return zh("、".join(value))
    return day(value) if isinstance(value, dt.date) else value


def _names(kin: Sequence[Kin]) -> tuple[str, ...] | None:
    return tuple(name_of(one.person) for one in kin if one.id is not None) or None
