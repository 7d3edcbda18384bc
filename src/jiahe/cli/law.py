"""``jiahe law``: the programmes themselves: list them, show one, run their cases, look for faults."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from jiahe.cli import console as c
from jiahe.cli import options as o
from jiahe.cli.in_force import force
from jiahe.cli.show import show
from jiahe.determination.lint import lint as lint_pack
from jiahe.law.case_runs import CaseResult, run_case
from jiahe.law.cases import find_case_files, read_cases
from jiahe.law.errors import LawError
from jiahe.law.rule import Rule
from jiahe.law.setting import Setting
from jiahe.places.divisions import Divisions
from jiahe.programmes import the_pack


@click.group()
def law() -> None:
    """项目与依据 The programmes: list, show, test, lint."""


@law.command("list")
@o.region_option
@o.on_option
@o.json_option
def list_programmes(region: str, on: dt.date, as_json: bool) -> int:
    """列出项目 List the programmes and whether each is in force in a region on a day."""
    pack = the_pack()
    setting = Setting.of(pack, on, region)
    rows = [(rule, force(rule, setting)) for rule in pack.rules]
    if as_json:
        c.print_json(
            [{"key": r.key, "zh": r.zh, "en": r.en, "in_force": known[0], "regions": _regions(r)} for r, known in rows]
        )
        return 0
    heads = ("项目 programme", "名称 name", "施行 in force", "地区 regions")
    table = c.new_table(f"{Divisions.published().full_name(region)}  {on}", heads)
    for rule, known in rows:
        table.add_row(rule.key, f"{rule.zh}\n{rule.en}", known[1], "\n".join(_regions(rule)))
    c.print_table(table)
    return 0


def _regions(rule: Rule) -> list[str]:
    published = Divisions.published()
    return sorted({published.name(dated.region) for dated in rule.parameters.in_force.values})


law.add_command(show)


@law.command("test")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-k", "text", default="", metavar="TEXT", help="只运行名称含此文字的案例 / Only cases whose name has this text."
)
@o.json_option
def run_tests(paths: tuple[Path, ...], text: str, as_json: bool) -> int:
    """运行案例 Run worked cases (cases.yaml) on both engines. PATHS: case files, or folders that hold them."""
    results: list[CaseResult] = []
    files = find_case_files(paths)
    with c.progress_bar(as_json) as report:
        for number, file in enumerate(files):
            for case in read_cases(file, the_pack()):
                results += [run_case(case)] if text in case.name else []
            report("cases", (number + 1) / len(files))
    if not results:
        if text:
            raise LawError(f"No case has a name with {text!r} in it.", f"没有名称里有“{text}”的案例。")
        raise LawError("There is no case.", "没有案例。")
    failed = [result for result in results if result.faults]
    if as_json:
        c.print_json({
            "passed": len(results) - len(failed),
            "failed": [{"name": r.case.name, "where": r.case.where, "faults": r.faults} for r in failed],
        })  # fmt: skip
    else:
        for result in failed:
            c.out.print(f"FAILED {result.case.name}\n  {result.case.where}（{result.case.source}）", markup=False)
            for fault in result.faults:
                c.out.print(f"    {fault}", markup=False)
        c.out.print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


@law.command("lint")
@o.json_option
def lint(as_json: bool) -> int:
    """检查项目 Look for faults in the programmes: figures no rule reads, criteria no case tries, missing sources."""
    found = lint_pack(the_pack())
    if as_json:
        c.print_json([{"programme": f.programme, "en": f.en, "zh": f.zh, "severity": f.severity} for f in found])
    else:
        for fault in found:
            c.out.print(f"{fault.severity}: {fault.programme}: {fault.zh} {fault.en}", markup=False)
        errors = sum(fault.severity == "error" for fault in found)
        c.out.print(f"{len(the_pack().rules)} programmes, {errors} errors, {len(found) - errors} warnings")
    return 1 if any(fault.severity == "error" for fault in found) else 0
