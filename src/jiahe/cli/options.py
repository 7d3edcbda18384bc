"""The options that several commands share, and the kinds of value that they take."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from jiahe.law.errors import LawError
from jiahe.law.place_codes import check_place


class DateParam(click.ParamType[dt.date]):
    """A day, written 2025-09-15."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(
                f"“{value}”不是日期，请写成 2025-09-15 的形式。{value!r} is not a date. Write it as 2025-09-15.",
                param,
                ctx,
            )


class RegionParam(click.ParamType[str]):
    """The code of a division: 12 digits."""

    name = "region"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            check_place(value)
        except LawError as fault:
            self.fail(f"“{value}”不是区划代码，请写全 12 位数字，如 420882000000。{fault.en}", param, ctx)
        return str(value)


_UNITS = {"MB": 1, "MIB": 1, "GB": 1000, "GIB": 1024, "TB": 1_000_000, "TIB": 1_048_576}
"""Units of memory, in MB."""


class MemoryParam(click.ParamType[str]):
    """A size such as 3GB, of at least 100MB."""

    name = "memory"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        written = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([A-Za-z]+)", str(value).strip())
        unit = _UNITS.get(written[2].upper()) if written else None
        if written is None or unit is None or float(written[1]) * unit < 100:
            self.fail(
                f"“{value}”不能用作内存上限，请写成 3GB 的形式，至少 100MB。"
                f"{value!r} cannot be a memory limit. Write a size such as 3GB, of at least 100MB.",
                param,
                ctx,
            )
        return str(value)


DATE = DateParam()
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)

facts_option = click.option(
    "--facts",
    "folder",
    type=FOLDER,
    required=True,
    help="资料文件夹，每表一个文件 / The facts folder: a Parquet or CSV file a table.",
)
region_option = click.option(
    "--region",
    type=RegionParam(),
    default="000000000000",
    show_default=True,
    metavar="CODE",
    help="统计区划代码 12 位 / 12-digit code of the region.",
)
on_option = click.option(
    "--on",
    type=DATE,
    default=dt.date.today,
    show_default="today",
    metavar="DATE",
    help="认定日期 / The day of determination.",
)
programme_option = click.option(
    "--programme",
    "programmes",
    multiple=True,
    metavar="KEY",
    help="只算此项目，可多次写 / Only this programme; may be repeated.",
)
unconfirmed_option = click.option(
    "--include-unconfirmed",
    is_flag=True,
    help="纳入依据未核实的标准 / Count figures whose official text nobody has read yet.",
)


def language_option(*choices: str, default: str) -> Callable[[click.decorators.FC], click.decorators.FC]:
    """Return the option of the language that people read; what a program reads (--json) has both."""
    return click.option(
        "--language",
        type=click.Choice(choices),
        default=default,
        show_default=True,
        help="语言：zh 中文，en 英文，both 两种 / zh Chinese, en English, both: one after the other."
        if "both" in choices
        else "语言：zh 中文，en 英文 / zh Chinese, en English.",
    )


json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON / Print the result as JSON.")
check_option = click.option(
    "--check/--no-check",
    default=True,
    show_default=True,
    help="先检查资料 / Check the facts first. --no-check 快得多 is much faster: for Parquet that 'facts check --out' "
    "or 'synth' wrote.",
)
memory_option = click.option(
    "--memory", type=MemoryParam(), metavar="SIZE", default=None, help="内存上限 / Memory limit, such as 3GB."
)
result_option = click.option(
    "--out",
    "out",
    type=FOLDER,
    required=True,
    help="结果文件夹 / Folder for the result; made if it is not there. "
    "OUT/facts 存清理后的资料 holds a cleaned copy of the facts.",
)
