"""``jiahe explain``: one person's answer with its reasons."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from jiahe.cli import console as c
from jiahe.cli import options as o
from jiahe.cli.in_force import why_not
from jiahe.cli.names import names_for
from jiahe.facts.family import family_of
from jiahe.facts.set_aside import LostRows, lost_rows
from jiahe.law.errors import LawError
from jiahe.law.explain import Explanation, Phrase, RowsSetAside, to_html, to_text
from jiahe.law.explain import explain as explain_outcome
from jiahe.law.facts import Facts
from jiahe.law.outcome import determine_one
from jiahe.law.reads import steps_read
from jiahe.law.rule import Pack
from jiahe.law.setting import Setting
from jiahe.programmes import the_pack


@click.command()
@o.facts_option
@click.option("--person", required=True, metavar="ID", help="人员编号 / The person_id as it stands in the facts.")
@o.programme_option
@o.region_option
@o.on_option
@o.unconfirmed_option
@o.language_option("zh", "en", "both", default="both")
@click.option("--html", "html", type=o.FILE, default=None, help="写成网页文件 / Write a page instead of printing.")
@o.check_option
@o.json_option
def explain(
    folder: Path, person: str, programmes: tuple[str, ...], region: str, on: dt.date, include_unconfirmed: bool,
    language: str, html: Path | None, as_json: bool, check: bool,
) -> int:  # fmt: skip
    """逐条说明一个人的结论 Explain one person's answer.

    Each criterion with the facts behind it and the article, the arithmetic, and what would change the answer. The whole
    folder is checked first; to explain many people, check it once with 'facts check --out' and use --no-check.
    """
    pack = c.chosen_pack(programmes)
    setting = Setting.of(the_pack(), on, region, unconfirmed=include_unconfirmed)
    if html is not None and as_json:
        raise click.UsageError("“--html”和“--json”只能要一个。Ask for --html or for --json, not for both.")
    if html is not None and not html.absolute().parent.is_dir():
        raise LawError(f"{html} 所在的文件夹不存在，请先建好。The folder of {html} does not exist. Make it first.")
    with (
        c.progress_bar(as_json or html is not None) as report,
        c.ready_facts(folder, None, report, check=check, on=on) as facts,
    ):
        c.refuse_unknown_regions([region], facts.divisions)
        found = explanations(facts, person, pack, setting, folder)
    if as_json:
        c.print_json([one.to_dict() for one in found])
    elif html is not None:
        _write_whole(html, to_html(found, language))
        c.out.print(f"→ {html}")
    else:
        width = c.reading_width()
        print(f"\n{'=' * width}\n\n".join(to_text(one, language, width) for one in found), end="")
    return 0


def _write_whole(file: Path, text: str) -> None:
    """Write a file, or leave what was there: a page of which a part is missing would be handed out."""
    unfinished = file.with_name(f".{file.name}.partial")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def explanations(facts: c.ReadyFacts, person: str, pack: Pack, setting: Setting, folder: Path) -> list[Explanation]:
    """Return the explanation of every programme that looks at the person. Raises LawError when none does."""
    steps = max(steps_read(rule) for rule in pack.rules)
    key, family = family_of(facts.tables, person, steps=steps)
    found = determine_one(family, pack, setting, key)
    aside = set_aside(facts, family, key, folder)
    if not found:
        reasons = why_not(pack, setting, family, key)
        raise LawError(
            f"所问的项目都不涉及“{person}”（{setting.on}，{setting.region}）。"
            f"No programme asked about looks at {person!r} on {setting.on} in region {setting.region}:"
            + "".join(f"\n  {reason}" for reason in reasons)
            + "".join(map(_not_used, aside))
        )
    names = names_for(family, facts.divisions)
    return [explain_outcome(outcome, names=names, set_aside=aside) for outcome in found]


def _not_used(one: RowsSetAside) -> str:
    return (
        "\n  没有采用的资料，结果可能因此不同 Facts that are not used, so that the answer may differ: "
        f"{one.table} {one.rows}。{one.where.zh}{one.where.en}"
    )


def set_aside(facts: c.ReadyFacts, family: Facts, key: Any, folder: Path) -> list[RowsSetAside]:
    """Return the rows about the person and close kin that the check set aside, each table with where they are."""
    if facts.affected is None:
        return []
    return [
        RowsSetAside(one.table, len(one.rows), one.persons, _where(facts, one, folder))
        for one in lost_rows(facts.affected, family, key)
    ]


def _where(facts: c.ReadyFacts, one: LostRows, folder: Path) -> Phrase:
    """Say where the rows are, by their numbers: in a folder that stays, or in one that a check can write."""
    zh, en = "、".join(map(str, one.rows)), ", ".join(map(str, one.rows))
    if facts.checked_in is not None:
        file = facts.checked_in / "set_aside" / f"{one.table}.csv"
        return Phrase(f"见 {file}，_row 为 {zh}。", f"See {file}, _row {en}.")
    name = facts.report.tables[one.table].file if facts.report else one.table
    return Phrase(
        f"是 {name} 的第 {zh} 行；错在哪里：jiahe facts check {folder} --out 新文件夹，"
        f"再看其中的 set_aside/{one.table}.csv。",
        f"They are the data rows {en} of {name}. What is wrong: jiahe facts check {folder} --out NEW, then see "
        f"set_aside/{one.table}.csv in there.",
    )
