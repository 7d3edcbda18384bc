"""A passphrase for a command: asked for at the terminal, or read from a file. Never an argument: others see those."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jiahe.law.errors import LawError

SHORTEST = 12

passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="口令文件，- 为标准输入 / File whose first line is the passphrase; - is standard input. Else it is asked for.",
)


def ask_passphrase(file: Path | None, *, twice: bool = False) -> str:
    """Return the passphrase. Raises LawError when there is none, or a new one is short. ``twice``: it is a new one."""
    if file is None and not sys.stdin.isatty():
        raise LawError("没有口令：请用 --passphrase-file。There is no passphrase. Give it with --passphrase-file.")
    if file is None:
        found = str(click.prompt("口令 passphrase", hide_input=True, confirmation_prompt=twice, err=True))
    else:
        text = sys.stdin.readline() if str(file) == "-" else file.read_text(encoding="utf-8")
        found = text.splitlines()[0] if text else ""
    if not found or (twice and len(found) < SHORTEST):
        raise LawError(
            f"口令太短：至少 {SHORTEST} 个字符。The passphrase is too short: write at least {SHORTEST} characters."
        )
    return found
