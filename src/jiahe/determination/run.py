"""A run: one register, one day, one region, the whole pack. Writes the outcomes and says what they add up to.

The result folder: ``outcomes.parquet`` (a row for each programme and person that it looks at), ``summary.xlsx``,
``outreach.xlsx`` and ``run.json`` (what was run, on which facts, under which law).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiahe import __version__
from jiahe.facts.contract import FACTS
from jiahe.facts.own_folders import working_folder
from jiahe.law.duckdb_engine import DuckDBRegister
from jiahe.law.errors import LawError
from jiahe.law.query import Query
from jiahe.law.rule import Pack
from jiahe.law.setting import Setting

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Run:
    """What was run, and where its outcomes are.

    ``affected``: a Parquet file (person_id, table, row) of people in the register some of whose rows were set aside.
    """

    folder: Path
    tables: Mapping[str, Path]
    setting: Setting
    query: Query
    rows: int
    affected: Path | None = None

    @property
    def outcomes(self) -> Path:
        """The file of outcomes."""
        return self.folder / "outcomes.parquet"

    @property
    def in_force(self) -> list[str]:
        """The keys of the programmes that were determined."""
        return [lowered.rule.key for lowered in self.query.rules]

    @property
    def left_out(self) -> list[str]:
        """The keys of the programmes left out because their being in force is unconfirmed."""
        return [rule.key for rule in self.query.left_out]


def determine(
    tables: Mapping[str, Path],
    pack: Pack,
    setting: Setting,
    folder: Path,
    *,
    affected: Path | None = None,
    memory_limit: str | None = None,
    progress: Progress | None = None,
    step: str = "认定 / determining",
) -> Run:
    """Determine a whole register of clean Parquet files into a result folder. Raises LawError.

    ``tables``: the Parquet file of each table that is there; the others are unknown. ``affected``: see Run. ``step``:
    what the progress is told of.
    """
    if "persons" not in tables:
        raise LawError("There is no persons file, so there is nobody to determine.")
    folder.mkdir(parents=True, exist_ok=True)
    with opened(tables, folder, memory_limit=memory_limit) as register:
        query = register.compile(pack, setting)
        told = None if progress is None else lambda share: progress(step, share)
        rows = register.write(query, folder / "outcomes.parquet", progress=told)
    run = Run(folder, tables, setting, query, rows, affected)
    (folder / "run.json").write_text(json.dumps(_record(run), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return run


@contextmanager
def opened(tables: Mapping[str, Path], folder: Path, *, memory_limit: str | None = None) -> Iterator[DuckDBRegister]:
    """Open a register that spills, when it must, into the result folder; what a killed run left there is removed."""
    with working_folder(folder, "spill") as spill, DuckDBRegister(FACTS, tables, memory_limit=memory_limit) as register:
        register.connection.execute(f"SET temp_directory = '{str(spill).replace(chr(39), chr(39) * 2)}'")
        yield register


def _record(run: Run) -> dict[str, Any]:
    return {
        "jiahe": __version__,
        "on": run.setting.on.isoformat(),
        "region": run.setting.region,
        "unconfirmed_figures_included": run.setting.unconfirmed,
        "run_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "programmes": {lowered.rule.key: lowered.rule.version for lowered in run.query.rules},
        "left_out_as_unconfirmed": run.left_out,
        "facts": {name: path.stat().st_size for name, path in sorted(run.tables.items())},
        "columns_read": sorted(f"{table}.{column}" for table, column in run.query.needs()),
        "outcomes": run.rows,
    }
