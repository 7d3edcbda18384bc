"""Facts and figures of the law written as small tables of text, the way the tests show them.

A column that is not in a table's first line is absent, and so is a table that is not given; an empty cell is unknown.
"""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from jiahe.law.facts import Facts
from jiahe.law.language import Row, fen
from jiahe.law.parameters import NATION, Dated, Parameter, Parameters, Source
from jiahe.law.place_codes import check_place
from jiahe.law.programme import Law
from jiahe.law.schema import Schema
from jiahe.law.types import NEVER, Type
from tests.law.families import FAMILIES, SHEET


def cells(text: str) -> tuple[list[str], list[list[str]]]:
    """Return the column names and the rows of a table written as text."""
    lines = [line.strip() for line in text.strip().splitlines()]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if line]
    head, *body = rows
    for row in body:
        assert len(row) == len(head), f"{row} has {len(row)} cells, but the table has {len(head)} columns: {head}"
    return head, body


def read(written: str, type: Type) -> Any:
    """Return a value written in a table: money in yuan; nothing is unknown."""
    if written == "":
        return None
    if type is Type.BOOL:
        return {"true": True, "false": False}[written]
    if type is Type.INT:
        return int(written)
    if type is Type.MONEY:
        return fen(written)
    if type is Type.DATE:
        return dt.date.fromisoformat(written)
    if type is Type.SHARE:
        return Fraction(written)
    return check_place(written) if type is Type.PLACE else written


def facts(schema: Schema = FAMILIES, **tables: str) -> Facts:
    """Return the facts of some tables of text."""
    rows: dict[str, list[dict[str, Any]]] = {}
    columns: dict[str, frozenset[str]] = {}
    for name, text in tables.items():
        head, body = cells(text)
        types = {column: schema.table(name).column(column).type for column in head}
        rows[name] = [{c: read(cell, types[c]) for c, cell in zip(head, row, strict=True)} for row in body]
        columns[name] = frozenset(head)
    return Facts(schema, rows, columns)


def lines(text: str) -> Facts:
    """Return the facts of one table of lines."""
    return facts(SHEET, lines=text)


_READ = Source("read", "A text that was read", read=True)
_TYPES = {"choice": Type.TEXT} | {type.value: type for type in Type}
_MADE: dict[str, Parameters] = {}


@dataclass(frozen=True)
class Known:
    """All figures of the law that tests wrote down, by the key of their programme; what a Setting asks for."""

    def __getitem__(self, programme: str) -> Parameters:
        return _MADE[programme]


def parameters(text: str, *, in_force: str = "from\n1900-01-01", key: str = "") -> Parameters:
    """Return the parameters of a programme of their own: ``name | type | region | from | until | value | status``."""
    by_name: dict[str, list[tuple[str, Dated]]] = {}
    if text:
        head, body = cells(text)
        for row in body:
            entry = dict(zip(head, row, strict=True))
            by_name.setdefault(entry["name"], []).append((entry["type"], _dated(entry, _TYPES[entry["type"]])))
    key = key or f"test/figures-{len(_MADE)}"
    head, body = cells(in_force)
    force = tuple(_dated({"value": "true"} | dict(zip(head, row, strict=True)), Type.BOOL) for row in body)
    made = Parameters(
        key,
        {"read": _READ},
        Parameter("in_force", Type.BOOL, "施行", "in force", ("", ""), {}, force),
        {
            name: Parameter(name, _TYPES[dated[0][0]], name, name, ("", ""), {}, tuple(one for _, one in dated))
            for name, dated in by_name.items()
        },
        Path("parameters.yaml"),
    )
    _MADE[key] = made
    return made


def _dated(entry: dict[str, str], type: Type) -> Dated:
    start, until = entry.get("from", ""), entry.get("until", "")
    return Dated(
        check_place(entry.get("region") or NATION),
        dt.date.fromisoformat(start) if start else dt.date(1900, 1, 1),
        dt.date.fromisoformat(until) if until else NEVER,
        read(entry["value"], type),
        _READ,
        confirmed=entry.get("status", "") != "unconfirmed",
    )


def figures(row: Row, text: str) -> Law:
    """Return the law as a rule about ``row`` sees it, with these figures."""
    return Law(parameters(text), getattr(row, row.frame.table.place).node)
