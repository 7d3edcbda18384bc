"""``jiahe simulate``: what a reform would cost, and who would win or lose."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table

from jiahe.cli import console as c
from jiahe.determination.reform import Effect, read_reform
from jiahe.determination.reform import simulate as simulate_reform
from jiahe.law.setting import Setting


@click.command()
@c.facts_option
@click.option(
    "--reform", "file", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The reform file (YAML)."
)
@c.region_option
@c.on_option
@click.option("--out", "out", type=c.FOLDER, required=True, help="Folder for both results; made if it is not there.")
@c.programme_option
@c.unconfirmed_option
@c.memory_option
@click.option("--by-place", is_flag=True, help="Also a line for every town.")
@c.check_option
@c.json_option
def simulate(
    folder: Path, file: Path, region: str, on: dt.date, out: Path, programmes: tuple[str, ...],
    include_unconfirmed: bool, memory: str | None, by_place: bool, as_json: bool, check: bool,
) -> int:  # fmt: skip
    """Price a reform over a register: winners, losers and money, by programme and place."""
    reform = read_reform(file, c.the_pack())
    pack = c.chosen_pack(programmes)
    new = [rule.key for rule in reform.pack.rules if rule.key not in c.the_pack().parameters]
    keys = [rule.key for rule in pack.rules] + new
    setting = Setting.of(c.the_pack(), on, region, unconfirmed=include_unconfirmed)
    changed = type(reform)(reform.zh, reform.en, reform.pack.only(keys), reform.changes)
    with c.progress_bar(as_json) as report, c.ready_facts(folder, out, report, check=check) as facts:
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
    table = Table(title=f"{reform.zh}  {reform.en}\n" + "\n".join(reform.changes), title_justify="left")
    for head in ("项目 Programme", "地区 Place"):
        table.add_column(head)
    for head in (
        "应享人数\nentitled",
        "新增\nnewly",
        "不再\nno longer",
        "多得\nwinners",
        "少得\nlosers",
        "本年（元）\nthis year",
        "增减（元）\nchange",
    ):
        table.add_column(head, justify="right")
    for effect in shown:
        table.add_row(*_cells(effect, _place_name(effect.place, divisions)))
    c.out.print(table)
    return 0


def _place_name(place: str | None, divisions: c.Divisions) -> str:
    if place is None:
        return "合计 all"
    return "外地或不明 elsewhere" if place == "elsewhere" else divisions.name(place)


def _cells(effect: Effect, place: str) -> tuple[str, ...]:
    return (
        effect.programme, place, f"{effect.before:,} → {effect.after:,}", f"{effect.newly_entitled:,}",
        f"{effect.no_longer_entitled:,}", f"{effect.winners:,}", f"{effect.losers:,}",
        f"{c.yuan_text(effect.this_year_before)} → {c.yuan_text(effect.this_year_after)}", c.yuan_text(effect.cost),
    )  # fmt: skip
