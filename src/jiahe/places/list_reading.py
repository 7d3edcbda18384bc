"""Reads a published list of divisions (CSV: code,name,level; also .gz), and says row by row what is wrong with it."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jiahe.places.divisions import LEVELS, Place, PlacesError, level_of

COLUMNS = ("code", "name", "level")
LONGEST = 80


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row of a file: ``row`` counted from 1, the heading's; ``zh`` and ``en`` say what to do too."""

    file: str
    row: int
    column: str
    value: str
    zh: str
    en: str


@dataclass(frozen=True)
class PublishedList:
    """The places of a list, and what was wrong with its rows. ``rows``: file and row of each place, by its code."""

    places: dict[str, Place]
    rows: dict[str, tuple[str, int]]
    faults: tuple[Fault, ...]


def read_list(files: Iterable[Path]) -> PublishedList:
    """Read the files of one list. A file that cannot be read at all is a fault of its first row."""
    places: dict[str, Place] = {}
    rows: dict[str, tuple[str, int]] = {}
    faults: list[Fault] = []
    for file in files:
        try:
            read = csv.DictReader(io.StringIO(_text(file)))
            missing = [one for one in COLUMNS if one not in (read.fieldnames or ())]
            if missing:
                faults.append(_no_column(file, missing, read.fieldnames or ()))
                continue
            for number, row in enumerate(read, 2):
                found = _place(file, number, row)
                if isinstance(found, Fault):
                    faults.append(found)
                elif found.code not in places:
                    places[found.code], rows[found.code] = found, (file.name, number)
                elif places[found.code] != found or row["level"] == str(found.level):
                    faults.append(_twice(file, number, found, rows[found.code]))
        except (UnicodeDecodeError, EOFError, OSError, csv.Error):
            zh = "读不了这个文件。请另存为 UTF-8 编码的 CSV（或再用 gzip 压缩成 .gz）。"
            en = "The file cannot be read. Save it as CSV in UTF-8, or that packed with gzip as .gz."
            faults.append(Fault(file.name, 1, "", "", zh, en))
    return PublishedList(places, rows, tuple(faults))


def _text(file: Path) -> str:
    packed = file.read_bytes()
    return (gzip.decompress(packed) if file.suffix == ".gz" else packed).decode("utf-8-sig")


def _no_column(file: Path, missing: list[str], there: Iterable[str]) -> Fault:
    first = missing[0]
    zh = f"没有 {first} 这一列。第一行要写列名：code,name,level。"
    en = f"There is no column {first}. The first row has the columns’ names: code,name,level."
    return Fault(file.name, 1, first, ",".join(there), zh, en)


def _place(file: Path, number: int, row: dict[str, str | None]) -> Place | Fault:
    code, name, level = ((row.get(one) or "").strip() for one in COLUMNS)

    def wrong(column: str, zh: str, en: str) -> Fault:
        return Fault(file.name, number, column, {"code": code, "name": name, "level": level}[column], zh, en)

    try:
        form = level_of(code)
    except PlacesError as error:
        return wrong("code", error.zh, str(error))
    if not name or len(name) > LONGEST:
        zh, en = f"名称要有，最多 {LONGEST} 个字。", f"A name is needed, of {LONGEST} characters at most."
        return wrong("name", zh, en)
    if level not in {str(one) for one in LEVELS}:
        return wrong("level", "级别写 1（省）至 5（村）。", "Write 1 (province) to 5 (village).")
    if form not in (int(level), int(level) - 1):  # 东莞 is its own only county: one code stands for both levels
        return wrong(
            "level",
            f"代码是 {form} 级的形式，与级别不符：改正其中一个。",
            f"The code has the form of level {form}: correct one of the two.",
        )
    return Place(code, name, form)


def _twice(file: Path, number: int, place: Place, first: tuple[str, int]) -> Fault:
    zh = f"{first[0]} 第 {first[1]} 行已有这个代码。删去一行，或改正代码。"
    en = f"{first[0]} row {first[1]} has the code already. Delete one of the rows, or correct the code."
    return Fault(file.name, number, "code", place.code, zh, en)
