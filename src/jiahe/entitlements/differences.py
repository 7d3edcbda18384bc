"""What changed since the last run of everybody, and why: the law, the passing of time, or the facts.

Not guessed: the facts of the run before are determined again under today's law, then on today's day. An answer that
changes at the first step changed by the law, at the second by time, and from there to the new run by its facts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import duckdb
from django.conf import settings

from jiahe.determination.run import determine
from jiahe.entitlements.law import setting_of
from jiahe.entitlements.models import Difference, Run
from jiahe.entitlements.whose import look_here
from jiahe.people.facts import Snapshot
from jiahe.programmes import the_pack

LAW, TIME, FACTS = "law", "time", "facts"
WHOSE = "whose.parquet"
"""Beside the outcomes of a run of one place: whose answers it found; the others were read as their kin."""

_ANSWER = "person_id, programme, place, CAST(status AS VARCHAR) AS status, total, this_year, enrolled"


def differences(before: Run, run: Run, snapshot: Snapshot, outcomes: Path) -> list[Difference]:
    """Return the answers that are other than in the run before, each with its causes."""
    old_facts = Path(settings.HOME) / "snapshots" / before.snapshot
    old = Path(settings.HOME) / "runs" / str(before.id) / "outcomes.parquet"
    tables = {name: old_facts / f"{name}.parquet" for name in snapshot.rows if (old_facts / f"{name}.parquet").exists()}
    with tempfile.TemporaryDirectory(dir=Path(settings.HOME) / "runs", prefix=".") as scratch:
        law = old
        if _law_changed(before, run) and tables:
            law = _again(tables, before, before, Path(scratch) / LAW)
        time = law
        if before.on != run.on and tables:
            time = _again(tables, before, run, Path(scratch) / TIME)
        return _compare(run, [old, law, time, outcomes], snapshot.tables["persons"])


def _law_changed(before: Run, run: Run) -> bool:
    """Whether a programme is new or gone, or one has another version than when the run before was made."""
    now = {rule.key: rule.version for rule in the_pack().rules if rule.key in before.law}
    return now != before.law or set(run.law) != set(before.law)


def _again(tables: Mapping[str, Path], before: Run, day: Run, folder: Path) -> Path:
    return determine(tables, the_pack(), setting_of(day.on), folder).outcomes


def _compare(run: Run, files: list[Path], persons: Path) -> list[Difference]:
    """Compare each answer along the four: before, under today's law, on today's day, with today's facts.

    A difference is of the place where the person is looked for, as the answer is; of who is looked for nowhere in the
    county, it is of the place whose law applied.
    """
    whose = files[-1].with_name(WHOSE)
    of_a_place = whose.exists()
    only = "WHERE person_id IN (SELECT person_id FROM read_parquet(?))" if of_a_place else ""
    sources = ", ".join(f"r{i} AS (SELECT {_ANSWER} FROM read_parquet(?) {only})" for i in range(4))
    joins = " ".join(f"FULL JOIN r{i} USING (person_id, programme)" for i in (1, 2, 3))
    answer = "struct_pack(s := r{0}.status, t := r{0}.total, y := r{0}.this_year)"
    steps = [f"{answer.format(i)} IS DISTINCT FROM {answer.format(i + 1)}" for i in range(3)]
    query = f"""
        WITH {sources}
        SELECT person_id, programme, coalesce({look_here()}, r3.place, r0.place), r0.status, r3.status,
            r0.total, r3.total, {", ".join(steps)}
        FROM r0 {joins} LEFT JOIN read_parquet(?) p USING (person_id)
        WHERE {answer.format(0)} IS DISTINCT FROM {answer.format(3)}
    """
    with duckdb.connect() as db:
        rows = db.execute(
            query, [*(str(one) for file in files for one in ((file, whose) if of_a_place else (file,))), str(persons)]
        ).fetchall()
    found = []
    for person, programme, place, was, now, total_before, total_after, *changed in rows:
        because = [cause for cause, did in zip((LAW, TIME, FACTS), changed, strict=True) if did]
        found.append(
            Difference(
                run=run, person_id=UUID(person), programme=programme, place=place, before=was, after=now,
                total_before=total_before, total_after=total_after, because=because,
            )
        )  # fmt: skip
    return found
