"""``jiahe simulate``: what a reform would cost, and who would win or lose."""

from __future__ import annotations

import datetime as dt
import traceback
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

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
@click.option("--by-place", is_flag=True, help="分乡镇，乡镇的分村 / Also by town; of a town, by village.")
@o.check_option
@o.json_option
def simulate(
    folder: Path, file: Path, region: str, on: dt.date, out: Path, programmes: tuple[str, ...],
    include_unconfirmed: bool, memory: str | None, by_place: bool, as_json: bool, check: bool,
) -> int:  # fmt: skip
    """改革测算 Price a reform over a register: winners, losers and money, by programme and place.

    Writes before/ and after/ (outcomes.parquet and run.json of both laws) and facts/ into the result folder.
    """
    reform = _read(file)
    pack = c.chosen_pack(programmes)
    new = [rule.key for rule in reform.pack.rules if rule.key not in the_pack().parameters]
    keys = [rule.key for rule in pack.rules] + new
    setting = Setting.of(the_pack(), on, region, unconfirmed=include_unconfirmed)
    changed = replace(reform, pack=reform.pack.only(keys))
    c.result_folder(out, folder, ())
    with (
        c.progress_bar(as_json) as report,
        c.ready_facts(folder, out, report, check=check, on=on, memory=memory) as facts,
    ):
        c.refuse_unknown_regions([region, *sorted(reform.regions)], facts.divisions)
        found = simulate_reform(facts.tables, pack, changed, setting, out, memory_limit=memory, progress=report)
    shown = [effect for effect in found if by_place or effect.place is None]
    if as_json:
        c.print_json(_as_json(reform, shown, setting, facts, out))
    else:
        c.out.print("\n".join([f"{facts.divisions.full_name(region)}  {on}", reform.zh, reform.en, *reform.changes]))
        _print_effects(shown, reform, facts.divisions)
        c.print_faults(facts)
        c.out.print(f"→ {out / 'before'}\n→ {out / 'after'}", markup=False)
    if not any(effect.changes_something for effect in found):
        c.say_problem(
            "方案里的地区、日期、项目是否对得上这次测算？"
            "Do its regions, days and programmes fit what was asked (--region, --on, --programme)?",
            "没有任何人的结果改变 nobody's answer changes",
        )
    return 1 if facts.set_aside or facts.unusable else 0


def _as_json(reform: Reform, shown: list[Effect], setting: Setting, facts: c.ReadyFacts, out: Path) -> dict[str, Any]:
    return {
        "on": setting.on,
        "region": setting.region,
        "reform": {"zh": reform.zh, "en": reform.en, "changes": reform.changes},
        "effects": [asdict(effect) for effect in shown],
        "facts": facts.as_json(),
        "folder": out,
    }


_HEADS = (
    "应享\nentitled", "新增\nnewly", "不再\nno\nlonger", "多得\nwinners", "少得\nlosers", "变为不明\nbecame\nunknown",
    "本年（元）\nthis year\n(yuan)", "本年增减\nchange\nthis year", "各年增减\nchange of\nall years",
)  # fmt: skip


def _print_effects(shown: list[Effect], reform: Reform, divisions: c.Divisions) -> None:
    """Print a table of the programmes, and of each programme one of its places where these are asked for."""
    rules = {rule.key: rule for rule in reform.pack.rules}
    names = {key: f"{rule.zh}\n{rule.en}" for key, rule in rules.items()}
    table = c.new_table(None, ("项目 Programme",), _HEADS)
    for effect in shown:
        if effect.place is None:
            table.add_row(names[effect.programme], *_cells(effect, rules[effect.programme].benefit))
    c.print_table(table)
    for key, name in names.items():
        places = [effect for effect in shown if effect.programme == key and effect.place is not None]
        if places:
            table = c.new_table(" ".join(name.split("\n")), ("地区 Place",), _HEADS)
            for effect in places:
                table.add_row(_place_name(effect.place, divisions), *_cells(effect, rules[key].benefit))
            c.print_table(table)


def _read(file: Path) -> Reform:
    """Read a reform. Its rule file is a program of its writer's: any error in it is told as the reform's."""
    try:
        return read_reform(file, the_pack())
    except c.Problem as fault:
        raise LawError(f"改革方案 {file} 写得不对，请照下面的说明改。The reform is not right: {fault}") from fault
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
    if place is None or place == "elsewhere":
        return "外地或不明\nelsewhere or unknown"
    return divisions.name(place) if divisions.is_known(place) else place


def _cells(effect: Effect, benefit: str) -> tuple[str, ...]:
    def said(amount: int, unknown: int, people: int) -> str:
        known = c.yuan_text(amount) if benefit == "money" else f"{amount:,} 天 days"
        return c.with_unknown(known, unknown, people)

    before = said(effect.this_year_before, effect.this_year_unknown_before, effect.before)
    after = said(effect.this_year_after, effect.this_year_unknown_after, effect.after)
    return (
        f"{effect.before:,}\n→ {effect.after:,}", f"{effect.newly_entitled:,}", f"{effect.no_longer_entitled:,}",
        f"{effect.winners:,}", f"{effect.losers:,}", f"{effect.became_unknown:,}", f"{before}\n→ {after}",
        said(effect.cost, effect.unpriced, effect.concerned),
        said(effect.cost_of_all_years, effect.unpriced_of_all_years, effect.concerned),
    )  # fmt: skip
