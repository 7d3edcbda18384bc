"""``jiahe facts``: is this folder fit to be determined?"""

from __future__ import annotations

import datetime as dt
from itertools import islice
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from jiahe.cli import console as c
from jiahe.facts import CheckReport, FactsFolder, check, clean
from jiahe.places import Divisions


@click.group()
def facts() -> None:
    """The facts that the law is run on: check a folder."""


@facts.command("check")
@click.argument("folder", type=c.FOLDER)
@click.option(
    "--out",
    "out",
    type=c.FOLDER,
    default=None,
    help="Also write the usable rows, the findings and the rows set aside here.",
)
@click.option(
    "--snapshot",
    "day",
    type=c.DATE,
    default=dt.date.today,
    show_default="today",
    metavar="DATE",
    help="The day on which the facts were taken.",
)
@click.option("--show", "shown", type=int, default=20, show_default=True, help="How many findings to print.")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@c.memory_option
@c.json_option
def check_folder(
    folder: Path, out: Path | None, day: dt.date, shown: int, language: str, memory: str | None, as_json: bool
) -> int:
    """Report every fault in a facts folder: file, row, column, value, and what to do."""
    opened = FactsFolder.open(folder)
    keys = [rule.key for rule in c.the_pack().rules]
    with c.progress_bar(as_json) as report:
        settings: dict[str, Any] = {
            "divisions": Divisions.published(),
            "snapshot_day": day,
            "programmes": keys,
            "progress": report,
            "memory_limit": memory or "1GB",
        }
        found = clean(opened, out, **settings).report if out is not None else check(opened, **settings)
    if as_json:
        c.print_json(_as_json(found, shown))
    else:
        _print(found, shown, language)
        if out is not None:
            c.out.print(f"→ {out}")
    return 1 if found.set_aside else 0


def _print(found: CheckReport, shown: int, language: str) -> None:
    table = Table()
    table.add_column("文件 file")
    for head in ("读入\nread", "可用\nused", "未采用\nset aside", "按未知\nread as unknown", "提醒\nwarnings"):
        table.add_column(head, justify="right")
    for count in found.tables.values():
        cells = (count.read, count.used, count.set_aside, count.cells_unknown, count.warnings)
        table.add_row(count.file, *(f"{n:,}" for n in cells))
    c.out.print(table)
    if found.absent:
        c.out.print("未提供，按未知处理 not given, so unknown: " + ", ".join(found.absent))
    if found.absent_columns:
        c.out.print(
            "缺少的列，按未知处理 columns not given, so unknown: "
            + ", ".join(f"{t}.{n}" for t, n in found.absent_columns)
        )
    total = sum(found.rules.values())
    for finding in islice(found.findings(), shown):
        c.out.print("• " + finding.text(language), markup=False)
    if total > shown:
        c.out.print(
            f"… 另有 {total - shown:,} 条 more; --show {total} 显示全部 shows all, "
            "--out DIR 写成文件 writes them to files"
        )
    if total == 0:
        c.out.print("没有发现问题 no faults found")


def _as_json(found: CheckReport, shown: int) -> dict[str, object]:
    return {
        "tables": {name: vars(count) for name, count in found.tables.items()},
        "absent": list(found.absent),
        "absent_columns": [f"{t}.{n}" for t, n in found.absent_columns],
        "rules": dict(found.rules),
        "rows_set_aside": found.set_aside,
        "findings": [vars(finding) for finding in islice(found.findings(), shown)],
    }
