"""``make bench``: the figures of speed and size, each with its bar. See README.md."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:1] = [str(ROOT / "src"), str(ROOT)]

from bench import family, pack
from bench.hand_sql import oracle
from bench.measuring import THREADS, Figure, in_fresh_process, ratio_in_turns
from bench.registers import COUNTY, register
from jiahe.law.parameters import NATION

PEOPLE = 1_000_000
FAMILY_REGISTER = 50_000


@dataclass(frozen=True)
class Job:
    """What to measure with. ``people``: of the register that most figures use."""

    people: int
    times: int
    families: int
    folder: Path

    @property
    def out(self) -> Path:
        """Where results are written, over and over."""
        return self.folder / "out.parquet"


def say(text: str) -> None:
    """Tell how far it is, beside the figures."""
    print(f"  … {text}", file=sys.stderr, flush=True)


def vs_openfisca(job: Job) -> list[Figure]:
    """The country template's benefits, against OpenFisca's build and calculation."""
    from bench.openfisca import versus
    from bench.openfisca.country import make_country

    country, system = make_country(job.people), versus.load_system()
    facts = country.facts()
    say("vs-openfisca: comparing every amount")
    totals = versus.check_same(versus.our_outcomes(facts, THREADS), versus.their_amounts(country, system), country)
    say("vs-openfisca: " + ", ".join(f"{name} {cents / 100:,.2f}" for name, cents in totals.items()))
    ratio, ours, theirs = ratio_in_turns(
        partial(versus.our_outcomes, facts, THREADS), partial(versus.their_amounts, country, system), job.times
    )
    return [Figure("vs-openfisca", ratio, 1.0, f"{ours:.2f} s against {theirs:.2f} s")]


def pack_vs_scan(job: Job) -> list[Figure]:
    """The whole pack, against reading the same columns and joining parents with children."""
    tables = register(job.people, say=say)
    ours = partial(pack.determine, tables, job.out)
    theirs = partial(pack.scan, tables, pack.needs(tables))
    ratio, seconds, scan = ratio_in_turns(ours, theirs, job.times, run=in_fresh_process)
    return [Figure("pack-vs-scan", ratio, 8.0, f"{seconds:.2f} s against {scan:.2f} s")]


def nation_vs_county(job: Job) -> list[Figure]:
    """The law of the whole country, with every region's own figures, over the same people as that of one county."""
    tables = register(job.people, say=say)
    nation, county = partial(pack.determine, tables, job.out, region=NATION), partial(pack.determine, tables, job.out)
    ratio, seconds, one = ratio_in_turns(nation, county, job.times, run=in_fresh_process)
    return [Figure("nation-vs-county", ratio, 3.0, f"{seconds:.2f} s against {one:.2f} s")]


def rule_vs_hand_sql(job: Job) -> list[Figure]:
    """Two programmes alone, against hand-written queries that give the same amounts and nothing else."""
    tables = register(job.people, say=say)
    by_engine, by_hand = job.folder / "engine.parquet", job.folder / "hand.parquet"
    figures = []
    for programme in oracle.PROGRAMMES:
        name = programme.rsplit("/", 1)[-1]
        ours = partial(oracle.run_engine, programme, tables, COUNTY, pack.ON, by_engine, threads=THREADS)
        theirs = partial(oracle.run_by_hand, programme, tables, COUNTY, pack.ON, by_hand, threads=THREADS)
        ratio, seconds, hand = ratio_in_turns(ours, theirs, job.times, run=in_fresh_process)
        if different := oracle.differences(programme, by_engine, by_hand):
            raise ValueError(f"{programme}: {len(different)} people are owed another sum by hand. {different[0]}")
        people, fen = oracle.sums(programme, by_hand)
        say(f"{name}: {people:,} people, {fen / 100:,.2f} yuan, the same on both sides person by person")
        figures.append(Figure(f"rule-vs-hand-sql {name}", ratio, 2.0, f"{seconds:.2f} s against {hand:.2f} s"))
    return figures


def ten_times_people(job: Job) -> list[Figure]:
    """Ten times the people: the time, and the memory."""
    small, large = register(job.people, say=say), register(10 * job.people, say=say)
    say(f"{10 * job.people:,} people: this takes minutes")
    ten, one = partial(pack.determine, large, job.out), partial(pack.determine, small, job.out)
    peaks: list[float] = []

    def run(call: Callable[[], object]) -> object:
        found = in_fresh_process(call)
        peaks.append(found.peak)
        return found

    ratio, seconds, _ = ratio_in_turns(ten, one, max(1, job.times // 2), run=run)
    return [
        Figure("ten-times-people", ratio, 12.0, f"{seconds:.1f} s for {10 * job.people:,} people"),
        Figure("peak-memory-10m", max(peaks), 4.0, "GiB of resident memory, the largest of all runs"),
    ]


def one_family(job: Job) -> list[Figure]:
    """One family, all programmes, with the facts behind every answer."""
    tables = register(FAMILY_REGISTER, say=say)
    say(f"one-family-p99-ms: {job.families} families")
    times = family.milliseconds(tables, job.families)
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
    return [Figure("one-family-p99-ms", p99, 10.0, f"median {times[len(times) // 2]:.1f} ms, {len(times)} families")]


def office_load(job: Job) -> list[Figure]:
    """Fifty users at once on a register of all the people: reads, writes, errors."""
    from bench import office

    found = office.load(job.people, job.folder, say)
    bars = {"read": (50.0, 150.0, 300.0), "write": (100.0, 300.0, 500.0)}
    figures = [
        Figure(f"office-{kind}-{name}-ms", found[kind][name], bar, f"{found[kind]['number']} {kind}s by 50 users")
        for kind, three in bars.items()
        for name, bar in zip(("p50", "p95", "p99"), three, strict=True)
    ]
    asked = sum(one["number"] + one["failures"] for one in found.values())
    errors = 100 * sum(one["failures"] for one in found.values()) / asked
    return [*figures, Figure("office-errors-percent", errors, 0.1, f"of {asked} requests")]


def key_rotation(job: Job) -> list[Figure]:
    """Requests that fail while every number of the register is sealed anew with a new key."""
    from bench import office

    found, rows, seconds = office.rotate_under_load(job.people, job.folder, say)
    asked = sum(one["number"] + one["failures"] for one in found.values())
    failed = sum(one["failures"] for one in found.values())
    slow = ", ".join(f"{kind} p99 {one['p99']:.0f} ms" for kind, one in found.items())
    return [
        Figure("key-rotation-failures", failed, 0.0, f"of {asked} requests; {rows:,} rows in {seconds:.0f} s; {slow}")
    ]


def snapshot_vs_copy(job: Job) -> list[Figure]:
    """A snapshot of the register, against a plain COPY of the same tables."""
    from bench import office

    snapshot, copy = office.snapshot_against_copy(job.people, job.folder, say)
    return [Figure("snapshot-vs-copy", snapshot / copy, 3.0, f"{snapshot:.1f} s against {copy:.1f} s")]


def policies_cost(job: Job) -> list[Figure]:
    """The load test's reads under row-level security, against the same without it."""
    from bench import policies

    bound, free = policies.seconds(job.people, say)
    return [Figure("row-level-security", bound / free, 1.15, f"{bound:.1f} s against {free:.1f} s")]


def self_check(job: Job) -> list[Figure]:
    """The answer page of the public self-check, over HTTP."""
    from bench import selfcheck

    times = selfcheck.milliseconds(job.families, job.folder / "home")
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
    return [Figure("self-check-p99-ms", p99, 100.0, f"median {times[len(times) // 2]:.1f} ms, {len(times)} pages")]


def read_log(job: Job) -> list[Figure]:
    """Readings written into the read log while it is sealed; all of them are there, and the log is whole."""
    from bench import readlog

    rate, note = readlog.rate(job.folder / "read-log")
    return [Figure("read-log-ms", 1000 / rate, 5.0, f"{rate:.0f} {note}")]


def match_million(job: Job) -> list[Figure]:
    """A file about all the people of a register, without ID numbers, matched with it."""
    from bench import matching

    minutes, note = matching.minutes(job.people, job.folder, say)
    return [Figure("match-million-minutes", minutes, 15.0, note)]


def files_against_copy(job: Job) -> list[Figure]:
    """A household list of all the people, read, checked and loaded, against a plain COPY of the same rows."""
    from bench import files

    seconds, copied, peak = files.against_copy(job.people, job.folder, say)
    return [
        Figure("load-vs-copy", seconds / copied, 10.0, f"{seconds:.0f} s against {copied:.0f} s"),
        Figure("load-peak-memory", peak, 2.0, "GiB of resident memory of the process that checks and loads"),
    ]


FIGURES: dict[str, Callable[[Job], list[Figure]]] = {
    "vs-openfisca": vs_openfisca,
    "pack-vs-scan": pack_vs_scan,
    "nation-vs-county": nation_vs_county,
    "rule-vs-hand-sql": rule_vs_hand_sql,
    "one-family-p99-ms": one_family,
    "self-check-p99-ms": self_check,
    "read-log": read_log,
    "ten-times-people": ten_times_people,
    "office-load": office_load,
    "key-rotation": key_rotation,
    "snapshot-vs-copy": snapshot_vs_copy,
    "row-level-security": policies_cost,
    "load-vs-copy": files_against_copy,
    "match-million-minutes": match_million,
}


def main(arguments: list[str] | None = None) -> int:
    """Measure and print. Returns 0 also when a figure falls short of its bar; an error is raised."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="FIGURE", help=f"which figures: {', '.join(FIGURES)}; else all")
    parser.add_argument("--people", type=int, default=PEOPLE, help="people in the register (default: 1,000,000)")
    parser.add_argument("--times", type=int, default=5, help="how many pairs of runs (default: 5)")
    parser.add_argument("--families", type=int, default=500, help="how many families (default: 500)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    asked = parser.parse_args(arguments)
    if unknown := sorted(set(asked.names) - set(FIGURES)):
        parser.error(f"there is no figure {unknown[0]!r}. There are: {', '.join(FIGURES)}")
    found: list[Figure] = []
    with (
        tempfile.TemporaryDirectory(prefix="jiahe-bench-") as folder,
        _nothing_left_running(asked.people),
        _processes() as processes,
    ):
        job = Job(asked.people, asked.times, asked.families, Path(folder))
        say(machine())
        for name in asked.names or FIGURES:
            for figure in processes.submit(FIGURES[name], job).result():
                found.append(figure)
                say(f"{figure.name}: {figure.note}")
                if not asked.json:
                    print(figure.line(), flush=True)
    if asked.json:
        print(json.dumps({"machine": machine(), "people": asked.people, "figures": [asdict(f) for f in found]}))
    return 0


@contextmanager
def _nothing_left_running(people: int) -> Iterator[None]:
    """Stop the database of the office, which several figures use one after the other."""
    from bench.office import home
    from jiahe.site.database import stop_embedded

    try:
        yield
    finally:
        stop_embedded(home(people) / "postgres")


def _processes() -> ProcessPoolExecutor:
    """Give each figure a process of its own: Django is set up once in a process, and several have their own office."""
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1)


def machine() -> str:
    """Say what it runs on, and how busy that is."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return f"{platform.machine()}, {os.cpu_count()} cores, {THREADS} threads used, load {load} at the start"


if __name__ == "__main__":
    sys.exit(main())
