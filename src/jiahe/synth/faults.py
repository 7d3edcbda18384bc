"""The faults that real registers have, one by one: how a cell or row goes wrong, and which rule of the check finds it.

Not here: choosing rows and writing files (dirty.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Columns = dict[str, list[str]]
Spoil = Callable[[np.random.Generator, Columns, int], str | None]
"""Changes row ``i`` in place and returns the column it spoiled, or None where this row cannot have the fault."""


@dataclass(frozen=True)
class Fault:
    """One kind of fault.

    ``rule``: the key of the check's rule that finds it; empty where the cell is read all the same, or as unknown.
    ``share``: of the table's rows. ``repeats``: a copy of the row is spoiled and put at the end, the row itself stays.
    """

    table: str
    kind: str
    rule: str
    share: float
    spoil: Spoil
    repeats: bool = False


def _cell(column: str, change: Callable[[str], str]) -> Spoil:
    """Change one cell that is not empty."""

    def spoil(_: np.random.Generator, columns: Columns, i: int) -> str | None:
        before = columns[column][i]
        if not before or change(before) == before:
            return None
        columns[column][i] = change(before)
        return column

    return spoil


def _to(column: str, value: str) -> Spoil:
    return _cell(column, lambda _: value)


def _swap(first: str, second: str) -> Spoil:
    """Exchange two cells that are both filled."""

    def spoil(_: np.random.Generator, columns: Columns, i: int) -> str | None:
        a, b = columns[first][i], columns[second][i]
        if not a or not b or a == b:
            return None
        columns[first][i], columns[second][i] = b, a
        return second

    return spoil


def _overlap(_: np.random.Generator, columns: Columns, i: int) -> str | None:
    """Let a spell run on into the next one of the same person at another place."""
    if i + 1 >= len(columns["person"]) or columns["person"][i] != columns["person"][i + 1]:
        return None
    if columns["place"][i] == columns["place"][i + 1]:
        return None
    columns["until_date"][i] = _later(columns["from_date"][i + 1], 40)
    return "until_date"


def _goes_on(column: str, word: str) -> Spoil:
    """Write a word into an empty cell."""

    def spoil(_: np.random.Generator, columns: Columns, i: int) -> str | None:
        if columns[column][i]:
            return None
        columns[column][i] = word
        return column

    return spoil


def _own(column: str, other: str) -> Spoil:
    def spoil(_: np.random.Generator, columns: Columns, i: int) -> str | None:
        columns[column][i] = columns[other][i]
        return column

    return spoil


def _same_number_again(rng: np.random.Generator, columns: Columns, i: int) -> str | None:
    if not columns["id_number"][i]:
        return None
    columns["person_id"][i] = str(int(rng.integers(10**12, 10**13)))
    return "id_number"


def _unchanged(_: np.random.Generator, columns: Columns, i: int) -> str | None:
    return next(iter(columns))


def _later(day: str, days: int) -> str:
    return (dt.date.fromisoformat(day) + dt.timedelta(days=days)).isoformat()


def _other_check_digit(number: str) -> str:
    return number[:-1] + ("0" if number[-1] in "X9" else str(int(number[-1]) + 1))


def _scientific(number: str) -> str:
    return f"{number[0]}.{number[1:6].rstrip('0') or '0'}E+{len(number) - 1}"


def _serial(day: str) -> str:
    days = (dt.date.fromisoformat(day) - dt.date(1899, 12, 30)).days
    return str(days) if days >= 10_000 else day


FAULTS = (
    Fault("persons", "sex_in_chinese", "", 0.003, _cell("sex", lambda s: "女" if s == "female" else "男")),
    Fault("persons", "sex_abbreviated", "choice_unknown", 0.001, _cell("sex", lambda s: s[0].upper())),
    Fault("persons", "missing_sex", "", 0.001, _to("sex", "")),
    Fault("persons", "missing_birth_date", "", 0.001, _to("birth_date", "")),
    Fault("persons", "id_check_digit", "id_check_digit", 0.001, _cell("id_number", _other_check_digit)),
    Fault("persons", "id_scientific", "id_lost", 0.001, _cell("id_number", _scientific)),
    Fault("persons", "id_short", "id_length", 0.0005, _cell("id_number", lambda number: number[:-1])),
    Fault(
        "persons", "birth_date_mistyped", "id_birth_differs", 0.001, _cell("birth_date", lambda day: _later(day, 30))
    ),
    Fault("persons", "birth_and_death_swapped", "death_before_birth", 0.0005, _swap("birth_date", "death_date")),
    Fault("persons", "date_with_slashes", "date_odd", 0.002, _cell("birth_date", lambda day: day.replace("-", "/"))),
    Fault("persons", "date_serial", "date_serial", 0.0005, _cell("birth_date", _serial)),
    Fault("persons", "date_without_day", "date_incomplete", 0.0005, _cell("birth_date", lambda day: day[:7])),
    Fault("persons", "no_such_day", "date_no_such_day", 0.0005, _cell("birth_date", lambda day: f"{day[:4]}-02-30")),
    Fault("persons", "unknown_place", "place_unknown", 0.001, _to("hukou_place", "990101001001")),
    Fault("persons", "place_cut_short", "place_not_12_digits", 0.0005, _cell("hukou_place", lambda code: code[:6])),
    Fault("persons", "place_scientific", "number_lost", 0.0005, _cell("residence_place", _scientific)),
    Fault(
        "persons", "duplicate_key", "duplicate_key", 0.0005, _cell("name", lambda name: name[0] + "某"), repeats=True
    ),
    Fault("persons", "duplicate_person", "id_twice", 0.001, _same_number_again, repeats=True),
    Fault("parenthoods", "child_older_than_parent", "child_before_parent", 0.001, _swap("child", "parent")),
    Fault("parenthoods", "own_parent", "own_parent", 0.0003, _own("parent", "child")),
    Fault("parenthoods", "parent_not_there", "refers_to_nobody", 0.001, _to("parent", "9999999999999")),
    Fault("parenthoods", "missing_child", "required_empty", 0.0005, _to("child", "")),
    Fault("parenthoods", "delivery_in_words", "number_unreadable", 0.001, _cell("delivery", lambda n: f"第{n}次")),
    Fault("parenthoods", "order_out_of_range", "number_out_of_range", 0.0005, _to("birth_order", "99")),
    Fault("parenthoods", "row_twice", "duplicate_row", 0.001, _unchanged, repeats=True),
    Fault("custodies", "dates_swapped", "until_before_from", 0.004, _swap("from_date", "until_date")),
    Fault("custodies", "missing_from_date", "required_empty", 0.004, _to("from_date", "")),
    Fault("unions", "dates_swapped", "until_before_from", 0.003, _swap("from_date", "until_date")),
    Fault("unions", "own_spouse", "own_spouse", 0.001, _own("spouse", "person")),
    Fault("unions", "spouse_not_there", "refers_to_nobody", 0.001, _to("spouse", "9999999999999")),
    Fault("unions", "ending_in_words", "choice_unknown", 0.001, _to("ended_by", "不详")),
    Fault("residences", "overlapping_spells", "overlapping_spells", 0.003, _overlap),
    Fault("residences", "dates_swapped", "until_before_from", 0.002, _swap("from_date", "until_date")),
    Fault("residences", "unknown_place", "place_unknown", 0.002, _to("place", "990101001001")),
    Fault("residences", "still_there_in_words", "open_word", 0.002, _goes_on("until_date", "至今")),
    Fault("hukou", "overlapping_spells", "overlapping_spells", 0.003, _overlap),
    Fault("hukou", "dates_swapped", "until_before_from", 0.002, _swap("from_date", "until_date")),
    Fault("hukou", "missing_from_date", "required_empty", 0.002, _to("from_date", "")),
    Fault("certificates", "grade_in_words", "number_unreadable", 0.003, _cell("grade", lambda n: f"{n}级")),
    Fault("certificates", "grade_out_of_range", "number_out_of_range", 0.001, _to("grade", "7")),
    Fault("certificates", "kind_in_other_words", "choice_unknown", 0.002, _to("kind", "独生子女证")),
    Fault("certificates", "begun_in_1900", "day_before_birth", 0.002, _to("from_date", "1900-01-01")),
    Fault("certificates", "missing_holder", "required_empty", 0.001, _to("person", "")),
    Fault("statuses", "kind_misspelt", "choice_unknown", 0.002, _cell("kind", lambda kind: kind.replace("e", "a", 1))),
    Fault("statuses", "unknown_place", "place_unknown", 0.002, _to("place", "990101000000")),
    Fault("statuses", "missing_from_date", "required_empty", 0.002, _to("from_date", "")),
    Fault("claims", "year_in_words", "number_unreadable", 0.003, _cell("year", lambda year: f"{year}年")),
    Fault("claims", "missing_year", "required_empty", 0.002, _to("year", "")),
    Fault("claims", "decision_in_other_words", "choice_unknown", 0.002, _to("decision", "ok")),
    Fault(
        "claims", "claim_twice", "claim_twice", 0.003, _cell("submitted_on", lambda day: _later(day, -1)), repeats=True
    ),
    Fault("payments", "paid_in_2099", "day_in_future", 0.002, _to("paid_on", "2099-12-31")),
    Fault(
        "payments",
        "amount_with_comma",
        "money_unreadable",
        0.004,
        _cell("amount", lambda yuan: f"{float(yuan):,.2f}元"),
    ),
    Fault("payments", "amount_below_a_fen", "money_fraction", 0.002, _cell("amount", lambda yuan: yuan + "5")),
    Fault("payments", "amount_negative", "money_negative", 0.002, _cell("amount", lambda yuan: "-" + yuan)),
    Fault("payments", "row_twice", "duplicate_row", 0.003, _unchanged, repeats=True),
)
"""Every kind of fault that is planted."""
