"""What an explanation consists of: plain frozen parts, each worded in Chinese and English, that become JSON.

Nothing is worked out or laid out here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from typing import Any, Literal

ZH, EN = "zh", "en"
LANGUAGES = (ZH, EN)


@dataclass(frozen=True)
class Phrase:
    """The same thing said in Simplified Chinese and in English."""

    zh: str
    en: str

    def say(self, language: str) -> str:
        """Return it in ``zh`` or ``en``."""
        return self.zh if language == ZH else self.en


def _code(code: str, language: str) -> str:
    return code


def _key(table: str, key: Any) -> str:
    return str(key)


def _nothing_hidden(table: str, key: Any) -> bool:
    return False


@dataclass(frozen=True)
class Names:
    """How places and rows are called, by whoever knows: the law does not.

    ``place_name(code, language)`` for a 12-digit code; ``row_name(table, key)``, for a person the name. Without them
    codes and keys are printed. ``is_hidden(table, key)``: whether the reader may not see that row: what was read of it
    is then not told, only that something was.
    """

    place_name: Callable[[str, str], str] = _code
    row_name: Callable[[str, Any], str] = _key
    is_hidden: Callable[[str, Any], bool] = _nothing_hidden


@dataclass(frozen=True)
class Cell:
    """One value that was read. ``value``: as in the facts (money in fen, None unknown, 9999-12-31 "has not happened").

    ``said``: the same as people write it.
    """

    column: str
    words: Phrase
    value: Any
    said: Phrase


@dataclass(frozen=True)
class Record:
    """What was read of one row, with where the row came from; or, as a ``note``, why there was nothing to read."""

    table: str
    key: Any
    about: Phrase
    cells: tuple[Cell, ...]
    source: str | None
    note: Phrase | None = None


@dataclass(frozen=True)
class Document:
    """A document of the law. ``read``: somebody has read the text itself."""

    title: str
    number: str
    date: str
    url: str
    read: bool


@dataclass(frozen=True)
class Figure:
    """A parameter of the law that was used, or that was needed and is not there (``value`` None).

    ``standing``: whether it is confirmed, in words. A figure that was left out because it is unconfirmed has the
    document that it is said to stand in, and no value. Where a confirmed one counted instead, it has region and dates.
    """

    programme: str
    name: str
    words: Phrase
    value: Any
    said: Phrase
    since: dt.date | None
    until: dt.date | None
    region: str | None
    region_name: Phrase | None
    document: Document | None
    article: str
    confirmed: bool
    standing: Phrase


Holds = Literal["met", "not_met", "unknown"]
"""Whether a condition holds."""


@dataclass(frozen=True)
class ExplainedCriterion:
    """One condition. ``missing``: the facts that would settle it, as table.column.

    ``figures``: the figures of the law that it was measured against. ``papers``: what proves the missing facts.
    ``reasons``: why the rule itself leaves it open. ``outlook``: what would change it. ``met_from``: the day from which
    it is met by the passing of time alone.
    """

    key: str
    words: Phrase
    value: Holds
    said: Phrase
    cites: str
    records: tuple[Record, ...]
    figures: tuple[Phrase, ...]
    missing: tuple[str, ...]
    papers: tuple[Phrase, ...]
    reasons: tuple[Phrase, ...]
    outlook: tuple[Phrase, ...]
    met_from: dt.date | None


@dataclass(frozen=True)
class ExplainedPayer:
    """One who pays some of a sum. ``amount``: fen, None unknown. ``arithmetic``: how it was worked out.

    ``figures``: the shares it rests on, as far as they are on file. ``reasons``: why it is unknown, where the rule
    says so.
    """

    key: str
    words: Phrase
    amount: int | None
    said: Phrase
    arithmetic: Phrase
    reasons: tuple[Phrase, ...]
    figures: tuple[Phrase, ...]

    @property
    def says_something(self) -> bool:
        """Whether it says more than that nothing is known, which ``ExplainedPart.together`` says of all such."""
        return self.amount is not None or bool(self.reasons or self.figures)


@dataclass(frozen=True)
class ExplainedPart:
    """A sum in fen and who pays it. ``together``: what those pay together of whom it is not known apart."""

    words: Phrase
    amount: int
    said: Phrase
    payers: tuple[ExplainedPayer, ...]
    together: Phrase | None


@dataclass(frozen=True)
class RowsSetAside:
    """Rows of a table about somebody that are not used, because of faults in them. ``of``: the keys of whom.

    ``where``: where to find them.
    """

    table: str
    rows: int
    of: tuple[Any, ...]
    where: Phrase


@dataclass(frozen=True)
class ExplainedSetAside:
    """The same, in words."""

    table: str
    words: Phrase
    rows: int
    of: tuple[Any, ...]
    said: Phrase
    where: Phrase


@dataclass(frozen=True)
class ExplainedInstalment:
    """One part of the benefit. ``amount``: fen or days, None unknown.

    ``arithmetic``: how it was worked out. ``where``: how the quantities named in that came about. ``reasons``: why the
    rule itself leaves it open. ``paid_by``: who pays it.
    """

    key: str
    words: Phrase
    year: int | None
    year_said: Phrase
    amount: int | None
    said: Phrase
    arithmetic: Phrase
    where: tuple[Phrase, ...]
    reasons: tuple[Phrase, ...]
    paid_by: tuple[ExplainedPart, ...]


@dataclass(frozen=True)
class NextChange:
    """The next day on which the answer is another one if nothing but time passes.

    ``status`` None: the programme no longer looks at the unit.
    """

    day: dt.date
    status: str | None
    total: int | None
    words: Phrase


@dataclass(frozen=True)
class Explanation:
    """One outcome, explained to the person it is about. See docs/explanation/how-an-answer-is-explained.md.

    ``notes``: what the answer means. ``remarks``: what else the family should know.
    ``version``: of the rule and its figures (Rule.version).
    """

    programme: str
    programme_words: Phrase
    programme_doc: str
    version: str
    in_force: Figure
    unit: str
    unit_words: Phrase
    key: Any
    name: str
    on: dt.date
    on_said: Phrase
    place: str
    place_name: Phrase
    status: str
    headline: Phrase
    notes: tuple[Phrase, ...]
    remarks: tuple[Phrase, ...]
    set_aside: tuple[ExplainedSetAside, ...]
    benefit: str
    total: int | None
    total_said: Phrase
    enrolled: bool | None
    criteria: tuple[ExplainedCriterion, ...]
    instalments: tuple[ExplainedInstalment, ...]
    amount_title: Phrase
    amount_records: tuple[Record, ...]
    payer_figures: tuple[Figure, ...]
    papers: tuple[Phrase, ...]
    figures: tuple[Figure, ...]
    left_out: tuple[Figure, ...]
    next_change: NextChange | None
    outlook: tuple[Phrase, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON knows things: dates as 2025-09-15, money as whole fen, each phrase as {zh, en}."""
        plain: dict[str, Any] = _plain(self)
        return plain


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Fraction) else value
