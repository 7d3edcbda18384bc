"""How commands speak: progress on standard error, results on standard output, problems in one message."""

from __future__ import annotations

import datetime as dt
import functools
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from jiahe.facts import FACTS, CheckReport, FactsError, FactsFolder, clean
from jiahe.law.errors import LawError
from jiahe.law.programme import Pack, pack_of
from jiahe.law.types import Type
from jiahe.places import Divisions, Place, PlacesError

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False)

Problem = (LawError, FactsError, PlacesError)
"""What a command can say in one message."""


def say_problem(message: str) -> None:
    """Print a problem to standard error."""
    print(f"jiahe: {message}", file=sys.stderr)


def print_json(value: Any) -> None:
    """Print a value as JSON on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def yuan_text(fen: int | None) -> str:
    """Return whole fen as yuan with separators: 1,234,567.00."""
    if fen is None:
        return "未知 unknown"
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Callable[[str, float], None]]:
    """Show a bar for each step that reports a share from 0 to 1; nothing when quiet or when nobody watches."""
    if quiet or not err.is_terminal:
        yield lambda step, share: None
        return
    columns = (
        TextColumn("{task.description:<28}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def report(step: str, share: float) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=1.0)
            bar.update(tasks[step], completed=min(max(share, 0.0), 1.0))

        yield report


@functools.cache
def the_pack() -> Pack:
    """Return every programme that ships with Jiahe."""
    return pack_of("jiahe.programmes")


def chosen_pack(keys: tuple[str, ...]) -> Pack:
    """Return the programmes asked for, or all."""
    return the_pack().only(keys) if keys else the_pack()


@dataclass(frozen=True)
class ReadyFacts:
    """Facts that can be determined: clean Parquet files, the places they name, and what was found in them.

    ``report`` is None when they were not checked. ``findings_in``: the folder that keeps the findings, if one does.
    ``affected``: the people some of whose rows were set aside.
    """

    tables: dict[str, Path]
    divisions: Divisions
    report: CheckReport | None
    findings_in: Path | None
    affected: Path | None = None

    @property
    def set_aside(self) -> int:
        """How many rows are not used."""
        return self.report.set_aside if self.report else 0

    @property
    def findings(self) -> int:
        """How many findings there are."""
        return sum(self.report.rules.values()) if self.report else 0


@contextmanager
def ready_facts(
    folder: Path, keep: Path | None, report: Callable[[str, float], None], *, check: bool
) -> Iterator[ReadyFacts]:
    """Check a folder and yield its usable rows as Parquet.

    ``keep``: where findings and clean files stay, if anywhere.
    """
    opened = FactsFolder.open(folder)
    if not check:
        yield _unchecked(opened)
        return
    with tempfile.TemporaryDirectory(prefix="jiahe-") as temporary:
        target = Path(temporary) / "facts"
        if keep is not None:
            target = keep / "facts"
            if (target / "findings.parquet").is_file():
                shutil.rmtree(target)
        cleaned = clean(
            opened, target, divisions=Divisions.published(), snapshot_day=dt.date.today(),
            programmes=[rule.key for rule in the_pack().rules], progress=report,
        )  # fmt: skip
        tables = {table.name: cleaned.folder / f"{table.name}.parquet" for table in FACTS.tables}
        there = {name: path for name, path in tables.items() if path.is_file()}
        kept = target if keep is not None else None
        yield ReadyFacts(there, cleaned.divisions, cleaned.report, kept, target / "persons_affected.parquet")


def _unchecked(folder: FactsFolder) -> ReadyFacts:
    """Return a folder as it is. Raises FactsError unless every table is Parquet of the contract's types."""
    tables = {}
    for name, file in folder.tables.items():
        if file.form != "parquet":
            raise FactsError(f"{file.path.name} is CSV, which must be checked first. Leave out --no-check.")
        for column in file.known:
            written, wanted = file.types[column.name], ARROW_TYPES[column.type]
            if wanted is not None and pa.types.is_dictionary(written):
                written = written.value_type
            if wanted is not None and written != wanted and not pa.types.is_large_string(written):
                raise FactsError(
                    f"{file.path.name}, column {column.name}: {written} is not {wanted}, as the contract asks. "
                    "Leave out --no-check, and the check will say what can be used."
                )
        tables[name] = file.path
    return ReadyFacts(tables, own_divisions(folder), None, None)


def own_divisions(folder: FactsFolder) -> Divisions:
    """Return the published divisions with the folder's own places."""
    published = Divisions.published()
    if folder.places is None or folder.places.form != "parquet":
        return published
    rows = pq.read_table(folder.places.path).to_pylist()
    return published.with_places([Place(row["code"], row["name"], row["level"]) for row in rows])


ARROW_TYPES: dict[Type, pa.DataType | None] = {
    Type.BOOL: pa.bool_(),
    Type.INT: None,
    Type.MONEY: pa.int64(),
    Type.DATE: pa.date32(),
    Type.TEXT: pa.string(),
    Type.PLACE: pa.string(),
    Type.REF: None,
}
"""The Arrow type of each type of fact; None where several will do."""


class DateParam(click.ParamType[dt.date]):
    """A day, written 2025-09-15."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date. Write it as 2025-09-15.", param, ctx)


DATE = DateParam()
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)

facts_option = click.option(
    "--facts", "folder", type=FOLDER, required=True, help="The facts folder: a Parquet or CSV file a table."
)
region_option = click.option(
    "--region",
    default="000000000000",
    show_default=True,
    metavar="CODE",
    help="12-digit code of the region that the run is for.",
)
on_option = click.option(
    "--on",
    type=DATE,
    default=dt.date.today,
    show_default="today",
    metavar="DATE",
    help="The day of determination.",
)
programme_option = click.option(
    "--programme", "programmes", multiple=True, metavar="KEY", help="Only this programme; may be repeated."
)
unconfirmed_option = click.option(
    "--include-unconfirmed", is_flag=True, help="Count figures whose official text nobody has read yet."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
check_option = click.option(
    "--check/--no-check",
    default=True,
    show_default=True,
    help="Check the facts first. --no-check: they are Parquet that was checked before.",
)
memory_option = click.option("--memory", metavar="SIZE", default=None, help="Memory limit of the engine, such as 3GB.")
