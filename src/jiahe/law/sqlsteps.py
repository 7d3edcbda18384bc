"""A query as steps: a subquery that is read more than once is a table, made once, and dropped after its last reader.

As one statement, a query would hold all its parts to its end, and be planned by guesses about how large they are. After
a step, an engine knows how many rows there are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlglot import Dialect, exp

_WORD = re.compile(r"'[^']*'|\w+")
"""A text in quotes, or a name."""


@dataclass(frozen=True)
class Step:
    """One statement. ``name``: of the table that it makes. ``done``: the tables that no later step reads."""

    name: str
    sql: str
    done: tuple[str, ...]


def statement(subqueries: list[tuple[str, exp.Select]], result: exp.Select, dialect: str) -> str:
    """Return a query with named subqueries as one statement."""
    write = _writer(dialect)
    return _with([(name, write(query)) for name, query in subqueries], write(result))


def steps_of(subqueries: list[tuple[str, exp.Select]], result: exp.Select, dialect: str) -> tuple[Step, ...]:
    """Return the steps of a query with named subqueries, each of which reads earlier ones only.

    The last step, whose name is empty, is the result.
    """
    write = _writer(dialect)
    texts = {name: write(query) for name, query in [*subqueries, ("", result)]}
    reads: dict[str, list[str]] = {}
    for name, sql in texts.items():
        reads[name] = [word for word in _WORD.findall(sql) if word in reads]
    often = Counter(word for words in reads.values() for word in words)
    tables = [name for name in texts if not name or often[name] > 1]

    def inside(name: str) -> Iterator[str]:
        """Iterate over the subqueries that stand within a step, in any order."""
        for word in reads[name]:
            if word not in tables:
                yield word
                yield from inside(word)

    within = {name: set(inside(name)) for name in tables}
    last = {word: name for name in tables for part in (name, *within[name]) for word in reads[part]}
    return tuple(
        Step(
            name,
            _with([(part, sql) for part, sql in texts.items() if part in within[name]], texts[name]),
            tuple(word for word, reader in last.items() if reader == name and word in tables),
        )
        for name in tables
    )


def _writer(dialect: str) -> Callable[[exp.Select], str]:
    """Return what writes SQL. A tree is written once, so it need not be copied first."""
    generator = Dialect.get_or_raise(dialect).generator()
    return lambda tree: generator.generate(tree, copy=False)


def _with(subqueries: list[tuple[str, str]], result: str) -> str:
    parts = ", ".join(f"{name} AS ({sql})" for name, sql in subqueries)
    return f"WITH {parts} {result}" if parts else result
