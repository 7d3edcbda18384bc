"""``jiahe synth``: an invented register with the shape of a real county."""

from __future__ import annotations

from pathlib import Path

import click

from jiahe.cli import console as c
from jiahe.cli import options as o
from jiahe.law.errors import LawError


@click.command()
@click.option(
    "--out",
    "out",
    type=o.FOLDER,
    required=True,
    help="要生成的文件夹 / The facts folder to make; it must not exist or be empty.",
)
@click.option("--town", is_flag=True, help="演示镇 / The demo town: 38,980 people, 10 villages and 1 community.")
@click.option(
    "--county",
    metavar="CODE",
    default=None,
    help="县级代码 / 6 or 12 digits: whose age and sex structure the register has.",
)
@click.option("--people", type=int, default=None, metavar="N", help="人数 / How many people.")
@click.option(
    "--seed", type=int, default=2026, show_default=True, help="随机种子 / The same seed makes the same register."
)
@click.option("--dirty", is_flag=True, help="带错误的 CSV / With realistic faults, as CSV files.")
@o.json_option
def synth(out: Path, town: bool, county: str | None, people: int | None, seed: int, dirty: bool, as_json: bool) -> int:
    """生成虚构资料 Make a register of invented people with the age and sex structure of a real county."""
    from jiahe.synth.register import make_register  # numpy and Faker take half a second to import

    if not town and people is None:
        raise LawError("请写明生成什么。Say what to make: --town, or --people N (and --county CODE).")
    with c.progress_bar(as_json) as report:
        summary = make_register(out, town=town, county=county, people=people, seed=seed, dirty=dirty, progress=report)
    if as_json:
        c.print_json(summary.to_dict())
    else:
        for line in summary.lines():
            c.out.print(line, markup=False)
        c.out.print(f"→ {out}")
    return 0
