"""The first sheet of a report: its faults in groups that are mended in one way, and the values that were mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from jiahe.intake.fault import Fault
from jiahe.intake.reports.shape import Found, ReportTable
from jiahe.web.words import Words, say

_FIRST_ROWS = 10


class Front(NamedTuple):
    """What it says. ``titles``: of its columns, with their widths; ``lines``: a group each, a cell a column."""

    name: str
    summary: str
    titles: tuple[tuple[str, int], ...]
    lines: list[list[str | int]]


class _Group(NamedTuple):
    """Faults that are mended in one way: of one column, with one remedy."""

    sheet: str
    column: int | None
    fault: Fault
    used: str


def lines_of(tables: Sequence[ReportTable], found: Sequence[Found], most: int) -> Front:
    """Return the first sheet of a report. ``most``: how many comments it has at most."""
    groups: dict[_Group, list[int]] = defaultdict(list)
    for one in found:
        groups[_Group(one.sheet, one.column, one.fault, one.used)].append(one.row)
    labels = {table.sheet: table.labels for table in tables}
    wrong = {group: rows for group, rows in groups.items() if not group.used}
    summary = say(
        "共 {n:,} 处问题，{groups} 类；同一类可以一起改。底色标出有问题的格，批注写着原因（最多 {most:,} 处批注）。",
        "{n:,} {n:fault|faults} of {groups} {groups:kind|kinds}; those of one kind can be mended together. "
        "Faulty cells are coloured, and comments say why (at most {most:,} comments).",
        n=sum(map(len, wrong.values())),
        groups=len(wrong),
        most=most,
    )
    lines: list[list[str | int]] = []
    for group, rows in sorted(groups.items(), key=lambda one: (bool(one[0].used), -len(one[1]))):
        column = str(Words("整行", "whole row")) if group.column is None else labels[group.sheet][group.column]
        shown = "、".join(map(str, sorted(set(rows))[:_FIRST_ROWS])) + ("……" if len(set(rows)) > _FIRST_ROWS else "")
        said = (str(group.fault.words), len(rows), str(group.fault.remedy), shown, group.fault.rule)
        lines.append([group.sheet, column, *said])
    return Front(str(Words("问题汇总", "Faults")), summary, tuple((str(words), n) for words, n in _TITLES), lines)


_TITLES = (
    (Words("工作表", "Sheet"), 14),
    (Words("列", "Column"), 16),
    (Words("问题", "What is wrong"), 44),
    (Words("处数", "How many"), 9),
    (Words("怎么办", "What to do"), 44),
    (Words("行号（前几处）", "Rows (the first)"), 24),
    (Words("规则", "Rule"), 22),
)
