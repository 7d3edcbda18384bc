"""Why a programme is or is not applied: whether it is in force in a region on a day, and for whom it is."""

from __future__ import annotations

from typing import Any

from jiahe.law.errors import LawError
from jiahe.law.facts import Facts
from jiahe.law.reference import Reference
from jiahe.law.rule import Pack, Rule
from jiahe.law.setting import Setting


def force(rule: Rule, setting: Setting) -> tuple[str, str]:
    """Return whether a programme is in force in the setting's region: a key, and words for it."""
    if setting.in_force(rule, None):
        return "yes", "是 yes"
    inside = rule.parameters.in_force.regions_within(setting.region)
    known = [rule.parameters.in_force.at(r, setting.on, unconfirmed=setting.unconfirmed) for r in inside]
    if any(one is not None and one.value is True for one in known):
        unsure = not setting.unconfirmed and rule.parameters.in_force.left_out(setting.region, setting.on)
        rest = ("，其余依据未核实", ", elsewhere unconfirmed") if unsure else ("", "")
        return "partly", f"部分地区{rest[0]} in part of it{rest[1]}"
    return ("unconfirmed", "依据未核实 unconfirmed") if setting.left_out(rule) else ("no", "否 no")


_NOBODY = {  # by what force() returns
    "yes": "施行，但资料里没有它所面向的人 in force, but nobody in the facts is among those it is for",
    "partly": "只在部分地区施行，那里没有它所面向的人 in force in part of the region, where it concerns nobody",
    "unconfirmed": "依据未核实，--include-unconfirmed 可纳入 unconfirmed, which --include-unconfirmed would count",
    "no": "此地此日未施行 not in force in the region on the day",
}


def refuse_if_none_is_in_force(pack: Pack, setting: Setting) -> None:
    """Raise LawError, with the reason for each, when no programme of the pack would be applied."""
    if all(force(rule, setting)[0] in ("no", "unconfirmed") for rule in pack.rules):
        raise LawError(
            f"{setting.on} 在 {setting.region} 没有施行的项目。"
            f"No programme is in force on {setting.on} in region {setting.region}:"
            + "".join(f"\n  {reason}" for reason in why_nobody(pack, setting))
        )


def why_nobody(pack: Pack, setting: Setting) -> list[str]:
    """Return, a line a programme, why a run looked at nobody."""
    return [f"{rule.key} {rule.zh}：{_NOBODY[force(rule, setting)[0]]}" for rule in pack.rules]


def why_not(pack: Pack, setting: Setting, facts: Facts, key: Any) -> list[str]:
    """Return, a line a programme, why it does not look at a person."""
    return [f"{rule.key} {rule.zh}：{_why_not(rule, setting, Reference(facts, setting), key)}" for rule in pack.rules]


def _why_not(rule: Rule, setting: Setting, reference: Reference, key: Any) -> str:
    place = reference.value(rule.place, reference.unit(rule.unit, key))
    if setting.in_force(rule, place):
        return "此人不在它所面向的人之中 the person is not among those it is for"
    if not setting.unconfirmed and rule.parameters.in_force.left_out(setting.law_place(place), setting.on):
        return _NOBODY["unconfirmed"]
    where = setting.law_place(place)
    return f"{setting.on} 在 {where} 未施行 not in force in {where} on {setting.on}"
