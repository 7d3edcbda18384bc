"""Small facts folders for tests: written from rows, checked on one day."""

import csv
import datetime as dt
from pathlib import Path

from jiahe.facts import CheckReport, CleanFacts, check, clean
from jiahe.places import Divisions

DAY = dt.date(2025, 9, 1)
WUHAN = "420106001001"
KEYS = ["cn/childcare-subsidy", "cn/leave"]


def write_csv(
    path: Path, rows: list[dict[str, str]], columns: list[str] | None = None, encoding: str = "utf-8"
) -> None:
    """Write rows as one CSV file; the columns are those of all rows unless they are given."""
    columns = columns or list(dict.fromkeys(name for row in rows for name in row))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


def write_folder(folder: Path, **tables: str | list[dict[str, str]]) -> Path:
    """Write a folder of CSV files, each from its text or its rows, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tables.items():
        if isinstance(content, str):
            lines = [line.strip() for line in content.strip().splitlines()]
            (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        else:
            write_csv(folder / f"{name}.csv", content)
    return folder


def checked(folder: Path, **how) -> CheckReport:
    return check(folder, divisions=Divisions.published(), snapshot_day=DAY, **how)


def cleaned(folder: Path, out: Path, **how) -> CleanFacts:
    return clean(folder, out, divisions=Divisions.published(), snapshot_day=DAY, **how)


def found(folder: Path, **how) -> list[tuple[str, int | None, str | None, str]]:
    """Return file, row, column and rule of every finding."""
    return [(f.file, f.row, f.column, f.rule) for f in checked(folder, **how).findings()]


def id_number(first_17: str) -> str:
    """Return an ID number of an invented person with its right check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first_17 + "10X98765432"[sum(int(d) * w for d, w in zip(first_17, weights, strict=True)) % 11]
