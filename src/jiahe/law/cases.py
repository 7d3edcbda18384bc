"""Worked cases as data: ``cases.yaml`` beside each rule. They are run by case_runs.py.

The format is in docs/reference/cases.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jiahe.law.errors import LawError, did_you_mean, meant
from jiahe.law.facts import Facts
from jiahe.law.parameters import read_value
from jiahe.law.place_codes import check_place
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE, NOT_ELIGIBLE
from jiahe.law.rule import Pack, Rule
from jiahe.law.schema import Column, Schema, Table
from jiahe.law.setting import Setting
from jiahe.law.types import Type
from jiahe.law.yamlfile import Entry, read_yaml

_EXPECTATIONS = (
    "status", "total", "unclaimed", "instalments", "criteria", "failed", "missing", "no_row", "enrolled", "forfeited",
)  # fmt: skip


@dataclass(frozen=True)
class Expectation:
    """What a case says about one unit; a field that is None says nothing. ``truths``: enrolled, forfeited."""

    key: str
    status: str | None = None
    total: int | None = None
    total_unknown: bool = False
    unclaimed: int | None = None
    unclaimed_unknown: bool = False
    instalments: dict[int, int] | None = None
    criteria: dict[str, bool | None] = field(default_factory=dict)
    failed: list[str] | None = None
    missing: list[str] | None = None
    truths: dict[str, bool | None] = field(default_factory=dict)
    no_row: bool = False


@dataclass(frozen=True)
class Case:
    """One worked case of one programme. ``zh``: its name in Chinese; empty: it has none."""

    where: str
    name: str
    source: str
    rule: Rule
    pack: Pack
    setting: Setting
    facts: Facts
    expect: tuple[Expectation, ...]
    zh: str = ""


def find_case_files(paths: Iterable[Path]) -> list[Path]:
    """Return the case files among paths: files themselves, and every cases.yaml below a folder. Raises LawError."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.rglob("*cases.yaml"))
            if not inside:
                raise LawError(f"{path}: there is no cases.yaml in this folder.", f"文件夹 {path} 里没有 cases.yaml。")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise LawError(f"{path}: there is no such file or folder.", f"没有文件或文件夹 {path}。")
    return found


def read_cases(file: Path, pack: Pack) -> Iterator[Case]:
    """Iterate over the cases of a file. Raises LawError naming file, line and key for anything wrong."""
    top = read_yaml(file)
    entries = list(top.items())
    if not entries:
        raise top.error("there is no case in this file.", "这个文件里没有案例。")
    for entry in entries:
        yield _case(entry, pack)


def _case(entry: Entry, pack: Pack) -> Case:
    got = entry.mapping(
        allowed=(
            "name",
            "zh",
            "source",
            "programme",
            "region",
            "on",
            "include_unconfirmed",
            "facts",
            "unknown_tables",
            "expect",
            "note",
        ),
        required=("name", "source", "programme", "region", "on", "facts", "expect"),
    )
    try:
        rule = pack.rule(got["programme"].text())
        region = check_place(got["region"].text())
    except LawError as problem:
        raise entry.wrapped(problem) from None
    unconfirmed = got["include_unconfirmed"].boolean() if "include_unconfirmed" in got else False
    unknown = [one.text() for one in got["unknown_tables"].items()] if "unknown_tables" in got else []
    setting = Setting.of(pack, got["on"].date(), region, unconfirmed=unconfirmed)
    if rule.unit.name in unknown:
        raise got["unknown_tables"].error(
            f"{rule.key} looks at {rule.unit.name}, so the case needs that table.",
            f"{rule.key} 认定的就是 {rule.unit.name}，案例里不能没有这张表。",
        )
    facts = _facts(got["facts"], pack.schema, unknown)
    expect = tuple(_expectation(key, one, rule) for key, one in got["expect"].mapping().items())
    if not expect:
        raise got["expect"].error(
            "the case expects nothing. Say of whom what comes out: girl: {status: eligible}.",
            "案例没有写预期结果。请写谁的结果是什么：girl: {status: eligible}。",
        )
    zh = got["zh"].text() if "zh" in got else ""
    return Case(entry.where, got["name"].text(), got["source"].text(), rule, pack, setting, facts, expect, zh)


def _facts(entry: Entry, schema: Schema, unknown: list[str]) -> Facts:
    names = [table.name for table in schema.tables]
    got = entry.mapping(allowed=names)
    tables: dict[str, list[dict[str, Any]] | None] = {name: [] for name in names}
    for name, one in got.items():
        table = schema.table(name)
        if table.key is not None:
            tables[name] = [{table.key: key, **_row(row, table)} for key, row in one.mapping().items()]
        else:
            tables[name] = [_row(row, table) for row in one.items()]
    for name in unknown:
        if name not in tables:
            raise entry.error(
                f"unknown_tables: there is no table {name!r}. {did_you_mean(name, names)}",
                f"unknown_tables：没有表 {name!r}。{meant(name, names)}",
            )
        if name in got:
            raise got[name].error(
                f"{name} has rows here, and is among unknown_tables. Take it out of one of them.",
                f"{name} 在这里有行，又写在 unknown_tables 里，只能留一处。",
            )
        tables[name] = None
    _refuse_unknown_rows(got, schema, tables)
    return Facts(schema, tables)


def _refuse_unknown_rows(got: dict[str, Entry], schema: Schema, tables: dict[str, list[dict[str, Any]] | None]) -> None:
    """Raise LawError for a cell that names a row which is not among the case's facts: a slip, not a missing person.

    Whoever shall be on record nowhere is left out or empty.
    """
    for name, entry in got.items():
        table = schema.table(name)
        rows = [row for row in (entry.items() if table.key is None else entry.mapping().values()) if not row.is_empty]
        for row in rows:
            for column, cell in row.mapping().items():
                to = table.column(column).refers_to
                others = tables[to] if to is not None else None
                if to is None or others is None or cell.is_empty:
                    continue
                keys = [str(one[schema.table(to).key or ""]) for one in others]
                if cell.text() not in keys:
                    raise cell.error(
                        f"there is no {cell.text()!r} in {to}. {did_you_mean(cell.text(), keys)}",
                        f"{to} 里没有 {cell.text()!r}。{meant(cell.text(), keys)}",
                    )


def _row(entry: Entry, table: Table) -> dict[str, Any]:
    columns = {column.name: column for column in table.columns if column.name != table.key}
    row: dict[str, Any] = dict.fromkeys(columns)
    cells = {} if entry.is_empty else entry.mapping(allowed=columns)
    for name, cell in cells.items():
        row[name] = None if cell.is_empty else _cell(cell, columns[name])
    for name, column in columns.items():
        if column.required and row[name] is None:
            raise entry.error(
                f"the column {name!r} is missing; it is required in {table.name}.",
                f"缺少 {name!r} 一列，{table.name} 必须有它。",
            )
    return row


def _cell(cell: Entry, column: Column) -> Any:
    if column.type is Type.REF:
        return cell.text()
    return read_value(cell, column.type, column.choices)


def _expectation(key: str, entry: Entry, rule: Rule) -> Expectation:
    got = entry.mapping(allowed=_EXPECTATIONS)
    if not got or ("no_row" in got and got["no_row"].boolean() and len(got) > 1):
        raise entry.error(
            "say what comes out, {status: eligible}, or that nothing does, {no_row: true} and no more.",
            "请写结果是什么，{status: eligible}；或只写 {no_row: true}，表示没有结果。",
        )
    says: dict[str, Any] = {}
    if "status" in got:
        says["status"] = got["status"].one_of((ELIGIBLE, NOT_ELIGIBLE, NEEDS_EVIDENCE))
    for name in ("total", "unclaimed"):
        unknown = name in got and got[name].text() == "unknown"
        says |= {f"{name}_unknown": unknown, name: _amount(got[name], rule) if name in got and not unknown else None}
    if "instalments" in got:
        items = got["instalments"].mapping()
        says["instalments"] = {_year(year, one): _amount(one, rule) for year, one in items.items()}
    if "criteria" in got:
        known = [c.key for c in rule.criteria]
        items = got["criteria"].mapping(allowed=known)
        says["criteria"] = {name: _truth(one) for name, one in items.items()}
    for name in ("failed", "missing"):
        if name in got:
            says[name] = sorted(one.text() for one in got[name].items())
    says["truths"] = {name: _truth(got[name]) for name in ("enrolled", "forfeited") if name in got}
    if "no_row" in got:
        says["no_row"] = got["no_row"].boolean()
    for name in says.get("failed", ()):
        try:
            rule.criterion(name)
        except LawError as problem:
            raise got["failed"].wrapped(problem) from None
    return Expectation(key, **says)


def _amount(entry: Entry, rule: Rule) -> int:
    amount = read_value(entry, Type.MONEY if rule.benefit == "money" else Type.INT, {})
    assert isinstance(amount, int), amount
    return amount


def _year(key: str, entry: Entry) -> int:
    if not key.isdigit():
        raise entry.error(
            f"{key!r} is not a year. Instalments are written as {{2025: 3600.00}}.",
            f"“{key}”不是年份。instalments 写成 {{2025: 3600.00}}。",
        )
    return int(key)


def _truth(entry: Entry) -> bool | None:
    return None if entry.text() == "unknown" else entry.boolean()
