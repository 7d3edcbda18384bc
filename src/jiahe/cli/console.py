"""How commands speak: progress on standard error, results on standard output, problems in one message."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from jiahe.cli.stopping import STOP
from jiahe.cli.unchecked import own_divisions, refuse_unfit
from jiahe.facts import FACTS, CheckReport, FactsError, FactsFolder, clean
from jiahe.facts.own_folders import scratch_folder
from jiahe.law.arithmetic import yuan_digits
from jiahe.law.errors import LawError
from jiahe.law.rule import Pack, Rule
from jiahe.places import Divisions, PlacesError
from jiahe.programmes import the_pack

_PIPED_WIDTH = 160
"""Columns of text when nobody's terminal gives a width."""


def _width() -> int | None:
    return None if sys.stdout.isatty() else max(_PIPED_WIDTH, shutil.get_terminal_size().columns)


out = Console(highlight=False, soft_wrap=True, width=_width())
err = Console(stderr=True, highlight=False)

Problem = (LawError, FactsError, PlacesError)
"""What a command can say in one message."""


def reading_width() -> int:
    """Return how wide a text to read is: 80 columns, or fewer on a narrow screen."""
    return max(40, min(80, out.width))


def say_problem(message: str, kind: str = "没有完成 not done") -> None:
    """Print a problem to standard error, after the kind of problem that it is."""
    print(f"jiahe: {kind}：{message}", file=sys.stderr)


def new_table(title: str | None, names: tuple[str, ...], numbers: tuple[str, ...] = ()) -> Table:
    """Return a table with columns of names and of numbers, in which nothing is cut off and no number is broken."""
    table = Table(title=title, title_justify="left")
    for number, head in enumerate(names):
        table.add_column(head, overflow="fold", no_wrap=number == 0)  # the first is what one copies
    for head in numbers:
        table.add_column(head, justify="right", no_wrap=True)
    return table


def print_table(table: Table) -> None:
    """Print a table; where the screen is too narrow for it, each row as lines of "head: cell"."""
    if _least_width(table) <= out.width:
        out.print(table)
        return
    if table.title:
        out.print(table.title, markup=False)
    heads = [_one_line(column.header) for column in table.columns]
    for cells in zip(*(column.cells for column in table.columns), strict=True):
        name, *rest = map(_one_line, cells)
        out.print(f"\n{name}", markup=False)
        for head, cell in zip(heads[1:], rest, strict=True):
            out.print(f"  {head}: {cell}", markup=False)


def _least_width(table: Table) -> int:
    """The columns of text that a table needs, if names are wrapped and what is not to be broken is not."""
    widths = []
    for column in table.columns:
        lines = [line for cell in (column.header, *column.cells) for line in str(cell).splitlines()]
        widest = max(map(cell_len, lines), default=0)
        widths.append(widest if column.no_wrap else min(widest, 16))
    return sum(widths) + 3 * len(widths) + 1


def _one_line(cell: object) -> str:
    return " ".join(str(cell).split("\n"))


def print_json(value: Any) -> None:
    """Print a value as JSON on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def yuan_text(fen: int | None) -> str:
    """Return whole fen as yuan with separators: 1,234,567.00."""
    if fen is None:
        return "未知 unknown"
    sign = "-" if fen < 0 else ""
    return f"{sign}{yuan_digits(fen, grouped=True)}"


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Callable[[str, float], None]]:
    """Show a bar with the name of the step that reports a share from 0 to 1; nothing when quiet or nobody watches.

    A command that was asked to stop stops at the next step, or at the end.
    """
    if quiet or not err.is_terminal:
        yield lambda step, share: STOP.heed()
        STOP.heed()
        return
    columns = (
        TextColumn("{task.description:<28}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("准备 / preparing", total=1.0)

        def report(step: str, share: float) -> None:
            STOP.heed()
            bar.update(task, description=step, completed=min(max(share, 0.0), 1.0))

        yield report
        STOP.heed()


def chosen_pack(keys: tuple[str, ...]) -> Pack:
    """Return the programmes asked for, or all. Raises LawError when one is not known."""
    for key in keys:
        known_rule(key)
    return the_pack().only(keys) if keys else the_pack()


def known_rule(key: str) -> Rule:
    """Return a programme. Raises LawError when there is none of that key."""
    try:
        return the_pack().rule(key)
    except LawError as fault:
        raise LawError(fault.en, f"{fault.zh}jiahe law list 列出全部。") from fault


def refuse_unknown_regions(regions: Iterable[str], divisions: Divisions) -> None:
    """Raise PlacesError for the first region that no division is, so that nobody's law is asked about in vain."""
    for region in regions:
        divisions.name(region)


def programme_names() -> dict[str, str]:
    """Return the key of each programme by its key and by its names."""
    return {name: rule.key for rule in the_pack().rules for name in (rule.en, rule.zh, rule.key)}


def with_unknown(known: str, unknown: int, people: int) -> str:
    """Say how many people's part of a sum is not known; a sum of nothing known is unknown, not nothing."""
    if not unknown:
        return known
    return "未知 unknown" if unknown == people else f"{known}\n+ {unknown:,} 人未知 unknown"


@dataclass(frozen=True)
class ReadyFacts:
    """Facts that can be determined: clean Parquet files, the places they name, and what was found in them.

    ``report`` is None when they were not checked. ``findings_in``: the folder that keeps the findings, if one does.
    ``people``: how many persons are in use. ``affected``: the file of the people some of whose rows were set aside, by
    this check or by the one that made the folder clean. ``checked_in``: the folder with that check's set_aside/, if it
    stays.
    """

    tables: dict[str, Path]
    divisions: Divisions
    report: CheckReport | None
    findings_in: Path | None
    people: int
    affected: Path | None = None
    checked_in: Path | None = None

    @property
    def set_aside(self) -> int:
        """How many rows are not used."""
        return self.report.set_aside if self.report else 0

    @property
    def people_short_of_rows(self) -> int:
        """How many people in use lost a row, by this check or the one that made the folder clean."""
        if self.affected is None:
            return 0
        return len(pq.read_table(self.affected, columns=["person_id"])["person_id"].unique())

    @property
    def unusable(self) -> tuple[str, ...]:
        """The tables that are there, but of which nothing can be used: they count as unknown."""
        return self.report.unusable if self.report else ()

    @property
    def findings(self) -> int:
        """How many findings there are."""
        return sum(self.report.rules.values()) if self.report else 0

    def as_json(self) -> dict[str, object]:
        """Return what was found in them, for a program."""
        return {
            "findings": self.findings,
            "rows_set_aside": self.set_aside,
            "people_who_lost_rows": self.people_short_of_rows,
            "report": self.findings_in,
            "unusable": list(self.unusable),
        }


def print_faults(facts: ReadyFacts) -> None:
    """Say how many faults the facts have, how many rows are not used, and where both are; nothing of none."""
    if facts.findings:
        out.print(
            f"资料问题 faults in the facts: {facts.findings:,}；"
            f"未采用的行 rows set aside: {facts.set_aside:,} → {facts.findings_in}"
        )
    if facts.unusable:
        out.print("整张表未采用，按未知处理 nothing of the table is used, so unknown: " + ", ".join(facts.unusable))


@contextmanager
def ready_facts(
    folder: Path,
    keep: Path | None,
    report: Callable[[str, float], None],
    *,
    check: bool,
    on: dt.date | None = None,
    memory: str | None = None,
) -> Iterator[ReadyFacts]:
    """Check a folder and yield its usable rows as Parquet.

    ``keep``: the folder in which findings and clean files stay, as ``facts``, if anywhere. What an earlier run wrote
    there is renamed to ``facts.before``. ``on``: the day that is asked about; for one that is still to come, what
    happens up to then may be in the facts.
    """
    opened = FactsFolder.open(folder)
    if not check:
        refuse_unfit(opened)
        tables = {name: file.path for name, file in opened.tables.items()}
        people = pq.read_metadata(tables["persons"]).num_rows
        affected = _affected_in(opened.path)
        yield ReadyFacts(tables, own_divisions(opened), None, None, people, affected, opened.path)
        return
    with scratch_folder("facts") as temporary:
        target = (temporary if keep is None else keep) / "facts"
        cleaned = clean(
            opened, target, divisions=Divisions.published(), snapshot_day=max(dt.date.today(), on or dt.date.min),
            programmes=programme_names(), progress=report, memory_limit=memory or "1GB", keep_earlier=True,
        )  # fmt: skip
        tables = {table.name: cleaned.folder / f"{table.name}.parquet" for table in FACTS.tables}
        there = {name: path for name, path in tables.items() if path.is_file()}
        earlier = _affected_in(opened.path) if cleaned.in_place else None
        kept = opened.path if earlier else target if keep is not None else None
        yield ReadyFacts(
            there,
            cleaned.divisions,
            cleaned.report,
            target if keep is not None else None,
            cleaned.report.tables["persons"].used,
            earlier or _affected_in(target),
            kept,
        )


def _affected_in(folder: Path) -> Path | None:
    """Return the file of the people who lost a row, where a check has left one that says which."""
    file = folder / "persons_affected.parquet"
    return file if file.is_file() and "row" in pq.read_schema(file).names else None


def result_folder(out: Path, facts: Path, files: tuple[str, ...]) -> None:
    """Make the folder of a result, before any work is done for it. Raises FactsError when it cannot take the result."""
    if out.resolve() == facts.resolve():
        raise FactsError(
            f"结果不能写进资料文件夹 {facts} 里：请换一个 --out。"
            f"The result cannot be written into the facts folder {facts} itself. Give another --out."
        )
    out.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryFile(dir=out).close()
    for name in files:
        if (out / name).is_dir():
            raise FactsError(
                f"{out / name} 是文件夹，结果文件要用这个名字：请移走它。"
                f"{out / name} is a folder, but a file of the result has that name. Move it away."
            )
