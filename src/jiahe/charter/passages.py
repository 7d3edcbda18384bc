"""Takes a file of the product apart into passages: what a thing is called, and what a text says, each with its line.

Comments are left out: they speak to developers, who must be able to say what is refused.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from jiahe.law.yamlfile import read_yaml

TITLES = frozenset({"zh", "en"})
"""Keys and keyword arguments whose value is what a thing is called."""

PLAIN_SUFFIXES = frozenset(
    {".csv", ".css", ".html", ".j2", ".js", ".json", ".po", ".sql", ".svg", ".toml", ".txt", ".typ"}
)
"""Files that are read line by line. What ends otherwise (Parquet, gzip) holds reference tables, not our words."""


@dataclass(frozen=True)
class Passage:
    """A piece of text in a file. ``is_name``: it is what something is called."""

    line: int
    text: str
    is_name: bool


def passages_of(file: Path) -> Iterator[Passage]:
    """Iterate over the passages of a file; none for a kind of file that holds no words of ours."""
    if file.suffix == ".py":
        yield from _of_python(ast.parse(file.read_text(encoding="utf-8"), filename=str(file)))
    elif file.suffix in (".yaml", ".yml"):
        yield from _of_yaml(read_yaml(file).node, is_name=False)
    elif file.suffix in PLAIN_SUFFIXES:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            yield Passage(number, line, is_name=False)


def _of_python(tree: ast.Module) -> Iterator[Passage]:
    titles = {id(k.value) for k in ast.walk(tree) if isinstance(k, ast.keyword) and k.arg in TITLES}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield Passage(node.lineno, node.value, is_name=id(node) in titles)
        elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield Passage(node.lineno, node.name, is_name=True)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield Passage(node.lineno, node.id, is_name=True)
        elif isinstance(node, ast.Attribute):
            yield Passage(node.end_lineno or node.lineno, node.attr, is_name=True)
        elif isinstance(node, ast.arg | ast.keyword) and node.arg:
            yield Passage(node.lineno, node.arg, is_name=True)
        elif isinstance(node, ast.alias):
            yield Passage(node.lineno, node.asname or node.name, is_name=True)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield Passage(node.lineno, node.name, is_name=True)


def _of_yaml(node: yaml.Node | None, *, is_name: bool) -> Iterator[Passage]:
    if isinstance(node, yaml.ScalarNode):
        yield Passage(node.start_mark.line + 1, str(node.value), is_name)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _of_yaml(item, is_name=is_name)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _of_yaml(key, is_name=True)
            yield from _of_yaml(value, is_name=str(key.value) in TITLES)
