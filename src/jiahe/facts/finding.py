"""One fault in a facts folder: where it is, what is wrong, and what to do, in Chinese and English."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

SET_ASIDE = "set_aside"
"""The row (or, with no row, the table) is not used."""
CELL_UNKNOWN = "cell_unknown"
"""The cell (or, with no row, the column) is read as unknown; the rest of the row is used."""
WARNING = "warning"
"""The row is used as it is."""


@dataclass(frozen=True)
class Rule:
    """One rule of the check: what is wrong and what to do.

    The texts may name ``{column}``, ``{column_zh}``, ``{value}``, ``{count}``, and ``{a}`` and ``{b}``, which the check
    fills with what belongs to the rule (another row's number, a date).
    """

    key: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


@dataclass(frozen=True)
class Finding:
    """One fault.

    ``row``: the data row, from 1; ``line``: the row in a spreadsheet, where the header is line 1 (CSV only). Both are
    None when the fault is of a whole file or column. ``count``: how many cells it stands for; more than 1 only for
    warnings about a form of writing, which name the first such cell. ``value`` never shows a whole ID number.
    """

    file: str
    row: int | None
    line: int | None
    column: str | None
    value: str | None
    rule: str
    severity: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    count: int

    def text(self, language: str = "zh") -> str:
        """Return the whole finding on one line, in ``zh`` or ``en``."""
        if language == "zh":
            row = f" 第{self.row}行" if self.row else ""
            line = f"（表格第{self.line}行）" if self.line else ""
            column = f" {self.column}" if self.column else ""
            return f"{self.file}{row}{line}{column}：{self.zh}{self.remedy_zh}"
        row = f", row {self.row}" if self.row else ""
        line = f" (line {self.line} of the sheet)" if self.line else ""
        column = f", {self.column}" if self.column else ""
        return f"{self.file}{row}{line}{column}: {self.en} {self.remedy_en}"


def meant(name: str, known: Iterable[str]) -> tuple[str, str]:
    """Return "Did you mean …?" in Chinese and English for the nearest known name, or the list of all of them."""
    names = list(known)
    close = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    if close:
        return f"是不是想写“{close[0]}”？", f"Did you mean '{close[0]}'?"
    return f"可用：{'、'.join(names)}。", f"Known: {', '.join(names)}."
