"""``jiahe determine``: the main job."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path

import click

from jiahe.cli import console as c
from jiahe.cli import options as o
from jiahe.cli.in_force import refuse_if_none_is_in_force, why_nobody
from jiahe.determination.outreach import ToReach
from jiahe.determination.run import Run
from jiahe.determination.run import determine as determine_register
from jiahe.determination.summary import Line, summarise
from jiahe.determination.workbook import write_outreach, write_summary
from jiahe.law.rule import Pack
from jiahe.law.setting import Setting
from jiahe.programmes import the_pack


@click.command()
@o.facts_option
@o.region_option
@o.on_option
@o.result_option
@o.programme_option
@o.unconfirmed_option
@o.memory_option
@o.check_option
@o.json_option
def determine(
    folder: Path, region: str, on: dt.date, out: Path, programmes: tuple[str, ...], include_unconfirmed: bool,
    memory: str | None, as_json: bool, check: bool,
) -> int:  # fmt: skip
    """全体认定 Run the law over a register: who is entitled, who is missed, who needs evidence, and the money.

    Writes outcomes.parquet, summary.xlsx, outreach.xlsx, run.json and facts/ (the cleaned facts and what was found
    in them; those of an earlier run become facts.before) into the result folder.
    """
    pack = c.chosen_pack(programmes)
    setting = Setting.of(the_pack(), on, region, unconfirmed=include_unconfirmed)
    refuse_if_none_is_in_force(pack, setting)
    c.result_folder(out, folder, ("outcomes.parquet", "summary.xlsx", "outreach.xlsx", "run.json"))
    with (
        c.progress_bar(as_json) as report,
        c.ready_facts(folder, out, report, check=check, on=on, memory=memory) as facts,
    ):
        c.refuse_unknown_regions([region], facts.divisions)
        run = determine_register(
            facts.tables, pack, setting, out, affected=facts.affected, memory_limit=memory, progress=report
        )
        report("汇总 / summing up", 0.2)
        summary = write_summary(run, facts.divisions)
        report("汇总 / summing up", 0.6)
        outreach, people = write_outreach(run, facts.divisions)
        report("汇总 / summing up", 1.0)
        lines = summarise(run.outcomes, region=region, level="all")
    if as_json:
        c.print_json(_as_json(run, lines, people, facts))
    else:
        print_lines(run, lines, f"{facts.divisions.full_name(region)}  {on}")
        _print_rest(run, facts, [run.outcomes, summary, outreach])
    if not run.rows:
        c.say_problem(_nobody(facts, pack, setting), "没有认定任何人 nobody was determined")
    return 1 if facts.set_aside or facts.unusable or not run.rows else 0


def _nobody(facts: c.ReadyFacts, pack: Pack, setting: Setting) -> str:
    if not facts.people:
        return "人员表没有一行可用。The persons file has no row that can be used."
    return "\n  ".join(["没有一个项目涉及资料中的人。No programme looks at anybody:", *why_nobody(pack, setting)])


def print_lines(run: Run, lines: list[Line], title: str) -> None:
    """Print the summary, a line a programme; nothing when there is none."""
    if not lines:
        return
    rules = {lowered.rule.key: lowered.rule for lowered in run.query.rules}
    heads = (
        "应享\nentitled",
        "已申领\nenrolled",
        "漏享\nmissed",
        "需补材料\nneeds\nevidence",
        "本年应发（元）\nowed this year\n(yuan)",
        "漏享金额（元）\nsum missed\n(yuan)",
    )
    table = c.new_table(title, ("项目 Programme",), heads)
    for line in lines:
        rule = rules[line.programme]
        claims_known = line.claims_unknown < line.entitled or line.entitled == 0
        counted = (f"{line.enrolled:,}", f"{line.missed:,}") if claims_known else ("未知 unknown",) * 2
        owed = c.yuan_text(line.this_year) if rule.benefit == "money" else f"{line.this_year:,} 天 days"
        missed = c.with_unknown(c.yuan_text(line.missed_money), line.missed_unknown, line.missed)
        money = (
            c.with_unknown(owed, line.this_year_unknown, line.entitled), missed if claims_known else "未知 unknown"
        )  # fmt: skip
        if rule.benefit == "days":
            counted, money = ("–", "–"), (money[0], "–")
        table.add_row(f"{rule.zh}\n{rule.en}", f"{line.entitled:,}", *counted, f"{line.needs_evidence:,}", *money)
    c.print_table(table)


def _print_rest(run: Run, facts: c.ReadyFacts, files: list[Path]) -> None:
    applied = [lowered.rule.key for lowered in run.query.rules]
    for rule in run.query.left_out:
        name = f"{rule.zh} {rule.en} {rule.key}"
        where = "部分地区未纳入 left out in some places" if rule.key in applied else "未纳入 left out"
        c.out.print(f"{where}: {name}（依据尚未核实 unconfirmed; --include-unconfirmed 可纳入 counts it）")
    c.print_faults(facts)
    if short := facts.people_short_of_rows:
        c.out.print(
            f"有 {short:,} 人的行未采用，他们和近亲的结论可能因此不同；名单中已注明。People who lost a row: {short:,}; "
            f"their answers and those of close kin may differ, as outreach.xlsx marks → {facts.affected}"
        )
    for file in files:
        c.out.print(f"→ {file}")


def _line_as_json(run: Run, line: Line) -> dict[str, object]:
    """Return a line for a program. Leave is not claimed here, so what speaks of claims is null."""
    (benefit,) = [one.rule.benefit for one in run.query.rules if one.rule.key == line.programme]
    of_claims = ("enrolled", "missed", "claims_unknown", "missed_money", "missed_unknown", "forfeited")
    return asdict(line) | (dict.fromkeys(of_claims) if benefit == "days" else {})


def _as_json(run: Run, lines: list[Line], people: list[ToReach], facts: c.ReadyFacts) -> dict[str, object]:
    return {
        "on": run.setting.on,
        "region": run.setting.region,
        "outcomes": run.rows,
        "programmes": [_line_as_json(run, line) for line in lines],
        "left_out_as_unconfirmed": run.left_out,
        "to_reach": len(people),
        "facts": facts.as_json(),
        "folder": run.folder,
    }
