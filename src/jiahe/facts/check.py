"""Checks a facts folder: every fault is found and told, what it spoils is set aside, and the rest can be used.

The check reads; writing the cleaned folder is clean.py's.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from jiahe.facts.checks import STEPS
from jiahe.facts.errors import FactsError
from jiahe.facts.finding import SET_ASIDE
from jiahe.facts.folder import FactsFolder
from jiahe.facts.own_folders import lasting_folder, scratch_folder
from jiahe.facts.own_places import OwnPlaces, read_places
from jiahe.facts.reading import read_folder
from jiahe.facts.report import CheckReport, absent_columns, count_rows, write_findings
from jiahe.facts.workbench import Workbench
from jiahe.places import Divisions

Progress = Callable[[str, float], None]
"""Called with the name of a step and the share of the whole (0 to 1) that is done when it begins."""

_READING = 0.5
"""The share of the work that reading is."""


@dataclass(frozen=True)
class Checked:
    """A checked folder while its workbench is open."""

    bench: Workbench
    places: OwnPlaces
    report: CheckReport


def check(
    folder: FactsFolder | str | Path,
    *,
    divisions: Divisions,
    snapshot_day: dt.date,
    programmes: Collection[str] | None = None,
    progress: Progress | None = None,
    memory_limit: str = "1GB",
) -> CheckReport:
    """Check a folder and return what was found. Nothing is written but a temporary file of findings.

    ``snapshot_day``: the day on which the facts were taken; nobody in them is born or dies after it. ``programmes``:
    the keys of the known programmes, to warn of others; or their keys by name, so that a name is read as the key.
    ``memory_limit``: of the database (the process takes some 300 MB more). ``progress``: called with the name of each
    step and the share that is done.
    Raises FactsError when the folder cannot be read at all.
    """
    keeps = lasting_folder("findings")
    with checked(
        folder,
        Path(keeps.name),
        divisions=divisions,
        snapshot_day=snapshot_day,
        programmes=programmes,
        progress=progress,
        memory_limit=memory_limit,
    ) as done:
        return replace(done.report, keeps=keeps)


@contextmanager
def checked(
    folder: FactsFolder | str | Path,
    findings_to: Path,
    *,
    divisions: Divisions,
    snapshot_day: dt.date,
    programmes: Collection[str] | None = None,
    progress: Progress | None = None,
    memory_limit: str = "1GB",
) -> Iterator[Checked]:
    """Check a folder, write findings.parquet and findings.csv into ``findings_to``, and keep the workbench open."""
    step = progress or (lambda name, share: None)
    opened = folder if isinstance(folder, FactsFolder) else FactsFolder.open(folder)
    with scratch_folder("check") as scratch:
        bench = Workbench(opened, scratch, snapshot_day=snapshot_day, programmes=programmes, memory_limit=memory_limit)
        try:
            places = read_places(bench, divisions)
            read_folder(bench, places.divisions, lambda name, share: step(name, share * _READING))
            for done, (name, look) in enumerate(STEPS):
                step(name, _READING + (0.9 - _READING) * done / len(STEPS))
                look(bench)
            bench.settle()
            _note_lost_tables(bench)
            step("写出问题 / writing findings", 0.9)
            report = _report(bench, places, write_findings(bench, findings_to))
            yield Checked(bench, places, report)
            step("完成 / done", 1.0)
        except duckdb.OutOfMemoryException as fault:
            raise FactsError(
                f"检查所需的内存超过 {memory_limit}，或 {tempfile.gettempdir()} 的磁盘空间不够："
                "请用 --memory 给更多内存，或腾出磁盘空间。"
                f"The check needs more than {memory_limit} of memory or of room in {tempfile.gettempdir()}. "
                "Give a higher memory limit (--memory), or free some disk."
            ) from fault
        finally:
            bench.close()


def _note_lost_tables(bench: Workbench) -> None:
    """Record the tables none of whose rows can be used: nobody knows then what they hold, so they are not empty."""
    for table in bench.tables:
        rows = bench.count(f"raw_{table.name}") + bench.count(f"ragged_{table.name}")
        if table.name != "persons" and rows and bench.count(f"live_{table.name}") == 0:
            bench.lost.add(table.name)
            bench.record_one("no_row_left", table.name, None, severity=SET_ASIDE, a=f"{rows:,}")


def _report(bench: Workbench, places: OwnPlaces, findings_file: Path) -> CheckReport:
    counts = count_rows(bench)
    if places.count:
        counts["places"] = places.count
    rules = dict(bench.sql("SELECT rule, count(*) FROM finding GROUP BY rule ORDER BY rule"))
    ((warnings,),) = bench.sql("SELECT count(*) FROM finding WHERE severity = 'warning'")
    return CheckReport(
        folder=bench.folder,
        tables=counts,
        absent=bench.folder.absent,
        unusable=tuple(name for name in bench.folder.tables if name in bench.unusable | bench.lost),
        absent_columns=absent_columns(bench),
        rules=rules,
        warnings=warnings,
        findings_file=findings_file,
        in_contract_form=_in_contract_form(bench),
    )


def _in_contract_form(bench: Workbench) -> bool:
    """Say whether every file is Parquet, of the contract's types, and every cell already reads as it is written."""
    return all(
        file.path.name == f"{name}.parquet"
        and name not in bench.unusable
        and bench.count(f"cells_{name}", "_changed") == 0
        for name, file in bench.folder.tables.items()
    )
