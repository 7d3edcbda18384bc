"""Worked examples for the public, taken from the cases that the tests run: what is known, and what follows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jiahe.law.cases import Case, Expectation, read_cases
from jiahe.law.explain import Names, Phrase
from jiahe.law.explanation import wording
from jiahe.law.facts import FactRow
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE
from jiahe.law.rule import Rule
from jiahe.law.schema import Column, Table
from jiahe.law.types import Type
from jiahe.programmes import the_pack
from jiahe.public.programmes import place_name
from jiahe.web.words import Words

_PEOPLE = {
    "mother": "妈妈", "father": "爸爸", "girl": "女孩", "boy": "男孩", "son": "儿子", "daughter": "女儿",
    "child": "孩子",
    "grandmother": "祖母", "grandfather": "祖父", "one": "老大", "two": "老二", "three": "老三", "four": "老四",
    "first": "第一个孩子", "second": "第二个孩子", "third": "第三个孩子", "fourth": "第四个孩子", "eldest": "老大",
    "widow": "丧偶的妻子", "widower": "丧偶的丈夫", "stepmother": "继母", "brother": "兄弟",
    "uncle": "叔伯", "aunt": "姑姨", "woman": "女方", "man": "男方",
    "adoptive_mother": "养母", "adoptive_father": "养父", "birth_mother": "生母", "birth_father": "生父",
    "late_husband": "已去世的丈夫", "first_husband": "前夫",
    "child_1": "老大", "child_2": "老二", "child_3": "老三", "child_4": "老四", "girl_1": "大女儿", "girl_2": "二女儿",
    "girl_3": "三女儿", "adopted": "收养的孩子", "adopter": "收养人", "step": "继子女", "bereaved": "失去子女的人",
}  # fmt: skip
"""What the people of the cases are called in Chinese; others are numbered."""

_ANSWERS = {
    ELIGIBLE: Words("符合", "entitled"),
    NEEDS_EVIDENCE: Words("还缺情况，要看材料", "more evidence is needed"),
}
_NOT = Words("这样暂不符合，由人决定", "not met as things stand; a person decides")
_NO_ROW = Words("不属于这个项目核对的人", "the programme does not look at this person")


@dataclass(frozen=True)
class Line:
    """One row of an example's story: who or what, and what is known of it."""

    about: Words
    known: Words


@dataclass(frozen=True)
class Example:
    """One worked case as a story. ``title``: in Chinese empty where the case has no such name."""

    number: int
    title: Words
    on: dt.date
    place: str
    source: str
    unconfirmed: bool
    story: list[Line]
    answers: list[Line]


@lru_cache(maxsize=16)
def examples_of(key: str) -> list[Example]:
    """Return the worked cases of a programme; those that count unconfirmed figures last."""
    rule = the_pack().rule(key)
    file = Path(rule.parameters.file).with_name("cases.yaml")
    cases = sorted(read_cases(file, the_pack()), key=lambda one: one.setting.unconfirmed) if file.exists() else []
    return [_example(number, case) for number, case in enumerate(cases, start=1)]


def _example(number: int, case: Case) -> Example:
    people = [row["person_id"] for row in case.facts.tables.get("persons") or ()]
    words = {key: _person(str(key), place) for place, key in enumerate(people, start=1)}
    story = [
        Line(_about(table, row, words), _known(table, row, words))
        for table in case.rule.unit.schema.tables
        for row in case.facts.tables.get(table.name) or ()
    ]
    unknown = [table for table in case.rule.unit.schema.tables if case.facts.tables.get(table.name) is None]
    nothing = Words("没有这项资料，所以不清楚", "not on file, so unknown")
    story += [Line(Words(table.zh, table.name), nothing) for table in unknown]
    answers = [Line(words[one.key], _expected(case.rule, one)) for one in case.expect if one.key in words]
    setting = case.setting
    return Example(
        number,
        Words(case.zh, case.name),
        setting.on,
        place_name(setting.region),
        case.source,
        setting.unconfirmed,
        story,
        answers,
    )


def _person(key: str, place: int) -> Words:
    return Words(_PEOPLE.get(key, f"第{place}人"), key.replace("_", " "))


def _about(table: Table, row: FactRow, people: dict[Any, Words]) -> Words:
    if table.key is not None:
        return people[row[table.key]]
    return Words(table.zh, table.name.replace("_", " "))


def _known(table: Table, row: FactRow, people: dict[Any, Words]) -> Words:
    cells = [
        (wording.column_words(one), _said(one, row[one.name], people))
        for one in table.columns
        if one.name != table.key and row.get(one.name) is not None
    ]
    zh, en = "；".join(f"{w.zh} {s.zh}" for w, s in cells), "; ".join(f"{w.en}: {s.en}" for w, s in cells)
    return Words(zh or "没有别的情况", en or "nothing else is known")


def _said(column: Column, value: Any, people: dict[Any, Words]) -> Phrase:
    if column.refers_to is not None:
        words = people.get(value, Words(str(value), str(value)))
        return Phrase(words.zh, words.en)
    if column.name == "programme":
        found = next((rule for rule in the_pack().rules if rule.key == value), None)
        return Phrase(found.zh, found.en) if found is not None else Phrase(str(value), str(value))
    if column.name == "year":
        return wording.year(value)
    return wording.cell_said(value, column, _NAMES)


_NAMES = Names(place_name=lambda code, _: place_name(code))


def _expected(rule: Rule, expect: Expectation) -> Words:
    if expect.no_row:
        return _NO_ROW
    parts = [_ANSWERS.get(str(expect.status), _NOT)] if expect.status else []
    if expect.total is not None:
        total = _amount(rule, expect.total)
        parts.append(Words(f"共 {total.zh}", f"{total.en} in all"))
    years = [(wording.year(year), _amount(rule, amount)) for year, amount in (expect.instalments or {}).items()]
    parts += [Words(f"{year.zh} {amount.zh}", f"{year.en}: {amount.en}") for year, amount in years]
    names = [rule.criterion(key) for key in expect.failed or ()]
    parts += [Words(f"不符合：{one.zh}", f"not met: {one.en}") for one in names]
    return Words("；".join(one.zh for one in parts), "; ".join(one.en for one in parts))


def _amount(rule: Rule, amount: int) -> Phrase:
    return wording.quantity(amount, Type.MONEY) if rule.benefit == "money" else wording.quantity(
        amount, Type.INT, wording.DAYS
    )  # fmt: skip
