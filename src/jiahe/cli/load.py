"""``jiahe office load``: fills the register of a new office from a facts folder, once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from jiahe.cli import console as c
from jiahe.cli import options as o
from jiahe.cli.facts import print_report
from jiahe.cli.office import the_office
from jiahe.facts import clean
from jiahe.law.errors import LawError


@click.command("load")
@click.argument("folder", type=o.FOLDER)
@click.option("--source", required=True, help="资料来源 Where the facts come from, as each record will say.")
@click.option(
    "--out", type=o.FOLDER, required=True, help="写出问题和未采用的行 Write the findings and the rows set aside here."
)
@click.option(
    "--learned-on",
    "day",
    type=o.DATE,
    default=dt.date.today,
    show_default="today",
    metavar="DATE",
    help="资料截止日期 / The day on which the facts were taken.",
)
@click.option(
    "--without-set-aside",
    "without",
    is_flag=True,
    help="有未采用的行也导入其余的 Load the others although rows are set aside.",
)
@o.memory_option
def load(folder: Path, source: str, out: Path, day: dt.date, without: bool, memory: str | None) -> int:
    """首次导入：把资料文件夹装进空的登记册。Fill an empty register from a facts folder: all of it, or nothing."""
    if not 0 < len(source.strip()) <= 120:
        raise click.UsageError("--source 写 1 至 120 个字。--source takes 1 to 120 characters.")
    with the_office() as start, start.database():
        from jiahe.people.load import is_empty, load_folder
        from jiahe.places.naming import divisions

        if not is_empty():
            raise LawError(
                "登记册里已经有人，没有导入。把这些表压缩成一个 zip，在网页的“导入资料”里导入。\n"
                "There are people in the register, so nothing was loaded. Put these tables into one zip, and load that "
                "on the page “Files from other offices”."
            )
        with c.progress_bar(quiet=False) as report:
            cleaned = clean(
                folder,
                out,
                divisions=divisions(),
                snapshot_day=day,
                programmes=c.programme_names(),
                progress=report,
                memory_limit=memory or "1GB",
                keep_earlier=True,
            )
        aside = cleaned.report.set_aside
        print_report(cleaned.report, 20, "zh")
        if aside and not without:
            rows = out / "set_aside"
            raise LawError(
                f"有 {aside:,} 行没有采用，所以都没有导入。改好 {rows} 里的行再来一次；"
                "或加 --without-set-aside，只导入其余的。\n"
                f"Rows set aside: {aside:,}; so nothing was loaded. Mend those in {rows} and run it again; "
                "or load the others alone with --without-set-aside."
            )
        try:
            count = load_folder(cleaned.folder, source=source, learned_on=day)
        except ValueError as refused:
            raise LawError(f"没有导入。Nothing was loaded: {refused}") from refused
    c.out.print(f"已导入 {count:,} 人。{count:,} people are in the register.", markup=False)
    return 1 if aside else 0
