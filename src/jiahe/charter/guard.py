"""The guard: reads the facts contract, the package's text and what programmes read, and reports what is refused.

It knows words and columns; whether a rule is fair is for people to judge. Every room's tests can call it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jiahe.charter.passages import passages_of
from jiahe.charter.refusals import Charter, Guarded, Refusal, load_charter
from jiahe.law.schema import Column, Schema, Table

EXEMPT = ("charter/refusals.yaml",)
"""The list of refused words itself."""

DOCUMENTS = frozenset({".md", ".rst"})
"""Documentation must be able to name what is refused."""


@dataclass(frozen=True)
class Breach:
    """Something the charter refuses. ``where``: a file and line, a column of the facts, or a programme."""

    refusal: Refusal
    where: str
    found: str

    def __str__(self) -> str:
        number, en, zh = self.refusal.number, self.refusal.en, self.refusal.zh
        return f"{self.where}: {self.found}. Charter, refusal {number}: {en} ({zh}). {self.refusal.instead}"


def check_package(root: Path, charter: Charter | None = None) -> list[Breach]:
    """Read every text file below ``root``, and its name, and return what is refused, in order of file and line."""
    charter = charter or load_charter()
    found: list[Breach] = []
    for file in sorted(root.rglob("*")):
        name = file.relative_to(root).as_posix()
        if not file.is_file() or name.endswith(EXEMPT) or "__pycache__" in name:
            continue
        found += _words(charter, name, name, ("anywhere", "names"))
        if file.suffix in DOCUMENTS:
            continue
        for passage in sorted(passages_of(file), key=lambda p: p.line):
            scopes = ("anywhere", "names") if passage.is_name else ("anywhere",)
            found += _words(charter, f"{name}:{passage.line}", passage.text, scopes)
    return list(dict.fromkeys(found))


def check_schema(schema: Schema, charter: Charter | None = None) -> list[Breach]:
    """Read every table, column and choice of a facts contract and return what is refused."""
    return check_kept(_names_of(schema), charter)


def check_kept(names: Iterable[tuple[str, str]], charter: Charter | None = None) -> list[Breach]:
    """Hold what is kept about people, or asked of them, to the words that no such thing may be called by.

    ``names``: (where, text) for all that a column, a choice or a field of a form is called.
    """
    charter = charter or load_charter()
    found: list[Breach] = []
    for where, text in names:
        found += _words(charter, where, text, ("anywhere", "names", "facts"))
    return list(dict.fromkeys(found))


def check_guarded(reads: Mapping[str, Iterable[tuple[str, str]]], charter: Charter | None = None) -> list[Breach]:
    """Hold programmes to the guarded columns.

    ``reads``: for each programme's key, the (table, column) pairs that its graph reads. A permission that its programme
    does not use is reported as well: it would let the fact in unseen later.
    """
    charter = charter or load_charter()
    used = {key: {f"{table}.{column}" for table, column in pairs} for key, pairs in reads.items()}
    return [breach for one in charter.guarded for breach in _held(one, used, charter.refusal(one.refusal))]


def check_spoken(text: str, where: str, charter: Charter | None = None) -> list[Breach]:
    """Read what a person is told about an outcome and return what sounds like a machine's final no."""
    return _words(charter or load_charter(), where, text, ("anywhere", "spoken"))


def unused_exemptions(root: Path, schema: Schema, charter: Charter | None = None) -> list[str]:
    """Return the exemptions that excuse nothing any more."""
    charter = charter or load_charter()
    bare = Charter(charter.refusals, (), charter.guarded)
    standing = [*check_package(root, bare), *check_schema(schema, bare)]
    return [
        f"refusals.yaml: the exception for {one.where!r} (refusal {one.refusal}) excuses nothing any more. Take it out."
        for one in charter.exceptions
        if not any(one.covers(breach.refusal.number, breach.where) for breach in standing)
    ]


def _words(charter: Charter, where: str, text: str, scopes: Iterable[str]) -> list[Breach]:
    found = []
    for refusal in charter.refusals:
        if any(one.covers(refusal.number, where) for one in charter.exceptions):
            continue
        for scope in scopes:
            words = refusal.words[scope].found_in(text) if scope in refusal.words else None
            if words is not None:
                shown = repr(words) if words == text else f"{words!r} in {_shortened(text)!r}"
                found.append(Breach(refusal, where, shown))
                break
    return found


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "..."


def _names_of(schema: Schema) -> Iterator[tuple[str, str]]:
    """Iterate over (where, text) for all that a facts contract calls its things."""
    for table in schema.tables:
        for text in (table.name, table.zh, table.en):
            yield f"facts: {table.name}", text
        for column in table.columns:
            yield from _names_of_column(table, column)
    for relation in schema.relations:
        yield f"facts: relation {relation.name}", relation.name


def _names_of_column(table: Table, column: Column) -> Iterator[tuple[str, str]]:
    where = f"facts: {table.name}.{column.name}"
    for text in (column.name, column.zh, column.en):
        yield where, text
    for choice, titles in column.choices.items():
        for text in (choice, *titles):
            yield f"{where}={choice}", text


def _held(guarded: Guarded, used: Mapping[str, set[str]], refusal: Refusal) -> Iterator[Breach]:
    allowed = {reader.programme for reader in guarded.read_by}
    for programme, columns in sorted(used.items()):
        if guarded.column in columns and programme not in allowed:
            yield Breach(
                refusal,
                programme,
                f"it reads {guarded.column}, and charter/refusals.yaml names no article of its law that needs it",
            )
    for reader in guarded.read_by:
        if guarded.column not in used.get(reader.programme, set()):
            yield Breach(
                refusal,
                reader.programme,
                f"charter/refusals.yaml lets it read {guarded.column} ({reader.article}), and it does not: remove it",
            )
