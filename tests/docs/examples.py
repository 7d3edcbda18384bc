"""Finds the examples in a page of documentation: files to write, commands to run, Python to try.

A fenced block is an example by its info string:

* ``csv title=persons.csv`` (or yaml, text …): the file is written into the reader's folder.
* ``console``: each line that begins with ``$`` is run in the reader's folder; the lines below it are what it prints.
  Lines of ``...`` alone stand for any lines, ``...`` within a line for any characters. A command with nothing below it
  may print anything. ``console exit=2`` says that the block's last command ends with that code; all others end with 0.
* ``python`` with ``>>>`` prompts: run as doctest does, in the reader's folder. ``python run``: run as a program.

Every other block is only read; a line of it that calls ``jiahe`` must be a command that there is, with its options.
"""

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt


@dataclass(frozen=True)
class Command:
    """A command line, what it should print, and the code it should end with."""

    line: int
    text: str
    expected: str
    code: int = 0


@dataclass(frozen=True)
class Example:
    """One fenced block. ``line``: where its content begins in the page."""

    line: int
    kind: str
    content: str
    options: dict[str, str] = field(default_factory=dict)

    @property
    def is_file(self) -> bool:
        return "title" in self.options

    @property
    def is_run(self) -> bool:
        return self.kind == "console" or (self.kind == "python" and (">>>" in self.content or "run" in self.options))


def examples_in(page: Path) -> list[Example]:
    """Return the page's examples in order."""
    found = []
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        if token.type == "fence" and token.info.strip():
            kind, *rest = shlex.split(token.info)
            options = {name: value for name, _, value in (part.partition("=") for part in rest)}
            example = Example(token.map[0] + 2, kind, token.content, options)
            if example.is_file or example.is_run:
                found.append(example)
    return found


def commands_in(example: Example) -> list[Command]:
    """Return the commands of a console block. A line that begins with ``>`` goes on with the command above it."""
    lines = example.content.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    commands = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        text, body = lines[start][2:], lines[start + 1 : end]
        while body and body[0].startswith("> "):
            text += "\n" + body.pop(0)[2:]
        code = int(example.options.get("exit", 0)) if end == len(lines) else 0
        commands.append(Command(example.line + start, text, "\n".join(body).strip("\n"), code))
    return commands


def calls_in(page: Path) -> list[tuple[int, str]]:
    """Return every call of ``jiahe`` on a page, in blocks and within sentences, and the line that it is about on."""
    found = []
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "fence":
            texts = token.content.replace("\\\n", " ").splitlines()
        else:
            texts = [child.content for child in token.children or () if child.type == "code_inline"]
        calls = (re.match(r"(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\S*/)?(jiahe [^#|>;]+)", text) for text in texts)
        found += [(line, call[1].strip()) for call in calls if call]
    return found


def agrees(printed: str, expected: str) -> bool:
    """Whether what was printed is what the page shows. Spaces at the ends of lines do not count."""
    shown = [re.escape(line.rstrip()).replace(r"\.\.\.", ".*?") + "\n" for line in expected.splitlines()]
    pattern = "".join("(?:.*\n)*?" if line == ".*?\n" else line for line in shown)
    lines = "".join(line.rstrip() + "\n" for line in printed.strip("\n").splitlines())
    return re.fullmatch(pattern, lines) is not None
