"""`jiahe synth`: makes a register of invented people with the shape of a real county, and writes it as a facts folder.

Not here: how one block of it is made (blocks.py) and what is put wrong in a faulty one (dirty.py).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from jiahe.facts.own_folders import partial_folder, publish, scratch_folder
from jiahe.synth.blocks import Task, make_block
from jiahe.synth.dirty import write_dirty
from jiahe.synth.errors import SynthError
from jiahe.synth.places import DEFAULT_COUNTY, TOWN_COUNTY, Ground, county_ground, town_ground
from jiahe.synth.population import Calendar
from jiahe.synth.shape import CENSUS_DAY, Counts, living, share_out, structure
from jiahe.synth.tables import BlockTables
from jiahe.synth.write import RegisterFiles, describe, place_table

TOWN_PEOPLE, TOWN_WOMEN_15_49, TOWN_ELSEWHERE = 38_980, 11_287, 7_119
"""The demo town: the figures of a published report on a real town, under an invented name."""
ELSEWHERE = TOWN_ELSEWHERE / TOWN_PEOPLE
LEAST_PEOPLE, MOST_PEOPLE = 500, 20_000_000
_LAST_DAY = dt.date(2035, 12, 31)

Progress = Callable[[str, float], None]
"""Is told the step, and how much of it is done (0 to 1)."""


@dataclass(frozen=True)
class RegisterSummary:
    """What was made. ``people``: alive with hukou there. ``rows``: of each table. ``faults``: planted, by kind."""

    out: Path
    county: str
    county_name: str
    seed: int
    on: dt.date
    people: int
    women_15_49: int
    living_elsewhere: int
    villages: int
    groups: int
    rows: dict[str, int]
    faults: dict[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        return json.loads(json.dumps(asdict(self), default=str))

    def lines(self) -> list[str]:
        """Return it as lines to print, in Chinese and English."""
        counts = {
            "户籍在册健在 alive, hukou here": self.people,
            "15至49岁妇女 women of 15 to 49": self.women_15_49,
            "在外居住 living elsewhere": self.living_elsewhere,
            "村、社区 villages": self.villages,
            "村民小组 village groups": self.groups,
            **self.rows,
        }
        if self.faults:
            counts["有意放入的错误 planted faults"] = sum(self.faults.values())
        title = (
            f"{self.county_name}（{self.county}），{self.on}，种子 seed {self.seed}，人员皆虚构 everybody is invented"
        )
        return [title, *(f"{count:>12,}  {what}" for what, count in counts.items())]


def make_register(
    out: Path,
    *,
    town: bool = False,
    county: str | None = None,
    people: int | None = None,
    seed: int = 2026,
    on: dt.date = dt.date(2026, 1, 15),
    dirty: bool = False,
    progress: Progress | None = None,
) -> RegisterSummary:
    """Write an invented register to the folder ``out``; the same arguments give the same files, byte for byte.

    ``town``: the demo town, 38,980 people. Else ``people`` with hukou in ``county`` (6 or 12 digits); if ``people`` is
    None, as many as the census of 2020 would have there on the day ``on``. The dead and kin elsewhere come on top.
    ``dirty``: as CSV files with faults planted, listed in about/planted_faults.csv.
    Raises SynthError or UnknownCounty; the folder must be new or empty.
    """
    _check(out, town, county, people, seed, on)
    report = progress or (lambda step, share: None)
    with partial_folder(out.absolute()) as unfinished:
        if dirty:
            with scratch_folder("synth") as folder:
                made = _make(folder, town, county, people, seed, on, report)
                faults = write_dirty(folder, unfinished, np.random.Generator(np.random.PCG64([seed, 1])))
            summary = replace(made, out=out, faults=faults)
        else:
            summary = replace(_make(unfinished, town, county, people, seed, on, report), out=out)
        asked = {"town": town, "county": county, "people": people, "seed": seed, "on": on.isoformat(), "dirty": dirty}
        told = {key: value for key, value in summary.to_dict().items() if key != "out"}
        describe(unfinished, {"asked": asked, "made": told})
        publish(unfinished, out.absolute())
    return summary


def _make(
    out: Path, town: bool, county: str | None, people: int | None, seed: int, on: dt.date, report: Progress
) -> RegisterSummary:
    """Write a register without faults."""
    calendar = Calendar(on)
    code = county or DEFAULT_COUNTY
    expected = structure(TOWN_COUNTY.code if town else code, on)
    number = TOWN_PEOPLE if town else people or round(float(expected.sum()))
    ground = town_ground() if town else county_ground(np.random.Generator(np.random.PCG64([seed, 2])), code, number)
    counts = living(expected, number, TOWN_WOMEN_15_49 if town else None)
    elsewhere = TOWN_ELSEWHERE if town else round(number * ELSEWHERE)
    rows = _write(out, ground, counts, elsewhere, calendar, seed, int(town), report)
    pq.write_table(place_table(ground.invented), out / "places.parquet")
    villages = [village for block in ground.blocks for village in block.villages]
    return RegisterSummary(
        out=out,
        county=ground.county.code,
        county_name=ground.county.name,
        seed=seed,
        on=on,
        people=int(counts.sum()),
        women_15_49=int(counts[1, 15:50].sum()),
        living_elsewhere=elsewhere,
        villages=len(villages),
        groups=sum(village.groups for village in villages),
        rows=rows,
        faults={},
    )


def _check(out: Path, town: bool, county: str | None, people: int | None, seed: int, on: dt.date) -> None:
    if town and (county or people):
        raise SynthError(
            "演示镇的县和人数是固定的：不要同时写 --county 或 --people，或去掉 --town。"
            "The town has its own county and number of people: leave out county and people, or town."
        )
    if people is not None and not LEAST_PEOPLE <= people <= MOST_PEOPLE:
        raise SynthError(
            f"做不了 {people:,} 人的登记册：人数要在 {LEAST_PEOPLE:,} 与 {MOST_PEOPLE:,} 之间。"
            f"A register of {people:,} people cannot be made: ask for {LEAST_PEOPLE:,} to {MOST_PEOPLE:,}."
        )
    if seed < 0:
        raise SynthError(
            f"种子 {seed} 是负数：请写 0 或更大的整数。The seed {seed} is negative: give a whole number from 0 up."
        )
    if not CENSUS_DAY <= on <= _LAST_DAY:
        raise SynthError(
            f"资料截止日 {on} 不行：请取 {CENSUS_DAY}（普查日）至 {_LAST_DAY} 之间的一天。"
            f"The snapshot day {on} is out of range: take one from {CENSUS_DAY}, the census day, to {_LAST_DAY}."
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise SynthError(
            f"{out} 已经存在，又不是空文件夹：请换一个文件夹，或先清空它。"
            f"{out} is already there and not an empty folder: name a new folder, or empty it first."
        )


def _write(
    out: Path,
    ground: Ground,
    counts: Counts,
    elsewhere: int,
    calendar: Calendar,
    seed: int,
    at_least: int,
    report: Progress,
) -> dict[str, int]:
    """Make block after block and write it. Only one block's people are in memory at a time."""
    codes = ground.codes()
    tables = BlockTables(codes)
    done, total = 0, int(counts.sum())
    with RegisterFiles(out) as files:
        for number, task in enumerate(_tasks(ground, codes, counts, elsewhere, at_least)):
            rng = np.random.Generator(np.random.PCG64([seed, 3, number]))
            made = make_block(rng, task, calendar)
            files.add(tables.tables(rng, made))
            done += int(task.living.sum())
            report("登记册 register", done / total)
    return files.rows()


def _tasks(ground: Ground, codes: tuple[str, ...], counts: Counts, elsewhere: int, at_least: int) -> list[Task]:
    """Share the people of the register out to its blocks."""
    shares = np.array([block.share for block in ground.blocks])
    position = {code: i for i, code in enumerate(codes)}
    county_of = np.array(
        [0 if code.startswith(ground.prefix) else position.get(code[:6] + "000000", i) for i, code in enumerate(codes)]
    )
    away = np.array([position[code] for code in ground.away]), ground.away_share
    lists = zip(
        ground.blocks,
        share_out(counts, shares),
        share_out(np.array([elsewhere]), shares),
        shares / shares.sum(),
        strict=True,
    )
    return [
        Task(
            block,
            alive,
            counts * share,
            int(left[0]),
            np.array([position[village.code] for village in block.villages]),
            away,
            county_of,
            at_least,
        )
        for block, alive, left, share in lists
    ]
