"""Which column of a file is which field of a source, how that was found and how sure it is: for a person to confirm.

A column about one person is never taken for a field about another: what stands before the name of a thing counts as
much as the thing (labels.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from jiahe.intake.cells import Cell, Reader
from jiahe.intake.fault import Fault
from jiahe.intake.fields import Field, Kind
from jiahe.intake.labels import MAY_BE, THINGS, Meaning, meaning_of, plain_label
from jiahe.web.words import UNKNOWN

PROBLEM = "《问题》"
"""The column in which a file of rows set aside says what is wrong; a later upload does not read it."""
WRITTEN = "《原文》"
"""The column in which such a file gives a row's text that could not be parted into cells."""


class How(StrEnum):
    """How a column was found for a field, or why there is none."""

    REMEMBERED = "remembered"
    SAME_WORDS = "same_words"
    SYNONYM = "synonym"
    CLOSE_WORDS = "close_words"
    LOOKS = "looks"
    IGNORED = "ignored"
    UNCLAIMED = "unclaimed"
    MISSING = "missing"


SURE: Mapping[How, float] = {
    How.REMEMBERED: 1.0,
    How.SAME_WORDS: 0.99,
    How.SYNONYM: 0.95,
    How.CLOSE_WORDS: 0.75,
    How.LOOKS: 0.4,
}
"""How sure each way is, from 0 to 1."""

SURE_ENOUGH = 0.9
"""Below it a person must look before anything is read by a match."""


@dataclass(frozen=True, slots=True)
class Match:
    """A column and its field. ``column``: from 0. ``sure``: from 0 to 1. ``read`` of ``said`` cells can be read as it.

    A column that no field claims, or that is left out, has no field; a required field that has no column has none.
    """

    column: int | None
    label: str
    field: Field | None
    how: How
    sure: float = 0.0
    read: int = 0
    said: int = 0


def needs_nobody(matches: Sequence[Match]) -> bool:
    """Whether a sheet can be read as it was matched without a person: each column is known, or known to be left out."""
    columns = [one for one in matches if one.column is not None]
    known = all(one.how is How.IGNORED or one.sure >= SURE_ENOUGH for one in columns)
    return known and (len(columns) == len(matches) or all(one.how is How.IGNORED for one in columns))


def match_columns(
    labels: Sequence[str],
    samples: Sequence[Sequence[Cell]],
    fields: Sequence[Field],
    remembered: Mapping[str, str | None],
) -> list[Match]:
    """Return a match for each column, in order, and one for each required field that has no column.

    ``samples``: some cells of each column. ``remembered``: the field's key for a label that a person has confirmed
    before (None: to be left out); labels are compared as :func:`plain_label` gives them.
    """
    columns = [_Column(at, label, samples[at] if at < len(samples) else ()) for at, label in enumerate(labels)]
    known = {plain_label(label): key for label, key in remembered.items()}
    left_out = {one.at for one in columns if _is_left_out(one, known)}
    found: dict[int, Match] = {}
    named = [_Named(field) for field in fields]
    proposals = [match for one in columns if one.at not in left_out for match in _by_words(one, named, known)]
    for match in sorted(proposals, key=lambda match: (match.how is not How.REMEMBERED, -match.sure)):
        _claim(match, found, proposals)
    found.update(_by_looks([one for one in columns if one.at not in found.keys() | left_out], fields, found))
    claimed = {match.field.key for match in found.values() if match.field is not None}
    return [
        *(
            found.get(one.at, Match(one.at, one.label, None, How.IGNORED if one.at in left_out else How.UNCLAIMED))
            for one in columns
        ),
        *(Match(None, "", one, How.MISSING) for one in fields if one.required and one.key not in claimed),
    ]


class _Column:
    def __init__(self, at: int, label: str, sample: Sequence[Cell]) -> None:
        self.at, self.label, self.sample = at, label, sample
        self.plain = plain_label(label)
        self.meaning = meaning_of(self.plain)


class _Named:
    """A field with all that it is called, and what those names mean."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.own = {plain_label(name) for name in (field.words.zh, field.words.en, field.key)}
        self.synonyms = {plain_label(name) for name in field.synonyms}
        self.names = self.synonyms | {plain_label(field.words.zh)}
        self.meanings = {meaning_of(name) for name in self.names}


_SERIAL = frozenset({"序号", "行号", "顺序号", "no", "编序"})


def _is_left_out(column: _Column, known: Mapping[str, str | None]) -> bool:
    if column.label.strip() in (PROBLEM, WRITTEN) or (column.plain in known and known[column.plain] is None):
        return True
    return column.plain in _SERIAL and column.plain not in known


# ---------------------------------------------------------------------------------------------------- by words


def _by_words(column: _Column, fields: Sequence[_Named], known: Mapping[str, str | None]) -> Iterator[Match]:
    """Yield what the label may be. What a person has confirmed is the only answer."""
    key = known.get(column.plain)
    if key is not None and column.plain:
        yield from (_match(column, one.field, How.REMEMBERED) for one in fields if one.field.key == key)
        return
    for named in fields:
        if not column.plain:
            continue
        if column.plain in named.own:
            yield _match(column, named.field, How.SAME_WORDS)
        elif column.plain in named.synonyms or column.meaning in named.meanings:
            yield _match(column, named.field, How.SYNONYM)
        elif closeness := _closeness(column, named):
            yield replace(_match(column, named.field, How.CLOSE_WORDS), sure=closeness)


def _match(column: _Column, field: Field, how: How) -> Match:
    """Return a match, half as sure where the cells below say something else."""
    read, said = _counted(field, column.sample)
    doubt = 0.5 if read * 2 < said else 1.0
    return Match(column.at, column.label, field, how, SURE[how] * doubt, read, said)


_LIKE = 0.7
_TURNS_ROUND = frozenset("未不非无否前曾原旧其他离死亡注销迁退停")


def _closeness(column: _Column, named: _Named) -> float:
    """Return how sure it is that a label is like a field's names, about the same person; 0 when it is not.

    Alike are two names of which one is the other with some characters put in (出生医学证明编号, 出生证编号), none of
    which turns it round (未, 离). Names with other characters instead are not: 结婚日期 is not 离婚日期.
    """
    whom, what = column.meaning
    others = {Meaning(other, what) for other in MAY_BE.get(whom, ())}
    if others & named.meanings:
        return SURE[How.CLOSE_WORDS]
    if what in THINGS:
        return 0.0
    names = [name for name in named.names if meaning_of(name).whom == whom]
    return SURE[How.CLOSE_WORDS] * max((_likeness(column.plain, name) for name in names), default=0.0)


def _likeness(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    put_in = []
    for wanted in short:
        for sign in rest:
            if sign == wanted:
                break
            put_in.append(sign)
        else:
            return 0.0
    likeness = 2 * len(short) / (len(short) + len(long))
    return likeness if likeness >= _LIKE and not _TURNS_ROUND & {*put_in, *rest} else 0.0


def _claim(match: Match, found: dict[int, Match], proposals: Sequence[Match]) -> None:
    """Take a match if its column and its field are free; half as sure where another has the same right to either."""
    if match.column is None or match.column in found or any(one.field is match.field for one in found.values()):
        return
    rivals = [
        one for one in proposals
        if one is not match and one.sure == match.sure
        and ((one.column == match.column and not _is_taken(one, found)) or one.field is match.field)
    ]  # fmt: skip
    found[match.column] = replace(match, sure=match.sure * 0.5) if rivals else match


def _is_taken(match: Match, found: Mapping[int, Match]) -> bool:
    return any(one.field is match.field for one in found.values())


# ---------------------------------------------------------------------------------------------------- by looks

_LOOKING = (Kind.ID_NUMBER, Kind.PHONE, Kind.DATE, Kind.SEX, Kind.ACCOUNT)
_AT_LEAST = 3
_MOSTLY = 0.8


def _by_looks(columns: Sequence[_Column], fields: Sequence[Field], found: Mapping[int, Match]) -> dict[int, Match]:
    """Return columns whose cells look like the one field of their kind that is left, if no other column does."""
    left = [one for one in fields if not any(match.field is one for match in found.values())]
    looks = {column.at: _looks_like(column.sample) for column in columns}
    matches = {}
    for kind in _LOOKING:
        those = [one for one in left if one.kind is kind]
        alike = [column for column in columns if looks[column.at] is kind]
        if len(those) == len(alike) == 1 and _may_be_about(alike[0], those[0]):
            matches[alike[0].at] = _match(alike[0], those[0], How.LOOKS)
    return matches


def _may_be_about(column: _Column, field: Field) -> bool:
    """Whether the label says of nobody else, and of nothing else, than the field."""
    whom, what = column.meaning
    own = {meaning.what for meaning in _Named(field).meanings if meaning.whom == whom}
    return bool(own) and (what not in THINGS or what in own)


def _looks_like(sample: Sequence[Cell]) -> Kind | None:
    for kind in _LOOKING:
        if kind is Kind.SEX and not any(isinstance(cell, str) and cell.strip() in "男女" for cell in sample if cell):
            continue
        read, said = _counted(_any_field(kind), sample)
        if said >= _AT_LEAST and read >= _MOSTLY * said:
            return kind
    return None


def _any_field(kind: Kind) -> Field:
    return Field(kind.value, UNKNOWN, kind)


def _counted(field: Field, sample: Sequence[Cell]) -> tuple[int, int]:
    """Return how many cells can be read as a field, and how many say anything; of places, which need a map, none."""
    if field.kind is Kind.PLACE:
        return 0, 0
    said = [value for value in Reader(field).column(list(sample)) if value is not None]
    return sum(not isinstance(value, Fault) for value in said), len(said)
