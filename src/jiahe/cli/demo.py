"""``jiahe demo``: the demo town made, determined and shown, and one missed family explained."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from jiahe.cli import console as c
from jiahe.cli import options as o
from jiahe.cli.determine import print_lines
from jiahe.cli.explain import explanations
from jiahe.determination.run import determine
from jiahe.determination.summary import summarise
from jiahe.determination.workbook import write_outreach, write_summary
from jiahe.facts.own_folders import set_aside
from jiahe.law.explain import to_text
from jiahe.law.query import ELIGIBLE
from jiahe.law.setting import Setting
from jiahe.programmes import the_pack

DAY = dt.date(2025, 12, 10)
TOWN = "420890100000"
PROGRAMME = "cn/childcare-subsidy"


@click.command()
@click.option(
    "--folder",
    type=o.FOLDER,
    default=Path("demo"),
    show_default=True,
    help="放在哪里 / Where the town and the result go.",
)
@click.option("--again", is_flag=True, help="重新生成，原来的改名保留 / Make the town anew; the one there is renamed.")
def demo(folder: Path, again: bool) -> int:
    """演示 Make the demo town, run the law over it, and explain one family that is missing what it is owed."""
    from jiahe.synth.register import make_register

    register, result = folder / "register", folder / "result"
    with c.progress_bar(quiet=False) as report:
        if again or not (register / "persons.parquet").is_file():
            if register.exists():
                set_aside(register)
            make_register(register, town=True, on=DAY, progress=report)
        setting = Setting.of(the_pack(), DAY, TOWN)
        with c.ready_facts(register, None, report, check=True) as facts:
            run = determine(facts.tables, the_pack(), setting, result, progress=report)
            summary = write_summary(run, facts.divisions)
            outreach, people = write_outreach(run, facts.divisions)
            lines = summarise(run.outcomes, region=TOWN, level="all")
            missed = next(
                p
                for p in people
                if p.programme == PROGRAMME and p.status == ELIGIBLE and p.enrolled is False and p.contact
            )
            (explained,) = explanations(facts, missed.person, the_pack().only([PROGRAMME]), setting, register)
            divisions = facts.divisions
    print_lines(run, lines, f"{divisions.full_name(TOWN)}（虚构 invented）  {DAY}")
    for rule in run.query.left_out:
        c.out.print(f"未纳入 left out: {rule.zh} {rule.en} {rule.key}（依据尚未核实 unconfirmed）")
    village = divisions.name(missed.village) if missed.village else ""
    c.out.print(
        f"\n漏享的一家 one family that is missed: {missed.name}，{village} {missed.group}组，"
        f"父母 parents {missed.contact}\n",
        markup=False,
    )
    print(to_text(explained, "both", c.reading_width()))
    for file in (run.outcomes, summary, outreach):
        c.out.print(f"→ {file}", markup=False)
    return 0
