"""``jiahe law``: the programmes themselves: list them, show one, run their cases, look for faults."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from jiahe.cli import console as c
from jiahe.cli import options as o
from jiahe.cli.in_force import force
from jiahe.determination.lint import lint as lint_pack
from jiahe.law.case_runs import CaseResult, run_case
from jiahe.law.cases import find_case_files, read_cases
from jiahe.law.errors import LawError
from jiahe.law.explanation.wording import share
from jiahe.law.parameters import Dated, Parameter
from jiahe.law.reads import facts_read
from jiahe.law.rule import Rule
from jiahe.law.setting import Setting
from jiahe.law.types import NEVER, Type
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


@law.command()
@click.argument("programme")
@o.json_option
def show(programme: str, as_json: bool) -> int:
    """查看一个项目 Show one programme: criteria and articles, figures and sources, and the facts it reads."""
    rule = c.known_rule(programme)
    if as_json:
        c.print_json(_shown(rule))
        return 0
    c.out.print(f"[bold]{rule.zh}  {rule.en}[/bold]  {rule.key}\n{rule.doc}\n")
    c.out.print("[bold]条件 Criteria[/bold]")
    for one in rule.criteria:
        c.out.print(f"  {one.key}: {one.zh} {one.en}（{one.cites}）", markup=False)
    c.out.print("\n[bold]标准 Figures[/bold]")
    for parameter in rule.parameters:
        c.out.print(f"  {parameter.name}: {parameter.zh} {parameter.en}", markup=False)
        for dated in parameter.values:
            c.out.print(f"    {_dated(parameter, dated)}", markup=False)
    c.out.print("\n[bold]所用资料 Facts that it reads[/bold]")
    c.out.print("  " + ", ".join(sorted(f"{table}.{column}" for table, column in facts_read(rule))), markup=False)
    return 0


def _dated(parameter: Parameter, dated: Dated) -> str:
    until = "" if dated.until == NEVER else f" 至 until {dated.until}"
    source = (
        "依据未核实 unconfirmed"
        if not dated.confirmed or dated.source is None
        else f"{dated.source.number or dated.source.title} {dated.article}"
    )
    return f"{dated.region} 自 from {dated.start}{until}: {_value(parameter, dated)}（{source}）"


def _value(parameter: Parameter, dated: Dated) -> str:
    value = dated.value
    if parameter.type is Type.MONEY and isinstance(value, int):
        return c.yuan_text(value)
    if isinstance(value, Fraction):
        return share(value).zh
    if isinstance(value, str) and value in parameter.choices:
        return f"{value} {' '.join(parameter.choices[value])}"
    return str(value)


def _dated_for_a_program(dated: Dated) -> dict[str, Any]:
    """Return a value with where and when it holds; money in fen, a share as 17/20, ``until`` null: goes on."""
    source = dated.source
    document = None if source is None else {"title": source.title, "number": source.number, "url": source.url}
    return {
        "region": dated.region,
        "from": dated.start,
        "until": None if dated.until == NEVER else dated.until,
        "value": dated.value,
        "confirmed": dated.confirmed,
        "document": document,
        "article": dated.article,
    }


def _shown(rule: Rule) -> dict[str, Any]:
    criteria = [
        {"key": one.key, "zh": one.zh, "en": one.en, "cites": one.cites, "evidence": one.evidence}
        for one in rule.criteria
    ]
    figures = {
        p.name: {
            "zh": p.zh, "en": p.en, "type": p.type.value, "unit": p.unit,
            "values": [_dated_for_a_program(dated) for dated in p.values],
        }
        for p in rule.parameters
    }  # fmt: skip
    facts = sorted(f"{table}.{column}" for table, column in facts_read(rule))
    names = {"key": rule.key, "zh": rule.zh, "en": rule.en, "text": rule.doc}
    return {**names, "criteria": criteria, "parameters": figures, "facts_read": facts}


@law.command("test")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-k", "text", default="", metavar="TEXT", help="只运行名称含此文字的案例 / Only cases whose name has this text."
)
@o.json_option
def run_tests(paths: tuple[Path, ...], text: str, as_json: bool) -> int:
    """运行案例 Run worked cases (cases.yaml) on both engines. PATHS: case files, or folders that hold them."""
    results: list[CaseResult] = []
    files = _case_files(paths)
    with c.progress_bar(as_json) as report:
        for number, file in enumerate(files):
            for case in read_cases(file, the_pack()):
                results += [run_case(case)] if text in case.name else []
            report("cases", (number + 1) / len(files))
    if not results:
        said = (
            f"没有名称含“{text}”的案例。No case's name has the text {text!r}."
            if text
            else "没有案例。There is no case."
        )
        raise LawError(said)
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


def _case_files(paths: tuple[Path, ...]) -> list[Path]:
    try:
        return find_case_files(paths)
    except LawError as fault:
        raise LawError(f"找不到案例文件（*cases.yaml），请检查路径。{fault}") from fault


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
