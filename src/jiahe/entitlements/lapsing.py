"""What lapses unless somebody claims it before: from which day less is owed, and how much less.

Today's facts are asked under the law of the coming days: first on the firsts of the coming months, then, of who loses
something until then, on days between. Of a family by the reference engine; of a register by the SQL engine, on facts
of those alone who have something to claim, and day by day only where a deadline lies within a month.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from jiahe.determination.run import determine
from jiahe.entitlements.law import days_ahead, paying_programmes, setting_of, steps
from jiahe.facts.family import facts_in, write_families
from jiahe.law.arithmetic import first_day
from jiahe.law.facts import Facts
from jiahe.law.outcome import Outcome as Answer
from jiahe.law.outcome import outcome_of_rule
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE, NOT_ELIGIBLE
from jiahe.law.reference import Reference
from jiahe.law.rule import Rule
from jiahe.programmes import the_pack

_Key = tuple[str, str]
"""A person and a programme."""

_AT_ONCE = 200
"""People whose facts are in memory at once."""

LAPSES = pa.schema(
    [("person_id", pa.string()), ("programme", pa.string()), ("lost_from", pa.date32()), ("loses", pa.int64())]
)


class Ahead:
    """The coming days, on the facts of some families."""

    def __init__(self, facts: Facts, on: dt.date) -> None:
        self._facts = facts
        self._on = on
        self._days: dict[dt.date, Reference] = {}

    def lost(self, answer: Answer) -> tuple[dt.date | None, int | None]:
        """Return the first day on which less is owed than by an answer of today, and how much less; or nothing."""
        if answer.enrolled or answer.total is None:
            return None, None
        day = self._on
        for later in days_ahead(self._on):
            if self._loses(answer.rule, answer.key, answer.total, later):
                return self.first_day(answer.rule, answer.key, answer.total, after=day, until=later)
            day = later
        return None, None

    def first_day(self, rule: Rule, key: str, total: int, *, after: dt.date, until: dt.date) -> tuple[dt.date, int]:
        """Return the first day with less, and how much less: ``after`` a day with as much, ``until`` one with less."""
        day = first_day(lambda tried: self._loses(rule, key, total, tried) > 0, after=after, until=until)
        return day, self._loses(rule, key, total, day)

    def _loses(self, rule: Rule, key: str, total: int, day: dt.date) -> int:
        """Return how much less is owed on a day; 0 also where that is not known."""
        if day not in self._days:
            self._days[day] = Reference(self._facts, setting_of(day))
        then = outcome_of_rule(self._days[day], rule, key)
        left = 0 if then is None or then.status == NOT_ELIGIBLE else then.total
        return 0 if left is None else max(total - left, 0)


def lapses(on: dt.date, tables: Mapping[str, Path], outcomes: Path, scratch: Path) -> pa.Table:
    """Return who loses something soon (LAPSES), of those who are entitled by a run's outcomes and have not claimed.

    ``scratch``: an own folder, in which what is worked on lies meanwhile.
    """
    found: dict[_Key, tuple[dt.date, int]] = {}
    with tempfile.TemporaryDirectory(dir=scratch) as name, duckdb.connect() as db:
        folder = Path(name)
        _note_who_waits(db, outcomes)
        people = db.sql("SELECT DISTINCT person_id FROM waiting").to_arrow_table()
        if people.num_rows:
            families = write_families(tables, people, folder, steps=steps())
            after = on
            for until in days_ahead(on):
                less = {key: sums for key, sums in _less(db, families, folder, until).items() if key not in found}
                early = _early(db, families, folder, less, after, until)
                found |= {key: early.get(key, (until, loses)) for key, (_, loses) in less.items()}
                after = until
    columns = zip(*((*key, *lost) for key, lost in found.items()), strict=True) if found else ([], [], [], [])
    return pa.table([pa.array(list(one), kind.type) for one, kind in zip(columns, LAPSES, strict=True)], schema=LAPSES)


def _note_who_waits(db: duckdb.DuckDBPyConnection, outcomes: Path) -> None:
    db.execute(
        f"""CREATE TABLE waiting AS SELECT person_id, programme, total FROM read_parquet(?)
        WHERE status = '{ELIGIBLE}' AND NOT coalesce(enrolled, FALSE) AND total > 0
            AND programme IN (SELECT unnest(?))""",
        [str(outcomes), paying_programmes()],
    )


def _early(
    db: duckdb.DuckDBPyConnection,
    families: Mapping[str, Path],
    folder: Path,
    less: Mapping[_Key, tuple[int, int]],
    after: dt.date,
    until: dt.date,
) -> dict[_Key, tuple[dt.date, int]]:
    """Return who of those who have less on a day has it before already: from which day, and how much less.

    When they are many, most of them have it from just that day: those are told apart by the SQL engine first.
    """
    eve = until - dt.timedelta(days=1)
    keys = sorted(less) if eve > after else []
    if len(keys) > _AT_ONCE:
        keys = sorted(less.keys() & _less(db, families, folder, eve).keys())
    found: dict[_Key, tuple[dt.date, int]] = {}
    for some in (keys[first : first + _AT_ONCE] for first in range(0, len(keys), _AT_ONCE)):
        people = pa.table({"person_id": sorted({person for person, _ in some})})
        with tempfile.TemporaryDirectory(dir=folder) as name:
            ahead = Ahead(facts_in(write_families(families, people, Path(name), steps=steps())), after)
        for person, programme in some:
            rule, total = the_pack().rule(programme), less[person, programme][0]
            found[person, programme] = ahead.first_day(rule, person, total, after=after, until=until)
    return found


def _less(
    db: duckdb.DuckDBPyConnection, families: Mapping[str, Path], folder: Path, day: dt.date
) -> dict[_Key, tuple[int, int]]:
    """Return who of the waiting is owed less on a day: what they are owed today, and how much less."""
    then = determine(families, the_pack(), setting_of(day), folder / str(day)).outcomes
    left = f"CASE t.status WHEN '{ELIGIBLE}' THEN t.total WHEN '{NEEDS_EVIDENCE}' THEN NULL ELSE 0 END"
    rows = db.execute(
        f"""SELECT w.person_id, w.programme, w.total, w.total - {left} FROM waiting w
        LEFT JOIN read_parquet(?) t USING (person_id, programme) WHERE {left} < w.total""",
        [str(then)],
    ).fetchall()
    return {(person, programme): (total, loses) for person, programme, total, loses in rows}
