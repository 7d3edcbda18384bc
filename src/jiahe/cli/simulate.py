"""``jiahe simulate``: what a reform would cost, and who would win or lose."""

from __future__ import annotations

import datetime as dt
import traceback
from dataclasses import asdict
from pathlib import Path

import click

from jiahe.cli import console as c
from jiahe.cli import options as o
from jiahe.determination.reform import Effect, Reform, read_reform
from jiahe.determination.reform import simulate as simulate_reform
from jiahe.law.errors import LawError
from jiahe.law.setting import Setting
from jiahe.programmes import the_pack


@click.command()
@o.facts_option
@click.option(
    "--reform",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="改革方案文件 / The reform file (YAML).",
)
@o.region_option
@o.on_option
@o.result_option
@o.programme_option
@o.unconfirmed_option
@o.memory_option
@click.option("--by-place", is_flag=True, help="分乡镇 / Also a line for every town.")
@o.check_option
@o.json_option
def simulate(
    folder: Path, file: Path, region: str, on: dt.date, out: Path, programmes: tuple[str, ...],
    include_unconfirmed: bool, memory: str | None, by_place: bool, as_json: bool, check: bool,
) -> int:  # fmt: skip
    """改革测算 Price a reform over a register: winners, losers and money, by programme and place."""
    reform = _read(file)
    pack = c.chosen_pack(programmes)
    new = [rule.key for rule in reform.pack.rules if rule.key not in the_pack().parameters]
    keys = [rule.key for rule in pack.rules] + new
    setting = Setting.of(the_pack(), on, region, unconfirmed=include_unconfirmed)
    changed = type(reform)(reform.zh, reform.en, reform.pack.only(keys), reform.changes)
    c.result_folder(out, folder, ())
    with c.progress_bar(as_json) as report, c.ready_facts(folder, out, report, check=check, memory=memory) as facts:
        found = simulate_reform(facts.tables, pack, changed, setting, out, memory_limit=memory, progress=report)
        divisions = facts.divisions
    shown = found if by_place else [effect for effect in found if effect.place is None]
    if as_json:
        c.print_json(
            {
                "reform": {"zh": reform.zh, "en": reform.en, "changes": reform.changes},
                "effects": [asdict(e) for e in shown],
            }
        )
        return 0
    heads = (
        "应享人数\nentitled",
        "新增\nnewly",
        "不再\nno longer",
        "多得\nwinners",
        "少得\nlosers",
        "本年（元）\nthis year",
        "增减（元）\nchange",
    )
    title = f"{reform.zh}  {reform.en}\n" + "\n".join(reform.changes)
    table = c.new_table(title, ("项目 Programme", "地区 Place"), heads)
    for effect in shown:
        benefit = reform.pack.rule(effect.programme).benefit
        table.add_row(*_cells(effect, _place_name(effect.place, divisions), benefit))
    c.out.print(table)
    return 0


def _read(file: Path) -> Reform:
    """Read a reform. Its rule file is a program of its writer's: any error in it is told as the reform's."""
    try:
        return read_reform(file, the_pack())
    except c.Problem:
        raise
    except Exception as fault:
        last = traceback.extract_tb(fault.__traceback__)[-1]
        where = f"{last.filename}:{last.lineno}"
        if isinstance(fault, SyntaxError):
            where = f"{fault.filename}:{fault.lineno}"
        raise LawError(
            f"改革方案 {file} 读不了。The reform {file} cannot be read: {type(fault).__name__}: {fault} ({where}). "
            "Correct the file, or the rule that it names."
        ) from fault


def _place_name(place: str | None, divisions: c.Divisions) -> str:
    if place is None:
        return "合计 all"
    return "外地或不明 elsewhere" if place == "elsewhere" else divisions.name(place)


def _cells(effect: Effect, place: str, benefit: str) -> tuple[str, ...]:
    def said(amount: int) -> str:
        return c.yuan_text(amount) if benefit == "money" else f"{amount:,} 天 days"

    return (
        effect.programme, place, f"{effect.before:,} → {effect.after:,}", f"{effect.newly_entitled:,}",
        f"{effect.no_longer_entitled:,}", f"{effect.winners:,}", f"{effect.losers:,}",
        f"{said(effect.this_year_before)} → {said(effect.this_year_after)}", said(effect.cost),
    )  # fmt: skip
