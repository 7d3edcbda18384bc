"""``jiahe office newer-list``: bringing the divisions of a running office up to a newer published list."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from jiahe.cli.console import new_table, print_table
from jiahe.cli.office import the_office
from jiahe.cli.options import DATE
from jiahe.law.errors import LawError

if TYPE_CHECKING:
    from jiahe.places.newer_list import Comparison

SHOWN = 30
"""Rows of each kind that are shown; a report has them all."""
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("newer-list")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--on", required=True, type=DATE, help="名单的日期 The day of the list.")
@click.option("--apply", "doing", is_flag=True, help="办理；不写只是试算 Do it; without this it is only compared.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="全部写入 CSV All of it, as CSV.")
def newer_list(files: tuple[Path, ...], on: dt.date, doing: bool, report: Path | None) -> int:
    """用新公布的区划名单更新区划。Compare a newer published list (CSV: code,name,level) with the divisions; --apply."""
    with the_office() as start, start.database():
        from django.conf import settings

        from jiahe.places.changes import ChangeRefused
        from jiahe.places.list_applying import apply_list
        from jiahe.places.list_reading import read_list
        from jiahe.places.newer_list import compare
        from jiahe.trust.acting import Acting, acting_as

        console = Acting(UUID(int=0), "steward", settings.COUNTY, "命令行", "Command line")
        read = read_list(files)
        try:
            with acting_as(console):
                found = compare(read, on=on)
                if doing and not found.faults:
                    found = apply_list(read, on=on, source=f"统计用区划代码 {on}")
        except ChangeRefused as refused:
            raise LawError(f"{refused.zh}\n{refused}") from refused
    rows = list(_rows(found))
    _show(rows)
    if report is not None:
        _write(report, rows)
    return _conclude(found, doing=doing)


def _rows(found: Comparison) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is found: of which kind, about which code or row, its name or value, and what is to say of it."""
    for fault in found.faults:
        yield (
            "错误 fault",
            f"{fault.file}:{fault.row}",
            f"{fault.column} {fault.value}".strip(),
            f"{fault.zh} {fault.en}",
        )
    for one in found.conflicts:
        yield "保留 kept", one.place.code, one.place.name, f"{one.zh} {one.en}"
    for place in found.new:
        yield "新增 new", place.code, place.name, ""
    for place, before in found.renamed.items():
        yield "更名 renamed", place.code, place.name, f"原名 was {before}"
    there: dict[str, list[str]] = {}
    for stands in found.standing:
        there.setdefault(stands.code, []).append(f"{stands.count} {stands.zh} {stands.en}")
    for place in found.gone:
        yield "撤销 gone", place.code, place.name, "；".join(there.get(place.code, ()))


def _show(rows: Iterable[tuple[str, str, str, str]]) -> None:
    table, counted = new_table(None, ("", "代码 code", "名称 name", "说明")), dict[str, int]()
    for row in rows:
        counted[row[0]] = counted.get(row[0], 0) + 1
        if counted[row[0]] <= SHOWN:
            table.add_row(*row)
    if counted:
        print_table(table)
    for kind, count in counted.items():
        if count > SHOWN:
            click.echo(f"{kind}：{count}，只显示 {SHOWN}，全部请用 --report。{SHOWN} of {count}; --report has all.")


def _write(report: Path, rows: Iterable[tuple[str, ...]]) -> None:
    with report.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(chain([("kind", "code", "name", "note")], rows))


def _conclude(found: Any, *, doing: bool) -> int:
    if found.faults:
        count = len(found.faults)
        raise LawError(
            f"名单有 {count} 处错误，什么也没有改。请改正后再试。\n"
            f"{count} faults in the list; nothing was changed. Correct them and try again."
        )
    said = (
        f"新增 new {len(found.new)}，更名 renamed {len(found.renamed)}，撤销 gone {len(found.gone)}，"
        f"保留 kept {len(found.conflicts)}，不变 the same {found.same}"
    )
    click.echo(said)
    click.echo(
        "已办理。Done." if doing else "只是试算，什么也没有改；办理请加 --apply。Nothing was changed: add --apply."
    )
    return 0
