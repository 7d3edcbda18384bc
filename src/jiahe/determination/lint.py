"""Faults in a pack that no single file shows.

Figures that no rule reads, criteria that no case tries, sources that cannot be found again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from jiahe.law import expressions as ex
from jiahe.law.cases import read_cases
from jiahe.law.nodes import Expr, Node
from jiahe.law.outcome import determine_one
from jiahe.law.rule import Pack, Rule


@dataclass(frozen=True)
class Fault:
    """One fault of a programme. ``severity``: error or warning."""

    programme: str
    severity: str
    zh: str
    en: str


def lint(pack: Pack) -> list[Fault]:
    """Return the faults of every programme of a pack, in order."""
    return [fault for rule in pack.rules for fault in [*_files(rule), *_figures(rule), *_criteria(rule, pack)]]


def _files(rule: Rule) -> list[Fault]:
    folder = rule.parameters.file.parent
    missing = [name for name in ("README.md", "cases.yaml") if not (folder / name).is_file()]
    return [Fault(rule.key, "error", f"缺少 {name}。", f"{name} is missing.") for name in missing]


def _figures(rule: Rule) -> list[Fault]:
    read = parameters_read(rule) | set(rule.remarks)
    found = []
    for parameter in rule.parameters:
        sourced = [dated for dated in parameter.values if dated.confirmed]
        if any(dated.source is not None and not (dated.source.url or dated.source.number) for dated in sourced):
            found.append(
                Fault(
                    rule.key,
                    "error",
                    f"{parameter.name} 的依据没有文号或网址。",
                    f"{parameter.name}: its source has neither a number nor an address.",
                )
            )
        if parameter.name not in read:
            found.append(
                Fault(
                    rule.key, "warning", f"规则没有用到 {parameter.name}。", f"the rule does not read {parameter.name}."
                )
            )
    return found


def parameters_read(rule: Rule) -> set[str]:
    """Return the names of the programme's own parameters that its rule reads, or that say who pays."""
    found: set[str] = set()
    seen: set[Node] = set()
    stack: list[Node] = [*rule.nodes(), rule.place, *rule.payer_nodes()]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            if isinstance(node, ex.Param) and node.programme == rule.key:
                found.add(node.name)
            stack.extend(node.children())
    return found


def _criteria(rule: Rule, pack: Pack) -> list[Fault]:
    """Each criterion rests on an article, and cases try it both met and not met."""
    found = [
        Fault(rule.key, "error", f"条件 {one.key} 没有引用条文。", f"criterion {one.key} cites no article.")
        for one in rule.criteria
        if not one.cites
    ]
    file: Path = rule.parameters.file.parent / "cases.yaml"
    tried: dict[str, set[bool | None]] = defaultdict(set)
    if file.is_file():
        for case in read_cases(file, pack):
            if case.rule.key != rule.key:
                continue
            for expect in case.expect:
                for outcome in determine_one(case.facts, pack.only([rule.key]), case.setting, expect.key):
                    for key, value in outcome.criteria.items():
                        tried[key].add(value)
    for one in rule.criteria:
        if _is_asked_of_all(rule, one.node):
            tried[one.key].add(False)
        for value, zh, en in ((True, "符合", "met"), (False, "不符合", "not met")):
            if value not in tried[one.key]:
                found.append(
                    Fault(
                        rule.key,
                        "warning",
                        f"没有案例使条件 {one.key} {zh}。",
                        f"no case has criterion {one.key} {en}.",
                    )
                )
    return found


def _is_asked_of_all(rule: Rule, criterion: Expr) -> bool:
    """Whether the rule looks only at people who meet the criterion, or of whom it is unknown: never "not met"."""
    asked = rule.population.right if isinstance(rule.population, ex.Or) else rule.population
    return _parts(criterion) <= _parts(asked)


def _parts(node: Expr) -> set[Expr]:
    """Return what must all hold for a condition to hold."""
    return _parts(node.left) | _parts(node.right) if isinstance(node, ex.And) else {node}
