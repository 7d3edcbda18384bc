"""Random families: few distinct values, so that rows match; holes everywhere that the contract allows them."""

import datetime as dt
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from jiahe.law.facts import Facts
from jiahe.law.parameters import Dated, Parameter, Parameters, Source
from jiahe.law.schema import Column, Table
from jiahe.law.setting import Setting
from jiahe.law.types import NEVER, Type
from tests.law.families import FAMILIES

DATES = [
    dt.date(1900, 1, 1),
    dt.date(1999, 12, 31),
    dt.date(2000, 2, 29),
    dt.date(2023, 1, 31),
    dt.date(2024, 2, 29),
    dt.date(2024, 3, 1),
    dt.date(2024, 12, 31),
    dt.date(2025, 1, 1),
    dt.date(2025, 3, 15),
    dt.date(2100, 2, 28),
]
PLACES = [
    "000000000000",
    "420000000000",
    "420100000000",
    "420106000000",
    "420106001000",
    "420106001001",
    "420107000000",
    "330000000000",
    "460400100000",
]
NUMBERS = [-12, -1, 0, 1, 2, 3, 5, 12]
AMOUNTS = [-1, 0, 1, 2, 3, 100, 960_00, 3600_00]
SHARES = [Fraction(0), Fraction(1, 2), Fraction(1, 3), Fraction(7, 10), Fraction(1), Fraction(-1, 2), Fraction(3, 2)]
WORDS = ["a", "b", "female", "birth"]
POOLS: dict[Type, list[Any]] = {
    Type.BOOL: [False, True],
    Type.INT: NUMBERS,
    Type.DATE: DATES,
    Type.MONEY: AMOUNTS,
    Type.TEXT: WORDS,
    Type.PLACE: PLACES,
    Type.SHARE: SHARES,
}
KEYS = {"persons": ["p1", "p2", "p3", "p4"], "households": ["h1", "h2"]}


def sometimes(dice: Random, share: float = 0.1) -> bool:
    """Whether something that happens now and then happens."""
    return dice.random() < share


def _cell(dice: Random, column: Column) -> Any:
    if not column.required and sometimes(dice, 0.2):
        return None
    if column.type is Type.REF:
        return dice.choice([*KEYS[column.refers_to or ""], "nobody"])
    return dice.choice(list(column.choices) or POOLS[column.type])


def _rows(dice: Random, table: Table) -> list[dict[str, Any]]:
    keys = KEYS[table.name] if table.key else [None] * dice.choice((0, 1, 2, 4, 8))
    rows = []
    for key in keys:
        row = {column.name: _cell(dice, column) for column in table.columns if column.name != table.key}
        rows.append({table.key: key} | row if table.key else row)
        if table.key is None and sometimes(dice):
            rows.append(dict(row))
    return rows


def families(dice: Random) -> Facts:
    """Draw facts: all persons, any rows about them, now and then a table or a column that is not there at all."""
    tables: dict[str, Any] = {}
    columns: dict[str, frozenset[str]] = {}
    for table in FAMILIES.tables:
        if table.name != "persons" and sometimes(dice):
            continue
        tables[table.name] = _rows(dice, table)
        names = [column.name for column in table.columns]
        columns[table.name] = frozenset(name for name in names if name == table.key or not sometimes(dice, 0.05))
    return Facts(FAMILIES, tables, columns)


_READ = Source("read", "A text that was read", read=True)


def _dated(dice: Random, type: Type) -> Dated:
    start = dice.choice(DATES)
    until = dice.choice([*(day for day in DATES if day > start), NEVER, NEVER])
    region = PLACES[0] if sometimes(dice, 0.5) else dice.choice(PLACES)
    return Dated(region, start, until, dice.choice(POOLS[type]), _READ, confirmed=not sometimes(dice))


def parameters(dice: Random, key: str) -> Parameters:
    """Draw a figure of each type, dated and regional; they may overlap or be missing."""
    by_name = {}
    for type in POOLS:
        values = tuple(_dated(dice, type) for _ in range(dice.choice((0, 1, 2, 3, 5))))
        by_name[type.value] = Parameter(type.value, type, type.value, type.value, ("", ""), {}, values)
    always = Dated(PLACES[0], dt.date(1900, 1, 1), NEVER, True, _READ)
    force = [] if sometimes(dice, 0.2) else [always]
    force += [_dated(dice, Type.BOOL) for _ in range(dice.choice((0, 0, 1, 3)))]
    in_force = Parameter("in_force", Type.BOOL, "施行", "in force", ("", ""), {}, tuple(force))
    return Parameters(key, {"read": _READ}, in_force, by_name, Path("parameters.yaml"))


def setting(dice: Random, *figures: Parameters) -> Setting:
    """Draw the day, the region, and whether unconfirmed figures count."""
    region = PLACES[0] if sometimes(dice, 0.3) else dice.choice(PLACES)
    return Setting(dice.choice(DATES), region, {one.programme: one for one in figures}, sometimes(dice, 0.2))


def shown(facts: Facts) -> str:
    """Return facts as tables of text."""
    lines = []
    for table in facts.schema.tables:
        rows = facts.tables.get(table.name)
        if rows is None:
            lines.append(f"{table.name}: absent")
            continue
        names = [column.name for column in table.columns if facts.has_column(table.name, column.name)]
        lines.append(f"{table.name}: {' | '.join(names)}")
        lines += ["    " + " | ".join("" if row[name] is None else str(row[name]) for name in names) for row in rows]
    return "\n".join(lines)


def shown_setting(setting: Setting) -> str:
    """Return the day, the region and all figures as lines of text."""
    lines = [f"on {setting.on} in {setting.region}" + (", unconfirmed figures count" if setting.unconfirmed else "")]
    for figures in setting.parameters.values():
        for one in [figures.in_force, *figures]:
            for d in one.values:
                status = "" if d.confirmed else " unconfirmed"
                lines.append(f"{figures.programme} {one.name}: {d.region} {d.start} {d.until} {d.value}{status}")
    return "\n".join(lines)
