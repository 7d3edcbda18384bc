"""What is wrong with a command as it was written, in Chinese; the English is Click's own."""

from __future__ import annotations

import click
from click.exceptions import NoSuchCommand


def said_in_chinese(fault: click.UsageError) -> str:
    """Return what is wrong in Chinese; empty where only Click's own words are there."""
    if isinstance(fault, click.MissingParameter):
        return f"缺少{_named(fault)}。"
    if isinstance(fault, click.NoSuchOption):
        return f"没有 {fault.option_name} 这个选项{_meant(fault.possibilities)}。"
    if isinstance(fault, NoSuchCommand):
        return f"没有 {fault.command_name} 这个命令{_meant(fault.possibilities)}。"
    if isinstance(fault, click.BadParameter):
        return f"{_named(fault)} 的值不对。"
    if isinstance(fault, click.BadOptionUsage):
        return f"选项 {fault.option_name} 用得不对（是不是后面没有写值？）。"
    return "参数不对，写 -h 可看用法。"


def _named(fault: click.BadParameter) -> str:
    parameter = fault.param
    if parameter is None:
        return "参数"
    if isinstance(parameter, click.Option):
        return f"选项 {' / '.join(parameter.opts)}"
    return f"参数 {parameter.human_readable_name}"


def _meant(possibilities: object) -> str:
    names = list(possibilities) if isinstance(possibilities, (list, tuple)) else []
    return f"，是不是 {'、'.join(sorted(names))}" if names else ""
