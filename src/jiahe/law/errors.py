"""The errors of the law engine. Each names the thing, the value, the rule, and what to do."""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Iterable
from pathlib import Path


class LawError(Exception):
    """Something in a rule, a parameter file or a case file is wrong. The message says what to write instead.

    ``zh``: the same in Chinese, for those who write files and commands; what only the writer of a rule in Python meets
    has none.
    """

    def __init__(self, en: str, zh: str = "") -> None:
        super().__init__(zh + en)
        self.en = en
        self.zh = zh


class TypeMismatch(LawError):
    """An operation was asked of a value whose type does not have it."""


class UnknownName(LawError):
    """A name that the schema, the parameters or the pack do not have. The message says what was probably meant."""


class Unfinished(LawError):
    """A rule lacks a part that every rule must have."""


def error_at(where: str, en: str, zh: str) -> LawError:
    """Return an error that names its place once."""
    found = LawError(f"{where}: {zh}{en}")
    found.en, found.zh = f"{where}: {en}", zh and f"{where}：{zh}"
    return found


def at_its_line(problem: Exception, rules: Path) -> Exception:
    """Return what is wrong in a rule with its line. ``rules``: the file of rules, or a folder of them."""
    lines = [(one.filename, one.lineno) for one in traceback.extract_tb(problem.__traceback__)]
    if isinstance(problem, SyntaxError):
        lines.append((problem.filename or "", problem.lineno))
    lines = [(file, line) for file, line in lines if Path(file).is_relative_to(rules)]
    if not lines:
        return problem
    file, line = lines[-1]
    where = f"{Path(file).parent.name}/{Path(file).name}, line {line}"
    if isinstance(problem, LawError):
        return error_at(where, problem.en, problem.zh)
    return error_at(where, f"{type(problem).__name__}: {problem}", "规则写得不对。")


def meant(name: str, known: Iterable[str]) -> str:
    """Return the same as ``did_you_mean``, in Chinese."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"是不是 {close[0]!r}？"
    return f"可以写：{'、'.join(names)}。" if names else "这里没有可写的。"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return "Did you mean 'x'?" for the nearest known name, or the list of all known names when none is near."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"Known names: {', '.join(names)}." if names else "There are no names here."
