"""``jiahe facts``: is this folder fit to be determined?"""

from __future__ import annotations

import datetime as dt
from itertools import islice
from pathlib import Path
from typing import Any

import click

from jiahe.cli import console as c
from jiahe.cli import options as o
from jiahe.facts import CheckReport, FactsFolder, check, clean
from jiahe.places import Divisions


@click.group()
def facts() -> None:
    """资料检查 The facts that the law is run on: check a folder."""


@facts.command("check")
@click.argument("folder", type=o.FOLDER)
@click.option(
    "--out",
    "out",
    type=o.FOLDER,
    default=None,
    help="另写出可用的行、问题和未采用的行 / Also write the usable rows, the findings and the rows set aside here.",
)
@click.option(
    "--snapshot",
    "day",
    type=o.DATE,
    default=dt.date.today,
    show_default="today",
    metavar="DATE",
    help="资料截止日期 / The day on which the facts were taken.",
)
@click.option(
    "--show",
    "shown",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="显示几条问题 / How many findings to print.",
)
@o.language_option("zh", "en", default="zh")
@o.memory_option
@o.json_option
def check_folder(
    folder: Path, out: Path | None, day: dt.date, shown: int, language: str, memory: str | None, as_json: bool
) -> int:
    """检查资料 Report every fault in a facts folder: file, row, column, value, and what to do."""
    opened = FactsFolder.open(folder)
    with c.progress_bar(as_json) as report:
        settings: dict[str, Any] = {
            "divisions": Divisions.published(),
            "snapshot_day": day,
            "programmes": c.programme_names(),
            "progress": report,
            "memory_limit": memory or "1GB",
        }
        cleaned = clean(opened, out, **settings) if out is not None else None
        found = cleaned.report if cleaned is not None else check(opened, **settings)
    if as_json:
        usable = None if cleaned is None else cleaned.folder
        c.print_json(_as_json(found, shown) | {"usable": usable})
    else:
        print_report(found, shown, language)
        if cleaned is not None:
            c.out.print(f"→ {out}", markup=False)
        if cleaned is not None and cleaned.in_place:
            c.out.print(
                f"资料不用清理，原样可用：{folder}（--no-check 可跳过检查）。"
                f"Nothing had to be cleaned: {folder} can be used as it is, with --no-check too.",
                markup=False,
            )
    return 1 if found.set_aside or found.unusable else 0


def print_report(found: CheckReport, shown: int, language: str) -> None:
    heads = ("读入\nread", "可用\nused", "未采用\nset aside", "按未知\nread as unknown", "提醒\nwarnings")
    table = c.new_table(None, ("文件 file",), heads)
    for count in found.tables.values():
        cells = (count.read, count.used, count.set_aside, count.cells_unknown, count.warnings)
        table.add_row(count.file, *(f"{n:,}" for n in cells))
    c.print_table(table)
    if found.absent:
        c.out.print("未提供，按未知处理 not given, so unknown: " + ", ".join(found.absent))
    if found.unusable:
        c.out.print("整张表未采用，按未知处理 nothing of the table is used, so unknown: " + ", ".join(found.unusable))
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
        "unusable": list(found.unusable),
        "absent_columns": [f"{t}.{n}" for t, n in found.absent_columns],
        "rules": dict(found.rules),
        "rows_set_aside": found.set_aside,
        "findings": [vars(finding) for finding in islice(found.findings(), shown)],
    }
