"""Reading YAML so that an error can name file, line and key, and a figure keeps the digits it was written with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from jiahe.law.errors import LawError, did_you_mean

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C where PyYAML has it: ten times as fast."""


@dataclass(frozen=True)
class Entry:
    """One place in a YAML file: a mapping, a list or a plain value, with where it stands."""

    file: Path
    node: yaml.Node | None
    path: str

    @property
    def where(self) -> str:
        """Where it stands: "childcare_subsidy/parameters.yaml, line 12, parameters.annual_rate"."""
        line = self.node.start_mark.line + 1 if self.node is not None else 1
        return f"{self.file.parent.name}/{self.file.name}, line {line}" + (f", {self.path}" if self.path else "")

    def error(self, message: str) -> LawError:
        """Return an error about this place."""
        return LawError(f"{self.where}: {message}")

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written here."""
        return self.node is None or (isinstance(self.node, yaml.ScalarNode) and self.node.tag.endswith(":null"))

    def mapping(self, allowed: Iterable[str] | None = None, required: Iterable[str] = ()) -> dict[str, Entry]:
        """Return the entries by key. Unknown keys are errors that say what was meant."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error(f"here a mapping (key: value) is needed, not {self._kind()}.")
        found: dict[str, Entry] = {}
        for key_node, value_node in self.node.value:
            key = str(key_node.value)
            entry = Entry(self.file, value_node, f"{self.path}.{key}" if self.path else key)
            if key in found:
                raise entry.error(f"the key {key!r} is written twice.")
            if allowed is not None and key not in set(allowed):
                raise entry.error(f"there is no key {key!r} here. {did_you_mean(key, allowed)}")
            found[key] = entry
        for key in required:
            if key not in found:
                raise self.error(f"the key {key!r} is missing.")
        return found

    def items(self) -> Iterator[Entry]:
        """Iterate over the entries of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error(f"here a list is needed, not {self._kind()}.")
        for number, node in enumerate(self.node.value):
            yield Entry(self.file, node, f"{self.path}[{number}]")

    def text(self) -> str:
        """Return a plain value as it was written."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.error(f"here a plain value is needed, not {self._kind()}.")
        return str(self.node.value)

    def boolean(self) -> bool:
        """Return true or false."""
        written = self.text().lower()
        if written not in ("true", "false", "yes", "no"):
            raise self.error(f"{self.text()!r} is neither true nor false.")
        return written in ("true", "yes")

    def integer(self) -> int:
        """Return a whole number."""
        try:
            return int(self.text())
        except ValueError:
            raise self.error(f"{self.text()!r} is not a whole number.") from None

    def date(self) -> dt.date:
        """Return a date."""
        try:
            return dt.date.fromisoformat(self.text())
        except ValueError:
            raise self.error(f"{self.text()!r} is not a date. Write it as 2025-01-31.") from None

    def one_of(self, choices: Iterable[str]) -> str:
        """Return one of the choices."""
        written = self.text()
        if written not in set(choices):
            raise self.error(f"{written!r} is not allowed here. {did_you_mean(written, choices)}")
        return written

    def _kind(self) -> str:
        kinds = {yaml.MappingNode: "a mapping", yaml.SequenceNode: "a list", yaml.ScalarNode: "a plain value"}
        return kinds.get(type(self.node), "nothing") if self.node is not None else "nothing"


def read_yaml(file: Path) -> Entry:
    """Return the top of a YAML file. Raises LawError naming the line when it is not YAML."""
    try:
        with file.open(encoding="utf-8") as stream:
            return Entry(file, yaml.compose(stream, Loader=_LOADER), "")
    except FileNotFoundError:
        raise LawError(f"{file}: there is no such file.") from None
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise LawError(f"{file.parent.name}/{file.name}, line {line}: this is not YAML: {problem.problem}.") from None
    except (UnicodeDecodeError, yaml.reader.ReaderError):
        raise LawError(f"{file}: this is not a text in UTF-8. Save it again as UTF-8.") from None
